//! How large the variables and expressions of a flow may be.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::definitions::{Definition, Definitions, definitions};
use super::shape::{Shape, text};
use crate::flow::{Expression, Flow, Items, VariableId};
use crate::generate::schemas;

/// What an integer takes as JSON.
const INTEGER_BYTES_MAX: u64 = 20;
/// What a time takes that `$now()` gives, and more.
const TIME_CHARACTERS_MAX: u64 = 35;
/// What a name or an ARN takes in the context object.
const NAME_CHARACTERS_MAX: u64 = 2_048;
/// What AWS keeps of an error: 256 characters of name, 32,768 of cause.
/// <https://docs.aws.amazon.com/step-functions/latest/apireference/API_ExecutionFailedEventDetails.html>
const ERROR_CHARACTERS_MAX: u64 = 32_768 + 256;
/// How many variables that hang together are followed, before it is said that nothing bounds them.
const DEPTH_MAX: usize = 64;

/// The variables of a flow, and how large they may be.
pub(super) struct Values<'f> {
    flow: &'f Flow,
    definitions: Definitions<'f>,
    known: RefCell<HashMap<VariableId, Shape>>,
    /// The variables that are being looked at, each with what is assumed of it.
    open: RefCell<BTreeMap<VariableId, Shape>>,
    /// Those of which the assumption was used.
    used: RefCell<HashSet<VariableId>>,
    /// The schemas of steps' results, which are made once each.
    results: RefCell<HashMap<&'static str, Shape>>,
}

/// How a place is named whose type the flow does not know.
const FROM_ELSEWHERE: &str = "from elsewhere:";

/// Whether what has no bound comes from elsewhere: the answer to a task token, another workflow's output, an item on S3.
/// Its type is not known here, and AWS has measured it where it came in.
pub(super) fn is_from_elsewhere(place: &str) -> bool {
    place.starts_with(FROM_ELSEWHERE)
}

type Parameters = Vec<(usize, Shape)>;

