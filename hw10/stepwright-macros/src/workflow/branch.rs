//! `if`, `match`, and whatever else asks what a value is: the arms of a branch, each recorded between its beginning and
//! its end.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Arm, BinOp, Block, Error, Expr, ExprIf, ExprMacro, ExprMatch, ExprTuple, Pat, Stmt, Token};

use super::body::{Mode, Recorder};
use super::pattern::{self, Tested};
use super::{control, label, local, loops, refusal};

/// A condition, taken apart.
pub(super) struct Condition {
    /// What is evaluated before.
    pub(super) setup: TokenStream,
    /// An `Expr<bool>`.
    pub(super) condition: TokenStream,
    /// What holds where the condition does.
    pub(super) bindings: TokenStream,
}

/// What a `match` looks at: local by local, each with what it is.
struct Scrutinee {
    setup: TokenStream,
    /// One place, or those of a tuple that is written out.
    places: Vec<TokenStream>,
    is_tuple: bool,
}

const ALWAYS: &str = "it holds whatever the value is";

impl Recorder<'_> {
    pub(super) fn if_(&mut self, it: &ExprIf, mode: Mode) -> TokenStream {
        let (name, condition) = self.branch_after(("If", label::of_if(&it.cond)), it.if_token.span, |recorder| {
            recorder.condition(&it.cond)
        });
        let Condition {
            setup,
            condition,
            bindings,
        } = condition;
        let then = self.block(&it.then_branch, mode);
        let then = arm(
            "Then",
            &when(&condition),
            &quote!(#bindings #then),
            mode,
            ends(&it.then_branch),
        );
        let otherwise = match &it.else_branch {
            Some((_, expr)) => {
                let recorded = self.last(expr, mode);
                arm("Else", &always(), &recorded, mode, diverges(expr))
            }
            None => arm("Else", &always(), &TokenStream::new(), Mode::Statement, false),
        };
        branch(&name, &setup, &[then, otherwise], mode)
    }

    /// A condition, taken apart: a boolean, or `let`s and booleans joined by `&&`.
    pub(super) fn condition(&mut self, condition: &Expr) -> Condition {
        let parts = conjuncts(condition);
        if !parts.iter().any(|part| matches!(part, Expr::Let(_))) {
            let value = self.value(condition);
            let decided = local("__condition");
            return Condition {
                setup: quote! { let #decided = ::stepwright::flow::operand::<::core::primitive::bool>(#value); },
                condition: quote!(#decided),
                bindings: TokenStream::new(),
            };
        }
        let (mut setup, mut bindings, mut conditions) = (TokenStream::new(), TokenStream::new(), Vec::new());
        for (index, part) in parts.iter().enumerate() {
            if index > 0 && refusal::has_control_flow(part) {
                let message = "what stands after `&&` may be left out, so no step is called there: call it before";
                self.refuse(Error::new_spanned(part, message));
            }
            let place = local(&format!("__scrutinee_{index}"));
            match part {
                Expr::Let(it) => {
                    let (value, flow) = (self.value(&it.expr), local("__flow"));
                    let scrutinee = quote! { let #place = #flow.stable(::stepwright::flow::Lift::lift(#value)); };
                    // Only the first is evaluated before: the others may look at what those before them bind.
                    if index == 0 {
                        setup.extend(scrutinee)
                    } else {
                        bindings.extend(scrutinee)
                    }
                    let tested = self.tested(&it.pat, &quote!(#place));
                    conditions.extend(
                        tested
                            .conditions
                            .iter()
                            .map(|condition| quote!({ #bindings #condition })),
                    );
                    bindings.extend(tested.bindings());
                }
                other => {
                    let value = self.value(other);
                    conditions
                        .push(quote!({ #bindings ::stepwright::flow::operand::<::core::primitive::bool>(#value) }));
                }
            }
        }
        let condition = match conditions.as_slice() {
            [] => quote!(::stepwright::flow::operand::<::core::primitive::bool>(true)),
            several => quote!(::stepwright::flow::all(::std::vec![#(#several),*])),
        };
        Condition {
            setup,
            condition,
            bindings,
        }
    }

    pub(super) fn tested(&mut self, pattern: &Pat, place: &TokenStream) -> Tested {
        pattern::test(pattern, place).unwrap_or_else(|error| {
            self.refuse(error);
            Tested::default()
        })
    }

    pub(super) fn match_(&mut self, it: &ExprMatch, mode: Mode) -> TokenStream {
        self.match_as(it, &label::of_match(&it.expr), mode)
    }

    /// A match whose state is called so where nobody names it.
    pub(super) fn match_as(&mut self, it: &ExprMatch, label: &str, mode: Mode) -> TokenStream {
        let (name, scrutinee) = self.branch_after(("Match", label.to_owned()), it.match_token.span, |recorder| {
            recorder.scrutinee(&it.expr)
        });
        let mut arms = Vec::new();
        let mut labels = Vec::new();
        for (arm, always) in pattern::conditional_arms(&it.arms) {
            let (recorded, is_last) = self.arm(arm, always, &scrutinee, mode, &mut labels);
            arms.push(recorded);
            // What comes after an arm that takes every value is never reached; rustc says so.
            if is_last {
                break;
            }
        }
        branch(&name, &scrutinee.setup, &arms, mode)
    }

    fn scrutinee(&mut self, expr: &Expr) -> Scrutinee {
        let parts: Vec<&Expr> = match expr {
            Expr::Tuple(ExprTuple { elems, .. }) if !elems.is_empty() => elems.iter().collect(),
            other => vec![other],
        };
        let flow = local("__flow");
        let places: Vec<_> = (0..parts.len())
            .map(|index| local(&format!("__scrutinee_{index}")))
            .collect();
        let values: Vec<_> = parts.iter().map(|part| self.value(part)).collect();
        Scrutinee {
            setup: quote! { #(let #places = #flow.stable(::stepwright::flow::Lift::lift(#values));)* },
            places: places.iter().map(|place| quote!(#place)).collect(),
            is_tuple: matches!(expr, Expr::Tuple(_)),
        }
    }

    /// One arm; and whether it is taken whenever it is reached.
    fn arm(
        &mut self,
        it: &Arm,
        is_rest: bool,
        scrutinee: &Scrutinee,
        mode: Mode,
        labels: &mut Vec<String>,
    ) -> (TokenStream, bool) {
        let Tested { mut conditions, bound } = self.tested_scrutinee(&it.pat, scrutinee);
        let bindings = Tested::lets(&bound);
        if is_rest {
            conditions.clear();
        }
        if let Some((_, guard)) = &it.guard {
            if refusal::has_control_flow(guard) {
                let message = "a guard only looks at what is there: call the step before, or in the arm";
                self.refuse(Error::new_spanned(guard, message));
            }
            let guard = self.value(guard);
            conditions.push(quote!({ #bindings ::stepwright::flow::operand::<::core::primitive::bool>(#guard) }));
        }
        let tested = Tested { conditions, bound };
        let condition = tested.condition().map_or_else(always, |condition| when(&condition));
        let recorded = match &*it.body {
            Expr::Block(body) if body.label.is_none() => self.block(&body.block, mode),
            other => self.last(other, mode),
        };
        let recorded = quote! { #bindings #recorded };
        let label = unique(label::of_arm(it), labels);
        let arm = arm(&label, &condition, &recorded, mode, diverges(&it.body));
        (arm, tested.conditions.is_empty())
    }

    fn tested_scrutinee(&mut self, pattern: &Pat, scrutinee: &Scrutinee) -> Tested {
        let [place] = scrutinee.places.as_slice() else {
            return match tuple_parts(pattern, scrutinee) {
                Ok(tested) => tested,
                Err(error) => {
                    self.refuse(error);
                    Tested::default()
                }
            };
        };
        debug_assert!(
            !scrutinee.is_tuple || scrutinee.places.len() == 1,
            "a tuple of one is rare, and no tuple"
        );
        self.tested(pattern, place)
    }

    /// `let Some(note) = order.note else { .. };`
    pub(super) fn let_else(&mut self, pattern: &Pat, value: &Expr, otherwise: &Expr) -> TokenStream {
        let state = format!("Let{}", label::of_pattern(pattern));
        let label = format!("{state}{}", label::words(value));
        let (name, value) = self.branch_after(("Let", label), pattern.span(), |recorder| recorder.value(value));
        let (place, flow) = (local("__scrutinee"), local("__flow"));
        let tested = self.tested(pattern, &quote!(#place));
        let Some(condition) = tested.condition() else {
            return self.refuse(Error::new_spanned(
                pattern,
                format!("there is nothing `else`: {ALWAYS}"),
            ));
        };
        let recorded = match otherwise {
            Expr::Block(it) => self.block(&it.block, Mode::Statement),
            other => self.last(other, Mode::Statement),
        };
        let matched = arm("Then", &when(&condition), &TokenStream::new(), Mode::Statement, false);
        let otherwise = arm("Else", &always(), &recorded, Mode::Statement, true);
        let bindings = tested.bindings();
        quote! {
            let #place = #flow.stable(::stepwright::flow::Lift::lift(#value));
            #flow.begin_branch(#name);
            #matched
            #otherwise
            #flow.end_branch();
            #bindings
        }
    }

    /// `let Order { article, pieces, .. } = order;`
    pub(super) fn destructure(&mut self, pattern: &Pat, value: &Expr) -> TokenStream {
        if let (Pat::Tuple(names), Expr::Tuple(values)) = (pattern, value)
            && names.elems.len() == values.elems.len()
        {
            let values: Vec<_> = values.elems.iter().map(|value| self.value(value)).collect();
            let places: Vec<_> = (0..values.len())
                .map(|index| local(&format!("__part_{index}")))
                .collect();
            let flow = local("__flow");
            let tested: Vec<_> = names
                .elems
                .iter()
                .zip(&places)
                .map(|(name, place)| self.tested(name, &quote!(#place)).bindings())
                .collect();
            return quote! {
                #(let #places = #flow.stable(::stepwright::flow::Lift::lift(#values));)*
                #(#tested)*
            };
        }
        let (place, flow, value) = (local("__scrutinee"), local("__flow"), self.value(value));
        // That the pattern takes every value, rustc has seen.
        let bindings = self.tested(pattern, &quote!(#place)).bindings();
        quote! { let #place = #flow.stable(::stepwright::flow::Lift::lift(#value)); #bindings }
    }

    /// `matches!(value, pattern)`
    pub(super) fn matches_macro(&mut self, it: &ExprMacro) -> TokenStream {
        let parse = |input: syn::parse::ParseStream<'_>| {
            let value: Expr = input.parse()?;
            input.parse::<Token![,]>()?;
            let pattern = Pat::parse_multi_with_leading_vert(input)?;
            let guard = input
                .parse::<Option<Token![if]>>()?
                .map(|_| input.parse::<Expr>())
                .transpose()?;
            input.parse::<Option<Token![,]>>()?;
            Ok((value, pattern, guard))
        };
        let (value, pattern, guard) = match it.mac.parse_body_with(parse) {
            Ok(parts) => parts,
            Err(error) => return self.refuse(error),
        };
        let (place, flow, value) = (local("__scrutinee"), local("__flow"), self.value(&value));
        let Tested { mut conditions, bound } = self.tested(&pattern, &quote!(#place));
        let bindings = Tested::lets(&bound);
        if let Some(guard) = guard {
            let guard = self.value(&guard);
            conditions.push(quote!({ #bindings ::stepwright::flow::operand::<::core::primitive::bool>(#guard) }));
        }
        if conditions.is_empty() {
            return self.refuse(Error::new_spanned(
                pattern,
                format!("there is nothing to ask: {ALWAYS}"),
            ));
        }
        quote! { {
            let #place = #flow.stable(::stepwright::flow::Lift::lift(#value));
            ::stepwright::flow::all(::std::vec![#(#conditions),*])
        } }
    }
}

/// What a pattern asks of a tuple that is written out.
fn tuple_parts(pattern: &Pat, scrutinee: &Scrutinee) -> syn::Result<Tested> {
    match pattern {
        Pat::Wild(_) => Ok(Tested::default()),
        Pat::Paren(it) => tuple_parts(&it.pat, scrutinee),
        Pat::Or(or) => {
            let cases = or.cases.iter().map(|case| tuple_parts(case, scrutinee));
            Ok(pattern::one_of(cases.collect::<syn::Result<_>>()?))
        }
        Pat::Tuple(it) if it.elems.len() == scrutinee.places.len() => {
            let parts = it.elems.iter().zip(&scrutinee.places);
            parts.into_iter().try_fold(Tested::default(), |all, (part, place)| {
                Ok(all.and(pattern::test(part, place)?))
            })
        }
        other => Err(Error::new_spanned(
            other,
            "write the tuple, with a pattern for each part: `(first, second)`",
        )),
    }
}

/// The conditions that `&&` joins; `a && let b = c` too.
pub(super) fn conjuncts(condition: &Expr) -> Vec<&Expr> {
    match condition {
        Expr::Binary(it) if matches!(it.op, BinOp::And(_)) => {
            conjuncts(&it.left).into_iter().chain(conjuncts(&it.right)).collect()
        }
        Expr::Paren(it) if matches!(&*it.expr, Expr::Let(_)) => conjuncts(&it.expr),
        other => vec![other],
    }
}

/// A label that no other arm has: a number is added where one has.
fn unique(label: String, labels: &mut Vec<String>) -> String {
    let numbered = (2..).map(|number| format!("{label}{number}"));
    let free = std::iter::once(label.clone())
        .chain(numbered)
        .find(|label| !labels.contains(label));
    let free = free.expect("there is always a next number");
    labels.push(free.clone());
    free
}

fn when(condition: &TokenStream) -> TokenStream {
    quote!(::core::option::Option::Some(#condition))
}

fn always() -> TokenStream {
    quote!(::core::option::Option::None)
}

/// One arm: recorded between its beginning and its end.
pub(super) fn arm(
    label: &str,
    condition: &TokenStream,
    recorded: &TokenStream,
    mode: Mode,
    diverges: bool,
) -> TokenStream {
    let (flow, end) = (local("__flow"), end_of_arm(recorded, mode, diverges));
    quote! { { #flow.begin_arm(#label, #condition); #end } }
}

/// What is recorded in a block that is open, with its value where it has one, and its end.
pub(super) fn end_of_arm(recorded: &TokenStream, mode: Mode, diverges: bool) -> TokenStream {
    let (flow, value, slot) = (local("__flow"), local("__value"), local("__slot"));
    match (mode, diverges) {
        (Mode::Value, false) => quote! {
            let #value = { #recorded };
            #slot.put(#flow, ::stepwright::flow::Lift::lift(#value));
        },
        _ => quote! { { #recorded } #flow.end_arm(); },
    }
}

pub(super) fn branch(name: &TokenStream, setup: &TokenStream, arms: &[TokenStream], mode: Mode) -> TokenStream {
    let (flow, slot) = (local("__flow"), local("__slot"));
    if mode == Mode::Value {
        quote! { {
            #setup
            #flow.begin_branch(#name);
            let mut #slot = ::stepwright::flow::Slot::new();
            #(#arms)*
            #flow.end_branch_with_value(#slot)
        } }
    } else {
        quote! { { #setup #flow.begin_branch(#name); #(#arms)* #flow.end_branch(); } }
    }
}

/// Whether control never leaves the block at its end.
pub(super) fn ends(block: &Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(expr, _)) => diverges(expr),
        _ => false,
    }
}

pub(super) fn diverges(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Loop(it) => !loops::breaks(&it.body, it.label.as_ref()),
        Expr::Try(it) => control::is_thrown(it),
        Expr::Block(it) => ends(&it.block) && !loops::breaks_block(it),
        Expr::Match(it) => it.arms.iter().all(|arm| diverges(&arm.body)),
        Expr::If(it) => ends(&it.then_branch) && it.else_branch.as_ref().is_some_and(|(_, it)| diverges(it)),
        _ => false,
    }
}
