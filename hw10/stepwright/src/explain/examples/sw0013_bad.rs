fn project() -> Project {
    let endpoint = Endpoint::<sell>::post("/sales").body("order", |sale| &sale.order); // and `request`?
    Project::new("generated").workflow::<sell>().api(api(endpoint))
}
