//! Loops, and variables that change.

use std::time::Duration;

use insta::assert_snapshot;
use stepwright::{sleep, workflow};

use crate::outline::outline;
use crate::shop::{Label, Order, Shop, ShopError, Ticket};

const PAUSE: Duration = Duration::from_secs(30);

#[test]
fn a_while_is_a_choice_that_is_led_back_to() {
    #[workflow(standard)]
    async fn poll(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let mut left = shop.count().await?;
        while left < order.pieces {
            sleep(PAUSE).await;
            #[state("CountAgain")]
            let now = shop.count().await?;
            left = now;
        }
        shop.reserve(&order.article, order.pieces).await
    }
    assert_snapshot!(outline::<poll>(), @"
    Count
      call {}
      $left := $states.result.Payload
      $order := $states.input
      -> WhileLeftBelowPieces
    WhileLeftBelowPieces
      if $left < $order.pieces -> Sleep
      else -> Reserve
    Sleep
      wait seconds 30
      -> CountAgain
    CountAgain
      call {}
      $left := $states.result.Payload
      -> WhileLeftBelowPieces
    Reserve
      call {article: $order.article, pieces: $order.pieces}
      output $states.result.Payload
    ");
}

#[test]
fn a_for_goes_through_a_list_by_its_index() {
    #[workflow(standard)]
    async fn wrap_all(shop: &impl Shop, tickets: Vec<Ticket>) -> Result<u32, ShopError> {
        for ticket in &tickets {
            shop.ship(ticket, None).await?;
        }
        Ok(shop.count().await?)
    }
    assert_snapshot!(outline::<wrap_all>(), @"
    Start
      $index := 0
      $tickets := $states.input
      -> EachTickets
    EachTickets
      if $index < $count($tickets) -> Ship
      else -> Count
    Ship
      call {note: null, ticket: $tickets[$index]}
      $index := $index + 1
      -> EachTickets
    Count
      call {}
      output $states.result.Payload
    ");
}

#[test]
fn a_for_over_a_range_counts() {
    #[workflow(standard)]
    async fn count(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        for piece in 1..=order.pieces {
            shop.reserve(&order.article, piece).await?;
        }
        Ok(shop.count().await?)
    }
    assert_snapshot!(outline::<count>(), @"
    Start
      $index := 1
      $order := $states.input
      -> CountToPieces
    CountToPieces
      if $index <= $order.pieces -> Reserve
      else -> Count
    Reserve
      call {article: $order.article, pieces: $index}
      $index := $index + 1
      -> CountToPieces
    Count
      call {}
      output $states.result.Payload
    ");
}

#[test]
fn a_loop_has_the_value_of_its_break() {
    #[workflow(standard)]
    async fn find(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let found = loop {
            let left = shop.count().await?;
            if left > 5 {
                break left;
            }
        };
        shop.reserve(&order.article, found).await
    }
    assert_snapshot!(outline::<find>(), @"
    Start
      $order := $states.input
      -> Count
    Count
      call {}
      $left := $states.result.Payload
      -> IfLeftAbove5
    IfLeftAbove5
      if $left > 5 -> Reserve
        $found := $left
      else -> Count
    Reserve
      call {article: $order.article, pieces: $found}
      output $states.result.Payload
    ");
}

#[test]
fn labels_say_which_loop_is_left_or_begun_again() {
    #[workflow(standard)]
    async fn search(shop: &impl Shop, tickets: Vec<Ticket>) -> Result<u32, ShopError> {
        'tickets: for ticket in &tickets {
            loop {
                let left = shop.count().await?;
                if left == 0 {
                    break 'tickets;
                }
                if left == 1 {
                    continue 'tickets;
                }
                shop.ship(ticket, None).await?;
            }
        }
        Ok(0)
    }
    assert_snapshot!(outline::<search>(), @"
    Start
      $index := 0
      $tickets := $states.input
      -> EachTickets
    EachTickets
      if $index < $count($tickets) -> Count
      else -> EachTicketsDone
    Count
      call {}
      $left := $states.result.Payload
      -> IfLeftIs0
    IfLeftIs0
      if $left = 0 -> IfLeftIs0Then
      else -> IfLeftIs1
    IfLeftIs0Then
      output 0
    IfLeftIs1
      if $left = 1 -> EachTickets
        $index := $index + 1
      else -> Ship
    Ship
      call {note: null, ticket: $tickets[$index]}
      -> Count
    EachTicketsDone
      output 0
    ");
}

#[test]
fn a_variable_read_before_it_changes_keeps_its_value() {
    #[workflow(standard)]
    async fn swap(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let mut pieces = order.pieces;
        let before = pieces;
        pieces = shop.count().await?;
        shop.reserve(&order.article, pieces).await?;
        shop.reserve(&order.article, before).await
    }
    let names = "state `Reserve` is defined twice";
    let problems = stepwright::lower(&<swap as stepwright::flow::Record>::flow()).expect_err("two states of one name");
    assert!(problems[0].message.contains(names), "{problems:?}");
}

#[test]
fn a_match_keeps_the_value_that_it_looked_at() {
    #[workflow(standard)]
    async fn keep(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let mut pieces = order.pieces;
        match pieces {
            0 => shop.reserve(&order.article, 1).await,
            before => {
                pieces = shop.count().await?;
                #[state("ReserveSum")]
                shop.reserve(&order.article, if before < pieces { before } else { pieces })
                    .await
            }
        }
    }
    assert_snapshot!(outline::<keep>(), @"
    MatchPieces
      if $states.input.pieces = 0 -> Reserve
        $order := $states.input
      else -> Count
        $order := $states.input
        $result := $states.input.pieces
    Reserve
      call {article: $order.article, pieces: 1}
      output $states.result.Payload
    Count
      call {}
      $pieces := $states.result.Payload
      -> ReserveSum
    ReserveSum
      call {article: $order.article, pieces: ($result < $pieces) ? $result : $pieces}
      output $states.result.Payload
    ");
}

#[test]
fn a_loop_that_is_the_first_thing_begins_after_a_start() {
    #[workflow(standard)]
    async fn drain(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        loop {
            match shop.reserve(&order.article, 1).await {
                Ok(ticket) => {
                    if order.urgent {
                        return Ok(ticket);
                    }
                }
                Err(fault) => return Err(fault),
            }
        }
    }
    assert_snapshot!(outline::<drain>(), @"
    Start
      $order := $states.input
      -> Reserve
    Reserve
      call {article: $order.article, pieces: 1}
      $result := $states.result.Payload
      -> IfUrgent
    IfUrgent
      if $order.urgent -> IfUrgentThen
      else -> Reserve
    IfUrgentThen
      output $result
    ");
}

#[test]
fn a_loop_that_does_nothing_is_told() {
    #[workflow(standard)]
    async fn spin(_shop: &impl Shop, _order: Order) -> Result<Ticket, ShopError> {
        loop {}
    }
    let problems = stepwright::lower(&<spin as stepwright::flow::Record>::flow()).expect_err("no state");
    assert_eq!(problems[0].code, "SW0004", "{problems:?}");
}

#[test]
fn a_block_is_left_by_its_label() {
    #[workflow(standard)]
    async fn pieces(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        let pieces = 'known: {
            if order.pieces > 0 {
                break 'known order.pieces;
            }
            shop.count().await?
        };
        'wrapped: {
            for _ in 0..pieces {
                if order.urgent {
                    break 'wrapped;
                }
                shop.wrap(&order.ticket).await?;
            }
            shop.ship(&order.ticket, None).await?;
        }
        Ok(pieces)
    }
    assert_snapshot!(outline::<pieces>(), @"
    IfPiecesAbove0
      if $states.input.pieces > 0 -> CountToPieces
        $index := 0
        $order := $states.input
        $pieces := $states.input.pieces
      else -> Count
        $order := $states.input
    CountToPieces
      if $index < $pieces -> IfUrgent
      else -> Ship
    IfUrgent
      if $order.urgent -> IfUrgentThen
      else -> Wrap
    IfUrgentThen
      output $pieces
    Wrap
      call {ticket: $order.ticket}
      $index := $index + 1
      -> CountToPieces
    Ship
      call {note: null, ticket: $order.ticket}
      output $pieces
    Count
      call {}
      $index := 0
      $pieces := $states.result.Payload
      -> CountToPieces
    ");
}

#[test]
fn a_for_takes_its_items_apart() {
    #[workflow(standard)]
    async fn print(shop: &impl Shop, labels: Vec<Label>) -> Result<Vec<String>, ShopError> {
        let mut printed = Vec::new();
        for Label { text, copies, .. } in &labels {
            if *copies > 0 {
                shop.reserve(text, *copies).await?;
                printed.push(text.clone());
            }
        }
        printed.push(String::new());
        Ok(printed)
    }
    assert_snapshot!(outline::<print>(), @"
    Start
      $index := 0
      $labels := $states.input
      $printed := []
      -> EachLabels
    EachLabels
      if $index < $count($labels) -> IfCopiesAbove0
      else -> EachLabelsDone
    IfCopiesAbove0
      if $labels[$index].copies > 0 -> Reserve
      else -> EachLabels
        $index := $index + 1
    Reserve
      call {article: $labels[$index].text, pieces: $labels[$index].copies}
      $index := $index + 1
      $printed := $append($printed, [$labels[$index].text])
      -> EachLabels
    EachLabelsDone
      output $append($printed, [''])
    ");
}

#[test]
fn a_start_that_sets_nothing_is_no_state() {
    #[workflow(standard)]
    async fn wait(shop: &impl Shop, _order: Order) -> Result<u32, ShopError> {
        loop {
            let count = shop.count().await?;
            if count > 3 {
                return Ok(count);
            }
        }
    }
    assert_snapshot!(outline::<wait>(), @"
    Count
      call {}
      $count_2 := $states.result.Payload
      -> IfCountAbove3
    IfCountAbove3
      if $count_2 > 3 -> IfCountAbove3Then
      else -> Count
    IfCountAbove3Then
      output $count_2
    ");
}
