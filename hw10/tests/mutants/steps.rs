//! Changes of steps and workflows: of every name, parameter, result and attribute.

use syn::{FnArg, Item, ItemFn, ItemTrait, PatType, ReturnType, Signature, TraitItem, TraitItemFn, Type};

use crate::mutation::Mutation::{
    OptionalParameterAdded, ParameterAdded, ParameterDropped, ParameterGivenAnotherText, ParameterMadeOptional,
    ParameterRenamed, ParameterRetyped, StepAdded, StepDropped, StepFaultsExchanged, StepNoLongerIdempotent,
    StepOutputRetyped, StepRenamed, StepTimeoutChanged, WorkflowFaultsExchanged, WorkflowInputRetyped,
    WorkflowMadeStandard, WorkflowOutputRetyped, WorkflowRenamed, WorkflowTimeoutChanged,
};
use crate::mutation::{Mutant, Mutation, Role};
use crate::source::{Edit, Source, add, drop, range, replace, without, words};
use crate::types::{ANOTHER, TEXT, another_text, arguments, inner};

/// A step is called by the state machine, by name.
const CALLED: &[Role] = &[Role::Passed];

/// What is answered, by a step or the workflow.
const ANSWERED: &[Role] = &[Role::Answered];

/// A step that nobody calls yet.
const ADDED: &str = "/// Added.\nasync fn added(&self, account: &AccountId) -> Result<Account, AccountError>;\n";

/// Every change of an item.
pub(crate) fn changes(source: &Source, item: &Item) -> Vec<Mutant> {
    match item {
        Item::Trait(item) if item.attrs.iter().any(|it| it.path().is_ident("steps")) => of_steps(source, item),
        Item::Fn(item) if item.attrs.iter().any(|it| it.path().is_ident("workflow")) => of_workflow(source, item),
        _ => Vec::new(),
    }
}

fn of_steps(source: &Source, item: &ItemTrait) -> Vec<Mutant> {
    let close = item.brace_token.span.close().byte_range().start;
    let name = item.ident.to_string();
    let added = source.mutant(StepAdded, name, CALLED, [(close..close, ADDED.to_owned())]);
    let steps = item.items.iter().filter_map(|item| match item {
        TraitItem::Fn(step) => Some(of_step(source, step)),
        _ => None,
    });
    steps.flatten().chain([added]).collect()
}

fn of_step(source: &Source, step: &TraitItemFn) -> Vec<Mutant> {
    let ident = &step.sig.ident;
    let words = words(&step.attrs, "step");
    let (output, faults) = result(&step.sig);
    let mut edits = vec![
        (StepRenamed, CALLED, replace(ident, format!("{ident}_renamed"))),
        (StepDropped, CALLED, replace(step, "")),
        (StepOutputRetyped, ANSWERED, replace(output, ANOTHER)),
        (StepFaultsExchanged, CALLED, replace(faults, exchanged(faults))),
    ];
    let timeout = words
        .iter()
        .find(|it| it.name == "timeout_seconds")
        .and_then(|it| it.value.as_ref());
    edits.extend(timeout.map(|it| (StepTimeoutChanged, CALLED, replace(it, "3"))));
    edits.extend(without(&words, "idempotent").map(|it| (StepNoLongerIdempotent, CALLED, it)));
    let mutant = |(mutation, roles, edit)| source.mutant(mutation, ident.to_string(), roles, [edit]);
    let mut mutants: Vec<_> = edits.into_iter().map(mutant).collect();
    mutants.extend(of_parameters(source, &step.sig));
    mutants
}

fn of_parameters(source: &Source, step: &Signature) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let mut mutant = |mutation: Mutation, place: &str, edit: Edit| {
        mutants.push(source.mutant(mutation, format!("{}({place})", step.ident), CALLED, [edit]));
    };
    let added = |ty: &str| add(&step.inputs, step.paren_token.span.close(), &format!("added: &{ty}"));
    mutant(ParameterAdded, "", added(TEXT));
    mutant(OptionalParameterAdded, "", added(&format!("Option<{TEXT}>")));
    for (index, parameter) in step.inputs.iter().enumerate() {
        let FnArg::Typed(PatType { pat, ty, .. }) = parameter else {
            continue;
        };
        let name = &source.text[range(pat)];
        let held = &source.text[range(inner(ty))];
        mutant(ParameterRenamed, name, replace(pat, format!("{name}_renamed")));
        mutant(ParameterRetyped, name, replace(inner(ty), ANOTHER));
        mutant(
            ParameterMadeOptional,
            name,
            replace(inner(ty), format!("Option<{held}>")),
        );
        mutant(ParameterDropped, name, drop(&step.inputs, index));
        if let Some(text) = another_text(inner(ty)) {
            mutant(ParameterGivenAnotherText, name, replace(inner(ty), text));
        }
    }
    mutants
}

/// What a function results in: its output and its faults.
fn result(signature: &Signature) -> (&Type, &Type) {
    let ReturnType::Type(_, ty) = &signature.output else {
        panic!("{} returns nothing", signature.ident);
    };
    let [output, faults] = arguments(ty, "Result")[..] else {
        panic!("{} returns no Result", signature.ident);
    };
    (output, faults)
}

/// Other faults.
fn exchanged(faults: &Type) -> &'static str {
    match faults {
        Type::Path(faults) if faults.path.is_ident("AccountError") => "FundsError",
        _ => "AccountError",
    }
}

fn of_workflow(source: &Source, workflow: &ItemFn) -> Vec<Mutant> {
    let ident = &workflow.sig.ident;
    let words = words(&workflow.attrs, "workflow");
    let (output, faults) = result(&workflow.sig);
    let Some(FnArg::Typed(PatType { ty: input, .. })) = workflow.sig.inputs.last() else {
        panic!("{ident} has no input");
    };
    let word = |name| words.iter().find(|it| it.name == name).expect("the workflow says so");
    let timeout = word("timeout_seconds").value.as_ref().expect("a number of seconds");
    let edits = [
        (
            WorkflowRenamed,
            &[Role::Sent],
            replace(ident, format!("{ident}_renamed")),
        ),
        (
            WorkflowMadeStandard,
            &[Role::Sent],
            (word("express").range.clone(), "standard".to_owned()),
        ),
        (WorkflowTimeoutChanged, &[Role::Sent], replace(timeout, "27")),
        (WorkflowInputRetyped, &[Role::Sent], replace(input, "Posting")),
        (WorkflowOutputRetyped, &[Role::Answered], replace(output, "Account")),
        (
            WorkflowFaultsExchanged,
            &[Role::Failed],
            replace(faults, exchanged(faults)),
        ),
    ];
    let mutant = |(mutation, roles, edit): (Mutation, &'static [Role; 1], Edit)| {
        source.mutant(mutation, ident.to_string(), roles, [edit])
    };
    edits.into_iter().map(mutant).collect()
}
