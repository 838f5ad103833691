//! Calls that are more than a step: of another workflow, of somebody who answers later, with the platform's faults caught.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use serde_json::{Value, json};

use super::frame::{framed, raise};
use super::world::{self, Answer, Timer};
use crate::contract::{Contract, Problem, decode};
use crate::fault::Fault;
use crate::platform::{AnyOther, Caught, PlatformFault, Timeout};
use crate::step::CONTRACT_VIOLATION;
use crate::time::TaskToken;

/// Catches what the platform does to a call: `steps.charge(..).catch_platform().await`.
///
/// Of what can be awaited with a fault `E`, it makes something with the fault [`Caught<E>`]. See
/// [`native`](crate::native) for an example.
pub trait CatchPlatform<T, E>: IntoFuture<Output = Result<T, E>> + Sized {
    /// The same, what the platform does to it being among its faults.
    fn catch_platform(self) -> CatchingPlatform<Self::IntoFuture> {
        CatchingPlatform {
            call: Some(Box::pin(self.into_future())),
        }
    }
}

impl<T, E, C: IntoFuture<Output = Result<T, E>>> CatchPlatform<T, E> for C {}

/// The future of [`catch_platform`](CatchPlatform::catch_platform).
#[must_use = "futures do nothing unless they are awaited"]
pub struct CatchingPlatform<F> {
    /// `None`: it is over.
    call: Option<Pin<Box<F>>>,
}

impl<T, E, F: Future<Output = Result<T, E>>> Future for CatchingPlatform<F> {
    type Output = Result<T, Caught<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(call) = &mut self.call else {
            return Poll::Pending;
        };
        let (polled, fault) = framed(|| call.as_mut().poll(context));
        let result = match (polled, fault) {
            (Poll::Ready(result), _) => result.map_err(Caught::Fault),
            (Poll::Pending, Some(fault)) => Err(Caught::Platform(fault)),
            (Poll::Pending, None) => return Poll::Pending,
        };
        self.call = None;
        Poll::Ready(result)
    }
}

/// Starts an execution of another workflow, and waits for its end: `execution(child(steps, input)).await?`.
///
/// Awaited without it, the other workflow is part of this execution. What the platform does to an execution of its own is
/// seen here as `States.TaskFailed`, with the error in the cause.
pub async fn execution<T, E>(child: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    match child.catch_platform().await {
        Ok(output) => Ok(output),
        Err(Caught::Fault(fault)) => Err(fault),
        Err(Caught::Platform(fault)) => raise(task_failed(&fault)).await,
    }
}

fn task_failed(fault: &PlatformFault) -> PlatformFault {
    let cause = json!({ "Error": fault.name(), "Cause": fault.cause_text(), "Status": "FAILED" });
    other("States.TaskFailed", cause.to_string())
}

/// A fault of the platform that has no type of its own.
pub(super) fn other(error: &str, cause: String) -> PlatformFault {
    PlatformFault::AnyOther(AnyOther {
        error: error.to_owned(),
        cause,
    })
}

/// A fault of the platform, by AWS's name.
pub(super) fn platform_fault(error: &str, cause: &str) -> PlatformFault {
    let fault = PlatformFault::from_wire(error, &Value::String(cause.to_owned()));
    fault
        .and_then(Result::ok)
        .unwrap_or_else(|| other(error, cause.to_owned()))
}

/// Data that breaks its contract: what the state machine or the step would fail with.
pub(super) fn violation(problems: &[Problem]) -> PlatformFault {
    other(CONTRACT_VIOLATION, json!({ "errors": problems }).to_string())
}

/// A call that took too long.
pub(super) fn timeout() -> PlatformFault {
    PlatformFault::Timeout(Timeout {
        error: "States.Timeout".to_owned(),
        cause: String::new(),
    })
}

/// Asks somebody who answers later: `callback(|token| steps.ask(token, &order)).await?`.
///
/// The step gets a token and only asks; whoever has the token answers by it, with a `T` or with the fault `E`. If the step
/// itself fails, that is the answer. Under [`native::run`](super::run) a script answers, or whoever calls
/// [`send_task_success`](super::send_task_success); whoever has the token is taken to give his heartbeats.
pub async fn callback<T, E, A>(ask: impl FnOnce(TaskToken<T, E>) -> A) -> Result<T, E>
where
    T: Contract,
    E: Fault,
    A: Future<Output = Result<(), E>>,
{
    let token = world::with(|world| world.token()).unwrap_or_default();
    let mut asking = pin!(world::asking_with(&token, || ask(TaskToken::new(token.clone()))));
    let (mut asked, mut timers) = (false, <[Timer; 2]>::default());
    let answer = poll_fn(|context| {
        if !asked && let Poll::Ready(result) = world::asking_with(&token, || asking.as_mut().poll(context)) {
            result.map_err(Refusal::Fault)?;
            asked = true;
        }
        let answered = world::with(|world| world.answered(&token, &mut timers, context.waker())).flatten();
        answered.map_or(Poll::Pending, |answer| {
            Poll::Ready(answer.map_err(|()| Refusal::TooLate))
        })
    });
    match answer.await {
        Ok(answer) => read(answer).await,
        Err(Refusal::Fault(fault)) => Err(fault),
        Err(Refusal::TooLate) => raise(timeout()).await,
    }
}

/// Why there is no answer.
enum Refusal<E> {
    Fault(E),
    TooLate,
}

/// The answer as its types say; what they do not allow is a fault of the platform.
pub(super) async fn read<T: Contract, E: Fault>(answer: Answer) -> Result<T, E> {
    let fault = match answer {
        Answer::Success(value) => match decode(value) {
            Ok(value) => return Ok(value),
            Err(problems) => violation(&problems),
        },
        Answer::Failure { error, cause } => {
            let payload = serde_json::from_str(&cause).unwrap_or_else(|_| Value::String(cause.clone()));
            match E::from_wire(&error, &payload) {
                Some(Ok(fault)) => return Err(fault),
                Some(Err(problems)) => violation(&problems),
                None => platform_fault(&error, &cause),
            }
        }
    };
    raise(fault).await
}
