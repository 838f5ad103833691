fn project() -> Project {
    Project::new("generated").api(api(endpoint()))
}
