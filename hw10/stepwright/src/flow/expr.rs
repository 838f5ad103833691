//! Typed expressions: what a workflow's variables and fields are while its flow is recorded.

use std::any::Any;
use std::cell::OnceCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;

use super::expression::Expression;
use crate::contract::Contract;

/// A contract whose values a workflow can hold. Comes with `#[derive(Contract)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot cross the workflow boundary",
    label = "not a contract",
    note = "add `#[derive(Contract, Serialize, Deserialize, JsonSchema)]` to the type"
)]
pub trait Term: Contract {
    /// Whether a value may be a list on the wire.
    const MAY_BE_LIST: bool = false;

    /// The type's fields, each an expression; [`Opaque`] where a workflow cannot look into the type.
    type View: 'static;

    /// The view of an expression of this type.
    fn view(of: &Expr<Self>) -> Self::View;

    /// The same value, field by field where a workflow can look into the type.
    fn written_out(of: &Expr<Self>) -> Expr<Self> {
        of.clone()
    }
}

/// The view of a type that a workflow passes on whole.
#[derive(Debug, Clone, Copy)]
pub struct Opaque;

/// A value of type `T` that only exists when the state machine runs.
///
/// It dereferences to the type's view, so that `request.transaction.amount` is plain field access.
///
/// The type has no bound, so that a `T` that is no contract is one error, where it stands, and not one for each use.
pub struct Expr<T> {
    expression: Rc<Expression>,
    /// Made when it is first looked into: a `T::View`.
    view: OnceCell<Box<dyn Any>>,
    of: PhantomData<fn() -> T>,
}

impl<T> Expr<T> {
    /// The expression, said to be of this type.
    pub fn new(expression: Expression) -> Expr<T> {
        Expr::shared(Rc::new(expression))
    }

    pub(super) fn shared(expression: Rc<Expression>) -> Expr<T> {
        Expr {
            expression,
            view: OnceCell::new(),
            of: PhantomData,
        }
    }

    /// The expression without its type.
    pub fn erase(&self) -> Rc<Expression> {
        Rc::clone(&self.expression)
    }

    /// A field of the value, by its name on the wire; whether it may be absent.
    pub fn field<F>(&self, name: &'static str, optional: bool) -> Expr<F> {
        Expr::new(Expression::Field {
            of: self.erase(),
            name: name.into(),
            optional,
        })
    }
}

impl<T> Clone for Expr<T> {
    fn clone(&self) -> Expr<T> {
        Expr::shared(self.erase())
    }
}

impl<T> fmt::Debug for Expr<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expression.fmt(out)
    }
}

impl<T: Term> Deref for Expr<T> {
    type Target = T::View;

    fn deref(&self) -> &T::View {
        let view = self.view.get_or_init(|| Box::new(T::view(self)));
        view.downcast_ref().expect("the view is the one of the type")
    }
}

/// What stands where a value of type `T` is wanted: an expression, or a constant of Rust.
#[diagnostic::on_unimplemented(
    message = "a `{T}` is wanted here",
    note = "an expression keeps the type that it has in Rust: nothing is converted on the way"
)]
pub trait Operand<T> {
    /// It as an expression.
    fn operand(self) -> Expr<T>;
}

impl<T> Operand<T> for Expr<T> {
    fn operand(self) -> Expr<T> {
        self
    }
}

impl<T: Term> Operand<T> for T {
    fn operand(self) -> Expr<T> {
        literal(&self)
    }
}

impl Operand<String> for &str {
    fn operand(self) -> Expr<String> {
        literal(&self.to_owned())
    }
}

/// What has a type of its own: an expression, or a constant of Rust.
pub trait Lift {
    /// The type.
    type Of: Term;

    /// It as an expression.
    fn lift(self) -> Expr<Self::Of>;
}

impl<T: Term> Lift for Expr<T> {
    type Of = T;

    fn lift(self) -> Expr<T> {
        self
    }
}

impl<T: Term> Lift for T {
    type Of = T;

    fn lift(self) -> Expr<T> {
        literal(&self)
    }
}

impl Lift for &str {
    type Of = String;

    fn lift(self) -> Expr<String> {
        self.operand()
    }
}

/// A constant, written as serde writes it.
fn literal<T: Term>(value: &T) -> Expr<T> {
    let value = serde_json::to_value(value).expect("a contract can be written as JSON");
    Expr::new(Expression::Literal(value))
}

/// The operand, of the type that is wanted.
pub fn operand<T>(value: impl Operand<T>) -> Expr<T> {
    value.operand()
}

/// A view whose fields have been filled in: a struct literal.
pub trait Construct {
    /// The type whose view it is.
    type Of: Term;

    /// The value as an expression.
    fn construct(self) -> Expr<Self::Of>;
}

/// An object of these fields, in order.
pub fn object<T>(fields: Vec<(&'static str, Rc<Expression>)>) -> Expr<T> {
    Expr::new(Expression::Object(fields))
}
