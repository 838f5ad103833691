//! One child execution of a Map Run, and what AWS tells about it when it has ended.

use std::sync::Arc;

use asl::ExecutionType;
use jiff::Timestamp;
use jsonata::Allowance;
use serde_json::{Map, Value, json};

use crate::context::time;
use crate::execution::Execution;
use crate::lines::Line;
use crate::machine::Flow;
use crate::protocol::{Outcome, Start};
use crate::run::{Facts, Run};
use crate::signal::Signal;

/// How long an Express execution may take.
/// <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>
const EXPRESS_SECONDS_MAX: u64 = 300;

#[derive(Debug)]
pub(crate) struct Child {
    pub(super) place: usize,
    /// How many items it does.
    pub(super) items: usize,
    execution: Execution,
    /// How much of the memory that all executions share it has taken, in bytes.
    taken: usize,
}

/// What is kept of a child execution.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) output: Option<Value>,
    /// What AWS tells about the execution.
    pub(super) description: Value,
}

/// What the ARNs of a Map Run and of its child executions have in common: the machine's, and the Map's label.
#[derive(Debug)]
pub(super) struct Family {
    pub(super) kind: ExecutionType,
    /// `arn:aws:states:us-east-1:123456789012`
    prefix: String,
    /// The machine's name and the Map's label: `Machine/Label`.
    name: String,
}

impl Family {
    pub(super) fn new(facts: &Facts, label: &str, kind: ExecutionType) -> Family {
        let (prefix, name) = facts
            .start
            .state_machine_arn
            .split_once(":stateMachine:")
            .unwrap_or(("", &facts.start.state_machine_name));
        Family {
            kind,
            prefix: prefix.to_owned(),
            name: format!("{name}/{label}"),
        }
    }

    pub(super) fn map_run_arn(&self, id: &str) -> String {
        format!("{}:mapRun:{}:{id}", self.prefix, self.name)
    }

    fn start(&self, input: Value, run: &mut Run) -> Start {
        let name = run.world.randomness.next_uuid();
        let execution_arn = match self.kind {
            ExecutionType::Standard => format!("{}:execution:{}:{name}", self.prefix, self.name),
            ExecutionType::Express => {
                let id = run.world.randomness.next_uuid();
                format!("{}:express:{}:{name}:{id}", self.prefix, self.name)
            }
        };
        Start {
            execution_arn,
            name,
            state_machine_arn: format!("{}:stateMachine:{}", self.prefix, self.name),
            state_machine_name: self.name.clone(),
            role_arn: run.facts.start.role_arn.clone(),
            input,
            seed: 0,
        }
    }
}

impl Child {
    /// A child that stands before its first state. The variables around the Map do not reach into it.
    pub(super) fn new(
        place: usize,
        items: usize,
        flow: &Arc<Flow>,
        input: Value,
        family: &Family,
        run: &mut Run,
    ) -> Child {
        let start = family.start(input, run);
        let timeout_seconds = match family.kind {
            ExecutionType::Standard => None,
            ExecutionType::Express => Some(EXPRESS_SECONDS_MAX),
        };
        // While it runs it takes of what its parent has left.
        let own = Run::new(start, Allowance::default(), run.now);
        Child {
            place,
            items,
            execution: Execution::new(Arc::clone(flow), timeout_seconds, own),
            taken: 0,
        }
    }

    /// Runs until it has to wait, or ends.
    pub(super) fn begin(&mut self, run: &mut Run) -> Option<Ended> {
        self.work(run, Execution::begin)
    }

    pub(super) fn receive(&mut self, signal: Signal, run: &mut Run) -> Option<Ended> {
        self.work(run, |it| it.receive(signal))
    }

    /// What it took it gives back when it has ended, since its history goes with it.
    fn work(&mut self, run: &mut Run, work: impl FnOnce(&mut Execution)) -> Option<Ended> {
        let before = run.world.allowance.bytes;
        self.execution.within(run, work);
        self.taken += before - run.world.allowance.bytes;
        let ended = self.ended(run.now)?;
        run.world.allowance.bytes += std::mem::take(&mut self.taken);
        Some(ended)
    }

    fn ended(&self, now: Timestamp) -> Option<Ended> {
        let outcome = self.execution.outcome()?;
        let output = match outcome {
            Outcome::Succeeded { output } => Some(output.clone()),
            Outcome::Failed { .. } | Outcome::TimedOut => None,
        };
        let description = description(self.execution.facts(), outcome, now);
        Some(Ended { output, description })
    }
}

/// Fields in the order of AWS's files of results.
fn description(facts: &Facts, outcome: &Outcome, now: Timestamp) -> Value {
    let included = || json!({ "Included": true });
    let (status, error, cause, output) = match outcome {
        Outcome::Succeeded { output } => ("SUCCEEDED", None, None, Some(output)),
        Outcome::Failed { error, cause } => ("FAILED", error.as_ref(), cause.as_ref(), None),
        Outcome::TimedOut => ("TIMED_OUT", None, None, None),
    };
    let fields = [
        ("Cause", cause.map(|it| json!(it))),
        ("Error", error.map(|it| json!(it))),
        ("ExecutionArn", Some(json!(facts.start.execution_arn))),
        ("Input", Some(json!(facts.input.to_string()))),
        ("InputDetails", Some(included())),
        ("Name", Some(json!(facts.start.name))),
        ("Output", output.map(|it| json!(it.to_string()))),
        ("OutputDetails", output.map(|_| included())),
        ("StartDate", Some(json!(time(facts.started)))),
        ("StateMachineArn", Some(json!(facts.start.state_machine_arn))),
        ("Status", Some(json!(status))),
        ("StopDate", Some(json!(time(now)))),
    ];
    let fields = fields.into_iter().filter_map(|(name, it)| Some((name.to_owned(), it?)));
    Value::Object(fields.collect::<Map<_, _>>())
}

impl Line for Child {
    fn awaits(&self, signal: &Signal) -> bool {
        self.execution.awaits(signal)
    }

    fn deadline(&self) -> Option<Timestamp> {
        self.execution.deadline()
    }

    fn abort(&mut self, run: &mut Run) {
        self.cancel(run);
    }

    fn cancel(&mut self, run: &mut Run) {
        self.execution.within(run, Execution::cancel);
    }
}
