#[workflow(standard)]
async fn sell(shop: &impl Shop, number: Number) -> Result<u32, DepotClosed> {
    for _ in 0..4_000 {
        shop.film_on_s3(&number).await?; // seven events each time, with the Choice of the loop
    }
    Ok(shop.count().await?)
}
