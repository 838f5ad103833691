//! Task: calls something, tries again, gives up, catches.

use std::sync::Arc;

use asl::{Problem, Retrier};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::branch::{Activity, Branch, Seen, Step};
use crate::failure::{Failure, Origin};
use crate::history::{EventDetails, TaskResource};
use crate::limits::is_too_large;
use crate::machine::{CompiledState, Handover, Place, Target};
use crate::protocol::{Command, Invocation, TaskId};
use crate::run::Run;
use crate::template::Template;

#[derive(Debug)]
pub(crate) struct Task {
    /// The `Resource` as it stands in the document, and as events show it.
    arn: String,
    resource: Arc<TaskResource>,
    arguments: Option<Template>,
    timeout_seconds: Option<Template>,
    heartbeat_seconds: Option<Template>,
    retriers: Vec<Retrier>,
    catchers: Vec<Catcher>,
    pub(crate) to: Target,
}

#[derive(Debug)]
struct Catcher {
    error_equals: Vec<String>,
    handover: Handover,
    to: Target,
}

/// One call, from its command to its answer.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) id: TaskId,
    /// When it fails, and as what.
    pub(crate) deadline: Option<(Timestamp, Origin)>,
}

impl Attempt {
    pub(crate) fn cancel(&self, run: &mut Run) {
        run.commands.push(Command::Cancel(self.id));
    }
}

/// What a call is made with.
struct Call {
    arguments: Arc<Value>,
    timeout_seconds: Option<u64>,
    heartbeat_seconds: Option<u64>,
}

impl Task {
    pub(crate) fn compile(task: &asl::Task, place: &Place) -> Result<Task, Problem> {
        if let Some(what) = not_a_plain_call(&task.resource) {
            return Err(place.problem(
                "Resource",
                format!("{what} cannot be run here; only a call that answers can"),
            ));
        }
        let catchers = task.catch.iter().enumerate();
        Ok(Task {
            arn: task.resource.clone(),
            resource: Arc::new(TaskResource::of(&task.resource)),
            arguments: place.optional("Arguments", task.arguments.as_ref())?,
            timeout_seconds: place.optional("TimeoutSeconds", task.timeout_seconds.as_ref())?,
            heartbeat_seconds: place.optional("HeartbeatSeconds", task.heartbeat_seconds.as_ref())?,
            retriers: task.retry.clone(),
            catchers: catchers
                .map(|(index, it)| Catcher::compile(index, it, place))
                .collect::<Result<_, _>>()?,
            to: place.target(&task.transition)?,
        })
    }

    /// Calls, for the first time or again. Every attempt evaluates its arguments anew.
    pub(crate) fn call(&self, state: &CompiledState, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        let call = self.evaluate(branch, run)?;
        if is_too_large(&call.arguments) {
            return Err(Failure::too_large(&state.name).ending());
        }
        self.record_call(&call, branch, run);
        let id = run.next_task();
        run.commands.push(Command::Invoke(Invocation {
            id,
            state: state.name.to_string(),
            resource: self.arn.clone(),
            arguments: Arc::unwrap_or_clone(call.arguments),
        }));
        let deadline = deadline(run.now, call.timeout_seconds, call.heartbeat_seconds);
        Ok(Step::Park(Activity::Call(Attempt { id, deadline })))
    }

    fn evaluate(&self, branch: &Branch, run: &mut Run) -> Result<Call, Failure> {
        let (arguments, timeout_seconds, heartbeat_seconds) =
            branch.evaluate(Seen::Nothing, run, |bindings, world| {
                let arguments = self
                    .arguments
                    .as_ref()
                    .map(|it| it.evaluate(bindings, world))
                    .transpose()?;
                let mut seconds = |template: &Option<Template>| {
                    let template = template.as_ref();
                    template
                        .map(|it| it.evaluate_as("integer", positive, bindings, world))
                        .transpose()
                };
                Ok((
                    arguments,
                    seconds(&self.timeout_seconds)?,
                    seconds(&self.heartbeat_seconds)?,
                ))
            })?;
        let arguments = arguments.map_or_else(|| Arc::clone(&branch.input), Arc::new);
        Ok(Call {
            arguments,
            timeout_seconds,
            heartbeat_seconds,
        })
    }

