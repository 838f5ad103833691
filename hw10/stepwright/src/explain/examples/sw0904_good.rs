#[workflow(standard)]
async fn sell(shop: &impl Shop, number: Number) -> Result<Number, DepotClosed> {
    sleep(Duration::from_secs(301)).await;
    Ok(shop.film_on_s3(&number).await?)
}
