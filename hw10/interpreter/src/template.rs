//! A payload with expressions in it: compiled once, evaluated for each visit to its state.

use asl::{Problem, jsonata_in};
use jsonata::{Bindings, EvaluationError, Expression, World};
use serde_json::{Map, Value};

/// A field of a state, such as `Output`, with what is to be computed in it.
#[derive(Debug)]
pub(crate) struct Template {
    /// The field's name, from where an error says its place: `Output/receipt/id`.
    field: String,
    node: Node,
}

#[derive(Debug)]
enum Node {
    /// A value without expressions.
    Literal(Value),
    Expression(Box<Expression>),
    Array(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// An expression gave no usable value.
#[derive(Debug)]
pub(crate) struct TemplateError {
    /// The field it stands in.
    pub(crate) location: String,
    /// What AWS says about it, without the sentence that names the state.
    pub(crate) message: String,
    /// Whether the execution has used up what it may take.
    pub(crate) is_exhausted: bool,
}

impl Template {
    /// Compiles what stands in a field; the pointer is for the problem, if an expression does not parse.
    pub(crate) fn compile(field: &str, value: &Value, pointer: &str) -> Result<Template, Problem> {
        let node =
            Node::compile(value).map_err(|error| Problem::new(format!("{pointer}/{field}"), error.to_string()))?;
        Ok(Template {
            field: field.to_owned(),
            node,
        })
    }

    /// The value of the field.
    pub(crate) fn evaluate(&self, bindings: &Bindings, world: &mut World) -> Result<Value, TemplateError> {
        let evaluated = self.node.evaluate(bindings, world);
        evaluated.map_err(|error| TemplateError::new(&self.field, error))
    }

    /// The value of the field where it must be of one type; AWS's words for the type.
    pub(crate) fn evaluate_as<T>(
        &self,
        expected: &str,
        read: impl FnOnce(&Value) -> Option<T>,
        bindings: &Bindings,
        world: &mut World,
    ) -> Result<T, TemplateError> {
        let value = self.evaluate(bindings, world)?;
        read(&value).ok_or_else(|| TemplateError {
            location: self.field.clone(),
            message: self.unexpected_type(expected, &value),
            is_exhausted: false,
        })
    }

    fn unexpected_type(&self, expected: &str, value: &Value) -> String {
        let field = &self.field;
        let source = match &self.node {
            Node::Expression(expression) => expression.source(),
            Node::Literal(_) | Node::Array(_) | Node::Object(_) => "",
        };
        let actual = type_name(value);
        format!(
            "The JSONata expression '{source}' specified for the field '{field}' returned an unexpected result type. \
             Expected '{expected}', but was '{actual}' for value: {value}"
        )
    }
}

impl TemplateError {
    fn new(field: &str, error: NodeError) -> TemplateError {
        let NodeError { path, source, reason } = error;
        let is_exhausted = matches!(reason, EvaluationError::Exhausted(_));
        let location: String = std::iter::once(field)
            .chain(path.iter().rev().map(String::as_str))
            .collect();
        let message = format!("The JSONata expression '{source}' specified for the field '{location}' {reason}");
        TemplateError {
            location,
            message,
            is_exhausted,
        }
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// An error on its way up, collecting its path from the innermost step.
struct NodeError<'a> {
    path: Vec<String>,
    source: &'a str,
    reason: EvaluationError,
}

impl NodeError<'_> {
    fn new(source: &str, reason: EvaluationError) -> NodeError<'_> {
        NodeError {
            path: Vec::new(),
            source,
            reason,
        }
    }
}

/// The value, which stays in the execution's history as long as that lasts.
fn keep(value: Value, world: &mut World) -> Result<Value, EvaluationError> {
    world.keep(&value)?;
    Ok(value)
}

impl Node {
    fn compile(value: &Value) -> Result<Node, jsonata::ParseError> {
        Ok(match value {
            Value::String(text) => match jsonata_in(text) {
                Some(source) => Node::Expression(Box::new(Expression::parse(source)?)),
                None => Node::Literal(value.clone()),
            },
            Value::Array(items) => {
                let nodes = items.iter().map(Node::compile).collect::<Result<Vec<_>, _>>()?;
                let is_literal = nodes.iter().all(Node::is_literal);
                if is_literal {
                    Node::Literal(value.clone())
                } else {
                    Node::Array(nodes)
                }
            }
            Value::Object(fields) => {
                let nodes = fields.iter().map(|(name, it)| Ok((name.clone(), Node::compile(it)?)));
                let nodes = nodes.collect::<Result<Vec<_>, _>>()?;
                let is_literal = nodes.iter().all(|(_, it)| it.is_literal());
                if is_literal {
                    Node::Literal(value.clone())
                } else {
                    Node::Object(nodes)
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => Node::Literal(value.clone()),
        })
    }

    fn is_literal(&self) -> bool {
        matches!(self, Node::Literal(_))
    }

    fn evaluate(&self, bindings: &Bindings, world: &mut World) -> Result<Value, NodeError<'_>> {
        match self {
            Node::Literal(value) => keep(value.clone(), world).map_err(|reason| NodeError::new("", reason)),
            Node::Expression(expression) => {
                let evaluated = expression.evaluate(bindings, world);
                let kept = evaluated.and_then(|value| keep(value, world));
                kept.map_err(|reason| NodeError::new(expression.source(), reason))
            }
            Node::Array(items) => {
                let values = items.iter().enumerate();
                let values = values.map(|(index, it)| it.evaluate_at(|| format!("[{index}]"), bindings, world));
                Ok(Value::Array(values.collect::<Result<_, _>>()?))
            }
            Node::Object(fields) => {
                let mut values = Map::new();
                for (name, it) in fields {
                    values.insert(name.clone(), it.evaluate_at(|| format!("/{name}"), bindings, world)?);
                }
                Ok(Value::Object(values))
            }
        }
    }

    fn evaluate_at(
        &self,
        step: impl FnOnce() -> String,
        bindings: &Bindings,
        world: &mut World,
    ) -> Result<Value, NodeError<'_>> {
        self.evaluate(bindings, world).map_err(|mut error| {
            error.path.push(step());
            error
        })
    }
}
