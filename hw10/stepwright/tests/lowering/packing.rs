//! A workflow that others call in line, out of a file of its own.

use std::time::Duration;

use stepwright::{sleep, workflow};

use crate::shop::{Label, Shop, ShopError, Ticket};

pub(crate) const FILE: &str = file!();

/// The line of the call of `draw`.
pub(crate) const DRAW_LINE: u32 = line!() + 4;

#[workflow(express)]
pub(crate) async fn pack(shop: &impl Shop, ticket: Ticket) -> Result<Label, ShopError> {
    Ok(shop.draw(&ticket).await?)
}

/// The line of the wait.
pub(crate) const WAIT_LINE: u32 = line!() + 4;

#[workflow(express)]
pub(crate) async fn rest(shop: &impl Shop, _ticket: Ticket) -> Result<u32, ShopError> {
    sleep(Duration::from_millis(1_500)).await;
    Ok(shop.count().await?)
}
