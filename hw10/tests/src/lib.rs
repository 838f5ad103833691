//! What the tests over the whole project share: a bank that answers by a script and remembers what it was asked, the
//! generated machine run by the interpreter over such steps, inputs generated from the contract's types, and values
//! generated from schemas.

pub mod inputs;
pub mod machine;
pub mod scripted;
pub mod values;
