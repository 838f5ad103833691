//! Comparisons and boolean operators.

use insta::assert_snapshot;
use stepwright::{flow::Record, workflow};

use crate::outline::machine;
use crate::shop::{Order, Shop, ShopError, Speed};

/// The condition of the workflow's only Choice.
fn condition<W: Record>() -> String {
    let machine = machine::<W>();
    let states = machine["States"].as_object().expect("states");
    let choice = states
        .values()
        .find(|state| state["Type"] == "Choice")
        .expect("a Choice");
    choice["Choices"][0]["Condition"].as_str().expect("a text").to_owned()
}

/// The condition that an expression of Rust becomes.
macro_rules! condition {
    (|$order:ident| $condition:expr) => {{
        #[workflow(express)]
        async fn compare(_shop: &impl Shop, $order: Order) -> Result<bool, ShopError> {
            if $condition { Ok(true) } else { Ok(false) }
        }
        condition::<compare>()
    }};
}

#[test]
fn integers_are_compared_and_ordered() {
    assert_snapshot!(condition!(|order| order.pieces == 3), @"{% $states.input.pieces = 3 %}");
    assert_snapshot!(condition!(|order| order.pieces != 3), @"{% $states.input.pieces != 3 %}");
    assert_snapshot!(condition!(|order| order.pieces < 3), @"{% $states.input.pieces < 3 %}");
    assert_snapshot!(condition!(|order| order.pieces <= 3), @"{% $states.input.pieces <= 3 %}");
    assert_snapshot!(condition!(|order| order.pieces > 3), @"{% $states.input.pieces > 3 %}");
    assert_snapshot!(condition!(|order| order.pieces >= 3), @"{% $states.input.pieces >= 3 %}");
}

#[test]
fn a_literal_may_stand_on_the_left() {
    assert_snapshot!(condition!(|order| 3 < order.pieces), @"{% 3 < $states.input.pieces %}");
    assert_snapshot!(condition!(|order| "tea" == order.article), @"{% 'tea' = $states.input.article %}");
}

#[test]
#[expect(clippy::bool_comparison, reason = "a newcomer may write it")]
fn texts_and_booleans_are_compared() {
    assert_snapshot!(condition!(|order| order.article == "tea"), @"{% $states.input.article = 'tea' %}");
    assert_snapshot!(condition!(|order| order.article != order.address.zip_code), @"{% $states.input.article != $states.input.address.zipCode %}");
    assert_snapshot!(condition!(|order| order.urgent == false), @"{% $states.input.urgent = false %}");
    assert_snapshot!(condition!(|order| order.urgent), @"{% $states.input.urgent %}");
}

#[test]
fn quotes_in_a_text_are_kept() {
    assert_snapshot!(condition!(|order| order.article == "it's"), @r#"{% $states.input.article = "it's" %}"#);
    assert_snapshot!(condition!(|order| order.article == "a \"b\""), @r#"{% $states.input.article = 'a "b"' %}"#);
}

#[test]
fn an_enum_marked_for_it_is_compared_by_its_name_on_the_wire() {
    assert_snapshot!(condition!(|order| order.speed == Speed::SameDay), @"{% $states.input.speed = 'SAME-DAY' %}");
    assert_snapshot!(condition!(|order| Speed::Slow != order.speed), @"{% 'SLOW' != $states.input.speed %}");
}

#[test]
fn boolean_operators_keep_the_grouping() {
    assert_snapshot!(condition!(|order| !order.urgent), @"{% $not($states.input.urgent) %}");
    assert_snapshot!(condition!(|order| order.urgent && order.pieces > 3 || order.pieces == 1), @"{% ($states.input.urgent and ($states.input.pieces > 3)) or ($states.input.pieces = 1) %}");
    assert_snapshot!(condition!(|order| order.urgent && (order.pieces > 3 || order.pieces == 1)), @"{% $states.input.urgent and (($states.input.pieces > 3) or ($states.input.pieces = 1)) %}");
    assert_snapshot!(condition!(|order| !(order.urgent && order.pieces > 3)), @"{% $not($states.input.urgent and ($states.input.pieces > 3)) %}");
}

#[test]
fn a_comparison_is_a_value() {
    #[workflow(express)]
    async fn compare(_shop: &impl Shop, order: Order) -> Result<bool, ShopError> {
        let many = order.pieces > 3;
        let nothing_to_do = !many && !order.urgent;
        if nothing_to_do { Ok(many) } else { Ok(order.urgent) }
    }
    assert_snapshot!(condition::<compare>(), @"{% $not($states.input.pieces > 3) and $not($states.input.urgent) %}");
}

#[test]
fn a_constant_may_stand_on_either_side() {
    const LIMIT: u32 = 7;
    #[workflow(express)]
    async fn compare(_shop: &impl Shop, order: Order) -> Result<bool, ShopError> {
        let few = 2;
        if few < order.pieces && order.pieces < LIMIT && LIMIT != few {
            Ok(true)
        } else {
            Ok(false)
        }
    }
    assert_snapshot!(condition::<compare>(), @"{% ((2 < $states.input.pieces) and ($states.input.pieces < 7)) and (7 != 2) %}");
}
