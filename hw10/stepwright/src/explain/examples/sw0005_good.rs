#[workflow(standard)]
async fn sell(shop: &impl Shop, order: Order) -> Result<String, DepotClosed> {
    sleep(Duration::from_secs(2)).await;
    Ok(shop.ship(&order.article).await?)
}
