//! Where each state came from: its file, its line, its step.

use stepwright::flow::Record;
use stepwright::{StateOrigin, workflow};

use crate::packing::{DRAW_LINE, FILE, WAIT_LINE, pack, rest};
use crate::shop::{Kind, Order, Shop, ShopError};

/// Where the state of that name came from.
fn origin<W: Record>(state: &str) -> StateOrigin {
    let origins = stepwright::state_origins(&W::flow()).expect("it is a state machine");
    let found = origins.into_iter().find(|it| it.state == state);
    found.unwrap_or_else(|| panic!("there is no state {state}"))
}

#[track_caller]
fn check<W: Record>(state: &str, file: &str, line: u32, step: Option<&str>) {
    let found = origin::<W>(state);
    let at = found.line.map(|it| (it.file, it.line));
    assert_eq!(at, Some((file, line)));
    assert_eq!(found.step.map(|it| it.name), step);
}

const RESERVE_LINE: u32 = line!() + 4;

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
    let ticket = shop.reserve(&order.article, order.pieces).await?;
    let label = pack(shop, ticket).await?;
    match order.kind {
        Kind::Book => Ok(label.copies),
        Kind::Record | Kind::Tea => Ok(shop.count().await?),
    }
}

#[test]
fn a_state_of_a_workflow_that_is_called_in_line_is_in_the_file_of_that_workflow() {
    assert_ne!(FILE, file!());
    check::<sell>("Reserve", file!(), RESERVE_LINE, Some("reserve"));
    check::<sell>("PackDraw", FILE, DRAW_LINE, Some("draw"));
    check::<sell>("MatchKind", file!(), RESERVE_LINE + 2, None);
    check::<sell>("Count", file!(), RESERVE_LINE + 4, Some("count"));
}

#[test]
fn a_state_that_the_lowering_adds_has_no_line() {
    assert_eq!(origin::<sell>("ContractViolation").line, None);
}

#[test]
fn a_state_says_how_it_may_end() {
    assert_eq!(origin::<sell>("Reserve").faults, ["OutOfStock", "DepotClosed"]);
    assert_eq!(origin::<sell>("PackDraw").faults, ["OutOfStock"]);
}

#[test]
fn what_a_workflow_in_line_cannot_do_is_told_at_its_own_file() {
    #[workflow(express)]
    async fn wait(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        Ok(rest(shop, order.ticket).await?)
    }
    let problems = stepwright::lower(&wait::flow()).expect_err("a second and a half is no wait");
    assert_eq!((problems[0].code, problems[0].file.as_str()), ("SW0005", FILE));
    assert_eq!(problems[0].line, Some(WAIT_LINE));
}

#[test]
fn two_states_of_one_name_in_two_files_name_both() {
    #[workflow(express)]
    async fn twice(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        #[state("PackDraw")]
        let before = shop.count().await?;
        let label = pack(shop, order.ticket).await?;
        Ok(before + label.copies)
    }
    let problems = stepwright::lower(&twice::flow()).expect_err("`PackDraw` is there already");
    assert_eq!(problems[0].file, FILE);
    let first = format!("state `PackDraw` is defined twice, first in {}:", file!());
    assert!(problems[0].message.starts_with(&first), "{}", problems[0].message);
}
