//! The shop that the workflows of these tests are about.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{Contract, Fault, steps};

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Order {
    pub(crate) article: String,
    pub(crate) ticket: Ticket,
    pub(crate) pieces: u32,
    pub(crate) urgent: bool,
    pub(crate) speed: Speed,
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    pub(crate) note: Option<String>,
    pub(crate) address: Address,
    pub(crate) gift: Option<Gift>,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Address {
    pub(crate) zip_code: String,
    #[serde(rename = "date-opened")]
    pub(crate) date_opened: String,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Gift {
    pub(crate) wrapping: String,
    pub(crate) card: Option<String>,
}

#[derive(Debug, Clone, Copy, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Kind {
    Book,
    #[serde(rename = "rec")]
    Record,
    Tea,
}

#[derive(Debug, Clone, Copy, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[contract(compare)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub(crate) enum Speed {
    Slow,
    SameDay,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Ticket(pub(crate) String);

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Label {
    pub(crate) text: String,
    pub(crate) copies: u32,
    pub(crate) note: Option<String>,
}

/// The shelf is empty.
#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "There are not {pieces} pieces left.")]
pub(crate) struct OutOfStock {
    pub(crate) pieces: u32,
}

#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 503, detail = "The depot is closed.", transient)]
pub(crate) struct DepotClosed {}

#[derive(Debug, Fault)]
pub(crate) enum ShopError {
    OutOfStock(OutOfStock),
    DepotClosed(DepotClosed),
}

#[steps]
pub(crate) trait Shop {
    /// Takes the pieces off the shelf.
    #[step(timeout_seconds = 7, idempotent)]
    async fn reserve(&self, article: &String, pieces: u32) -> Result<Ticket, ShopError>;
    async fn wrap(&self, ticket: &Ticket) -> Result<Ticket, OutOfStock>;
    async fn ship(&self, ticket: &Ticket, note: Option<String>) -> Result<Ticket, ShopError>;
    async fn draw(&self, ticket: &Ticket) -> Result<Label, OutOfStock>;
    async fn print(&self, label: &Label) -> Result<(), DepotClosed>;
    async fn count(&self) -> Result<u32, DepotClosed>;
}
