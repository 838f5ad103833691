//! What a Choice state is called where nobody names it: after what it looks at.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Arm, BinOp, Expr, ExprCall, ExprMethodCall, Member, Pat, Path, UnOp};

use super::pattern::is_irrefutable;
use crate::case::pascal;

/// `MatchKind` for `match request.transaction.kind`.
pub(super) fn of_match(scrutinee: &Expr) -> String {
    format!("Match{}", words(scrutinee))
}

/// `IfAmountAboveLimit` for `if order.amount > limit`.
pub(super) fn of_if(condition: &Expr) -> String {
    format!("If{}", words(condition))
}

/// `WhileNotDone` for `while !done`.
pub(super) fn of_while(condition: &Expr) -> String {
    format!("While{}", words(condition))
}

/// `EachLine` for `for line in &order.lines`.
pub(super) fn of_for(items: &Expr) -> String {
    match items {
        Expr::Range(range) => format!(
            "CountTo{}",
            range.end.as_ref().map(|end| words(end)).unwrap_or_default()
        ),
        other => format!("Each{}", words(other)),
    }
}

/// `MapLines` for `map(&order.lines, ..)`.
pub(super) fn of_map(items: &Expr) -> String {
    match items {
        Expr::Call(call) => format!("Map{}", words(&call.func)),
        Expr::MethodCall(call) if call.method == "batches_of" => of_map(&call.receiver),
        Expr::Reference(it) => of_map(&it.expr),
        other => format!("Map{}", words(other)),
    }
}

/// `ChargeAndReserve` for `try_join!(shop.charge(..), shop.reserve(..))`: after the first call of each branch.
pub(super) fn of_join<'expr>(futures: impl IntoIterator<Item = &'expr Expr>, steps: &Ident) -> String {
    let names: Vec<_> = futures.into_iter().map(|future| first_call(future, steps)).collect();
    names.join("And")
}

/// `OutOfStock` for the faults of `ShopError::OutOfStock(_)`.
pub(super) fn of_fault(pattern: &Pat) -> String {
    match pattern {
        Pat::TupleStruct(it) => match it.elems.first() {
            Some(inner @ (Pat::TupleStruct(_) | Pat::Or(_) | Pat::Paren(_))) => of_fault(inner),
            _ => of_pattern(pattern),
        },
        Pat::Or(or) => or.cases.iter().map(of_fault).collect::<Vec<_>>().join("Or"),
        Pat::Paren(inner) => of_fault(&inner.pat),
        Pat::Struct(it) => it
            .path
            .segments
            .last()
            .map(|last| pascal(&last.ident.to_string()))
            .unwrap_or_default(),
        _ => "Failed".to_owned(),
    }
}

/// `OutOfStock` for `ShopError::OutOfStock(OutOfStock { pieces: 0 })`: the fault alone, whatever is asked of it.
pub(super) fn of_variant(pattern: &Pat) -> String {
    match pattern {
        Pat::Paren(inner) => of_variant(&inner.pat),
        Pat::TupleStruct(it) => match it.elems.first() {
            Some(inner @ (Pat::TupleStruct(_) | Pat::Paren(_))) => of_variant(inner),
            _ => last(&it.path),
        },
        other => of_fault(other),
    }
}

/// The first step, or the first workflow, that is called in a future, in Pascal case.
fn first_call(future: &Expr, steps: &Ident) -> String {
    let mut found = FirstCall { steps, name: None };
    found.visit_expr(future);
    found.name.unwrap_or_else(|| "Block".to_owned())
}

struct FirstCall<'expr> {
    steps: &'expr Ident,
    name: Option<String>,
}

impl FirstCall<'_> {
    fn is_steps(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(path) => path.path.is_ident(self.steps),
            Expr::Reference(it) => self.is_steps(&it.expr),
            _ => false,
        }
    }
}

impl Visit<'_> for FirstCall<'_> {
    fn visit_expr_method_call(&mut self, call: &ExprMethodCall) {
        visit::visit_expr_method_call(self, call);
        if self.is_steps(&call.receiver) {
            self.name.get_or_insert_with(|| pascal(&call.method.to_string()));
        }
    }

