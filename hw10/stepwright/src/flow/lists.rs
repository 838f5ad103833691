//! `Vec`: its items, and what is made of all of them. JSONata takes the brackets off a list of one, and makes nothing of
//! an empty one: what is printed here keeps both as they are.

use std::cell::Cell;
use std::rc::Rc;

use super::expr::{Expr, Lift, Operand, Term};
use super::expression::{Expression, Operator};
use super::numbers::Integer;
use super::operators::Comparable;
use super::options::{NotNull, either};

fn function(name: &'static str, arguments: Vec<Rc<Expression>>) -> Rc<Expression> {
    Rc::new(Expression::Function(name, arguments))
}

fn number(value: u32) -> Rc<Expression> {
    Rc::new(Expression::Literal(value.into()))
}

/// `vec![first, second]`
pub fn list<T: Term>(items: Vec<Expr<T>>) -> Expr<Vec<T>> {
    Expr::new(Expression::List(items.iter().map(item).collect()))
}

/// The list with one more item at its end.
pub fn appended<T: Term>(list: Expr<Vec<T>>, one: impl Operand<T>) -> Expr<Vec<T>> {
    let last = Rc::new(Expression::List(vec![item(&one.operand())]));
    Expr::shared(function("$append", vec![list.erase(), last]))
}

/// An item of a list that is written out: one that is a list itself is kept together.
pub(super) fn item<T: Term>(value: &Expr<T>) -> Rc<Expression> {
    if T::MAY_BE_LIST {
        Rc::new(Expression::KeptTogether(value.erase()))
    } else {
        value.erase()
    }
}

impl<T: Term> Expr<Vec<T>> {
    /// How many items there are.
    pub fn len(&self) -> Expr<usize> {
        Expr::shared(function("$count", vec![self.erase()]))
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> Expr<bool> {
        compared(Operator::Equal, self.len().erase(), number(0))
    }

    /// The item at that index, if there is one.
    pub fn get(&self, index: impl Operand<usize>) -> Expr<Option<T>>
    where
        T: NotNull,
    {
        let index = index.operand().erase();
        let item = Expr::new(Expression::Item(self.erase(), Rc::clone(&index)));
        let none = Expr::new(Expression::Literal(serde_json::Value::Null));
        either(&self.reaches(index), &item, &none)
    }

    /// The first item, if there is one.
    pub fn first(&self) -> Expr<Option<T>>
    where
        T: NotNull,
    {
        self.get(0_usize)
    }

    /// The last item, if there is one.
    pub fn last(&self) -> Expr<Option<T>>
    where
        T: NotNull,
    {
        let last = Rc::new(Expression::Difference(self.len().erase(), number(1)));
        let item = Expr::new(Expression::Item(self.erase(), last));
        let none = Expr::new(Expression::Literal(serde_json::Value::Null));
        either(&super::not(self.is_empty()), &item, &none)
    }

    /// `list[index]`: the execution ends where there is no such item.
    pub fn at(&self, index: impl Operand<usize>) -> Expr<T> {
        let index = index.operand().erase();
        let item = Expr::new(Expression::Item(self.erase(), Rc::clone(&index)));
        let message = Rc::new(Expression::Literal("index out of bounds".into()));
        let beyond = Expr::shared(function("$error", vec![message]));
        either(&self.reaches(index), &item, &beyond)
    }

    fn reaches(&self, index: Rc<Expression>) -> Expr<bool> {
        compared(Operator::Less, index, self.len().erase())
    }

    /// Whether an item is that value.
    pub fn contains(&self, value: impl Operand<T>) -> Expr<bool>
    where
        T: Comparable,
    {
        compared(Operator::In, value.operand().erase(), self.erase())
    }

    /// Its items, one after the other.
    pub fn iter(&self) -> Items<T> {
        Items { list: self.clone() }
    }

    /// Its items, one after the other.
    #[expect(clippy::should_implement_trait, reason = "it stands for the method of that name")]
    pub fn into_iter(self) -> Items<T> {
        self.iter()
    }
}

fn compared(operator: Operator, left: Rc<Expression>, right: Rc<Expression>) -> Expr<bool> {
    Expr::new(Expression::Binary { operator, left, right })
}

/// The items of a list, about to be made something of: what `.iter()` gives.
#[derive(Debug, Clone)]
pub struct Items<T> {
    list: Expr<Vec<T>>,
}

thread_local! {
    static PARAMETERS: Cell<usize> = const { Cell::new(0) };
}

/// A function of one parameter.
fn lambda<T: Term, U>(body: impl FnOnce(Expr<T>) -> Expr<U>) -> Rc<Expression> {
    let depth = PARAMETERS.get();
    PARAMETERS.set(depth + 1);
    let body = body(Expr::new(Expression::Parameter(depth))).erase();
    PARAMETERS.set(depth);
    Rc::new(Expression::Lambda(depth, body))
}

impl<T: Term> Items<T> {
    /// What is made of each.
    pub fn map<L: Lift>(self, make: impl FnOnce(Expr<T>) -> L) -> Items<L::Of> {
        let make = lambda(|item: Expr<T>| make(item).lift());
        Items {
            list: Expr::new(Expression::EachOf("$map", self.list.erase(), make)),
        }
    }

    /// Those of which that holds.
    #[must_use]
    pub fn filter(self, holds: impl FnOnce(Expr<T>) -> Expr<bool>) -> Items<T> {
        Items {
            list: Expr::shared(self.filtered(holds)),
        }
    }

    fn filtered(&self, holds: impl FnOnce(Expr<T>) -> Expr<bool>) -> Rc<Expression> {
        Rc::new(Expression::EachOf("$filter", self.list.erase(), lambda(holds)))
    }

    /// Whether that holds of one at least.
    pub fn any(self, holds: impl FnOnce(Expr<T>) -> Expr<bool>) -> Expr<bool> {
        compared(
            Operator::Greater,
            function("$count", vec![self.filtered(holds)]),
            number(0),
        )
    }

    /// Whether that holds of all.
    pub fn all(self, holds: impl FnOnce(Expr<T>) -> Expr<bool>) -> Expr<bool> {
        let fails = self.filtered(|item| super::not(holds(item)));
        compared(Operator::Equal, function("$count", vec![fails]), number(0))
    }

    /// How many there are.
    pub fn count(self) -> Expr<usize> {
        self.list.len()
    }

    /// All of them added up: overflow ends the execution.
    pub fn sum(self) -> Expr<T>
    where
        T: Integer,
    {
        let (min, max) = (T::MIN, T::MAX);
        let sum = function("$sum", vec![self.list.erase()]);
        Expr::new(Expression::InRange {
            value: sum,
            min,
            max,
            message: "attempt to add with overflow",
        })
    }

    /// As a list.
    pub fn collect(self) -> Expr<Vec<T>> {
        self.list
    }

    /// The same: what is looked at here is what is held.
    #[must_use]
    pub fn cloned(self) -> Items<T> {
        self
    }

    /// The same: what is looked at here is what is held.
    #[must_use]
    pub fn copied(self) -> Items<T> {
        self
    }
}
