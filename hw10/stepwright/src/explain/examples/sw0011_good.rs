fn project() -> Project {
    Project::new("generated").workflow::<sell>().api(api(endpoint()))
}
