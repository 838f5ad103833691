//! A schema as the kinds of value that it allows: references followed, alternatives laid out side by side.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::Undecided;
use super::keywords::{constants, malformed, says_nothing, types};
use super::numbers::Numbers;
use super::texts::Texts;

/// How many references and alternatives may be followed for one place: more, and a schema refers to itself.
const DEPTH_MAX: usize = 64;

/// How many alternatives one place may have: those of places within each other multiply.
const ALTERNATIVES_MAX: usize = 1_000;

/// How often a comparison may look at a schema. A contract is a matter of thousands; schemas that refer to each other twice
/// at each level have more ways through them than can be gone.
const LOOKS_MAX: u32 = 200_000;

/// Keywords that say something about a value and are not read here.
const UNREAD: [&str; 19] = [
    "not",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedProperties",
    "unevaluatedItems",
    "$dynamicRef",
    "$recursiveRef",
    "additionalItems",
    "dependencies",
];

/// A schema with all that it refers to.
#[derive(Debug)]
pub(super) struct Document<'s> {
    root: &'s Value,
    looks: Cell<u32>,
}

/// A place of a schema: schemas that hold at once.
pub(super) type Node<'s> = Vec<&'s Value>;

/// One kind of value that a schema allows.
#[derive(Debug, Clone)]
pub(super) enum Shape<'s> {
    Any,
    Null,
    Boolean,
    Constant(&'s Value),
    Number(Numbers),
    Text(Texts<'s>),
    Array(Array<'s>),
    Object(Object<'s>),
}

/// A list.
#[derive(Debug, Clone)]
pub(super) struct Array<'s> {
    /// The schemas of the first items.
    pub(super) prefix: Vec<Node<'s>>,
    /// The schema of every other one.
    pub(super) rest: Node<'s>,
    pub(super) items_min: u64,
    pub(super) items_max: Option<u64>,
    pub(super) is_set: bool,
}

/// An object.
#[derive(Debug, Clone)]
pub(super) struct Object<'s> {
    pub(super) properties: BTreeMap<&'s str, Node<'s>>,
    pub(super) required: BTreeSet<&'s str>,
    /// The schema of every field that is not among the properties; `None`: nothing is said of them.
    pub(super) rest: Option<Node<'s>>,
}

impl Object<'_> {
    /// Whether it refuses fields that are not among its properties.
    pub(super) fn is_closed(&self) -> bool {
        self.rest
            .as_ref()
            .is_some_and(|rest| rest.contains(&&Value::Bool(false)))
    }
}

impl<'s> Document<'s> {
    pub(super) fn new(root: &'s Value) -> Document<'s> {
        Document {
            root,
            looks: Cell::new(0),
        }
    }

    pub(super) fn root(&self) -> Node<'s> {
        vec![self.root]
    }

