//! What keeps a workflow from being a state machine, and an API from fitting to its workflow.

use super::{Rule, rule};

pub(super) static RULES: &[Rule] = &[
    rule! {
        "SW0001" "error" from "AWS: https://states-language.net/spec.html";
        "two states of one name"
        "A state is known by its name, in the whole machine: in transitions, histories, logs and alarms. A call of a step is named \
         after the step, a `match` or an `if` after what it looks at, so that a second one like it has no name left. `ContractViolation` \
         is the name of the state where a value ends that no arm allows. Name one of them by `#[state(\"…\")]` before its statement."
        "sw0001_bad.rs" "sw0001_good.rs"
    },
    rule! {
        "SW0002" "error" from "AWS: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html";
        "the name of a state is too long"
        "AWS takes 80 characters. A Choice is named after its condition, the states of a workflow that is called in line after that \
         workflow and themselves. Give the state a name of its own by `#[state(\"…\")]`, or the condition's variable a shorter one."
        "sw0002_bad.rs" "sw0002_good.rs"
    },
    rule! {
        "SW0003" "error" from "our own";
        "two faults of one name"
        "What catches a fault knows its name and nothing else: `ErrorEquals` in the state machine, the `type` of a problem in the API. \
         Two faults of one name could not be told apart, and the fields of one would be read as those of the other. Rename one: the \
         type, or its name on the wire by `#[fault(name = \"…\")]`."
        "sw0003_bad.rs" "sw0003_good.rs"
    },
    rule! {
        "SW0004" "error" from "our own";
        "a loop in which nothing happens"
        "A loop becomes states that lead back. One that may come round without a state in between would be no machine, and a function \
         that never ends. Call a step in it, or wait: `sleep(..).await`. What only computes, say as one expression, or in a step."
        "sw0004_bad.rs" "sw0004_good.rs"
    },
    rule! {
        "SW0005" "error" from "AWS: https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html";
        "a value that no state machine can have"
        "Rust can say it and Step Functions cannot: a wait that is no whole number of seconds, a fault with floating point (JSONata writes \
         15 digits of a number into the cause), a variable that several branches would change at once. The message says which, and what to \
         write instead."
        "sw0005_bad.rs" "sw0005_good.rs"
    },
    rule! {
        "SW0006" "error" from "AWS: https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html";
        "an Express workflow waits for an answer that comes later"
        "Express workflows have no `.sync`, no task tokens and no distributed Map: an execution is over after five minutes, and keeps no \
         history that an answer could lead back into. Make the workflow `#[workflow(standard)]`, or do not wait for the answer. Of an \
         `#[workflow(express)]` rustc says so itself; this is for flows that are recorded by hand."
        "sw0006_bad.rs" "sw0006_good.rs"
    },
    rule! {
        "SW0008" "error or warning" from "AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html";
        "AWS refuses a state machine that we take"
        "`check --aws` has Step Functions judge each state machine as well. It knows what no document says, as which services and \
         actions there are today. The message has AWS's own code and words; the line is that of the state that AWS names."
        "sw0008_bad.rs" "sw0008_good.rs"
    },
    rule! {
        "SW0011" "error" from "our own";
        "an endpoint starts a workflow that the project does not have"
        "An operation of the API starts executions of a state machine, which is generated only for a workflow that is registered. Register it."
        "sw0011_bad.rs" "sw0011_good.rs"
    },
    rule! {
        "SW0012" "error" from "our own";
        "an endpoint fills a field that the input does not have so"
        "The gateway makes the execution's input: for each of its fields, by its name on the wire, the endpoint says where it comes from, \
         with an accessor that shows that field. The name must be one of the input's, and the accessor's type the type of that field."
        "sw0012_bad.rs" "sw0012_good.rs"
    },
    rule! {
        "SW0013" "error" from "our own";
        "a field of the input comes from nowhere"
        "Every field that an execution's input must have comes from somewhere in the request: the body, a header, the request's id. Say from \
         where, or make it an `Option`."
        "sw0013_bad.rs" "sw0013_good.rs"
    },
];
