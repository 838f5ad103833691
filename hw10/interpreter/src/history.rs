//! The history of an execution: events with AWS's names and fields, in order.
//! <https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html>

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::limits::HISTORY_EVENTS_MAX;

/// One event of a history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEvent {
    /// Its number, from 1.
    pub id: u64,
    /// The number of the event that led to it; 0 for the first.
    pub previous_event_id: u64,
    /// When it happened.
    pub timestamp: Timestamp,
    /// What happened.
    pub details: EventDetails,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum EventDetails {
    /// The execution began.
    ExecutionStarted {
        /// Its input.
        input: Arc<Value>,
    },
    /// The last state has handed this on.
    ExecutionSucceeded {
        /// The execution's output.
        output: Arc<Value>,
    },
    /// The execution failed.
    ExecutionFailed {
        /// The error's name.
        error: Option<String>,
        /// What is said about it.
        cause: Option<String>,
    },
    /// The machine's time was up.
    ExecutionTimedOut,
    /// A state began.
    StateEntered {
        /// The state's `Type`, with which the event's own type begins.
        kind: &'static str,
        /// The state.
        name: Arc<str>,
        /// What it received.
        input: Arc<Value>,
    },
    /// A state handed on.
    StateExited {
        /// The state's `Type`.
        kind: &'static str,
        /// The state.
        name: Arc<str>,
        /// What it handed on.
        output: Arc<Value>,
        /// The variables that it set.
        assigned_variables: Arc<Map<String, Value>>,
    },
    /// A Parallel or a Map began its work.
    StateStarted {
        /// The state's `Type`.
        kind: &'static str,
        /// How many items a Map has.
        length: Option<usize>,
    },
    /// A Parallel or a Map has all results.
    StateSucceeded {
        /// The state's `Type`.
        kind: &'static str,
    },
    /// A Parallel or a Map failed, and is not tried again.
    StateFailed {
        /// The state's `Type`.
        kind: &'static str,
    },
    /// A state ended because something beside it or within it failed.
    StateAborted {
        /// The state's `Type`.
        kind: &'static str,
    },
    /// An item of a Map came so far.
    MapIteration {
        /// How far.
        progress: Progress,
        /// The Map.
        name: Arc<str>,
        /// The item's place, from 0.
        index: usize,
    },
    /// A Map began to run its items in executions of their own.
    MapRunStarted {
        /// The run's ARN.
        map_run_arn: String,
    },
    /// Enough items have succeeded, and their results are written.
    MapRunSucceeded,
    /// The items could not be read, too many have failed, or the results could not be written.
    MapRunFailed {
        /// The error's name.
        error: Option<String>,
        /// What is said about it.
        cause: Option<String>,
    },
    /// The run ended because something beside its Map failed.
    MapRunAborted,
    /// A call was made ready.
    TaskScheduled {
        /// What is called.
        resource: Arc<TaskResource>,
        /// Where.
        region: Arc<str>,
        /// What is sent.
        parameters: Arc<Value>,
        /// The state's timeout.
        timeout_seconds: Option<u64>,
        /// The state's heartbeat.
        heartbeat_seconds: Option<u64>,
        /// The role in which the call is made, where the state names one.
        role_arn: Option<String>,
    },
    /// A call began.
    TaskStarted {
        /// What is called.
        resource: Arc<TaskResource>,
    },
    /// A call whose result comes later has been taken on.
    TaskSubmitted {
        /// What was called.
        resource: Arc<TaskResource>,
        /// The first answer.
        output: Arc<Value>,
    },
    /// A call whose result would come later has not been taken on.
    TaskSubmitFailed {
        /// What was called.
        resource: Arc<TaskResource>,
        /// The error's name.
        error: Option<String>,
        /// What is said about it.
        cause: Option<String>,
    },
    /// A call gave a result.
    TaskSucceeded {
        /// What was called.
        resource: Arc<TaskResource>,
        /// The result.
        output: Arc<Value>,
    },
    /// A call failed.
    TaskFailed {
        /// What was called.
        resource: Arc<TaskResource>,
        /// The error's name.
        error: Option<String>,
        /// What is said about it.
        cause: Option<String>,
    },
    /// A call took too long.
    TaskTimedOut {
        /// What was called.
        resource: Arc<TaskResource>,
        /// The error's name.
        error: Option<String>,
    },
    /// An expression gave no usable value.
    EvaluationFailed {
        /// The error's name.
        error: Option<String>,
        /// What is said about it.
        cause: Option<String>,
        /// The field that the expression stands in.
        location: Option<String>,
        /// The state.
        state: Arc<str>,
    },
}

/// How far an item of a Map has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It has begun.
    Started,
    /// It has ended well.
    Succeeded,
    /// It has failed.
    Failed,
    /// It was ended because another has failed.
    Aborted,
}

