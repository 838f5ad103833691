//! A Map in the execution itself: each item is a line of states in its history.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::Map;
use crate::branch::{Activity, Branch, End, Step};
use crate::failure::{Failure, Origin};
use crate::history::{EventDetails, Progress};
use crate::lines::{Line, Lines};
use crate::machine::CompiledState;
use crate::run::Run;
use crate::scope::Item;
use crate::signal::Signal;

/// The items of one attempt.
#[derive(Debug)]
pub(crate) struct Iterations {
    pub(crate) lines: Lines<Iteration>,
    items: Vec<Arc<Value>>,
    /// The place of the first item that has not been started.
    next: usize,
    /// The event that the next iteration follows.
    free_since: u64,
    max_concurrency: usize,
    /// By their places; absent for those that have not ended.
    outputs: Vec<Option<Arc<Value>>>,
}

/// One item at work.
#[derive(Debug)]
pub(crate) struct Iteration {
    branch: Branch,
    map: Arc<str>,
    index: usize,
}

impl Map {
    pub(super) fn begin_inline(
        &self,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        let items = self.items(branch, run)?;
        let (kind, length) = (state.kind, Some(items.len()));
        branch.record(run, EventDetails::StateStarted { kind, length });
        let iterations = Iterations {
            lines: Lines::new(),
            next: 0,
            free_since: branch.previous_event,
            max_concurrency: self.max_concurrency(usize::MAX, branch, run)?,
            outputs: vec![None; items.len()],
            items,
        };
        self.go_on(iterations, state, branch, run)
    }

    pub(crate) fn resume_inline(
        &self,
        mut iterations: Iterations,
        signal: Signal,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        let mut signals = Some(signal);
        while let Some(signal) = signals.take()
            && let Some((_, mut line)) = iterations.lines.take(&signal)
        {
            signals = signal.again();
            let end = line.branch.receive(signal, run);
            iterations.note(line, end, branch, run)?;
        }
        self.go_on(iterations, state, branch, run)
    }

    /// Starts what there is room for, and leaves when everything is done.
    fn go_on(
        &self,
        mut iterations: Iterations,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        while iterations.next < iterations.items.len() && iterations.lines.len() < iterations.max_concurrency {
            self.start(&mut iterations, state, branch, run)?;
        }
        if !iterations.lines.is_empty() {
            return Ok(Step::Park(Activity::Iterations(Box::new(iterations))));
        }
        let outputs = iterations.outputs.into_iter().flatten().map(Arc::unwrap_or_clone);
        self.leave(Value::Array(outputs.collect()), state, branch, run)
    }

    fn start(
        &self,
        iterations: &mut Iterations,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<(), Failure> {
        let (index, value) = (iterations.next, Arc::clone(&iterations.items[iterations.next]));
        iterations.next += 1;
        let (item, name) = (Item { index, value }, Arc::clone(&state.name));
        let started = run.record(iterations.free_since, iteration(&name, index, Progress::Started));
        let input = match self.select(&item, branch, run) {
            Ok(input) => input,
            Err(failure) => {
                iterations.lines.abort(run);
                branch.previous_event = started;
                return Err(failure);
            }
        };
        let scope = branch.scope.inner(Some(item));
        let mut line = Iteration {
            branch: Branch::new(Arc::clone(&self.processor), scope, input, started, run.now),
            map: name,
            index,
        };
        let end = line.branch.begin(run);
        iterations.note(line, end, branch, run)
    }
}

impl Iterations {
    /// Takes note of how far an item has come. Its failure ends the others.
    fn note(&mut self, line: Iteration, end: Option<End>, branch: &mut Branch, run: &mut Run) -> Result<(), Failure> {
        match end {
            None => self.lines.put(line.index, line),
            Some(Ok(output)) => {
                // From AWS's records: the next iteration follows the last state of this one, the Map's own end follows
                // the success of the last.
                self.free_since = line.branch.previous_event;
                branch.previous_event = line.record(Progress::Succeeded, run);
                self.outputs[line.index] = Some(output);
            }
            Some(Err(failure)) => {
                line.branch.record_abort_of_failed_call(run);
                if failure.origin != Origin::Terminal {
                    line.record(Progress::Failed, run);
                }
                self.lines.abort(run);
                branch.previous_event = line.branch.previous_event;
                return Err(failure);
            }
        }
        Ok(())
    }
}

impl Iteration {
    fn record(&self, progress: Progress, run: &mut Run) -> u64 {
        run.record(self.branch.previous_event, iteration(&self.map, self.index, progress))
    }
}

impl Line for Iteration {
    fn awaits(&self, signal: &Signal) -> bool {
        self.branch.awaits(signal)
    }

    fn deadline(&self) -> Option<Timestamp> {
        self.branch.deadline()
    }

    fn abort(&mut self, run: &mut Run) {
        self.branch.abort(run);
        self.record(Progress::Aborted, run);
    }

    fn cancel(&mut self, run: &mut Run) {
        self.branch.cancel(run);
    }
}

fn iteration(name: &Arc<str>, index: usize, progress: Progress) -> EventDetails {
    EventDetails::MapIteration {
        progress,
        name: Arc::clone(name),
        index,
    }
}
