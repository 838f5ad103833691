use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::*;

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Order {
    pub article: String,
    pub pieces: u32,
    pub urgent: bool,
    pub note: Option<String>,
    pub kind: Kind,
    pub payment: Payment,
    pub lines: Vec<Line>,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    pub article: String,
    pub pieces: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[contract(compare)]
pub enum Kind {
    Book,
    Record,
    Tea,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by")]
pub enum Payment {
    Cash { cents: u32 },
    Card { number: String, limit_cents: Option<u32> },
    Voucher { code: String, cents: u32 },
}

#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "There are {pieces} pieces left.")]
pub struct OutOfStock {
    pub pieces: u32,
}

#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 503, detail = "The depot is closed.", transient)]
pub struct DepotClosed {}

#[derive(Debug, Clone, PartialEq, Fault)]
pub enum ShopError {
    OutOfStock(OutOfStock),
    DepotClosed(DepotClosed),
}

#[steps]
pub trait Shop {
    async fn count(&self) -> Result<u32, DepotClosed>;
    async fn reserve(&self, article: &String, pieces: u32) -> Result<String, ShopError>;
    async fn wrap(&self, ticket: &String) -> Result<String, OutOfStock>;
    async fn ship(&self, ticket: &String) -> Result<String, DepotClosed>;
    #[step(timeout_seconds = 3600)]
    async fn ask(&self, token: TaskToken<bool, OutOfStock>, ticket: &String) -> Result<(), OutOfStock>;
}

pub struct Shelf;

impl Shop for Shelf {
    async fn count(&self) -> Result<u32, DepotClosed> {
        Ok(7)
    }

    async fn reserve(&self, article: &String, pieces: u32) -> Result<String, ShopError> {
        match pieces {
            0..=7 => Ok(format!("{pieces} x {article}")),
            _ => Err(OutOfStock { pieces: 7 }.into()),
        }
    }

    async fn wrap(&self, ticket: &String) -> Result<String, OutOfStock> {
        Ok(format!("{ticket}, wrapped"))
    }

    async fn ship(&self, ticket: &String) -> Result<String, DepotClosed> {
        Ok(format!("{ticket}, shipped"))
    }

    async fn ask(&self, _: TaskToken<bool, OutOfStock>, _: &String) -> Result<(), OutOfStock> {
        Ok(())
    }
}

pub fn order(article: &str, pieces: u32) -> Order {
    Order {
        article: article.to_owned(),
        pieces,
        urgent: false,
        note: None,
        kind: Kind::Tea,
        payment: Payment::Cash { cents: 500 },
        lines: vec![Line { article: article.to_owned(), pieces }],
    }
}

/// What a workflow comes to with the steps of the shelf.
pub fn run<T>(workflow: impl Future<Output = T>) -> T {
    stepwright::native::run(&stepwright::native::Script::new(), async { Ok::<T, DepotClosed>(workflow.await) })
        .result
        .expect("nothing is done to the workflow")
}

/// The states that a workflow becomes, each with its type.
#[cfg(feature = "flow")]
pub fn states<W: stepwright::flow::Record>() -> Vec<String> {
    let machine = stepwright::lower(&W::flow()).expect("the workflow is a state machine").to_value();
    let states = machine["States"].as_object().expect("states");
    let described = states.iter().filter(|(name, _)| *name != "ContractViolation");
    described.map(|(name, state)| format!("{name}: {}", state["Type"].as_str().expect("a type"))).collect()
}

/// The JSONata in which a state says something; `pointer` says where.
#[cfg(feature = "flow")]
pub fn expression<W: stepwright::flow::Record>(pointer: &str) -> String {
    let machine = stepwright::lower(&W::flow()).expect("the workflow is a state machine").to_value();
    machine["States"].pointer(pointer).expect("something").as_str().expect("a text").to_owned()
}
