//! Drives executions of the generated state machine in virtual time.

use std::collections::BTreeSet;
use std::sync::Arc;

use bank::bank_transaction;
use interpreter::{Command, Event, Execution, Invocation, Machine, Outcome, Start};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use stepwright::Workflow;
use tokio::sync::mpsc;

use crate::chance::Site;
use crate::functions::{CallEnd, Functions};
use crate::happenings::Happening;
use crate::world::{Group, World};

/// The machine as the generator wrote it, byte for byte.
const GENERATED: &str = include_str!("../../generated/bank-transaction/state-machine.asl.json");

/// The generated machine; its functions go by the names of their steps.
///
/// # Panics
/// If the generated file is none: `workflow-gen check` says more about that.
pub(crate) fn machine() -> Arc<Machine> {
    let fill_in =
        |text: String, step: stepwright::StepDescription| text.replace(&format!("${{{}}}", step.state), step.name);
    let text = bank_transaction::steps()
        .into_iter()
        .fold(GENERATED.to_owned(), fill_in);
    let definition = asl::StateMachine::parse(&text).expect("the generator writes state machines");
    Arc::new(Machine::compile(definition).expect("the generated machine can be run"))
}

/// One execution, and what it calls.
pub(crate) struct Executor {
    pub(crate) world: World,
    pub(crate) functions: Functions,
    pub(crate) site: Site,
    /// By how many microseconds the execution is ahead of the world.
    pub(crate) ahead: u64,
    /// The steps that it has called.
    pub(crate) called: BTreeSet<String>,
}

impl Executor {
    /// Runs the execution to its end.
    pub(crate) async fn run(mut self, machine: Arc<Machine>, input: Value) -> Outcome {
        let (mut execution, mut commands) = Execution::start(machine, start(self.site, input), self.now());
        let (events, mut inbox) = mpsc::unbounded_channel();
        let mut calls = 0;
        loop {
            let mut alarm = None;
            for command in commands {
                match command {
                    Command::Invoke(invocation) => {
                        calls += 1;
                        self.invoke(invocation, events.clone());
                    }
                    Command::WakeAt(time) => alarm = Some(alarm.map_or(time, |set: Timestamp| set.min(time))),
                    Command::Cancel(_) => self.world.happens(Happening::StepOutOfTime),
                    other @ (Command::StartExecution(_) | Command::Read(_) | Command::Write(_)) => {
                        unreachable!("an Express workflow asks for no {other:?}")
                    }
                }
            }
            if let Some(outcome) = execution.outcome() {
                return outcome.clone();
            }
            let pause = alarm.map_or(u64::MAX, |time| self.until(time));
            // Nothing is under way but a pause: where every order is gone through, it takes no time.
            if calls == 0 && self.world.is_exhaustive() {
                self.ahead += pause;
                commands = execution.handle(Event::Wake, self.now());
                continue;
            }
            let event = tokio::select! {
                biased;
                Some(event) = inbox.recv() => event,
                () = self.world.sleep(pause) => Event::Wake,
            };
            calls -= usize::from(!matches!(event, Event::Wake));
            commands = execution.handle(event, self.now());
        }
    }

    fn invoke(&mut self, invocation: Invocation, events: mpsc::UnboundedSender<Event>) {
        let Invocation { id, mut arguments, .. } = invocation;
        let step = arguments["FunctionName"].as_str().unwrap_or_default().to_owned();
        if !self.called.insert(step.clone()) {
            self.world.happens(Happening::MachineTriesAgain);
        }
        let site = self.site.child("call", id.0);
        self.world.name(site, Some(self.site), || format!("{step}/{}", id.0));
        let call = self.functions.clone().call(site, step, arguments["Payload"].take());
        self.world.spawn(Group::PLATFORM, site, async move {
            let event = match call.await {
                Some(CallEnd::Succeeded(result)) => Event::TaskSucceeded { id, result },
                Some(CallEnd::Failed(error, cause)) => Event::TaskFailed { id, error, cause },
                None => return,
            };
            // Nobody waits for it any longer if the execution has ended.
            let _ = events.send(event);
        });
    }

    fn now(&self) -> Timestamp {
        let since = i64::try_from(self.world.now() + self.ahead).unwrap_or(i64::MAX);
        Timestamp::UNIX_EPOCH + SignedDuration::from_micros(since)
    }

    fn until(&self, time: Timestamp) -> u64 {
        let microseconds = time.duration_since(self.now()).as_micros();
        // A time that has passed is now.
        u64::try_from(microseconds).unwrap_or(0)
    }
}

fn start(site: Site, input: Value) -> Start {
    Start {
        name: format!("{:x}", site.number()),
        state_machine_name: bank_transaction::NAME.to_owned(),
        input,
        seed: site.number(),
        ..Start::default()
    }
}
