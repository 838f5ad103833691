//! The comparison itself: place by place through both schemas, and a value for each place where the receiver objects.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::shape::{Array, Document, Node, Object, Shape};
use super::valid::{accepts, is_of_shape};
use super::{Counterexample, Sender, Undecided, sample};

/// The field that a client adds, where it may.
const UNKNOWN_FIELD: &str = "unknown_field";

/// How deep places may stand within each other: JSON is read to 127 levels, and every level of a comparison takes a piece of
/// the stack.
const DEPTH_MAX: usize = 100;

type Found = Result<Vec<Counterexample>, Undecided>;

/// A comparison of two schemas.
#[derive(Debug)]
pub(super) struct Inclusion<'d, 's> {
    sender: &'d Document<'s>,
    receiver: &'d Document<'s>,
    who: Sender,
    /// The pairs of places that are being compared: what refers to itself holds as long as nothing speaks against it.
    assumed: HashSet<(Vec<*const Value>, Vec<*const Value>)>,
}

impl<'d, 's> Inclusion<'d, 's> {
    pub(super) fn new(sender: &'d Document<'s>, receiver: &'d Document<'s>, who: Sender) -> Inclusion<'d, 's> {
        Inclusion {
            sender,
            receiver,
            who,
            assumed: HashSet::new(),
        }
    }

    /// Where the receiver refuses values of this place, with a value each.
    pub(super) fn check(&mut self, ours: &Node<'s>, theirs: &Node<'s>) -> Found {
        let address = |node: &Node<'s>| node.iter().map(|it| std::ptr::from_ref(*it)).collect();
        let pair = (address(ours), address(theirs));
        if is_same(ours, theirs) || self.assumed.contains(&pair) {
            return Ok(Vec::new());
        }
        if self.assumed.len() >= DEPTH_MAX {
            return Err(Undecided::new("the schemas are nested too deep to be compared"));
        }
        self.assumed.insert(pair.clone());
        let found = self.alternatives(ours, theirs);
        self.assumed.remove(&pair);
        found
    }

    fn alternatives(&mut self, ours: &Node<'s>, theirs: &Node<'s>) -> Found {
        let mut found = Vec::new();
        let shapes = self.receiver.shapes(theirs)?;
        for shape in self.sender.shapes(ours)? {
            found.extend(self.shape(&shape, &shapes, theirs)?);
        }
        Ok(found)
    }

