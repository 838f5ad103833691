//! Values of a schema: few, small, and such as a person would write where the schema gives examples.

use serde_json::{Map, Value, json};

use super::Undecided;
use super::shape::{Array, Document, Node, Object, Shape};
use super::valid::accepts;

/// How deep a value may get.
const DEPTH_MAX: usize = 12;

/// The longest list that is made.
const ITEMS_MAX: u64 = 1_000;

/// One value of a place of a schema. `None`: there is none, or none that is small.
pub(super) fn sample<'s>(document: &Document<'s>, node: &Node<'s>, depth: usize) -> Result<Option<Value>, Undecided> {
    if depth > DEPTH_MAX {
        return Ok(None);
    }
    let examples = node.iter().filter_map(|it| it.get("examples")?.as_array()).flatten();
    for example in examples {
        if accepts(document, node, example)? {
            return Ok(Some(example.clone()));
        }
    }
    for shape in document.shapes(node)? {
        let values = of_shape(document, &shape, depth)?;
        if let Some(value) = values.into_iter().next() {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// Some values of one kind.
pub(super) fn of_shape<'s>(document: &Document<'s>, shape: &Shape<'s>, depth: usize) -> Result<Vec<Value>, Undecided> {
    Ok(match shape {
        Shape::Any => vec![json!({}), json!("a"), json!(1), json!(true), json!([]), Value::Null],
        Shape::Null => vec![Value::Null],
        Shape::Boolean => vec![json!(true), json!(false)],
        Shape::Constant(value) => vec![(*value).clone()],
        Shape::Number(numbers) => numbers.samples(None),
        Shape::Text(texts) => texts.samples(None)?.into_iter().map(Value::String).collect(),
        Shape::Array(array) => of_array(document, array, depth)?.into_iter().collect(),
        Shape::Object(object) => of_object(document, object, depth)?
            .into_iter()
            .map(Value::Object)
            .collect(),
    })
}

/// The smallest object: the fields that it must have.
pub(super) fn of_object<'s>(
    document: &Document<'s>,
    object: &Object<'s>,
    depth: usize,
) -> Result<Option<Map<String, Value>>, Undecided> {
    let mut fields = Map::new();
    for name in &object.required {
        let value = match object.properties.get(name).or(object.rest.as_ref()) {
            Some(node) => sample(document, node, depth + 1)?,
            None => Some(Value::Null),
        };
        let Some(value) = value else { return Ok(None) };
        fields.insert((*name).to_owned(), value);
    }
    Ok(Some(fields))
}

/// The shortest list.
pub(super) fn of_array<'s>(
    document: &Document<'s>,
    array: &Array<'s>,
    depth: usize,
) -> Result<Option<Value>, Undecided> {
    list(document, array, array.items_min, depth)
}

/// A list of that many items.
pub(super) fn list<'s>(
    document: &Document<'s>,
    array: &Array<'s>,
    count: u64,
    depth: usize,
) -> Result<Option<Value>, Undecided> {
    if count > ITEMS_MAX || (array.is_set && count > 1) {
        return Ok(None);
    }
    let mut items = Vec::new();
    for index in 0..count as usize {
        let node = array.prefix.get(index).unwrap_or(&array.rest);
        match sample(document, node, depth + 1)? {
            Some(item) => items.push(item),
            None => return Ok(None),
        }
    }
    Ok(Some(Value::Array(items)))
}
