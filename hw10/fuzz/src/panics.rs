//! Panics that are caught where they may happen, such as those of the JSONata engine, are no finding; libFuzzer would end
//! the process at each.

use std::io::Write;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Mutex, PoisonError};

/// What panicked during this input.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps what a panic says until it is known whether anybody catches it.
pub fn watch_panics() {
    panic::set_hook(Box::new(|panic| {
        PANICS
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(panic.to_string());
    }));
}

/// Runs to the end, or tells of the panics and passes on the last one.
pub(crate) fn told(check: impl FnOnce()) {
    PANICS.lock().unwrap_or_else(PoisonError::into_inner).clear();
    if let Err(panic) = panic::catch_unwind(AssertUnwindSafe(check)) {
        let panics = std::mem::take(&mut *PANICS.lock().unwrap_or_else(PoisonError::into_inner));
        // There is nobody to tell that it could not be told.
        let _ = writeln!(std::io::stderr(), "{}", panics.join("\n"));
        panic::resume_unwind(panic);
    }
}
