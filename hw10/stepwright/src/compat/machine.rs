//! A deployed state machine, read for what it calls, what it handles, and what of a result it looks at.
//!
//! It may be older than anything here knows: it is read as JSON, and what cannot be followed counts as looked at.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// How long a path is followed from variable to variable, and through how many.
const FOLLOWED_MAX: usize = 32;
const FOLLOWED_VARIABLES_MAX: usize = 10_000;

/// Stands for every variable, where an expression cannot be read. No variable has such a name.
const ANYTHING: &str = "";

/// The fields followed from a value; empty: the value itself.
pub(super) type Path = Vec<String>;

/// A state machine's states, however deep, by their names.
#[derive(Debug)]
pub(super) struct Machine<'m> {
    document: &'m Value,
    pub(super) states: BTreeMap<&'m str, State<'m>>,
    templates: OnceCell<Vec<Template>>,
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
        Machine {
            document,
            states,
            templates: OnceCell::new(),
        }
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
            let result = plain_path(template).filter(|(name, path)| name == "states" && !path.is_empty());
            match result {
                Some((_, path)) => {
                    let base = below(path, &["result"]);
                    found.extend(base.into_iter().flat_map(|base| self.variable_reads(variable, base)));
                }
                None => found.extend(states_reads(template, "result")),
            }
        }
        found.extend(task.get("Output").into_iter().flat_map(|it| states_reads(it, "result")));
        found
    }

    /// What is looked at of a variable that is set to what that path leads to, anywhere, and through other variables that
    /// get it or a part of it.
    fn variable_reads(&self, variable: &str, base: Path) -> Vec<Path> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        let mut queue = vec![(variable.to_owned(), base)];
        while let Some((variable, base)) = queue.pop() {
            if base.len() > FOLLOWED_MAX || seen.len() > FOLLOWED_VARIABLES_MAX {
                // A variable that is set to a part of itself, again and again: all of it counts as looked at.
                found.push(base.into_iter().take(1).collect());
                continue;
            }
            if !seen.insert((variable.clone(), base.clone())) {
                continue;
            }
            for template in self.templates() {
                match (&template.variable, &template.plain) {
                    (Some(other), Some((name, path))) if *name == variable => {
                        queue.push((other.clone(), [base.as_slice(), path].concat()));
                    }
                    _ => found.extend(
                        template
                            .reads_of(&variable)
                            .map(|path| [base.as_slice(), path].concat()),
                    ),
                }
            }
        }
        found
    }

    /// Every template of the machine, read once.
    fn templates(&self) -> &[Template] {
        self.templates.get_or_init(|| templates(self.document))
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
    let of_states = reads(template)
        .into_iter()
        .filter(|(name, _)| name == "states" || name == ANYTHING);
    of_states.filter_map(|read| below(read.1, &[field])).collect()
}

/// Every template of a machine, or of a branch.
fn templates(scope: &Value) -> Vec<Template> {
    let states = scope.get("States").and_then(Value::as_object).into_iter().flatten();
    states.flat_map(|(_, state)| templates_of_state(state)).collect()
}

