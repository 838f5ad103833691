//! What clients send, and what they are answered.

use super::edits;
use crate::judge::check;
use crate::shop::shop;
use stepwright::compat::{Functions, Verdict};

// What a workflow takes, and what its first step takes with it.
edits! {
    an_optional_field_more {
        order { pub article: String, pub pieces: u32, pub kind: Kind, pub note: Option<String>, pub color: Option<String> }
    } => Latest, Safe ["SW1005", "SW1023"];

    a_required_field_more {
        order { pub article: String, pub pieces: u32, pub kind: Kind, pub note: Option<String>, pub color: String }
    } => Latest, Breaking ["SW1004", "SW1022"];

    /// The new definition is right for new executions; the old one keeps the old code. Clients know nothing of it.
    a_required_field_more_with_pinned_functions {
        order { pub article: String, pub pieces: u32, pub kind: Kind, pub note: Option<String>, pub color: String }
    } => Pinned, Breaking ["SW1004"];

    an_optional_field_becomes_required {
        order { pub article: String, pub pieces: u32, pub kind: Kind, pub note: String }
    } => Latest, Breaking ["SW1004", "SW1022"];

    a_required_field_becomes_optional {
        order { pub article: String, pub pieces: Option<u32>, pub kind: Kind, pub note: Option<String> }
    } => Latest, Safe ["SW1005", "SW1023"];

    /// An open object lets clients send what nobody reads: the field that is gone is ignored.
    a_field_that_is_not_read_any_more {
        order { pub article: String, pub pieces: u32, pub kind: Kind }
    } => Latest, Safe ["SW1005", "SW1023"];

    a_field_gets_another_name {
        order { pub article: String, #[serde(rename = "count")] pub pieces: u32, pub kind: Kind, pub note: Option<String> }
    } => Latest, Breaking ["SW1004", "SW1022"];

    /// Nobody refuses the old name: what is sent under it would silently be lost.
    an_optional_field_gets_another_name {
        order { pub article: String, pub pieces: u32, pub kind: Kind, #[serde(rename = "remark")] pub note: Option<String> }
    } => Latest, Breaking ["SW1004", "SW1022"];

    a_field_gets_another_type {
        order { pub article: String, pub pieces: String, pub kind: Kind, pub note: Option<String> }
    } => Latest, Breaking ["SW1004", "SW1022"];

    an_integer_gets_smaller {
        order { pub article: String, pub pieces: u8, pub kind: Kind, pub note: Option<String> }
    } => Latest, Breaking ["SW1004", "SW1022"];

    an_integer_gets_larger {
        order { pub article: String, pub pieces: i64, pub kind: Kind, pub note: Option<String> }
    } => Latest, Safe ["SW1005", "SW1023"];

    a_value_becomes_a_list {
        order { pub article: String, pub pieces: Vec<u32>, pub kind: Kind, pub note: Option<String> }
    } => Latest, Breaking ["SW1004", "SW1022"];

    unknown_fields_are_refused {
        more { #[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
               #[serde(deny_unknown_fields)]
               pub(crate) struct Strict { pub article: String, pub pieces: u32, pub kind: Kind, pub note: Option<String> } }
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Strict) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, article: &String, cents: u32) -> Result<(), CardRefused>;
                async fn release(&self, article: &String) -> Result<(), SoldOut>;
                async fn audit(&self, pieces: u32) -> Result<u32, SoldOut>;
            }
        }
        workflow {
            #[workflow(standard, timeout_seconds = 600)]
            pub(crate) async fn sell(shop: &impl Shop, order: Strict) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let answer = callback(|token| shop.ask(token, &order.article)).await?;
                if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                match shop.charge(&stock.article, stock.cents).await {
                    Ok(()) => Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind }),
                    Err(refused) => { shop.release(&stock.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Breaking ["SW1004"];

    /// Clients that never ask for the new kind get the old ones; but receipts are read by others too.
    a_variant_more_of_what_goes_in_and_comes_out {
        kind { Parcel, Letter, Pallet }
    } => Latest, Breaking ["SW1006"];

    a_variant_less {
        kind { Parcel }
        receipt { pub article: String, pub cents: u32 }
        workflow {
            #[workflow(standard, timeout_seconds = 600)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let answer = callback(|token| shop.ask(token, &order.article)).await?;
                if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                match shop.charge(&stock.article, stock.cents).await {
                    Ok(()) => Ok(Receipt { article: stock.article, cents: stock.cents }),
                    Err(refused) => { shop.release(&stock.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Breaking ["SW1004", "SW1006", "SW1022"];

    a_variant_gets_another_name {
        kind { Parcel, #[serde(rename = "envelope")] Letter }
    } => Latest, Breaking ["SW1004", "SW1006", "SW1022"];
}

// What an execution answers.
edits! {
    a_field_more_in_the_answer {
        receipt { pub article: String, pub cents: u32, pub kind: Kind, pub thanks: String }
        workflow {
            #[workflow(standard, timeout_seconds = 600)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let answer = callback(|token| shop.ask(token, &order.article)).await?;
                if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                match shop.charge(&stock.article, stock.cents).await {
                    Ok(()) => Ok(Receipt {
                        article: stock.article,
                        cents: stock.cents,
                        kind: order.kind,
                        thanks: "Thank you".to_owned(),
                    }),
                    Err(refused) => { shop.release(&stock.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Safe ["SW1007", "SW1043"];

    a_field_of_the_answer_gets_another_name {
        receipt { pub article: String, #[serde(rename = "price")] pub cents: u32, pub kind: Kind }
    } => Latest, Breaking ["SW1006"];
}
