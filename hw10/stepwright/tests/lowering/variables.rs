//! Which values become variables of the state machine, and where they are set.

use insta::assert_snapshot;
use stepwright::workflow;

use crate::outline::outline;
use crate::shop::{Order, Shop, ShopError, Ticket};

#[test]
fn the_input_is_no_variable_where_only_the_first_state_reads_it() {
    #[workflow(express)]
    async fn reserve_only(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        Ok(shop.reserve(&order.article, order.pieces).await?)
    }
    assert_snapshot!(outline::<reserve_only>(), @"
    Reserve
      call {article: $states.input.article, pieces: $states.input.pieces}
      output $states.result.Payload
    ");
}

#[test]
fn the_input_is_a_variable_where_a_later_state_reads_it() {
    #[workflow(express)]
    async fn reserve_and_ship(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let ticket = shop.reserve(&order.article, order.pieces).await?;
        Ok(shop.ship(&ticket, order.note).await?)
    }
    assert_snapshot!(outline::<reserve_and_ship>(), @"
    Reserve
      call {article: $states.input.article, pieces: $states.input.pieces}
      $order := $states.input
      $ticket := $states.result.Payload
      -> Ship
    Ship
      call {note: $exists($order.note) ? $order.note : null, ticket: $ticket}
      output $states.result.Payload
    ");
}

#[test]
fn a_let_before_the_first_state_is_written_in_place() {
    #[workflow(express)]
    async fn reserve_only(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let wanted = order.article;
        Ok(shop.reserve(&wanted, order.pieces).await?)
    }
    assert_snapshot!(outline::<reserve_only>(), @"
    Reserve
      call {article: $states.input.article, pieces: $states.input.pieces}
      output $states.result.Payload
    ");
}

#[test]
fn a_let_that_a_later_state_reads_is_set_where_its_value_comes_to_be() {
    #[workflow(express)]
    async fn ship(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let note = order.note;
        let ticket = shop.reserve(&order.article, order.pieces).await?;
        let wrapped = shop.wrap(&ticket).await?;
        Ok(shop.ship(&wrapped, note).await?)
    }
    assert_snapshot!(outline::<ship>(), @"
    Reserve
      call {article: $states.input.article, pieces: $states.input.pieces}
      $note := $exists($states.input.note) ? $states.input.note : null
      $ticket := $states.result.Payload
      -> Wrap
    Wrap
      call {ticket: $ticket}
      $wrapped := $states.result.Payload
      -> Ship
    Ship
      call {note: $note, ticket: $wrapped}
      output $states.result.Payload
    ");
}

#[test]
fn a_let_that_nobody_reads_sets_no_variable() {
    #[workflow(express)]
    async fn wrap(shop: &impl Shop, ticket: Ticket) -> Result<Ticket, ShopError> {
        let _ignored = shop.count().await?;
        let _unused = ticket.clone();
        #[state("CountAgain")]
        shop.count().await?;
        Ok(shop.wrap(&ticket).await?)
    }
    assert_snapshot!(outline::<wrap>(), @"
    Count
      call {}
      $ticket := $states.input
      -> CountAgain
    CountAgain
      call {}
      -> Wrap
    Wrap
      call {ticket: $ticket}
      output $states.result.Payload
    ");
}

#[test]
fn a_shadowed_name_is_numbered() {
    #[workflow(express)]
    async fn ship(shop: &impl Shop, ticket: Ticket) -> Result<Ticket, ShopError> {
        let wrapped = shop.wrap(&ticket).await?;
        let both = {
            #[state("WrapAgain")]
            let ticket = shop.wrap(&wrapped).await?;
            #[state("WrapOnceMore")]
            shop.wrap(&ticket).await?
        };
        let shipped = shop.ship(&ticket, None).await?;
        #[state("ShipBoth")]
        shop.ship(&both, None).await?;
        Ok(shipped)
    }
    assert_snapshot!(outline::<ship>(), @"
    Wrap
      call {ticket: $states.input}
      $ticket := $states.input
      $wrapped := $states.result.Payload
      -> WrapAgain
    WrapAgain
      call {ticket: $wrapped}
      $ticket_2 := $states.result.Payload
      -> WrapOnceMore
    WrapOnceMore
      call {ticket: $ticket_2}
      $both := $states.result.Payload
      -> Ship
    Ship
      call {note: null, ticket: $ticket}
      $shipped := $states.result.Payload
      -> ShipBoth
    ShipBoth
      call {note: null, ticket: $both}
      output $shipped
    ");
}

#[test]
fn a_variable_does_not_hide_a_function_of_jsonata() {
    #[workflow(express)]
    async fn ship(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let exists = shop.count().await?;
        let string = order.article;
        let ticket = shop.reserve(&string, exists).await?;
        #[state("ReserveAgain")]
        shop.reserve(&string, exists).await?;
        Ok(shop.ship(&ticket, order.note).await?)
    }
    assert_snapshot!(outline::<ship>(), @"
    Count
      call {}
      $exists_2 := $states.result.Payload
      $order := $states.input
      $string_2 := $states.input.article
      -> Reserve
    Reserve
      call {article: $string_2, pieces: $exists_2}
      $ticket := $states.result.Payload
      -> ReserveAgain
    ReserveAgain
      call {article: $string_2, pieces: $exists_2}
      -> Ship
    Ship
      call {note: $exists($order.note) ? $order.note : null, ticket: $ticket}
      output $states.result.Payload
    ");
}

#[test]
fn an_alias_of_a_variable_is_set_once_for_each_name() {
    #[workflow(express)]
    async fn ship(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let ticket = shop.reserve(&order.article, order.pieces).await?;
        let same = ticket.clone();
        let shipped = shop.ship(&same, None).await?;
        shop.wrap(&ticket).await?;
        Ok(shipped)
    }
    assert_snapshot!(outline::<ship>(), @"
    Reserve
      call {article: $states.input.article, pieces: $states.input.pieces}
      $same := $states.result.Payload
      $ticket := $states.result.Payload
      -> Ship
    Ship
      call {note: null, ticket: $same}
      $shipped := $states.result.Payload
      -> Wrap
    Wrap
      call {ticket: $ticket}
      output $shipped
    ");
}

#[test]
fn constants_are_written_where_they_are_used() {
    const PIECES: u32 = 12;
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, article: String) -> Result<Ticket, ShopError> {
        let pieces = 3;
        let ticket = shop.reserve(&article, pieces).await?;
        #[state("ReserveMore")]
        shop.reserve(&"tea".to_owned(), PIECES).await?;
        Ok(ticket)
    }
    assert_snapshot!(outline::<reserve>(), @r#"
    Reserve
      call {article: $states.input, pieces: 3}
      $ticket := $states.result.Payload
      -> ReserveMore
    ReserveMore
      call {article: "tea", pieces: 12}
      output $ticket
    "#);
}

#[test]
fn a_text_that_looks_like_an_expression_stays_a_text() {
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, pieces: u32) -> Result<Ticket, ShopError> {
        Ok(shop.reserve(&"{% it's $pieces %}".to_owned(), pieces).await?)
    }
    assert_snapshot!(outline::<reserve>(), @r#"
    Reserve
      call {article: "{% it's $pieces %}", pieces: $states.input}
      output $states.result.Payload
    "#);
}
