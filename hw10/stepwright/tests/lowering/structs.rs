//! Struct literals, fields and their names on the wire.

use insta::assert_snapshot;
use stepwright::workflow;

use crate::outline::outline;
use crate::shop::{Address, Gift, Label, Order, Shop, ShopError, Speed, Ticket};

#[test]
fn a_renamed_field_is_read_by_its_name_on_the_wire() {
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let ticket = shop.reserve(&order.address.date_opened, 1).await?;
        #[state("ReserveMore")]
        shop.reserve(&order.address.zip_code, 1).await?;
        Ok(ticket)
    }
    assert_snapshot!(outline::<reserve>(), @"
    Reserve
      call {article: $states.input.address.`date-opened`, pieces: 1}
      $order := $states.input
      $ticket := $states.result.Payload
      -> ReserveMore
    ReserveMore
      call {article: $order.address.zipCode, pieces: 1}
      output $ticket
    ");
}

#[test]
fn a_struct_literal_is_an_object_with_the_names_of_the_wire() {
    #[workflow(express)]
    async fn open(_shop: &impl Shop, order: Order) -> Result<Address, ShopError> {
        Ok(Address {
            zip_code: order.article,
            date_opened: order.address.date_opened,
        })
    }
    assert_snapshot!(outline::<open>(), @"
    Done
      output {date-opened: $states.input.address.`date-opened`, zipCode: $states.input.article}
    ");
}

#[test]
fn a_struct_literal_may_be_an_argument_and_hold_constants() {
    #[workflow(express)]
    async fn print(shop: &impl Shop, text: String) -> Result<(), ShopError> {
        Ok(shop
            .print(&Label {
                text,
                copies: 2,
                note: None,
            })
            .await?)
    }
    assert_snapshot!(outline::<print>(), @"
    Print
      call {label: {copies: 2, note: null, text: $states.input}}
      output $states.result.Payload
    ");
}

#[test]
fn a_struct_literal_holds_options_and_structs() {
    #[derive(Debug, Clone, stepwright::Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
    struct Parcel {
        gift: Option<Gift>,
        speed: Speed,
        note: Option<String>,
        fragile: bool,
    }
    #[workflow(express)]
    async fn pack(_shop: &impl Shop, order: Order) -> Result<Parcel, ShopError> {
        Ok(Parcel {
            gift: Some(Gift {
                wrapping: "red".to_owned(),
                card: order.note,
            }),
            speed: Speed::SameDay,
            note: Some(order.article),
            fragile: true,
        })
    }
    assert_snapshot!(outline::<pack>(), @r#"
    Done
      output {fragile: true, gift: {card: $exists($states.input.note) ? $states.input.note : null, wrapping: "red"}, note: $states.input.article, speed: "SAME-DAY"}
    "#);
}

#[test]
fn a_field_of_a_struct_literal_is_what_was_written_there() {
    #[workflow(express)]
    async fn draw(shop: &impl Shop, ticket: Ticket) -> Result<Label, ShopError> {
        let label = Label {
            text: "a".to_owned(),
            copies: 2,
            note: None,
        };
        if label.copies == 1 {
            return Ok(label);
        }
        Ok(shop.draw(&ticket).await?)
    }
    assert_snapshot!(outline::<draw>(), @r#"
    IfCopiesIs1
      if 2 = 1 -> IfCopiesIs1Then
        $label := {copies: 2, note: null, text: "a"}
      else -> Draw
        $ticket := $states.input
    IfCopiesIs1Then
      output {copies: $label.copies, note: $exists($label.note) ? $label.note : null, text: $label.text}
    Draw
      call {ticket: $ticket}
      output {copies: $states.result.Payload.copies, note: $exists($states.result.Payload.note) ? $states.result.Payload.note : null, text: $states.result.Payload.text}
    "#);
}

#[test]
fn an_output_with_fields_says_which() {
    #[workflow(express)]
    async fn draw(shop: &impl Shop, ticket: Ticket) -> Result<Label, ShopError> {
        Ok(shop.draw(&ticket).await?)
    }
    assert_snapshot!(outline::<draw>(), @"
    Draw
      call {ticket: $states.input}
      output {copies: $states.result.Payload.copies, note: $exists($states.result.Payload.note) ? $states.result.Payload.note : null, text: $states.result.Payload.text}
    ");
}

#[test]
fn an_output_with_a_shape_of_its_own_is_passed_on_whole() {
    /// What is known of a parcel, and whatever else a courier adds.
    #[derive(Debug, Clone, stepwright::Contract, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
    #[contract(opaque)]
    struct Tracking {
        parcel: String,
        #[serde(flatten)]
        others: std::collections::BTreeMap<String, String>,
    }
    #[stepwright::steps]
    trait Courier {
        async fn track(&self, parcel: &String) -> Result<Tracking, ShopError>;
    }
    #[workflow(express)]
    async fn track(courier: &impl Courier, parcel: String) -> Result<Tracking, ShopError> {
        Ok(courier.track(&parcel).await?)
    }
    assert_snapshot!(outline::<track>(), @"
    Track
      call {parcel: $states.input}
      output $states.result.Payload
    ");
}
