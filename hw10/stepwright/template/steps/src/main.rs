//! The Lambda bootstrap: one program for every step, `_HANDLER` says which.

use contract::NewsletterSteps;
use lambda_runtime::{Diagnostic, Error, LambdaEvent, service_fn};
use serde_json::Value;
use steps::Newsletter;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let step = &std::env::var("_HANDLER")?;
    let newsletter = &Newsletter::default();
    let serve = async |event: LambdaEvent<Value>| {
        let answer = newsletter.dispatch(step, event.payload).await;
        answer.map_err(|failure| Diagnostic {
            error_type: failure.error_type,
            error_message: failure.error_message,
        })
    };
    lambda_runtime::run(service_fn(serve)).await
}
