//! Judges what a well-formed machine means: names that stand for one thing, targets that exist, states that are reached,
//! expressions that parse, rules about errors and retries. Changes nothing. What only a Map can get wrong is in `map`,
//! which names a machine uses in `names`.

mod map;
mod names;

use std::collections::HashSet;

use serde_json::Value;

use crate::model::{
    Assign, Branch, Catcher, Choice, Parallel, Retrier, State, StateKind, StateMachine, Task, Transition, Wait,
    WaitUntil,
};
use crate::problem::{Problem, below};
use crate::write::jsonata_in;

/// The longest name of a state, in characters.
const NAME_CHARACTERS_MAX: usize = 80;

/// The most seconds, and the most attempts, that a field may say.
const COUNT_MAX: u64 = 99_999_999;

/// The longest delay between two attempts: a year of 366 days, and not a second of the next.
const DELAY_SECONDS_MAX: u64 = 31_622_400;

impl StateMachine {
    /// Everything about the machine that Step Functions would refuse, in the order of the document.
    pub fn problems(&self) -> Vec<Problem> {
        let mut check = Check {
            scope: &self.branch,
            state: None,
            outer_variables: HashSet::new(),
            state_names: HashSet::new(),
            labels: HashSet::new(),
            problems: Vec::new(),
        };
        check.machine(self);
        check.problems
    }
}

struct Check<'a> {
    /// Among which states a name is looked up.
    scope: &'a Branch,
    /// The state that is being judged.
    state: Option<&'a State>,
    /// What states around the scope assign; the scope can read it, and may not use its names for anything else.
    outer_variables: HashSet<&'a str>,
    /// The names of states so far, in all scopes.
    state_names: HashSet<&'a str>,
    /// The labels of Maps so far, in all scopes.
    labels: HashSet<&'a str>,
    problems: Vec<Problem>,
}

impl<'a> Check<'a> {
    fn machine(&mut self, machine: &'a StateMachine) {
        if let Some(seconds) = machine.timeout_seconds {
            self.within("/TimeoutSeconds", seconds, 1, COUNT_MAX);
        }
        self.branch("", &machine.branch);
    }

    fn branch(&mut self, pointer: &str, branch: &'a Branch) {
        let around = std::mem::replace(&mut self.scope, branch);
        self.target(&below(pointer, "StartAt"), &branch.start_at);
        let reached = reached(branch);
        for (name, state) in &branch.states {
            let pointer = below(&below(pointer, "States"), name);
            self.name(&pointer, name);
            if !reached.contains(name.as_str()) {
                self.report(&pointer, "no state leads here; name it in a `Next`, or remove it");
            }
            self.state = Some(state);
            self.state(&pointer, state);
        }
        self.scope = around;
    }

    /// The states within a state: they see the variables around it, unless they run in executions of their own. From
    /// AWS's records: what the state itself assigns when they are done may have the name of one of theirs.
    fn inner(&mut self, pointer: &str, branch: &'a Branch, sees_variables: bool) {
        let outer = self.outer_variables.clone();
        if sees_variables {
            let besides = |it: &&'a State| !self.state.is_some_and(|state| std::ptr::eq(state, *it));
            let others = self.scope.states.values().filter(besides);
            self.outer_variables.extend(others.flat_map(names::assigned));
        } else {
            self.outer_variables.clear();
        }
        self.branch(pointer, branch);
        self.outer_variables = outer;
    }

