//! Step Functions' limits, and how a payload is measured.

use std::io::{self, Write};

use jsonata::NESTING_MAX;
use serde_json::Value;

/// The largest input, output, result or set of assigned variables, as UTF-8 JSON without spaces.
/// <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>
pub const PAYLOAD_BYTES_MAX: usize = 262_144;

/// The most events that a history holds; reaching it ends the execution. It also bounds a loop of states that never
/// wait, which would otherwise keep its driver for ever.
pub const HISTORY_EVENTS_MAX: usize = 25_000;

/// The most that all variables of an execution hold together.
pub(crate) const VARIABLES_BYTES_MAX: usize = 10 * 1024 * 1024;

/// The longest wait that a Wait state can be told at run time, from AWS's record: 2^31 seconds.
pub(crate) const WAIT_SECONDS_MAX: i64 = 1 << 31;

/// The length of the value as JSON text.
pub(crate) fn payload_bytes(value: &Value) -> usize {
    let mut counter = Counter(0);
    // A counter takes everything, and a `Value` can always be written.
    let _ = serde_json::to_writer(&mut counter, value);
    counter.0
}

/// Whether the value is too large to be handed on, or so deep that it could not be read again.
pub(crate) fn is_too_large(value: &Value) -> bool {
    is_too_deep(value) || payload_bytes(value) > PAYLOAD_BYTES_MAX
}

/// Whether the value is deeper than what JSON is read to. A value that grows by a level in each state would else become
/// deeper than the stack, on which every walk over it stands.
pub(crate) fn is_too_deep(value: &Value) -> bool {
    is_deeper(value, NESTING_MAX)
}

fn is_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(|it| is_deeper(it, levels - 1)),
        Value::Object(fields) => levels == 0 || fields.values().any(|it| is_deeper(it, levels - 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
