//! `Option`: what may be absent on the wire.

use insta::assert_snapshot;
use stepwright::workflow;

use crate::outline::outline;
use crate::shop::{Gift, Order, Shop, ShopError, Ticket};

#[test]
fn a_field_that_may_be_absent_is_guarded() {
    #[workflow(express)]
    async fn ship(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        Ok(shop.ship(&order.ticket, order.note).await?)
    }
    assert_snapshot!(outline::<ship>(), @"
    Ship
      call {note: $exists($states.input.note) ? $states.input.note : null, ticket: $states.input.ticket}
      output $states.result.Payload
    ");
}

#[test]
fn a_match_on_an_option_binds_what_is_there() {
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        match order.note {
            Some(note) => Ok(shop.reserve(&note, 1).await?),
            None =>
            {
                #[state("ReserveArticle")]
                Ok(shop.reserve(&order.article, order.pieces).await?)
            }
        }
    }
    assert_snapshot!(outline::<reserve>(), @"
    MatchNote
      if $states.input.note != null -> Reserve
        $order := $states.input
      else -> ReserveArticle
        $order := $states.input
    Reserve
      call {article: $order.note, pieces: 1}
      output $states.result.Payload
    ReserveArticle
      call {article: $order.article, pieces: $order.pieces}
      output $states.result.Payload
    ");
}

#[test]
fn the_fields_of_an_optional_struct_are_read_in_its_arm() {
    #[workflow(express)]
    async fn wrapping(_shop: &impl Shop, order: Order) -> Result<Option<String>, ShopError> {
        match order.gift {
            Some(gift) => match gift.card {
                Some(card) => Ok(Some(card)),
                None => Ok(Some(gift.wrapping)),
            },
            None => Ok(None),
        }
    }
    assert_snapshot!(outline::<wrapping>(), @"
    MatchGift
      if $states.input.gift != null -> MatchCard
        $order := $states.input
      else -> MatchGiftNone
    MatchCard
      if $order.gift.card != null -> MatchCardSome
      else -> MatchCardNone
    MatchCardSome
      output $order.gift.card
    MatchCardNone
      output $order.gift.wrapping
    MatchGiftNone
      output null
    ");
}

#[test]
fn is_some_and_is_none_are_conditions() {
    #[workflow(express)]
    async fn count(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        if order.note.is_some() && order.gift.is_none() {
            Ok(0)
        } else {
            Ok(shop.count().await?)
        }
    }
    assert_snapshot!(outline::<count>(), @"
    IfNoteIsSomeAndGiftIsNone
      if ($states.input.note != null) and $not($states.input.gift != null) -> IfNoteIsSomeAndGiftIsNoneThen
      else -> Count
    IfNoteIsSomeAndGiftIsNoneThen
      output 0
    Count
      call {}
      output $states.result.Payload
    ");
}

#[test]
fn an_optional_input_is_a_value_like_any_other() {
    #[workflow(express)]
    async fn wrap(shop: &impl Shop, gift: Option<Gift>) -> Result<u32, ShopError> {
        match gift {
            Some(_) => Ok(shop.count().await?),
            None => Ok(0),
        }
    }
    assert_snapshot!(outline::<wrap>(), @"
    MatchGift
      if $states.input != null -> Count
      else -> MatchGiftNone
    Count
      call {}
      output $states.result.Payload
    MatchGiftNone
      output 0
    ");
}

#[test]
fn a_match_on_an_option_may_be_a_value() {
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let wanted = match order.note {
            Some(note) => note,
            None => order.article,
        };
        Ok(shop.reserve(&wanted, 1).await?)
    }
    assert_snapshot!(outline::<reserve>(), @"
    Reserve
      call {article: ($states.input.note != null) ? $states.input.note : $states.input.article, pieces: 1}
      output $states.result.Payload
    ");
}
