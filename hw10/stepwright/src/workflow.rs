//! What is known of a workflow without looking at its flow.

use crate::contract::Contract;
use crate::fault::Fault;
use crate::step::StepDescription;

/// A workflow, as `#[workflow]` describes it: a type that has the function's name.
///
/// ```
/// # use stepwright::{steps, workflow, Fault, Contract};
/// # #[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
/// # #[fault(status = 409, detail = "No.")]
/// # pub struct Refused {}
/// # #[steps]
/// # pub trait Greeter { async fn greet(&self, name: &String) -> Result<String, Refused>; }
/// use stepwright::{Workflow, WorkflowKind};
///
/// #[workflow(express)]
/// async fn say_hello(greeter: &impl Greeter, name: String) -> Result<String, Refused> {
///     Ok(greeter.greet(&name).await?)
/// }
///
/// assert_eq!(say_hello::NAME, "say-hello");
/// assert_eq!(say_hello::KIND, WorkflowKind::Express);
/// ```
pub trait Workflow: 'static {
    /// The name of the state machine: the function's, in kebab case.
    const NAME: &'static str;
    /// The path of the Rust function.
    const RUST_PATH: &'static str;
    /// What the workflow does; from the function's documentation.
    const DESCRIPTION: &'static str = "";
    /// Whether it is a Standard or an Express workflow.
    const KIND: WorkflowKind;
    /// Seconds until an execution ends as `TIMED_OUT`.
    const TIMEOUT_SECONDS: Option<u32> = None;
    /// A digest of the function's text, spaces and comments apart; of a workflow that is made by hand, whatever tells one
    /// version of it from the next.
    const SOURCE: &'static str = "";
    /// The input of an execution.
    type Input: Contract;
    /// What an execution succeeds with.
    type Output: Contract;
    /// What an execution fails with.
    type Fault: Fault;

    /// The steps that the workflow may call.
    fn steps() -> Vec<StepDescription>;

    /// A digest of all that `generated/` follows from: the function, the steps, every type. Equal on the generator's
    /// side and on the side that runs what was generated, unless one of them is stale.
    fn fingerprint() -> String
    where
        Self: Sized,
    {
        crate::fingerprint::fingerprint::<Self>()
    }
}

/// The two kinds of workflow that AWS has.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkflowKind {
    /// Up to a year, each step exactly once per transition, a history that can be looked at.
    Standard,
    /// Up to five minutes, cheap, a synchronous start at most once.
    Express,
}
