//! What an evaluation may make. The engine bounds the time between two steps, the depth of calls and the length of
//! sequences; it does not bound what a single step makes. So what goes into such a step is looked at here: a text that is
//! made of others, an array of arrays, a comparison, the result. What an expression piles up step by step the time bounds.
//!
//! A value whose parts are the same value many times is small to hold and endless to walk. Whoever walks a value asks
//! [`check`] first.

use std::cell::Cell;

use jsonata_core::ast::{AstNode, BinaryOp};
use jsonata_core::evaluator::{EvaluatorError, HostFnResult};
use jsonata_core::value::JValue;

use crate::engine::SEQUENCE_ITEMS_MAX;
use crate::walk::{call, children, wrap};

/// The largest value that an expression can give, or make a text of, in bytes of JSON: eight payloads of Step Functions.
pub const VALUE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// How deep a value can be nested that an expression gives or makes a text of: as deep as JSON can be that is read again.
pub const NESTING_MAX: usize = 127;

/// The longest text that `$replace` and `$join` could make, in bytes.
const PRODUCT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How much `$distinct` may have to compare: each item with each other one, byte by byte.
const COMPARED_BYTES_MAX: usize = 4 * 1024 * 1024 * 1024;

/// A value that is too much for what is to be done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Excess {
    /// It is larger than [`VALUE_BYTES_MAX`].
    #[error("a value of more than {VALUE_BYTES_MAX} bytes")]
    Bytes,
    /// It is deeper than [`NESTING_MAX`].
    #[error("a value nested deeper than {NESTING_MAX} levels")]
    Nesting,
}

impl From<Excess> for EvaluatorError {
    fn from(excess: Excess) -> EvaluatorError {
        failure(format!("{excess} is too much"))
    }
}

fn failure(message: impl Into<String>) -> EvaluatorError {
    EvaluatorError::EvaluationError(message.into())
}

/// Whether the value can be walked.
pub(crate) fn check(value: &JValue) -> Result<(), Excess> {
    bytes(value).map(drop)
}

/// About how long the value is as JSON.
fn bytes(value: &JValue) -> Result<usize, Excess> {
    let mut left = VALUE_BYTES_MAX;
    take(value, NESTING_MAX, &mut left)?;
    Ok(VALUE_BYTES_MAX - left)
}

/// Takes what the value has as JSON from what is left.
fn take(value: &JValue, levels_left: usize, bytes_left: &mut usize) -> Result<(), Excess> {
    let spend = |bytes: usize, left: &mut usize| left.checked_sub(bytes).map(|rest| *left = rest).ok_or(Excess::Bytes);
    match value {
        JValue::String(text) => spend(text.len() + 2, bytes_left),
        JValue::Array(items) => {
            let below = levels_left.checked_sub(1).ok_or(Excess::Nesting)?;
            spend(2, bytes_left)?;
            items.iter().try_for_each(|it| take(it, below, bytes_left))
        }
        JValue::Object(fields) => {
            let below = levels_left.checked_sub(1).ok_or(Excess::Nesting)?;
            spend(2, bytes_left)?;
            fields.iter().try_for_each(|(name, it)| {
                spend(name.len() + 4, bytes_left)?;
                take(it, below, bytes_left)
            })
        }
        JValue::Null
        | JValue::Bool(_)
        | JValue::Number(_)
        | JValue::Undefined
        | JValue::Lambda(_)
        | JValue::Builtin { .. }
        | JValue::Regex { .. } => spend(2, bytes_left),
    }
}

/// The function that lets a value through that can be walked.
const BOUNDED: &str = "~bounded";
/// The function that lets an array through that is no longer than a sequence.
const ITEMS: &str = "~items";
/// The function that lets a number through that is no larger than a text is long.
const WIDTH: &str = "~width";
/// The functions that let the first argument of `$join` and of `$replace` through, if not too much can come out.
const JOINED: &str = "~joined";
const REPLACED: &str = "~replaced";
/// The function that lets an array through whose items can be compared with each other.
const COMPARED: &str = "~compared";

/// The function that lets through what a function of `$replace` gives for a match.
pub(crate) const REPLACEMENT: &str = "~replacement";

/// A function that lets its first argument through, or fails.
type Guard = fn(&[JValue]) -> HostFnResult;

/// Our functions, by names that no expression can have.
pub(crate) const FUNCTIONS: [(&str, Guard); 6] = [
    (BOUNDED, bounded),
    (ITEMS, items),
    (WIDTH, width),
    (JOINED, joined),
    (REPLACED, replaced),
    (COMPARED, compared),
];

/// Has all that could make too much in one go looked at first.
pub(crate) fn limit(node: &mut AstNode) {
    // First of all, since the function in a chain lacks its first argument.
    unchain(node);
    children(node, &mut limit);
    match node {
        AstNode::Function { name, args, .. } => {
            if let Some(guarded) = guarded(name, args) {
                *node = guarded;
            }
        }
        AstNode::Array(items) => items
            .iter_mut()
            .filter(|it| is_computed(it))
            .for_each(|it| wrap(ITEMS, it)),
        AstNode::Binary {
            op: BinaryOp::Equal | BinaryOp::NotEqual,
            lhs,
            rhs,
        } if is_computed(lhs) && is_computed(rhs) => [lhs, rhs].into_iter().for_each(|it| wrap(BOUNDED, it)),
        _ => {}
    }
}

