//! An expression in both of its forms, and what it reads.

use std::any::Any;
use std::rc::Rc;

use stepwright::flow::Expr;

use crate::data::Data;

/// What an expression reads: the data, and the parameters of the closures around it, the outermost first.
#[derive(Clone)]
pub(crate) struct Scope {
    pub(crate) data: Rc<Data>,
    parameters: Vec<Rc<dyn Any>>,
}

impl Scope {
    pub(crate) fn new(data: Data) -> Scope {
        Scope {
            data: Rc::new(data),
            parameters: Vec::new(),
        }
    }

    /// The scope within a closure that is called with this value.
    fn with<T: 'static>(&self, value: T) -> Scope {
        let mut within = self.clone();
        within.parameters.push(Rc::new(value));
        within
    }
}

/// An expression: as one would write it, as Rust computes it, and as a workflow records it.
pub(crate) struct Both<T> {
    pub(crate) text: String,
    native: Rc<dyn Fn(&Scope) -> T>,
    pub(crate) recorded: Expr<T>,
}

impl<T> Clone for Both<T> {
    fn clone(&self) -> Both<T> {
        Both {
            text: self.text.clone(),
            native: Rc::clone(&self.native),
            recorded: self.recorded.clone(),
        }
    }
}

impl<T: 'static> Both<T> {
    pub(crate) fn new(text: impl Into<String>, native: impl Fn(&Scope) -> T + 'static, recorded: Expr<T>) -> Both<T> {
        Both {
            text: text.into(),
            native: Rc::new(native),
            recorded,
        }
    }

    /// The parameter of that number.
    pub(crate) fn parameter(number: usize, recorded: Expr<T>) -> Both<T>
    where
        T: Clone,
    {
        let native = move |scope: &Scope| -> T {
            let value = scope.parameters[number].downcast_ref::<T>();
            value.expect("a parameter is of its type").clone()
        };
        Both::new(format!("p{number}"), native, recorded)
    }

    /// What Rust computes.
    pub(crate) fn at(&self, scope: &Scope) -> T {
        (self.native)(scope)
    }

    /// What is made of this value alone.
    pub(crate) fn then<U: 'static>(
        &self,
        text: impl Into<String>,
        native: impl Fn(T) -> U + 'static,
        recorded: Expr<U>,
    ) -> Both<U> {
        let of = self.clone();
        Both::new(text, move |scope| native(of.at(scope)), recorded)
    }

    /// What is made of this value and another one, each of them computed, this one first.
    pub(crate) fn with<V: 'static, U: 'static>(
        &self,
        other: &Both<V>,
        text: impl Into<String>,
        native: impl Fn(T, V) -> U + 'static,
        recorded: Expr<U>,
    ) -> Both<U> {
        let (left, right) = (self.clone(), other.clone());
        let native = move |scope: &Scope| {
            let left = left.at(scope);
            native(left, right.at(scope))
        };
        Both::new(text, native, recorded)
    }
}

/// A closure of one parameter.
pub(crate) struct Closure<A, B> {
    pub(crate) text: String,
    body: Both<B>,
    of: std::marker::PhantomData<fn(A)>,
}

impl<A: 'static, B: 'static> Closure<A, B> {
    pub(crate) fn new(number: usize, body: Both<B>) -> Closure<A, B> {
        Closure {
            text: format!("|p{number}| {}", body.text),
            body,
            of: std::marker::PhantomData,
        }
    }

    /// What it gives for that value.
    pub(crate) fn call(&self, scope: &Scope, value: A) -> B {
        self.body.at(&scope.with(value))
    }
}
