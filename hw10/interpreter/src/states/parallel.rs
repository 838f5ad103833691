//! Parallel: branches at the same time, and their outputs as one array.

use std::sync::Arc;

use asl::Problem;
use serde_json::Value;

use crate::branch::{Activity, Branch, End, Seen, Step};
use crate::failure::{Failure, Origin};
use crate::history::EventDetails;
use crate::lines::Lines;
use crate::machine::{CompiledState, Flow, Place, Target};
use crate::run::Run;
use crate::signal::Signal;
use crate::states::Recovery;
use crate::template::Template;

#[derive(Debug)]
pub(crate) struct Parallel {
    arguments: Option<Template>,
    branches: Vec<Arc<Flow>>,
    recovery: Recovery,
    pub(crate) to: Target,
}

/// The branches of one attempt.
#[derive(Debug)]
pub(crate) struct Branches {
    pub(crate) lines: Lines<Branch>,
    /// By their places; absent for those that have not ended.
    outputs: Vec<Option<Arc<Value>>>,
}

impl Parallel {
    pub(crate) fn compile(parallel: &asl::Parallel, place: &Place) -> Result<Parallel, Problem> {
        let branches = parallel.branches.iter().enumerate();
        let branches = branches.map(|(index, it)| place.flow(&format!("Branches/{index}"), it));
        Ok(Parallel {
            arguments: place.optional("Arguments", parallel.arguments.as_ref())?,
            branches: branches.collect::<Result<_, _>>()?,
            recovery: Recovery::compile(&parallel.retry, &parallel.catch, place)?,
            to: place.target(&parallel.transition)?,
        })
    }

    /// Starts every branch with the same input, for the first time or again.
    pub(crate) fn begin(&self, state: &CompiledState, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        let input = branch.optional(self.arguments.as_ref(), run)?;
        let input = input.map_or_else(|| Arc::clone(&branch.input), Arc::new);
        branch.check_size(&input)?;
        branch.record(
            run,
            EventDetails::StateStarted {
                kind: state.kind,
                length: None,
            },
        );
        let started = branch.previous_event;
        let mut branches = Branches {
            lines: Lines::new(),
            outputs: vec![None; self.branches.len()],
        };
        for (place, flow) in self.branches.iter().enumerate() {
            let scope = branch.scope.inner(None);
            let mut line = Branch::new(Arc::clone(flow), scope, Arc::clone(&input), started, run.now);
            let end = line.begin(run);
            branches.note(place, line, end, branch, run)?;
        }
        self.settle(branches, state, branch, run)
    }

    pub(crate) fn resume(
        &self,
        mut branches: Branches,
        signal: Signal,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        let mut signals = Some(signal);
        while let Some(signal) = signals.take()
            && let Some((place, mut line)) = branches.lines.take(&signal)
        {
            signals = signal.again();
            let end = line.receive(signal, run);
            branches.note(place, line, end, branch, run)?;
        }
        self.settle(branches, state, branch, run)
    }

    /// Leaves when all branches have succeeded.
    fn settle(
        &self,
        branches: Branches,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        if !branches.lines.is_empty() {
            return Ok(Step::Park(Activity::Branches(Box::new(branches))));
        }
        let outputs = branches.outputs.into_iter().flatten().map(Arc::unwrap_or_clone);
        let result = Arc::new(Value::Array(outputs.collect()));
        run.record(branch.previous_event, EventDetails::StateSucceeded { kind: state.kind });
        let seen = Arc::clone(&result);
        branch.leave(&state.handover, Seen::Result(&seen), result, self.to, run)
    }

    pub(crate) fn recover(
        &self,
        failure: Failure,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        if let Some(step) = self.recovery.retry(&failure, branch, run) {
            return Ok(step);
        }
        if failure.origin != Origin::Terminal {
            branch.record(run, EventDetails::StateFailed { kind: state.kind });
        }
        self.recovery.catch(failure, branch, run)
    }
}

impl Branches {
    /// Takes note of how far a branch has come. Its failure ends the others.
    fn note(
        &mut self,
        place: usize,
        line: Branch,
        end: Option<End>,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<(), Failure> {
        match end {
            None => self.lines.put(place, line),
            Some(Ok(output)) => {
                branch.previous_event = line.previous_event;
                self.outputs[place] = Some(output);
            }
            Some(Err(failure)) => {
                line.record_abort_of_failed_call(run);
                self.lines.abort(run);
                branch.previous_event = line.previous_event;
                return Err(failure);
            }
        }
        Ok(())
    }
}
