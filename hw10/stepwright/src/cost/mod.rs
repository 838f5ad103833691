//! What a workflow will cost: per path through it, what it uses and what a million executions cost, as Standard and as
//! Express. Pure: a flow, its machine, assumptions and prices in, an estimate out.
//!
//! The [prices](Prices) are a dated table. What cannot be read off a workflow (how long its steps take, what they ask of
//! DynamoDB) are [assumptions](Assumptions), said by the project beside its workflows. Free tiers are left out; so are
//! logs, traces and data transfer.
//!
//! As AWS bills: a Standard execution by state transitions, each retry one more; an Express execution by its start, and by
//! its duration in steps of 100 ms times its memory in steps of 64 MB; a Lambda function by its calls, and by its duration
//! in steps of 1 ms times its memory.

mod assumptions;
mod bill;
mod paths;
mod prices;
mod table;
mod usage;

pub use assumptions::{Architecture, Assumptions, Rival, RivalKind, StepAssumptions, StepDifference};
pub use bill::{Bill, bill, express_gb_seconds};
pub use prices::{Confirmed, Item, Price, Prices};
pub use usage::Usage;

use asl::{Branch, ProcessorMode, StateKind, StateMachine};
use serde::Serialize;

use crate::flow::Flow;
use crate::workflow::WorkflowKind;
use paths::{End, Path};
use usage::Measuring;

/// How many paths of a workflow are shown.
pub const PATHS_MAX: usize = 32;

/// What a workflow will cost.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// The name of the workflow.
    pub workflow: String,
    /// The date of the prices.
    pub prices_of: String,
    /// Their region.
    pub region: String,
    /// The ways to build it that are compared, its own first.
    pub builds: Vec<String>,
    /// Its paths.
    pub paths: Vec<PathCost>,
    /// Whether there are more paths than are shown.
    pub more_paths: bool,
    /// What an Express execution cannot do, where it is but a Standard one for that reason.
    pub not_express: Option<String>,
    /// What was assumed.
    pub assumptions: Assumptions,
}

/// What one path uses and costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PathCost {
    /// The states, in order.
    pub states: Vec<String>,
    /// The error that it ends with; `None`: it succeeds.
    pub error: Option<String>,
    /// Whether it goes through a loop, once.
    pub loops: bool,
    /// What it uses.
    pub usage: Usage,
    /// Dollars for a million executions, in the order of [`Estimate::builds`].
    pub bills: Vec<Bill>,
}

/// One way to build a workflow.
struct Build {
    name: String,
    kind: WorkflowKind,
    assumptions: Assumptions,
}

/// What a workflow will cost. `machine` is what [`lower`](crate::lower) makes of the flow.
pub fn estimate(flow: &Flow, machine: &StateMachine, assumptions: &Assumptions, prices: &Prices) -> Estimate {
    let not_express = not_express(&machine.branch);
    let builds = builds(flow, assumptions, not_express.is_none());
    let document_bytes = machine.to_json().len() as u64;
    let found = Measuring { flow, assumptions }.paths(machine, PATHS_MAX);
    let path_cost = |path: &Path<'_>| {
        let usage = |assumptions: &Assumptions| Measuring { flow, assumptions }.path(&machine.branch, path);
        let bill_of = |build: &Build| {
            let usage = usage(&build.assumptions);
            bill(&usage, build.kind, document_bytes, &build.assumptions, prices)
        };
        PathCost {
            states: path.states.iter().map(|name| (*name).to_owned()).collect(),
            error: match &path.end {
                End::Succeeds => None,
                End::Fails(error) => Some(error.clone()),
            },
            loops: path.loops,
            usage: usage(assumptions),
            bills: builds.iter().map(bill_of).collect(),
        }
    };
    Estimate {
        workflow: flow.name.to_owned(),
        prices_of: prices.date.clone(),
        region: prices.region.clone(),
        paths: found.paths.iter().map(path_cost).collect(),
        more_paths: found.more,
        builds: builds.into_iter().map(|build| build.name).collect(),
        not_express,
        assumptions: assumptions.clone(),
    }
}

/// The workflow as it is, as the other kind where that can be, and its rivals.
fn builds(flow: &Flow, assumptions: &Assumptions, may_be_express: bool) -> Vec<Build> {
    let own = |kind| Build {
        name: match kind {
            WorkflowKind::Standard => "Standard".to_owned(),
            WorkflowKind::Express => "Express".to_owned(),
        },
        kind,
        assumptions: assumptions.clone(),
    };
    let mut builds = match (flow.kind, may_be_express) {
        (WorkflowKind::Express, _) => vec![own(WorkflowKind::Express), own(WorkflowKind::Standard)],
        (WorkflowKind::Standard, true) => vec![own(WorkflowKind::Standard), own(WorkflowKind::Express)],
        (WorkflowKind::Standard, false) => vec![own(WorkflowKind::Standard)],
    };
    builds.extend(assumptions.beside.iter().map(|rival| Build {
        name: rival.name.clone(),
        kind: rival.kind.into(),
        assumptions: assumptions.rivalled(rival),
    }));
    builds
}

/// What an Express execution cannot do: <https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html>.
fn not_express(branch: &Branch) -> Option<String> {
    branch.states.iter().find_map(|(name, state)| {
        let own = match &state.kind {
            StateKind::Task(task) if task.resource.ends_with(".waitForTaskToken") => {
                Some(format!("`{name}` waits for a task token"))
            }
            StateKind::Task(task) if task.resource.contains(".sync") => {
                Some(format!("`{name}` waits for what it has started"))
            }
            StateKind::Map(map) if map.item_processor.mode != ProcessorMode::Inline => {
                Some(format!("`{name}` is a distributed Map"))
            }
            _ => None,
        };
        own.or_else(|| state.kind.branches().iter().find_map(not_express))
    })
}
