fn project() -> Project {
    let endpoint = Endpoint::<sell>::post("/sales")
        .body("order", |sale| &sale.order)
        .request_id("request", |sale| &sale.request);
    Project::new("generated").workflow::<sell>().api(api(endpoint))
}