    fn report(&mut self, pointer: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(pointer, message));
    }

    fn within(&mut self, pointer: &str, value: u64, min: u64, max: u64) {
        if !(min..=max).contains(&value) {
            self.report(pointer, format!("must lie between {min} and {max}, not {value}"));
        }
    }

    fn target(&mut self, pointer: &str, name: &str) {
        if !self.scope.states.contains_key(name) {
            self.report(pointer, format!("there is no state named {name:?}"));
        }
    }

    fn name(&mut self, pointer: &str, name: &'a str) {
        if !self.state_names.insert(name) {
            let message = "another state has this name, and names are unique over the whole machine";
            self.report(pointer, message);
        }
        let characters = name.chars().count();
        if characters == 0 || characters > NAME_CHARACTERS_MAX {
            let rule = format!("a state's name has 1 to {NAME_CHARACTERS_MAX} characters");
            self.report(pointer, format!("{rule}, this one {characters}"));
        }
    }

    fn state(&mut self, pointer: &str, state: &'a State) {
        match &state.kind {
            StateKind::Task(task) => self.task(pointer, task),
            StateKind::Parallel(parallel) => self.parallel(pointer, parallel),
            StateKind::Map(map) => self.map(pointer, map),
            StateKind::Choice(choice) => self.choice(pointer, choice),
            StateKind::Pass(pass) => self.transition(pointer, &pass.transition),
            StateKind::Wait(wait) => self.wait(pointer, wait),
            StateKind::Fail(fail) => {
                self.text(&below(pointer, "Error"), fail.error.as_deref());
                self.text(&below(pointer, "Cause"), fail.cause.as_deref());
            }
            StateKind::Succeed(_) => {}
        }
        self.assign(pointer, &state.assign);
        self.template(&below(pointer, "Output"), state.output.as_ref());
    }

    fn transition(&mut self, pointer: &str, transition: &Transition) {
        match transition {
            Transition::Next(name) => self.target(&below(pointer, "Next"), name),
            Transition::End => {}
        }
    }

    fn task(&mut self, pointer: &str, task: &Task) {
        if task.resource.is_empty() {
            self.report(&below(pointer, "Resource"), "is empty; it names what the task calls");
        }
        self.template(&below(pointer, "Arguments"), task.arguments.as_ref());
        self.credentials(&below(pointer, "Credentials"), task.credentials.as_ref());
        self.whole(&below(pointer, "TimeoutSeconds"), task.timeout_seconds.as_ref(), 1);
        self.whole(&below(pointer, "HeartbeatSeconds"), task.heartbeat_seconds.as_ref(), 1);
        self.heartbeat(pointer, task);
        self.recovery(pointer, &task.retry, &task.catch);
        self.transition(pointer, &task.transition);
    }

    fn credentials(&mut self, pointer: &str, credentials: Option<&Value>) {
        self.template(pointer, credentials);
        if let Some(Value::Object(fields)) = credentials
            && !fields.contains_key("RoleArn")
        {
            self.report(
                pointer,
                "the field `RoleArn` is missing; it names the role in which to call",
            );
        }
    }

    fn parallel(&mut self, pointer: &str, parallel: &'a Parallel) {
        let branches = below(pointer, "Branches");
        if parallel.branches.is_empty() {
            self.report(&branches, "is empty; a Parallel needs at least one branch");
        }
        self.template(&below(pointer, "Arguments"), parallel.arguments.as_ref());
        for (index, branch) in parallel.branches.iter().enumerate() {
            self.inner(&below(&branches, index), branch, true);
        }
        self.recovery(pointer, &parallel.retry, &parallel.catch);
        self.transition(pointer, &parallel.transition);
    }

    fn recovery(&mut self, pointer: &str, retry: &[Retrier], catch: &[Catcher]) {
        let retriers = below(pointer, "Retry");
        for (index, retrier) in retry.iter().enumerate() {
            let is_last = index + 1 == retry.len();
            self.retrier(&below(&retriers, index), retrier, is_last);
        }
        let catchers = below(pointer, "Catch");
        for (index, catcher) in catch.iter().enumerate() {
            let is_last = index + 1 == catch.len();
            self.catcher(&below(&catchers, index), catcher, is_last);
        }
    }

    fn whole(&mut self, pointer: &str, seconds: Option<&Value>, min: u64) {
        self.template(pointer, seconds);
        if let Some(seconds) = seconds.and_then(Value::as_u64) {
            self.within(pointer, seconds, min, COUNT_MAX);
        }
    }

    fn heartbeat(&mut self, pointer: &str, task: &Task) {
        let number = |it: &Option<Value>| it.as_ref().and_then(Value::as_u64);
        if let (Some(heartbeat), Some(timeout)) = (number(&task.heartbeat_seconds), number(&task.timeout_seconds))
            && heartbeat >= timeout
        {
            let message = format!("must be smaller than `TimeoutSeconds`, which is {timeout}");
            self.report(&below(pointer, "HeartbeatSeconds"), message);
        }
    }

    fn retrier(&mut self, pointer: &str, retrier: &Retrier, is_last: bool) {
        self.error_equals(pointer, &retrier.error_equals, is_last);
        if let Some(seconds) = retrier.interval_seconds {
            self.within(&below(pointer, "IntervalSeconds"), seconds, 1, COUNT_MAX);
        }
        if let Some(attempts) = retrier.max_attempts {
            self.within(&below(pointer, "MaxAttempts"), attempts, 0, COUNT_MAX);
        }
        if let Some(seconds) = retrier.max_delay_seconds {
            let min = retrier.interval_seconds.unwrap_or(1) + 1;
            self.within(&below(pointer, "MaxDelaySeconds"), seconds, min, DELAY_SECONDS_MAX - 1);
        }
        if let Some(rate) = retrier.backoff_rate
            && (!rate.is_finite() || rate < 1.0)
        {
            let message = format!("must be at least 1.0, not {rate}");
            self.report(&below(pointer, "BackoffRate"), message);
        }
    }

    fn catcher(&mut self, pointer: &str, catcher: &Catcher, is_last: bool) {
        self.error_equals(pointer, &catcher.error_equals, is_last);
        self.assign(pointer, &catcher.assign);
        self.template(&below(pointer, "Output"), catcher.output.as_ref());
        self.target(&below(pointer, "Next"), &catcher.next);
    }

    fn error_equals(&mut self, pointer: &str, names: &[String], is_last: bool) {
        let pointer = below(pointer, "ErrorEquals");
        let all = names.iter().any(|name| name == "States.ALL");
        if names.is_empty() {
            self.report(&pointer, "is empty; name at least one error");
        }
        if all && names.len() > 1 {
            self.report(&pointer, "`States.ALL` must stand alone");
        }
        if all && !is_last {
            self.report(
                &pointer,
                "`States.ALL` must come last: what stands after it is never looked at",
            );
        }
    }

    fn choice(&mut self, pointer: &str, choice: &Choice) {
        let choices = below(pointer, "Choices");
        if choice.choices.is_empty() {
            self.report(&choices, "is empty; a Choice needs at least one rule");
        }
        for (index, rule) in choice.choices.iter().enumerate() {
            let pointer = below(&choices, index);
            self.condition(&below(&pointer, "Condition"), &rule.condition);
            self.assign(&pointer, &rule.assign);
            self.template(&below(&pointer, "Output"), rule.output.as_ref());
            self.target(&below(&pointer, "Next"), &rule.next);
        }
        if let Some(default) = &choice.default {
            self.target(&below(pointer, "Default"), default);
        }
    }

    fn condition(&mut self, pointer: &str, condition: &str) {
        match jsonata_in(condition) {
            Some(_) => self.text(pointer, Some(condition)),
            None => self.report(pointer, "must be an expression `{% … %}` that gives a boolean"),
        }
    }

    fn wait(&mut self, pointer: &str, wait: &Wait) {
        match &wait.until {
            WaitUntil::Seconds(seconds) => self.whole(&below(pointer, "Seconds"), Some(seconds), 0),
            WaitUntil::Timestamp(timestamp) => self.text(&below(pointer, "Timestamp"), Some(timestamp)),
        }
        self.transition(pointer, &wait.transition);
    }

    fn assign(&mut self, pointer: &str, assign: &Assign) {
        let pointer = below(pointer, "Assign");
        for (name, template) in assign {
            let pointer = below(&pointer, name);
            if let Some(message) = variable_name_problem(name) {
                self.report(&pointer, message);
            }
            if self.outer_variables.contains(name.as_str()) {
                let message = "a state around this one assigns a variable of that name; an inner one needs another";
                self.report(&pointer, message);
            }
            self.template(&pointer, Some(template));
        }
    }

    /// The expressions in a template, at any depth.
    fn template(&mut self, pointer: &str, template: Option<&Value>) {
        match template {
            Some(Value::String(text)) => self.text(pointer, Some(text)),
            Some(Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.template(&below(pointer, index), Some(item));
                }
            }
            Some(Value::Object(fields)) => {
                for (name, field) in fields {
                    self.template(&below(pointer, name), Some(field));
                }
            }
            Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => {}
        }
    }

    /// A text that may be an expression.
    fn text(&mut self, pointer: &str, text: Option<&str>) {
        if let Some(source) = text.and_then(jsonata_in)
            && let Err(error) = jsonata::Expression::parse(source)
        {
            self.report(pointer, error.to_string());
        }
    }
}

