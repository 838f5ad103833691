//! The parts of an expression, for those who change it before it is evaluated. Knows no meaning.

use jsonata_core::ast::{AstNode, PathStep, Stage};

/// Puts a call of a function of ours around a part.
pub(crate) fn wrap(function: &str, node: &mut AstNode) {
    let inner = std::mem::replace(node, AstNode::Null);
    *node = call(function, vec![inner]);
}

/// A call of a function by its name.
pub(crate) fn call(function: &str, args: Vec<AstNode>) -> AstNode {
    AstNode::Function {
        name: function.to_owned(),
        args,
        is_builtin: true,
    }
}

/// Calls `visit` with each part of the expression.
pub(crate) fn children(node: &mut AstNode, visit: &mut impl FnMut(&mut AstNode)) {
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