/// Guards the arguments of a function, each by itself, or gives what stands in for a call whose arguments are too much
/// together.
fn guarded(name: &str, args: &mut Vec<AstNode>) -> Option<AstNode> {
    let mut each = |guard| args.iter_mut().for_each(|it| wrap(guard, it));
    match name {
        "pad" => each(WIDTH),
        "base64encode" => each(BOUNDED),
        "distinct" => each(COMPARED),
        "join" => return Some(looked_at(JOINED, "join", std::mem::take(args))),
        "replace" => {
            return Some(looked_at(
                REPLACED,
                "replace",
                count_replacements(of_context(std::mem::take(args))),
            ));
        }
        _ => {}
    }
    None
}

/// `a ~> $join(b)` is `$join(a, b)`.
fn unchain(node: &mut AstNode) {
    let AstNode::Binary {
        op: BinaryOp::ChainPipe,
        lhs,
        rhs,
    } = node
    else {
        return;
    };
    let AstNode::Function { name, args, .. } = &mut **rhs else {
        return;
    };
    if matches!(name.as_str(), "join" | "replace") && !args.iter().any(is_placeholder) {
        let mut all = vec![std::mem::replace(&mut **lhs, AstNode::Null)];
        all.append(args);
        *node = call(name, all);
    }
}

/// Without its text, `$replace` takes the context.
fn of_context(mut args: Vec<AstNode>) -> Vec<AstNode> {
    if args.len() == 2 {
        args.insert(0, AstNode::Variable(String::new()));
    }
    args
}

/// What a function gives for a match comes into the text as often as there are matches.
fn count_replacements(mut args: Vec<AstNode>) -> Vec<AstNode> {
    if let Some(AstNode::Lambda { body, .. }) = args.get_mut(2) {
        wrap(REPLACEMENT, body);
    }
    args
}

/// `(function($1, $2) { $name($looking($1, $2), $2) })(…)`: each argument is evaluated once.
fn looked_at(looking: &str, name: &str, args: Vec<AstNode>) -> AstNode {
    if args.is_empty() || args.iter().any(is_placeholder) {
        return call(name, args);
    }
    let params: Vec<String> = (1..=args.len()).map(|number| format!("~{number}")).collect();
    let given: Vec<AstNode> = params.iter().cloned().map(AstNode::Variable).collect();
    let mut passed = given.clone();
    passed[0] = call(looking, given);
    let body = Box::new(call(name, passed));
    let lambda = AstNode::Lambda {
        params,
        body,
        signature: None,
        thunk: false,
    };
    AstNode::Call {
        procedure: Box::new(lambda),
        args,
    }
}

fn is_placeholder(node: &AstNode) -> bool {
    matches!(node, AstNode::Placeholder)
}

/// Whether the expression does not spell the value out.
fn is_computed(node: &AstNode) -> bool {
    matches!(
        node,
        AstNode::Variable(_)
            | AstNode::ParentVariable(_)
            | AstNode::Path { .. }
            | AstNode::Function { .. }
            | AstNode::Call { .. }
            | AstNode::Block(_)
            | AstNode::Conditional { .. }
            | AstNode::ObjectTransform { .. }
    )
}

fn first(arguments: &[JValue]) -> JValue {
    arguments.first().cloned().unwrap_or(JValue::Undefined)
}

fn bounded(arguments: &[JValue]) -> HostFnResult {
    arguments.iter().try_for_each(check)?;
    Ok(first(arguments))
}

fn items(arguments: &[JValue]) -> HostFnResult {
    match arguments.first() {
        Some(JValue::Array(items)) if items.len() > SEQUENCE_ITEMS_MAX => {
            Err(failure(format!("an array has at most {SEQUENCE_ITEMS_MAX} items")))
        }
        _ => Ok(first(arguments)),
    }
}

fn width(arguments: &[JValue]) -> HostFnResult {
    match arguments.first() {
        Some(JValue::Number(width)) if width.abs() > VALUE_BYTES_MAX as f64 => {
            Err(failure(format!("$pad makes at most {VALUE_BYTES_MAX} characters")))
        }
        _ => bounded(arguments),
    }
}

/// As often as there are items, the separator.
fn joined(arguments: &[JValue]) -> HostFnResult {
    bounded(arguments)?;
    if let [JValue::Array(items), JValue::String(separator)] = arguments {
        product(items.len(), separator.len())?;
    }
    Ok(first(arguments))
}

/// As often as the text has characters, and once more, the replacement.
fn replaced(arguments: &[JValue]) -> HostFnResult {
    bounded(arguments)?;
    if let [JValue::String(text), _, JValue::String(replacement), ..] = arguments {
        product(text.len() + 1, replacement.len())?;
    }
    Ok(first(arguments))
}

/// Adds up what the functions of `$replace` give in one evaluation.
pub(crate) fn replacement() -> impl Fn(&[JValue]) -> HostFnResult {
    let given = Cell::new(0);
    move |arguments| {
        if let Some(JValue::String(text)) = arguments.first() {
            given.set(given.get() + text.len());
            product(1, given.get())?;
        }
        Ok(first(arguments))
    }
}

fn compared(arguments: &[JValue]) -> HostFnResult {
    if let Some(value @ JValue::Array(items)) = arguments.first()
        && bytes(value)?.saturating_mul(items.len()) > COMPARED_BYTES_MAX
    {
        return Err(failure(format!(
            "$distinct cannot compare {} items with each other",
            items.len()
        )));
    }
    Ok(first(arguments))
}

fn product(times: usize, bytes: usize) -> Result<(), EvaluatorError> {
    match times.checked_mul(bytes) {
        Some(bytes) if bytes <= PRODUCT_BYTES_MAX => Ok(()),
        _ => Err(failure(format!(
            "a text of more than {PRODUCT_BYTES_MAX} bytes could come of it"
        ))),
    }
}
