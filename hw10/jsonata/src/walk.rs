//! The parts of an expression, and what is bound where each stands. Knows no meaning.

use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage};

/// What is bound where a walk stands, innermost scope last.
#[derive(Debug, Clone)]
pub(crate) struct Scopes(Vec<Vec<String>>);

impl Default for Scopes {
    fn default() -> Scopes {
        Scopes(vec![Vec::new()])
    }
}

impl Scopes {
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().flatten().any(|it| it == name)
    }

    fn bind(&mut self, name: &str) {
        if let Some(scope) = self.0.last_mut() {
            scope.push(name.to_owned());
        }
    }
}

/// Who goes through an expression, part by part.
pub(crate) trait Visitor {
    /// Meets a part; to go on below it is up to the visitor.
    fn visit(&mut self, node: &mut AstNode);

    /// What is bound where the walk stands. The walk keeps it.
    fn scopes(&mut self) -> &mut Scopes;
}

/// Puts a call of a function of ours around a part.
pub(crate) fn wrap(function: &str, node: &mut AstNode) {
    let inner = take(node);
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

/// Takes a part out, to put it elsewhere.
pub(crate) fn take(node: &mut AstNode) -> AstNode {
    std::mem::replace(node, AstNode::Null)
}

/// Meets each part of the expression.
pub(crate) fn children(node: &mut AstNode, visitor: &mut impl Visitor) {
    match node {
        AstNode::Path { steps } => steps.iter_mut().for_each(|it| step(it, visitor)),
        AstNode::Binary {
            op: BinaryOp::ColonEqual,
            lhs,
            rhs,
        } if matches!(**lhs, AstNode::Variable(_)) => binding(lhs, rhs, visitor),
        AstNode::Binary { lhs, rhs, .. } => [lhs, rhs].into_iter().for_each(|it| visitor.visit(it)),
        AstNode::Unary { operand: inner, .. } | AstNode::FunctionApplication(inner) => visitor.visit(inner),
        AstNode::Lambda { params, body, .. } => within(params, visitor, |it| it.visit(body)),
        AstNode::Block(items) => within(&[], visitor, |it| all(items, it)),
        AstNode::Function { args: items, .. } | AstNode::Array(items) | AstNode::ArrayGroup(items) => {
            all(items, visitor);
        }
        AstNode::Call { procedure, args } => {
            visitor.visit(procedure);
            all(args, visitor);
        }
        AstNode::Object(fields) => pairs(fields, visitor),
        AstNode::ObjectTransform { input, pattern } => {
            visitor.visit(input);
            pairs(pattern, visitor);
        }
        AstNode::Conditional {
            condition,
            then_branch,
            else_branch,
        } => [condition, then_branch]
            .into_iter()
            .chain(else_branch)
            .for_each(|it| visitor.visit(it)),
        AstNode::Sort { input, terms } => {
            visitor.visit(input);
            terms.iter_mut().for_each(|(term, _)| visitor.visit(term));
        }
        AstNode::Transform {
            location,
            update,
            delete,
        } => [location, update]
            .into_iter()
            .chain(delete)
            .for_each(|it| visitor.visit(it)),
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

fn all(nodes: &mut [AstNode], visitor: &mut impl Visitor) {
    nodes.iter_mut().for_each(|it| visitor.visit(it));
}

fn pairs(pairs: &mut [(AstNode, AstNode)], visitor: &mut impl Visitor) {
    for (key, value) in pairs {
        visitor.visit(key);
        visitor.visit(value);
    }
}

/// `$name := value`: what follows sees the name; a function sees its own, so that it can call itself.
fn binding(name: &AstNode, value: &mut AstNode, visitor: &mut impl Visitor) {
    let AstNode::Variable(name) = name else { return };
    if matches!(value, AstNode::Lambda { .. }) {
        visitor.scopes().bind(name);
    }
    visitor.visit(value);
    visitor.scopes().bind(name);
}

/// A step's `@$name` and `#$name` are bound for what follows it.
pub(crate) fn step(step: &mut PathStep, visitor: &mut impl Visitor) {
    visitor.visit(&mut step.node);
    for name in step.focus.iter().chain(&step.index_var) {
        visitor.scopes().bind(name);
    }
    for stage in &mut step.stages {
        match stage {
            Stage::Filter(node) => visitor.visit(node),
            Stage::Index(name) => visitor.scopes().bind(name),
            Stage::KeepArray => {}
        }
    }
}

fn within<V: Visitor>(names: &[String], visitor: &mut V, visit: impl FnOnce(&mut V)) {
    visitor.scopes().0.push(names.to_vec());
    visit(visitor);
    visitor.scopes().0.pop();
}
