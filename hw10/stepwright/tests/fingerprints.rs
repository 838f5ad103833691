//! A workflow's fingerprint: the same while nothing changes that `generated/` follows from, another one after.
#![allow(dead_code, reason = "the workflows are looked at, not run")]

use stepwright::Workflow;

/// A module with a workflow in it, some parts of which may differ.
macro_rules! variant {
    (
        $name:ident,
        field: $field:ident,
        doc: $doc:literal,
        type_doc: $type_doc:literal,
        timeout: $timeout:literal,
        status: $status:literal,
        option: $option:ty,
        body: |$shop:ident, $order:ident| $body:block
    ) => {
        mod $name {
            use schemars::JsonSchema;
            use serde::{Deserialize, Serialize};
            use stepwright::{Contract, Fault, steps, workflow};

            #[doc = $type_doc]
            #[derive(Debug, Contract, Serialize, Deserialize, JsonSchema)]
            pub(crate) struct Order {
                $field: u32,
                note: $option,
            }

            #[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
            #[fault(status = $status, detail = "No.")]
            pub(crate) struct Refused {}

            #[steps]
            pub(crate) trait Shop {
                #[doc = $doc]
                #[step(timeout_seconds = $timeout)]
                async fn sell(&self, order: &Order) -> Result<u32, Refused>;
            }

            #[workflow(express)]
            pub(crate) async fn selling($shop: &impl Shop, $order: Order) -> Result<u32, Refused> $body
        }
    };
}

variant!(first, field: pieces, doc: "Sells.", type_doc: "An order.", timeout: 5, status: 409, option: Option<u32>,
    body: |shop, order| { shop.sell(&order).await });
variant!(reformatted, field: pieces, doc: "Sells.", type_doc: "An order.", timeout: 5, status: 409, option: Option<u32>,
body: |shop, order| {
    // A comment, and other spaces.
    shop
        .sell( & order )
        .await
});
variant!(renamed_field, field: count, doc: "Sells.", type_doc: "An order.", timeout: 5, status: 409, option: Option<u32>,
    body: |shop, order| { shop.sell(&order).await });
variant!(other_type, field: pieces, doc: "Sells.", type_doc: "An order.", timeout: 5, status: 409, option: u32,
    body: |shop, order| { shop.sell(&order).await });
variant!(other_step_doc, field: pieces, doc: "Sells!", type_doc: "An order.", timeout: 5, status: 409, option: Option<u32>,
    body: |shop, order| { shop.sell(&order).await });
variant!(other_type_doc, field: pieces, doc: "Sells.", type_doc: "Orders.", timeout: 5, status: 409, option: Option<u32>,
    body: |shop, order| { shop.sell(&order).await });
variant!(other_timeout, field: pieces, doc: "Sells.", type_doc: "An order.", timeout: 6, status: 409, option: Option<u32>,
    body: |shop, order| { shop.sell(&order).await });
variant!(other_status, field: pieces, doc: "Sells.", type_doc: "An order.", timeout: 5, status: 410, option: Option<u32>,
    body: |shop, order| { shop.sell(&order).await });
variant!(other_body, field: pieces, doc: "Sells.", type_doc: "An order.", timeout: 5, status: 409, option: Option<u32>,
    body: |shop, order| { Ok(shop.sell(&order).await?) });

#[test]
fn spaces_and_comments_change_nothing() {
    assert_eq!(first::selling::fingerprint(), reformatted::selling::fingerprint());
}

#[test]
fn it_is_the_same_each_time() {
    assert_eq!(first::selling::fingerprint(), first::selling::fingerprint());
    assert_eq!(first::selling::fingerprint().len(), 16);
}

#[test]
fn whatever_generated_files_follow_from_changes_it() {
    let changed = [
        ("a field's name", renamed_field::selling::fingerprint()),
        ("a field's type", other_type::selling::fingerprint()),
        ("a step's documentation", other_step_doc::selling::fingerprint()),
        ("a type's documentation", other_type_doc::selling::fingerprint()),
        ("a step's timeout", other_timeout::selling::fingerprint()),
        ("a fault's status", other_status::selling::fingerprint()),
        ("the function", other_body::selling::fingerprint()),
    ];
    for (what, fingerprint) in changed {
        assert_ne!(fingerprint, first::selling::fingerprint(), "{what}");
    }
}

/// What lowering says of a fault stands in the files too.
mod fault_documentation {
    macro_rules! documented {
        ($name:ident, $doc:literal) => {
            pub(super) mod $name {
                #[doc = $doc]
                #[derive(
                    Debug,
                    stepwright::Contract,
                    stepwright::Fault,
                    serde::Serialize,
                    serde::Deserialize,
                    schemars::JsonSchema,
                )]
                #[fault(status = 409, detail = "No.")]
                pub(crate) struct Refused {}

                #[stepwright::steps]
                pub(crate) trait Shop {
                    async fn count(&self) -> Result<u32, Refused>;
                }

                #[stepwright::workflow(express)]
                pub(crate) async fn counting(shop: &impl Shop, _order: u32) -> Result<u32, Refused> {
                    shop.count().await
                }
            }
        };
    }
    documented!(one, "Not today.");
    documented!(other, "Not tomorrow.");
}

#[test]
fn the_documentation_of_a_fault_changes_it() {
    use fault_documentation::{one, other};
    assert_ne!(one::counting::fingerprint(), other::counting::fingerprint());
}
