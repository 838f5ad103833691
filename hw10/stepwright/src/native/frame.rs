//! Where a fault of the platform goes: to the innermost future that catches it, or to the run.
//!
//! No `Result` of a step has a place for it. So the call that it befalls never completes; it leaves the fault in the frame of
//! whoever polls it, and that one takes over.

use std::cell::RefCell;
use std::future::poll_fn;
use std::task::Poll;

use crate::platform::PlatformFault;

thread_local! {
    /// The frames of those who poll at this moment, the innermost last.
    static FRAMES: RefCell<Vec<Option<PlatformFault>>> = const { RefCell::new(Vec::new()) };
}

/// Polls, and says which fault of the platform befell what was polled.
pub(super) fn framed<R>(poll: impl FnOnce() -> R) -> (R, Option<PlatformFault>) {
    FRAMES.with_borrow_mut(|frames| frames.push(None));
    let guard = Guard;
    let result = poll();
    std::mem::forget(guard);
    (result, close())
}

/// Closes the frame where the poll panics.
struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        close();
    }
}

fn close() -> Option<PlatformFault> {
    FRAMES.with_borrow_mut(Vec::pop).flatten()
}

/// Whether somebody takes over.
pub(super) fn is_caught() -> bool {
    FRAMES.with_borrow(|frames| !frames.is_empty())
}

/// A fault of the platform: what awaits this never goes on.
pub(super) async fn raise<T>(fault: PlatformFault) -> T {
    poll_fn(|_| {
        FRAMES.with_borrow_mut(|frames| {
            if let Some(frame) = frames.last_mut() {
                frame.get_or_insert_with(|| fault.clone());
            }
        });
        Poll::Pending
    })
    .await
}
