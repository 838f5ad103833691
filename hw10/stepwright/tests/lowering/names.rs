//! What states are called.

use std::time::Duration;

use insta::assert_snapshot;
use stepwright::{map, sleep, try_join, workflow};

use crate::outline::{machine, outline};
use crate::shop::{Kind, Order, OutOfStock, Shop, ShopError, Ticket};

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

#[test]
fn a_task_takes_the_name_that_its_statement_has() {
    #[workflow(express)]
    async fn twice(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        if shop.count().await? > order.pieces {
            shop.wrap(&order.ticket).await?;
        }
        #[state("CountAgain")]
        match shop.count().await {
            Ok(0) => Ok(order.ticket),
            Ok(_) => shop.ship(&order.ticket, None).await,
            Err(_) => Err(OutOfStock { pieces: 0 }.into()),
        }
    }
    assert_snapshot!(outline::<twice>(), @"
    Count
      call {}
      $order := $states.input
      $result := $states.result.Payload
      -> IfCountAbovePieces
    IfCountAbovePieces
      if $result > $order.pieces -> Wrap
      else -> CountAgain
    Wrap
      call {ticket: $order.ticket}
      -> CountAgain
    CountAgain
      call {}
      $result_3 := $states.result.Payload
      -> MatchCountAgain
      catch DepotClosed -> OutOfStock
    MatchCountAgain
      if $result_3 = 0 -> MatchCountAgain0
      else -> Ship
    MatchCountAgain0
      output $order.ticket
    Ship
      call {note: null, ticket: $order.ticket}
      output $states.result.Payload
    OutOfStock
      fail OutOfStock $string({'pieces': 0})
    ");
}

#[test]
fn whatever_becomes_a_state_takes_a_name() {
    #[workflow(standard)]
    async fn named(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        #[state("Nap")]
        sleep(Duration::from_secs(60)).await;
        #[state("Pieces")]
        for piece in 0..order.pieces {
            #[state("ReservePiece")]
            shop.reserve(&order.article, piece).await?;
        }
        #[state("Busy")]
        while shop.count().await? > 3 {
            #[state("Pause")]
            sleep(Duration::from_secs(u64::from(order.pieces))).await;
        }
        #[state("AtOnce")]
        let (wrapped, _) = try_join!(shop.wrap(&order.ticket), async {
            #[state("CountBeside")]
            shop.count().await
        })?;
        #[state("Labels")]
        let labels = map(&vec![wrapped], async |ticket| shop.draw(&ticket).await).await?;
        #[state("Any")]
        let Some(label) = labels.first() else {
            #[state("NoLabel")]
            return Err(OutOfStock { pieces: 0 }.into());
        };
        #[state("Noted")]
        if let Some(note) = &label.note {
            #[state("ReserveNote")]
            shop.reserve(note, 1).await?;
        }
        #[state("Shipped")]
        match shop.ship(&order.ticket, None).await {
            Ok(ticket) => Ok(ticket),
            Err(ShopError::OutOfStock(_)) => Ok(order.ticket),
            Err(ShopError::DepotClosed(fault)) =>
            {
                #[state("Closed")]
                Err(fault.into())
            }
        }
    }
    assert_snapshot!(outline::<named>(), @"
    Nap
      $index := 0
      $order := $states.input
      wait seconds 60
      -> Pieces
    Pieces
      if $index < $order.pieces -> ReservePiece
      else -> Busy
    ReservePiece
      call {article: $order.article, pieces: $index}
      $index := $index + 1
      -> Pieces
    Busy
      call {}
      $result_2 := $states.result.Payload
      -> WhileBusy
    WhileBusy
      if $result_2 > 3 -> Pause
      else -> AtOnce
    Pause
      wait seconds $order.pieces
      -> Busy
    AtOnce
      branch 1
      | Wrap
      |   call {ticket: $order.ticket}
      |   output $states.result.Payload
      branch 2
      | CountBeside
      |   call {}
      |   output $states.result.Payload
      $wrapped := $states.result[0]
      -> Labels
    Labels
      Items [($_i := $wrapped; $type($_i) = 'array' ? [[$_i]] : $_i)]
      each item
      | Draw
      |   call {ticket: $states.input}
      |   output $states.result.Payload
      $labels := $states.result
      -> Any
    Any
      if $labels[0] != null -> Noted
      else -> NoLabel
    Noted
      if $labels[0].note != null -> ReserveNote
      else -> Shipped
    ReserveNote
      call {article: $labels[0].note, pieces: 1}
      -> Shipped
    Shipped
      call {note: null, ticket: $order.ticket}
      output $states.result.Payload
      catch OutOfStock -> ShippedOutOfStock
    ShippedOutOfStock
      output $order.ticket
    NoLabel
      fail OutOfStock $string({'pieces': 0})
    ");
}

#[test]
fn a_choice_about_what_a_step_gave_is_named_after_the_step() {
    #[workflow(express)]
    async fn guarded(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        let first = match shop.count().await {
            Ok(count) if count > 5 => count,
            Ok(count) => {
                shop.reserve(&order.article, 1).await?;
                count
            }
            Err(fault) => return Err(fault.into()),
        };
        match shop.wrap(&order.ticket).await {
            Ok(_) if first > 3 => Ok(first),
            Ok(_) => {
                shop.print(&crate::shop::Label {
                    text: order.article,
                    copies: 1,
                    note: None,
                })
                .await?;
                Ok(2)
            }
            Err(_) => Ok(1),
        }
    }
    let names = names::<guarded>();
    assert!(
        names.contains(&"MatchCount".to_owned()) && names.contains(&"MatchWrap".to_owned()),
        "{names:?}"
    );
}

#[test]
fn a_fault_that_is_passed_on_is_named_after_where_it_was_caught() {
    #[workflow(express)]
    async fn pass(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let ticket = match shop.reserve(&order.article, order.pieces).await {
            Ok(ticket) => ticket,
            Err(fault) => {
                shop.count().await?;
                return Err(fault);
            }
        };
        match shop.ship(&ticket, None).await {
            Ok(ticket) => Ok(ticket),
            Err(fault) => {
                #[state("CountAgain")]
                shop.count().await?;
                Err(fault)
            }
        }
    }
    let mut names = names::<pass>();
    names.retain(|name| name.starts_with("PassOn"));
    names.sort();
    assert_eq!(names, ["PassOnReserveFailed", "PassOnShipFailed"]);
}
