//! Chance, which makes expressions of a wanted type.

use std::any::Any;
use std::rc::Rc;

use fastrand::Rng;
use stepwright::flow::{Expr, Lift, Term, VariableId};

use crate::both::{Both, Closure};
use crate::data::Data;

/// How deep expressions are nested, at most.
const DEPTH_MAX: u32 = 4;

/// One way to make an expression.
pub(crate) type Form<T> = fn(&mut Generator) -> Both<T>;

/// A type that expressions of chance can have.
pub(crate) trait Kind: Term + Clone + serde::Serialize + 'static {
    /// What has no parts.
    const LEAVES: &'static [Form<Self>];
    /// What is made of others.
    const FORMS: &'static [Form<Self>];
}

/// Makes expressions; the same ones of the same seed.
pub(crate) struct Generator {
    pub(crate) random: Rng,
    /// How deep the next expression may be.
    depth: u32,
    /// What stands for the parameters of the closures around, each a `Both` of its type.
    parameters: Vec<Rc<dyn Any>>,
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Generator {
        let mut random = Rng::with_seed(seed);
        let depth = random.u32(1..=DEPTH_MAX);
        Generator {
            random,
            depth,
            parameters: Vec::new(),
        }
    }

    /// One of these.
    pub(crate) fn choose<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.random.usize(..of.len())].clone()
    }

    /// An expression of that type.
    pub(crate) fn any<T: Kind>(&mut self) -> Both<T> {
        if self.depth == 0 || T::FORMS.is_empty() || self.random.u8(..8) == 0 {
            return self.leaf();
        }
        self.depth -= 1;
        let made = self.choose(T::FORMS)(self);
        self.depth += 1;
        made
    }

    /// A parameter of that type, where there is one; else a constant or a field.
    pub(crate) fn leaf<T: Kind>(&mut self) -> Both<T> {
        let parameters: Vec<_> = self
            .parameters
            .iter()
            .filter_map(|it| it.downcast_ref::<Both<T>>())
            .cloned()
            .collect();
        if !parameters.is_empty() && self.random.u8(..4) > 0 {
            return self.choose(&parameters);
        }
        self.choose(T::LEAVES)(self)
    }

    /// A field of the data.
    pub(crate) fn field<T: 'static>(
        &self,
        name: &str,
        native: fn(&Data) -> T,
        recorded: fn(&Expr<Data>) -> Expr<T>,
    ) -> Both<T> {
        let data = Expr::new(stepwright::flow::Expression::Variable(VariableId(0)));
        Both::new(
            format!("data.{name}"),
            move |scope| native(&scope.data),
            recorded(&data),
        )
    }

    /// A constant.
    pub(crate) fn constant<T: Kind + std::fmt::Debug>(&self, value: T) -> Both<T> {
        let recorded = value.clone().lift();
        Both::new(format!("{value:?}"), move |_| value.clone(), recorded)
    }

    /// A closure, and what is recorded of it: `record` gets what makes the body of the parameter.
    pub(crate) fn closure<A: Kind, B: Kind, R>(
        &mut self,
        record: impl FnOnce(&mut dyn FnMut(Expr<A>) -> Expr<B>) -> R,
    ) -> (Closure<A, B>, R) {
        let number = self.parameters.len();
        let mut body = None;
        let recorded = record(&mut |parameter| {
            self.parameters.push(Rc::new(Both::parameter(number, parameter)));
            let made = self.any::<B>();
            self.parameters.pop();
            let recorded = made.recorded.clone();
            body = Some(made);
            recorded
        });
        let body = body.expect("a closure is recorded once");
        (Closure::new(number, body), recorded)
    }

    /// `if condition { then } else { otherwise }`
    pub(crate) fn conditional<T: Kind>(&mut self) -> Both<T> {
        let (condition, then, otherwise) = (self.any::<bool>(), self.any::<T>(), self.any::<T>());
        let text = format!(
            "if {} {{ {} }} else {{ {} }}",
            condition.text, then.text, otherwise.text
        );
        let recorded = Expr::new(stepwright::flow::Expression::Conditional {
            condition: condition.recorded.erase(),
            then: then.recorded.erase(),
            otherwise: otherwise.recorded.erase(),
        });
        let native = move |scope: &crate::both::Scope| {
            if condition.at(scope) {
                then.at(scope)
            } else {
                otherwise.at(scope)
            }
        };
        Both::new(text, native, recorded)
    }
}
