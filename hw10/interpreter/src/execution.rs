//! One execution: takes events, gives commands, ends.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::branch::{Branch, End};
use crate::failure::Failure;
use crate::history::{EventDetails, HistoryEvent};
use crate::limits::is_too_large;
use crate::machine::Machine;
use crate::protocol::{Command, Event, Outcome, Start};
use crate::run::Run;

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
        let mut run = Run::new(start, now);
        let input = Arc::clone(&run.facts.input);
        // From AWS's records: the first state's event follows event 0, as this one does.
        run.record(
            0,
            EventDetails::ExecutionStarted {
                input: Arc::clone(&input),
            },
        );
        let root = Branch::new(Arc::clone(machine.flow()), Arc::clone(&input), now);
        let deadline = machine.definition().timeout_seconds.map(|seconds| after(now, seconds));
        let mut execution = Execution {
            run,
            root,
            deadline,
            outcome: None,
        };
        let end = if is_too_large(&input) {
            Some(Err(Failure::too_large(&execution.run.facts.start.name)))
        } else {
            execution.root.begin(&mut execution.run)
        };
        let commands = execution.conclude(end);
        (execution, commands)
    }

    /// Takes an event. One that comes too late, or that nobody waits for, changes nothing.
    #[must_use = "the commands are what the execution waits for"]
    pub fn handle(&mut self, event: Event, now: Timestamp) -> Vec<Command> {
        if self.outcome.is_some() {
            return Vec::new();
        }
        self.run.move_to(now);
        if self.deadline.is_some_and(|deadline| deadline <= self.run.now) {
            return self.time_out();
        }
        // What time has decided comes before what the event says: an answer after the timeout is too late.
        let end = self.root.wake(&mut self.run).or_else(|| self.answer(event));
        self.conclude(end)
    }

    /// How the execution ended, once it has.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// What has happened so far.
    pub fn history(&self) -> &[HistoryEvent] {
        self.run.history.events()
    }

    fn answer(&mut self, event: Event) -> Option<End> {
        match event {
            Event::TaskSucceeded { id, result } => self.root.answer(id, Ok(result), &mut self.run),
            Event::TaskFailed { id, error, cause } => {
                let failure = Failure::reported(error, cause);
                self.root.answer(id, Err(failure), &mut self.run)
            }
            Event::Wake => None,
        }
    }

    fn conclude(&mut self, end: Option<End>) -> Vec<Command> {
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
            None => self.ask_to_be_woken(),
        }
        std::mem::take(&mut self.run.commands)
    }

    fn time_out(&mut self) -> Vec<Command> {
        self.root.cancel(&mut self.run);
        self.record_end(EventDetails::ExecutionTimedOut);
        self.outcome = Some(Outcome::TimedOut);
        std::mem::take(&mut self.run.commands)
    }

    fn record_end(&mut self, details: EventDetails) {
        self.run.record_end(self.root.previous_event, details);
    }

    fn ask_to_be_woken(&mut self) {
        let deadlines = self.deadline.into_iter().chain(self.root.deadline());
        if let Some(earliest) = deadlines.min() {
            self.run.commands.push(Command::WakeAt(earliest));
        }
    }
}

fn after(now: Timestamp, seconds: u64) -> Timestamp {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    now.checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(Timestamp::MAX)
}
