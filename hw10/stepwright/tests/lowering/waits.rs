//! Waiting.

use std::time::Duration;

use insta::assert_snapshot;
use stepwright::{sleep, workflow};

use crate::outline::outline;
use crate::shop::{Order, Shop, ShopError, Ticket};

const PAUSE: Duration = Duration::from_secs(90);

#[test]
fn a_sleep_is_a_wait() {
    #[workflow(standard)]
    async fn later(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        sleep(PAUSE).await;
        #[state("SleepAgain")]
        sleep(2 * PAUSE).await;
        shop.reserve(&order.article, 1).await
    }
    assert_snapshot!(outline::<later>(), @"
    Sleep
      $order := $states.input
      wait seconds 90
      -> SleepAgain
    SleepAgain
      wait seconds 180
      -> Reserve
    Reserve
      call {article: $order.article, pieces: 1}
      output $states.result.Payload
    ");
}
