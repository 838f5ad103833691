//! An expression without its Rust type: what is printed as JSONata.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

/// Which variable of a flow; an index into [`Flow::variables`](super::Flow::variables).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariableId(pub usize);

/// A value that only exists when the state machine runs.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// The value of a variable.
    Variable(VariableId),
    /// The context object.
    Context,
    /// The input of the execution, while the first state runs; it is a variable afterwards.
    Input,
    /// What the step of this very state gave; it is a variable afterwards.
    StepResult,
    /// All that the task of this very state gave.
    TaskResult,
    /// The error that was caught, on the way to what is then done: an object with `Error` and `Cause`.
    ErrorOutput,
    /// A field of an object.
    Field {
        /// The object.
        of: Rc<Expression>,
        /// The field's name on the wire.
        name: Cow<'static, str>,
        /// Whether it may be absent, which then means `null`.
        optional: bool,
    },
    /// An object, its fields in order.
    Object(Vec<(&'static str, Rc<Expression>)>),
    /// A value known when the state machine is made.
    Literal(Value),
    /// A comparison, or a boolean operation.
    Binary {
        /// Which.
        operator: Operator,
        /// Its left side.
        left: Rc<Expression>,
        /// Its right side.
        right: Rc<Expression>,
    },
    /// The opposite of a boolean.
    Not(Rc<Expression>),
    /// One of two values.
    Conditional {
        /// Which: a boolean.
        condition: Rc<Expression>,
        /// The value where it holds.
        then: Rc<Expression>,
        /// The value where it does not.
        otherwise: Rc<Expression>,
    },
    /// A value as JSON text; of each number, 15 digits.
    JsonText(Rc<Expression>),
    /// A value as JSON text, its integers whole.
    ExactJsonText(Rc<Expression>),
    /// The fields of a fault, out of an error as a step or a workflow fails with: an object with `Error` and `Cause`.
    FaultPayload(Rc<Expression>),
    /// The error of an awaited execution, out of the one that the platform wraps it into, where it is a fault of one of these
    /// names; else the platform's own.
    ChildError(Rc<Expression>, Vec<&'static str>),
    /// A function of JSONata, or of Step Functions, with its dollar.
    Function(&'static str, Vec<Rc<Expression>>),
    /// An element of a list, by its index, which is known to be one.
    Item(Rc<Expression>, Rc<Expression>),
    /// A sum that is known not to overflow.
    Sum(Rc<Expression>, Rc<Expression>),
    /// A difference that is known not to overflow.
    Difference(Rc<Expression>, Rc<Expression>),
    /// An integer that is computed; the execution ends where it is none of its type.
    Arithmetic {
        /// How.
        operator: Arithmetic,
        /// The left side.
        left: Rc<Expression>,
        /// The right side.
        right: Rc<Expression>,
        /// The least value of the type.
        min: i64,
        /// The greatest value of the type.
        max: i64,
    },
    /// A number; the execution ends where it is not within the range.
    InRange {
        /// The number.
        value: Rc<Expression>,
        /// The least that it may be.
        min: i64,
        /// The most that it may be.
        max: i64,
        /// What is said where it is not.
        message: &'static str,
    },
    /// A list, item by item.
    List(Vec<Rc<Expression>>),
    /// An item of such a list that may be a list itself.
    KeptTogether(Rc<Expression>),
    /// Texts, one after the other.
    Concatenated(Vec<Rc<Expression>>),
    /// A list, as `$map` or `$filter` make it of another one.
    EachOf(&'static str, Rc<Expression>, Rc<Expression>),
    /// A function of one parameter, which has that number.
    Lambda(usize, Rc<Expression>),
    /// The parameter of that number.
    Parameter(usize),
    /// A function of one parameter, called with that value.
    Applied(Rc<Expression>, Rc<Expression>),
    /// What has come of the items so far, in a list that is reduced.
    Accumulator,
    /// What comes of a list: first the last of these, then for each item what the function gives.
    Reduced(Rc<Expression>, Rc<Expression>, Rc<Expression>),
    /// The second value, once the first has been computed, which may end the execution.
    After(Rc<Expression>, Rc<Expression>),
}

/// What is done with two integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

impl Arithmetic {
    /// What it comes to, where both sides are known.
    pub(super) fn known(self, left: i64, right: i64) -> Option<i64> {
        match self {
            Arithmetic::Add => left.checked_add(right),
            Arithmetic::Subtract => left.checked_sub(right),
            Arithmetic::Multiply => left.checked_mul(right),
            Arithmetic::Divide => left.checked_div(right),
            Arithmetic::Remainder => left.checked_rem(right),
        }
    }

    /// What Rust says where the result is none of the type.
    pub fn overflow(self) -> &'static str {
        match self {
            Arithmetic::Add => "attempt to add with overflow",
            Arithmetic::Subtract => "attempt to subtract with overflow",
            Arithmetic::Multiply => "attempt to multiply with overflow",
            Arithmetic::Divide => "attempt to divide with overflow",
            Arithmetic::Remainder => "attempt to calculate the remainder with overflow",
        }
    }
}

/// The operators that mean the same in Rust and in JSONata, for the types that [`super::Comparable`] and
/// [`super::Ordered`] allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `&&`
    And,
    /// `||`
    Or,
    /// Whether the left side is an item of the right one.
    In,
}

impl Expression {
    /// The same value, known to be there: a field is read without a guard against its absence.
    pub fn unguarded(&self) -> Expression {
        match self {
            Expression::Field { of, name, .. } => Expression::Field {
                of: Rc::clone(of),
                name: name.clone(),
                optional: false,
            },
            // Known not to be `null`, it is the other one.
            Expression::Conditional { then, otherwise, .. } if **otherwise == Expression::Literal(Value::Null) => {
                then.unguarded()
            }
            other => other.clone(),
        }
    }

    /// Whether the other condition is one of those that this one consists of.
    pub(super) fn implies(&self, other: &Expression) -> bool {
        match self {
            Expression::Binary {
                operator: Operator::And,
                left,
                right,
            } => self == other || left.implies(other) || right.implies(other),
            _ => self == other,
        }
    }

    /// An element of the list that the task of this very state gave.
    pub fn item_of_result(index: usize) -> Expression {
        Expression::Item(
            Rc::new(Expression::TaskResult),
            Rc::new(Expression::Literal(index.into())),
        )
    }

    /// Whether evaluating it can end the execution, so that it must be evaluated even where nobody reads the value.
    pub fn can_fail(&self) -> bool {
        self.any(&|it| {
            matches!(
                it,
                Expression::Function("$error", _) | Expression::Arithmetic { .. } | Expression::InRange { .. }
            )
        })
    }

    /// Whether it matters when it is evaluated, or that it is: it can fail, or gives something else each time.
    pub fn happens(&self) -> bool {
        self.can_fail() || self.any(&|it| matches!(it, Expression::Function("$now" | "$uuid" | "$random", _)))
    }

    /// Whether evaluating the expression always evaluates that one.
    pub fn evaluates(&self, other: &Expression) -> bool {
        let always: Vec<&Rc<Expression>> = match self {
            Expression::Conditional { condition: first, .. }
            | Expression::EachOf(_, first, _)
            | Expression::Binary {
                operator: Operator::And | Operator::Or,
                left: first,
                ..
            } => vec![first],
            Expression::Lambda(..) => Vec::new(),
            whole => whole.parts(),
        };
        self == other || always.into_iter().any(|part| part.evaluates(other))
    }

    /// Whether `holds` for the expression or a part of it.
    pub(super) fn any(&self, holds: &impl Fn(&Expression) -> bool) -> bool {
        holds(self) || self.parts().into_iter().any(|part| part.any(holds))
    }

    fn parts(&self) -> Vec<&Rc<Expression>> {
        match self {
            Expression::Variable(_)
            | Expression::Context
            | Expression::Input
            | Expression::StepResult
            | Expression::TaskResult
            | Expression::ErrorOutput
            | Expression::Parameter(_)
            | Expression::Accumulator
            | Expression::Literal(_) => Vec::new(),
            Expression::Field { of: inner, .. }
            | Expression::Not(inner)
            | Expression::JsonText(inner)
            | Expression::ExactJsonText(inner)
            | Expression::FaultPayload(inner)
            | Expression::KeptTogether(inner)
            | Expression::Lambda(_, inner)
            | Expression::InRange { value: inner, .. }
            | Expression::ChildError(inner, _) => vec![inner],
            Expression::List(items) | Expression::Concatenated(items) => items.iter().collect(),
            Expression::Object(fields) => fields.iter().map(|(_, value)| value).collect(),
            Expression::Function(_, arguments) => arguments.iter().collect(),
            Expression::Binary { left, right, .. }
            | Expression::Arithmetic { left, right, .. }
            | Expression::EachOf(_, left, right)
            | Expression::Item(left, right)
            | Expression::Applied(left, right)
            | Expression::After(left, right)
            | Expression::Difference(left, right)
            | Expression::Sum(left, right) => vec![left, right],
            Expression::Reduced(list, function, first) => vec![list, function, first],
            Expression::Conditional {
                condition,
                then,
                otherwise,
            } => vec![condition, then, otherwise],
        }
    }

    /// Calls `visit` with each variable that the expression reads.
    pub fn visit_variables(&self, visit: &mut impl FnMut(VariableId)) {
        if let Expression::Variable(id) = self {
            visit(*id);
        }
        self.parts().into_iter().for_each(|part| part.visit_variables(visit));
    }

    /// The expression with each of these variables replaced by what it stands for.
    pub fn substitute(self: &Rc<Self>, values: &BTreeMap<VariableId, Rc<Expression>>) -> Rc<Expression> {
        let put = |inner: &Rc<Expression>| inner.substitute(values);
        Rc::new(match &**self {
            Expression::Variable(id) => return values.get(id).map_or_else(|| Rc::clone(self), Rc::clone),
            Expression::Context
            | Expression::Input
            | Expression::StepResult
            | Expression::TaskResult
            | Expression::ErrorOutput
            | Expression::Parameter(_)
            | Expression::Accumulator
            | Expression::Literal(_) => {
                return Rc::clone(self);
            }
            Expression::Field { of, name, optional } => return field(put(of), name.clone(), *optional),
            Expression::Object(fields) => {
                Expression::Object(fields.iter().map(|(name, value)| (*name, put(value))).collect())
            }
            Expression::Not(inner) => Expression::Not(put(inner)),
            Expression::JsonText(inner) => Expression::JsonText(put(inner)),
            Expression::ExactJsonText(inner) => Expression::ExactJsonText(put(inner)),
            Expression::FaultPayload(inner) => Expression::FaultPayload(put(inner)),
            Expression::ChildError(inner, names) => Expression::ChildError(put(inner), names.clone()),
            Expression::Function(name, arguments) => Expression::Function(name, arguments.iter().map(put).collect()),
            Expression::Item(list, index) => Expression::Item(put(list), put(index)),
            Expression::Sum(left, right) => Expression::Sum(put(left), put(right)),
            Expression::Difference(left, right) => Expression::Difference(put(left), put(right)),
            Expression::Arithmetic {
                operator,
                left,
                right,
                min,
                max,
            } => Expression::Arithmetic {
                operator: *operator,
                left: put(left),
                right: put(right),
                min: *min,
                max: *max,
            },
            Expression::InRange {
                value,
                min,
                max,
                message,
            } => Expression::InRange {
                value: put(value),
                min: *min,
                max: *max,
                message,
            },
            Expression::List(items) => Expression::List(items.iter().map(put).collect()),
            Expression::KeptTogether(inner) => Expression::KeptTogether(put(inner)),
            Expression::Concatenated(parts) => Expression::Concatenated(parts.iter().map(put).collect()),
            Expression::EachOf(function, list, make) => Expression::EachOf(function, put(list), put(make)),
            Expression::Lambda(number, body) => Expression::Lambda(*number, put(body)),
            Expression::Applied(function, value) => Expression::Applied(put(function), put(value)),
            Expression::Reduced(list, function, first) => Expression::Reduced(put(list), put(function), put(first)),
            Expression::After(first, then) => Expression::After(put(first), put(then)),
            Expression::Binary { operator, left, right } => Expression::Binary {
                operator: *operator,
                left: put(left),
                right: put(right),
            },
            Expression::Conditional {
                condition,
                then,
                otherwise,
            } => Expression::Conditional {
                condition: put(condition),
                then: put(then),
                otherwise: put(otherwise),
            },
        })
    }
}

/// A field of a value; of an object that is written out, what is written there, unless another field can fail: Rust
/// computes them all.
fn field(of: Rc<Expression>, name: Cow<'static, str>, optional: bool) -> Rc<Expression> {
    if let Expression::Object(fields) = &*of
        && let Some((_, value)) = fields.iter().find(|(known, _)| *known == name)
        && fields.iter().all(|(other, it)| *other == name || !it.can_fail())
    {
        return Rc::clone(value);
    }
    Rc::new(Expression::Field { of, name, optional })
}
