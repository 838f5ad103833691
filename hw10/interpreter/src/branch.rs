//! One line of states that follow each other, with its variables: how a state is entered and left, and what becomes
//! of a failure. What a kind of state does is in `states`.

use std::sync::Arc;

use jiff::Timestamp;
use jsonata::{Bindings, NESTING_MAX, Part};
use serde_json::{Map, Value};

use crate::context::{Visited, context};
use crate::failure::{DATA_LIMIT_EXCEEDED, Failure, QUERY_EVALUATION_ERROR, RUNTIME};
use crate::history::EventDetails;
use crate::limits::{
    HISTORY_EVENTS_MAX, PAYLOAD_BYTES_MAX, VARIABLES_BYTES_MAX, is_too_deep, is_too_large, payload_bytes,
};
use crate::lines::Line;
use crate::machine::{CompiledState, Flow, Handover, Target};
use crate::passage::{Passage, Way};
use crate::protocol::TaskId;
use crate::retry::Retries;
use crate::run::Run;
use crate::scope::{Item, Scope};
use crate::signal::Signal;
use crate::states::{Attempt, Branches, Iterations, MapRun};
use crate::template::{Template, TemplateError};

#[derive(Debug)]
pub(crate) struct Branch {
    pub(crate) flow: Arc<Flow>,
    state: usize,
    pub(crate) input: Arc<Value>,
    pub(crate) scope: Arc<Scope>,
    /// The event that the next one follows.
    pub(crate) previous_event: u64,
    pub(crate) visit: Visit,
    activity: Activity,
}

/// What holds from entering a state to leaving it.
#[derive(Debug)]
pub(crate) struct Visit {
    entered: Timestamp,
    /// The number of its `StateEntered`, and of the event before that.
    pub(crate) entered_event: u64,
    event_before: u64,
    pub(crate) retries: Retries,
    /// The item of this Map that is being made ready.
    pub(crate) item: Option<Item>,
    /// The token of the call that is being made.
    pub(crate) token: Option<String>,
    /// The first attempt to call.
    pub(crate) first_call: Option<TaskId>,
}

/// What a branch is waiting for.
#[derive(Debug)]
pub(crate) enum Activity {
    /// Nothing: it has ended, or is being moved.
    Idle,
    /// A call to be answered.
    Call(Box<Attempt>),
    /// The time at which a call is tried again.
    Backoff(Timestamp),
    /// The end of a Wait state.
    Wait(Timestamp),
    /// The branches of a Parallel state.
    Branches(Box<Branches>),
    /// The items of an inline Map.
    Iterations(Box<Iterations>),
    /// The items of a distributed Map.
    MapRun(Box<MapRun>),
}

/// What a state comes to when it has been given something to do.
#[derive(Debug)]
pub(crate) enum Step {
    /// It has to wait.
    Park(Activity),
    /// It is done.
    Leave(Departure),
}

/// All that a state hands on.
#[derive(Debug)]
pub(crate) struct Departure {
    pub(crate) to: Target,
    output: Arc<Value>,
    assigned: Map<String, Value>,
    way: Way,
}

