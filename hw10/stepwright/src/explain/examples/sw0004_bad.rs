#[workflow(standard)]
async fn sell(shop: &impl Shop, order: Order) -> Result<u32, DepotClosed> {
    if order.urgent {
        return Ok(shop.count().await?);
    }
    loop {} // until somebody comes, but nobody ever does
}
