//! The API, where there is one: its operations, what they take and what they answer.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::change::{Change, Place, Verdict};
use super::rules as is;
use super::schema::{Sender, refusals};
use super::wording::says_the_same;

/// The methods that a path may have in OpenAPI.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The file that describes an API.
const FILE: &str = "openapi.json";

pub(super) fn compare(old: Option<&Value>, new: Option<&Value>) -> Vec<Change> {
    let none = Value::Null;
    let (old, new) = (old.unwrap_or(&none), new.unwrap_or(&none));
    let (olds, news) = (operations(old), operations(new));
    let mut changes = Vec::new();
    for (name, operation) in &olds {
        match news.get(name) {
            Some(other) => changes.extend(operation_changes(name, (old, operation), (new, other))),
            None => {
                let message = format!("the API has no {name} any more");
                changes.push(Change::new(
                    &is::OPERATION_REMOVED,
                    Verdict::Breaking,
                    place(operation, ""),
                    message,
                ));
            }
        }
    }
    for (name, operation) in news.iter().filter(|(name, _)| !olds.contains_key(*name)) {
        let message = format!("the API has {name}");
        changes.push(Change::new(
            &is::OPERATION_ADDED,
            Verdict::Safe,
            place(operation, ""),
            message,
        ));
    }
    changes
}

/// An operation, and where it stands.
struct Operation<'o> {
    fields: &'o Value,
    pointer: String,
}

/// The operations by what a client says: `POST /transactions`.
fn operations(document: &Value) -> BTreeMap<String, Operation<'_>> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let of_path = |(path, item): (&String, &'_ Value)| -> Vec<(String, &str, String)> {
        let methods = METHODS.iter().filter(|method| item.get(**method).is_some());
        methods
            .map(|method| {
                let pointer = format!("/paths/{}/{method}", path.replace('~', "~0").replace('/', "~1"));
                (format!("{} {path}", method.to_uppercase()), *method, pointer)
            })
            .collect()
    };
    let found = paths.flat_map(of_path);
    found
        .filter_map(|(name, _, pointer)| {
            let fields = document.pointer(&pointer)?;
            Some((name, Operation { fields, pointer }))
        })
        .collect()
}

fn place(operation: &Operation<'_>, below: &str) -> Place {
    Place {
        file: FILE.to_owned(),
        pointer: format!("{}{below}", operation.pointer),
        ..Place::default()
    }
}

fn operation_changes(name: &str, old: (&Value, &Operation<'_>), new: (&Value, &Operation<'_>)) -> Vec<Change> {
    let mut changes = request(name, old, new);
    changes.extend(parameters(name, old, new));
    let olds = contents(old.1.fields.get("responses"));
    let news = contents(new.1.fields.get("responses"));
    for (status, schema) in &news {
        let place = place(new.1, &format!("/responses/{status}"));
        match olds.get(status) {
            Some(before) => changes.extend(response(name, status, (old.0, before), (new.0, schema), &place)),
            None => {
                let message = format!("{name} may answer {status}, which clients do not know");
                changes.push(Change::new(&is::RESPONSE_CHANGED, Verdict::Safe, place, message));
            }
        }
    }
    let gone = olds.keys().filter(|status| !news.contains_key(*status));
    changes.extend(gone.map(|status| {
        let (verdict, message) = match status.starts_with('2') {
            true => (Verdict::Breaking, format!("{name} does not answer {status} any more")),
            false => (Verdict::Safe, format!("{name} does not fail with {status} any more")),
        };
        Change::new(&is::RESPONSE_CHANGED, verdict, place(new.1, "/responses"), message)
    }));
    changes
}

/// One status: the answers under it, or the problems, which a client tells apart by their `type`.
fn response(name: &str, status: &str, old: (&Value, &Value), new: (&Value, &Value), place: &Place) -> Vec<Change> {
    let message = format!("{name} answers {status} with what a client does not expect");
    let (Some(olds), Some(news)) = (problems(old.0, old.1), problems(new.0, new.1)) else {
        let pair = (document(new.0, new.1), document(old.0, old.1));
        return schemas(&pair, Sender::Typed, &is::RESPONSE_CHANGED, place, &message);
    };
    let kept = news.iter().filter_map(|(of, new)| Some((new, olds.get(of)?)));
    let mut changes: Vec<_> = kept
        .flat_map(|(after, before)| {
            let pair = (document(new.0, after), document(old.0, before));
            schemas(&pair, Sender::Typed, &is::RESPONSE_CHANGED, place, &message)
        })
        .collect();
    let safe = |message| Change::new(&is::RESPONSE_CHANGED, Verdict::Safe, place.clone(), message);
    let came = news.keys().filter(|it| !olds.contains_key(*it));
    changes.extend(came.map(|it| {
        safe(format!(
            "{name} may answer {status} with {it}, which clients do not know"
        ))
    }));
    let gone = olds.keys().filter(|it| !news.contains_key(*it));
    changes.extend(gone.map(|it| safe(format!("{name} does not answer {status} with {it} any more"))));
    changes
}

