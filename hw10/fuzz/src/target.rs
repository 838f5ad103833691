//! The targets by their names.

use crate::{command, compat, definition, execution, expression, panics, post, step_payload};

/// Something that takes bytes.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name that its program, its corpus and its dictionary have.
    pub name: &'static str,
    check: fn(&[u8]),
}

/// An HTTP request to the bank, as bytes on a connection: every error is a problem, and money moves with a receipt alone.
pub const POST: Target = Target {
    name: "post",
    check: post::check,
};

/// The payload of a Lambda function: the step's name, a line's end, JSON.
pub const STEP_PAYLOAD: Target = Target {
    name: "step_payload",
    check: step_payload::check,
};

/// A document that may be ASL, or a field of one.
pub const ASL: Target = Target {
    name: "asl",
    check: definition::check,
};

/// A state machine with its input and what its tasks answer.
pub const EXECUTE: Target = Target {
    name: "execute",
    check: execution::check,
};

/// JSON data, a line's end, and an expression over it.
pub const EXPRESSION: Target = Target {
    name: "expression",
    check: expression::check,
};

/// Two schemas, a line each, or the generated files of two deployments.
pub const COMPAT: Target = Target {
    name: "compat",
    check: compat::check,
};

/// The generator's command line, and what it reads.
pub const COMMAND: Target = Target {
    name: "command",
    check: command::check,
};

/// All of them.
pub const TARGETS: [Target; 7] = [POST, STEP_PAYLOAD, ASL, EXECUTE, EXPRESSION, COMPAT, COMMAND];

impl Target {
    /// Tries one input.
    ///
    /// # Panics
    /// Where something does not hold; what panicked on the way, on any thread, is then written to standard error.
    pub fn run(&self, input: &[u8]) {
        panics::told(|| (self.check)(input));
    }
}
