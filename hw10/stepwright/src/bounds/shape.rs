//! What is known of a value before the execution: its fields, its items, how large it is.

use std::rc::Rc;

use serde_json::Value;

use super::extent::{CHARACTER_BYTES_MAX, Extent, Most, object};
use super::schema;

/// What is known of a value.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// What a schema allows; its references lead into the document.
    Schema { schema: Value, document: Rc<Value> },
    /// An object whose fields are computed.
    Object(Vec<(String, Shape)>),
    /// A list whose items are computed one by one.
    List(Vec<Shape>),
    /// A list of nobody knows how many; and why.
    Many(Box<Shape>, String),
    /// One of several. Of none: nothing is known yet.
    Either(Vec<Shape>),
    /// Something that is but so large.
    Of(Extent),
}

impl Shape {
    /// Nothing bounds it, for the reason given.
    pub(super) fn unbounded(reason: impl Into<String>) -> Shape {
        Shape::Of(Extent::unbounded(1, &reason.into()))
    }

    pub(super) fn between(least: u64, most: u64) -> Shape {
        Shape::Of(Extent::between(least, most))
    }

    /// How many bytes it takes as JSON.
    pub(super) fn extent(&self) -> Extent {
        match self {
            Shape::Schema { schema, document } => schema::extent(schema, document),
            Shape::Object(fields) => object(fields.iter().map(|(name, value)| (name.as_str(), value.extent(), true))),
            Shape::List(items) => {
                let commas = Extent::exactly((items.len() as u64).saturating_sub(1) + 2);
                items.iter().map(Shape::extent).fold(commas, Extent::plus)
            }
            Shape::Many(item, why) => item.extent().list(0, None, why),
            Shape::Either(several) => {
                let extents = several.iter().map(Shape::extent).reduce(Extent::or);
                extents.unwrap_or_else(|| Extent::exactly(0))
            }
            Shape::Of(extent) => extent.clone(),
        }
    }

    /// A field of it.
    pub(super) fn field(&self, name: &str) -> Shape {
        match self {
            Shape::Schema { schema, document } => Shape::Either(fields(schema, name, document)),
            Shape::Object(fields) => {
                let field = fields.iter().find(|(known, _)| known == name);
                field.map_or_else(|| Shape::unbounded(name), |(_, value)| value.clone())
            }
            Shape::Either(several) => Shape::Either(several.iter().map(|it| it.field(name)).collect()),
            Shape::Of(whole) => Shape::Of(part_of(whole)),
            Shape::List(_) | Shape::Many(..) => Shape::unbounded(name),
        }
    }

    /// Any item of it.
    pub(super) fn item(&self) -> Shape {
        match self {
            Shape::Schema { schema, document } => Shape::Either(items(schema, document)),
            Shape::List(items) => Shape::Either(items.clone()),
            Shape::Many(item, _) => (**item).clone(),
            Shape::Either(several) => Shape::Either(several.iter().map(Shape::item).collect()),
            Shape::Of(whole) => Shape::Of(part_of(whole)),
            Shape::Object(_) => Shape::unbounded("an item"),
        }
    }

    /// What is made of each item: as many as there are.
    pub(super) fn each(&self, make: Shape) -> Shape {
        match self {
            Shape::List(items) => Shape::List(items.iter().map(|_| make.clone()).collect()),
            Shape::Schema { schema, document } => {
                let most = schema::resolved(schema, document)
                    .get("maxItems")
                    .and_then(Value::as_u64);
                Shape::Of(make.extent().list(0, most, "a list that is made of another"))
            }
            Shape::Many(_, why) => Shape::Many(Box::new(make), why.clone()),
            Shape::Either(several) => Shape::Either(several.iter().map(|it| it.each(make.clone())).collect()),
            Shape::Object(_) | Shape::Of(_) => Shape::Many(Box::new(make), "a list that is made of another".to_owned()),
        }
    }

    /// As a text: JSON within JSON, where each quote and backslash is escaped.
    pub(super) fn as_text(&self) -> Shape {
        let Extent { least, most } = self.extent();
        Shape::Of(match most {
            Most::Bytes(most) => Extent::between(least, most.saturating_mul(2).saturating_add(2)),
            unbounded @ Most::Unbounded(_) => Extent { least, most: unbounded },
        })
    }
}

/// A part is no larger than the whole.
fn part_of(whole: &Extent) -> Extent {
    Extent {
        least: 1,
        most: whole.most.clone(),
    }
}

/// A field of whatever the schema allows.
fn fields(schema: &Value, name: &str, document: &Rc<Value>) -> Vec<Shape> {
    let schema = schema::resolved(schema, document);
    let own = schema.get("properties").and_then(|properties| properties.get(name));
    let own = own.map(|schema| Shape::Schema {
        schema: schema.clone(),
        document: Rc::clone(document),
    });
    own.into_iter()
        .chain(alternatives(schema).flat_map(|it| fields(it, name, document)))
        .collect()
}

/// An item of whatever the schema allows.
fn items(schema: &Value, document: &Rc<Value>) -> Vec<Shape> {
    let schema = schema::resolved(schema, document);
    let prefix = schema
        .get("prefixItems")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let own = schema
        .get("items")
        .into_iter()
        .chain(prefix)
        .map(|schema| Shape::Schema {
            schema: schema.clone(),
            document: Rc::clone(document),
        });
    own.chain(alternatives(schema).flat_map(|it| items(it, document)))
        .collect()
}

fn alternatives(schema: &Value) -> impl Iterator<Item = &Value> {
    let lists = ["anyOf", "oneOf", "allOf"]
        .into_iter()
        .filter_map(|keyword| schema.get(keyword));
    lists.filter_map(Value::as_array).flatten()
}

/// A text of so many characters.
pub(super) fn text(characters_max: u64) -> Shape {
    Shape::between(2, characters_max * CHARACTER_BYTES_MAX + 2)
}
