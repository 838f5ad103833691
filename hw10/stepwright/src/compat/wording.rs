//! What two documents differ in, words for people apart.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::baseline::{Schemas, Workflow};

/// The keywords of a schema that only describe.
const WORDS: [&str; 6] = ["title", "description", "examples", "default", "$comment", "deprecated"];

/// How many differences are named.
const NAMED_MAX: usize = 3;

/// Whether two schemas say the same, in whatever words.
pub(super) fn says_the_same(one: &Value, other: &Value) -> bool {
    without_words(one) == without_words(other)
}

/// A schema without what only describes. A field may be called `title`: what stands in `properties` are names.
pub(super) fn without_words(schema: &Value) -> Value {
    match schema {
        Value::Object(keywords) => {
            let said = keywords.iter().filter(|(word, _)| !WORDS.contains(&word.as_str()));
            said.map(|(word, value)| (word.clone(), without_words_in(word, value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(without_words).collect(),
        other => other.clone(),
    }
}

fn without_words_in(word: &str, value: &Value) -> Value {
    match (word, value) {
        (
            "properties" | "$defs" | "definitions" | "patternProperties" | "dependentSchemas" | "schemas",
            Value::Object(named),
        ) => named
            .iter()
            .map(|(name, schema)| (name.clone(), without_words(schema)))
            .collect(),
        ("required", Value::Array(names)) => {
            // A set, whose order says nothing.
            let names: BTreeSet<_> = names.iter().filter_map(Value::as_str).collect();
            names.into_iter().collect()
        }
        ("const" | "enum", value) => value.clone(),
        (_, value) => without_words(value),
    }
}

/// A part of a schema as a document of its own, with those definitions that it refers to.
pub(super) fn document(part: &Value, whole: &Value) -> Value {
    let mut part = part.clone();
    let (Value::Object(fields), Some(Value::Object(definitions))) = (&mut part, whole.get("$defs")) else {
        return part;
    };
    fields.remove("$defs");
    let mut needed = Map::new();
    let mut queue = referred(&Value::Object(fields.clone()));
    while let Some(name) = queue.pop() {
        if let Some(definition) = definitions.get(&name).filter(|_| !needed.contains_key(&name)) {
            queue.extend(referred(definition));
            needed.insert(name, definition.clone());
        }
    }
    if !needed.is_empty() {
        fields.insert("$defs".to_owned(), Value::Object(needed));
    }
    part
}

/// The names of the definitions that a schema refers to.
fn referred(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(word, value)| match (word.as_str(), value) {
                ("$ref", Value::String(reference)) => reference
                    .strip_prefix("#/$defs/")
                    .map(str::to_owned)
                    .into_iter()
                    .collect(),
                (_, value) => referred(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(referred).collect(),
        _ => Vec::new(),
    }
}

/// Where two schemas differ, in a sentence without its full stop.
pub(super) fn differences(old: &Value, new: &Value) -> String {
    let mut places = Vec::new();
    collect(&without_words(old), &without_words(new), String::new(), &mut places);
    let more = places.len().saturating_sub(NAMED_MAX);
    let named: Vec<_> = places.iter().take(NAMED_MAX).map(String::as_str).collect();
    let rest = if more == 0 {
        String::new()
    } else {
        format!(", and {more} more")
    };
    format!("{}{rest}", named.join(", "))
}

fn collect(old: &Value, new: &Value, pointer: String, places: &mut Vec<String>) {
    let (Value::Object(olds), Value::Object(news)) = (old, new) else {
        if old != new {
            places.push(format!("`#{pointer}` is different"));
        }
        return;
    };
    for (name, old) in olds {
        let below = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
        match news.get(name) {
            Some(new) => collect(old, new, below, places),
            None => places.push(format!("`#{below}` is gone")),
        }
    }
    for name in news.keys().filter(|name| !olds.contains_key(*name)) {
        places.push(format!("`#{pointer}/{name}` is new"));
    }
}

/// The fields that seem to have got another name, where nobody would refuse the old one: what is sent under it would be
/// ignored. Such a field is gone, and one with the same schema came that may be absent.
pub(super) fn renamed(old: &Value, new: &Value) -> Vec<String> {
    let (mut found, old, new) = (Vec::new(), without_words(old), without_words(new));
    collect_renamed(&old, &new, "", &mut found);
    found
}

fn collect_renamed(old: &Value, new: &Value, pointer: &str, found: &mut Vec<String>) {
    let (Value::Object(olds), Value::Object(news)) = (old, new) else {
        return;
    };
    let fields = |it: &'_ Map<String, Value>| it.get("properties").and_then(Value::as_object).cloned();
    if let (Some(before), Some(after)) = (fields(olds), fields(news)) {
        let is_closed = news.get("additionalProperties") == Some(&Value::Bool(false));
        for (gone, schema) in before.iter().filter(|it| !is_closed && !after.contains_key(it.0)) {
            let came = after
                .iter()
                .filter(|it| !before.contains_key(it.0) && !is_required(news, it.0));
            let alike = came.filter(|it| it.1 == schema).map(|it| it.0);
            found.extend(alike.map(|name| {
                format!(
                    "in `#{pointer}` the field `{gone}` looks renamed to `{name}`; if it is another one, add it in a \
                     deployment of its own"
                )
            }));
        }
    }
    for (name, old) in olds {
        if let Some(new) = news.get(name) {
            collect_renamed(old, new, &format!("{pointer}/{name}"), found);
        }
    }
}

fn is_required(schema: &Map<String, Value>, name: &str) -> bool {
    let names = schema.get("required").and_then(Value::as_array);
    names.is_some_and(|names| names.iter().any(|it| it == name))
}

/// The schemas of a workflow that changed in nothing but words; its state machine, if only comments changed.
pub(super) fn documents_only(old: &Workflow, new: &Workflow) -> Vec<String> {
    let mut files = Vec::new();
    let mut compare = |folder: &str, old: &Schemas, new: &Schemas| {
        let pairs = [
            ("input", &old.input, &new.input),
            ("output", &old.output, &new.output),
            ("error", &old.error, &new.error),
        ];
        let changed = pairs
            .into_iter()
            .filter(|(_, old, new)| old != new && says_the_same(old, new));
        files.extend(changed.map(|(what, ..)| format!("schemas/{folder}/{what}.schema.json")));
    };
    compare("workflow", &old.own, &new.own);
    for (step, old) in &old.steps {
        if let Some(new) = new.steps.get(step) {
            compare(&format!("steps/{step}"), old, new);
        }
    }
    if old.machine != new.machine && without_comments(&old.machine) == without_comments(&new.machine) {
        files.push("state-machine.asl.json".to_owned());
    }
    files
}

/// A state machine, or a part of one, without comments.
pub(super) fn without_comments(machine: &Value) -> Value {
    match machine {
        Value::Object(fields) => {
            let said = fields.iter().filter(|(name, _)| *name != "Comment");
            said.map(|(name, value)| (name.clone(), without_comments(value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(without_comments).collect(),
        other => other.clone(),
    }
}
