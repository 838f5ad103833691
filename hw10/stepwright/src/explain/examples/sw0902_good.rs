#[workflow(standard)]
async fn sell(shop: &impl Shop, number: Number) -> Result<Number, DepotClosed> {
    let first = shop.page_on_s3(&number).await?; // the key of an object
    #[state("SecondPage")]
    let second = shop.page_on_s3(&number).await?;
    shop.count().await?;
    Ok(shop.bind_on_s3(&first, &second).await?)
}
