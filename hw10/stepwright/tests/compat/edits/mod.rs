//! The table: an edit of the contract, the verdict, and the codes that have it.

mod clients;
mod faults;
pub(crate) mod payloads;
mod states;

use crate::judge::check;
use crate::shop::deployed;
use stepwright::compat::{Functions, Verdict};

/// One test an edit.
macro_rules! edits {
    ($($(#[doc = $doc:literal])* $name:ident { $($edit:tt)* } => $functions:ident, $verdict:ident $codes:expr;)*) => {$(
        shop! { $name: $($edit)* }

        #[test]
        fn $name() {
            check::<$name::sell>(Functions::$functions, Verdict::$verdict, &$codes);
        }
    )*};
}
use edits;

#[test]
fn the_contract_as_it_is_changes_nothing() {
    check::<deployed::sell>(Functions::Latest, Verdict::Safe, &[]);
}