/// What an expression may read beside the input and the context.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Seen<'a> {
    Nothing,
    /// `$states.result`
    Result(&'a Value),
    /// `$states.errorOutput`
    Error(&'a Value),
}

/// How a branch ended.
pub(crate) type End = Result<Arc<Value>, Failure>;

impl Branch {
    /// A branch that stands before its first state, after that event.
    pub(crate) fn new(flow: Arc<Flow>, scope: Arc<Scope>, input: Arc<Value>, after: u64, now: Timestamp) -> Branch {
        let state = flow.start_at;
        Branch {
            flow,
            state,
            input,
            scope,
            previous_event: after,
            visit: Visit::new(now, 0, 0),
            activity: Activity::Idle,
        }
    }

    /// Runs until it has to wait, or ends.
    pub(crate) fn begin(&mut self, run: &mut Run) -> Option<End> {
        let step = self.enter(self.state, run);
        self.advance(step, run)
    }

    /// Goes on with what it waits for; anything else changes nothing.
    pub(crate) fn receive(&mut self, signal: Signal, run: &mut Run) -> Option<End> {
        if !self.awaits(&signal) {
            return None;
        }
        let flow = Arc::clone(&self.flow);
        let state = &flow.states[self.state];
        let activity = std::mem::replace(&mut self.activity, Activity::Idle);
        let step = state.work.resume(activity, signal, state, self, run);
        self.advance(step, run)
    }

    /// Adds an event of this branch.
    pub(crate) fn record(&mut self, run: &mut Run, details: EventDetails) {
        self.previous_event = run.record(self.previous_event, details);
    }

    /// From state to state, for as long as none has to wait.
    fn advance(&mut self, mut step: Result<Step, Failure>, run: &mut Run) -> Option<End> {
        loop {
            if run.has_overflowed() {
                self.cancel(run);
                return Some(Err(history_is_full()));
            }
            step = match step {
                Ok(Step::Park(activity)) => {
                    self.activity = activity;
                    return None;
                }
                Ok(Step::Leave(departure)) => match self.depart(departure, run) {
                    (Target::State(index), output) => {
                        self.input = output;
                        self.enter(index, run)
                    }
                    (Target::End, output) => return Some(Ok(output)),
                },
                Err(failure) => match self.recover(failure, run) {
                    Ok(step) => Ok(step),
                    Err(failure) => {
                        self.pass(Way::Failed, run);
                        return Some(Err(failure));
                    }
                },
            };
        }
    }

    fn enter(&mut self, index: usize, run: &mut Run) -> Result<Step, Failure> {
        let flow = Arc::clone(&self.flow);
        let state = &flow.states[index];
        let event_before = self.previous_event;
        let (kind, name, input) = (state.kind, Arc::clone(&state.name), Arc::clone(&self.input));
        self.record(run, EventDetails::StateEntered { kind, name, input });
        self.state = index;
        self.visit = Visit::new(run.now, self.previous_event, event_before);
        state.work.begin(state, self, run)
    }

    fn pass(&self, way: Way, run: &mut Run) {
        let state = Arc::clone(&self.flow.states[self.state].name);
        run.passages.push(Passage { state, way });
    }

    fn depart(&mut self, departure: Departure, run: &mut Run) -> (Target, Arc<Value>) {
        let Departure {
            to,
            output,
            assigned,
            way,
        } = departure;
        let state = &self.flow.states[self.state];
        let exited = EventDetails::StateExited {
            kind: state.kind,
            name: Arc::clone(&state.name),
            output: Arc::clone(&output),
            assigned_variables: Arc::new(assigned.clone()),
        };
        self.record(run, exited);
        self.pass(way, run);
        if !assigned.is_empty() {
            Arc::make_mut(&mut self.scope).assign(assigned);
        }
        (to, output)
    }

    /// Tries again, or goes to where the failure is caught; gives it back when the state does neither.
    fn recover(&mut self, failure: Failure, run: &mut Run) -> Result<Step, Failure> {
        let flow = Arc::clone(&self.flow);
        let failure = self.record_evaluation(failure, run);
        let state = &flow.states[self.state];
        state.work.recover(failure, state, self, run)
    }

    fn record_evaluation(&mut self, mut failure: Failure, run: &mut Run) -> Failure {
        if let Some(evaluation) = failure.evaluation.take() {
            // From AWS's records: an expression that fails as soon as its state is entered follows what came before
            // that; a value that is found wanting later follows the state's own events.
            let at_once = self.previous_event == self.visit.entered_event && !evaluation.after_entry;
            let previous = if at_once {
                self.visit.event_before
            } else {
                self.previous_event
            };
            let details = EventDetails::EvaluationFailed {
                error: failure.error.clone(),
                cause: failure.cause.clone(),
                location: evaluation.location,
                state: Arc::clone(&self.flow.states[self.state].name),
            };
            self.previous_event = run.record(previous, details);
        }
        failure
    }

    /// What a handover gives: `Output` and `Assign` both see the variables as they were on entry.
    pub(crate) fn leave(
        &mut self,
        handover: &Handover,
        seen: Seen,
        default_output: Arc<Value>,
        to: Target,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        let (output, assigned) = self.evaluate(seen, run, |bindings, world| {
            let output = handover
                .output
                .as_ref()
                .map(|it| it.evaluate(bindings, world))
                .transpose()?;
            let mut assigned = Map::new();
            for (name, template) in &handover.assign {
                assigned.insert(name.clone(), template.evaluate(bindings, world)?);
            }
            Ok((output, assigned))
        })?;
        let output = output.map_or(default_output, Arc::new);
        self.check_size(&output)?;
        self.check_variables(&assigned)?;
        let way = handover.way;
        Ok(Step::Leave(Departure {
            to,
            output,
            assigned,
            way,
        }))
    }

    /// Hands on the state's input, where the state says nothing else.
    pub(crate) fn leave_with_input(&mut self, state: &CompiledState, run: &mut Run) -> Result<Step, Failure> {
        let input = Arc::clone(&self.input);
        self.leave(&state.handover, Seen::Nothing, input, state.work.target(), run)
    }

    /// Evaluates with the variables, `$states` and the context as they are.
    pub(crate) fn evaluate<T>(
        &self,
        seen: Seen,
        run: &mut Run,
        evaluate: impl FnOnce(&Bindings, &mut jsonata::World) -> Result<T, TemplateError>,
    ) -> Result<T, Failure> {
        let Run { world, facts, .. } = run;
        let context = || context(facts, &self.visited());
        let mut states = vec![("input", Part::Value(&self.input)), ("context", Part::Lazy(&context))];
        match seen {
            Seen::Nothing => {}
            Seen::Result(result) => states.push(("result", Part::Value(result))),
            Seen::Error(error) => states.push(("errorOutput", Part::Value(error))),
        }
        let mut bindings = Bindings::new();
        self.scope.bind(&mut bindings);
        bindings.bind_object("states", states);
        evaluate(&bindings, world).map_err(|error| self.evaluation_failure(error))
    }

    /// A field that may be absent.
    pub(crate) fn optional(&self, template: Option<&Template>, run: &mut Run) -> Result<Option<Value>, Failure> {
        let Some(template) = template else { return Ok(None) };
        let evaluate = |bindings: &Bindings, world: &mut jsonata::World| template.evaluate(bindings, world);
        self.evaluate(Seen::Nothing, run, evaluate).map(Some)
    }

    fn visited(&self) -> Visited<'_> {
        Visited {
            name: &self.flow.states[self.state].name,
            entered: self.visit.entered,
            retry_count: self.visit.retries.total(),
            item: self.visit.item.as_ref().or(self.scope.item.as_ref()),
            token: self.visit.token.as_deref(),
        }
    }

    fn evaluation_failure(&self, error: TemplateError) -> Failure {
        let cause = self.sentence(&error.message);
        let failure = Failure::new(QUERY_EVALUATION_ERROR, cause).at(Some(error.location), false);
        // Ours: a machine that caught it would go on with nothing left to go on with.
        match error.is_exhausted {
            true => failure.ending(),
            false => failure,
        }
    }

    /// What AWS says before the reason of a failure that it found itself.
    pub(crate) fn sentence(&self, reason: &str) -> String {
        let name = &self.flow.states[self.state].name;
        let event = self.visit.entered_event;
        format!("An error occurred while executing the state '{name}' (entered at the event id #{event}). {reason}")
    }

    pub(crate) fn check_size(&self, output: &Value) -> Result<(), Failure> {
        if is_too_large(output) {
            let name = &self.flow.states[self.state].name;
            return Err(Failure::too_large(name).ending());
        }
        Ok(())
    }

    fn check_variables(&mut self, assigned: &Map<String, Value>) -> Result<(), Failure> {
        if assigned.values().any(is_too_deep) {
            let reason = format!("The variables assigned are nested deeper than {NESTING_MAX} levels.");
            return Err(Failure::terminal(DATA_LIMIT_EXCEEDED, self.sentence(&reason)));
        }
        let bytes: usize = assigned.values().map(payload_bytes).sum();
        if bytes > PAYLOAD_BYTES_MAX {
            let reason = format!("The variables assigned exceed the limit of {PAYLOAD_BYTES_MAX} bytes for one state.");
            return Err(Failure::terminal(DATA_LIMIT_EXCEEDED, self.sentence(&reason)));
        }
        if bytes > 0 && Arc::make_mut(&mut self.scope).count(bytes) {
            let reason = format!("The variables exceed the limit of {VARIABLES_BYTES_MAX} bytes for one execution.");
            return Err(Failure::terminal(DATA_LIMIT_EXCEEDED, self.sentence(&reason)));
        }
        Ok(())
    }
}

