#[workflow(standard)]
async fn sell(shop: &impl Shop, number: Number) -> Result<Page, DepotClosed> {
    let first = shop.page(&number).await?; // each has up to 150,000 characters
    #[state("SecondPage")]
    let second = shop.page(&number).await?;
    let pages = Pages { first, second }; // one variable holds both
    shop.count().await?;
    Ok(shop.bind(&pages).await?)
}
