//! Workflows in surroundings that are made to confuse: their names, modules and visibilities. That they compile, without
//! a warning, is the test; that they can be lowered is tried beside it.

mod confusing_names;
mod modules_and_visibility;
mod shadowed_prelude;
#[allow(dead_code)]
#[path = "../lowering/shop.rs"]
mod shop;
