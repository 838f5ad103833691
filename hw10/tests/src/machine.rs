//! A state machine, run by the interpreter in virtual time over a plan: calls, executions of other machines, objects on S3,
//! answers by token.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use interpreter::{
    Command, Event, Execution, ExecutionStart, Invocation, Machine, ObjectRead, ObjectsWrite, Outcome, Passage, Start,
    TaskId,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::observation::{Call, End, Objects, Observation, TOKEN};
use crate::plan::{Answer, Plan};
use crate::subject::{Machines, Subject};

/// When every run begins: when a native one does, too.
const BEGINNING: &str = "2026-01-01T00:00:00Z";

/// What a run of a machine came to.
#[derive(Debug, Clone)]
pub struct Interpreted {
    /// What the native run can say, too.
    pub observation: Observation,
    /// The states that were left, and how.
    pub passages: Vec<Passage>,
}

/// Runs a machine of that workflow to its end. The machines that it starts are among `machines`.
///
/// # Panics
/// If the machine asks for a step or a machine that there is not.
pub fn run(subject: &Subject, machine: &Arc<Machine>, machines: &Machines, input: &Value, plan: &Plan) -> Interpreted {
    let mut driver = Driver::new(subject, machines, plan);
    if let Some((bucket, key, text)) = subject.object(input, plan) {
        driver.objects.insert((bucket, key), text);
    }
    driver.start(Arc::clone(machine), input.clone(), None);
    while driver.executions[0].execution.outcome().is_none() && driver.go_on() {}
    driver.ended()
}

struct Driver<'a> {
    subject: &'a Subject,
    machines: &'a Machines,
    plan: &'a Plan,
    now: Timestamp,
    executions: Vec<Running>,
    /// What will be reported, to which execution: by time, then in the order in which it was said.
    events: BTreeMap<(Timestamp, usize), (usize, Event)>,
    said: usize,
    calls: Vec<Call>,
    /// Which call of its step an attempt is of: by execution and first attempt.
    numbers: HashMap<(usize, TaskId), usize>,
    counts: HashMap<&'static str, usize>,
    /// Whether a call was, or was about to be, tried again.
    retried: bool,
    repeated: Vec<String>,
    /// What an execution could not compute that another one awaits: natively that is a panic, which nobody awaits.
    refused: Option<String>,
    objects: Objects,
}

struct Running {
    execution: Execution,
    /// The execution that started this one, and by which call.
    parent: Option<(usize, TaskId)>,
    wake: Option<Timestamp>,
}

