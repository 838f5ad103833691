//! Task: calls something, and waits for its result, or for whoever has its token.

mod attempt;
mod execution;

use std::sync::Arc;

use asl::Problem;
use serde_json::Value;

use crate::branch::{Activity, Branch, Seen, Step};
use crate::failure::{Failure, Origin};
use crate::history::{EventDetails, TaskResource};
use crate::limits::is_too_large;
use crate::machine::{CompiledState, Place, Target};
use crate::protocol::{Command, Invocation, TaskId};
use crate::run::Run;
use crate::signal::{Message, Report, Signal};
use crate::states::Recovery;
use crate::template::Template;
pub(crate) use attempt::Attempt;
use execution::Child;

#[derive(Debug)]
pub(crate) struct Task {
    /// The `Resource` as it stands in the document, and as events show it.
    arn: String,
    resource: Arc<TaskResource>,
    pattern: Pattern,
    arguments: Option<Template>,
    credentials: Option<Template>,
    timeout_seconds: Option<Template>,
    heartbeat_seconds: Option<Template>,
    recovery: Recovery,
    pub(crate) to: Target,
}

/// What is waited for.
/// <https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pattern {
    /// The answer.
    RequestResponse,
    /// The end of what has been started: `.sync`; with its output as JSON, not as text: `.sync:2`.
    RunAJob,
    /// The token: `.waitForTaskToken`.
    WaitForCallback,
}

/// What a call is made with.
struct Call {
    arguments: Arc<Value>,
    credentials: Option<Value>,
    timeout_seconds: Option<u64>,
    heartbeat_seconds: Option<u64>,
}

impl Task {
    pub(crate) fn compile(task: &asl::Task, place: &Place) -> Result<Task, Problem> {
        if task.resource.contains(":activity:") {
            let message = "an activity cannot be run here; use `.waitForTaskToken`, which can do all that it does";
            return Err(place.problem("Resource", message));
        }
        Ok(Task {
            arn: task.resource.clone(),
            resource: Arc::new(TaskResource::of(&task.resource)),
            pattern: Pattern::of(&task.resource),
            arguments: place.optional("Arguments", task.arguments.as_ref())?,
            credentials: place.optional("Credentials", task.credentials.as_ref())?,
            timeout_seconds: place.optional("TimeoutSeconds", task.timeout_seconds.as_ref())?,
            heartbeat_seconds: place.optional("HeartbeatSeconds", task.heartbeat_seconds.as_ref())?,
            recovery: Recovery::compile(&task.retry, &task.catch, place)?,
            to: place.target(&task.transition)?,
        })
    }

    /// Calls, for the first time or again. Every attempt evaluates its arguments anew, and has a token of its own.
    pub(crate) fn call(&self, state: &CompiledState, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        let waits = self.pattern == Pattern::WaitForCallback;
        branch.visit.token = waits.then(|| run.next_token());
        let call = self.evaluate(branch, run)?;
        if is_too_large(&call.arguments) {
            return Err(Failure::too_large(&state.name).ending());
        }
        let child = self
            .starts_execution()
            .then(|| Child::new(&call.arguments, branch, run.now));
        let child = child.transpose()?;
        self.record_call(&call, branch, run);
        let id = run.next_task();
        let first = *branch.visit.first_call.get_or_insert(id);
        let mut attempt = Attempt::new(id, branch.visit.token.clone(), child);
        attempt.expire_after(call.timeout_seconds, call.heartbeat_seconds, run.now);
        if !run.has_overflowed() {
            // A call that the history has no room for is not made.
            let command = self.command(&attempt, first, call, state);
            run.commands.push(command);
        }
        Ok(Step::Park(Activity::Call(Box::new(attempt))))
    }

    fn starts_execution(&self) -> bool {
        matches!(&*self.resource, TaskResource::Service { kind, action }
            if kind == "states" && action.split('.').next() == Some("startExecution"))
    }

    fn command(&self, attempt: &Attempt, first: TaskId, call: Call, state: &CompiledState) -> Command {
        let (state, resource, credentials) = (state.name.to_string(), self.arn.clone(), call.credentials);
        match &attempt.child {
            Some(child) => Command::StartExecution(child.start(attempt, state, resource, credentials)),
            None => Command::Invoke(Invocation {
                id: attempt.id,
                first,
                state,
                resource,
                arguments: Arc::unwrap_or_clone(call.arguments),
                credentials,
                token: attempt.token.clone(),
            }),
        }
    }

    fn evaluate(&self, branch: &Branch, run: &mut Run) -> Result<Call, Failure> {
        let evaluated = branch.evaluate(Seen::Nothing, run, |bindings, world| {
            let mut template = |it: &Option<Template>| it.as_ref().map(|it| it.evaluate(bindings, world)).transpose();
            let (arguments, credentials) = (template(&self.arguments)?, template(&self.credentials)?);
            let mut seconds = |it: &Option<Template>| {
                let it = it.as_ref();
                it.map(|it| it.evaluate_as("integer", positive, bindings, world))
                    .transpose()
            };
            let (timeout, heartbeat) = (seconds(&self.timeout_seconds)?, seconds(&self.heartbeat_seconds)?);
            Ok((arguments, credentials, timeout, heartbeat))
        });
        let (arguments, credentials, timeout_seconds, heartbeat_seconds) = evaluated?;
        Ok(Call {
            arguments: arguments.map_or_else(|| Arc::clone(&branch.input), Arc::new),
            credentials,
            timeout_seconds,
            heartbeat_seconds,
        })
    }