/// What a task calls, taken apart as the events show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskResource {
    /// A Lambda function by its ARN. It has events of its own.
    Function {
        /// The ARN.
        arn: String,
    },
    /// A service integration: `arn:aws:states:::lambda:invoke` is resource `invoke` of type `lambda`.
    Service {
        /// `resourceType`.
        kind: String,
        /// `resource`.
        action: String,
    },
}

impl TaskResource {
    pub(crate) fn of(arn: &str) -> TaskResource {
        let mut parts = arn.splitn(6, ':');
        let service = parts.nth(2).unwrap_or_default();
        let rest = parts.nth(2).unwrap_or(arn);
        // The version belongs to the pattern: `startExecution.sync:2`.
        let without_version = rest.strip_suffix(".sync:2");
        let version = if without_version.is_some() { ".sync:2" } else { "" };
        match (service, without_version.unwrap_or(rest).rsplit_once(':')) {
            ("lambda", _) | (_, None) => TaskResource::Function { arn: arn.to_owned() },
            (_, Some((kind, action))) => TaskResource::Service {
                kind: kind.to_owned(),
                action: format!("{action}{version}"),
            },
        }
    }

    /// What an error about the size of a result calls it.
    pub(crate) fn name(&self) -> &str {
        match self {
            TaskResource::Function { arn } => arn,
            TaskResource::Service { kind, .. } => kind,
        }
    }

    fn prefix(&self) -> &'static str {
        match self {
            TaskResource::Function { .. } => "LambdaFunction",
            TaskResource::Service { .. } => "Task",
        }
    }
}

impl HistoryEvent {
    /// The event's type in AWS's words, such as `TaskStateEntered`.
    pub fn event_type(&self) -> String {
        let task = |resource: &TaskResource, suffix: &str| format!("{}{suffix}", resource.prefix());
        match &self.details {
            EventDetails::ExecutionStarted { .. } => "ExecutionStarted".to_owned(),
            EventDetails::ExecutionSucceeded { .. } => "ExecutionSucceeded".to_owned(),
            EventDetails::ExecutionFailed { .. } => "ExecutionFailed".to_owned(),
            EventDetails::ExecutionTimedOut => "ExecutionTimedOut".to_owned(),
            EventDetails::StateEntered { kind, .. } => format!("{kind}StateEntered"),
            EventDetails::StateExited { kind, .. } => format!("{kind}StateExited"),
            EventDetails::StateStarted { kind, .. } => format!("{kind}StateStarted"),
            EventDetails::StateSucceeded { kind } => format!("{kind}StateSucceeded"),
            EventDetails::StateFailed { kind } => format!("{kind}StateFailed"),
            EventDetails::StateAborted { kind } => format!("{kind}StateAborted"),
            EventDetails::MapIteration { progress, .. } => format!("MapIteration{progress:?}"),
            EventDetails::MapRunStarted { .. } => "MapRunStarted".to_owned(),
            EventDetails::MapRunSucceeded => "MapRunSucceeded".to_owned(),
            EventDetails::MapRunFailed { .. } => "MapRunFailed".to_owned(),
            EventDetails::MapRunAborted => "MapRunAborted".to_owned(),
            EventDetails::TaskScheduled { resource, .. } => task(resource, "Scheduled"),
            EventDetails::TaskStarted { resource } => task(resource, "Started"),
            EventDetails::TaskSubmitted { resource, .. } => task(resource, "Submitted"),
            EventDetails::TaskSubmitFailed { resource, .. } => task(resource, "SubmitFailed"),
            EventDetails::TaskSucceeded { resource, .. } => task(resource, "Succeeded"),
            EventDetails::TaskFailed { resource, .. } => task(resource, "Failed"),
            EventDetails::TaskTimedOut { resource, .. } => task(resource, "TimedOut"),
            EventDetails::EvaluationFailed { .. } => "EvaluationFailed".to_owned(),
        }
    }

    /// The event as JSON: `id`, `previousEventId`, `timestamp`, `type`, and AWS's fields for that type beside them.
    /// Payloads are values, not text.
    pub fn to_value(&self) -> Value {
        let mut fields = Map::new();
        fields.insert("id".to_owned(), json!(self.id));
        fields.insert("previousEventId".to_owned(), json!(self.previous_event_id));
        fields.insert("timestamp".to_owned(), json!(self.timestamp.to_string()));
        fields.insert("type".to_owned(), json!(self.event_type()));
        let details = self.details.fields().into_iter();
        fields.extend(details.filter_map(|(name, value)| Some((name.to_owned(), value?))));
        Value::Object(fields)
    }
}

