//! Tuples: lists of known length, as serde writes them.

use std::rc::Rc;

use super::expr::{Expr, Lift, Term};
use super::expression::Expression;
use super::options::NotNull;

macro_rules! tuples {
    ($($function:ident: $($type:ident $name:ident $index:literal),*;)*) => {$(
        impl<$($type: Term),*> Term for ($($type,)*) {
            type View = ($(Expr<$type>,)*);
            const MAY_BE_LIST: bool = true;

            fn view(of: &Expr<Self>) -> Self::View {
                ($({
                    let index = Rc::new(Expression::Literal($index.into()));
                    Expr::<$type>::new(Expression::Item(of.erase(), index))
                },)*)
            }
        }

        impl<$($type: Term),*> NotNull for ($($type,)*) {}

        /// A tuple of these values.
        pub fn $function<$($type: Lift),*>($($name: $type),*) -> Expr<($($type::Of,)*)> {
            #[allow(unused_mut, reason = "a bug may be planted")]
            let mut parts = vec![$(super::lists::item(&$name.lift())),*];
            if planted!(TuplePartsSwapped) {
                parts.swap(0, 1);
            }
            Expr::new(Expression::List(parts))
        }
    )*};
}
tuples! {
    pair: A a 0, B b 1;
    triple: A a 0, B b 1, C c 2;
    quadruple: A a 0, B b 1, C c 2, D d 3;
}
