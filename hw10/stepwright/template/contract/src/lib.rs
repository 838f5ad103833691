//! The contract: types, faults, steps, and the workflow that runs them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{Contract, Fault, steps, workflow};

/// Somebody who wants the newsletter.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Subscriber {
    /// The address to write to.
    pub email: String,
    /// What to call them.
    pub name: Option<String>,
}

/// Somebody has subscribed with this address before.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "{email} has subscribed already.")]
pub struct AlreadySubscribed {
    /// The address.
    pub email: String,
}

/// The mail server does not answer; trying again helps.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 503, detail = "The mail server does not answer.", transient)]
pub struct MailUnavailable {}

/// How a subscription fails.
#[derive(Debug, Clone, PartialEq, Fault)]
pub enum SubscribeError {
    /// The address is known.
    AlreadySubscribed(AlreadySubscribed),
    /// Nobody can be written to.
    MailUnavailable(MailUnavailable),
}

/// The steps: one method, one step, one Lambda function.
#[steps]
pub trait NewsletterSteps {
    /// Notes the address, and gives the subscriber a number.
    #[step(timeout_seconds = 5)]
    async fn register(&self, subscriber: &Subscriber) -> Result<u32, AlreadySubscribed>;

    /// Writes a letter of welcome.
    #[step(timeout_seconds = 10, idempotent)]
    async fn welcome(&self, email: &String, letter: &String) -> Result<(), MailUnavailable>;
}

/// Subscribes somebody, and says so.
#[workflow(standard)]
pub async fn subscribe(
    newsletter: &impl NewsletterSteps,
    subscriber: Subscriber,
) -> Result<u32, SubscribeError> {
    let number = newsletter.register(&subscriber).await?;
    let name = subscriber.name.unwrap_or("reader".to_owned());
    let letter = format!("Dear {name}, you are number {number}.");
    newsletter.welcome(&subscriber.email, &letter).await?;
    Ok(number)
}
