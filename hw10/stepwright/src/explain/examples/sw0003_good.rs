mod cellar {
    use super::*;

    #[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
    #[fault(name = "CellarIsEmpty", status = 409, detail = "Nothing is left.")]
    pub(super) struct OutOfStock {}
}

#[derive(Debug, Fault)]
enum SellError {
    Shop(OutOfStock),
    Cellar(cellar::OutOfStock),
}

#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<String, SellError> {
    Ok(shop.reserve(&order.article, order.pieces).await?)
}
