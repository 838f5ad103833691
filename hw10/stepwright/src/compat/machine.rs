//! A deployed state machine, read for what it calls, what it handles, and what of a result it looks at.
//!
//! It may be older than anything here knows: it is read as JSON, and what cannot be followed counts as looked at.

use std::collections::BTreeMap;

use serde_json::Value;

/// The fields followed from a value; empty: the value itself.
pub(super) type Path = Vec<String>;

/// A state machine's states, however deep, by their names.
#[derive(Debug)]
pub(super) struct Machine<'m> {
    document: &'m Value,
    pub(super) states: BTreeMap<&'m str, State<'m>>,
}

/// A state, and where it is.
#[derive(Debug, Clone)]
pub(super) struct State<'m> {
    pub(super) fields: &'m Value,
    pub(super) pointer: String,
}

/// A read of a variable: its name, and what is followed from it.
type Read = (String, Path);

impl<'m> Machine<'m> {
    pub(super) fn of(document: &'m Value) -> Machine<'m> {
        let mut states = BTreeMap::new();
        collect(document, "", &mut states);
        Machine { document, states }
    }

    /// The tasks that call the Lambda function of a step, given in kebab case.
    pub(super) fn calls(&self, step: &str) -> Vec<(&'m str, &State<'m>)> {
        let is_call = |state: &State<'m>| called(state.fields).is_some_and(|name| is_step(name, step));
        let states = self.states.iter().filter(|(_, state)| is_call(state));
        states.map(|(name, state)| (*name, state)).collect()
    }

    /// What the machine looks at of the answer of a task's function.
    pub(super) fn reads_of(&self, name: &str) -> Vec<Path> {
        let Some(task) = self.states.get(name).map(|it| it.fields) else {
            return Vec::new();
        };
        let resource = task.get("Resource").and_then(Value::as_str).unwrap_or_default();
        if resource.ends_with(".waitForTaskToken") {
            return Vec::new();
        }
        let mut found: Vec<_> = self
            .results_of(task)
            .into_iter()
            .filter_map(|it| below(it, &["Payload"]))
            .collect();
        if task.get("Output").is_none() {
            let handed_on = self.input_reads_after(task);
            found.extend(handed_on.into_iter().filter_map(|it| below(it, &["Payload"])));
        }
        found
    }

    /// What the machine looks at of what a token is answered with.
    pub(super) fn answers_read_of(&self, name: &str) -> Vec<Path> {
        let task = self.states.get(name).map(|it| it.fields);
        task.map(|it| self.results_of(it)).unwrap_or_default()
    }

    /// What is looked at of `$states.result`, in the state itself and through the variables that it sets.
    fn results_of(&self, task: &Value) -> Vec<Path> {
        let mut found = Vec::new();
        for (variable, template) in task.get("Assign").and_then(Value::as_object).into_iter().flatten() {
            match plain_path(template) {
                Some((name, path)) if name == "states" => {
                    if let Some(base) = below(path, &["result"]) {
                        let seen = &mut vec![variable.clone()];
                        found.extend(
                            self.variable_reads(variable, seen)
                                .into_iter()
                                .map(|it| [base.clone(), it].concat()),
                        );
                    }
                }
                _ => found.extend(states_reads(template, "result")),
            }
        }
        found.extend(task.get("Output").into_iter().flat_map(|it| states_reads(it, "result")));
        found
    }

    /// What is looked at of a variable, anywhere.
    fn variable_reads(&self, variable: &str, seen: &mut Vec<String>) -> Vec<Path> {
        let mut found = Vec::new();
        for (assigned, template) in templates(self.document) {
            let of_variable = |read: &Read| read.0 == variable;
            match (assigned, plain_path(template)) {
                // Another variable gets it: what is looked at is what is looked at of that one.
                (Some(other), Some((name, base))) if name == variable => {
                    if !seen.iter().any(|it| it == other) {
                        seen.push(other.to_owned());
                        found.extend(
                            self.variable_reads(other, seen)
                                .into_iter()
                                .map(|it| [base.clone(), it].concat()),
                        );
                    }
                }
                _ => found.extend(reads(template).into_iter().filter(of_variable).map(|it| it.1)),
            }
        }
        found
    }

    /// What the states after one look at of `$states.input`, as long as none of them hands on something else.
    fn input_reads_after(&self, state: &Value) -> Vec<Path> {
        let mut queue: Vec<&str> = targets(state);
        let mut found = Vec::new();
        if queue.is_empty() {
            // It is the last one: what it hands on is the execution's output, or that of its branch.
            return vec![Vec::new()];
        }
        let mut seen = Vec::new();
        while let Some(name) = queue.pop() {
            let Some(next) = self
                .states
                .get(name)
                .map(|it| it.fields)
                .filter(|_| !seen.contains(&name))
            else {
                continue;
            };
            seen.push(name);
            found.extend(states_reads(next, "input"));
            let kind = next.get("Type").and_then(Value::as_str).unwrap_or_default();
            let hands_on = ["Choice", "Pass", "Wait", "Succeed"].contains(&kind) && next.get("Output").is_none();
            match targets(next) {
                targets if hands_on && targets.is_empty() => found.push(Vec::new()),
                targets if hands_on => queue.extend(targets),
                _ => {}
            }
        }
        found
    }
}

/// Whether a task catches an error of that name.
pub(super) fn catches(task: &Value, name: &str) -> bool {
    handled(task, "Catch").any(|it| it == name || it == "States.ALL" || it == "States.TaskFailed")
}

/// Whether a task speaks of an error by its name, to catch it or to try again.
pub(super) fn names(task: &Value, name: &str) -> bool {
    handled(task, "Catch")
        .chain(handled(task, "Retry"))
        .any(|it| it == name)
}

fn handled<'m>(task: &'m Value, word: &str) -> impl Iterator<Item = &'m str> {
    let handlers = task.get(word).and_then(Value::as_array).into_iter().flatten();
    let names = handlers.filter_map(|it| it.get("ErrorEquals")?.as_array()).flatten();
    names.filter_map(Value::as_str)
}

