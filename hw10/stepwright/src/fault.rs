//! Faults: errors that have a name beyond the process. One definition gives the ASL error name, the Lambda's
//! `errorType`, the payload, and the HTTP problem.

use std::fmt;

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;

use crate::contract::{Contract, Problem};
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
///
/// `name = ".."` gives a fault another name than its type has. A fault of a service that the state machine calls by itself
/// (`#[step(integration = "..")]`) is `#[fault(name = "..", service, ..)]`, the name being the one that Step Functions
/// reports. What the service says is text, so that its fields are `error: String` and `cause: String`, or fewer:
///
/// ```
/// # use schemars::JsonSchema;
/// # use serde::{Deserialize, Serialize};
/// # use stepwright::{Contract, Fault};
/// /// Somebody else was faster.
/// #[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
/// #[fault(name = "DynamoDb.ConditionalCheckFailedException", service, status = 409, detail = "Changed meanwhile: {cause}")]
/// struct Conflict {
///     cause: String,
/// }
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
    fn name(&self) -> &str {
        self.entry().name
    }

    /// What stands beside the name where the fault ends an execution: its fields as JSON text, or AWS's own words for a
    /// fault that AWS reports.
    fn cause_text(&self) -> String {
        self.payload().to_string()
    }

    // What the macros ask of a type. Each asks by a method of this trait: a type that is no fault is then one error.

    /// A call of a step, as the native run sees it.
    #[doc(hidden)]
    fn observe<T: Contract>(
        step: &'static str,
        timeout_seconds: u32,
        payload: Value,
        work: impl Future<Output = Result<T, Self>> + Send,
    ) -> impl Future<Output = Result<T, Self>> + Send {
        crate::native::observe(step, timeout_seconds, payload, work)
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
    /// The error names that a Catch finds the fault by: its own, and for a fault of the platform all that it stands for.
    pub matches: &'static [&'static str],
    /// Who reports the fault.
    pub origin: FaultOrigin,
    /// The names of the payload's fields.
    pub fields: &'static [&'static str],
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

/// Who reports a fault, which decides how its fields are found in what a Catch sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultOrigin {
    /// A step, or the workflow itself: the cause is a JSON text, the payload is in it.
    Step,
    /// A service that the state machine calls without a Lambda function: error and cause are the service's own text.
    Service,
    /// Step Functions or Lambda, about a call that went wrong: error and cause are AWS's own text.
    Platform,
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
            error_message: fault.cause_text(),
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

/// The error name that stands for every other one.
pub(crate) const ALL: &str = "States.ALL";

/// Whether a fault that goes by these names is found by that one.
#[doc(hidden)]
pub fn goes_by(matches: &[&str], name: &str) -> bool {
    matches.iter().any(|it| *it == name || *it == ALL)
}

/// The fields of a fault that AWS reports, out of what it reports: a name, and a text. A payload that has been written as
/// one stays as it is.
#[doc(hidden)]
pub fn reported(name: &str, payload: &Value, fields: &[&str]) -> Value {
    if fields.iter().all(|field| payload.get(field).is_some()) {
        return payload.clone();
    }
    let cause = match payload {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let value = |field: &&str| {
        Value::String(if *field == "error" {
            name.to_owned()
        } else {
            cause.clone()
        })
    };
    Value::Object(fields.iter().map(|field| ((*field).to_owned(), value(field))).collect())
}

/// The error names that a fault is found by.
#[doc(hidden)]
pub fn names_of<F: Fault>() -> Vec<&'static str> {
    F::table().iter().flat_map(|entry| entry.matches).copied().collect()
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