    /// Where none of the receiver's kinds has every value of this one.
    fn shape(&mut self, ours: &Shape<'s>, theirs: &[Shape<'s>], node: &Node<'s>) -> Found {
        let mut found = Vec::new();
        for shape in theirs {
            let more = self.pair(ours, shape)?;
            if more.is_empty() {
                return Ok(Vec::new());
            }
            found.push(more);
        }
        if matches!(ours, Shape::Constant(_)) && theirs.iter().all(|it| matches!(it, Shape::Constant(_))) {
            found.clear();
        }
        // The kind that comes nearest says best what is wrong.
        found.sort_by_key(|it| std::cmp::Reverse(it.iter().map(|it| it.pointer.len()).max()));
        let mut refused = self.refused(found.into_iter().flatten().collect(), node)?;
        if refused.is_empty() {
            let reason = requirement(theirs);
            let samples = sample::of_shape(self.sender, ours, 0)?;
            refused = self.refused(samples.into_iter().map(|it| here(it, &reason)).collect(), node)?;
            refused.truncate(1);
        }
        if refused.is_empty() && !self.is_empty(ours)? {
            return Err(Undecided::new(
                "no value was found that is refused, and no proof that there is none",
            ));
        }
        Ok(refused)
    }

    /// Whether there is no value of a kind at all.
    fn is_empty(&self, shape: &Shape<'s>) -> Result<bool, Undecided> {
        Ok(match shape {
            Shape::Object(_) | Shape::Array(_) => sample::of_shape(self.sender, shape, 0)?.is_empty(),
            _ => false,
        })
    }

    /// Those that the receiver refuses in truth: what one kind refuses, another may accept.
    fn refused(&self, found: Vec<Counterexample>, node: &Node<'s>) -> Found {
        let mut refused = Vec::new();
        for counterexample in found {
            if !accepts(self.receiver, node, &counterexample.value)? {
                refused.push(counterexample);
            }
        }
        Ok(refused)
    }

    /// Where one kind of the receiver's does not have the values of one of the sender's.
    fn pair(&mut self, ours: &Shape<'s>, theirs: &Shape<'s>) -> Found {
        match (ours, theirs) {
            (_, Shape::Any) | (Shape::Null, Shape::Null) | (Shape::Boolean, Shape::Boolean) => Ok(Vec::new()),
            (Shape::Constant(value), other) if is_of_shape(self.receiver, other, value)? => Ok(Vec::new()),
            (Shape::Number(ours), Shape::Number(theirs)) if ours.are_within(theirs) => Ok(Vec::new()),
            (Shape::Number(ours), Shape::Number(theirs)) => {
                let numbers = ours
                    .samples(Some(theirs))
                    .into_iter()
                    .filter_map(|it| Some((it.as_f64()?, it)));
                let refused = numbers.filter(|(number, _)| !theirs.has(*number));
                Ok(refused
                    .take(1)
                    .map(|(number, it)| here(it, &theirs.requirement(number)))
                    .collect())
            }
            (Shape::Text(ours), Shape::Text(theirs)) if ours.are_within(theirs)? => Ok(Vec::new()),
            (Shape::Text(ours), Shape::Text(theirs)) => {
                for text in ours.samples(Some(theirs))? {
                    if !theirs.has(&text)? {
                        let reason = theirs.requirement(&text);
                        return Ok(vec![here(Value::String(text), &reason)]);
                    }
                }
                Err(Undecided::new(
                    "no text was found that is refused, and no proof that there is none",
                ))
            }
            (Shape::Array(ours), Shape::Array(theirs)) => self.array(ours, theirs),
            (Shape::Object(ours), Shape::Object(theirs)) => self.object(ours, theirs),
            (ours, theirs) => {
                let reason = requirement(std::slice::from_ref(theirs));
                let samples = sample::of_shape(self.sender, ours, 0)?;
                Ok(samples.into_iter().map(|it| here(it, &reason)).collect())
            }
        }
    }

    fn object(&mut self, ours: &Object<'s>, theirs: &Object<'s>) -> Found {
        let Some(plain) = sample::of_object(self.sender, ours, 0)? else {
            return Ok(Vec::new());
        };
        let mut found = missing(ours, theirs, &plain);
        for (name, node) in &ours.properties {
            let is_never_sent = self.sender.shapes(node)?.is_empty();
            let Some(their) = theirs
                .properties
                .get(name)
                .or(theirs.rest.as_ref())
                .filter(|_| !is_never_sent)
            else {
                continue;
            };
            let is_unknown = !theirs.properties.contains_key(name) && theirs.is_closed();
            for mut inner in self.check(node, their)? {
                if is_unknown {
                    "is not a field".clone_into(&mut inner.reason);
                }
                found.push(within(&plain, name, inner));
            }
        }
        found.extend(self.others(ours, theirs, &plain)?);
        Ok(found)
    }

    /// Where the receiver refuses fields that are none of the sender's properties.
    fn others(&mut self, ours: &Object<'s>, theirs: &Object<'s>, plain: &Map<String, Value>) -> Found {
        let mut found = Vec::new();
        let unknown = |inner| within(plain, UNKNOWN_FIELD, inner);
        match (&ours.rest, &theirs.rest) {
            (Some(rest), their) if !ours.is_closed() => {
                if let Some(their) = their {
                    found.extend(self.check(rest, their)?.into_iter().map(unknown));
                }
                for (name, node) in theirs
                    .properties
                    .iter()
                    .filter(|it| !ours.properties.contains_key(it.0))
                {
                    let inner = self.check(rest, node)?;
                    found.extend(inner.into_iter().map(|it| within(plain, name, it)));
                }
            }
            (None, Some(_)) if self.who == Sender::Anyone && theirs.is_closed() => {
                found.push(unknown(here(Value::Null, "is not a field")));
            }
            _ => {}
        }
        Ok(found)
    }

    fn array(&mut self, ours: &Array<'s>, theirs: &Array<'s>) -> Found {
        let mut found = Vec::new();
        let is_refused = |count: u64| count < theirs.items_min || theirs.items_max.is_some_and(|max| count > max);
        let edges = [
            Some(ours.items_min),
            theirs.items_max.and_then(|max| max.checked_add(1)),
            ours.items_max,
        ];
        let allowed = |count: &u64| *count >= ours.items_min && ours.items_max.is_none_or(|max| *count <= max);
        for count in edges.into_iter().flatten().filter(allowed).filter(|it| is_refused(*it)) {
            let list = sample::list(self.sender, ours, count, 0)?;
            found.extend(list.map(|it| here(it, &count_requirement(theirs))));
        }
        if theirs.is_set && !ours.is_set {
            let list = sample::list(self.sender, ours, ours.items_min.max(2), 0)?;
            found.extend(list.map(|it| here(it, "must not hold an item twice")));
        }
        for index in 0..=ours.prefix.len().max(theirs.prefix.len()) {
            let node = |it: &Array<'s>| it.prefix.get(index).unwrap_or(&it.rest).clone();
            if ours.items_max.is_some_and(|max| index as u64 >= max) {
                break;
            }
            for inner in self.check(&node(ours), &node(theirs))? {
                found.extend(self.list_with(ours, index, inner)?);
            }
        }
        Ok(found)
    }

    /// A list in which one item is that one.
    fn list_with(
        &self,
        ours: &Array<'s>,
        index: usize,
        inner: Counterexample,
    ) -> Result<Option<Counterexample>, Undecided> {
        let count = ours.items_min.max(index as u64 + 1);
        let Some(Value::Array(mut items)) = sample::list(self.sender, ours, count, 0)? else {
            return Ok(None);
        };
        items[index] = inner.value;
        Ok(Some(Counterexample {
            value: Value::Array(items),
            pointer: format!("/{index}{}", inner.pointer),
            reason: inner.reason,
        }))
    }
}