/// A variable's name is an identifier (Unicode letters, digits, `_`) of at most 80 characters, and not `states`.
fn variable_name_problem(name: &str) -> Option<String> {
    let mut characters = name.chars();
    let starts_well = characters.next().is_some_and(|it| it.is_alphabetic() || it == '_');
    let goes_on_well = characters.all(|it| it.is_alphanumeric() || it == '_');
    if name == "states" {
        return Some("`$states` is Step Functions' own; give the variable another name".to_owned());
    }
    let fits = starts_well && goes_on_well && name.chars().count() <= NAME_CHARACTERS_MAX;
    (!fits).then(|| format!("{name:?} cannot be the name of a variable: letters, digits and `_`, 80 at most"))
}

/// The names of the states that can be come to.
fn reached(branch: &Branch) -> HashSet<&str> {
    let mut reached = HashSet::new();
    let mut open = vec![branch.start_at.as_str()];
    while let Some(name) = open.pop() {
        if let Some(state) = branch.states.get(name)
            && reached.insert(name)
        {
            open.extend(successors(state));
        }
    }
    reached
}

fn successors(state: &State) -> Vec<&str> {
    match &state.kind {
        StateKind::Task(task) => caught_or_following(&task.catch, &task.transition),
        StateKind::Parallel(parallel) => caught_or_following(&parallel.catch, &parallel.transition),
        StateKind::Map(map) => caught_or_following(&map.catch, &map.transition),
        StateKind::Choice(choice) => {
            let chosen = choice.choices.iter().map(|it| it.next.as_str());
            chosen.chain(choice.default.as_deref()).collect()
        }
        StateKind::Pass(pass) => following(&pass.transition).into_iter().collect(),
        StateKind::Wait(wait) => following(&wait.transition).into_iter().collect(),
        StateKind::Succeed(_) | StateKind::Fail(_) => Vec::new(),
    }
}

fn caught_or_following<'a>(catch: &'a [Catcher], transition: &'a Transition) -> Vec<&'a str> {
    let caught = catch.iter().map(|it| it.next.as_str());
    caught.chain(following(transition)).collect()
}

fn following(transition: &Transition) -> Option<&str> {
    match transition {
        Transition::Next(name) => Some(name),
        Transition::End => None,
    }
}
