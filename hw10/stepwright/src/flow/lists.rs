//! `Vec`: its items, and what is made of all of them. JSONata takes the brackets off a list of one, and makes nothing of
//! an empty one: what is printed here keeps both as they are.

use std::cell::Cell;
use std::marker::PhantomData;
use std::rc::Rc;

use super::expr::{Expr, Lift, Operand, Term};
use super::expression::{Arithmetic, Expression, Operator};
use super::numbers::{Integer, arithmetic};
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
        let empty = is_empty(&self.erase());
        if planted!(IsEmptyInverted) {
            return super::not(empty);
        }
        empty
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
        if planted!(FirstForLast) {
            return self.first();
        }
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
        reaches(&self.erase(), index)
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
        Items {
            list: self.erase(),
            stages: Vec::new(),
            of: PhantomData,
        }
    }

    /// Its items, one after the other.
    #[expect(clippy::should_implement_trait, reason = "it stands for the method of that name")]
    pub fn into_iter(self) -> Items<T> {
        self.iter()
    }
}

fn reaches(list: &Rc<Expression>, index: Rc<Expression>) -> Expr<bool> {
    compared(Operator::Less, index, function("$count", vec![Rc::clone(list)]))
}

fn is_empty(list: &Rc<Expression>) -> Expr<bool> {
    compared(Operator::Equal, function("$count", vec![Rc::clone(list)]), number(0))
}

/// Whether the condition says no more than that there is such an item: JSONata makes nothing of one that is not there.
pub(super) fn is_guarded_item(condition: &Expression, item: &Expression) -> bool {
    let Expression::Item(list, index) = item else {
        return false;
    };
    let there = [reaches(list, Rc::clone(index)), super::not(is_empty(list))];
    !item.can_fail() && there.iter().any(|it| *condition == *it.erase())
}

fn compared(operator: Operator, left: Rc<Expression>, right: Rc<Expression>) -> Expr<bool> {
    Expr::new(Expression::Binary { operator, left, right })
}

/// The items of a list, about to be made something of: what `.iter()` gives.
#[derive(Debug)]
pub struct Items<T> {
    list: Rc<Expression>,
    /// What is done with each item, one after the other.
    stages: Vec<Stage>,
    of: PhantomData<fn() -> T>,
}

/// What is done with an item: a function of it.
#[derive(Debug, Clone)]
enum Stage {
    /// Something is made of it.
    Map(Rc<Expression>),
    /// It is left out, unless that holds.
    Filter(Rc<Expression>),
}

thread_local! {
    static PARAMETERS: Cell<usize> = const { Cell::new(0) };
}

/// A function of one parameter.
fn lambda<T, U>(body: impl FnOnce(Expr<T>) -> Expr<U>) -> Rc<Expression> {
    let depth = PARAMETERS.get();
    PARAMETERS.set(depth + 1);
    let body = body(Expr::new(Expression::Parameter(depth))).erase();
    PARAMETERS.set(depth);
    Rc::new(Expression::Lambda(depth, body))
}

fn applied<T, U>(function: &Rc<Expression>, value: &Expr<T>) -> Expr<U> {
    Expr::new(Expression::Applied(Rc::clone(function), value.erase()))
}

impl Stage {
    fn can_fail(&self) -> bool {
        match self {
            Stage::Map(function) | Stage::Filter(function) => function.can_fail(),
        }
    }

    /// The list after it.
    fn of(&self, list: Rc<Expression>) -> Rc<Expression> {
        Rc::new(match self {
            Stage::Map(make) => Expression::EachOf("$map", list, Rc::clone(make)),
            Stage::Filter(holds) => Expression::EachOf("$filter", list, Rc::clone(holds)),
        })
    }