    fn record_call(&self, call: &Call, branch: &mut Branch, run: &mut Run) {
        let role_arn = call.credentials.as_ref().map(|it| &it["RoleArn"]);
        let scheduled = EventDetails::TaskScheduled {
            resource: Arc::clone(&self.resource),
            region: Arc::clone(&run.facts.region),
            parameters: Arc::clone(&call.arguments),
            timeout_seconds: call.timeout_seconds,
            heartbeat_seconds: call.heartbeat_seconds,
            role_arn: role_arn.and_then(Value::as_str).map(str::to_owned),
        };
        branch.record(run, scheduled);
        let resource = Arc::clone(&self.resource);
        branch.record(run, EventDetails::TaskStarted { resource });
    }

    /// Goes on when time is up for a call, or something is known of it.
    pub(crate) fn resume(
        &self,
        mut attempt: Box<Attempt>,
        signal: Signal,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        let ended = match signal {
            Signal::Time(_) => return self.timed_out(&attempt, branch, run),
            Signal::Token(_, Message::Heartbeat) => {
                attempt.beat(run.now);
                return Ok(Step::Park(Activity::Call(attempt)));
            }
            Signal::Token(_, Message::Ended(ended)) => ended,
            Signal::Call(_, report) => match self.report(report, &mut attempt, branch, run)? {
                Some(ended) => ended,
                None => return Ok(Step::Park(Activity::Call(attempt))),
            },
        };
        match ended {
            Ok(result) => self.succeeded(state, result, branch, run),
            Err(failure) => self.failed(failure, &attempt, branch, run),
        }
    }

    /// How the call has ended, if the report says so.
    fn report(
        &self,
        report: Report,
        attempt: &mut Attempt,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Option<Result<Value, Failure>>, Failure> {
        let is_first_of_two = self.pattern != Pattern::RequestResponse && !attempt.submitted;
        let submitted = match (report, self.pattern, &mut attempt.child) {
            (Report::ExecutionStarted(arn), Pattern::RequestResponse, Some(child)) => {
                return Ok(Some(Ok(child.started(arn))));
            }
            (Report::ExecutionStarted(arn), _, Some(child)) => child.started(arn),
            (Report::ExecutionEnded(outcome), Pattern::RunAJob, Some(child)) => {
                let is_json = self.arn.ends_with(":2");
                return Ok(Some(child.ended(outcome, is_json, run.now)));
            }
            (Report::Submitted(output), _, _) | (Report::Ended(Ok(output)), Pattern::WaitForCallback, _) => output,
            (Report::Ended(ended), _, _) => return Ok(Some(ended)),
            (Report::Read(_) | Report::Written | Report::ExecutionStarted(_) | Report::ExecutionEnded(_), _, _) => {
                return Ok(None);
            }
        };
        if is_first_of_two {
            attempt.submitted = true;
            let (resource, output) = (Arc::clone(&self.resource), Arc::new(submitted));
            branch.record(run, EventDetails::TaskSubmitted { resource, output });
        }
        Ok(None)
    }

    fn succeeded(
        &self,
        state: &CompiledState,
        result: Value,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        if is_too_large(&result) {
            let failure = Failure::too_large(self.resource.name());
            return Err(self.record_failure(failure, branch, run));
        }
        let result = Arc::new(result);
        let (resource, output) = (Arc::clone(&self.resource), Arc::clone(&result));
        branch.record(run, EventDetails::TaskSucceeded { resource, output });
        let seen = Arc::clone(&result);
        branch.leave(&state.handover, Seen::Result(&seen), result, self.to, run)
    }

    fn failed(&self, failure: Failure, attempt: &Attempt, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        if self.pattern == Pattern::RequestResponse || attempt.submitted {
            return Err(self.record_failure(failure, branch, run));
        }
        let not_submitted = EventDetails::TaskSubmitFailed {
            resource: Arc::clone(&self.resource),
            error: failure.error.clone(),
            cause: failure.cause.clone(),
        };
        branch.record(run, not_submitted);
        Err(failure)
    }

    fn record_failure(&self, failure: Failure, branch: &mut Branch, run: &mut Run) -> Failure {
        let failed = EventDetails::TaskFailed {
            resource: Arc::clone(&self.resource),
            error: failure.error.clone(),
            cause: failure.cause.clone(),
        };
        branch.record(run, failed);
        failure
    }

    fn timed_out(&self, attempt: &Attempt, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        attempt.cancel(run);
        let failure = Failure::timeout(attempt.expires_as().unwrap_or(Origin::Timeout));
        let (resource, error) = (Arc::clone(&self.resource), failure.error.clone());
        branch.record(run, EventDetails::TaskTimedOut { resource, error });
        Err(failure)
    }

    pub(crate) fn recover(&self, failure: Failure, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        match self.recovery.retry(&failure, branch, run) {
            Some(step) => Ok(step),
            None => self.recovery.catch(failure, branch, run),
        }
    }
}

impl Pattern {
    fn of(arn: &str) -> Pattern {
        if arn.ends_with(".waitForTaskToken") {
            Pattern::WaitForCallback
        } else if arn.ends_with(".sync") || arn.ends_with(".sync:2") {
            Pattern::RunAJob
        } else {
            Pattern::RequestResponse
        }
    }
}

fn positive(value: &Value) -> Option<u64> {
    value.as_u64().filter(|seconds| *seconds > 0)
}
