//! How executions end: outputs and faults.

use insta::assert_snapshot;
use stepwright::{Contract, Fault, workflow};

use crate::outline::outline;
use crate::shop::{DepotClosed, Order, OutOfStock, Shop, ShopError, Ticket};

#[test]
fn a_fault_that_a_choice_holds_is_returned_by_into() {
    #[workflow(express)]
    async fn count(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        if order.pieces == 0 {
            return Err(OutOfStock { pieces: order.pieces }.into());
        }
        Ok(shop.count().await?)
    }
    assert_snapshot!(outline::<count>(), @"
    IfPiecesIs0
      if $states.input.pieces = 0 -> OutOfStock
        $order := $states.input
      else -> Count
    OutOfStock
      fail OutOfStock $string({'pieces': $order.pieces})
    Count
      call {}
      output $states.result.Payload
    ");
}

#[test]
fn a_fault_is_returned_in_its_variants() {
    #[derive(Debug, Fault)]
    enum Outer {
        Shop(ShopError),
    }
    #[workflow(express)]
    async fn refuse(_shop: &impl Shop, order: Order) -> Result<u32, Outer> {
        if order.urgent {
            Err(Outer::Shop(ShopError::DepotClosed(DepotClosed {})))
        } else {
            Err(Outer::Shop(OutOfStock { pieces: 2 }.into()))
        }
    }
    assert_snapshot!(outline::<refuse>(), @"
    IfUrgent
      if $states.input.urgent -> DepotClosed
      else -> OutOfStock
    DepotClosed
      fail DepotClosed $string({})
    OutOfStock
      fail OutOfStock $string({'pieces': 2})
    ");
}

#[test]
fn a_fault_of_its_own_needs_no_variant() {
    #[workflow(express)]
    async fn refuse(_shop: &impl Shop, order: Order) -> Result<u32, OutOfStock> {
        if order.urgent {
            return Ok(order.pieces);
        }
        Err(OutOfStock { pieces: order.pieces })
    }
    assert_snapshot!(outline::<refuse>(), @"
    IfUrgent
      if $states.input.urgent -> IfUrgentThen
        $order := $states.input
      else -> OutOfStock
        $order := $states.input
    IfUrgentThen
      output $order.pieces
    OutOfStock
      fail OutOfStock $string({'pieces': $order.pieces})
    ");
}

#[test]
fn the_fields_of_a_fault_have_their_names_on_the_wire() {
    #[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
    #[serde(rename_all = "camelCase")]
    #[fault(status = 400, detail = "Not {zip_code}.")]
    struct BadAddress {
        zip_code: String,
        note: Option<String>,
    }
    #[workflow(express)]
    async fn refuse(_shop: &impl Shop, order: Order) -> Result<u32, BadAddress> {
        Err(BadAddress {
            zip_code: order.address.zip_code,
            note: order.note,
        })
    }
    assert_snapshot!(outline::<refuse>(), @"
    BadAddress
      fail BadAddress $string({'zipCode': $states.input.address.zipCode, 'note': $exists($states.input.note) ? $states.input.note : null})
    ");
}

#[test]
fn the_result_of_a_step_may_be_the_workflows_own() {
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        if order.urgent {
            return shop.ship(&order.ticket, order.note).await;
        }
        #[state("ReserveFirst")]
        shop.reserve(&order.article, order.pieces).await
    }
    assert_snapshot!(outline::<reserve>(), @"
    IfUrgent
      if $states.input.urgent -> Ship
        $order := $states.input
      else -> ReserveFirst
        $order := $states.input
    Ship
      call {note: $exists($order.note) ? $order.note : null, ticket: $order.ticket}
      output $states.result.Payload
    ReserveFirst
      call {article: $order.article, pieces: $order.pieces}
      output $states.result.Payload
    ");
}

#[test]
fn a_unit_output_is_null() {
    #[workflow(express)]
    async fn count(shop: &impl Shop, _order: Order) -> Result<(), ShopError> {
        shop.count().await?;
        Ok(())
    }
    assert_snapshot!(outline::<count>(), @"
    Count
      call {}
      output null
    ");
}

#[test]
fn a_workflow_without_any_step_is_one_state() {
    #[workflow(express)]
    async fn nothing(_shop: &impl Shop, order: Order) -> Result<String, ShopError> {
        Ok(order.article)
    }
    assert_snapshot!(outline::<nothing>(), @"
    Done
      output $states.input.article
    ");
}

#[test]
fn a_workflow_that_only_fails_is_one_state() {
    #[workflow(express)]
    async fn refuse(_shop: &impl Shop, _order: Order) -> Result<String, ShopError> {
        Err(DepotClosed {}.into())
    }
    assert_snapshot!(outline::<refuse>(), @"
    DepotClosed
      fail DepotClosed $string({})
    ");
}

#[test]
fn an_early_return_of_an_output_ends_the_execution() {
    #[workflow(express)]
    async fn count(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        if order.urgent {
            return Ok(order.pieces);
        }
        shop.count().await?;
        #[state("CountAgain")]
        Ok(shop.count().await?)
    }
    assert_snapshot!(outline::<count>(), @"
    IfUrgent
      if $states.input.urgent -> IfUrgentThen
        $order := $states.input
      else -> Count
    IfUrgentThen
      output $order.pieces
    Count
      call {}
      -> CountAgain
    CountAgain
      call {}
      output $states.result.Payload
    ");
}
