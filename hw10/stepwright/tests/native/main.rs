//! What a workflow is when it runs natively, and the types that it deals in.

mod callbacks;
mod clock;
mod faults;
mod joins;
mod maps;
mod observed;
mod options;
mod shop;
mod time;
