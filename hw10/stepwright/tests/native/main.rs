//! What a workflow is when it runs natively, and the types that it deals in.

mod faults;
mod options;
mod time;
