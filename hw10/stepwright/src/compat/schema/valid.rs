//! Whether a value is one that a schema accepts.

use serde_json::Value;

use super::Undecided;
use super::shape::{Array, Document, Node, Object, Shape, equal};

/// Whether a place of a schema accepts a value.
pub(super) fn accepts<'s>(document: &Document<'s>, node: &Node<'s>, value: &Value) -> Result<bool, Undecided> {
    for shape in document.shapes(node)? {
        if is_of_shape(document, &shape, value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a value is of that kind.
pub(super) fn is_of_shape<'s>(document: &Document<'s>, shape: &Shape<'s>, value: &Value) -> Result<bool, Undecided> {
    Ok(match (shape, value) {
        (Shape::Any, _) | (Shape::Null, Value::Null) | (Shape::Boolean, Value::Bool(_)) => true,
        (Shape::Constant(constant), _) => equal(constant, value),
        (Shape::Number(numbers), Value::Number(number)) => number.as_f64().is_some_and(|it| numbers.has(it)),
        (Shape::Text(texts), Value::String(text)) => texts.has(text)?,
        (Shape::Array(array), Value::Array(items)) => is_array(document, array, items)?,
        (Shape::Object(object), Value::Object(fields)) => is_object(document, object, fields)?,
        _ => false,
    })
}

fn is_array<'s>(document: &Document<'s>, array: &Array<'s>, items: &[Value]) -> Result<bool, Undecided> {
    let count = items.len() as u64;
    let is_repeated = |(index, item): (usize, &Value)| items[..index].iter().any(|it| equal(it, item));
    if count < array.items_min
        || array.items_max.is_some_and(|max| count > max)
        || (array.is_set && items.iter().enumerate().any(is_repeated))
    {
        return Ok(false);
    }
    for (index, item) in items.iter().enumerate() {
        if !accepts(document, array.prefix.get(index).unwrap_or(&array.rest), item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_object<'s>(
    document: &Document<'s>,
    object: &Object<'s>,
    fields: &serde_json::Map<String, Value>,
) -> Result<bool, Undecided> {
    if object.required.iter().any(|name| !fields.contains_key(*name)) {
        return Ok(false);
    }
    for (name, value) in fields {
        let node = object.properties.get(name.as_str()).or(object.rest.as_ref());
        if let Some(node) = node
            && !accepts(document, node, value)?
        {
            return Ok(false);
        }
    }
    Ok(true)
}
