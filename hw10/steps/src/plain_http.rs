//! An HTTP client without TLS for the SDK: what a DynamoDB on the same machine needs. Knows no AWS.
//!
//! It is built of what the Lambda runtime links anyway, so a bootstrap without the feature `tls` has one HTTP stack.

use std::time::Duration;

use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use hyper_util::client::legacy::{Client, Error, connect::HttpConnector as TcpConnector};
use hyper_util::rt::TokioExecutor;

/// HTTP/1.1 over TCP, with a pool of connections.
///
/// How long a request may take in all is the SDK's own business (its attempt timeout).
#[derive(Debug, Clone)]
pub struct PlainHttp {
    client: Client<TcpConnector, SdkBody>,
}

impl PlainHttp {
    /// A client that gives up connecting after this time.
    pub fn new(connect_timeout: Duration) -> PlainHttp {
        let mut connector = TcpConnector::new();
        connector.set_connect_timeout(Some(connect_timeout));
        connector.set_nodelay(true);
        PlainHttp {
            client: Client::builder(TokioExecutor::new()).build(connector),
        }
    }

    async fn send(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        if !request.uri().starts_with("http://") {
            return Err(ConnectorError::user(NO_TLS.into()));
        }
        let request = request
            .try_into_http1x()
            .map_err(|error| ConnectorError::user(error.into()))?;
        let response = self.client.request(request).await.map_err(not_sent)?;
        HttpResponse::try_from(response.map(SdkBody::from_body_1_x))
            .map_err(|error| ConnectorError::other(error.into(), None))
    }
}

const NO_TLS: &str = "this program was built without TLS: build it with the feature `tls`, or set \
    AWS_ENDPOINT_URL_DYNAMODB to an address that starts with http://";

/// An I/O error is one that the SDK tries again.
fn not_sent(error: Error) -> ConnectorError {
    ConnectorError::io(BoxError::from(error))
}

impl HttpConnector for PlainHttp {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.clone().send(request))
    }
}

impl HttpClient for PlainHttp {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