/// The fields that the receiver must have and the sender may leave out.
fn missing(ours: &Object<'_>, theirs: &Object<'_>, plain: &Map<String, Value>) -> Vec<Counterexample> {
    let names = theirs.required.iter().filter(|name| !ours.required.contains(*name));
    names
        .map(|name| Counterexample {
            value: Value::Object(plain.clone()),
            pointer: pointer_to(name),
            reason: "is required".to_owned(),
        })
        .collect()
}

fn within(plain: &Map<String, Value>, name: &str, inner: Counterexample) -> Counterexample {
    let mut fields = plain.clone();
    fields.insert(name.to_owned(), inner.value);
    Counterexample {
        value: Value::Object(fields),
        pointer: format!("{}{}", pointer_to(name), inner.pointer),
        reason: inner.reason,
    }
}

fn here(value: Value, reason: &str) -> Counterexample {
    Counterexample {
        value,
        pointer: String::new(),
        reason: reason.to_owned(),
    }
}

/// The JSON pointer to a field.
fn pointer_to(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Whether two places say the same, word for word, and refer to nothing.
fn is_same(ours: &Node<'_>, theirs: &Node<'_>) -> bool {
    ours == theirs && !ours.iter().any(|it| refers(it))
}

fn refers(schema: &Value) -> bool {
    match schema {
        Value::Object(fields) => fields.iter().any(|(name, value)| name == "$ref" || refers(value)),
        Value::Array(items) => items.iter().any(refers),
        _ => false,
    }
}

/// What a value would have to be, as a sentence without subject.
fn requirement(shapes: &[Shape<'_>]) -> String {
    let one = |shape: &Shape<'_>| match shape {
        Shape::Any => "anything".to_owned(),
        Shape::Null => "null".to_owned(),
        Shape::Boolean => "a boolean".to_owned(),
        Shape::Constant(value) => value.to_string(),
        Shape::Number(_) => "a number".to_owned(),
        Shape::Text(_) => "a text".to_owned(),
        Shape::Array(_) => "a list".to_owned(),
        Shape::Object(_) => "an object".to_owned(),
    };
    match shapes {
        [] => "must not be there".to_owned(),
        shapes => format!("must be {}", shapes.iter().map(one).collect::<Vec<_>>().join(" or ")),
    }
}

fn count_requirement(array: &Array<'_>) -> String {
    match array.items_max {
        Some(max) => format!("must have from {} to {max} items", array.items_min),
        None => format!("must have at least {} items", array.items_min),
    }
}
