//! The functions of JSONata that can make much of little, or that walk what they are given: each use of one is written
//! out as a call with all its arguments, so that those can be looked at. A function that is passed on as a value becomes
//! one that calls it; so does one that is applied in part; `a ~> $join(b)` is `$join(a, b)`; and what a function takes
//! from the context if an argument is missing, it is given.
//!
//! One difference remains: `$string`, once it is another variable's value, no longer knows its second argument.

use jsonata_core::ast::{AstNode, BinaryOp};

use crate::walk::{Scopes, call, take};

/// How a function is called.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signature {
    name: &'static str,
    /// How many arguments it must have.
    required: usize,
    /// How many it can have, and a higher-order function gives it.
    most: usize,
    /// Whether the context stands in for the first argument, if one is missing.
    takes_context: bool,
}

const fn signature(name: &'static str, required: usize, most: usize, takes_context: bool) -> Signature {
    Signature {
        name,
        required,
        most,
        takes_context,
    }
}

/// Source: the signatures of jsonata 2.0.6.
const SIGNATURES: [Signature; 38] = [
    signature("append", 2, 2, false),
    signature("base64decode", 1, 1, true),
    signature("base64encode", 1, 1, true),
    signature("boolean", 1, 1, true),
    signature("decodeUrl", 1, 1, true),
    signature("decodeUrlComponent", 1, 1, true),
    signature("distinct", 1, 1, false),
    signature("each", 2, 2, true),
    signature("encodeUrl", 1, 1, true),
    signature("encodeUrlComponent", 1, 1, true),
    signature("filter", 2, 2, false),
    signature("formatInteger", 2, 2, true),
    signature("formatNumber", 2, 3, true),
    signature("fromMillis", 1, 3, true),
    signature("join", 1, 2, false),
    signature("keys", 1, 1, true),
    signature("lookup", 2, 2, true),
    signature("lowercase", 1, 1, true),
    signature("match", 2, 3, true),
    signature("merge", 1, 1, false),
    signature("not", 1, 1, true),
    signature("pad", 2, 3, true),
    signature("parseInteger", 2, 2, true),
    signature("reduce", 2, 3, false),
    signature("replace", 3, 4, true),
    signature("reverse", 1, 1, false),
    signature("sift", 2, 2, true),
    signature("single", 1, 2, false),
    signature("sort", 1, 2, false),
    signature("split", 2, 3, true),
    signature("spread", 1, 1, true),
    signature("string", 1, 1, true),
    signature("substring", 2, 3, true),
    signature("substringAfter", 2, 2, true),
    signature("substringBefore", 2, 2, true),
    signature("toMillis", 1, 2, true),
    signature("trim", 1, 1, true),
    signature("uppercase", 1, 1, true),
];

/// The function that says whether it was given its argument.
pub(crate) const GIVEN: &str = "~given";

/// Writes out the use of a function that this part of an expression is, if it is one.
pub(crate) fn write_out(node: &mut AstNode, scopes: &Scopes) {
    unchain(node, scopes);
    match node {
        AstNode::Variable(name) => {
            if let Some(signature) = find(name, scopes) {
                *node = function(signature);
            }
        }
        AstNode::Function { name, args, .. } => {
            let Some(signature) = find(name, scopes) else { return };
            if args.iter().any(is_placeholder) {
                *node = AstNode::Call {
                    procedure: Box::new(function(signature)),
                    args: std::mem::take(args),
                };
            } else if signature.takes_context && args.len() + 1 == signature.required {
                args.insert(0, AstNode::Variable(String::new()));
            }
        }
        _ => {}
    }
}

fn find(name: &str, scopes: &Scopes) -> Option<Signature> {
    let found = SIGNATURES.iter().find(|it| it.name == name).copied();
    found.filter(|_| !scopes.has(name))
}

/// Whether each use of the function is a call with all its arguments, unless the name is the expression's own.
pub(crate) fn is_written_out(name: &str) -> bool {
    SIGNATURES.iter().any(|it| it.name == name)
}

fn is_placeholder(node: &AstNode) -> bool {
    matches!(node, AstNode::Placeholder)
}

/// `a ~> $join(b)` is `$join(a, b)`.
fn unchain(node: &mut AstNode, scopes: &Scopes) {
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
    if find(name, scopes).is_some() && !args.iter().any(is_placeholder) {
        let mut all = vec![take(lhs)];
        all.append(args);
        *node = call(name, all);
    }
}

/// `function($1, $2, $3) { $given($3) ? $name($1, $2, $3) : $name($1, $2) }`
fn function(signature: Signature) -> AstNode {
    let params: Vec<String> = (1..=signature.most).map(|number| format!("~{number}")).collect();
    let variable = |name: &String| AstNode::Variable(name.clone());
    let with = |count: usize| call(signature.name, params[..count].iter().map(variable).collect());
    let more = (signature.required..signature.most).map(|index| (variable(&params[index]), with(index + 1)));
    let body = more.fold(with(signature.required), |fewer, (last, call_with_it)| {
        AstNode::Conditional {
            condition: Box::new(call(GIVEN, vec![last])),
            then_branch: Box::new(call_with_it),
            else_branch: Some(Box::new(fewer)),
        }
    });
    lambda(params.clone(), body)
}

pub(crate) fn lambda(params: Vec<String>, body: AstNode) -> AstNode {
    AstNode::Lambda {
        params,
        body: Box::new(body),
        signature: None,
        thunk: false,
    }
}