    /// The kinds of value that a place allows. None: no value at all.
    pub(super) fn shapes(&self, node: &Node<'s>) -> Result<Vec<Shape<'s>>, Undecided> {
        let alternatives = self.all_of(node, 0)?;
        let shapes: Result<Vec<_>, _> = alternatives.iter().map(|it| shapes_of(it)).collect();
        Ok(shapes?.into_iter().flatten().collect())
    }

    /// The alternatives of schemas that hold at once; each alternative is sets of keywords that hold at once.
    fn all_of(&self, schemas: &[&'s Value], depth: usize) -> Result<Alternatives<'s>, Undecided> {
        schemas.iter().try_fold(vec![Vec::new()], |so_far, schema| {
            both(&so_far, &self.alternatives(schema, depth + 1)?)
        })
    }

    fn alternatives(&self, schema: &'s Value, depth: usize) -> Result<Alternatives<'s>, Undecided> {
        self.look()?;
        if depth > DEPTH_MAX {
            return Err(Undecided::new("a schema refers to itself without end"));
        }
        let keywords = match schema {
            Value::Bool(true) => return Ok(vec![Vec::new()]),
            Value::Bool(false) => return Ok(Vec::new()),
            Value::Object(keywords) => keywords,
            other => return Err(Undecided::new(format!("`{other}` is no schema"))),
        };
        if let Some(word) = malformed(keywords) {
            return Err(Undecided::new(format!(
                "`{word}: {}` is no JSON Schema",
                keywords[word]
            )));
        }
        let mut found = vec![vec![keywords]];
        if let Some(reference) = keywords.get("$ref") {
            found = both(&found, &self.alternatives(self.resolve(reference)?, depth + 1)?)?;
        }
        for schema in list(keywords, "allOf") {
            found = both(&found, &self.alternatives(schema, depth + 1)?)?;
        }
        // Where a value may be one of several things, the generator's schemas tell them apart: at most one can hold.
        for word in ["oneOf", "anyOf"] {
            if keywords.contains_key(word) {
                let mut any = Vec::new();
                for schema in list(keywords, word) {
                    any.extend(self.alternatives(schema, depth + 1)?);
                }
                found = both(&found, &any)?;
            }
        }
        Ok(found)
    }

    fn look(&self) -> Result<(), Undecided> {
        self.looks.set(self.looks.get() + 1);
        match self.looks.get() > LOOKS_MAX {
            true => Err(Undecided::new("the schemas are too large to be compared")),
            false => Ok(()),
        }
    }

    fn resolve(&self, reference: &Value) -> Result<&'s Value, Undecided> {
        let pointer = reference.as_str().and_then(|it| it.strip_prefix('#'));
        let target = pointer.and_then(|it| self.root.pointer(it));
        target.ok_or_else(|| Undecided::new(format!("the reference {reference} leads nowhere")))
    }
}

/// Sets of keywords of which one must hold, each with all that it consists of.
type Alternatives<'s> = Vec<Vec<&'s Map<String, Value>>>;

fn both<'s>(
    one: &[Vec<&'s Map<String, Value>>],
    other: &[Vec<&'s Map<String, Value>>],
) -> Result<Alternatives<'s>, Undecided> {
    if one.len() * other.len() > ALTERNATIVES_MAX {
        return Err(Undecided::new("a schema has too many alternatives to be compared"));
    }
    let pairs = one.iter().flat_map(|left| other.iter().map(move |right| (left, right)));
    Ok(pairs.map(|(left, right)| united(left, right)).collect())
}

/// All of these, each once: a place that refers to itself in two ways would else be twice as large in each round.
fn united<'s>(left: &[&'s Map<String, Value>], right: &[&'s Map<String, Value>]) -> Vec<&'s Map<String, Value>> {
    let is_new = |it: &&&Map<String, Value>| !left.iter().any(|other| std::ptr::eq(*other, **it));
    left.iter().chain(right.iter().filter(is_new)).copied().collect()
}

fn list<'s>(keywords: &'s Map<String, Value>, word: &str) -> &'s [Value] {
    keywords.get(word).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The kinds of value that keywords allow which hold at once.
fn shapes_of<'s>(sets: &[&'s Map<String, Value>]) -> Result<Vec<Shape<'s>>, Undecided> {
    if let Some(word) = UNREAD.iter().find(|word| sets.iter().any(|it| it.contains_key(**word))) {
        return Err(Undecided::new(format!("`{word}` is not compared")));
    }
    let types: Vec<Vec<&str>> = sets.iter().filter_map(|it| types(it)).collect();
    if let Some(constants) = sets.iter().flat_map(|it| constants(it)).next() {
        if !sets.iter().all(|it| says_nothing(it)) {
            return Err(Undecided::new("a constant beside other conditions is not compared"));
        }
        let allowed = |value: &&Value| {
            let mut lists = sets.iter().flat_map(|it| self::constants(it));
            lists.all(|it| it.iter().any(|other| equal(other, value)))
                && types.iter().all(|it| it.iter().any(|name| is_of(value, name)))
        };
        return Ok(constants.iter().filter(allowed).map(Shape::Constant).collect());
    }
    if types.is_empty() && sets.iter().all(|it| says_nothing(it)) {
        return Ok(vec![Shape::Any]);
    }
    let names = ["null", "boolean", "number", "integer", "string", "array", "object"];
    let is_allowed = |name: &&str| {
        types
            .iter()
            .all(|it| it.contains(name) || (*name == "integer" && it.contains(&"number")))
    };
    let allowed: Vec<_> = names.into_iter().filter(is_allowed).collect();
    let has_number = allowed.contains(&"number");
    allowed
        .into_iter()
        .filter(|name| !(has_number && *name == "integer"))
        .map(|name| shape(name, sets))
        .collect()
}

