//! The AWS SDK's HTTP client that needs no network: it hands each request to the store's queue.
//! Knows the one header that names the operation, and nothing of what is asked.

use std::time::Duration;

use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, RuntimeComponents, StalledStreamProtectionConfig};
use aws_sdk_dynamodb::{Client, Config};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

use super::queue::Queue;

const TARGET_PREFIX: &str = "DynamoDB_20120810.";

/// How long the store may take, queue and all: less than the shortest timeout of a step.
const OPERATION_SECONDS_MAX: u64 = 4;

/// The client that the bank's steps use, on this process's own store.
///
/// Nothing gets lost on the way, so nothing is sent twice; and nobody has to be told who is asking.
pub(crate) fn client(queue: Queue) -> Client {
    let timeouts = TimeoutConfig::builder().operation_timeout(Duration::from_secs(OPERATION_SECONDS_MAX));
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .endpoint_url("http://store.invalid")
        .allow_no_auth()
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts.build())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(InProcess { queue })
        .build();
    Client::from_conf(config)
}

/// An HTTP client and connector in one: there is nothing to connect to.
#[derive(Clone, Debug)]
struct InProcess {
    queue: Queue,
}

impl HttpClient for InProcess {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let queue = self.queue.clone();
        HttpConnectorFuture::new(async move { exchange(&queue, &request).await })
    }
}

async fn exchange(queue: &Queue, request: &HttpRequest) -> Result<HttpResponse, ConnectorError> {
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    let operation = target.strip_prefix(TARGET_PREFIX).unwrap_or(target);
    let body = request.body().bytes().unwrap_or_default();
    let answer = queue
        .call(operation, body)
        .await
        .map_err(|error| ConnectorError::other(error.into(), None))?;
    let status = StatusCode::try_from(answer.status).map_err(|error| ConnectorError::other(error.into(), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    response
        .headers_mut()
        .insert("content-type", "application/x-amz-json-1.0");
    Ok(response)
}