    fn record_call(&self, call: &Call, branch: &mut Branch, run: &mut Run) {
        let scheduled = EventDetails::TaskScheduled {
            resource: Arc::clone(&self.resource),
            region: Arc::clone(&run.facts.region),
            parameters: Arc::clone(&call.arguments),
            timeout_seconds: call.timeout_seconds,
            heartbeat_seconds: call.heartbeat_seconds,
        };
        branch.record(run, scheduled);
        branch.record(
            run,
            EventDetails::TaskStarted {
                resource: Arc::clone(&self.resource),
            },
        );
    }

    pub(crate) fn succeeded(
        &self,
        state: &CompiledState,
        result: Value,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        if is_too_large(&result) {
            return self.failed(Failure::too_large(self.resource.name()), branch, run);
        }
        let result = Arc::new(result);
        let (resource, output) = (Arc::clone(&self.resource), Arc::clone(&result));
        branch.record(run, EventDetails::TaskSucceeded { resource, output });
        let seen = Arc::clone(&result);
        branch.leave(&state.handover, Seen::Result(&seen), result, self.to, run)
    }

    pub(crate) fn failed(&self, failure: Failure, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        let failed = EventDetails::TaskFailed {
            resource: Arc::clone(&self.resource),
            error: failure.error.clone(),
            cause: failure.cause.clone(),
        };
        branch.record(run, failed);
        Err(failure)
    }

    pub(crate) fn timed_out(&self, attempt: &Attempt, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        attempt.cancel(run);
        let failure = Failure::timeout(attempt.deadline.map_or(Origin::Timeout, |(_, origin)| origin));
        let (resource, error) = (Arc::clone(&self.resource), failure.error.clone());
        branch.record(run, EventDetails::TaskTimedOut { resource, error });
        Err(failure)
    }

    /// Retriers first; when none (any longer) applies, catchers.
    pub(crate) fn recover(&self, failure: Failure, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        let randomness = &mut run.world.randomness;
        if let Some(delay) = branch.visit.retries.next_delay(&failure, &self.retriers, randomness) {
            let time = run.now.checked_add(delay).unwrap_or(Timestamp::MAX);
            return Ok(Step::Park(Activity::Backoff(time)));
        }
        let catcher = self.catchers.iter().find(|it| failure.matches(&it.error_equals));
        let Some(catcher) = catcher else { return Err(failure) };
        let output = Arc::new(failure.output());
        let seen = Arc::clone(&output);
        let left = branch.leave(&catcher.handover, Seen::Error(&seen), output, catcher.to, run);
        // What goes wrong while catching is not caught by the same state again.
        left.map_err(Failure::ending)
    }
}

impl Catcher {
    fn compile(index: usize, catcher: &asl::Catcher, place: &Place) -> Result<Catcher, Problem> {
        let prefix = format!("Catch[{index}]/");
        Ok(Catcher {
            error_equals: catcher.error_equals.clone(),
            handover: place.handover(&prefix, &catcher.assign, catcher.output.as_ref())?,
            to: place.state(&format!("{prefix}Next"), &catcher.next)?,
        })
    }
}

/// Resources whose first answer is not the task's result.
fn not_a_plain_call(arn: &str) -> Option<&'static str> {
    let is = |it: bool, what: &'static str| it.then_some(what);
    is(arn.ends_with(".waitForTaskToken"), "a task that waits for its token")
        .or(is(
            arn.ends_with(".sync") || arn.ends_with(".sync:2"),
            "a task that waits for a job",
        ))
        .or(is(arn.contains(":activity:"), "an activity"))
}

fn positive(value: &Value) -> Option<u64> {
    value.as_u64().filter(|seconds| *seconds > 0)
}

/// The earlier of the two. A call reports no life before its answer, so a heartbeat runs from its beginning.
fn deadline(now: Timestamp, timeout: Option<u64>, heartbeat: Option<u64>) -> Option<(Timestamp, Origin)> {
    let at = |seconds: u64| {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        now.checked_add(SignedDuration::from_secs(seconds))
            .unwrap_or(Timestamp::MAX)
    };
    let timeout = timeout.map(|it| (at(it), Origin::Timeout));
    let heartbeat = heartbeat.map(|it| (at(it), Origin::Heartbeat));
    timeout.into_iter().chain(heartbeat).min_by_key(|(time, _)| *time)
}