    /// Whether `then` holds of what it gives, if it gives anything: a function of the item before it.
    fn before(&self, then: &Rc<Expression>) -> Rc<Expression> {
        match self {
            Stage::Map(make) => lambda(|item: Expr<()>| applied::<(), bool>(then, &applied(make, &item))),
            Stage::Filter(holds) => lambda(|item: Expr<()>| super::and(applied(holds, &item), applied(then, &item))),
        }
    }
}

impl<T: Term> Items<T> {
    fn with<U>(mut self, stage: Stage) -> Items<U> {
        self.stages.push(stage);
        Items {
            list: self.list,
            stages: self.stages,
            of: PhantomData,
        }
    }

    /// What is made of each.
    pub fn map<L: Lift>(self, make: impl FnOnce(Expr<T>) -> L) -> Items<L::Of> {
        let make = lambda(|item: Expr<T>| make(item).lift());
        self.with(Stage::Map(make))
    }

    /// Those of which that holds.
    #[must_use]
    pub fn filter(self, holds: impl FnOnce(Expr<T>) -> Expr<bool>) -> Items<T> {
        let holds = lambda(holds);
        self.with(Stage::Filter(holds))
    }

    /// Whether that holds of one at least.
    pub fn any(self, holds: impl FnOnce(Expr<T>) -> Expr<bool>) -> Expr<bool> {
        let holds = lambda(holds);
        if self.can_fail() || holds.can_fail() {
            return self.until(&holds);
        }
        let found = self.with::<T>(Stage::Filter(holds)).count();
        compared(Operator::Greater, found.erase(), number(0))
    }

    /// Whether that holds of all.
    pub fn all(self, holds: impl FnOnce(Expr<T>) -> Expr<bool>) -> Expr<bool> {
        if planted!(AnyForAll) {
            return self.any(holds);
        }
        let fails = lambda(|item| super::not(holds(item)));
        if self.can_fail() || fails.can_fail() {
            return super::not(self.until(&fails));
        }
        let found = self.with::<T>(Stage::Filter(fails)).count();
        compared(Operator::Equal, found.erase(), number(0))
    }

    fn can_fail(&self) -> bool {
        self.stages.iter().any(Stage::can_fail)
    }

    /// Whether that holds of one: those after it are not looked at, nor is anything made of them.
    fn until(&self, holds: &Rc<Expression>) -> Expr<bool> {
        let holds = self
            .stages
            .iter()
            .rev()
            .fold(Rc::clone(holds), |then, stage| stage.before(&then));
        let found: Expr<bool> = Expr::new(Expression::Accumulator);
        let look = lambda(|item: Expr<()>| super::or(found, applied(&holds, &item)));
        let none = Rc::new(Expression::Literal(false.into()));
        Expr::new(Expression::Reduced(Rc::clone(&self.list), look, none))
    }

    /// How many there are.
    pub fn count(self) -> Expr<usize> {
        self.collect().len()
    }

    /// All of them added up: overflow ends the execution.
    pub fn sum(self) -> Expr<T>
    where
        T: Integer,
    {
        let list = self.collect().erase();
        if T::MIN < 0 {
            return added_up(list);
        }
        // Where no item is negative, none of the sums on the way is too great unless the last one is.
        Expr::new(Expression::InRange {
            value: function("$sum", vec![list]),
            min: T::MIN,
            max: T::MAX,
            message: Arithmetic::Add.overflow(),
        })
    }

    /// As a list.
    pub fn collect(self) -> Expr<Vec<T>> {
        Expr::shared(self.stages.iter().fold(self.list, |list, stage| stage.of(list)))
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

/// The sum, of which each sum on the way is one of the type, too.
fn added_up<T: Integer>(list: Rc<Expression>) -> Expr<T> {
    let so_far: Expr<T> = Expr::new(Expression::Accumulator);
    let add = lambda(|item: Expr<T>| arithmetic(Arithmetic::Add, so_far, item));
    let zero = Rc::new(Expression::Literal(0.into()));
    Expr::new(Expression::Reduced(list, add, zero))
}
