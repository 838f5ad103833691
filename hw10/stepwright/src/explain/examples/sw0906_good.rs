#[workflow(standard)]
async fn year(shop: &impl Shop, order: Order) -> Result<u32, DepotClosed> {
    Ok(execution(month(shop, order)).await?) // a workflow of its own, with a definition of its own
}
