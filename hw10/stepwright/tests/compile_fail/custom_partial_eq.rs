#![allow(unused)]

use stepwright::Contract;

#[derive(Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[contract(compare)]
enum Size {
    Small,
    Large,
}

impl PartialEq for Size {
    fn eq(&self, _: &Size) -> bool {
        true
    }
}

fn main() {}
