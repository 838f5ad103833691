//! Writes a machine: fields in AWS's own order, states as defined, the keys of payloads sorted.

mod map;

use serde_json::{Value, json};

use crate::model::{
    Assign, Branch, Catcher, Choice, ChoiceRule, Fail, Map, Parallel, Pass, Retrier, State, StateKind, StateMachine,
    Task, Transition, Wait, WaitUntil,
};
use crate::words::Word;

/// A JSONata expression as it stands in a machine: `{% … %}`.
///
/// ```
/// assert_eq!(asl::expression("$account.id"), "{% $account.id %}");
/// ```
pub fn expression(jsonata: &str) -> String {
    format!("{{% {jsonata} %}}")
}

/// The JSONata between `{%` and `%}`, if the text is an expression: nothing may stand outside them, not even a space.
///
/// ```
/// assert_eq!(asl::jsonata_in("{% $account.id %}"), Some("$account.id"));
/// assert_eq!(asl::jsonata_in(" {% $account.id %}"), None);
/// ```
pub fn jsonata_in(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("{%")?.strip_suffix("%}")?;
    Some(inner.trim())
}

/// The value with the keys of every object in it sorted, so that equal values are equal bytes.
pub fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by_key(|(key, _)| *key);
            let entries = sorted.into_iter().map(|(k, v)| (k.clone(), canonical(v)));
            Value::Object(entries.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(canonical).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

impl StateMachine {
    /// The document as text: two spaces of indentation, a newline at the end, the same bytes every time.
    pub fn to_json(&self) -> String {
        let mut text = format!("{:#}", self.to_value());
        text.push('\n');
        text
    }

    /// The document as a JSON value, its fields in the order in which they are written.
    pub fn to_value(&self) -> Value {
        let mut fields = Fields::default();
        fields.put_some("Comment", self.comment.as_deref());
        fields.put("QueryLanguage", self.query_language.word());
        fields.put_some("TimeoutSeconds", self.timeout_seconds);
        branch(&mut fields, &self.branch);
        fields.done()
    }
}

fn branch(fields: &mut Fields, branch: &Branch) {
    fields.put("StartAt", branch.start_at.as_str());
    let states = branch.states.iter().map(|(name, it)| (name.clone(), state(it)));
    fields.put("States", Value::Object(states.collect()));
}

fn state(state: &State) -> Value {
    let mut fields = Fields::default();
    fields.put("Type", state.kind.name());
    fields.put_some("Comment", state.comment.as_deref());
    fields.put_some("QueryLanguage", state.query_language.map(Word::word));
    match &state.kind {
        StateKind::Task(it) => task(&mut fields, it),
        StateKind::Parallel(it) => parallel(&mut fields, it),
        StateKind::Map(it) => map::map(&mut fields, it),
        StateKind::Choice(it) => choice(&mut fields, it),
        StateKind::Wait(it) => wait(&mut fields, it),
        StateKind::Fail(it) => fail(&mut fields, it),
        StateKind::Pass(_) | StateKind::Succeed(_) => {}
    }
    fields.put_map("Assign", &state.assign);
    fields.put_template("Output", state.output.as_ref());
    match &state.kind {
        StateKind::Task(Task { transition: to, .. })
        | StateKind::Parallel(Parallel { transition: to, .. })
        | StateKind::Map(Map { transition: to, .. })
        | StateKind::Pass(Pass { transition: to })
        | StateKind::Wait(Wait { transition: to, .. }) => transition(&mut fields, to),
        StateKind::Choice(_) | StateKind::Succeed(_) | StateKind::Fail(_) => {}
    }
    fields.done()
}

fn task(fields: &mut Fields, task: &Task) {
    fields.put("Resource", task.resource.as_str());
    fields.put_template("Arguments", task.arguments.as_ref());
    fields.put_template("Credentials", task.credentials.as_ref());
    fields.put_template("TimeoutSeconds", task.timeout_seconds.as_ref());
    fields.put_template("HeartbeatSeconds", task.heartbeat_seconds.as_ref());
    recovery(fields, &task.retry, &task.catch);
}

fn parallel(fields: &mut Fields, parallel: &Parallel) {
    let branches = parallel.branches.iter().map(|it| {
        let mut fields = Fields::default();
        branch(&mut fields, it);
        fields.done()
    });
    fields.put_template("Arguments", parallel.arguments.as_ref());
    fields.put("Branches", Value::Array(branches.collect()));
    recovery(fields, &parallel.retry, &parallel.catch);
}

fn recovery(fields: &mut Fields, retry: &[Retrier], catch: &[Catcher]) {
    fields.put_list("Retry", retry.iter().map(retrier).collect());
    fields.put_list("Catch", catch.iter().map(catcher).collect());
}

fn retrier(retrier: &Retrier) -> Value {
    let mut fields = Fields::default();
    fields.put("ErrorEquals", json!(retrier.error_equals));
    fields.put_some("IntervalSeconds", retrier.interval_seconds);
    fields.put_some("MaxAttempts", retrier.max_attempts);
    fields.put_some("BackoffRate", retrier.backoff_rate.map(number));
    fields.put_some("MaxDelaySeconds", retrier.max_delay_seconds);
    fields.put_some("JitterStrategy", retrier.jitter_strategy.map(Word::word));
    fields.done()
}

/// A whole number is written as one: `2`, not `2.0`.
fn number(value: f64) -> Value {
    let whole = value.fract() == 0.0 && value.abs() < 9e15;
    if whole { json!(value as i64) } else { json!(value) }
}

fn catcher(catcher: &Catcher) -> Value {
    let mut fields = Fields::default();
    fields.put("ErrorEquals", json!(catcher.error_equals));
    fields.put_map("Assign", &catcher.assign);
    fields.put_template("Output", catcher.output.as_ref());
    fields.put("Next", catcher.next.as_str());
    fields.done()
}

fn choice(fields: &mut Fields, choice: &Choice) {
    fields.put("Choices", Value::Array(choice.choices.iter().map(rule).collect()));
    fields.put_some("Default", choice.default.as_deref());
}

fn rule(rule: &ChoiceRule) -> Value {
    let mut fields = Fields::default();
    fields.put_some("Comment", rule.comment.as_deref());
    fields.put("Condition", rule.condition.as_str());
    fields.put_map("Assign", &rule.assign);
    fields.put_template("Output", rule.output.as_ref());
    fields.put("Next", rule.next.as_str());
    fields.done()
}

fn wait(fields: &mut Fields, wait: &Wait) {
    match &wait.until {
        WaitUntil::Seconds(seconds) => fields.put("Seconds", seconds.clone()),
        WaitUntil::Timestamp(timestamp) => fields.put("Timestamp", timestamp.as_str()),
    }
}

fn fail(fields: &mut Fields, fail: &Fail) {
    fields.put_some("Error", fail.error.as_deref());
    fields.put_some("Cause", fail.cause.as_deref());
}

fn transition(fields: &mut Fields, transition: &Transition) {
    match transition {
        Transition::Next(name) => fields.put("Next", name.as_str()),
        Transition::End => fields.put("End", true),
    }
}

/// The fields of one object, in the order in which they were put.
#[derive(Default)]
struct Fields(serde_json::Map<String, Value>);

impl Fields {
    fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    fn put_some(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    fn put_template(&mut self, name: &str, value: Option<&Value>) {
        self.put_some(name, value.map(canonical));
    }

    fn put_map(&mut self, name: &str, map: &Assign) {
        if !map.is_empty() {
            self.put(name, canonical(&Value::Object(map.clone())));
        }
    }

    fn put_list(&mut self, name: &str, list: Vec<Value>) {
        if !list.is_empty() {
            self.put(name, Value::Array(list));
        }
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}
