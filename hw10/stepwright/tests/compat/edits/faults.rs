//! Faults of steps and of workflows.

use super::edits;
use crate::judge::check;
use crate::shop::shop;
use stepwright::compat::{Functions, Verdict};

// Faults.
edits! {
    a_fault_is_answered_with_another_status {
        refusal { #[fault(status = 400, detail = "The card was refused.")] }
    } => Latest, Breaking ["SW1013"];

    a_fault_has_another_sentence {
        refusal { #[fault(status = 402, detail = "The bank said no.")] }
    } => Latest, Safe [];

    a_fault_has_another_name {
        refusal { #[fault(status = 402, detail = "The card was refused.", name = "Refused")] }
    } => Latest, Breaking ["SW1012", "SW1027"];

    a_fault_has_a_field_more {
        refused { pub reason: String, pub attempts: Option<u32> }
        workflow {
            #[workflow(standard, timeout_seconds = 600)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let answer = callback(|token| shop.ask(token, &order.article)).await?;
                if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned(), attempts: None }.into()); }
                match shop.charge(&stock.article, stock.cents).await {
                    Ok(()) => Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind }),
                    Err(refused) => { shop.release(&stock.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Safe ["SW1011", "SW1043"];

    a_field_of_a_fault_has_another_name {
        refused { #[serde(rename = "why")] pub reason: String }
    } => Latest, Breaking ["SW1010", "SW1028"];

    /// The deployed machine undoes the reservation when the card is refused, and for no other fault of the step.
    a_step_reports_a_fault_more {
        more { #[derive(Debug, Clone, Contract, Fault, Serialize, Deserialize, JsonSchema)]
               #[fault(status = 503, detail = "The bank does not answer.")]
               pub(crate) struct BankClosed { pub until: String }
               #[derive(Debug, Clone, Fault)]
               pub(crate) enum ChargeError { CardRefused(CardRefused), BankClosed(BankClosed) } }
        failures { CardRefused(CardRefused), SoldOut(SoldOut), BankClosed(BankClosed) }
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, article: &String, cents: u32) -> Result<(), ChargeError>;
                async fn release(&self, article: &String) -> Result<(), SoldOut>;
                async fn audit(&self, pieces: u32) -> Result<u32, SoldOut>;
            }
        }
        workflow {
            #[workflow(standard, timeout_seconds = 600)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let answer = callback(|token| shop.ask(token, &order.article)).await?;
                if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                match shop.charge(&stock.article, stock.cents).await {
                    Ok(()) => Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind }),
                    Err(ChargeError::CardRefused(refused)) => { shop.release(&stock.article).await?; Err(refused.into()) }
                    Err(ChargeError::BankClosed(closed)) => Err(closed.into()),
                }
            }
        }
    } => Latest, SafeForNewExecutions ["SW1026"];

    a_step_reports_a_fault_more_with_pinned_functions {
        more { #[derive(Debug, Clone, Contract, Fault, Serialize, Deserialize, JsonSchema)]
               #[fault(status = 503, detail = "The bank does not answer.")]
               pub(crate) struct BankClosed { pub until: String }
               #[derive(Debug, Clone, Fault)]
               pub(crate) enum ChargeError { CardRefused(CardRefused), BankClosed(BankClosed) } }
        failures { CardRefused(CardRefused), SoldOut(SoldOut), BankClosed(BankClosed) }
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, article: &String, cents: u32) -> Result<(), ChargeError>;
                async fn release(&self, article: &String) -> Result<(), SoldOut>;
                async fn audit(&self, pieces: u32) -> Result<u32, SoldOut>;
            }
        }
        workflow {
            #[workflow(standard, timeout_seconds = 600)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let answer = callback(|token| shop.ask(token, &order.article)).await?;
                if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                match shop.charge(&stock.article, stock.cents).await {
                    Ok(()) => Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind }),
                    Err(ChargeError::CardRefused(refused)) => { shop.release(&stock.article).await?; Err(refused.into()) }
                    Err(ChargeError::BankClosed(closed)) => Err(closed.into()),
                }
            }
        }
    } => Pinned, Safe ["SW1008", "SW1026"];

    a_step_does_not_fail_any_more_in_some_way {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, article: &String, cents: u32) -> Result<(), CardRefused>;
                async fn release(&self, article: &String) -> Result<(), CardRefused>;
                async fn audit(&self, pieces: u32) -> Result<u32, SoldOut>;
            }
        }
    } => Latest, SafeForNewExecutions ["SW1026"];
}
