//! What states are called.

use stepwright::workflow;

use crate::outline::machine;
use crate::shop::{Kind, Order, Shop, ShopError};

fn names<W: stepwright::flow::Record>() -> Vec<String> {
    let machine = machine::<W>();
    machine["States"].as_object().expect("states").keys().cloned().collect()
}

#[test]
fn a_task_is_named_after_its_step() {
    #[workflow(express)]
    async fn count(shop: &impl Shop, _order: Order) -> Result<u32, ShopError> {
        Ok(shop.count().await?)
    }
    assert_eq!(names::<count>(), ["Count"]);
}

#[test]
fn a_choice_is_named_after_what_it_looks_at() {
    #[workflow(express)]
    async fn look(_shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        match order.kind {
            Kind::Book => {
                if order.pieces > 10 && !order.urgent {
                    Ok(1)
                } else {
                    Ok(2)
                }
            }
            Kind::Record | Kind::Tea => Ok(3),
        }
    }
    assert_eq!(
        names::<look>(),
        [
            "MatchKind",
            "IfPiecesAbove10AndNotUrgent",
            "IfPiecesAbove10AndNotUrgentThen",
            "IfPiecesAbove10AndNotUrgentElse",
            "MatchKindRecordOrTea",
            "ContractViolation",
        ]
    );
}

#[test]
fn a_statement_is_named_by_its_state_attribute() {
    #[workflow(express)]
    async fn named(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        #[state("CountBooks")]
        let books = shop.count().await?;
        #[state("CountTea")]
        shop.count().await?;
        #[state("IsItUrgent")]
        if order.urgent {
            #[state("CountEverything")]
            shop.count().await?;
        }
        #[state("WhichKind")]
        match order.kind {
            #[state("NoBooks")]
            Kind::Book => return Err(crate::shop::DepotClosed {}.into()),
            Kind::Record | Kind::Tea => {}
        }
        Ok(books)
    }
    assert_eq!(
        names::<named>(),
        [
            "CountBooks",
            "CountTea",
            "IsItUrgent",
            "CountEverything",
            "WhichKind",
            "DepotClosed",
            "WhichKindRecordOrTea",
            "ContractViolation"
        ]
    );
}