    fn visit_expr_call(&mut self, call: &ExprCall) {
        if call.args.first().is_some_and(|first| self.is_steps(first)) {
            self.name.get_or_insert_with(|| words(&call.func));
        }
        visit::visit_expr_call(self, call);
    }
}

/// `Deposit` for the arm `Kind::Deposit`, `DepositIfLarge` for one with a guard.
pub(super) fn of_arm(arm: &Arm) -> String {
    match &arm.guard {
        Some((_, guard)) => format!("{}If{}", of_pattern(&arm.pat), words(guard)),
        None => of_pattern(&arm.pat),
    }
}

/// `Deposit` for the pattern `Kind::Deposit`.
pub(super) fn of_pattern(pattern: &Pat) -> String {
    match pattern {
        Pat::Ident(it) => match &it.subpat {
            Some((_, pattern)) => of_pattern(pattern),
            None => pascal(&it.ident.to_string()),
        },
        Pat::Path(path) => last(&path.path),
        Pat::TupleStruct(it) => match it.elems.first() {
            Some(inner) if !is_irrefutable(inner) || matches!(inner, Pat::Struct(_)) => {
                format!("{}{}", last(&it.path), of_pattern(inner))
            }
            _ => last(&it.path),
        },
        Pat::Struct(it) => {
            let asked = it
                .fields
                .iter()
                .filter(|field| !is_irrefutable(&field.pat))
                .map(|field| of_pattern(&field.pat));
            last(&it.path) + &asked.collect::<String>()
        }
        Pat::Or(or) => or.cases.iter().map(of_pattern).collect::<Vec<_>>().join("Or"),
        Pat::Tuple(it) => of_parts(it.elems.iter()),
        Pat::Paren(it) => of_pattern(&it.pat),
        Pat::Reference(it) => of_pattern(&it.pat),
        Pat::Lit(literal) => pascal(&quote::quote!(#literal).to_string()),
        Pat::Range(range) => {
            let end = |end: &Option<Box<Expr>>| end.as_ref().map(|end| words(end));
            match (end(&range.start), end(&range.end)) {
                (Some(start), Some(end)) => format!("{start}To{end}"),
                (Some(start), None) => format!("From{start}"),
                (None, Some(end)) => format!("To{end}"),
                (None, None) => "Otherwise".to_owned(),
            }
        }
        _ => "Otherwise".to_owned(),
    }
}

/// The parts of a tuple that ask something, or name something.
fn of_parts<'pat>(parts: impl Iterator<Item = &'pat Pat>) -> String {
    let asked: Vec<_> = parts
        .filter(|part| !matches!(part, Pat::Wild(_) | Pat::Rest(_)))
        .map(of_pattern)
        .collect();
    if asked.is_empty() {
        "Otherwise".to_owned()
    } else {
        asked.join("And")
    }
}

fn last(path: &Path) -> String {
    path.segments
        .last()
        .map(|last| pascal(&last.ident.to_string()))
        .unwrap_or_default()
}

pub(super) fn words(expr: &Expr) -> String {
    match expr {
        Expr::Macro(it) if it.mac.path.is_ident("matches") => {
            let first = |input: syn::parse::ParseStream<'_>| {
                let value: Expr = input.parse()?;
                input.parse::<proc_macro2::TokenStream>()?;
                Ok(value)
            };
            let value = it.mac.parse_body_with(first);
            value
                .map(|value| format!("{}Matches", words(&value)))
                .unwrap_or_default()
        }
        Expr::Let(it) => format!("{}Is{}", words(&it.expr), of_pattern(&it.pat)),
        Expr::Tuple(it) => it.elems.iter().map(words).collect::<Vec<_>>().join("And"),
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
        Expr::MethodCall(call) if says_nothing(&call.method) => words(&call.receiver),
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
        // Of a step's call, the step.
        Expr::Await(it) => match &*it.base {
            Expr::MethodCall(call) if matches!(&*call.receiver, Expr::Path(_)) => pascal(&call.method.to_string()),
            other => words(other),
        },
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

/// Whether a method only says how Rust holds the value.
fn says_nothing(method: &Ident) -> bool {
    let method = method.to_string();
    matches!(
        method.as_str(),
        "as_str" | "as_ref" | "as_deref" | "clone" | "cloned" | "copied" | "iter" | "to_owned"
    )
}
