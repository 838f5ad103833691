//! Has everything looked at that could make too much, by putting calls of the functions in [`crate::bounds`] around it:
//!
//! - what a function is given that can make much of little, or that walks it;
//! - what is put into something else: an item, a field, what a function gives for each of many items, a step of a path;
//! - what is made a text, compared, or taken as true or false.
//!
//! A call by name in the last place of a function stays as it is, for its tail calls; what it gives has been looked at
//! where it was made.

use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage};

use crate::bounds::{BOUNDED, COMPARED, JOINED, MATCHED, PICTURE, PUT, REPLACED, SPLIT, WIDTH};
use crate::calls::{self, lambda};
use crate::digits;
use crate::inspect::is_function;
use crate::walk::{self, Scopes, Visitor, call, take, wrap};

/// Limits what the expression can make.
pub(crate) fn limit(ast: &mut AstNode) {
    let repeats = Repetition::of(ast);
    let mut limits = Limits {
        scopes: Scopes::default(),
        repeats,
    };
    limits.visit(ast);
}

/// Whether an expression can evaluate a part of it more than once, or name what it has made.
#[derive(Debug, Default)]
struct Repetition {
    is_there: bool,
    scopes: Scopes,
}

impl Repetition {
    fn of(ast: &mut AstNode) -> bool {
        let mut repetition = Repetition::default();
        repetition.visit(ast);
        repetition.is_there
    }
}

impl Visitor for Repetition {
    fn visit(&mut self, node: &mut AstNode) {
        self.is_there |= match node {
            AstNode::Lambda { .. }
            | AstNode::Transform { .. }
            | AstNode::ObjectTransform { .. }
            | AstNode::FunctionApplication(_)
            | AstNode::Descendant
            | AstNode::Parent(_)
            | AstNode::Binary {
                op: BinaryOp::ColonEqual | BinaryOp::ChainPipe,
                ..
            } => true,
            AstNode::Path { steps } => steps.iter().skip(1).any(|it| !is_name(it)),
            AstNode::Variable(name) => is_function(name) && !self.scopes.has(name),
            _ => false,
        };
        walk::children(node, self);
    }

    fn scopes(&mut self) -> &mut Scopes {
        &mut self.scopes
    }
}

fn is_name(step: &PathStep) -> bool {
    matches!(step.node, AstNode::Name(_))
}

struct Limits {
    scopes: Scopes,
    repeats: bool,
}

impl Visitor for Limits {
    fn visit(&mut self, node: &mut AstNode) {
        calls::write_out(node, &self.scopes);
        let is_ours = matches!(node, AstNode::Function { name, .. } if !self.scopes.has(name));
        match node {
            AstNode::Binary {
                op: BinaryOp::ChainPipe,
                lhs,
                rhs,
            } if matches!(**rhs, AstNode::Transform { .. }) => {
                self.visit(lhs);
                walk::children(rhs, self);
                self.put(lhs);
            }
            AstNode::Transform { .. } => {
                walk::children(node, self);
                *node = transforming(take(node));
            }
            _ => walk::children(node, self),
        }
        if is_ours {
            self.call(node);
        } else {
            self.part(node);
        }
    }

    fn scopes(&mut self) -> &mut Scopes {
        &mut self.scopes
    }
}

impl Limits {
    /// A call of a function that is not the expression's own.
    fn call(&self, node: &mut AstNode) {
        let AstNode::Function { name, args, .. } = node else {
            return;
        };
        let mut at = |index: usize, guard: &str| args.iter_mut().skip(index).take(1).for_each(|it| wrap(guard, it));
        match name.as_str() {
            "string" => at(0, digits::FUNCTION),
            "pad" => (0..3).for_each(|index| at(index, WIDTH)),
            "distinct" => at(0, COMPARED),
            "match" => at(0, MATCHED),
            "split" => at(0, SPLIT),
            "formatInteger" | "formatNumber" | "fromMillis" | "parseInteger" | "toMillis" => at(1, PICTURE),
            "join" => *node = looked_at(JOINED, "join", std::mem::take(args)),
            "replace" => *node = looked_at(REPLACED, "replace", count_replacements(std::mem::take(args))),
            "append" | "reduce" => args.iter_mut().for_each(|it| self.put(it)),
            name if calls::is_written_out(name) => args.iter_mut().take(1).for_each(|it| self.put(it)),
            _ => {}
        }
    }

    /// Any other part of the expression.
    fn part(&self, node: &mut AstNode) {
        match node {
            AstNode::Binary { op, lhs, rhs } => [lhs, rhs].into_iter().for_each(|side| self.operand(*op, side)),
            AstNode::Array(items) | AstNode::ArrayGroup(items) => items.iter_mut().for_each(|it| self.put(it)),
            AstNode::Object(fields) | AstNode::ObjectTransform { pattern: fields, .. } => {
                fields.iter_mut().for_each(|(name, value)| self.field(name, value));
            }
            AstNode::Lambda { body, .. } => self.result(body),
            AstNode::Conditional { condition, .. } if self.repeats => self.put(condition),
            AstNode::Path { steps } if self.repeats => self.path(steps),
            _ => {}
        }
    }

