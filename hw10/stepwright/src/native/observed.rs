//! Steps whose calls a run notes and a script acts on.

use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use serde_json::Value;

use super::call::{read, timeout};
use super::clock::sleep;
use super::frame::raise;
use super::world;
use crate::contract::Contract;
use crate::fault::Fault;
use crate::time::Timestamp;

/// Steps whose calls [`run`](super::run) notes, and its script acts on. It is an implementation of the same trait.
///
/// A call that takes longer than the step's `timeout_seconds` times out. Outside of a run the steps do what they do.
#[derive(Debug, Clone, Default)]
pub struct Observed<S> {
    steps: S,
}

impl<S> Observed<S> {
    /// These steps, observed.
    pub fn new(steps: S) -> Observed<S> {
        Observed { steps }
    }

    /// The steps. No method, since a step may have the name.
    pub fn steps(observed: &Observed<S>) -> &S {
        &observed.steps
    }
}

/// A call of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservedCall {
    /// The step's name.
    pub step: &'static str,
    /// What it was called with, by the names of its parameters: what the state machine sends.
    pub payload: Value,
    /// When it was called.
    pub started: Timestamp,
}

/// A call: noted, then done as the script says. What `#[steps]` writes for each step.
pub(crate) async fn observe<T: Contract, E: Fault>(
    step: &'static str,
    timeout_seconds: u32,
    payload: Value,
    work: impl Future<Output = Result<T, E>> + Send,
) -> Result<T, E> {
    let Some(reaction) = world::with(|world| world.call(step, payload)) else {
        return work.await;
    };
    let limit = Duration::from_secs(timeout_seconds.into());
    if let Some(token) = world::asking() {
        // It is the answer that must come in time.
        world::with(|world| {
            let deadline = world.later(limit);
            world.token_deadline(&token, deadline);
        });
    }
    let work = async {
        begun().await;
        sleep(reaction.takes).await;
        match reaction.instead {
            Some(answer) => read(answer).await,
            None => work.await,
        }
    };
    match before(limit, work).await {
        Some(result) => result,
        None => raise(timeout()).await,
    }
}

/// Lets everybody else begin who begins at the same moment: as on AWS, the calls of all branches are made before the first
/// is answered.
async fn begun() {
    let mut yielded = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// What the work comes to; `None`: it takes longer.
async fn before<T>(limit: Duration, work: impl Future<Output = T> + Send) -> Option<T> {
    let (mut work, mut limit) = (pin!(work), sleep(limit));
    std::future::poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(result) => Poll::Ready(Some(result)),
        Poll::Pending => pin!(&mut limit).poll(context).map(|()| None),
    })
    .await
}
