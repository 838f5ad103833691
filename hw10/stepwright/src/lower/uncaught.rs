//! Between the passes: what Rust panics at passes by whatever catches. An expression that cannot be computed is an error of
//! the state that it stands in, `States.QueryEvaluationError`, which `States.ALL` and `States.TaskFailed` would catch:
//! <https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html>.

use std::rc::Rc;

use super::draft::{CatchExit, Draft, DraftId, DraftKind, Drafts, Exit, Place, Region, To};
use crate::flow::{Distributed, Expression, Failure, SourceLine, Thrown};

/// The error of an expression that cannot be computed.
pub(super) const QUERY_EVALUATION_ERROR: &str = "States.QueryEvaluationError";

/// Whether a catcher or a retrier of that name is for every error of an expression, too.
pub(super) fn takes_all(error: &str) -> bool {
    matches!(error, "States.ALL" | "States.TaskFailed")
}

/// Gives every state that would catch what cannot be computed a first catcher, which lets it end the execution.
pub(super) fn let_pass(drafts: &mut Drafts) {
    for place in drafts.places() {
        let order = drafts.order(drafts.region(place));
        let exposed: Vec<_> = order.into_iter().filter(|id| is_exposed(drafts, *id)).collect();
        if let Some(first) = exposed.first() {
            let line = drafts.all[*first].line.expect("what catches stands for a line");
            let end = add_end(drafts, place, line);
            exposed.into_iter().for_each(|id| {
                let passing = CatchExit {
                    errors: vec![QUERY_EVALUATION_ERROR],
                    exit: Exit::to(To::State(end)),
                };
                drafts.all[id].catches_mut().expect("it catches").insert(0, passing);
            });
        }
    }
}

/// The state that ends the execution with the error that was caught, which is its input.
fn add_end(drafts: &mut Drafts, place: Place, line: SourceLine) -> DraftId {
    let name = format!("{}ComputationFailed", drafts.region(place).label);
    let failure = Failure {
        fault: Thrown::Again(Rc::new(Expression::Input), Vec::new()),
        state: name.clone(),
        line,
    };
    drafts.all.push(Draft {
        name,
        line: Some(line),
        kind: DraftKind::Fail(failure),
    });
    drafts.all.len() - 1
}

fn is_exposed(drafts: &Drafts, id: DraftId) -> bool {
    let catches = drafts.all[id].catches();
    catches.iter().any(|it| it.errors.iter().any(|error| takes_all(error))) && can_fail(drafts, id)
}

/// Whether an error of an expression may come from the state, or from a state within it.
fn can_fail(drafts: &Drafts, id: DraftId) -> bool {
    let fails = |value: &Rc<Expression>| value.can_fail();
    let draft = &drafts.all[id];
    let itself = match &draft.kind {
        DraftKind::Task { call, .. } => call.arguments.iter().any(|(_, value)| fails(value)),
        DraftKind::Choice { rules, .. } => rules.iter().any(|(condition, _)| fails(condition)),
        DraftKind::Wait { until, .. } => fails(until.expression()),
        DraftKind::Map(map) => {
            let distributed = map.distributed.iter().flat_map(Distributed::expressions);
            map.items
                .expressions()
                .into_iter()
                .chain(&map.concurrency)
                .chain(distributed)
                .any(fails)
        }
        DraftKind::Succeed(output) => fails(output),
        DraftKind::Fail(failure) => fails(failure.fault.expression()),
        DraftKind::Pass(_) | DraftKind::Parallel { .. } | DraftKind::Landing(_) => false,
    };
    // What an execution of its own cannot compute, is its own failure.
    let isolated = matches!(&draft.kind, DraftKind::Map(map) if map.distributed.is_some());
    let within = |region: &Region| drafts.order(region).into_iter().any(|id| can_fail(drafts, id));
    itself || draft.exits().into_iter().any(exit_can_fail) || !isolated && draft.regions().into_iter().any(within)
}

fn exit_can_fail(exit: &Exit) -> bool {
    let output = match &exit.to {
        To::Return(output) => output.can_fail(),
        To::State(_) => false,
    };
    output || exit.lets.iter().any(|(_, value)| value.can_fail())
}