    fn operand(&self, operator: BinaryOp, side: &mut AstNode) {
        match operator {
            // A text that the expression spells out is as it is.
            BinaryOp::Concatenate if !matches!(side, AstNode::String(_)) => wrap(digits::FUNCTION, side),
            BinaryOp::Equal | BinaryOp::NotEqual if is_computed(side) => wrap(BOUNDED, side),
            BinaryOp::And | BinaryOp::Or if self.repeats => self.put(side),
            _ => {}
        }
    }

    fn field(&self, name: &mut AstNode, value: &mut AstNode) {
        if self.repeats && is_computed(name) {
            wrap(BOUNDED, name);
        }
        self.put(value);
    }

    /// What a function gives; but not what another gives it in a tail call.
    fn result(&self, body: &mut AstNode) {
        match body {
            AstNode::Block(items) => items.iter_mut().last().into_iter().for_each(|it| self.result(it)),
            AstNode::Conditional {
                then_branch,
                else_branch,
                ..
            } => {
                self.result(then_branch);
                else_branch.iter_mut().for_each(|it| self.result(it));
            }
            AstNode::Function { .. } | AstNode::Call { .. } => {}
            _ => self.put(body),
        }
    }

    fn path(&self, steps: &mut Vec<PathStep>) {
        let filters = steps.iter_mut().flat_map(|it| &mut it.stages);
        for stage in filters {
            if let Stage::Filter(filter) = stage {
                self.put(filter);
            }
        }
        for step in steps.iter_mut().skip(1) {
            match &mut step.node {
                AstNode::FunctionApplication(inner) => self.result(inner),
                AstNode::Block(_) | AstNode::Conditional { .. } => self.result(&mut step.node),
                AstNode::Variable(_) | AstNode::ParentVariable(_) | AstNode::Binary { .. } => self.put(&mut step.node),
                _ => {}
            }
        }
        if let Some(index) = steps.iter().position(|it| matches!(it.node, AstNode::Descendant))
            && index > 0
            && steps.iter().all(|it| !it.is_tuple)
        {
            let bounded = call(BOUNDED, vec![AstNode::Variable(String::new())]);
            steps.insert(index, PathStep::new(bounded));
        }
    }

    /// Something is put into something else.
    fn put(&self, node: &mut AstNode) {
        let is_given = matches!(node, AstNode::Variable(_))
            || matches!(node, AstNode::Path { steps } if steps.iter().skip(1).all(is_name));
        if is_computed(node) && (self.repeats || !is_given) {
            wrap(PUT, node);
        }
    }
}

/// `function($1) { $put($1) ~> | … | … | }`
fn transforming(transform: AstNode) -> AstNode {
    let given = call(PUT, vec![AstNode::Variable("~1".to_owned())]);
    let body = AstNode::Binary {
        op: BinaryOp::ChainPipe,
        lhs: Box::new(given),
        rhs: Box::new(transform),
    };
    lambda(vec!["~1".to_owned()], body)
}

/// What a function gives for a match comes into the text as often as there are matches.
fn count_replacements(mut args: Vec<AstNode>) -> Vec<AstNode> {
    if let Some(AstNode::Lambda { body, .. }) = args.get_mut(2) {
        wrap(PUT, body);
    }
    args
}

/// `(function($1, $2) { $name($looking($1, $2), $2) })(…)`: each argument is evaluated once.
fn looked_at(looking: &str, name: &str, args: Vec<AstNode>) -> AstNode {
    if args.is_empty() {
        return call(name, args);
    }
    let params: Vec<String> = (1..=args.len()).map(|number| format!("~{number}")).collect();
    let given: Vec<AstNode> = params.iter().cloned().map(AstNode::Variable).collect();
    let mut passed = given.clone();
    passed[0] = call(looking, given);
    AstNode::Call {
        procedure: Box::new(lambda(params, call(name, passed))),
        args,
    }
}

/// Functions that give a number, or true or false.
const SCALAR: [&str; 19] = [
    "abs", "average", "boolean", "ceil", "contains", "count", "exists", "floor", "length", "max", "millis", "min",
    "not", "number", "power", "random", "round", "sqrt", "sum",
];

/// Whether what the part gives is neither spelled out nor a number, nor true or false.
fn is_computed(node: &AstNode) -> bool {
    match node {
        AstNode::Function { name, .. } => !name.starts_with('~') && !SCALAR.contains(&name.as_str()),
        AstNode::Binary { op, .. } => matches!(op, BinaryOp::Range | BinaryOp::ChainPipe | BinaryOp::ColonEqual),
        AstNode::Name(_)
        | AstNode::Variable(_)
        | AstNode::ParentVariable(_)
        | AstNode::Path { .. }
        | AstNode::Call { .. }
        | AstNode::Block(_)
        | AstNode::Conditional { .. }
        | AstNode::ObjectTransform { .. }
        | AstNode::FunctionApplication(_)
        | AstNode::Sort { .. }
        | AstNode::Wildcard
        | AstNode::Descendant => true,
        _ => false,
    }
}
