//! Runs a machine against an answer to each call, with a clock that jumps.

use std::sync::Arc;

use asl::StateMachine;
use interpreter::{
    Allowance, Command, Event, Execution, ExecutionStart, Invocation, Machine, ObjectRead, ObjectsWrite, Outcome,
    Start, TaskId,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

pub(crate) const LAMBDA: &str = "arn:aws:states:::lambda:invoke";

/// An execution, its clock, and what it has asked for.
pub(crate) struct Harness {
    pub(crate) execution: Execution,
    pub(crate) calls: Vec<Invocation>,
    pub(crate) executions: Vec<ExecutionStart>,
    pub(crate) reads: Vec<ObjectRead>,
    pub(crate) writes: Vec<ObjectsWrite>,
    pub(crate) cancelled: Vec<TaskId>,
    pub(crate) now: Timestamp,
    alarm: Option<Timestamp>,
}

pub(crate) fn midnight() -> Timestamp {
    "2026-11-22T00:00:00Z".parse().expect("a time")
}

pub(crate) fn machine(states: Value) -> Value {
    let (first, _) = states
        .as_object()
        .and_then(|it| it.iter().next())
        .expect("at least one state");
    json!({ "QueryLanguage": "JSONata", "StartAt": first, "States": states })
}

pub(crate) fn compile(document: Value) -> Arc<Machine> {
    let definition = StateMachine::from_value(document).expect("well-formed");
    Arc::new(Machine::compile(definition).expect("sound"))
}

/// A machine of one Task that the given fields are added to.
pub(crate) fn task(fields: Value) -> Value {
    let mut task = json!({ "Type": "Task", "Resource": LAMBDA, "Arguments": {} });
    let task_fields = task.as_object_mut().expect("an object");
    task_fields.extend(fields.as_object().expect("an object").clone());
    if !task_fields.contains_key("Next") {
        task_fields.insert("End".to_owned(), json!(true));
    }
    task
}

impl Harness {
    pub(crate) fn new(document: Value, input: Value) -> Harness {
        Harness::seeded(document, input, 1)
    }

    pub(crate) fn seeded(document: Value, input: Value, seed: u64) -> Harness {
        Harness::start(compile(document), input, seed)
    }

    /// Executions of the machine may take so much.
    pub(crate) fn allowed(document: Value, input: Value, allowance: Allowance) -> Harness {
        let machine = Arc::into_inner(compile(document)).expect("nobody else has it");
        Harness::start(Arc::new(machine.with_allowance(allowance)), input, 1)
    }

    fn start(machine: Arc<Machine>, input: Value, seed: u64) -> Harness {
        let start = Start {
            execution_arn: "arn:aws:states:eu-west-1:1:execution:m:e".to_owned(),
            name: "e".to_owned(),
            state_machine_arn: "arn:aws:states:eu-west-1:1:stateMachine:m".to_owned(),
            state_machine_name: "m".to_owned(),
            role_arn: "arn:aws:iam::1:role/r".to_owned(),
            input,
            seed,
        };
        let (execution, commands) = Execution::start(machine, start, midnight());
        let mut harness = Harness {
            execution,
            calls: vec![],
            executions: vec![],
            reads: vec![],
            writes: vec![],
            cancelled: vec![],
            now: midnight(),
            alarm: None,
        };
        harness.obey(commands);
        harness
    }

    fn obey(&mut self, commands: Vec<Command>) {
        self.alarm = None;
        for command in commands {
            match command {
                Command::Invoke(invocation) => self.calls.push(invocation),
                Command::StartExecution(start) => self.executions.push(start),
                Command::Read(read) => self.reads.push(read),
                Command::Write(write) => self.writes.push(write),
                Command::Cancel(id) => self.cancelled.push(id),
                Command::WakeAt(time) => self.alarm = Some(time),
            }
        }
    }

    pub(crate) fn send(&mut self, event: Event) -> &mut Harness {
        let commands = self.execution.handle(event, self.now);
        self.obey(commands);
        self
    }

    fn last_call(&self) -> TaskId {
        self.calls.last().expect("there was a call").id
    }

    /// Answers the last call.
    pub(crate) fn succeed(&mut self, result: Value) -> &mut Harness {
        let id = self.last_call();
        self.send(Event::TaskSucceeded { id, result })
    }

    /// Fails the last call.
    pub(crate) fn fail(&mut self, error: &str) -> &mut Harness {
        let (id, error, cause) = (self.last_call(), error.to_owned(), "because".to_owned());
        self.send(Event::TaskFailed { id, error, cause })
    }

    /// Lets time pass, without waking the execution.
    pub(crate) fn pass(&mut self, seconds: i64) -> &mut Harness {
        self.now += SignedDuration::from_secs(seconds);
        self
    }

    /// Jumps to the time that the execution has asked for; gives the seconds that it took.
    pub(crate) fn wake(&mut self) -> f64 {
        let time = self.alarm.expect("the execution has asked to be woken");
        let passed = time.duration_since(self.now).as_secs_f64();
        self.now = time;
        self.send(Event::Wake);
        passed
    }

    pub(crate) fn is_waiting(&self) -> bool {
        self.execution.outcome().is_none()
    }

    pub(crate) fn asks_to_be_woken(&self) -> bool {
        self.alarm.is_some()
    }

    pub(crate) fn output(&self) -> &Value {
        match self.execution.outcome() {
            Some(Outcome::Succeeded { output }) => output,
            other => panic!("it has not succeeded: {other:?}"),
        }
    }

    /// The error's name and what is said about it.
    pub(crate) fn failure(&self) -> (&str, &str) {
        match self.execution.outcome() {
            Some(Outcome::Failed { error, cause }) => (
                error.as_deref().unwrap_or("(none)"),
                cause.as_deref().unwrap_or("(none)"),
            ),
            other => panic!("it has not failed: {other:?}"),
        }
    }

    pub(crate) fn error(&self) -> &str {
        self.failure().0
    }

    pub(crate) fn events(&self) -> Vec<String> {
        self.execution.history().iter().map(|it| it.event_type()).collect()
    }
}

/// Runs a machine without calls to its end.
pub(crate) fn run(states: Value, input: Value) -> Harness {
    Harness::new(machine(states), input)
}

/// The output of a machine without calls.
#[track_caller]
pub(crate) fn check(states: Value, input: Value, expected: Value) {
    assert_eq!(run(states, input).output(), &expected);
}
