//! `if` and `match`, as statements and as values.

use insta::assert_snapshot;
use stepwright::workflow;

use crate::outline::outline;
use crate::shop::{Kind, Label, Order, Shop, ShopError, Ticket};

#[test]
fn an_if_without_calls_is_a_conditional_expression() {
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let pieces = if order.urgent { order.pieces } else { 1 };
        Ok(shop.reserve(&order.article, pieces).await?)
    }
    assert_snapshot!(outline::<reserve>(), @"
    Reserve
      call {article: $states.input.article, pieces: $states.input.urgent ? $states.input.pieces : 1}
      output $states.result.Payload
    ");
}

#[test]
fn an_if_whose_arms_are_literals_has_the_type_that_is_wanted() {
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let pieces = if order.urgent { 5 } else { 1 };
        Ok(shop.reserve(&order.article, pieces).await?)
    }
    assert_snapshot!(outline::<reserve>(), @"
    Reserve
      call {article: $states.input.article, pieces: $states.input.urgent ? 5 : 1}
      output $states.result.Payload
    ");
}

#[test]
fn conditional_expressions_nest_with_parentheses() {
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let pieces = if order.urgent {
            if order.pieces > 10 { 10 } else { order.pieces }
        } else if order.pieces == 0 {
            1
        } else {
            order.pieces
        };
        Ok(shop.reserve(&order.article, pieces).await?)
    }
    assert_snapshot!(outline::<reserve>(), @"
    Reserve
      call {article: $states.input.article, pieces: $states.input.urgent ? (($states.input.pieces > 10) ? 10 : $states.input.pieces) : (($states.input.pieces = 0) ? 1 : $states.input.pieces)}
      output $states.result.Payload
    ");
}

#[test]
fn a_match_that_lists_every_variant_stays_a_choice_even_without_calls() {
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let pieces = match order.kind {
            Kind::Book => 1,
            Kind::Record => 2,
            Kind::Tea => order.pieces,
        };
        Ok(shop.reserve(&order.article, pieces).await?)
    }
    assert_snapshot!(outline::<reserve>(), @"
    MatchKind
      if $states.input.type = 'Book' -> Reserve
        $order := $states.input
        $pieces := 1
      if $states.input.type = 'rec' -> Reserve
        $order := $states.input
        $pieces := 2
      if $states.input.type = 'Tea' -> Reserve
        $order := $states.input
        $pieces := $states.input.pieces
      else -> ContractViolation
    Reserve
      call {article: $order.article, pieces: $pieces}
      output $states.result.Payload
    ");
}

