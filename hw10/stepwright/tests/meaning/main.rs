//! That a construct means the same natively and as a state machine: each workflow is run both ways, over many inputs, and
//! must come to the same result or fault, after the same calls in the same order.

mod desk;
mod machine;
mod patterns;
mod results;
