#[steps]
trait Printer {
    #[step(integration = "batch:submitJob.sync", timeout_seconds = 60)]
    async fn print(&self, job: &Job) -> Result<Job, DepotClosed>;
}

#[workflow(standard)]
async fn print_job(printer: &impl Printer, job: Job) -> Result<Job, DepotClosed> {
    Ok(printer.print(&job).await?)
}

fn project() -> Project {
    Project::new("generated").workflow::<print_job>().deploy()
}
