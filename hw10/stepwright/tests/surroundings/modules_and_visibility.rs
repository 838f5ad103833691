//! A workflow, its steps and its types may stand in different modules, and be as visible as their author likes.
#![deny(warnings)]
#![expect(dead_code, reason = "the workflows are lowered, not run")]

mod types {
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};
    use stepwright::{Contract, Fault};

    #[derive(Debug, Contract, Serialize, Deserialize, JsonSchema)]
    pub(crate) struct Order {
        pub(super) article: String,
    }

    #[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
    #[fault(status = 409, detail = "No.")]
    pub(crate) struct Refused {}
}

mod steps {
    use super::types::Refused;

    #[stepwright::steps]
    pub(crate) trait Shop: Send {
        async fn reserve(&self, article: &String) -> Result<u32, Refused>;
    }
}

mod workflows {
    pub(crate) mod private {
        use crate::modules_and_visibility::steps::Shop as Renamed;
        use crate::modules_and_visibility::types::{Order, Refused};

        #[stepwright::workflow(standard)]
        pub(in crate::modules_and_visibility::workflows) async fn imported(
            shop: &impl Renamed,
            order: Order,
        ) -> Result<u32, Refused> {
            shop.reserve(&order.article).await
        }
    }

    #[stepwright::workflow(express)]
    async fn by_path(
        shop: &impl crate::modules_and_visibility::steps::Shop,
        order: crate::modules_and_visibility::types::Order,
    ) -> Result<u32, super::types::Refused> {
        shop.reserve(&order.article).await
    }

    #[test]
    fn they_are_state_machines() {
        use stepwright::Workflow;
        use stepwright::flow::Record;

        stepwright::lower(&private::imported::flow()).expect("a state machine");
        stepwright::lower(&by_path::flow()).expect("a state machine");
        assert_eq!(
            by_path::RUST_PATH,
            "surroundings::modules_and_visibility::workflows::by_path"
        );
    }
}

/// The steps can be implemented from anywhere.
#[derive(Debug)]
pub(crate) struct Shelf;

impl steps::Shop for Shelf {
    async fn reserve(&self, article: &String) -> Result<u32, types::Refused> {
        if article.is_empty() {
            Err(types::Refused {})
        } else {
            Ok(1)
        }
    }
}
