//! Runs a parsed expression on `jsonata-core`, inside limits. The only module that starts an evaluator.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Instant;

use jsonata_core::ast::AstNode;
use jsonata_core::evaluator::{Context, Evaluator, EvaluatorError, EvaluatorOptions};
use jsonata_core::value::JValue;

use crate::bindings::Bindings;
use crate::expression::EvaluationError;
use crate::functions;
use crate::inspect::Mention;
use crate::world::World;

/// How long one evaluation may take. A payload is at most 256 KiB, so honest work is a matter of milliseconds; what
/// takes longer than this loops. (A guard against hanging, the one place where an evaluation feels real time.)
pub const TIMEOUT_MILLISECONDS: u64 = 2_000;

/// How deep an evaluation may nest: some seven hundred calls of a recursive function, far from the stack's end.
pub const DEPTH_MAX: usize = 2_000;

/// How long a sequence may grow. 256 KiB of JSON hold at most 131,072 items, so a longer one could not be a result.
pub const SEQUENCE_ITEMS_MAX: usize = 200_000;

/// Evaluates the expression with the variables and functions that it mentions.
pub(crate) fn run(
    ast: &AstNode,
    mentions: &[Mention],
    bindings: &Bindings,
    world: &mut World,
) -> Result<JValue, EvaluationError> {
    if world.allowance.time.is_zero() {
        return Err(EvaluationError::Exhausted("time"));
    }
    let started = Instant::now();
    let shared = Rc::new(RefCell::new(std::mem::take(world)));
    // The engine panics on some odd arguments, such as `$fromMillis(0, '[,2]')`; nothing of it outlives the call.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut evaluator = evaluator(mentions, bindings, &shared)?;
        // In Step Functions `$` and `$$` are nothing at the top: data is in `$states`.
        evaluator.evaluate(ast, &JValue::Undefined)
    }));
    *world = shared.take();
    world.allowance.time = world.allowance.time.saturating_sub(started.elapsed());
    match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(EvaluationError::Failed(error.message().to_owned())),
        Err(_) => Err(EvaluationError::Crashed),
    }
}

fn evaluator(
    mentions: &[Mention],
    bindings: &Bindings,
    world: &Rc<RefCell<World>>,
) -> Result<Evaluator, EvaluatorError> {
    let mut context = Context::new();
    for Mention { name, paths } in mentions {
        if let Some(binding) = bindings.get(name) {
            context.bind(name.clone(), binding.along(paths));
        }
    }
    let mut evaluator = Evaluator::with_options(context, options());
    functions::register(&mut evaluator, |name| mentions.iter().any(|it| it.name == name), world)?;
    Ok(evaluator)
}

fn options() -> EvaluatorOptions {
    EvaluatorOptions {
        timeout_ms: Some(TIMEOUT_MILLISECONDS),
        cancel: None,
        max_stack_depth: Some(DEPTH_MAX),
        max_sequence_length: Some(SEQUENCE_ITEMS_MAX),
    }
}
