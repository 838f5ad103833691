//! Faults that the workflow itself raises.

use std::marker::PhantomData;

use schemars::SchemaGenerator;
use serde_json::Value;

use super::expr::{Expr, Term};
use super::graph::Thrown;
use crate::fault::{Fault, FaultEntry, FromFault};

/// A fault that is a struct, not a choice of faults. Comes with `#[derive(Fault)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a fault that can be raised",
    label = "not a struct that derives `Fault`"
)]
pub trait Leaf: Fault + Term {}

/// A fault of type `F`, about to be raised: which one is known, its fields are expressions.
#[derive(Debug)]
pub struct Raised<F> {
    pub(super) fault: Thrown,
    of: PhantomData<fn() -> F>,
}

impl<F: Leaf> Raised<F> {
    /// The fault of these fields.
    pub fn leaf(value: Expr<F>) -> Raised<F> {
        let entry = F::table().pop().expect("a leaf is in its own table");
        Raised::of(Thrown::New(entry, value.erase()))
    }
}

impl<F> Raised<F> {
    pub(super) fn of(fault: Thrown) -> Raised<F> {
        Raised { fault, of: PhantomData }
    }

    /// The same fault, in a choice that holds it.
    pub fn into_choice<G: FromFault<F>>(self) -> Raised<G> {
        Raised::of(self.fault)
    }
}

/// The numbers that a fault's fields may hold, by what it takes to write them into a text exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Numbers {
    /// Integers of up to 15 digits, which JSONata's `$string` writes as they are.
    Short,
    /// Longer integers.
    Long,
    /// Floating point.
    Fractions,
}

impl Numbers {
    /// Those of a fault, by its schema.
    pub(crate) fn of(fault: &FaultEntry) -> Numbers {
        let mut types = SchemaGenerator::default();
        let schema = (fault.schema)(&mut types);
        let definitions = types.take_definitions(false);
        let definitions = definitions.values().map(Numbers::in_schema);
        definitions.fold(Numbers::in_schema(schema.as_value()), Ord::max)
    }

    fn in_schema(schema: &Value) -> Numbers {
        let Value::Object(keywords) = schema else {
            return if *schema == Value::Bool(true) {
                Numbers::Fractions
            } else {
                Numbers::Short
            };
        };
        let own = match keywords.get("format").and_then(Value::as_str) {
            Some("int64" | "uint64" | "int" | "uint") => Numbers::Long,
            Some("double" | "float") => Numbers::Fractions,
            // Anything at all.
            _ if !keywords.keys().any(|keyword| KINDS.contains(&keyword.as_str())) => Numbers::Fractions,
            _ => Numbers::Short,
        };
        let below = keywords
            .iter()
            .flat_map(|(keyword, value)| schemas_below(keyword, value));
        below.map(Numbers::in_schema).fold(own, Ord::max)
    }
}

/// The keywords one of which a schema has, unless it allows anything.
const KINDS: [&str; 7] = ["type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"];

/// The schemas that a keyword's value is made of.
fn schemas_below<'schema>(keyword: &str, value: &'schema Value) -> Vec<&'schema Value> {
    match (keyword, value) {
        ("properties", Value::Object(fields)) => fields.values().collect(),
        ("anyOf" | "oneOf" | "allOf" | "prefixItems", Value::Array(schemas)) => schemas.iter().collect(),
        ("items", Value::Object(_)) => vec![value],
        _ => Vec::new(),
    }
}
