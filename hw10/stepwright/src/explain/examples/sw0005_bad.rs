#[workflow(standard)]
async fn sell(shop: &impl Shop, order: Order) -> Result<String, DepotClosed> {
    sleep(Duration::from_millis(1_500)).await;
    Ok(shop.ship(&order.article).await?)
}
