#[workflow(standard)]
async fn sell(shop: &impl Shop, order: Order) -> Result<u32, DepotClosed> {
    loop {
        let left = shop.count().await?;
        if left >= order.pieces {
            return Ok(left);
        }
        sleep(Duration::from_secs(60)).await;
    }
}
