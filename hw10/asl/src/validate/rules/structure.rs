//! SW01: what the document and its states are made of.

use super::{SCHEMA, Source, family, in_jsonata, in_jsonpath, page, whole};

family! {
    NOT_JSON = "SW0101" Error aws Some("INVALID_JSON_DESCRIPTION"); from Source::AwsRecord;
    "the document is not JSON"
    "A definition is JSON text. Commas stand between fields and not after the last one, texts and names in double quotes, and there are no comments."
    bad whole!(r#"{ "StartAt": "A", "States": { "A": { "Type": "Succeed", } } }"#);
    good whole!(r#"{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }"#);

    DUPLICATE_FIELD = "SW0102" Error from Source::Ours;
    "a field stands twice in one object"
    "Of two fields with one name, one is silently lost, and with it a whole state perhaps. Rename or remove one."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "Comment": "one", "Comment": "two", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "Comment": "one and two", "End": true }"#);

    NOT_AN_OBJECT = "SW0103" Error aws SCHEMA; from Source::AwsRecord;
    "the document is not an object"
    "A definition is one JSON object with `StartAt` and `States`."
    bad whole!(r#"[ "StartAt", "A" ]"#);
    good whole!(r#"{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }"#);

    MISSING_FIELD = "SW0104" Error aws SCHEMA; from Source::AwsRecord;
    "a required field is missing"
    "Some fields have no default: a machine's `StartAt` and `States`, a state's `Type`, a Task's `Resource`, a Catcher's `Next`, and others. Add the field."
    bad whole!(r#"{ "States": { "A": { "Type": "Succeed" } } }"#);
    good whole!(r#"{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }"#);

    UNKNOWN_FIELD = "SW0105" Error aws SCHEMA; from page::STATES;
    "a field cannot stand here"
    "Each kind of state has its own fields, and Step Functions refuses any other: most often a misspelling, or a field of another kind of state, such as `Catch` in a Pass."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "TimeoutSeconds": 5, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "End": true }"#);

    WRONG_TYPE = "SW0106" Error aws SCHEMA; from page::LANGUAGE;
    "a field has a value of the wrong type"
    "A field takes text, a number, an object, as its description says; a number in quotes is text. In JSONata some fields take an expression `{% … %}` instead."
    bad in_jsonpath!(r#""A": { "Type": "Wait", "Seconds": "ten", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Wait", "Seconds": 10, "End": true }"#);

    OUT_OF_RANGE = "SW0107" Error aws SCHEMA; from page::LANGUAGE;
    "a number is out of its range"
    "Timeouts are at least one second and at most 99,999,999; percentages lie between 0 and 100; counts are not negative."
    bad whole!(r#"{ "StartAt": "A", "TimeoutSeconds": 0, "States": { "A": { "Type": "Succeed" } } }"#);
    good whole!(r#"{ "StartAt": "A", "TimeoutSeconds": 60, "States": { "A": { "Type": "Succeed" } } }"#);

    UNKNOWN_WORD = "SW0108" Error aws SCHEMA; from page::LANGUAGE;
    "a field has none of the words that it may have"
    "Some fields choose between a few words, written exactly so: `QueryLanguage` is `JSONPath` or `JSONata`, a Map's `Mode` is `INLINE` or `DISTRIBUTED`."
    bad in_jsonpath!(r#""A": { "Type": "Pass", "QueryLanguage": "jsonata", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "QueryLanguage": "JSONata", "End": true }"#);

    EXCLUSIVE_FIELDS = "SW0109" Error aws SCHEMA; from page::LANGUAGE;
    "two fields say the same thing"
    "A value is given either directly or by a path, `TimeoutSeconds` or `TimeoutSecondsPath`; a Wait waits for seconds or until a time. Keep one of the two."
    bad in_jsonpath!(r#""A": { "Type": "Fail", "Cause": "no", "CausePath": "$.cause" }"#);
    good in_jsonpath!(r#""A": { "Type": "Fail", "CausePath": "$.cause" }"#);

    OTHER_LANGUAGE = "SW0110" Error aws SCHEMA; from page::JSONATA;
    "a field belongs to the other query language"
    "`InputPath`, `Parameters`, `ResultSelector`, `ResultPath`, `OutputPath` and fields that end in `Path` are JSONPath's; `Arguments`, `Output`, `Items` and `Condition` are JSONata's. A state has one language: its `QueryLanguage`, else the machine's."
    bad in_jsonata!(r#""A": { "Type": "Pass", "InputPath": "$.a", "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Pass", "Output": "{% $states.input.a %}", "End": true }"#);

    LANGUAGE_DOWNGRADE = "SW0111" Error aws SCHEMA; from Source::AwsRecord;
    "a state goes back to JSONPath in a machine of JSONata"
    "A machine in JSONPath may have states in JSONata, to move one by one; the other way round is refused. Write the state in JSONata, or leave the machine in JSONPath."
    bad in_jsonata!(r#""A": { "Type": "Pass", "QueryLanguage": "JSONPath", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "QueryLanguage": "JSONata", "End": true }"#);

    UNKNOWN_STATE_TYPE = "SW0112" Error aws SCHEMA; from page::STATES;
    "there is no such kind of state"
    "A state is a Task, Choice, Pass, Wait, Succeed, Fail, Parallel or Map, written exactly so."
    bad in_jsonpath!(r#""A": { "Type": "Lambda", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Pass", "End": true }"#);

    EMPTY = "SW0113" Error aws SCHEMA; from Source::AwsRecord;
    "something that needs a content is empty"
    "`States`, `Branches` and `Choices` have at least one entry, `StartAt` and `Resource` are not empty."
    bad in_jsonpath!(r#""A": { "Type": "Parallel", "Branches": [], "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Parallel", "Branches": [{ "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }], "End": true }"#);

    NOT_AN_ARN = "SW0114" Error aws SCHEMA; from page::TASK;
    "a Task's resource is not an ARN"
    "`Resource` is the ARN of a Lambda function or an activity, or names an integration, `arn:aws:states:::lambda:invoke`. A placeholder `${…}` that a deployment fills in may stand for all or part of it."
    bad in_jsonpath!(r#""A": { "Type": "Task", "Resource": "ValidateAccount", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:ValidateAccount", "End": true }"#);

    UNKNOWN_RESOURCE = "SW0115" Error aws SCHEMA; from Source::AwsRecord;
    "there is no such integration"
    "An optimized integration offers a few calls of its service: `arn:aws:states:::dynamodb:getItem`, but no `query`. The others are reached as `arn:aws:states:::aws-sdk:dynamodb:query`. `.sync` and `.waitForTaskToken` exist for some services only."
    bad in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::dynamodb:query", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:dynamodb:query", "End": true }"#);

    UNUSUAL_RESOURCE = "SW0116" Warning aws Some("INVALID_RESOURCE"); from page::RESOURCES;
    "Step Functions is not known to call this service"
    "A Task calls Lambda functions, activities and the integrations of `arn:aws:states:::`. Other ARNs are refused, unless AWS has added an integration that this table does not know yet."
    bad in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:swf:us-east-1:123456789012:task:X", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:X", "End": true }"#);

    NOT_A_TIMESTAMP = "SW0117" Error aws SCHEMA; from Source::AwsRecord;
    "a time is not written as RFC 3339 has it"
    "A time has a date, a capital `T`, a time of day, and `Z` or an offset. In JSONata a Wait's `Timestamp` may be an expression."
    bad in_jsonpath!(r#""A": { "Type": "Wait", "Timestamp": "2026-11-22 19:43:00", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Wait", "Timestamp": "2026-11-22T19:43:00Z", "End": true }"#);

    HEARTBEAT = "SW0118" Error aws SCHEMA; from page::TASK;
    "the heartbeat is not shorter than the timeout"
    "A heartbeat that may take as long as the whole call never notices anything. `HeartbeatSeconds` is smaller than `TimeoutSeconds`."
    bad in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": { "QueueUrl": "q", "MessageBody": { "Token.$": "$$.Task.Token" } }, "TimeoutSeconds": 60, "HeartbeatSeconds": 60, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": { "QueueUrl": "q", "MessageBody": { "Token.$": "$$.Task.Token" } }, "TimeoutSeconds": 60, "HeartbeatSeconds": 20, "End": true }"#);

    CREDENTIALS = "SW0119" Error aws SCHEMA; from Source::AwsRecord;
    "credentials name no role"
    "`Credentials` says in which role a Task calls: an object with `RoleArn`, or `RoleArn.$` in JSONPath."
    bad in_jsonata!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:listBuckets", "Credentials": {}, "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:listBuckets", "Credentials": { "RoleArn": "arn:aws:iam::123456789012:role/reader" }, "End": true }"#);

    DISTRIBUTED_ONLY = "SW0120" Error aws SCHEMA; from page::MAP;
    "a field belongs to a distributed Map"
    "`Label`, `ItemReader`, `ItemBatcher` and `ResultWriter` need a Map whose items run in executions of their own: set `\"Mode\": \"DISTRIBUTED\"` and an `ExecutionType` in its `ProcessorConfig`."
    bad in_jsonpath!(r#""A": { "Type": "Map", "Label": "rows", "ItemProcessor": { "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Map", "Label": "rows", "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "End": true }"#);

    READER = "SW0121" Error aws SCHEMA; from page::ITEM_READER;
    "what a Map reads is not said completely"
    "A CSV needs `CSVHeaderLocation`; with `GIVEN`, the columns stand in `CSVHeaders`. Items come from `Items` or from `ItemReader`, not from both."
    bad in_jsonpath!(r#""A": { "Type": "Map", "ItemReader": { "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": { "InputType": "CSV" }, "Parameters": { "Bucket": "b", "Key": "k" } }, "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Map", "ItemReader": { "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": { "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW" }, "Parameters": { "Bucket": "b", "Key": "k" } }, "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "End": true }"#);

    BATCHER = "SW0122" Error aws SCHEMA; from page::ITEM_BATCHER;
    "nothing says when a batch is full"
    "An `ItemBatcher` has `MaxItemsPerBatch`, `MaxInputBytesPerBatch`, or both."
    bad in_jsonata!(r#""A": { "Type": "Map", "ItemBatcher": { "BatchInput": 1 }, "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Map", "ItemBatcher": { "BatchInput": 1, "MaxItemsPerBatch": 10 }, "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "End": true }"#);

    WRITER = "SW0123" Error aws SCHEMA; from Source::Peer("floci");
    "where a Map's results go is not said completely"
    "A `ResultWriter` has `Resource` together with `Arguments` (in JSONPath: `Parameters`), or `WriterConfig`, or all of them."
    bad in_jsonata!(r#""A": { "Type": "Map", "ResultWriter": {}, "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Map", "ResultWriter": { "Resource": "arn:aws:states:::s3:putObject", "Arguments": { "Bucket": "b" } }, "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }, "End": true }"#);

    NOT_ONE_WAY = "SW0124" Error aws SCHEMA; from page::LANGUAGE;
    "one of several fields is needed"
    "A Wait needs one of `Seconds`, `Timestamp`, and in JSONPath `SecondsPath`, `TimestampPath`; a Map needs its `ItemProcessor`, or `Iterator` as it was once called."
    bad in_jsonpath!(r#""A": { "Type": "Wait", "End": true }"#);
    good in_jsonpath!(r#""A": { "Type": "Wait", "Seconds": 1, "End": true }"#);

    ARGUMENTS = "SW0125" Warning from Source::Peer("amazon-states-language-service");
    "an integration is sent something else than an object"
    "A call of a service has named parameters, so what is sent is an object, or in JSONata an expression that gives one."
    bad in_jsonata!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Arguments": "hello", "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Arguments": { "Message": "hello" }, "End": true }"#);

    NO_TOKEN = "SW0126" Warning from page::TASK;
    "nobody is given the token that is waited for"
    "A Task with `.waitForTaskToken` goes on when somebody calls back with its token, so the token must be sent: `$states.context.Task.Token`, in JSONPath `$$.Task.Token`. Without it the Task ends by its timeout only."
    bad in_jsonata!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Arguments": { "QueueUrl": "q", "MessageBody": { "ask": 1 } }, "End": true }"#);
    good in_jsonata!(r#""A": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Arguments": { "QueueUrl": "q", "MessageBody": { "ask": 1, "token": "{% $states.context.Task.Token %}" } }, "End": true }"#);
}