fn templates_of_state(state: &Value) -> Vec<Template> {
    let fields = state.as_object().into_iter().flatten();
    let of_field = |(name, value): (&String, &Value)| match name.as_str() {
        "Branches" => items(value).flat_map(templates).collect(),
        "ItemProcessor" | "Iterator" => templates(value),
        // A rule and a catcher hand on as a state does.
        "Choices" | "Catch" => items(value).flat_map(templates_of_state).collect(),
        "Assign" => assigned(value),
        _ => vec![Template::new(None, value)],
    };
    fields.flat_map(of_field).collect()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn assigned(value: &Value) -> Vec<Template> {
    let variables = value.as_object().into_iter().flatten();
    variables
        .map(|(name, template)| Template::new(Some(name), template))
        .collect()
}

/// The whole of a state's field, or what one variable is assigned.
#[derive(Debug)]
struct Template {
    variable: Option<String>,
    /// Where it is nothing but a variable and the fields followed from it.
    plain: Option<Read>,
    reads: Vec<Read>,
}

impl Template {
    fn new(variable: Option<&str>, template: &Value) -> Template {
        Template {
            variable: variable.map(str::to_owned),
            plain: plain_path(template),
            reads: reads(template),
        }
    }

    fn reads_of<'t>(&'t self, variable: &'t str) -> impl Iterator<Item = &'t [String]> {
        let is_it = move |(name, _): &&Read| name == variable || name == ANYTHING;
        self.reads.iter().filter(is_it).map(|(_, path)| path.as_slice())
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
        Err(_) => vec![(ANYTHING.to_owned(), Vec::new())],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Machine;

    /// What a machine looks at of the answer of its task `Call`, which keeps it in `$x`; the other states are given.
    #[track_caller]
    fn check(mut states: Value, expected: &[&str]) {
        states["Call"] = json!({
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": { "FunctionName": "${Call}" },
            "Assign": { "x": "{% $states.result.Payload %}" }, "Output": {}, "Next": "A",
        });
        let document = json!({ "StartAt": "Call", "States": states });
        let mut found: Vec<_> = Machine::of(&document)
            .reads_of("Call")
            .iter()
            .map(|it| it.join("."))
            .collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_variable_that_is_set_in_two_places_is_followed_from_both() {
        let states = json!({
            "A": { "Type": "Pass", "Assign": { "y": "{% $x.a %}" }, "Next": "B" },
            "B": { "Type": "Pass", "Assign": { "y": "{% $x.b %}" }, "Next": "C" },
            "C": { "Type": "Pass", "Output": "{% $y.c %}", "End": true },
        });
        check(states, &["a.c", "b.c"]);
    }

    #[test]
    fn a_variable_that_is_set_to_a_part_of_itself_is_looked_at_as_a_whole() {
        let states = json!({
            "A": { "Type": "Pass", "Assign": { "x": "{% $x.next %}" }, "Next": "B" },
            "B": { "Type": "Pass", "Output": "{% $x.name %}", "End": true },
        });
        let document = json!({ "StartAt": "A", "States": states });
        let reads = Machine::of(&document).variable_reads("x", vec!["Payload".to_owned()]);
        assert!(reads.contains(&vec!["Payload".to_owned()]), "{reads:?}");
        assert!(
            reads.contains(&["Payload", "next", "name"].map(str::to_owned).to_vec()),
            "{reads:?}"
        );
    }

    #[test]
    fn an_expression_that_cannot_be_read_looks_at_every_variable() {
        check(
            json!({ "A": { "Type": "Pass", "Output": "{% $x.( %}", "End": true } }),
            &[""],
        );
    }

    #[test]
    fn a_state_and_a_field_that_are_called_assign_assign_nothing() {
        let read = "{% $x.a %}";
        check(
            json!({ "Assign": { "Type": "Pass", "Output": read, "End": true } }),
            &["a"],
        );
        let payload = json!({ "Payload": { "Assign": { "v": read } } });
        check(
            json!({ "A": { "Type": "Task", "Arguments": payload, "End": true } }),
            &["a"],
        );
    }

    #[test]
    fn rules_catchers_and_states_within_assign_too() {
        let item = json!({ "StartAt": "I", "States": { "I": { "Type": "Pass", "Assign": { "w": "{% $x.w %}" }, "Next": "J" },
                                                      "J": { "Type": "Pass", "Output": "{% $w %}", "End": true } } });
        let states = json!({
            "A": { "Type": "Choice", "Choices": [{ "Condition": "{% $x.is %}", "Assign": { "y": "{% $x.y %}" }, "Next": "B" }] },
            "B": { "Type": "Task", "Catch": [{ "ErrorEquals": ["E"], "Assign": { "z": "{% $x.z %}" }, "Next": "C" }], "Next": "C" },
            "C": { "Type": "Map", "ItemProcessor": item, "Output": "{% [$y, $z.z] %}", "End": true },
        });
        check(states, &["is", "w", "y", "z.z"]);
    }
}
