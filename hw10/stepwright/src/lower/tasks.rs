//! Task states: what is called, with which arguments, how often, and where its faults lead.

use std::rc::Rc;

use asl::{Catcher, JitterStrategy, Retrier, State, Task};
use serde_json::{Map, Value, json};

use super::plan::{CatchLeave, Leave};
use super::states::{Writing, comment, target, transition};
use super::uncaught;
use crate::flow::{Call, Expression, Target};
use crate::retry::{Jitter, RetryPolicy};
use crate::step::{StepDescription, TaskKind};

/// The pattern of a task that is answered by its token.
const TOKEN: &str = ".waitForTaskToken";

type Arguments = [(&'static str, Rc<Expression>)];

impl Writing<'_> {
    pub(super) fn task(
        &self,
        call: &Call,
        arguments: &Arguments,
        leave: &Leave<'_>,
        catches: &[CatchLeave<'_>],
    ) -> State {
        let task = match &call.target {
            Target::Step(step) => self.step(step, "", arguments),
            Target::Callback(step) if planted!(TokenNotAwaited) => self.step(step, "", arguments),
            Target::Callback(step) => self.step(step, TOKEN, arguments),
            Target::Execution { placeholder, .. } => self.execution(placeholder, arguments),
        };
        let mut task = Task {
            catch: self.catchers(catches),
            transition: transition(leave),
            ..task
        };
        if leave.can_fail() {
            not_again(&mut task.retry);
        }
        let description = match &call.target {
            Target::Step(step) | Target::Callback(step) => step.description,
            Target::Execution { description, .. } => description,
        };
        State {
            comment: comment(description),
            ..self.left(task, leave)
        }
    }

    fn step(&self, step: &StepDescription, pattern: &str, arguments: &Arguments) -> Task {
        let (resource, arguments) = match step.task {
            TaskKind::Lambda => ("lambda:invoke", self.lambda_arguments(step, arguments)),
            TaskKind::Integration(action) => (action, self.request(arguments)),
        };
        // An integration may say so itself.
        let resource = resource.strip_suffix(pattern).unwrap_or(resource);
        Task {
            arguments: Some(arguments),
            timeout_seconds: (!planted!(TimeoutDropped)).then(|| step.timeout_seconds.into()),
            heartbeat_seconds: step.heartbeat_seconds.map(Value::from),
            retry: step.retriers().iter().map(retrier).collect(),
            ..task(&format!("{resource}{pattern}"))
        }
    }

    fn lambda_arguments(&self, step: &StepDescription, arguments: &Arguments) -> Value {
        let payload = arguments
            .iter()
            .map(|(name, value)| ((*name).to_owned(), self.template(value)));
        json!({
            // Replaced at deployment: by CloudFormation's `DefinitionSubstitutions`, or by whoever runs the machine.
            "FunctionName": format!("${{{}}}", step.state),
            "Payload": payload.collect::<Map<_, _>>(),
        })
    }

    /// An integration has one parameter: the request itself.
    fn request(&self, arguments: &Arguments) -> Value {
        arguments
            .first()
            .map_or_else(|| json!({}), |(_, request)| self.template(request))
    }

    fn execution(&self, placeholder: &str, arguments: &Arguments) -> Task {
        Task {
            arguments: Some(json!({
                "StateMachineArn": format!("${{{placeholder}}}"),
                "Input": self.request(arguments),
            })),
            ..task("states:startExecution.sync:2")
        }
    }

    pub(super) fn catchers(&self, catches: &[CatchLeave<'_>]) -> Vec<Catcher> {
        let catcher = |catch: &CatchLeave<'_>| Catcher {
            error_equals: catch.errors.iter().map(|name| (*name).to_owned()).collect(),
            assign: if planted!(CatcherAssignsNothing) {
                Map::new()
            } else {
                self.assign(&catch.leave.assign)
            },
            output: None,
            next: target(&catch.leave),
        };
        let mut catchers: Vec<_> = catches.iter().map(catcher).collect();
        if planted!(HandlersReversed) {
            let nexts: Vec<_> = catchers.iter().rev().map(|it| it.next.clone()).collect();
            catchers
                .iter_mut()
                .zip(nexts)
                .for_each(|(catcher, next)| catcher.next = next);
        }
        catchers
    }
}

/// Keeps a call that has been answered from being made again because the answer could not be computed with.
fn not_again(retriers: &mut Vec<Retrier>) {
    let takes_all = |it: &Retrier| it.error_equals.iter().any(|error| uncaught::takes_all(error));
    if retriers.iter().any(takes_all) {
        let never = Retrier {
            error_equals: vec![uncaught::QUERY_EVALUATION_ERROR.to_owned()],
            interval_seconds: None,
            max_attempts: Some(0),
            backoff_rate: None,
            max_delay_seconds: None,
            jitter_strategy: None,
        };
        retriers.insert(0, never);
    }
}

fn task(action: &str) -> Task {
    Task {
        resource: format!("arn:aws:states:::{action}"),
        arguments: None,
        credentials: None,
        timeout_seconds: None,
        heartbeat_seconds: None,
        retry: Vec::new(),
        catch: Vec::new(),
        transition: asl::Transition::End,
    }
}

fn retrier(policy: &RetryPolicy) -> Retrier {
    Retrier {
        error_equals: policy.errors.iter().map(|name| (*name).to_owned()).collect(),
        interval_seconds: Some(policy.interval_seconds.into()),
        max_attempts: Some(policy.attempts.into()),
        backoff_rate: Some(policy.backoff),
        max_delay_seconds: policy.delay_seconds_max.map(u64::from),
        jitter_strategy: Some(match policy.jitter {
            Jitter::Full => JitterStrategy::Full,
            Jitter::Exact => JitterStrategy::None,
        }),
    }
}
