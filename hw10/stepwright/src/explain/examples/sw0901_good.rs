#[workflow(standard)]
async fn sell(shop: &impl Shop, number: Number) -> Result<Number, DepotClosed> {
    let key = shop.film_on_s3(&number).await?; // the key of an object
    Ok(shop.show_from_s3(&key).await?)
}
