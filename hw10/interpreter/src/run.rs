//! What all parts of an execution share while it runs: the time, the history, chance, and the commands to give.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jsonata::{Allowance, Randomness, World};
use serde_json::Value;

use crate::history::{EventDetails, History};
use crate::passage::Passage;
use crate::protocol::{Command, Start, TaskId};

/// Stands in for the region where the machine's ARN names none.
const REGION: &str = "us-east-1";

/// What was settled when the execution started.
#[derive(Debug)]
pub(crate) struct Facts {
    /// The start, its input taken out of it.
    pub(crate) start: Start,
    pub(crate) input: Arc<Value>,
    pub(crate) started: Timestamp,
    pub(crate) region: Arc<str>,
}

#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) facts: Facts,
    pub(crate) now: Timestamp,
    pub(crate) world: World,
    pub(crate) history: History,
    pub(crate) commands: Vec<Command>,
    /// The states that were left, in order.
    pub(crate) passages: Vec<Passage>,
    last_task: u64,
    /// An event found no room in the history.
    overflowed: bool,
    /// How long expressions may take from one wait to the next.
    evaluation_time: Duration,
}

impl Run {
    pub(crate) fn new(start: Start, allowance: Allowance, now: Timestamp) -> Run {
        let randomness = Randomness::new(start.seed);
        let evaluation_time = allowance.time;
        let mut run = Run {
            facts: Facts::new(start, now),
            now,
            world: World {
                randomness,
                allowance,
                ..World::default()
            },
            history: History::default(),
            commands: Vec::new(),
            passages: Vec::new(),
            last_task: 0,
            overflowed: false,
            evaluation_time,
        };
        run.move_to(now);
        run
    }

    /// Moves time on, after a wait. It does not go back, whatever a driver's clock does.
    pub(crate) fn move_to(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
        self.world.now_milliseconds = self.now.as_millisecond();
        self.world.allowance.time = self.evaluation_time;
    }

    /// Exchanges with a child execution what only one of the two has at a time: the time, chance, the commands, the
    /// passages and the names of calls. Each keeps its own facts and history.
    pub(crate) fn exchange(&mut self, child: &mut Run) {
        std::mem::swap(&mut self.now, &mut child.now);
        std::mem::swap(&mut self.world, &mut child.world);
        std::mem::swap(&mut self.commands, &mut child.commands);
        std::mem::swap(&mut self.passages, &mut child.passages);
        std::mem::swap(&mut self.last_task, &mut child.last_task);
    }

    pub(crate) fn next_task(&mut self) -> TaskId {
        self.last_task += 1;
        TaskId(self.last_task)
    }

    /// A token that no other call has. It need not be secret here.
    pub(crate) fn next_token(&mut self) -> String {
        let randomness = &mut self.world.randomness;
        format!("{}{}", randomness.next_uuid(), randomness.next_uuid()).replace('-', "")
    }

    /// Adds an event after another, and returns its number. A full history keeps its last place for the event that
    /// ends the execution, and everything else only leaves a mark.
    pub(crate) fn record(&mut self, previous_event: u64, details: EventDetails) -> u64 {
        if self.history.is_full() {
            self.overflowed = true;
            return previous_event;
        }
        self.history.add(previous_event, self.now, details)
    }

    /// Adds the event that ends the execution.
    pub(crate) fn record_end(&mut self, previous_event: u64, details: EventDetails) {
        self.history.add(previous_event, self.now, details);
    }

    pub(crate) fn has_overflowed(&self) -> bool {
        self.overflowed
    }
}

impl Facts {
    fn new(mut start: Start, started: Timestamp) -> Facts {
        let region = start.state_machine_arn.split(':').nth(3).filter(|it| !it.is_empty());
        let region = Arc::from(region.unwrap_or(REGION));
        let input = Arc::new(start.input.take());
        Facts {
            start,
            input,
            started,
            region,
        }
    }
}
