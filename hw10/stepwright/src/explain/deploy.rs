//! What generated fragments cannot deploy.

use super::{Rule, rule};

pub(super) static RULES: &[Rule] = &[
    rule! {
        "SW1101" "error" from "our own";
        "a call whose resource the contract does not name"
        "`Project::deploy` writes a role for each state machine, with exactly what it may do. Of a Lambda function it knows which that is; of a \
         service's action it would have to guess the queue, the bucket or the job, or write `*`. Let a step do it, whose own role says which; \
         or leave `deploy` out, and write the template of this state machine by hand."
        "sw1101_bad.rs" "sw1101_good.rs"
    },
    rule! {
        "SW1102" "error" from "AWS: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html";
        "an API that waits longer than its gateway"
        "A client waits for the end of the execution, and API Gateway waits with it for 29 seconds. A Standard workflow cannot be waited for at \
         all; an Express one must be over before, so that its answer is the client's, and not the gateway's. Write \
         `#[workflow(express, timeout_seconds = 28)]`, or less."
        "sw1102_bad.rs" "sw1102_good.rs"
    },
    rule! {
        "SW1103" "error" from "RFC 9457: https://www.rfc-editor.org/rfc/rfc9457.html#section-3.1";
        "a fault that a client cannot be told"
        "The API answers a fault as a problem document, the fault's own fields beside `type`, `title`, `status`, `detail` and `instance`: a field \
         of one of these names would take its place. And what the platform says of itself, a cause in AWS's words, is not for a client. \
         Give the field another name; catch the platform's fault, and fail with one of your own."
        "sw1103_bad.rs" "sw1103_good.rs"
    },
];
