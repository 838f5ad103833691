//! The contract that is deployed, and a macro that edits it.
//!
//! A shop sells by a Standard workflow: it reserves, asks somebody by a token, charges, and takes the reservation back if
//! the card is refused.

/// A module with the contract, in which some sections are others.
macro_rules! shop {
    ($name:ident: $($edits:tt)*) => {
        $crate::shop::shop! { @edit $name
            [ order { pub article: String, pub pieces: u32, pub kind: Kind, pub note: Option<String> } ]
            [ kind { Parcel, Letter } ]
            [ stock { pub article: String, pub cents: u32, pub shelf: String } ]
            [ answer { pub approved: bool, pub by: String } ]
            [ receipt { pub article: String, pub cents: u32, pub kind: Kind } ]
            [ refused { pub reason: String } ]
            [ refusal { #[fault(status = 402, detail = "The card was refused.")] } ]
            [ failures { CardRefused(CardRefused), SoldOut(SoldOut) } ]
            [ more {} ]
            [ steps {
                #[steps]
                pub(crate) trait Shop {
                    async fn reserve(&self, order: &Order) -> Result<Stock, SoldOut>;
                    #[step(timeout_seconds = 86_400)]
                    async fn ask(&self, token: TaskToken<Answer, CardRefused>, article: &String) -> Result<(), CardRefused>;
                    #[step(timeout_seconds = 20)]
                    async fn charge(&self, article: &String, cents: u32) -> Result<(), CardRefused>;
                    async fn release(&self, article: &String) -> Result<(), SoldOut>;
                    async fn audit(&self, pieces: u32) -> Result<u32, SoldOut>;
                }
            } ]
            [ workflow {
                #[workflow(standard, timeout_seconds = 600)]
                pub(crate) async fn sell(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
                    let stock = shop.reserve(&order).await?;
                    let answer = callback(|token| shop.ask(token, &order.article)).await?;
                    if !answer.approved { #[state("NotWanted")] return Err(CardRefused { reason: "not wanted".to_owned() }.into()); }
                    match shop.charge(&stock.article, stock.cents).await {
                        Ok(()) => Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind }),
                        Err(refused) => { shop.release(&stock.article).await?; Err(refused.into()) }
                    }
                }
            } ]
            $($edits)*
        }
    };

    // An edit takes the place of the section of its name.
    (@edit $name:ident [order $_:tt] $kind:tt $stock:tt $answer:tt $receipt:tt $refused:tt $refusal:tt $failures:tt $more:tt $steps:tt $workflow:tt order $new:tt $($rest:tt)*) => {
        $crate::shop::shop! { @edit $name [order $new] $kind $stock $answer $receipt $refused $refusal $failures $more $steps $workflow $($rest)* }
    };
    (@edit $name:ident $order:tt [kind $_:tt] $stock:tt $answer:tt $receipt:tt $refused:tt $refusal:tt $failures:tt $more:tt $steps:tt $workflow:tt kind $new:tt $($rest:tt)*) => {
        $crate::shop::shop! { @edit $name $order [kind $new] $stock $answer $receipt $refused $refusal $failures $more $steps $workflow $($rest)* }
    };
    (@edit $name:ident $order:tt $kind:tt [stock $_:tt] $answer:tt $receipt:tt $refused:tt $refusal:tt $failures:tt $more:tt $steps:tt $workflow:tt stock $new:tt $($rest:tt)*) => {
        $crate::shop::shop! { @edit $name $order $kind [stock $new] $answer $receipt $refused $refusal $failures $more $steps $workflow $($rest)* }
    };
    (@edit $name:ident $order:tt $kind:tt $stock:tt [answer $_:tt] $receipt:tt $refused:tt $refusal:tt $failures:tt $more:tt $steps:tt $workflow:tt answer $new:tt $($rest:tt)*) => {
        $crate::shop::shop! { @edit $name $order $kind $stock [answer $new] $receipt $refused $refusal $failures $more $steps $workflow $($rest)* }
    };
    (@edit $name:ident $order:tt $kind:tt $stock:tt $answer:tt [receipt $_:tt] $refused:tt $refusal:tt $failures:tt $more:tt $steps:tt $workflow:tt receipt $new:tt $($rest:tt)*) => {
        $crate::shop::shop! { @edit $name $order $kind $stock $answer [receipt $new] $refused $refusal $failures $more $steps $workflow $($rest)* }
    };
    (@edit $name:ident $order:tt $kind:tt $stock:tt $answer:tt $receipt:tt [refused $_:tt] $refusal:tt $failures:tt $more:tt $steps:tt $workflow:tt refused $new:tt $($rest:tt)*) => {
        $crate::shop::shop! { @edit $name $order $kind $stock $answer $receipt [refused $new] $refusal $failures $more $steps $workflow $($rest)* }
    };
    (@edit $name:ident $order:tt $kind:tt $stock:tt $answer:tt $receipt:tt $refused:tt [refusal $_:tt] $failures:tt $more:tt $steps:tt $workflow:tt refusal $new:tt $($rest:tt)*) => {
        $crate::shop::shop! { @edit $name $order $kind $stock $answer $receipt $refused [refusal $new] $failures $more $steps $workflow $($rest)* }
    };
    (@edit $name:ident $order:tt $kind:tt $stock:tt $answer:tt $receipt:tt $refused:tt $refusal:tt [failures $_:tt] $more:tt $steps:tt $workflow:tt failures $new:tt $($rest:tt)*) => {
        $crate::shop::shop! { @edit $name $order $kind $stock $answer $receipt $refused $refusal [failures $new] $more $steps $workflow $($rest)* }
    };
    (@edit $name:ident $order:tt $kind:tt $stock:tt $answer:tt $receipt:tt $refused:tt $refusal:tt $failures:tt [more $_:tt] $steps:tt $workflow:tt more $new:tt $($rest:tt)*) => {
        $crate::shop::shop! { @edit $name $order $kind $stock $answer $receipt $refused $refusal $failures [more $new] $steps $workflow $($rest)* }
    };
    (@edit $name:ident $order:tt $kind:tt $stock:tt $answer:tt $receipt:tt $refused:tt $refusal:tt $failures:tt $more:tt [steps $_:tt] $workflow:tt steps $new:tt $($rest:tt)*) => {
        $crate::shop::shop! { @edit $name $order $kind $stock $answer $receipt $refused $refusal $failures $more [steps $new] $workflow $($rest)* }
    };
    (@edit $name:ident $order:tt $kind:tt $stock:tt $answer:tt $receipt:tt $refused:tt $refusal:tt $failures:tt $more:tt $steps:tt [workflow $_:tt] workflow $new:tt $($rest:tt)*) => {
        $crate::shop::shop! { @edit $name $order $kind $stock $answer $receipt $refused $refusal $failures $more $steps [workflow $new] $($rest)* }
    };

    (@edit $name:ident
        [order $order:tt] [kind $kind:tt] [stock $stock:tt] [answer $answer:tt] [receipt $receipt:tt] [refused $refused:tt]
        [refusal { $($refusal:tt)* }] [failures $failures:tt] [more { $($more:tt)* }] [steps { $($steps:tt)* }]
        [workflow { $($workflow:tt)* }]
    ) => {
        pub(crate) mod $name {
            #[allow(unused_imports, reason = "an edit may need less than the contract does")]
            use stepwright::{CatchPlatform, Caught, Contract, Fault, TaskToken, callback, steps, workflow};
            use schemars::JsonSchema;
            use serde::{Deserialize, Serialize};

            #[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
            pub(crate) struct Order $order

            #[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
            #[serde(rename_all = "lowercase")]
            pub(crate) enum Kind $kind

            #[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
            pub(crate) struct Stock $stock

            #[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
            pub(crate) struct Answer $answer

            #[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
            pub(crate) struct Receipt $receipt

            #[derive(Debug, Clone, Contract, Fault, Serialize, Deserialize, JsonSchema)]
            $($refusal)*
            pub(crate) struct CardRefused $refused

            #[derive(Debug, Clone, Contract, Fault, Serialize, Deserialize, JsonSchema)]
            #[fault(status = 409, detail = "There is none left.")]
            pub(crate) struct SoldOut {}

            #[derive(Debug, Clone, Fault)]
            pub(crate) enum SaleError $failures

            $($more)*
            $($steps)*
            $($workflow)*
        }
    };
}
pub(crate) use shop;

shop! { deployed: }