/// The problems that a schema allows, by their `type`, without their titles, which are for people (RFC 9457, section 3.1).
/// `None`: it is no schema of problems.
fn problems(api: &Value, schema: &Value) -> Option<BTreeMap<String, Value>> {
    let schema = resolved(api, schema);
    let alone = [schema.clone()];
    let alternatives = schema
        .get("oneOf")
        .and_then(Value::as_array)
        .map_or(&alone[..], Vec::as_slice);
    alternatives
        .iter()
        .map(|alternative| {
            let mut problem = resolved(api, alternative).clone();
            let properties = problem.get_mut("properties")?.as_object_mut()?;
            let of = properties.get("type")?.get("const")?.as_str()?.to_owned();
            properties.insert("title".to_owned(), json!({ "type": "string" }));
            Some((of, problem))
        })
        .collect()
}

/// What a reference refers to, or the schema itself.
fn resolved<'a>(api: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let referred = reference.and_then(|it| api.pointer(it.strip_prefix('#')?));
    referred.unwrap_or(schema)
}

fn request(name: &str, old: (&Value, &Operation<'_>), new: (&Value, &Operation<'_>)) -> Vec<Change> {
    let body = |operation: &Operation<'_>| operation.fields.get("requestBody").and_then(content).cloned();
    let place = place(new.1, "/requestBody");
    let message = format!("{name} refuses a request that it accepted");
    let mut changes = match (body(old.1), body(new.1)) {
        (Some(before), Some(after)) => {
            let pair = (document(old.0, &before), document(new.0, &after));
            schemas(&pair, Sender::Anyone, &is::REQUEST_NARROWED, &place, &message)
        }
        _ => Vec::new(),
    };
    let requires = |operation: &Operation<'_>| is_required(operation.fields.get("requestBody"));
    if requires(new.1) && !requires(old.1) {
        let message = format!("{name} requires a body");
        changes.push(Change::new(&is::REQUEST_NARROWED, Verdict::Breaking, place, message));
    }
    changes
}

/// Headers, and what stands in the path and after the question mark.
fn parameters(name: &str, old: (&Value, &Operation<'_>), new: (&Value, &Operation<'_>)) -> Vec<Change> {
    let olds = named(old.1.fields);
    let is_known = |parameter: &Value| olds.iter().any(|it| is_same_parameter(it, parameter));
    let required = |parameter: &&&Value| is_required(Some(parameter));
    let added = named(new.1.fields);
    let mut changes: Vec<_> = added
        .iter()
        .filter(|it| !is_known(it))
        .filter(required)
        .map(|it| {
            let message = format!("{name} requires {}", it.get("name").unwrap_or(&Value::Null));
            Change::new(
                &is::REQUEST_NARROWED,
                Verdict::Breaking,
                place(new.1, "/parameters"),
                message,
            )
        })
        .collect();
    for before in &olds {
        let Some(after) = added.iter().find(|it| is_same_parameter(it, before)) else {
            continue;
        };
        let schema = |it: &Value| it.get("schema").cloned().unwrap_or(Value::Bool(true));
        let message = format!(
            "{name} refuses {} as it was accepted",
            before.get("name").unwrap_or(&Value::Null)
        );
        let pair = (document(old.0, &schema(before)), document(new.0, &schema(after)));
        let place = place(new.1, "/parameters");
        changes.extend(schemas(&pair, Sender::Typed, &is::REQUEST_NARROWED, &place, &message));
        if is_required(Some(after)) && !is_required(Some(before)) {
            changes.push(Change::new(&is::REQUEST_NARROWED, Verdict::Breaking, place, message));
        }
    }
    changes
}

fn named(operation: &Value) -> Vec<&Value> {
    operation
        .get("parameters")
        .and_then(Value::as_array)
        .map(|it| it.iter().collect())
        .unwrap_or_default()
}

fn is_same_parameter(one: &Value, other: &Value) -> bool {
    ["name", "in"].iter().all(|field| one.get(field) == other.get(field))
}

fn is_required(part: Option<&Value>) -> bool {
    part.and_then(|it| it.get("required")) == Some(&Value::Bool(true))
}

/// The schema of each response, by its status.
fn contents(responses: Option<&Value>) -> BTreeMap<String, Value> {
    let responses = responses.and_then(Value::as_object).into_iter().flatten();
    responses
        .map(|(status, response)| (status.clone(), content(response).cloned().unwrap_or(Value::Bool(true))))
        .collect()
}

/// The schema of a body: that of its first media type.
fn content(body: &Value) -> Option<&Value> {
    body.get("content")?.as_object()?.values().next()?.get("schema")
}

/// A schema of an API as a document of its own, with the components that it refers to.
fn document(api: &Value, schema: &Value) -> Value {
    json!({ "allOf": [schema], "components": api.get("components") })
}

fn schemas(
    (sender, receiver): &(Value, Value),
    who: Sender,
    rule: &'static is::Rule,
    place: &Place,
    message: &str,
) -> Vec<Change> {
    if says_the_same(sender, receiver) {
        return Vec::new();
    }
    let breaking = || Change::new(rule, Verdict::Breaking, place.clone(), message);
    match refusals(sender, receiver, who) {
        Ok(refused) => refused
            .into_iter()
            .map(|it| breaking().with_counterexample(it))
            .collect(),
        Err(undecided) => vec![breaking().with_note(undecided.to_string())],
    }
}