impl Visit {
    fn new(entered: Timestamp, entered_event: u64, event_before: u64) -> Visit {
        Visit {
            entered,
            entered_event,
            event_before,
            retries: Retries::default(),
            item: None,
            token: None,
            first_call: None,
        }
    }
}

impl Line for Branch {
    fn awaits(&self, signal: &Signal) -> bool {
        match (&self.activity, signal) {
            (Activity::Call(attempt), signal) => attempt.awaits(signal),
            (Activity::Backoff(time) | Activity::Wait(time), Signal::Time(now)) => time <= now,
            (Activity::Branches(branches), signal) => branches.lines.awaits(signal),
            (Activity::Iterations(iterations), signal) => iterations.lines.awaits(signal),
            (Activity::MapRun(map_run), signal) => map_run.awaits(signal),
            (Activity::Idle | Activity::Backoff(_) | Activity::Wait(_), _) => false,
        }
    }

    fn deadline(&self) -> Option<Timestamp> {
        match &self.activity {
            Activity::Idle => None,
            Activity::Call(attempt) => attempt.deadline(),
            Activity::Backoff(time) | Activity::Wait(time) => Some(*time),
            Activity::Branches(branches) => branches.lines.deadline(),
            Activity::Iterations(iterations) => iterations.lines.deadline(),
            Activity::MapRun(map_run) => map_run.deadline(),
        }
    }

