//! What each step does.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use contract::{AlreadySubscribed, MailUnavailable, NewsletterSteps, Subscriber};

/// A newsletter in memory: put a table and a mail server here.
#[derive(Debug, Default)]
pub struct Newsletter {
    addresses: Mutex<HashSet<String>>,
}

impl NewsletterSteps for Newsletter {
    async fn register(&self, subscriber: &Subscriber) -> Result<u32, AlreadySubscribed> {
        let mut addresses = self
            .addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let email = subscriber.email.clone();
        if !addresses.insert(email.clone()) {
            return Err(AlreadySubscribed { email });
        }
        Ok(u32::try_from(addresses.len()).unwrap_or(u32::MAX))
    }

    async fn welcome(&self, _email: &String, _letter: &String) -> Result<(), MailUnavailable> {
        Ok(())
    }
}
