//! SW07: what an Express workflow may not do.

use super::{SCHEMA, Source, family, in_jsonpath, page, whole};

family! {
    SYNC = "SW0701" Error aws SCHEMA; from Source::AwsRecord; express true;
    "an Express workflow cannot wait for a job"
    "`.sync` waits until a job is done, which may take longer than the five minutes of an Express execution. Use a Standard workflow, or start the job without waiting."
    bad in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "End": true }"#);

    CALLBACK = "SW0702" Error aws SCHEMA; from Source::AwsRecord; express true;
    "an Express workflow cannot wait for a callback"
    "`.waitForTaskToken` belongs to Standard workflows: an Express execution keeps no history that a token could lead back into."
    bad in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": { "MessageBody.$": "$$.Task.Token" }, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true }"#);

    ACTIVITY = "SW0703" Error aws SCHEMA; from Source::AwsRecord; express true;
    "an Express workflow cannot use an activity"
    "Activities belong to Standard workflows. Call a Lambda function, or use a Standard workflow."
    bad in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:sign", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true }"#);

    DISTRIBUTED = "SW0704" Error aws SCHEMA; from page::WORKFLOW_TYPE; express true;
    "an Express workflow cannot hold a distributed Map"
    "A distributed Map starts executions of its own, which only a Standard workflow can wait for. Its items may run as Express executions: that is its `ExecutionType`."
    bad in_jsonpath!(r#""A": { "Type": "Map", "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Map", "ItemProcessor": { "ProcessorConfig": { "Mode": "INLINE" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "End": true }"#);

    TOO_LONG = "SW0705" Warning from page::QUOTAS; express true;
    "an Express execution is over after five minutes"
    "A timeout of more than 300 seconds never fires in an Express workflow. Lower it, or use a Standard workflow."
    bad whole!(r#"{ "StartAt": "A", "TimeoutSeconds": 301, "States": { "A": { "Type": "Succeed" } } }"#);
    good whole!(r#"{ "StartAt": "A", "TimeoutSeconds": 300, "States": { "A": { "Type": "Succeed" } } }"#);

    CHILD = "SW0706" Warning from Source::Ours;
    "an item that runs as an Express execution does what only Standard can"
    "The states of a distributed Map with `\"ExecutionType\": \"EXPRESS\"` are an Express workflow: no `.sync`, no `.waitForTaskToken`, no activity. Use `STANDARD`."
    bad in_jsonpath!(r#""A": { "Type": "Map", "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS" }, "StartAt": "B", "States": { "B": { "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "End": true } } }, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Map", "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "B", "States": { "B": { "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "End": true } } }, "End": true }"#);
}
