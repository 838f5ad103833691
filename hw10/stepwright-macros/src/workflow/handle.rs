//! What is done about a `Result`: `match`, `if let`, `let .. else`, and the methods that look at it. Each becomes a try:
//! what is done where it went well, and a handler for each fault that is named.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    Arm, Block, Error, Expr, ExprClosure, ExprIf, ExprLet, ExprMatch, ExprMethodCall, Pat, PatTupleStruct, parse_quote,
};

use super::body::{Mode, Recorder, line};
use super::branch::{conjuncts, diverges, end_of_arm, ends};
use super::calls::{Tried, variant_function};
use super::{label, local, pattern};

impl Recorder<'_> {
    /// `match steps.name(..).await { Ok(..) => .., Err(..) => .. }`
    pub(super) fn match_result(&mut self, it: &ExprMatch, mode: Mode) -> Option<TokenStream> {
        let handles = |arm: &Arm| is_ok(&arm.pat) || is_err(&arm.pat);
        if !it.arms.iter().any(handles) || !self.is_result(&it.expr) {
            return None;
        }
        let tried = self.tried(&it.expr)?;
        // Of what a branch of `join!` came to, a Choice has that name already.
        let looked_into = match &*it.expr {
            Expr::Path(_) => format!("{}Ok", tried.label),
            _ => tried.label.clone(),
        };
        let done = self.done(&it.arms, &looked_into, mode);
        let failed: Vec<&Arm> = it.arms.iter().filter(|arm| !is_ok(&arm.pat)).collect();
        let handlers: Vec<_> = by_fault(&failed)
            .into_iter()
            .map(|arms| match arms.as_slice() {
                [arm] if arm.guard.is_none() && takes_whole_fault(&arm.pat) => self.handler(arm, &tried.label, mode),
                several => self.handler_of_several(several, &failed, &tried.label, mode),
            })
            .collect();
        Some(try_(&tried, &[vec![done], handlers].concat(), mode))
    }

    /// What is done where it went well: the arms of `Ok`, as a match on the value where they look into it.
    fn done(&mut self, arms: &[Arm], label: &str, mode: Mode) -> TokenStream {
        let (attempted, value) = (local("__attempted"), local("__done"));
        let ok: Vec<Arm> = arms
            .iter()
            .filter_map(|arm| {
                Some(Arm {
                    pat: inner(&arm.pat, "Ok")?,
                    ..arm.clone()
                })
            })
            .collect();
        let (recorded, leaves) = match ok.as_slice() {
            [
                Arm {
                    pat, guard: None, body, ..
                },
            ] if is_name(pat) => {
                let (pattern, recorded) = (unit_as_wild(pat), self.last(body, mode));
                (quote! { let #pattern = #attempted.value(); #recorded }, diverges(body))
            }
            _ => {
                let leaves = ok.iter().all(|arm| diverges(&arm.body));
                let inner: ExprMatch = parse_quote!(match #value { #(#ok)* });
                let recorded = self.match_as(&inner, &format!("Match{label}"), mode);
                (quote! { let #value = #attempted.value(); #recorded }, leaves)
            }
        };
        let (flow, end) = (local("__flow"), end_of_arm(&recorded, mode, leaves));
        quote! { { #flow.begin_done(); #end } }
    }

    /// What is done about some faults: an arm of `Err`, or `_`.
    fn handler(&mut self, arm: &Arm, label: &str, mode: Mode) -> TokenStream {
        let pattern = inner(&arm.pat, "Err").unwrap_or_else(|| parse_quote!(_));
        let label = format!("{label}{}", label::of_fault(&pattern));
        let fault = local("__fault");
        let (begin, bound) = self.begin_handler(&pattern, &label);
        let (recorded, leaves) = if is_name(&bound) {
            let recorded = self.last(&arm.body, mode);
            (quote! { let #bound = #fault; #recorded }, diverges(&arm.body))
        } else {
            let body = &arm.body;
            let inner: ExprMatch = parse_quote!(match #fault { #bound => #body });
            (self.match_as(&inner, &format!("Match{label}"), mode), diverges(body))
        };
        let end = end_of_arm(&recorded, mode, leaves);
        quote! { { let #fault = #begin; #end } }
    }

    /// What is done about one fault that several arms look into, or one under a condition: a match on what it holds.
    fn handler_of_several(&mut self, arms: &[&Arm], all: &[&Arm], label: &str, mode: Mode) -> TokenStream {
        let pattern = inner(&arms[0].pat, "Err").unwrap_or_else(|| parse_quote!(_));
        let key = fault_key(&arms[0].pat);
        if key.is_none() {
            let message = "a fault that is caught with others has no condition: write `if` in the arm";
            return self.refuse(Error::new_spanned(arms[0].guard.as_ref().map(|(_, it)| it), message));
        }
        let last = arms[arms.len() - 1];
        let takes_rest = last.guard.is_none() && takes_whole_fault(&last.pat);
        let is_for_others = |it: &&Arm| match fault_key(&it.pat) {
            Some(other) => other == REST && key.as_deref() != Some(REST),
            None => true,
        };
        if !takes_rest && all.iter().any(is_for_others) {
            let message = "what is left of this fault would come to an arm that is for others too: give it one of its \
                           own, after this one, without a condition";
            return self.refuse(Error::new_spanned(&last.pat, message));
        }
        let (fault, label) = (local("__fault"), format!("{label}{}", label::of_variant(&pattern)));
        let (begin, _) = self.begin_handler(&whole(&pattern), &label);
        let within = arms.iter().map(|arm| Arm {
            pat: bound_of(&arm.pat),
            ..(*arm).clone()
        });
        let leaves = arms.iter().all(|arm| diverges(&arm.body));
        let inner: ExprMatch = parse_quote!(match #fault { #(#within)* });
        let recorded = self.match_as(&inner, &format!("Match{label}"), mode);
        let end = end_of_arm(&recorded, mode, leaves);
        quote! { { let #fault = #begin; #end } }
    }

    /// How a handler for that pattern begins, and what is left of the pattern for what it then holds.
    fn begin_handler(&mut self, pattern: &Pat, label: &str) -> (TokenStream, Pat) {
        let (flow, attempted, line) = (local("__flow"), local("__attempted"), line(pattern.span()));
        let alternatives = alternatives(pattern);
        if alternatives.len() > 1 {
            let entries: Vec<_> = alternatives.iter().map(|case| self.entries(case)).collect();
            let begin = quote!(#flow.begin_handler_of(#label, [#(#entries),*].concat(), #line));
            return (begin, parse_quote!(_));
        }
        match pattern {
            Pat::Paren(inner) => self.begin_handler(&inner.pat, label),
            Pat::TupleStruct(variant) => match fault_variant(variant) {
                Some((faults, bound)) => {
                    let name = bound_name(&bound);
                    (quote!(#flow.begin_handler(#label, #name, #faults, #line)), bound)
                }
                None => {
                    self.refuse(Error::new_spanned(variant, PATTERN));
                    (quote!(()), parse_quote!(_))
                }
            },
            other => {
                let name = bound_name(other);
                (
                    quote!(#flow.begin_handler_of_rest(#label, #name, &#attempted, #line)),
                    other.clone(),
                )
            }
        }
    }

    /// The faults of one of several alternatives.
    fn entries(&mut self, pattern: &Pat) -> TokenStream {
        match pattern {
            Pat::Paren(inner) => self.entries(&inner.pat),
            Pat::TupleStruct(variant) => match fault_variant(variant) {
                Some((faults, Pat::Wild(_))) => quote!((#faults).entries()),
                _ => self.refuse(Error::new_spanned(
                    pattern,
                    "one of several alternatives binds no name: write an arm of its own",
                )),
            },
            other => self.refuse(Error::new_spanned(other, PATTERN)),
        }
    }

    /// `if let Ok(..) = steps.name(..).await { .. } else { .. }`
    pub(super) fn if_let_result(&mut self, it: &ExprIf, mode: Mode) -> Option<TokenStream> {
        let (condition, others) = self.result_and_others(&it.cond)?;
        let (pattern, tried, then) = (&*condition.pat, &condition.expr, &it.then_branch);
        let takes_all = |variant| inner(pattern, variant).is_some_and(|inner| pattern::is_irrefutable(&inner));
        let otherwise: Expr = match &it.else_branch {
            Some((_, otherwise)) => (**otherwise).clone(),
            None => parse_quote!({}),
        };
        let all: ExprMatch = match others {
            None if takes_all("Ok") => parse_quote!(match #tried { #pattern => #then, Err(_) => #otherwise }),
            None if takes_all("Err") => parse_quote!(match #tried { #pattern => #then, Ok(_) => #otherwise }),
            None if it.else_branch.is_none() => {
                parse_quote!(match #tried { #pattern => #then, Ok(_) => {}, Err(_) => {} })
            }
            others => return Some(self.taken_or(pattern, tried, others.as_ref(), then, &otherwise, mode)),
        };
        self.match_result(&all, mode)
    }

    /// What is done `else` stands once, after what is left where it is not for that.
    fn taken_or(
        &mut self,
        pattern: &Pat,
        tried: &Expr,
        others: Option<&Expr>,
        then: &Block,
        otherwise: &Expr,
        mode: Mode,
    ) -> TokenStream {
        let taken: Block = match mode {
            Mode::Tail => parse_quote!({ return #then; }),
            Mode::Value if !ends(then) => parse_quote!({ break '__taken #then; }),
            Mode::Value => parse_quote!({ #then }),
            Mode::Statement => parse_quote!({ #then break '__taken; }),
        };
        let taken = match others {
            Some(others) => parse_quote!({ if #others #taken }),
            None => taken,
        };
        let looked: syn::Stmt = parse_quote!(match #tried { #pattern => #taken, Ok(_) => {}, Err(_) => {} });
        if mode == Mode::Tail {
            let (looked, otherwise) = (self.statement(&looked), self.last(otherwise, mode));
            return quote!({ #looked #otherwise });
        }
        let all: Expr = parse_quote!('__taken: { #looked #otherwise });
        self.last(&all, mode)
    }

    /// A condition that begins with a look at a `Result`, and what else it asks.
    fn result_and_others(&self, condition: &Expr) -> Option<(ExprLet, Option<Expr>)> {
        let mut parts = conjuncts(condition).into_iter();
        let Some(Expr::Let(first)) = parts.next() else {
            return None;
        };
        let looks = (is_ok(&first.pat) || is_err(&first.pat)) && self.is_result(&first.expr);
        let others = parts.cloned().reduce(|left, right| parse_quote!(#left && #right));
        looks.then(|| (first.clone(), others))
    }

    /// Whether a condition begins with a look at a `Result`.
    pub(super) fn begins_with_a_result(&self, condition: &Expr) -> bool {
        self.result_and_others(condition).is_some()
    }

    /// `let Ok(value) = steps.name(..).await else { .. };`
    pub(super) fn let_else_of_result(&mut self, pattern: &Pat, tried: &Expr, otherwise: &Expr) -> Option<TokenStream> {
        if !is_ok(pattern) || !self.is_result(tried) {
            return None;
        }
        let bound = inner(pattern, "Ok")?;
        if !pattern::is_irrefutable(&bound) {
            let message = "look into the value afterwards: `let Ok(value) = .. else { .. };`, then `let Some(inside) = value else { .. };`";
            return Some(self.refuse(Error::new_spanned(bound, message)));
        }
        let value = local("__value");
        let statement: syn::Stmt =
            parse_quote!(let #bound = match #tried { Ok(#value) => #value, Err(_) => #otherwise };);
        Some(self.statement(&statement))
    }

    /// `.map_err(|fault| ..)?`, of which the `?` has been taken off.
    pub(super) fn map_err(&mut self, call: &ExprMethodCall) -> TokenStream {
        let tried = if self.is_result(&call.receiver) {
            self.tried(&call.receiver)
        } else {
            None
        };
        let Some(tried) = tried else {
            return self.refuse(super::refusal::of_method(&call.method));
        };
        let (pattern, raised): (Pat, Expr) = match &call.args[0] {
            Expr::Closure(ExprClosure { inputs, body, .. }) if inputs.len() == 1 => {
                (untyped(&inputs[0]), (**body).clone())
            }
            // What `?` does anyway.
            Expr::Path(path) if path.path.segments.last().is_some_and(|it| it.ident == "into") => {
                (parse_quote!(__fault), parse_quote!(__fault))
            }
            function @ Expr::Path(_) => {
                let raised = quote_spanned!(function.span() => #function(__fault));
                (parse_quote!(__fault), parse_quote!(#raised))
            }
            other => {
                let message = "write the fault that it becomes: `.map_err(|_| Refused { .. })?`";
                return self.refuse(Error::new_spanned(other, message));
            }
        };
        let all: ExprMatch = parse_quote!(match __tried { Ok(__value) => __value, Err(#pattern) => Err(#raised)? });
        let done = self.done(&all.arms, &tried.label, Mode::Value);
        let handler = self.handler(&all.arms[1], &tried.label, Mode::Value);
        try_(&tried, &[done, handler], Mode::Value)
    }

    /// `.ok_or(fault)?` on an `Option`, of which the `?` has been taken off.
    pub(super) fn ok_or(&mut self, call: &ExprMethodCall) -> TokenStream {
        let fault = match call.args.first() {
            Some(Expr::Closure(closure)) if call.method == "ok_or_else" => (*closure.body).clone(),
            Some(fault) if call.args.len() == 1 && call.method == "ok_or" => fault.clone(),
            _ => return self.refuse(super::refusal::of_method(&call.method)),
        };
        let option = &call.receiver;
        let all: ExprMatch = parse_quote!(match #option { Some(__value) => __value, None => Err(#fault)? });
        let all = ExprMatch {
            match_token: syn::Token![match](call.method.span()),
            ..all
        };
        self.match_(&all, Mode::Value)
    }

    /// `.is_ok()`, `.is_err()`, `.ok()` and `.unwrap_or(..)` of a `Result`.
    pub(super) fn method_of_result(&mut self, call: &ExprMethodCall) -> Option<TokenStream> {
        if !self.is_tried(&call.receiver) {
            return None;
        }
        let tried = &call.receiver;
        let all: ExprMatch = match (call.method.to_string().as_str(), call.args.first()) {
            ("is_ok", None) => parse_quote!(match #tried { Ok(_) => true, Err(_) => false }),
            ("is_err", None) => parse_quote!(match #tried { Ok(_) => false, Err(_) => true }),
            ("ok", None) => parse_quote!(match #tried { Ok(__value) => Some(__value), Err(_) => None }),
            ("unwrap_or", Some(other)) => parse_quote!(match #tried { Ok(__value) => __value, Err(_) => #other }),
            _ => return None,
        };
        self.match_result(&all, Mode::Value)
    }
}

/// The key of the arms for whatever is left.
const REST: &str = "_";

const PATTERN: &str =
    "a fault is caught by its variant: `Err(ShopError::OutOfStock(fault))`, or `Err(other)` for all that are left";

fn try_(tried: &Tried, parts: &[TokenStream], mode: Mode) -> TokenStream {
    let (flow, attempted, slot) = (local("__flow"), local("__attempted"), local("__slot"));
    let Tried {
        setup, attempted: it, ..
    } = tried;
    let begin = quote! {
        #setup
        #flow.begin_try();
        let #attempted = #it;
        #flow.end_attempt(&#attempted);
    };
    if mode == Mode::Value {
        quote! { {
            #begin
            let mut #slot = ::stepwright::flow::Slot::new();
            #(#parts)*
            #flow.end_try_with_value(#slot)
        } }
    } else {
        quote! { { #begin #(#parts)* #flow.end_try(); } }
    }
}

/// The pattern without `|`: one pattern for each alternative.
fn alternatives(pattern: &Pat) -> Vec<Pat> {
    match pattern {
        Pat::Or(or) => or.cases.iter().flat_map(alternatives).collect(),
        Pat::Paren(inner) => alternatives(&inner.pat),
        Pat::TupleStruct(variant) if variant.elems.len() == 1 => {
            let with = |inner| {
                Pat::TupleStruct(PatTupleStruct {
                    elems: [inner].into_iter().collect(),
                    ..variant.clone()
                })
            };
            alternatives(&variant.elems[0]).into_iter().map(with).collect()
        }
        other => vec![other.clone()],
    }
}

/// The faults that a variant's pattern is for, and what is left of the pattern for what is then held.
fn fault_variant(variant: &PatTupleStruct) -> Option<(TokenStream, Pat)> {
    let inner = variant.elems.first().filter(|_| variant.elems.len() == 1)?;
    match inner {
        // A choice within a choice: the inner one says which.
        Pat::TupleStruct(within) => fault_variant(within),
        Pat::Paren(it) => fault_variant(&PatTupleStruct {
            elems: [(*it.pat).clone()].into_iter().collect(),
            ..variant.clone()
        }),
        other => {
            let part = match variant
                .path
                .segments
                .iter()
                .map(|it| it.ident.to_string())
                .collect::<Vec<_>>()
                .as_slice()
            {
                [.., caught, part] if caught == "Caught" => {
                    let (attempted, part) = (local("__attempted"), format_ident!("{}_part", part.to_lowercase()));
                    quote!(#attempted.#part())
                }
                _ => {
                    let function = variant_function(&variant.path, "__caught_")?;
                    quote!(#function())
                }
            };
            Some((part, other.clone()))
        }
    }
}

/// The arms, those together that are for the same fault.
fn by_fault<'arm>(arms: &[&'arm Arm]) -> Vec<Vec<&'arm Arm>> {
    let mut groups: Vec<(Option<String>, Vec<&Arm>)> = Vec::new();
    for arm in arms {
        let key = fault_key(&arm.pat);
        match groups.iter_mut().find(|(other, _)| key.is_some() && *other == key) {
            Some((_, group)) => group.push(arm),
            None => groups.push((key, vec![arm])),
        }
    }
    groups.into_iter().map(|(_, arms)| arms).collect()
}

/// Which fault an arm is for, if it is for one alone, or [`REST`].
fn fault_key(pattern: &Pat) -> Option<String> {
    let Some(inner) = inner(pattern, "Err") else {
        return Some(REST.to_owned());
    };
    match alternatives(&inner).as_slice() {
        [Pat::TupleStruct(variant)] => Some(fault_variant(variant)?.0.to_string()),
        [_] => Some(REST.to_owned()),
        _ => None,
    }
}

/// What an arm asks of the fault that it is for.
fn bound_of(pattern: &Pat) -> Pat {
    match inner(pattern, "Err").map(|inner| alternatives(&inner)).as_deref() {
        Some([Pat::TupleStruct(variant)]) => fault_variant(variant).map_or(parse_quote!(_), |(_, bound)| bound),
        Some([only]) => only.clone(),
        _ => parse_quote!(_),
    }
}

/// Whether an arm takes the fault whatever it holds.
fn takes_whole_fault(pattern: &Pat) -> bool {
    pattern::is_irrefutable(&bound_of(pattern))
}

/// The pattern for the same fault, whatever it holds.
fn whole(pattern: &Pat) -> Pat {
    match pattern {
        Pat::Paren(it) => whole(&it.pat),
        Pat::TupleStruct(variant) => {
            let inside = match variant.elems.first() {
                Some(inside @ (Pat::TupleStruct(_) | Pat::Paren(_))) => whole(inside),
                _ => parse_quote!(_),
            };
            Pat::TupleStruct(PatTupleStruct {
                elems: [inside].into_iter().collect(),
                ..variant.clone()
            })
        }
        other => other.clone(),
    }
}

fn is_ok(pattern: &Pat) -> bool {
    inner(pattern, "Ok").is_some()
}

fn is_err(pattern: &Pat) -> bool {
    inner(pattern, "Err").is_some()
}

/// What is in `Ok(..)` or `Err(..)`.
fn inner(pattern: &Pat, variant: &str) -> Option<Pat> {
    match pattern {
        Pat::Paren(it) => inner(&it.pat, variant),
        Pat::TupleStruct(it) if it.path.is_ident(variant) && it.elems.len() == 1 => it.elems.first().cloned(),
        _ => None,
    }
}

/// Whether a pattern takes whatever is there, under a name or none.
fn is_name(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) => true,
        Pat::Ident(it) => {
            it.subpat.is_none()
                && it.by_ref.is_none()
                && it
                    .ident
                    .to_string()
                    .starts_with(|first: char| first.is_lowercase() || first == '_')
        }
        Pat::Tuple(it) => it.elems.is_empty(),
        _ => false,
    }
}

/// The name of the variable for what a pattern takes.
fn bound_name(pattern: &Pat) -> String {
    match pattern {
        Pat::Ident(it) if it.ident != "__fault" => it.ident.to_string(),
        _ => "caught".to_owned(),
    }
}

fn unit_as_wild(pattern: &Pat) -> Pat {
    match pattern {
        Pat::Tuple(_) => parse_quote!(_),
        other => other.clone(),
    }
}

fn untyped(pattern: &Pat) -> Pat {
    match pattern {
        Pat::Type(typed) => (*typed.pat).clone(),
        other => other.clone(),
    }
}
