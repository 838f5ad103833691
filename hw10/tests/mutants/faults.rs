//! Changes of faults: of what each is to a client and to the state machine, and of who may report which.

use syn::{ItemEnum, ItemStruct};

use crate::mutation::Mutation::{
    FaultAdded, FaultDetailChanged, FaultDropped, FaultExchanged, FaultNoLongerTransient, FaultRenamedOnTheWire,
    FaultRetryAfterChanged, FaultStatusChanged, FaultVariantRenamed,
};
use crate::mutation::{Mutant, Role};
use crate::source::{Edit, Source, add, drop, replace, without, words};

/// Everybody who handles a fault.
const FAILED: &[Role] = &[Role::Failed];

/// A fault that no step reports yet.
const ADDED: &str = "
/// Added.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = \"Added.\")]
pub struct Added {}
";

/// Changes of what a fault says of itself in `#[fault(..)]`.
pub(crate) fn of_struct(source: &Source, item: &ItemStruct) -> Vec<Mutant> {
    let words = words(&item.attrs, "fault");
    let value = |name| words.iter().find(|it| it.name == name)?.value.as_ref();
    let status = value("status").expect("a fault has a status");
    let mut edits = vec![
        (FaultStatusChanged, replace(status, "409")),
        (FaultRenamedOnTheWire, words[0].with("name = \"Renamed\"")),
    ];
    edits.extend(value("detail").map(|it| (FaultDetailChanged, replace(it, "\"Changed.\""))));
    edits.extend(value("retry_after_seconds").map(|it| (FaultRetryAfterChanged, replace(it, "7"))));
    edits.extend(without(&words, "transient").map(|it| (FaultNoLongerTransient, it)));
    let mutant = |(mutation, edit)| source.mutant(mutation, item.ident.to_string(), FAILED, [edit]);
    edits.into_iter().map(mutant).collect()
}

/// Changes of who may report a fault.
pub(crate) fn of_enum(source: &Source, item: &ItemEnum) -> Vec<Mutant> {
    let name = item.ident.to_string();
    let close = item.brace_token.span.close();
    let added = || (source.end(), ADDED.to_owned());
    let variant = add(&item.variants, close, "/// Added.\nAdded(Added),\n");
    let mut mutants = vec![source.mutant(FaultAdded, name.as_str(), FAILED, [variant, added()])];
    for (index, variant) in item.variants.iter().enumerate() {
        let ident = &variant.ident;
        let held = variant.fields.iter().next().expect("a variant of a fault holds one");
        let mut mutant = |mutation, edits: &[Edit]| {
            mutants.push(source.mutant(mutation, format!("{name}::{ident}"), FAILED, edits.to_vec()));
        };
        mutant(FaultDropped, &[drop(&item.variants, index)]);
        mutant(FaultExchanged, &[replace(&held.ty, "Added"), added()]);
        mutant(FaultVariantRenamed, &[replace(ident, format!("{ident}Renamed"))]);
    }
    mutants
}