impl<'f> Values<'f> {
    pub(super) fn new(flow: &'f Flow) -> Values<'f> {
        let values = Values {
            flow,
            definitions: definitions(flow),
            known: RefCell::default(),
            open: RefCell::default(),
            used: RefCell::default(),
            results: RefCell::default(),
        };
        // Those that others are made of come first: nothing is ever followed far.
        (0..flow.variables.len()).for_each(|id| {
            values.variable(VariableId(id));
        });
        values
    }

    /// What is known of a variable.
    pub(super) fn variable(&self, id: VariableId) -> Shape {
        if let Some(known) = self.known.borrow().get(&id) {
            return known.clone();
        }
        if let Some(assumed) = self.open.borrow().get(&id) {
            self.used.borrow_mut().insert(id);
            return assumed.clone();
        }
        if self.open.borrow().len() > DEPTH_MAX {
            return Shape::unbounded(self.name(id));
        }
        let shape = self.settled(id);
        // What rests on an assumption about another variable is not known for good.
        if self.used.borrow().is_empty() {
            self.known.borrow_mut().insert(id, shape.clone());
        }
        shape
    }

    /// A variable that is made of itself is as large as it is after one turn, if it is no larger after two.
    fn settled(&self, id: VariableId) -> Shape {
        let first = self.assuming(id, Shape::Either(Vec::new()));
        if !self.used.borrow_mut().remove(&id) {
            return first;
        }
        let second = self.assuming(id, first.clone());
        self.used.borrow_mut().remove(&id);
        if first.extent() == second.extent() {
            first
        } else {
            Shape::unbounded(format!("`{}`, which grows in a loop", self.name(id)))
        }
    }

    fn assuming(&self, id: VariableId, assumed: Shape) -> Shape {
        self.open.borrow_mut().insert(id, assumed);
        let definitions = self.definitions.of.get(&id).into_iter().flatten();
        let shapes = definitions.map(|definition| self.definition(id, definition)).collect();
        self.open.borrow_mut().remove(&id);
        Shape::Either(shapes)
    }

    fn name(&self, id: VariableId) -> &str {
        &self.flow.variables[id.0]
    }

    fn definition(&self, id: VariableId, definition: &Definition<'f>) -> Shape {
        match definition {
            Definition::Input => schemas::input(self.flow).into(),
            Definition::Value(value) => self.expression(value),
            Definition::Result(step) => {
                let mut known = self.results.borrow_mut();
                known
                    .entry(step.name)
                    .or_insert_with(|| schemas::output(step).into())
                    .clone()
            }
            Definition::Answer(state) => Shape::unbounded(format!("{FROM_ELSEWHERE} the answer to `{state}`")),
            Definition::Error => error(),
            Definition::Item(Items::List(list)) => self.expression(list).item(),
            Definition::Item(Items::JsonLines(_) | Items::Csv(_)) => {
                Shape::unbounded(format!("{FROM_ELSEWHERE} `{}`, which is read from S3", self.name(id)))
            }
            Definition::Results(map) => {
                let results = self.definitions.item_results.get(&id).into_iter().flatten();
                let result = Shape::Either(results.map(|value| self.expression(value)).collect());
                match (&map.items, map.distributed.as_ref().and_then(|it| it.results.as_ref())) {
                    // Where the results are written to: two names.
                    (_, Some(_)) => text(2 * NAME_CHARACTERS_MAX),
                    (Items::List(list), None) => self.expression(list).each(result),
                    (_, None) => Shape::Many(Box::new(result), format!("the results of `{}`", map.state)),
                }
            }
        }
    }

    /// What is known of an expression.
    pub(super) fn expression(&self, expression: &Expression) -> Shape {
        self.shape(expression, &Vec::new())
    }

    fn shape(&self, expression: &Expression, parameters: &Parameters) -> Shape {
        let shape = |inner: &Rc<Expression>| self.shape(inner, parameters);
        match expression {
            Expression::Variable(id) => self.variable(*id),
            Expression::Input => self.variable(Flow::INPUT),
            Expression::Context => Shape::Object(vec![("Execution".to_owned(), self.execution())]),
            Expression::Field { of, name, .. } if is_context(of) => self.context_field(name),
            Expression::Field { of, name, .. } => shape(of).field(name),
            Expression::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), shape(value)));
                Shape::Object(fields.collect())
            }
            Expression::Literal(value) => Shape::Of(super::extent::Extent::of_value(value)),
            Expression::Binary { .. } | Expression::Not(_) => Shape::between(4, 5),
            Expression::Conditional { then, otherwise, .. } => Shape::Either(vec![shape(then), shape(otherwise)]),
            Expression::JsonText(value) | Expression::ExactJsonText(value) => shape(value).as_text(),
            Expression::ErrorOutput | Expression::FaultPayload(_) | Expression::ChildError(..) => error(),
            Expression::Function(name, arguments) => self.function(name, arguments, parameters),
            Expression::Item(list, _) => shape(list).item(),
            Expression::Sum(..)
            | Expression::Difference(..)
            | Expression::Arithmetic { .. }
            | Expression::InRange { .. } => Shape::between(1, INTEGER_BYTES_MAX),
            Expression::List(items) => Shape::List(items.iter().map(shape).collect()),
            Expression::KeptTogether(inner) | Expression::Lambda(_, inner) => shape(inner),
            Expression::Concatenated(parts) => {
                let parts = parts.iter().map(|part| shape(part).extent());
                Shape::Of(parts.fold(super::extent::Extent::exactly(2), super::extent::Extent::plus))
            }
            Expression::EachOf(function, list, make) => self.each(function, shape(list), make, parameters),
            Expression::Parameter(number) => {
                let known = parameters.iter().rev().find(|(known, _)| known == number);
                known.map_or_else(|| Shape::unbounded("an item"), |(_, shape)| shape.clone())
            }
            Expression::After(_, then) => shape(then),
            // A sum, or whether something holds of one item.
            Expression::Reduced(_, _, first) => match &**first {
                Expression::Literal(serde_json::Value::Bool(_)) => Shape::between(4, 5),
                _ => Shape::between(1, INTEGER_BYTES_MAX),
            },
            // These stand only in what a list is reduced by.
            Expression::Applied(..) | Expression::Accumulator => Shape::unbounded("what comes of an item"),
            // These stand only in what has been lowered.
            Expression::StepResult | Expression::TaskResult => Shape::unbounded("a result"),
        }
    }

    fn function(&self, name: &str, arguments: &[Rc<Expression>], parameters: &Parameters) -> Shape {
        match (name, arguments) {
            ("$count" | "$length" | "$sum", _) => Shape::between(1, INTEGER_BYTES_MAX),
            ("$exists" | "$contains", _) => Shape::between(4, 5),
            ("$now" | "$uuid" | "$random", _) => text(TIME_CHARACTERS_MAX + 1),
            ("$string", [value, ..]) => self.shape(value, parameters).as_text(),
            ("$substring", [whole, ..]) => self.shape(whole, parameters),
            ("$error", _) => Shape::Either(Vec::new()),
            ("$append", _) => {
                let parts = arguments
                    .iter()
                    .map(|part| self.shape(part, parameters).item())
                    .collect();
                Shape::Many(Box::new(Shape::Either(parts)), "a list that is appended to".to_owned())
            }
            _ => Shape::unbounded(format!("what {name} gives")),
        }
    }

    fn each(&self, function: &str, list: Shape, make: &Rc<Expression>, parameters: &Parameters) -> Shape {
        if function == "$filter" {
            return list;
        }
        let Expression::Lambda(number, body) = &**make else {
            return Shape::unbounded(format!("what {function} gives"));
        };
        let mut parameters = parameters.clone();
        parameters.push((*number, list.item()));
        let made = self.shape(body, &parameters);
        list.each(made)
    }

    fn execution(&self) -> Shape {
        Shape::Object(vec![
            ("Input".to_owned(), self.variable(Flow::INPUT)),
            ("Id".to_owned(), text(NAME_CHARACTERS_MAX)),
        ])
    }

    /// A field of the context object, or of a part of it.
    fn context_field(&self, name: &str) -> Shape {
        match name {
            "Execution" => self.execution(),
            "Input" => self.variable(Flow::INPUT),
            _ => text(NAME_CHARACTERS_MAX),
        }
    }
}

fn is_context(expression: &Expression) -> bool {
    match expression {
        Expression::Context => true,
        // `Map.Item.Value` and the input are the workflow's own.
        Expression::Field { of, name, .. } => name != "Input" && is_context(of),
        _ => false,
    }
}

fn error() -> Shape {
    Shape::between(2, ERROR_CHARACTERS_MAX)
}

impl From<serde_json::Value> for Shape {
    /// What a schema allows that is a document of its own.
    fn from(document: serde_json::Value) -> Shape {
        Shape::Schema {
            schema: document.clone(),
            document: Rc::new(document),
        }
    }
}
