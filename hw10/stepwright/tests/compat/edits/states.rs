//! Steps, states, and the workflow itself.

use super::edits;
use crate::judge::check;
use crate::shop::shop;
use stepwright::compat::{Functions, Verdict};

// Steps, states, and the workflow itself.
edits! {
    a_step_is_gone {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, article: &String, cents: u32) -> Result<(), CardRefused>;
                async fn audit(&self, pieces: u32) -> Result<u32, SoldOut>;
            }
        }
        workflow {
            #[workflow(standard, timeout_seconds = 600)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let answer = callback(|token| shop.ask(token, &order.article)).await?;
                if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                shop.charge(&stock.article, stock.cents).await?;
                Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind })
            }
        }
    } => Latest, Breaking ["SW1020"];

    /// Old executions call its function, which stays as long as the method does.
    a_step_is_kept_but_not_called {
        workflow {
            #[workflow(standard, timeout_seconds = 600)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let answer = callback(|token| shop.ask(token, &order.article)).await?;
                if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                shop.charge(&stock.article, stock.cents).await?;
                Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind })
            }
        }
    } => Latest, Safe ["SW1040", "SW1043"];

    a_step_that_nobody_calls_is_gone {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, article: &String, cents: u32) -> Result<(), CardRefused>;
                async fn release(&self, article: &String) -> Result<(), SoldOut>;
            }
        }
    } => Latest, Safe ["SW1020"];

    a_step_has_another_name {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, article: &String, cents: u32) -> Result<(), CardRefused>;
                async fn put_back(&self, article: &String) -> Result<(), SoldOut>;
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
                    Err(refused) => { shop.put_back(&stock.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Breaking ["SW1020"];

    a_step_more_that_nobody_calls {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20)]
                async fn charge(&self, article: &String, cents: u32) -> Result<(), CardRefused>;
                async fn release(&self, article: &String) -> Result<(), SoldOut>;
                async fn audit(&self, pieces: u32) -> Result<u32, SoldOut>;
                async fn notify(&self, article: &String) -> Result<(), SoldOut>;
            }
        }
    } => Latest, Safe ["SW1021"];

    /// Who stands on the state goes on by the definition in which it has the old name.
    a_state_has_another_name {
        workflow {
            #[workflow(standard, timeout_seconds = 600)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let answer = callback(|token| shop.ask(token, &order.article)).await?;
                if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                match shop.charge(&stock.article, stock.cents).await {
                    Ok(()) => Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind }),
                    Err(refused) => { #[state("PutBack")] shop.release(&stock.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Safe ["SW1040"];

    a_step_may_take_longer {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 60)]
                async fn charge(&self, article: &String, cents: u32) -> Result<(), CardRefused>;
                async fn release(&self, article: &String) -> Result<(), SoldOut>;
                async fn audit(&self, pieces: u32) -> Result<u32, SoldOut>;
            }
        }
    } => Latest, Safe ["SW1041"];

    an_execution_may_take_longer {
        workflow {
            #[workflow(standard, timeout_seconds = 1200)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let answer = callback(|token| shop.ask(token, &order.article)).await?;
                if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                match shop.charge(&stock.article, stock.cents).await {
                    Ok(()) => Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind }),
                    Err(refused) => { shop.release(&stock.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Safe ["SW1041"];

    a_step_may_be_tried_again {
        steps {
            #[steps]
            pub(crate) trait Shop {
                async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                #[step(timeout_seconds = 86_400)]
                async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                #[step(timeout_seconds = 20, idempotent)]
                async fn charge(&self, article: &String, cents: u32) -> Result<(), CardRefused>;
                async fn release(&self, article: &String) -> Result<(), SoldOut>;
                async fn audit(&self, pieces: u32) -> Result<u32, SoldOut>;
            }
        }
    } => Latest, Safe ["SW1042"];

    the_workflow_decides_otherwise {
        workflow {
            #[workflow(standard, timeout_seconds = 600)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                let answer = callback(|token| shop.ask(token, &order.article)).await?;
                if answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                match shop.charge(&stock.article, stock.cents).await {
                    Ok(()) => Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind }),
                    Err(refused) => { shop.release(&stock.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Safe ["SW1040", "SW1043"];

    the_workflow_is_of_the_other_kind {
        workflow {
            #[workflow(express, timeout_seconds = 60)]
            pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                let stock = shop.reserve(&order).await?;
                match shop.charge(&stock.article, stock.cents).await {
                    Ok(()) => Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind }),
                    Err(refused) => { shop.release(&stock.article).await?; Err(refused.into()) }
                }
            }
        }
    } => Latest, Breaking ["SW1003"];

    only_words_change {
        order {
            /// What is wanted.
            pub article: String,
            pub pieces: u32,
            pub kind: Kind,
            pub note: Option<String>,
        }
    } => Latest, Safe ["SW1044"];
}
