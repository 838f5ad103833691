//! Drives a workflow to its end, in time that does not pass.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use super::call::timeout;
use super::frame::framed;
use super::observed::ObservedCall;
use super::script::Script;
use super::world::{World, within};
use crate::platform::PlatformFault;
use crate::time::Timestamp;

/// What a run came to.
#[derive(Debug)]
pub struct Run<T, E> {
    /// How the workflow ended.
    pub result: Result<T, Failure<E>>,
    /// Every call of a step that was [`Observed`](super::Observed), in the order in which they began.
    pub calls: Vec<ObservedCall>,
    /// What the script says about calls that never came: perhaps a name is misspelt.
    pub unused: Vec<String>,
    /// When the workflow began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// What then stood on S3, by bucket and key: the script's objects, and what a [`map`](crate::map) wrote.
    pub objects: BTreeMap<(String, String), String>,
}

/// Why a workflow did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure<E> {
    /// It failed with a fault of its own.
    #[error("the workflow failed: {0}")]
    Fault(E),
    /// The platform did something to it that it does not catch.
    #[error("the execution failed with {name}: {0}", name = crate::fault::Fault::name(.0))]
    Platform(PlatformFault),
    /// It waits for something that will never come.
    #[error("the workflow waits for something that never comes; {unanswered} of its questions have no answer by token")]
    Stuck {
        /// How many tokens nobody answers.
        unanswered: usize,
    },
}

/// The longest that AWS lets an execution run.
const YEAR: Duration = Duration::from_secs(31_536_000);

/// Drives a workflow to its end, in time that does not pass: what it waits for comes at once, and in order.
///
/// What the steps await must be of this kind too: [`sleep`](crate::sleep), not a socket. See [`native`](super) for an
/// example. An execution that takes longer than a year ends with `States.Timeout`, as on AWS.
pub fn run<T, E>(script: &Script, workflow: impl IntoFuture<Output = Result<T, E>>) -> Run<T, E> {
    let world = Rc::new(RefCell::new(World::new(script)));
    let result = within(&world, || drive(&world, script.start, workflow));
    // The workflow is gone, and with it whoever looked at the world.
    let mut world = world.borrow_mut();
    Run {
        result,
        unused: script.unused(&world.calls),
        calls: std::mem::take(&mut world.calls),
        started: script.start,
        ended: world.now,
        objects: std::mem::take(&mut world.objects),
    }
}

fn drive<T, E>(
    world: &RefCell<World>,
    start: Timestamp,
    workflow: impl IntoFuture<Output = Result<T, E>>,
) -> Result<T, Failure<E>> {
    let mut workflow = pin!(workflow.into_future());
    let last = start.checked_add(YEAR).unwrap_or(Timestamp::MAX);
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(Arc::clone(&woken));
    loop {
        while woken.0.swap(false, Ordering::Relaxed) {
            let polled = framed(|| workflow.as_mut().poll(&mut Context::from_waker(&waker)));
            match polled {
                (Poll::Ready(result), _) => return result.map_err(Failure::Fault),
                (Poll::Pending, Some(fault)) => return Err(Failure::Platform(fault)),
                (Poll::Pending, None) => {}
            }
        }
        let next = world.borrow_mut().next_moment();
        let Some(wakers) = next else {
            return Err(Failure::Stuck {
                unanswered: world.borrow().unanswered(),
            });
        };
        if world.borrow().now > last {
            world.borrow_mut().now = last;
            return Err(Failure::Platform(timeout()));
        }
        wakers.into_iter().for_each(Waker::wake);
    }
}

/// Whether there is something to be polled.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}
