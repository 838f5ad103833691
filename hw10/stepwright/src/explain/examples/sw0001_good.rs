#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<u32, DepotClosed> {
    let before = shop.count().await?;
    shop.ship(&order.article).await?;
    #[state("CountAgain")]
    let after = shop.count().await?;
    Ok(before - after)
}
