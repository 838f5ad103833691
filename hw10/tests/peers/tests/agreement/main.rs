//! Our engine and npm `jsonata` 2.0.6 agree: on every expression of every generated machine, and on what Step Functions
//! adds to JSONata.

mod data;
mod functions;
mod machines;
