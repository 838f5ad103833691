//! What the codes teach: each has its lesson, and what the lesson shows is true.
#![expect(dead_code, reason = "the examples are lowered here, not run")]
#![allow(clippy::empty_loop, reason = "a bad example is one")]

mod registry;
mod shop;

use stepwright::bounds::bounds;
use stepwright::flow::Record;
use stepwright::generate::{GenerateError, Project};

/// The codes of all that is said about a workflow.
fn about<W: Record>() -> Vec<&'static str> {
    let flow = W::flow();
    match stepwright::lower(&flow) {
        Ok(machine) => bounds(&flow, &machine).iter().map(|it| it.diagnosis.code).collect(),
        Err(problems) => problems.iter().map(|it| it.code).collect(),
    }
}

/// The codes of all that keeps a project from being generated.
fn of(project: Project) -> Vec<&'static str> {
    match project.artifacts() {
        Ok(_) => Vec::new(),
        Err(GenerateError::Workflow(problems)) => problems.iter().map(|it| it.code).collect(),
        Err(other) => panic!("{other}"),
    }
}

/// Two files of examples: what is said about the bad one has the code, about the good one not.
macro_rules! shown {
    ($($name:ident: $code:literal, $bad:literal, $good:literal, $(use $more:path,)? $said:expr;)*) => {
        $(
            #[test]
            fn $name() {
                mod bad {
                    use crate::shop::*;
                    $(use $more::*;)?
                    include!(concat!("../../src/explain/examples/", $bad));
                    pub(super) fn said() -> Vec<&'static str> { $said }
                }
                mod good {
                    use crate::shop::*;
                    $(use $more::*;)?
                    include!(concat!("../../src/explain/examples/", $good));
                    pub(super) fn said() -> Vec<&'static str> { $said }
                }
                assert!(bad::said().contains(&$code), "{:?}", bad::said());
                assert!(!good::said().contains(&$code), "{:?}", good::said());
            }
        )*
    };
}

shown! {
    two_states_of_one_name: "SW0001", "sw0001_bad.rs", "sw0001_good.rs", crate::about::<sell>();
    a_name_that_is_too_long: "SW0002", "sw0002_bad.rs", "sw0002_good.rs", crate::about::<sell>();
    two_faults_of_one_name: "SW0003", "sw0003_bad.rs", "sw0003_good.rs", crate::about::<sell>();
    a_loop_in_which_nothing_happens: "SW0004", "sw0004_bad.rs", "sw0004_good.rs", crate::about::<sell>();
    a_value_that_no_machine_has: "SW0005", "sw0005_bad.rs", "sw0005_good.rs", crate::about::<sell>();
    an_express_workflow_that_waits: "SW0006", "sw0006_bad.rs", "sw0006_good.rs", crate::about::<Sell>();
    an_endpoint_without_its_workflow: "SW0011", "sw0011_bad.rs", "sw0011_good.rs", use crate::shop::served, crate::of(project());
    a_field_that_there_is_not: "SW0012", "sw0012_bad.rs", "sw0012_good.rs", use crate::shop::served, crate::of(project());
    a_field_from_nowhere: "SW0013", "sw0013_bad.rs", "sw0013_good.rs", use crate::shop::served, crate::of(project());
    a_large_payload: "SW0901", "sw0901_bad.rs", "sw0901_good.rs", crate::about::<sell>();
    large_variables: "SW0902", "sw0902_bad.rs", "sw0902_good.rs", crate::about::<sell>();
    a_long_history: "SW0903", "sw0903_bad.rs", "sw0903_good.rs", crate::about::<sell>();
    a_long_execution: "SW0904", "sw0904_bad.rs", "sw0904_good.rs", crate::about::<sell>();
    an_impatient_api: "SW0905", "sw0905_bad.rs", "sw0905_good.rs", crate::about::<sell>();
    a_call_of_something_unnamed: "SW1101", "sw1101_bad.rs", "sw1101_good.rs", crate::of(project());
    an_api_that_waits_too_long: "SW1102", "sw1102_bad.rs", "sw1102_good.rs", use crate::shop::served, crate::of(project());
    a_fault_that_cannot_be_told: "SW1103", "sw1103_bad.rs", "sw1103_good.rs", use crate::shop::served, crate::of(project());
}
