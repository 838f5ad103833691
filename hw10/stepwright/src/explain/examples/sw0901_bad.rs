#[workflow(standard)]
async fn sell(shop: &impl Shop, number: Number) -> Result<String, DepotClosed> {
    let film = shop.film(&number).await?; // a text of 300,000 characters
    Ok(shop.show(&film).await?)
}
