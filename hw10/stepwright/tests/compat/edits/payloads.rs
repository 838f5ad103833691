//! What steps take and answer, and what tokens are answered with.

use super::edits;
use crate::judge::check;
use crate::shop::shop;
use stepwright::compat::{Functions, Verdict};

// What steps take.
edits! {
    a_parameter_gets_another_name {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, item: &String, cents: u32) -> Result<(), CardRefused>;
                async fn release(&self, article: &String) -> Result<(), SoldOut>;
                async fn audit(&self, pieces: u32) -> Result<u32, SoldOut>;
            }
        }
    } => Latest, Breaking ["SW1022"];

    a_parameter_gets_another_name_with_pinned_functions {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, item: &String, cents: u32) -> Result<(), CardRefused>;
                async fn release(&self, article: &String) -> Result<(), SoldOut>;
                async fn audit(&self, pieces: u32) -> Result<u32, SoldOut>;
            }
        }
    } => Pinned, SafeForNewExecutions ["SW1022"];

    /// A payload is keyed by their names.
    parameters_change_places {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, cents: u32, article: &String) -> Result<(), CardRefused>;
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
                match shop.charge(stock.cents, &stock.article).await {
                    Ok(()) => Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind }),
                    Err(refused) => { shop.release(&stock.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Safe ["SW1044"];

    an_optional_parameter_more {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, article: &String, cents: u32) -> Result<(), CardRefused>;
                async fn release(&self, article: &String, reason: Option<String>) -> Result<(), SoldOut>;
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
                    Err(refused) => { shop.release(&stock.article, None).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Safe ["SW1023", "SW1043"];

    a_parameter_less {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, article: &String, cents: u32) -> Result<(), CardRefused>;
                async fn release(&self, article: &String) -> Result<(), SoldOut>;
                async fn audit(&self, pieces: u32) -> Result<u32, SoldOut>;
            }
        }
        workflow {
            #[workflow(standard, timeout_seconds = 600)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let answer = callback(|token| shop.ask(token)).await?;
                if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                match shop.charge(&stock.article, stock.cents).await {
                    Ok(()) => Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind }),
                    Err(refused) => { shop.release(&stock.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Breaking ["SW1022"];

    /// No task calls it: its code can be what it wants.
    a_step_that_nobody_calls_takes_something_else {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, article: &String, cents: u32) -> Result<(), CardRefused>;
                async fn release(&self, article: &String) -> Result<(), SoldOut>;
                async fn audit(&self, shelf: &String) -> Result<String, SoldOut>;
            }
        }
    } => Latest, Safe ["SW1023", "SW1025"];
}

// What steps answer.
edits! {
    a_field_more_in_what_a_step_answers {
        stock { pub article: String, pub cents: u32, pub shelf: String, pub row: u32 }
    } => Latest, Safe ["SW1025"];

    a_field_that_the_machine_reads_is_gone {
        stock { pub cents: u32, pub shelf: String }
        workflow {
            #[workflow(standard, timeout_seconds = 600)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let answer = callback(|token| shop.ask(token, &order.article)).await?;
                if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                match shop.charge(&order.article, stock.cents).await {
                    Ok(()) => Ok(Receipt { article: order.article, cents: stock.cents, kind: order.kind }),
                    Err(refused) => { shop.release(&order.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Breaking ["SW1024"];

    a_field_that_the_machine_reads_has_another_name {
        stock { #[serde(rename = "item")] pub article: String, pub cents: u32, pub shelf: String }
    } => Latest, Breaking ["SW1024"];

    a_field_that_the_machine_reads_has_another_name_with_pinned_functions {
        stock { #[serde(rename = "item")] pub article: String, pub cents: u32, pub shelf: String }
    } => Pinned, SafeForNewExecutions ["SW1024"];

    a_field_that_the_machine_reads_may_be_absent {
        stock { pub article: String, pub cents: Option<u32>, pub shelf: String }
        workflow {
            #[workflow(standard, timeout_seconds = 600)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let cents = stock.cents.unwrap_or(0);
                let answer = callback(|token| shop.ask(token, &order.article)).await?;
                if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                match shop.charge(&stock.article, cents).await {
                    Ok(()) => Ok(Receipt { article: stock.article, cents, kind: order.kind }),
                    Err(refused) => { shop.release(&stock.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Breaking ["SW1024"];

    a_field_that_the_machine_does_not_read_is_gone {
        stock { pub article: String, pub cents: u32 }
    } => Latest, Safe ["SW1025"];

    a_field_that_the_machine_does_not_read_gets_another_type {
        stock { pub article: String, pub cents: u32, pub shelf: u32 }
    } => Latest, Safe ["SW1025"];

    /// Nothing reads what it answers but the code, and the code is new.
    a_step_answers_where_it_did_not {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, article: &String, cents: u32) -> Result<u32, CardRefused>;
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
                    Ok(cents) => Ok(Receipt { article: stock.article, cents, kind: order.kind }),
                    Err(refused) => { shop.release(&stock.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Safe ["SW1025", "SW1043"];
}

// What a token is answered with.
edits! {
    a_field_more_in_the_answer_to_a_token {
        answer { pub approved: bool, pub by: String, pub remark: String }
    } => Latest, Safe ["SW1030"];

    a_field_of_the_answer_to_a_token_has_another_name {
        answer { #[serde(rename = "ok")] pub approved: bool, pub by: String }
    } => Latest, Breaking ["SW1029"];

    a_field_that_nobody_reads_of_the_answer_to_a_token_is_gone {
        answer { pub approved: bool }
    } => Latest, Safe ["SW1030"];
}
