//! What a Choice state is called where nobody names it: after what it looks at.

use syn::{BinOp, Expr, Member, Pat, UnOp};

use crate::case::pascal;

/// `MatchKind` for `match request.transaction.kind`.
pub(super) fn of_match(scrutinee: &Expr) -> String {
    format!("Match{}", words(scrutinee))
}

/// `IfAmountAboveLimit` for `if order.amount > limit`.
pub(super) fn of_if(condition: &Expr) -> String {
    format!("If{}", words(condition))
}

/// `Deposit` for the arm `Kind::Deposit`.
pub(super) fn of_pattern(pattern: &Pat) -> String {
    match pattern {
        Pat::Ident(name) => pascal(&name.ident.to_string()),
        Pat::Path(path) => path
            .path
            .segments
            .last()
            .map(|last| pascal(&last.ident.to_string()))
            .unwrap_or_default(),
        Pat::TupleStruct(it) => it
            .path
            .segments
            .last()
            .map(|last| pascal(&last.ident.to_string()))
            .unwrap_or_default(),
        Pat::Or(or) => or.cases.iter().map(of_pattern).collect::<Vec<_>>().join("Or"),
        Pat::Paren(inner) => of_pattern(&inner.pat),
        Pat::Lit(literal) => pascal(&quote::quote!(#literal).to_string()),
        _ => "Otherwise".to_owned(),
    }
}

fn words(expr: &Expr) -> String {
    match expr {
        Expr::Path(path) => path
            .path
            .segments
            .last()
            .map(|last| pascal(&last.ident.to_string()))
            .unwrap_or_default(),
        Expr::Field(field) => match &field.member {
            Member::Named(name) => pascal(&name.to_string()),
            Member::Unnamed(_) => words(&field.base),
        },
        Expr::Reference(it) => words(&it.expr),
        Expr::Paren(it) => words(&it.expr),
        Expr::MethodCall(call) if call.method == "as_str" || call.method == "clone" => words(&call.receiver),
        Expr::MethodCall(call) => format!("{}{}", words(&call.receiver), pascal(&call.method.to_string())),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => format!("Not{}", words(&unary.expr)),
        Expr::Unary(unary) => words(&unary.expr),
        Expr::Binary(binary) => format!(
            "{}{}{}",
            words(&binary.left),
            operator(&binary.op),
            words(&binary.right)
        ),
        Expr::Lit(literal) => pascal(&quote::quote!(#literal).to_string()),
        Expr::Await(it) => words(&it.base),
        Expr::Try(it) => words(&it.expr),
        _ => String::new(),
    }
}

fn operator(operator: &BinOp) -> &'static str {
    match operator {
        BinOp::Eq(_) => "Is",
        BinOp::Ne(_) => "IsNot",
        BinOp::Lt(_) => "Below",
        BinOp::Le(_) => "AtMost",
        BinOp::Gt(_) => "Above",
        BinOp::Ge(_) => "AtLeast",
        BinOp::And(_) => "And",
        BinOp::Or(_) => "Or",
        _ => "",
    }
}