    fn abort(&mut self, run: &mut Run) {
        match &mut self.activity {
            Activity::Branches(branches) => branches.lines.abort(run),
            Activity::Iterations(iterations) => iterations.lines.abort(run),
            Activity::MapRun(map_run) => {
                map_run.cancel(run);
                run.record(self.previous_event, EventDetails::MapRunAborted);
                self.activity = Activity::Idle;
            }
            Activity::Idle | Activity::Call(_) | Activity::Backoff(_) | Activity::Wait(_) => {}
        }
        self.cancel(run);
        let kind = self.flow.states[self.state].kind;
        run.record(self.previous_event, EventDetails::StateAborted { kind });
    }

    fn cancel(&mut self, run: &mut Run) {
        match std::mem::replace(&mut self.activity, Activity::Idle) {
            Activity::Call(attempt) => attempt.cancel(run),
            Activity::Branches(mut branches) => branches.lines.cancel(run),
            Activity::Iterations(mut iterations) => iterations.lines.cancel(run),
            Activity::MapRun(mut map_run) => map_run.cancel(run),
            Activity::Idle | Activity::Backoff(_) | Activity::Wait(_) => {}
        }
    }
}

impl Branch {
    /// From AWS's records: a branch that ends because a call has failed says so, one that ends otherwise does not.
    pub(crate) fn record_abort_of_failed_call(&self, run: &mut Run) {
        if run.history.is_failed_call(self.previous_event) {
            let kind = self.flow.states[self.state].kind;
            run.record(self.previous_event, EventDetails::StateAborted { kind });
        }
    }
}

pub(crate) fn history_is_full() -> Failure {
    let cause = format!("The execution reached the maximum number of history events ({HISTORY_EVENTS_MAX}).");
    Failure::terminal(RUNTIME, cause)
}
