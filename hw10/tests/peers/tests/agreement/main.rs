//! Our engine and npm `jsonata` 2.0.6 agree: on every expression of every generated machine, on expressions of the
//! kind that the lowering prints, and on the exceptions that the crate `jsonata` admits.

mod data;
mod machines;
