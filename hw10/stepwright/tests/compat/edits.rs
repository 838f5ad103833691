//! The table: an edit of the contract, the verdict, and the codes that have it.

use crate::judge::check;
use crate::shop::{deployed, shop};
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

#[test]
fn the_contract_as_it_is_changes_nothing() {
    check::<deployed::sell>(Functions::Latest, Verdict::Safe, &[]);
}

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
