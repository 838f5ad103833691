#[steps]
trait Printer {
    // A Lambda function, which submits the job and has a role of its own.
    #[step(timeout_seconds = 60)]
    async fn print(&self, job: &Job) -> Result<Job, DepotClosed>;
}

#[workflow(standard)]
async fn print_job(printer: &impl Printer, job: Job) -> Result<Job, DepotClosed> {
    Ok(printer.print(&job).await?)
}

fn project() -> Project {
    Project::new("generated").workflow::<print_job>().deploy()
}
