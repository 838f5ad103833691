//! The derives and attributes of `stepwright`.
//!
//! They parse and rewrite syntax. What a thing means (whether a type may cross the boundary, what an operator becomes)
//! lives in `stepwright`, where it can be tested without a macro.

mod attributes;
mod case;
mod contract;
mod contract_enum;
mod digest;
mod fault;
mod function_options;
mod step_options;
mod steps;
mod variants;
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
/// On a struct, `#[fault(status = 404, detail = "No {field} here.")]`; beside these `title = ".."`, `name = ".."` (instead
/// of the type's), `service` (a service reports it, not a step), `retry_after_seconds = 1` and `transient` (the state
/// machine itself tries an idempotent step again).
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
/// fault. The trait gains `dispatch`, which serves a call by its name and payload, and `STEPS`, their names.
///
/// `#[step(..)]` on a step says how it is called:
///
/// - `timeout_seconds = 10`: how long a call may take; 10 where nothing else is said.
/// - `idempotent`: a call that happens twice does what it does once. Only then it is tried again when it may have begun:
///   after transient errors of Lambda, and after its faults that are `transient`. Any other step is tried again only if it
///   never began.
/// - `retry(errors(DepotClosed, "Lambda.Unknown"), interval_seconds = 1, attempts = 3, backoff = 2.0,
///   delay_seconds_max = 4, jitter = "full")`: when it is tried again beside that; faults by their types, AWS's errors by
///   their names. Only `errors` must be said; it may stand several times.
/// - `heartbeat_seconds = 60`: for a step that takes a `TaskToken`, how often whoever has it gives a sign of life.
/// - `integration = "sqs:sendMessage"`: no Lambda function is called but a service, with the step's one parameter as its
///   arguments.
///
/// And what its Lambda function has; where nothing is said, the deployment says it for all:
///
/// - `memory_mb = 512`: its [memory](https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html), and its share of
///   a processor with it; 128 to 10240.
/// - `log_level = "debug"`: from which [level](https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html)
///   on it logs: `"trace"`, `"debug"` or `"info"`, which it is anyway. Not less: the line of each invocation is `info`, and
///   bears the metrics. The log's format is JSON.
/// - `log_days = 90`: for how long CloudWatch
///   [keeps](https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html) its log; what that
///   page lists, 1 to 3653.
/// - `reserved_concurrency = 20`: how many calls it takes at once, at most, which no other function of the account can take
///   [from it](https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html).
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
