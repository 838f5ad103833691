//! Limits of AWS that a workflow breaks, or may break.

use super::{Rule, rule};

pub(super) static RULES: &[Rule] = &[
    rule! {
        "SW0901" "error or warning" from "AWS: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html";
        "a payload that may be larger than 256 KiB"
        "An input, the arguments of a call, its result, and the output of an execution have 262,144 bytes of UTF-8 at most; beyond them the \
         execution fails with `States.DataLimitExceeded`, which `States.ALL` does not catch. It is an error where the types allow no smaller \
         value, a warning where they allow a larger one. Keep the bulk in an object on S3 and pass its key; or bound the type: a schema with \
         `maxLength`, `maxItems` or a bounded `pattern`."
        "sw0901_bad.rs" "sw0901_good.rs"
    },
    rule! {
        "SW0902" "error or warning" from "AWS: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html";
        "variables that may be too large"
        "What one state assigns has 256 KiB at most, and all variables of an execution together 10 MiB. A value that later states read is a \
         variable. Keep the bulk in an object on S3 and its key in the variable, or bound the type."
        "sw0902_bad.rs" "sw0902_good.rs"
    },
    rule! {
        "SW0903" "error or warning" from "AWS: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html";
        "a history that may have more than 25,000 events"
        "The history of a Standard execution holds 25,000 events, and AWS ends the execution that would add another. Loops, inline maps and \
         retries multiply. It is an error where every execution that succeeds has more, a warning where one may. Do part of the work in \
         executions of their own: a distributed map, or `execution(other_workflow(..))`."
        "sw0903_bad.rs" "sw0903_good.rs"
    },
    rule! {
        "SW0904" "error or warning" from "AWS: https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html";
        "an Express execution that may take longer than five minutes"
        "AWS ends an Express execution after five minutes, or after its own `timeout_seconds`. Timeouts of steps, their retries with the \
         pauses between them, and waits add up along a path. Give the steps smaller timeouts, wait less, or make it a Standard workflow."
        "sw0904_bad.rs" "sw0904_good.rs"
    },
    rule! {
        "SW0905" "warning" from "AWS: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html";
        "an API that may give up before its execution ends"
        "API Gateway waits 29 seconds for an answer. The execution goes on, and the client does not learn how it ended. Say where the \
         execution is cut, below 29 seconds, so that both end together; or give the steps smaller timeouts."
        "sw0905_bad.rs" "sw0905_good.rs"
    },
    rule! {
        "SW0906" "error or warning" from "AWS: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html";
        "a definition that may be larger than 1 MB"
        "The document of a state machine has 1,048,576 bytes at most, after its placeholders have become ARNs. Put a part of the workflow into \
         one of its own, and await it: `execution(other_workflow(..))`."
        "sw0906_bad.rs" "sw0906_good.rs"
    },
];
