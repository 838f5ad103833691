//! Faults: errors that have a name beyond the process. One definition gives the ASL error name, the Lambda's
//! `errorType`, the payload, and the HTTP problem.

use std::fmt;

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use crate::contract::Problem;
use crate::failure::StepFailure;

/// An error that a step or a workflow ends with.
///
/// Derive it. On a struct it is one fault: the struct's name is its name, the fields are its payload, the attribute
/// says the HTTP status and the sentence that a person reads. On an enum it is a choice of faults, each variant
/// holding one; `From` comes with it, so that `?` converts.
///
/// ```
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
/// use stepwright::{Contract, Fault};
///
/// #[derive(Debug, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
/// #[fault(status = 409, detail = "The parcel weighs {grams} g, which is too much.")]
/// struct TooHeavy {
///     grams: u32,
/// }
///
/// #[derive(Debug, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
/// #[fault(status = 503, detail = "The depot is closed.", retry_after_seconds = 60, transient)]
/// struct DepotClosed {}
///
/// #[derive(Debug, PartialEq, Fault)]
/// enum ShippingError {
///     TooHeavy(TooHeavy),
///     DepotClosed(DepotClosed),
/// }
///
/// let error = ShippingError::from(TooHeavy { grams: 40_000 });
/// assert_eq!(error.name(), "TooHeavy");
/// assert_eq!(error.to_string(), "The parcel weighs 40000 g, which is too much.");
/// assert_eq!(ShippingError::from_wire("TooHeavy", &error.payload()), Some(Ok(error)));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a fault",
    label = "has no name beyond this process",
    note = "add `#[derive(Fault)]` to the type"
)]
pub trait Fault: std::error::Error + Sized + Send + Sync + 'static {
    /// Every fault that this type can be, each once.
    fn table() -> Vec<&'static FaultEntry>;

    /// The entry of the fault that this value is.
    fn entry(&self) -> &'static FaultEntry;

    /// The fault's fields.
    fn payload(&self) -> Value;

    /// The fault of that name with these fields. `None`: this type has no fault of that name.
    ///
    /// The inner error is every problem of the payload.
    fn from_wire(name: &str, payload: &Value) -> Option<Result<Self, Vec<Problem>>>;

    /// The fault's name: the ASL error name, and the Lambda's `errorType`.
    fn name(&self) -> &'static str {
        self.entry().name
    }

    /// What a step answers that failed with this fault.
    #[doc(hidden)]
    fn into_failure(self) -> StepFailure {
        self.into()
    }
}

/// What is known of a fault without a value of it.
#[derive(Debug, Clone, Copy)]
pub struct FaultEntry {
    /// The fault's name.
    pub name: &'static str,
    /// The path of the Rust type, which tells two faults of one name apart.
    pub rust_path: &'static str,
    /// What the fault means; from the type's documentation.
    pub description: &'static str,
    /// A few words for a person.
    pub title: &'static str,
    /// A sentence for a person; `{field}` stands for a field of the payload.
    pub detail: &'static str,
    /// The HTTP status that an API answers.
    pub status: u16,
    /// After how many seconds a client may try again, where that helps.
    pub retry_after_seconds: Option<u32>,
    /// Whether the state machine itself tries the step again.
    pub transient: bool,
    /// The JSON Schema of the payload.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// That a fault may become another one, by `?` or `.into()`. Comes with `#[derive(Fault)]`, and only so: what a
/// hand-written `From` does, no state machine could do.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no place for the fault `{Inner}`",
    label = "`?` cannot convert the step's fault",
    note = "add a variant that holds a `{Inner}` to `{Self}`, which derives `Fault`; a hand-written `From` cannot run in a state machine"
)]
pub trait FromFault<Inner> {}

impl<F: Fault> From<F> for StepFailure {
    fn from(fault: F) -> StepFailure {
        StepFailure {
            error_type: fault.name().to_owned(),
            error_message: fault.payload().to_string(),
        }
    }
}

/// Adds the entries that are not there yet.
#[doc(hidden)]
pub fn merge(table: &mut Vec<&'static FaultEntry>, more: Vec<&'static FaultEntry>) {
    for entry in more {
        if !table.iter().any(|known| known.rust_path == entry.rust_path) {
            table.push(entry);
        }
    }
}

/// Writes a sentence, each `{field}` replaced by that field of the payload.
#[doc(hidden)]
pub fn write_detail(out: &mut fmt::Formatter<'_>, detail: &str, payload: &Value) -> fmt::Result {
    let mut rest = detail;
    while let Some((before, after)) = rest.split_once('{') {
        let (field, after) = after.split_once('}').unwrap_or((after, ""));
        out.write_str(before)?;
        match payload.get(field) {
            Some(Value::String(text)) => out.write_str(text)?,
            Some(other) => write!(out, "{other}")?,
            None => out.write_str(field)?,
        }
        rest = after;
    }
    out.write_str(rest)
}

/// The faults of a table that share a name without being the same type.
#[cfg(feature = "flow")]
pub(crate) fn ambiguous(table: &[&'static FaultEntry]) -> Vec<&'static FaultEntry> {
    let mut names = std::collections::HashSet::new();
    table
        .iter()
        .copied()
        .filter(|entry| !names.insert(entry.name))
        .collect()
}
