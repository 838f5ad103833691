#[workflow(express)]
async fn sell(shop: &impl Shop, number: Number) -> Result<Number, DepotClosed> {
    let key = shop.film_on_s3(&number).await?; // 20 seconds at most
    Ok(shop.show_from_s3(&key).await?) // 20 seconds more
}
