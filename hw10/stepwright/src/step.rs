//! Steps: what is known of one without running it, and the decoding of a call's parameters.

use schemars::{Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};

use crate::contract::{Checker, Contract, Problem, read_numbers_by_value};
use crate::failure::StepFailure;
use crate::fault::FaultEntry;
use crate::retry::RetryPolicy;

/// What is known of a step without running it.
#[derive(Debug, Clone)]
pub struct StepDescription {
    /// The method's name; the payload of a call and the Lambda function go by it.
    pub name: &'static str,
    /// The path of the method.
    pub rust_path: &'static str,
    /// The state that calls the step, where nothing else is said: the name in Pascal case.
    pub state: &'static str,
    /// What the step does; from the method's documentation.
    pub description: &'static str,
    /// What the state machine calls.
    pub task: TaskKind,
    /// Seconds until a call fails with `States.Timeout`.
    pub timeout_seconds: u32,
    /// Seconds without a heartbeat until a call fails with `States.Timeout`.
    pub heartbeat_seconds: Option<u32>,
    /// How many MB of memory the step's Lambda function has; `None` is what the deployment gives to all.
    pub memory_mb: Option<u32>,
    /// From which level on the step's Lambda function logs; `None` is `INFO`.
    pub log_level: Option<LogLevel>,
    /// For how many days the log of the step's Lambda function is kept; `None` is what the deployment says for all.
    pub log_days: Option<u32>,
    /// How many calls the step's Lambda function takes at once, and has set aside for it; `None` is what the account has left.
    pub reserved_concurrency: Option<u32>,
    /// Whether a call that happens twice does what it does once.
    pub idempotent: bool,
    /// When a call is tried again, as the step itself says; see [`retriers`](StepDescription::retriers) for all.
    pub retry: Vec<RetryPolicy>,
    /// The parameters, in order.
    pub parameters: Vec<ParameterDescription>,
    /// The JSON Schema of the result.
    pub output: fn(&mut SchemaGenerator) -> Schema,
    /// How the step can fail.
    pub faults: Vec<&'static FaultEntry>,
}

/// What the state machine calls when it calls a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskKind {
    /// The step's own Lambda function.
    Lambda,
    /// A service, with the step's one parameter as its arguments: what follows `arn:aws:states:::` in the task's resource.
    Integration(&'static str),
}

/// A level of a Lambda function's log that shows more than `INFO` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// Everything.
    Trace,
    /// What helps to find a mistake.
    Debug,
}

impl LogLevel {
    /// What Lambda calls it.
    ///
    /// ```
    /// assert_eq!(stepwright::LogLevel::Debug.name(), "DEBUG");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            LogLevel::Trace => "TRACE",
            LogLevel::Debug => "DEBUG",
        }
    }
}

/// What is known of a parameter of a step.
#[derive(Debug, Clone, Copy)]
pub struct ParameterDescription {
    /// The parameter's name, which is its key in the payload.
    pub name: &'static str,
    /// Whether it may be absent.
    pub optional: bool,
    /// The JSON Schema of its value.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// The parameters of one call of a step, taken out of its payload. Reports every problem at once.
#[derive(Debug)]
pub struct Parameters {
    payload: Value,
    names: Vec<&'static str>,
    problems: Vec<Problem>,
}

impl Parameters {
    /// The parameters in this payload, an object keyed by their names.
    pub fn new(mut payload: Value) -> Parameters {
        read_numbers_by_value(&mut payload);
        let mut checker = Checker::default();
        checker.object(&payload, |_| {});
        Parameters {
            payload,
            names: Vec::new(),
            problems: checker.into_problems(),
        }
    }

    /// The parameter of that name; `None` where it has a problem.
    pub fn take<T: Contract>(&mut self, name: &'static str) -> Option<T> {
        self.names.push(name);
        let fields = self.payload.as_object()?;
        let mut checker = Checker::default();
        checker.object(&self.payload, |object| object.field(name, T::OPTIONAL, T::check));
        let mut problems = checker.into_problems();
        if problems.is_empty() {
            let value = fields.get(name).cloned().unwrap_or(Value::Null);
            match serde_json::from_value(value) {
                Ok(parameter) => return Some(parameter),
                Err(error) => problems.push(Problem {
                    pointer: format!("/{name}"),
                    detail: error.to_string(),
                }),
            }
        }
        self.problems.extend(problems);
        None
    }

    /// Fails if a parameter had a problem, or if the payload holds anything else.
    ///
    /// # Errors
    /// A `ContractViolation` with every problem.
    pub fn finish(&mut self) -> Result<(), StepFailure> {
        let others = self.payload.as_object().into_iter().flat_map(|fields| fields.keys());
        for name in others.filter(|name| !self.names.contains(&name.as_str())) {
            let known = if self.names.is_empty() {
                "none"
            } else {
                &self.names.join(", ")
            };
            let mut checker = Checker::default();
            checker.at(name, |checker| {
                checker.report(format!("is not a parameter; there are {known}"))
            });
            self.problems.extend(checker.into_problems());
        }
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(violation(&self.problems))
        }
    }
}

/// The name of the fault of data that is not what its contract says.
pub(crate) const CONTRACT_VIOLATION: &str = "ContractViolation";

fn violation(problems: &[Problem]) -> StepFailure {
    StepFailure {
        error_type: CONTRACT_VIOLATION.to_owned(),
        error_message: json!({ "errors": problems }).to_string(),
    }
}

/// A step's result as the payload that the state machine sees.
pub(crate) fn encode<T: Serialize>(result: &T) -> Result<Value, StepFailure> {
    serde_json::to_value(result).map_err(|error| {
        let detail = format!("the result cannot be written as JSON: {error}");
        violation(&[Problem {
            pointer: String::new(),
            detail,
        }])
    })
}

/// What a step that does not exist answers.
#[doc(hidden)]
pub fn unknown_step(step: &str, steps: &[&str]) -> StepFailure {
    let detail = format!("there is no step `{step}`; there are {}", steps.join(", "));
    StepFailure {
        error_type: "UnknownStep".to_owned(),
        error_message: json!({ "detail": detail }).to_string(),
    }
}
