#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<u32, DepotClosed> {
    let before = shop.count().await?;
    shop.ship(&order.article).await?;
    let after = shop.count().await?; // a second state `Count`
    Ok(before - after)
}
