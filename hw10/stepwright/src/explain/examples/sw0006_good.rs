#[steps]
trait Printer {
    #[step(integration = "batch:submitJob.sync", timeout_seconds = 60)]
    async fn print(&self, job: &Job) -> Result<Job, DepotClosed>;
}

// Of `#[workflow(express)]`, rustc says it; this flow is recorded by hand.
struct Sell;

impl Workflow for Sell {
    const NAME: &'static str = "sell";
    const RUST_PATH: &'static str = concat!(module_path!(), "::Sell");
    const KIND: WorkflowKind = WorkflowKind::Standard;
    type Input = Job;
    type Output = Job;
    type Fault = DepotClosed;

    fn steps() -> Vec<StepDescription> {
        Printer.describe()
    }
}

impl Record for Sell {
    const FILE: &'static str = file!();

    fn record(builder: &Builder) {
        let (flow, job) = builder.by_hand::<Sell>("job");
        let done = flow.step(Printer.print(job));
        flow.done(done);
    }
}
