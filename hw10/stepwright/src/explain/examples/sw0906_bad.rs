#[workflow(standard)]
async fn year(shop: &impl Shop, order: Order) -> Result<u32, DepotClosed> {
    // thousands of states, each call of a step with its own name
}
