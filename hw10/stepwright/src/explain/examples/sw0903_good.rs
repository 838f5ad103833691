#[workflow(standard)]
async fn sell(shop: &impl Shop, numbers: Vec<Number>) -> Result<u32, DepotClosed> {
    map(&numbers, async |number| Ok::<Number, DepotClosed>(shop.film_on_s3(&number).await?))
        .distributed()
        .await?;
    Ok(shop.count().await?)
}
