fn project() -> Project {
    let endpoint = Endpoint::<sell>::post("/sales")
        .body("wanted", |sale| &sale.order) // the input has `order`
        .request_id("request", |sale| &sale.request);
    Project::new("generated").workflow::<sell>().api(api(endpoint))
}
