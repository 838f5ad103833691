//! A workflow that consists of what is to be recorded: the lowering prints it.

use std::cell::RefCell;

use serde_json::Value;
use stepwright::flow::{Builder, Expr, Raised, Record, Term};
use stepwright::{Json, StepDescription, Workflow, WorkflowKind};

use crate::data::{Broken, Data};

type Recording = Box<dyn FnOnce(&Builder)>;

thread_local! {
    static RECORDING: RefCell<Option<Recording>> = const { RefCell::new(None) };
}

/// The workflow; what it does, `RECORDING` says.
struct Recorded;

impl Workflow for Recorded {
    const NAME: &'static str = "recorded";
    const RUST_PATH: &'static str = "recorded";
    const DESCRIPTION: &'static str = "";
    const KIND: WorkflowKind = WorkflowKind::Express;
    const TIMEOUT_SECONDS: Option<u32> = None;
    const SOURCE: &'static str = "";
    type Input = Json;
    type Output = Json;
    type Fault = Broken;

    fn steps() -> Vec<StepDescription> {
        Vec::new()
    }

    fn fingerprint() -> String {
        String::new()
    }
}

impl Record for Recorded {
    const FILE: &'static str = file!();

    fn record(builder: &Builder) {
        builder.input::<Data>("data");
        let recording = RECORDING.take().expect("there is something to record");
        recording(builder);
    }
}

fn machine(record: impl FnOnce(&Builder) + 'static) -> Value {
    RECORDING.set(Some(Box::new(record)));
    let machine = stepwright::lower(&Recorded::flow()).expect("the workflow is a state machine");
    let machine = machine.to_value();
    assert_eq!(
        machine["States"].as_object().map(serde_json::Map::len),
        Some(1),
        "{machine:#}"
    );
    machine
}

/// The output of a workflow that ends with this value.
pub(crate) fn output<T: Term>(value: Expr<T>) -> Value {
    let machine = machine(move |builder| builder.succeed(value));
    machine["States"]["Done"]["Output"].clone()
}

/// The cause of the failure of a workflow that ends with this fault.
pub(crate) fn cause(fault: Expr<Broken>) -> Value {
    let machine = machine(move |builder| builder.fail::<Broken>(Raised::leaf(fault), None, 1));
    machine["States"]["Broken"]["Cause"].clone()
}