#[test]
fn a_branch_with_a_call_in_one_arm_joins_again() {
    #[workflow(express)]
    async fn ship(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let ticket = shop.reserve(&order.article, order.pieces).await?;
        if order.urgent {
            shop.count().await?;
        }
        Ok(shop.ship(&ticket, None).await?)
    }
    assert_snapshot!(outline::<ship>(), @"
    Reserve
      call {article: $states.input.article, pieces: $states.input.pieces}
      $order := $states.input
      $ticket := $states.result.Payload
      -> IfUrgent
    IfUrgent
      if $order.urgent -> Count
      else -> Ship
    Count
      call {}
      -> Ship
    Ship
      call {note: null, ticket: $ticket}
      output $states.result.Payload
    ");
}

#[test]
fn the_value_of_a_branch_is_set_in_each_arm() {
    #[workflow(express)]
    async fn ship(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let reserved = shop.reserve(&order.article, order.pieces).await?;
        let ticket = match order.kind {
            Kind::Book => shop.wrap(&reserved).await?,
            Kind::Record | Kind::Tea => reserved,
        };
        Ok(shop.ship(&ticket, None).await?)
    }
    assert_snapshot!(outline::<ship>(), @"
    Reserve
      call {article: $states.input.article, pieces: $states.input.pieces}
      $order := $states.input
      $reserved := $states.result.Payload
      -> MatchKind
    MatchKind
      if $order.type = 'Book' -> Wrap
      if ($order.type = 'rec') or ($order.type = 'Tea') -> Ship
        $ticket := $reserved
      else -> ContractViolation
    Wrap
      call {ticket: $reserved}
      $ticket := $states.result.Payload
      -> Ship
    Ship
      call {note: null, ticket: $ticket}
      output $states.result.Payload
    ");
}

#[test]
fn an_arm_that_returns_does_not_join() {
    #[workflow(express)]
    async fn ship(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let ticket = shop.reserve(&order.article, order.pieces).await?;
        let wrapped = match order.kind {
            Kind::Book => shop.wrap(&ticket).await?,
            _ => return Ok(shop.ship(&ticket, None).await?),
        };
        #[state("ShipWrapped")]
        Ok(shop.ship(&wrapped, order.note).await?)
    }
    assert_snapshot!(outline::<ship>(), @"
    Reserve
      call {article: $states.input.article, pieces: $states.input.pieces}
      $order := $states.input
      $ticket := $states.result.Payload
      -> MatchKind
    MatchKind
      if $order.type = 'Book' -> Wrap
      else -> Ship
    Wrap
      call {ticket: $ticket}
      $wrapped := $states.result.Payload
      -> ShipWrapped
    ShipWrapped
      call {note: $exists($order.note) ? $order.note : null, ticket: $wrapped}
      output $states.result.Payload
    Ship
      call {note: null, ticket: $ticket}
      output $states.result.Payload
    ");
}

#[test]
fn or_patterns_are_one_condition() {
    #[workflow(express)]
    async fn count(shop: &impl Shop, kind: Kind) -> Result<u32, ShopError> {
        match kind {
            Kind::Book | Kind::Tea => Ok(0),
            Kind::Record => Ok(shop.count().await?),
        }
    }
    assert_snapshot!(outline::<count>(), @"
    MatchKind
      if ($states.input = 'Book') or ($states.input = 'Tea') -> MatchKindBookOrTea
      if $states.input = 'rec' -> Count
      else -> ContractViolation
    MatchKindBookOrTea
      output 0
    Count
      call {}
      output $states.result.Payload
    ");
}

#[test]
fn a_wildcard_arm_is_the_default() {
    #[workflow(express)]
    async fn count(shop: &impl Shop, kind: Kind) -> Result<u32, ShopError> {
        match kind {
            Kind::Book => Ok(0),
            _ => Ok(shop.count().await?),
        }
    }
    assert_snapshot!(outline::<count>(), @"
    MatchKind
      if $states.input = 'Book' -> MatchKindBook
      else -> Count
    MatchKindBook
      output 0
    Count
      call {}
      output $states.result.Payload
    ");
}

#[test]
fn integers_and_booleans_are_matched_by_value() {
    #[workflow(express)]
    async fn count(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        match order.pieces {
            0 => Ok(0),
            1 | 2 => Ok(2),
            more => match order.urgent {
                true => Ok(more),
                false => Ok(shop.count().await?),
            },
        }
    }
    assert_snapshot!(outline::<count>(), @"
    MatchPieces
      if $states.input.pieces = 0 -> MatchPieces0
      if ($states.input.pieces = 1) or ($states.input.pieces = 2) -> MatchPieces1Or2
      else -> MatchUrgent
        $order := $states.input
    MatchPieces0
      output 0
    MatchPieces1Or2
      output 2
    MatchUrgent
      if $order.urgent = true -> MatchUrgentTrue
      if $order.urgent = false -> Count
      else -> ContractViolation
    MatchUrgentTrue
      output $order.pieces
    Count
      call {}
      output $states.result.Payload
    ");
}

#[test]
fn texts_are_matched_by_value() {
    #[workflow(express)]
    async fn count(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        match order.article.as_str() {
            "tea" => Ok(0),
            "book" | "record" => Ok(order.pieces),
            _ => Ok(shop.count().await?),
        }
    }
    assert_snapshot!(outline::<count>(), @"
    MatchArticle
      if $states.input.article = 'tea' -> MatchArticleTea
      if ($states.input.article = 'book') or ($states.input.article = 'record') -> MatchArticleBookOrRecord
        $order := $states.input
      else -> Count
    MatchArticleTea
      output 0
    MatchArticleBookOrRecord
      output $order.pieces
    Count
      call {}
      output $states.result.Payload
    ");
}

#[test]
fn an_else_if_is_a_choice_of_its_own() {
    #[workflow(express)]
    async fn count(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        if order.urgent {
            Ok(1)
        } else if order.pieces == 0 {
            Ok(shop.count().await?)
        } else {
            Ok(order.pieces)
        }
    }
    assert_snapshot!(outline::<count>(), @"
    IfUrgent
      if $states.input.urgent -> IfUrgentThen
      else -> IfPiecesIs0
        $order := $states.input
    IfUrgentThen
      output 1
    IfPiecesIs0
      if $order.pieces = 0 -> Count
      else -> IfPiecesIs0Else
    Count
      call {}
      output $states.result.Payload
    IfPiecesIs0Else
      output $order.pieces
    ");
}

#[test]
fn a_variable_of_an_arm_is_set_on_the_way_into_it() {
    #[workflow(express)]
    async fn print(shop: &impl Shop, order: Order) -> Result<(), ShopError> {
        let label = if order.urgent {
            let pieces = order.pieces;
            let ticket = shop.reserve(&order.article, 1).await?;
            #[state("ReserveRest")]
            shop.reserve(&order.article, pieces).await?;
            shop.draw(&ticket).await?
        } else {
            Label {
                text: order.article,
                copies: 0,
                note: None,
            }
        };
        Ok(shop.print(&label).await?)
    }
    assert_snapshot!(outline::<print>(), @"
    IfUrgent
      if $states.input.urgent -> Reserve
        $order := $states.input
        $pieces := $states.input.pieces
      else -> Print
        $label := {copies: 0, note: null, text: $states.input.article}
    Reserve
      call {article: $order.article, pieces: 1}
      $ticket := $states.result.Payload
      -> ReserveRest
    ReserveRest
      call {article: $order.article, pieces: $pieces}
      -> Draw
    Draw
      call {ticket: $ticket}
      $label := $states.result.Payload
      -> Print
    Print
      call {label: $label}
      output $states.result.Payload
    ");
}