fn collect<'m>(scope: &'m Value, pointer: &str, states: &mut BTreeMap<&'m str, State<'m>>) {
    for (name, fields) in scope.get("States").and_then(Value::as_object).into_iter().flatten() {
        let pointer = format!("{pointer}/States/{}", name.replace('~', "~0").replace('/', "~1"));
        for (index, branch) in fields
            .get("Branches")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate()
        {
            collect(branch, &format!("{pointer}/Branches/{index}"), states);
        }
        if let Some(processor) = fields.get("ItemProcessor") {
            collect(processor, &format!("{pointer}/ItemProcessor"), states);
        }
        states.insert(name, State { fields, pointer });
    }
}

/// The substitution of the function that a task calls: `Reserve` of `${Reserve}`.
pub(super) fn called(task: &Value) -> Option<&str> {
    let name = task.get("Arguments")?.get("FunctionName")?.as_str()?;
    name.strip_prefix("${")?.strip_suffix('}')
}

/// Whether a substitution is that of a step in kebab case.
fn is_step(name: &str, step: &str) -> bool {
    name.to_lowercase() == step.replace('-', "").to_lowercase()
}

/// The states that a state may go to when it has succeeded.
fn targets(state: &Value) -> Vec<&str> {
    let rules = state.get("Choices").and_then(Value::as_array).into_iter().flatten();
    let next = rules.filter_map(|rule| rule.get("Next"));
    let next = next.chain(state.get("Next")).chain(state.get("Default"));
    next.filter_map(Value::as_str).collect()
}

/// What a path leads to below these names: `None` where it leads elsewhere, the value itself where it ends before.
fn below(path: Path, names: &[&str]) -> Option<Path> {
    let leads = path.iter().zip(names).all(|(one, other)| one == other);
    leads.then(|| path.into_iter().skip(names.len()).collect())
}

/// What a template looks at of a field of `$states`.
fn states_reads(template: &Value, field: &str) -> Vec<Path> {
    let of_states = reads(template).into_iter().filter(|read| read.0 == "states");
    of_states.filter_map(|read| below(read.1, &[field])).collect()
}

/// Every template of a machine: the whole of a state's field, or what one variable is assigned, with its name.
fn templates(value: &Value) -> Vec<(Option<&str>, &Value)> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| field_templates(name, value))
            .collect(),
        Value::Array(items) => items.iter().flat_map(templates).collect(),
        Value::String(_) => vec![(None, value)],
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn field_templates<'m>(name: &str, value: &'m Value) -> Vec<(Option<&'m str>, &'m Value)> {
    match value {
        Value::Object(variables) if name == "Assign" => variables
            .iter()
            .map(|(variable, template)| (Some(variable.as_str()), template))
            .collect(),
        other => templates(other),
    }
}

/// A template that is nothing but a variable and the fields followed from it.
fn plain_path(template: &Value) -> Option<Read> {
    let text = asl::jsonata_in(template.as_str()?)?;
    let [(name, path)] = <[Read; 1]>::try_from(reads(template)).ok()?;
    let plain = std::iter::once(&name)
        .chain(&path)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(".");
    (text.strip_prefix('$') == Some(&plain)).then_some((name, path))
}

/// Every read of a variable in a template. An expression that cannot be parsed looks at everything.
fn reads(template: &Value) -> Vec<Read> {
    match template {
        Value::String(text) => asl::jsonata_in(text).map(reads_of_expression).unwrap_or_default(),
        Value::Array(items) => items.iter().flat_map(reads).collect(),
        Value::Object(fields) => fields.values().flat_map(reads).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn reads_of_expression(text: &str) -> Vec<Read> {
    match jsonata::Expression::parse(text) {
        Ok(expression) => expression
            .reads()
            .map(|(name, path)| (name.to_owned(), path.to_vec()))
            .collect(),
        Err(_) => vec![("states".to_owned(), Vec::new())],
    }
}
