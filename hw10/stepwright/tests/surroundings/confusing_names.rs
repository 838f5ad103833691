//! No name that a workflow uses meets one of the generated code.
#![deny(warnings)]
#![allow(clippy::all, reason = "the names matter here, not the style")]
#![expect(dead_code, reason = "the workflows are lowered, not run")]

use stepwright::flow::Record;
use stepwright::workflow;

use crate::shop::{Kind, Label, Order, Shop, ShopError, Speed, Ticket};

#[workflow(express)]
pub(crate) async fn variables(steps: &impl Shop, flow: Order) -> Result<Ticket, ShopError> {
    let value = flow.article;
    let __flow = steps.reserve(&value, flow.pieces).await?;
    let slot = if flow.urgent { __flow } else { flow.ticket };
    let __slot = match flow.kind {
        Kind::Book => {
            let __value = steps.wrap(&slot).await?;
            __value
        }
        _ => slot,
    };
    let __scrutinee = flow.speed;
    let __condition = __scrutinee == Speed::Slow;
    let __field_text = value;
    let note = match flow.note {
        Some(__scrutinee) => Some(__scrutinee),
        None => None,
    };
    let label = Label {
        text: __field_text,
        copies: flow.pieces,
        note,
    };
    if __condition {
        steps.print(&label).await?;
    }
    Ok(__slot)
}

#[workflow(express)]
async fn raw_names(r#match: &impl Shop, r#type: Order) -> Result<Ticket, ShopError> {
    let r#fn = r#type.article;
    r#match.reserve(&r#fn, 1).await
}

#[test]
fn they_are_state_machines() {
    stepwright::lower(&variables::flow()).expect("a state machine");
    stepwright::lower(&raw_names::flow()).expect("a state machine");
}
