//! One execution: takes events, gives commands, ends.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::branch::{Branch, End};
use crate::failure::Failure;
use crate::history::{EventDetails, HistoryEvent};
use crate::limits::is_too_large;
use crate::lines::Line;
use crate::machine::{Flow, Machine};
use crate::passage::Passage;
use crate::protocol::{Command, Event, Outcome, Start};
use crate::run::{Facts, Run};
use crate::scope::Scope;
use crate::signal::Signal;

/// One run of a machine.
#[derive(Debug)]
pub struct Execution {
    run: Run,
    root: Branch,
    /// When the machine's `TimeoutSeconds` are over.
    deadline: Option<Timestamp>,
    outcome: Option<Outcome>,
}

impl Execution {
    /// Starts an execution, and runs it until it has to wait or ends.
    pub fn start(machine: Arc<Machine>, start: Start, now: Timestamp) -> (Execution, Vec<Command>) {
        let timeout_seconds = machine.definition().timeout_seconds;
        let run = Run::new(start, machine.allowance().clone(), now);
        let mut execution = Execution::new(Arc::clone(machine.flow()), timeout_seconds, run);
        execution.begin();
        let commands = execution.commands();
        (execution, commands)
    }

    /// Takes an event. One that comes too late, or that nobody waits for, changes nothing.
    #[must_use = "the commands are what the execution waits for"]
    pub fn handle(&mut self, event: Event, now: Timestamp) -> Vec<Command> {
        if self.outcome.is_some() {
            return Vec::new();
        }
        self.run.move_to(now);
        // What time has decided comes before what the event says: an answer after the timeout is too late.
        self.receive(Signal::Time(self.run.now));
        if let (None, Some(signal)) = (&self.outcome, Signal::of(event)) {
            self.receive(signal);
        }
        self.commands()
    }

    /// An execution that has not begun.
    pub(crate) fn new(flow: Arc<Flow>, timeout_seconds: Option<u64>, run: Run) -> Execution {
        let now = run.now;
        let input = Arc::clone(&run.facts.input);
        Execution {
            root: Branch::new(flow, Arc::new(Scope::default()), input, 0, now),
            run,
            deadline: timeout_seconds.map(|seconds| after(now, seconds)),
            outcome: None,
        }
    }

    pub(crate) fn begin(&mut self) {
        let input = Arc::clone(&self.run.facts.input);
        let is_too_large = is_too_large(&input);
        // From AWS's records: the first state's event follows event 0, as this one does.
        self.run.record(0, EventDetails::ExecutionStarted { input });
        let end = if is_too_large {
            Some(Err(Failure::too_large(&self.run.facts.start.name)))
        } else {
            self.root.begin(&mut self.run)
        };
        self.conclude(end);
    }

    pub(crate) fn receive(&mut self, signal: Signal) {
        match signal {
            Signal::Time(now) if self.deadline.is_some_and(|deadline| deadline <= now) => self.time_out(),
            signal => {
                let end = self.root.receive(signal, &mut self.run);
                self.conclude(end);
            }
        }
    }

    /// Runs on behalf of another execution, with what that one has at hand.
    pub(crate) fn within(&mut self, parent: &mut Run, work: impl FnOnce(&mut Execution)) {
        parent.exchange(&mut self.run);
        work(self);
        parent.exchange(&mut self.run);
    }

    pub(crate) fn awaits(&self, signal: &Signal) -> bool {
        match (self.deadline, signal) {
            (Some(deadline), Signal::Time(now)) if deadline <= *now => true,
            _ => self.root.awaits(signal),
        }
    }

    /// The time at which it must be woken.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.deadline.into_iter().chain(self.root.deadline()).min()
    }

    pub(crate) fn cancel(&mut self) {
        self.root.cancel(&mut self.run);
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.run.facts
    }

    /// How the execution ended, once it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// What has happened so far.
    pub fn history(&self) -> &[HistoryEvent] {
        self.run.history.events()
    }

    /// Every state that was left so far, and by which way, in order: also those of the child executions of a distributed
    /// Map, which the history does not tell of.
    pub fn passages(&self) -> &[Passage] {
        &self.run.passages
    }

    fn conclude(&mut self, end: Option<End>) {
        match end {
            Some(Ok(output)) => {
                self.record_end(EventDetails::ExecutionSucceeded {
                    output: Arc::clone(&output),
                });
                let output = (*output).clone();
                self.outcome = Some(Outcome::Succeeded { output });
            }
            Some(Err(Failure { error, cause, .. })) => {
                let details = EventDetails::ExecutionFailed {
                    error: error.clone(),
                    cause: cause.clone(),
                };
                self.record_end(details);
                self.outcome = Some(Outcome::Failed { error, cause });
            }
            None => {}
        }
    }

    fn time_out(&mut self) {
        self.root.cancel(&mut self.run);
        self.record_end(EventDetails::ExecutionTimedOut);
        self.outcome = Some(Outcome::TimedOut);
    }

    fn record_end(&mut self, details: EventDetails) {
        self.run.record_end(self.root.previous_event, details);
    }

    /// What is to be done, and when to wake it unless it has ended.
    fn commands(&mut self) -> Vec<Command> {
        let mut commands = std::mem::take(&mut self.run.commands);
        if let (None, Some(earliest)) = (&self.outcome, self.deadline()) {
            commands.push(Command::WakeAt(earliest));
        }
        commands
    }
}

fn after(now: Timestamp, seconds: u64) -> Timestamp {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    now.checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(Timestamp::MAX)
}