fn shape<'s>(name: &str, sets: &[&'s Map<String, Value>]) -> Result<Shape<'s>, Undecided> {
    Ok(match name {
        "null" => Shape::Null,
        "boolean" => Shape::Boolean,
        "number" => Shape::Number(Numbers::of(sets, false)),
        "integer" => Shape::Number(Numbers::of(sets, true)),
        "string" => Shape::Text(Texts::of(sets)),
        "array" => Shape::Array(array(sets)?),
        _ => Shape::Object(object(sets)),
    })
}

fn array<'s>(sets: &[&'s Map<String, Value>]) -> Result<Array<'s>, Undecided> {
    let with_prefix = sets.iter().filter(|it| it.contains_key("prefixItems")).count();
    let with_items = sets.iter().filter(|it| it.contains_key("items")).count();
    if with_prefix > 1 || (with_prefix == 1 && with_items > 1) {
        return Err(Undecided::new("a list is described in two places"));
    }
    let counts = |word| sets.iter().filter_map(move |it| it.get(word)?.as_u64());
    Ok(Array {
        prefix: sets
            .iter()
            .flat_map(|it| list(it, "prefixItems"))
            .map(|it| vec![it])
            .collect(),
        rest: sets.iter().filter_map(|it| it.get("items")).collect(),
        items_min: counts("minItems").max().unwrap_or(0),
        items_max: counts("maxItems").min(),
        is_set: sets.iter().any(|it| it.get("uniqueItems") == Some(&Value::Bool(true))),
    })
}

fn object<'s>(sets: &[&'s Map<String, Value>]) -> Object<'s> {
    let mut properties: BTreeMap<&str, Node<'s>> = BTreeMap::new();
    let of = |it: &'s Map<String, Value>| it.get("properties").and_then(Value::as_object);
    let names: BTreeSet<&str> = sets
        .iter()
        .filter_map(|it| of(it))
        .flat_map(Map::keys)
        .map(String::as_str)
        .collect();
    for name in names {
        // A set of keywords that does not name the field speaks of it by its `additionalProperties`.
        let schema = |it: &&'s Map<String, Value>| {
            of(it)
                .and_then(|fields| fields.get(name))
                .or_else(|| it.get("additionalProperties"))
        };
        properties.insert(name, sets.iter().filter_map(schema).collect());
    }
    let rest: Node<'s> = sets.iter().filter_map(|it| it.get("additionalProperties")).collect();
    Object {
        properties,
        required: sets
            .iter()
            .flat_map(|it| list(it, "required"))
            .filter_map(Value::as_str)
            .collect(),
        rest: (!rest.is_empty()).then_some(rest),
    }
}

/// Whether a value is of a type, in JSON Schema's words: `1.0` is an integer.
fn is_of(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => {
            name == "number" || (name == "integer" && number.as_f64().is_some_and(|it| it.fract() == 0.0))
        }
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}

/// Whether two values are the same, numbers by what they say: `1` is `1.0`.
pub(super) fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || (one.is_f64() != other.is_f64() && one.as_f64() == other.as_f64())
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, one)| other.get(name).is_some_and(|other| equal(one, other)))
        }
        _ => one == other,
    }
}
