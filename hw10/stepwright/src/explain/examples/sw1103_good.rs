#[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "{book} is sold out.")]
struct SoldOut {
    book: String,
}

#[steps]
trait Books {
    async fn order(&self, request: &String) -> Result<String, SoldOut>;
}

#[workflow(express, timeout_seconds = 28)]
async fn order_book(books: &impl Books, sale: Sale) -> Result<String, SoldOut> {
    Ok(books.order(&sale.request).await?)
}

fn project() -> Project {
    let endpoint = Endpoint::<order_book>::post("/orders")
        .body("order", |sale| &sale.order)
        .request_id("request", |sale| &sale.request);
    Project::new("generated").workflow::<order_book>().api(api(endpoint)).deploy()
}
