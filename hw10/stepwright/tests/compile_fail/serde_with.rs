#![allow(unused)]

use stepwright::Contract;

mod pieces {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(pieces: &u32, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u32(*pieces)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
        u32::deserialize(from)
    }
}

#[derive(Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Order {
    #[serde(with = "pieces")]
    #[schemars(with = "u32")]
    pieces: u32,
}

fn main() {}
