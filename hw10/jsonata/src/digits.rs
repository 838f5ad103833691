//! Numbers in texts: JSONata 2.0.6 writes 15 digits of each, of an integer too; the engine follows a later release, which
//! writes integers whole. What is about to be made a text is therefore rounded first.
//!
//! Source: `string` in jsonata 2.0.6, whose replacer is `Number(value.toPrecision(15))`.

use indexmap::IndexMap;
use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage};
use jsonata_core::evaluator::HostFnResult;
use jsonata_core::value::JValue;

/// The function that rounds. No expression can name it.
pub(crate) const FUNCTION: &str = "~15";

/// Has all that an expression makes a text of rounded: by `$string`, and by `&`.
pub(crate) fn limit(node: &mut AstNode) {
    children(node, &mut limit);
    match node {
        AstNode::Function { name, args, .. } if name == "string" => args.iter_mut().take(1).for_each(round),
        AstNode::Binary {
            op: BinaryOp::Concatenate,
            lhs,
            rhs,
        } => [lhs, rhs].into_iter().for_each(|side| round(side)),
        _ => {}
    }
}

/// The same value, rounded; what is a text already needs no rounding.
fn round(node: &mut AstNode) {
    let is_text = match node {
        AstNode::String(_) => true,
        AstNode::Binary { op, .. } => *op == BinaryOp::Concatenate,
        AstNode::Function { name, .. } => name == "string",
        _ => false,
    };
    if !is_text {
        let inner = std::mem::replace(node, AstNode::Null);
        *node = AstNode::Function {
            name: FUNCTION.to_owned(),
            args: vec![inner],
            is_builtin: true,
        };
    }
}

/// Calls `visit` with each part of the expression.
fn children(node: &mut AstNode, visit: &mut impl FnMut(&mut AstNode)) {
    match node {
        AstNode::Path { steps } => steps.iter_mut().for_each(|step| step_children(step, visit)),
        AstNode::Binary { lhs, rhs, .. } => [lhs, rhs].into_iter().for_each(|it| visit(it)),
        AstNode::Unary { operand: inner, .. }
        | AstNode::FunctionApplication(inner)
        | AstNode::Lambda { body: inner, .. } => {
            visit(inner);
        }
        AstNode::Function { args: items, .. }
        | AstNode::Array(items)
        | AstNode::ArrayGroup(items)
        | AstNode::Block(items) => items.iter_mut().for_each(visit),
        AstNode::Call { procedure, args } => {
            visit(procedure);
            args.iter_mut().for_each(visit);
        }
        AstNode::Object(pairs) => pairs
            .iter_mut()
            .for_each(|(key, value)| [key, value].into_iter().for_each(&mut *visit)),
        AstNode::ObjectTransform { input, pattern } => {
            visit(input);
            pattern
                .iter_mut()
                .for_each(|(key, value)| [key, value].into_iter().for_each(&mut *visit));
        }
        AstNode::Conditional {
            condition,
            then_branch,
            else_branch,
        } => [condition, then_branch]
            .into_iter()
            .chain(else_branch)
            .for_each(|it| visit(it)),
        AstNode::Sort { input, terms } => {
            visit(input);
            terms.iter_mut().for_each(|(term, _)| visit(term));
        }
        AstNode::Transform {
            location,
            update,
            delete,
        } => [location, update].into_iter().chain(delete).for_each(|it| visit(it)),
        AstNode::String(_)
        | AstNode::Name(_)
        | AstNode::Number(_)
        | AstNode::Boolean(_)
        | AstNode::Null
        | AstNode::Undefined
        | AstNode::Placeholder
        | AstNode::Regex { .. }
        | AstNode::Variable(_)
        | AstNode::ParentVariable(_)
        | AstNode::Parent(_)
        | AstNode::Wildcard
        | AstNode::Descendant => {}
    }
}

fn step_children(step: &mut PathStep, visit: &mut impl FnMut(&mut AstNode)) {
    visit(&mut step.node);
    for stage in &mut step.stages {
        if let Stage::Filter(filter) = stage {
            visit(filter);
        }
    }
}

/// `$~15(value)`: the value, of each number in it 15 digits.
pub(crate) fn rounded(arguments: &[JValue]) -> HostFnResult {
    Ok(arguments.first().map_or(JValue::Undefined, value))
}

fn value(of: &JValue) -> JValue {
    match of {
        JValue::Number(number) => JValue::Number(to_precision_15(*number)),
        JValue::Array(items) => JValue::array(items.iter().map(value).collect()),
        JValue::Object(fields) => {
            let fields = fields.iter().map(|(name, it)| (name.clone(), value(it)));
            JValue::object(fields.collect::<IndexMap<_, _>>())
        }
        other => other.clone(),
    }
}

fn to_precision_15(number: f64) -> f64 {
    format!("{number:.14e}").parse().unwrap_or(number)
}
