//! The terms that Rust brings along.

use super::expr::{Expr, Opaque, Term};

macro_rules! opaque {
    ($($type:ty),*) => {$(
        impl Term for $type {
            type View = Opaque;

            fn view(_: &Expr<$type>) -> Opaque {
                Opaque
            }
        }
    )*};
}
opaque!((), bool, i8, i16, i32, i64, u8, u16, u32, u64, usize, f64, String);

impl<T: Term> Term for Option<T> {
    type View = Opaque;
    const MAY_BE_LIST: bool = T::MAY_BE_LIST;

    fn view(_: &Expr<Option<T>>) -> Opaque {
        Opaque
    }
}

impl<T: Term> Term for Vec<T> {
    type View = Opaque;
    const MAY_BE_LIST: bool = true;

    fn view(_: &Expr<Vec<T>>) -> Opaque {
        Opaque
    }
}
