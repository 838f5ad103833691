//! The derives and attributes of `stepwright`.
//!
//! They parse and rewrite syntax. What a thing means (whether a type may cross the boundary, what an operator becomes)
//! lives in `stepwright`, where it can be tested without a macro.

mod attributes;
mod case;
mod contract;
mod digest;
mod fault;
mod steps;
mod workflow;

use proc_macro::TokenStream;
use syn::{DeriveInput, ItemFn, ItemTrait, parse_macro_input};

/// Makes a type one that may cross the boundary of a workflow; see the trait `stepwright::Contract`.
///
/// `#[contract(opaque)]` makes a type one that a workflow passes on whole; a tuple struct is opaque anyway.
/// `#[contract(compare)]` lets a workflow compare the values of a unit enum by `==`; it asks for the derived `PartialEq`.
#[proc_macro_derive(Contract, attributes(contract, serde))]
pub fn derive_contract(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    contract::derive(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Gives an error a name beyond the process; see the trait `stepwright::Fault`.
///
/// On a struct, `#[fault(status = 404, detail = "No {field} here.")]`; beside these `title = ".."`,
/// `retry_after_seconds = 1` and `transient` (the state machine itself tries the step again).
/// On an enum each variant holds one fault.
#[proc_macro_derive(Fault, attributes(fault))]
pub fn derive_fault(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    fault::derive(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes the methods of a trait the steps of workflows: one method, one step, one Lambda function.
///
/// A step is `async fn name(&self, parameter: Type, ..) -> Result<Output, Fault>;`, every type a contract, the fault a
/// fault. `#[step(timeout_seconds = 10)]` on it says how long a call may take.
/// The trait gains `dispatch`, which serves a call by its name and payload, and `STEPS`, their names.
#[proc_macro_attribute]
pub fn steps(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as ItemTrait);
    steps::expand(attribute.into(), item)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes an async function a workflow: it still runs as it stands, and lowers to a state machine.
///
/// `#[workflow(express)]` or `#[workflow(standard)]`, with `timeout_seconds = 28` for the whole execution.
#[proc_macro_attribute]
pub fn workflow(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as ItemFn);
    workflow::expand(attribute.into(), item).into()
}
