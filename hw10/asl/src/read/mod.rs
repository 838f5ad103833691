//! Reads a machine, and reports everything that is in the way of it at once. Judges form, not meaning: whether a
//! target exists is the matter of `validate`, and what is JSONPath cannot be read at all.

mod fields;
mod map;
mod states;

use indexmap::IndexMap;
use serde_json::Value;

use crate::model::{Branch, QueryLanguage, State, StateMachine};
use crate::problem::Problem;
use fields::{Fields, Problems};

impl StateMachine {
    /// Reads a document. What is wrong with its form comes back as a list, each with its place.
    ///
    /// ```
    /// let problems = asl::StateMachine::parse(r#"{ "States": {}, "Start": "A" }"#).expect_err("no StartAt");
    /// let lines: Vec<String> = problems.iter().map(|it| it.to_string()).collect();
    /// assert_eq!(lines[0], "/: the field `StartAt` is missing");
    /// assert!(lines[1].starts_with("/Start: "));
    /// ```
    pub fn parse(text: &str) -> Result<StateMachine, Vec<Problem>> {
        let value = serde_json::from_str(text).map_err(|error| vec![Problem::new("", format!("not JSON: {error}"))])?;
        StateMachine::from_value(value)
    }

    /// Reads a document that is JSON already.
    pub fn from_value(value: Value) -> Result<StateMachine, Vec<Problem>> {
        let problems = Problems::default();
        let machine = Fields::of(String::new(), value, &problems).map(machine);
        match (machine, problems.into_list()) {
            (Some(machine), problems) if problems.is_empty() => Ok(machine),
            (_, problems) => Err(problems),
        }
    }
}

fn machine(mut fields: Fields) -> StateMachine {
    if let Some(version) = fields.text("Version")
        && version != "1.0"
    {
        fields.report("Version", format!("the version is \"1.0\", not {version:?}"));
    }
    let language = fields.one_of("QueryLanguage").unwrap_or_default();
    let machine = StateMachine {
        comment: fields.text("Comment"),
        query_language: language,
        timeout_seconds: fields.whole("TimeoutSeconds"),
        branch: branch(&mut fields, language),
    };
    fields.finish(language);
    machine
}

/// `StartAt` and `States`, which the machine, a branch and an item processor all have.
fn branch(fields: &mut Fields, language: QueryLanguage) -> Branch {
    Branch {
        start_at: fields.required_text("StartAt"),
        states: read_states(fields, language),
    }
}

fn read_states(fields: &mut Fields, language: QueryLanguage) -> IndexMap<String, State> {
    let Some(states) = fields.required_object("States") else {
        return IndexMap::new();
    };
    let entries = states.into_entries();
    let read = |(name, entry): (String, Option<Fields>)| Some((name, states::state(entry?, language)?));
    entries.into_iter().filter_map(read).collect()
}