impl<'a> Driver<'a> {
    fn new(subject: &'a Subject, machines: &'a Machines, plan: &'a Plan) -> Driver<'a> {
        Driver {
            subject,
            machines,
            plan,
            now: beginning(),
            executions: Vec::new(),
            events: BTreeMap::new(),
            said: 0,
            calls: Vec::new(),
            numbers: HashMap::new(),
            counts: HashMap::new(),
            retried: false,
            repeated: Vec::new(),
            refused: None,
            objects: Objects::new(),
        }
    }

    fn start(&mut self, machine: Arc<Machine>, input: Value, parent: Option<(usize, TaskId)>) {
        let (execution, commands) = Execution::start(machine, start(self.subject.name, input), self.now);
        self.executions.push(Running {
            execution,
            parent,
            wake: None,
        });
        self.obey(self.executions.len() - 1, commands);
    }

    /// Lets the next thing happen; whether there was one.
    fn go_on(&mut self) -> bool {
        let event = self.events.first_key_value().map(|((time, _), _)| *time);
        let wakes = self
            .executions
            .iter()
            .enumerate()
            .filter_map(|(place, it)| Some((it.wake?, place)));
        match (event, wakes.min()) {
            (event, Some((time, place))) if event.is_none_or(|event| time <= event) => {
                self.now = self.now.max(time);
                self.tell(place, Event::Wake);
            }
            (Some(time), _) => {
                self.now = self.now.max(time);
                let (_, (place, event)) = self.events.pop_first().expect("there is an event");
                self.tell(place, event);
            }
            (None, _) => return false,
        }
        true
    }

    fn tell(&mut self, place: usize, event: Event) {
        let failed = matches!(event, Event::TaskFailed { .. });
        let execution = &mut self.executions[place].execution;
        let before = execution.passages().len();
        let commands = execution.handle(event, self.now);
        // Neither caught nor left uncaught, it is about to be tried again.
        self.retried |= failed && execution.outcome().is_none() && execution.passages().len() == before;
        self.obey(place, commands);
    }

    fn obey(&mut self, place: usize, commands: Vec<Command>) {
        self.executions[place].wake = None;
        for command in commands {
            match command {
                Command::Invoke(invocation) => self.invoke(place, invocation),
                Command::StartExecution(start) => self.start_execution(place, start),
                Command::Read(read) => self.read(place, &read),
                Command::Write(write) => self.write(place, write),
                // The report of what is cancelled is ignored.
                Command::Cancel(_) => {}
                Command::WakeAt(time) => self.executions[place].wake = Some(time),
            }
        }
        let Running { execution, parent, .. } = &self.executions[place];
        if let (Some(outcome), Some((parent, id))) = (execution.outcome().cloned(), *parent) {
            if let End::Refused(cause) = self.end(Some(&outcome)) {
                self.refused.get_or_insert(cause);
            }
            self.report(0, parent, Event::ExecutionEnded { id, outcome });
            // Once.
            self.executions[place].parent = None;
        }
    }

    fn report(&mut self, after_seconds: u32, place: usize, event: Event) {
        let time = self.now + SignedDuration::from_secs(after_seconds.into());
        self.said += 1;
        self.events.insert((time, self.said), (place, event));
    }

    /// What Lambda, and whoever has the token, will say.
    fn invoke(&mut self, place: usize, invocation: Invocation) {
        let Invocation {
            id,
            first,
            arguments,
            token,
            ..
        } = invocation;
        let question = self
            .subject
            .question(arguments["FunctionName"].as_str().unwrap_or_default());
        let number = if id == first {
            let count = self.counts.entry(question.name).or_default();
            *count += 1;
            let (number, after) = (*count, self.after());
            let payload = without_token(&arguments["Payload"], token.as_deref());
            self.calls.push(Call {
                step: question.name.to_owned(),
                payload,
                after,
            });
            self.numbers.insert((place, id), number);
            number
        } else {
            self.numbers[&(place, first)]
        };
        let reply = self.plan.reply(question.name, number).clone();
        if id != first && !question.repeatable && !reply.never_began() {
            self.repeated.push(question.name.to_owned());
        }
        self.report(reply.takes_seconds, place, lambda(id, reply.answer));
        if let (Some(token), Some((after, answer))) = (token, reply.by_token) {
            self.report(after, place, by_token(token, answer));
        }
    }

    fn start_execution(&mut self, place: usize, start: ExecutionStart) {
        let machine = self
            .machines
            .get(&start.state_machine_arn)
            .unwrap_or_else(|| panic!("there is no {}", start.state_machine_arn));
        let execution_arn = format!("{}:child", start.state_machine_arn);
        self.report(
            0,
            place,
            Event::ExecutionStarted {
                id: start.id,
                execution_arn,
            },
        );
        self.start(Arc::clone(machine), start.input, Some((place, start.id)));
    }

    fn read(&mut self, place: usize, read: &ObjectRead) {
        let text = |name: &str| read.arguments[name].as_str().unwrap_or_default().to_owned();
        let id = read.id;
        let event = match self.objects.get(&(text("Bucket"), text("Key"))) {
            Some(text) => Event::ObjectRead { id, text: text.clone() },
            None => Event::TaskFailed {
                id,
                error: "S3.NoSuchKey".to_owned(),
                cause: "no such object".to_owned(),
            },
        };
        self.report(0, place, event);
    }

    fn write(&mut self, place: usize, write: ObjectsWrite) {
        let ObjectsWrite {
            id, bucket, objects, ..
        } = write;
        self.objects
            .extend(objects.into_iter().map(|it| ((bucket.clone(), it.key), it.text)));
        self.report(0, place, Event::ObjectsWritten { id });
    }

    fn after(&self) -> Duration {
        self.now.duration_since(beginning()).unsigned_abs()
    }

    fn ended(self) -> Interpreted {
        let execution = &self.executions[0].execution;
        let observation = Observation {
            end: self
                .refused
                .clone()
                .map_or_else(|| self.end(execution.outcome()), End::Refused),
            calls: self.calls.clone(),
            elapsed: self.after(),
            written: Vec::new(),
            retried: self.retried,
            repeated: self.repeated.clone(),
        };
        Interpreted {
            observation: observation.normalised(&self.objects),
            passages: execution.passages().to_vec(),
        }
    }

    fn end(&self, outcome: Option<&Outcome>) -> End {
        match outcome {
            None => End::Stuck,
            Some(Outcome::TimedOut) => End::TimedOut,
            Some(Outcome::Succeeded { output }) => End::Succeeded(output.clone()),
            Some(Outcome::Failed { error, cause }) => {
                let (error, cause) = (error.clone().unwrap_or_default(), cause.clone().unwrap_or_default());
                match error.as_str() {
                    "States.QueryEvaluationError" => End::Refused(cause),
                    name if self.subject.has_fault(name) => End::Failed(error, payload(&cause)),
                    _ => End::Platform(error),
                }
            }
        }
    }
}

fn beginning() -> Timestamp {
    BEGINNING.parse().expect("a moment")
}

fn start(name: &str, input: Value) -> Start {
    Start {
        execution_arn: format!("arn:aws:states:us-east-1:123456789012:execution:{name}:one"),
        name: "one".to_owned(),
        state_machine_arn: format!("arn:aws:states:us-east-1:123456789012:stateMachine:{name}"),
        state_machine_name: name.to_owned(),
        role_arn: "arn:aws:iam::123456789012:role/one".to_owned(),
        input,
        seed: 7,
    }
}

fn without_token(payload: &Value, token: Option<&str>) -> Value {
    let mut payload = payload.clone();
    if let (Some(token), Value::Object(fields)) = (token, &mut payload) {
        fields
            .values_mut()
            .filter(|value| **value == *token)
            .for_each(|value| *value = TOKEN.into());
    }
    payload
}

/// What Lambda answers to a call.
fn lambda(id: TaskId, answer: Answer) -> Event {
    match answer {
        Answer::Gives(payload) => Event::TaskSucceeded {
            id,
            result: json!({ "StatusCode": 200, "Payload": payload }),
        },
        Answer::Fails(error, payload) => {
            let cause = json!({ "errorType": error, "errorMessage": payload.to_string() });
            Event::TaskFailed {
                id,
                error,
                cause: cause.to_string(),
            }
        }
        Answer::Breaks(error, cause) => Event::TaskFailed { id, error, cause },
    }
}

/// What whoever has the token says.
fn by_token(token: String, answer: Answer) -> Event {
    match answer {
        Answer::Gives(output) => Event::TokenSucceeded { token, output },
        Answer::Fails(error, payload) => Event::TokenFailed {
            token,
            error,
            cause: payload.to_string(),
        },
        Answer::Breaks(error, cause) => Event::TokenFailed { token, error, cause },
    }
}

/// The fields of a fault, from the cause of a failed execution: within what Lambda says, or as they are.
fn payload(cause: &str) -> Value {
    let cause: Value = serde_json::from_str(cause).unwrap_or_else(|_| Value::from(cause));
    match (&cause["errorType"], cause["errorMessage"].as_str()) {
        (Value::String(_), Some(message)) => serde_json::from_str(message).unwrap_or_else(|_| Value::from(message)),
        _ => cause,
    }
}
