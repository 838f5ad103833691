//! A workflow of any length, recorded by the builder without a macro.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::flow::{Builder, Expr, Operator, Record, Slot, StepCall, compare};
use stepwright::{Contract, Fault, StepDescription, Workflow, WorkflowKind, steps};

/// What is worked on.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Piece {
    /// Its name.
    name: String,
    /// Whether it has been polished.
    polished: bool,
}

/// It breaks.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "{name} broke.")]
pub(crate) struct Broken {
    /// Its name.
    name: String,
}

/// What is done to it.
#[steps]
pub(crate) trait Workshop {
    /// Looks at it.
    async fn inspect(&self, piece: &Piece) -> Result<Piece, Broken>;
    /// Polishes it.
    async fn polish(&self, piece: &Piece) -> Result<Piece, Broken>;
}

/// A workflow of that many states: an inspection, a choice, two ways, over and over.
pub(crate) enum Long<const STATES: usize> {}

impl<const STATES: usize> Workflow for Long<STATES> {
    const NAME: &'static str = "long";
    const RUST_PATH: &'static str = "bench::Long";
    const DESCRIPTION: &'static str = "Works on a piece for long.";
    const KIND: WorkflowKind = WorkflowKind::Standard;
    const TIMEOUT_SECONDS: Option<u32> = None;
    const SOURCE: &'static str = "";
    type Input = Piece;
    type Output = Piece;
    type Fault = Broken;

    fn steps() -> Vec<StepDescription> {
        Workshop.describe()
    }
}

impl<const STATES: usize> Record for Long<STATES> {
    const FILE: &'static str = file!();

    fn record(flow: &Builder) {
        let first: Expr<Piece> = flow.input("piece");
        let mut piece = first.clone();
        for round in 0..STATES.div_ceil(4) {
            piece = work(flow, &piece, round);
        }
        // Two variables live from the first state to the last: what was given, and what is worked on.
        flow.begin_branch("IfSame", 1);
        flow.begin_arm(
            "Then",
            Some(compare(Operator::Equal, first.name.clone(), piece.name.clone())),
        );
        flow.succeed(first);
        flow.end_arm();
        flow.begin_arm("Else", None);
        flow.succeed(piece);
        flow.end_arm();
        flow.end_branch();
    }
}

/// Four states.
fn work(flow: &Builder, piece: &Expr<Piece>, round: usize) -> Expr<Piece> {
    let call = |step: StepCall<Piece, Broken>, name: &str| {
        flow.call::<Broken, _, _, _>(step, Some(&format!("{name}{round}")), 1)
    };
    let seen = flow.bind("seen", call(Workshop.inspect(piece.clone()), "Inspect"));
    flow.begin_branch(&format!("IfPolished{round}"), 1);
    let mut slot = Slot::new();
    let polished = compare(Operator::Equal, seen.polished.clone(), true);
    flow.begin_arm("Then", Some(polished));
    slot.put(flow, call(Workshop.inspect(seen.clone()), "Again"));
    flow.begin_arm("Else", None);
    slot.put(flow, call(Workshop.polish(seen.clone()), "Polish"));
    flow.end_branch_with_value(slot)
}