type Field = (&'static str, Option<Value>);

impl EventDetails {
    fn fields(&self) -> Vec<Field> {
        let text = |text: &Option<String>| text.as_ref().map(|it| json!(it));
        match self {
            EventDetails::ExecutionStarted { input } => vec![("input", Some(json!(**input)))],
            EventDetails::ExecutionSucceeded { output } => vec![("output", Some(json!(**output)))],
            EventDetails::ExecutionFailed { error, cause } => vec![("error", text(error)), ("cause", text(cause))],
            EventDetails::ExecutionTimedOut
            | EventDetails::StateSucceeded { .. }
            | EventDetails::StateFailed { .. }
            | EventDetails::StateAborted { .. }
            | EventDetails::MapRunSucceeded
            | EventDetails::MapRunAborted => vec![],
            EventDetails::MapIteration { name, index, .. } => {
                vec![("name", Some(json!(**name))), ("index", Some(json!(index)))]
            }
            EventDetails::MapRunStarted { map_run_arn } => vec![("mapRunArn", Some(json!(map_run_arn)))],
            EventDetails::MapRunFailed { error, cause } => vec![("error", text(error)), ("cause", text(cause))],
            EventDetails::StateStarted { length, .. } => vec![("length", length.map(|it| json!(it)))],
            EventDetails::StateEntered { name, input, .. } => {
                vec![("name", Some(json!(**name))), ("input", Some(json!(**input)))]
            }
            EventDetails::StateExited {
                name,
                output,
                assigned_variables,
                ..
            } => {
                let assigned = (!assigned_variables.is_empty()).then(|| json!(**assigned_variables));
                let name = ("name", Some(json!(**name)));
                vec![name, ("output", Some(json!(**output))), ("assignedVariables", assigned)]
            }
            EventDetails::TaskScheduled { .. } => self.scheduled(),
            EventDetails::TaskStarted { resource } => service(resource),
            EventDetails::TaskSubmitted { resource, output } | EventDetails::TaskSucceeded { resource, output } => {
                with(service(resource), [("output", Some(json!(**output)))])
            }
            EventDetails::TaskSubmitFailed { resource, error, cause }
            | EventDetails::TaskFailed { resource, error, cause } => {
                with(service(resource), [("error", text(error)), ("cause", text(cause))])
            }
            EventDetails::TaskTimedOut { resource, error } => with(service(resource), [("error", text(error))]),
            EventDetails::EvaluationFailed {
                error,
                cause,
                location,
                state,
            } => {
                let state = ("state", Some(json!(**state)));
                vec![
                    ("error", text(error)),
                    ("cause", text(cause)),
                    ("location", text(location)),
                    state,
                ]
            }
        }
    }

    fn scheduled(&self) -> Vec<Field> {
        let EventDetails::TaskScheduled {
            resource,
            region,
            parameters,
            timeout_seconds,
            heartbeat_seconds,
            role_arn,
        } = self
        else {
            return vec![];
        };
        let sent = match &**resource {
            TaskResource::Function { arn } => {
                vec![("resource", Some(json!(arn))), ("input", Some(json!(**parameters)))]
            }
            TaskResource::Service { .. } => with(
                service(resource),
                [
                    ("region", Some(json!(**region))),
                    ("parameters", Some(json!(**parameters))),
                ],
            ),
        };
        let timeout = ("timeoutInSeconds", timeout_seconds.map(|it| json!(it)));
        let heartbeat = ("heartbeatInSeconds", heartbeat_seconds.map(|it| json!(it)));
        let role = role_arn.as_ref().map(|it| json!({ "roleArn": it }));
        with(sent, [timeout, heartbeat, ("taskCredentials", role)])
    }
}

/// A Lambda function's own events do not repeat what is called.
fn service(resource: &TaskResource) -> Vec<Field> {
    match resource {
        TaskResource::Function { .. } => vec![],
        TaskResource::Service { kind, action } => {
            vec![("resourceType", Some(json!(kind))), ("resource", Some(json!(action)))]
        }
    }
}

fn with<const N: usize>(mut fields: Vec<Field>, more: [Field; N]) -> Vec<Field> {
    fields.extend(more);
    fields
}

/// The events so far.
#[derive(Debug, Default)]
pub(crate) struct History {
    events: Vec<HistoryEvent>,
}

impl History {
    pub(crate) fn events(&self) -> &[HistoryEvent] {
        &self.events
    }

    /// Whether that event says that a call has failed.
    pub(crate) fn is_failed_call(&self, id: u64) -> bool {
        let event = usize::try_from(id)
            .ok()
            .and_then(|id| self.events.get(id.checked_sub(1)?));
        matches!(
            event.map(|it| &it.details),
            Some(
                EventDetails::TaskSubmitFailed { .. }
                    | EventDetails::TaskFailed { .. }
                    | EventDetails::TaskTimedOut { .. }
            )
        )
    }

    /// The number that the next event will have.
    pub(crate) fn next_id(&self) -> u64 {
        self.events.len() as u64 + 1
    }

    /// Adds an event after another, and returns its number.
    pub(crate) fn add(&mut self, previous_event_id: u64, timestamp: Timestamp, details: EventDetails) -> u64 {
        let id = self.next_id();
        self.events.push(HistoryEvent {
            id,
            previous_event_id,
            timestamp,
            details,
        });
        id
    }

    /// Whether only the execution's last event has room left: the states may not go on.
    pub(crate) fn is_full(&self) -> bool {
        self.events.len() + 1 >= HISTORY_EVENTS_MAX
    }
}
