#[workflow(express)]
async fn sell_soon(shop: &impl Shop, order: Order) -> Result<String, OutOfStock> {
    Ok(shop.reserve(&order.article, order.pieces).await?)
}

fn project() -> Project {
    let endpoint = Endpoint::<sell_soon>::post("/sales")
        .body("article", |order| &order.article)
        .body("pieces", |order| &order.pieces)
        .body("urgent", |order| &order.urgent);
    Project::new("generated").workflow::<sell_soon>().api(api(endpoint)).deploy()
}
