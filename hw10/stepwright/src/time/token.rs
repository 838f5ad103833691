//! The token of a task that is answered later, and the answers.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::contract::{Checker, Contract};
use crate::failure::StepFailure;
use crate::fault::Fault;

/// The token by which somebody answers a task later: with a `T`, or with the fault `E`.
///
/// A step that takes one asks the question, and ends; the workflow waits in [`callback`](crate::callback) until the answer
/// comes. Whoever has it hands the token to AWS's `SendTaskSuccess` or `SendTaskFailure`; what belongs there,
/// [`success`](TaskToken::success) and [`failure`](TaskToken::failure) write.
///
/// ```
/// # use schemars::JsonSchema;
/// # use serde::{Deserialize, Serialize};
/// use stepwright::{Contract, Fault, TaskToken};
///
/// #[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
/// #[fault(status = 403, detail = "{name} says no.")]
/// struct Refused {
///     name: String,
/// }
///
/// let token: TaskToken<u32, Refused> = TaskToken::new("AAAAKgAAAAI...");
/// let yes = token.success(&5).unwrap();
/// assert_eq!((yes.task_token.as_str(), yes.output.as_str()), ("AAAAKgAAAAI...", "5"));
/// let no = token.failure(&Refused { name: "Ada".to_owned() });
/// assert_eq!((no.error.as_str(), no.cause.as_str()), ("Refused", r#"{"name":"Ada"}"#));
/// ```
pub struct TaskToken<T, E> {
    text: String,
    of: PhantomData<fn() -> (T, E)>,
}

/// What AWS's `SendTaskSuccess` takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskSuccess {
    /// The token.
    pub task_token: String,
    /// The answer, as JSON text.
    pub output: String,
}

/// What AWS's `SendTaskFailure` takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskFailure {
    /// The token.
    pub task_token: String,
    /// The fault's name.
    pub error: String,
    /// The fault's fields, as JSON text.
    pub cause: String,
}

impl<T, E> TaskToken<T, E> {
    /// The token that AWS gave, or that somebody kept.
    pub fn new(text: impl Into<String>) -> TaskToken<T, E> {
        TaskToken {
            text: text.into(),
            of: PhantomData,
        }
    }

    /// The token's text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T: Contract, E: Fault> TaskToken<T, E> {
    /// The answer, for `SendTaskSuccess`.
    ///
    /// # Errors
    /// `ContractViolation`, if serde cannot write the answer as JSON.
    pub fn success(&self, answer: &T) -> Result<TaskSuccess, StepFailure> {
        Ok(TaskSuccess {
            task_token: self.text.clone(),
            output: answer.encode()?.to_string(),
        })
    }

    /// The refusal, for `SendTaskFailure`.
    pub fn failure(&self, fault: &E) -> TaskFailure {
        TaskFailure {
            task_token: self.text.clone(),
            error: fault.name().to_owned(),
            cause: fault.cause_text(),
        }
    }
}

impl<T, E> Clone for TaskToken<T, E> {
    fn clone(&self) -> TaskToken<T, E> {
        TaskToken::new(self.text.clone())
    }
}

impl<T, E> PartialEq for TaskToken<T, E> {
    fn eq(&self, other: &TaskToken<T, E>) -> bool {
        self.text == other.text
    }
}

impl<T, E> Eq for TaskToken<T, E> {}

/// Whoever has the token can answer: it does not go into a log.
impl<T, E> fmt::Debug for TaskToken<T, E> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("TaskToken(..)")
    }
}

impl<T, E> Serialize for TaskToken<T, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T, E> Deserialize<'de> for TaskToken<T, E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TaskToken<T, E>, D::Error> {
        String::deserialize(deserializer).map(TaskToken::new)
    }
}

impl<T: JsonSchema, E> JsonSchema for TaskToken<T, E> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "TaskToken".into()
    }

    fn json_schema(types: &mut SchemaGenerator) -> Schema {
        // What the answer must be is said where the token is handed out: whoever answers has no other schema of it.
        let answer = types.subschema_for::<T>();
        json_schema!({
            "description": "The token by which a task is answered.",
            "type": "string",
            "x-answer": answer,
        })
    }
}

impl<T: JsonSchema + 'static, E: 'static> Contract for TaskToken<T, E> {
    fn check(value: &Value, checker: &mut Checker) {
        checker.leaf::<TaskToken<T, E>>(value);
    }
}

#[cfg(feature = "flow")]
impl<T: JsonSchema + 'static, E: 'static> crate::flow::Term for TaskToken<T, E> {
    type View = crate::flow::Opaque;

    fn view(_: &crate::flow::Expr<TaskToken<T, E>>) -> crate::flow::Opaque {
        crate::flow::Opaque
    }
}
