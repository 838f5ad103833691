//! Steps that are no Lambda function: AWS SDK actions, optimised integrations and their patterns.

use insta::assert_snapshot;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use stepwright::{Context, Contract, Fault, TaskToken, callback, steps, workflow};

use crate::outline::{machine, outline};

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetItem {
    pub(crate) table_name: String,
    pub(crate) key: Key,
    pub(crate) consistent_read: bool,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Key {
    pub(crate) id: Text,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Text {
    #[serde(rename = "S")]
    pub(crate) text: String,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Found {
    pub(crate) item: Option<Key>,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Job {
    pub(crate) job_name: String,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Question {
    pub(crate) queue_url: String,
    pub(crate) message_body: Body,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Body {
    pub(crate) text: String,
    pub(crate) token: TaskToken<u32, TooOften>,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Notice {
    pub(crate) queue_url: String,
    pub(crate) message_body: String,
}

#[derive(Debug, Clone, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(
    status = 503,
    detail = "The table is asked too often.",
    service,
    name = "DynamoDb.ProvisionedThroughputExceededException"
)]
pub(crate) struct TooOften {
    pub(crate) cause: String,
}

#[steps]
pub(crate) trait Services {
    #[step(
        integration = "aws-sdk:dynamodb:getItem",
        idempotent,
        retry(
            errors(TooOften),
            interval_seconds = 2,
            attempts = 5,
            backoff = 1.5,
            delay_seconds_max = 20,
            jitter = "none"
        )
    )]
    async fn get(&self, request: &GetItem) -> Result<Found, TooOften>;
    #[step(integration = "batch:submitJob.sync", timeout_seconds = 7200)]
    async fn submit(&self, job: &Job) -> Result<Job, TooOften>;
    #[step(
        integration = "sqs:sendMessage.waitForTaskToken",
        timeout_seconds = 86400,
        heartbeat_seconds = 3600
    )]
    async fn ask(&self, question: Question) -> Result<(), TooOften>;
    #[step(integration = "sqs:sendMessage.waitForTaskToken", timeout_seconds = 60)]
    async fn notify(&self, notice: &Notice) -> Result<u32, TooOften>;
}

#[test]
fn an_action_of_an_aws_sdk_has_ones_own_request_and_response() {
    #[workflow(express)]
    async fn look_up(services: &impl Services, id: String) -> Result<Option<String>, TooOften> {
        let request = GetItem {
            table_name: "Articles".to_owned(),
            key: Key { id: Text { text: id } },
            consistent_read: true,
        };
        match services.get(&request).await {
            Ok(found) => Ok(found.item.map(|key| key.id.text)),
            Err(TooOften { cause }) => Ok(Some(cause)),
        }
    }
    assert_snapshot!(outline::<look_up>(), @r#"
    Get
      arn:aws:states:::aws-sdk:dynamodb:getItem {ConsistentRead: true, Key: {id: {S: $states.input}}, TableName: "Articles"}
      output ($states.result.Item != null) ? $states.result.Item.id.S : null
      catch DynamoDb.ProvisionedThroughputExceededException -> GetTooOften
        $caught := $states.errorOutput
    GetTooOften
      output $caught.Cause
    "#);
    let machine = machine::<look_up>();
    let expected = json!({
        "ErrorEquals": ["DynamoDb.ProvisionedThroughputExceededException"],
        "IntervalSeconds": 2,
        "MaxAttempts": 5,
        "BackoffRate": 1.5,
        "MaxDelaySeconds": 20,
        "JitterStrategy": "NONE",
    });
    assert_eq!(machine["States"]["Get"]["Retry"][0], expected);
}

#[test]
fn a_job_is_awaited_and_a_token_goes_with_the_message() {
    #[workflow(standard)]
    async fn publish(services: &impl Services, text: String, context: Context) -> Result<u32, TooOften> {
        let job = services.submit(&Job { job_name: text }).await?;
        let answer = callback(|token| {
            services.ask(Question {
                queue_url: "https://sqs.eu-west-1.amazonaws.com/123456789012/questions".to_owned(),
                message_body: Body {
                    text: job.job_name.clone(),
                    token,
                },
            })
        })
        .await?;
        let heard = services
            .notify(&Notice {
                queue_url: "https://sqs.eu-west-1.amazonaws.com/123456789012/notices".to_owned(),
                message_body: context.task.map(|task| task.token).unwrap_or_default(),
            })
            .await?;
        Ok(answer + heard)
    }
    assert_snapshot!(outline::<publish>(), @r#"
    Submit
      arn:aws:states:::batch:submitJob.sync {JobName: $states.input}
      $job := $states.result
      -> Ask
    Ask
      arn:aws:states:::sqs:sendMessage.waitForTaskToken {MessageBody: {text: $job.JobName, token: $states.context.Task.Token}, QueueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/questions"}
      $answer := $states.result
      -> Notify
    Notify
      arn:aws:states:::sqs:sendMessage.waitForTaskToken {MessageBody: (($states.context.Task != null) and ($states.context.Task.Token != null)) ? $states.context.Task.Token : '', QueueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/notices"}
      output ($_n := $answer + $states.result; $_n >= 0 and $_n <= 4294967295 ? $_n : $error('attempt to add with overflow'))
    "#);
    let machine = machine::<publish>();
    let ask = &machine["States"]["Ask"];
    assert_eq!(ask["TimeoutSeconds"], 86_400);
    assert_eq!(ask["HeartbeatSeconds"], 3_600);
}
