//! Time, as a workflow sees it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, SystemTime};

use super::world::{self, Timer};
use crate::time::Timestamp;

/// Waits for so long: a Wait state.
///
/// Under [`native::run`](super::run) no real time passes. Otherwise it does, whatever the executor.
pub fn sleep(duration: Duration) -> Sleep {
    Sleep {
        until: Until::After(duration),
        waits: Waits::NotYet,
    }
}

/// Waits until that moment; not at all if it is over. See [`sleep`].
pub fn sleep_until(moment: Timestamp) -> Sleep {
    Sleep {
        until: Until::Moment(moment),
        waits: Waits::NotYet,
    }
}

/// The present moment.
///
/// Under [`native::run`](super::run) it is the script's; otherwise the system's.
pub fn now() -> Timestamp {
    let system = || Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::MAX);
    world::with(|world| world.now).unwrap_or_else(system)
}

/// The future of [`sleep`] and [`sleep_until`].
#[must_use = "a workflow waits where it says `.await`"]
#[derive(Debug)]
pub struct Sleep {
    until: Until,
    waits: Waits,
}

#[derive(Debug, Clone, Copy)]
enum Until {
    After(Duration),
    Moment(Timestamp),
}

/// For what it waits; decided when it is first polled.
#[derive(Debug)]
enum Waits {
    NotYet,
    /// By the clock of a run.
    Virtual {
        moment: Timestamp,
        timer: Timer,
    },
    /// By a thread that sleeps.
    Real(Arc<Mutex<Alarm>>),
}

#[derive(Debug, Default)]
struct Alarm {
    rung: bool,
    waker: Option<Waker>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if let Waits::NotYet = self.waits {
            self.waits = self.begin();
        }
        match &mut self.waits {
            Waits::NotYet => Poll::Ready(()),
            Waits::Virtual { moment, timer } => poll_virtual(*moment, timer, context),
            Waits::Real(alarm) => poll_real(alarm, context),
        }
    }
}

impl Sleep {
    fn begin(&self) -> Waits {
        let until = self.until;
        let moment = world::with(|world| match until {
            Until::After(duration) => world.later(duration),
            Until::Moment(moment) => moment,
        });
        match moment {
            Some(moment) => Waits::Virtual {
                moment,
                timer: Timer::default(),
            },
            None => Waits::Real(alarm(match until {
                Until::After(duration) => duration,
                Until::Moment(moment) => moment.duration_since(now()),
            })),
        }
    }
}

fn poll_virtual(moment: Timestamp, timer: &mut Timer, context: &mut Context<'_>) -> Poll<()> {
    let over = world::with(|world| {
        let over = moment <= world.now;
        if !over {
            world.wake_at(moment, timer, context.waker());
        }
        over
    });
    // Carried out of its run, it has nothing left to wait for.
    if over.unwrap_or(true) {
        Poll::Ready(())
    } else {
        Poll::Pending
    }
}

fn alarm(duration: Duration) -> Arc<Mutex<Alarm>> {
    let alarm = Arc::new(Mutex::new(Alarm::default()));
    if duration.is_zero() {
        lock(&alarm).rung = true;
        return alarm;
    }
    let rings = Arc::downgrade(&alarm);
    thread::spawn(move || {
        thread::sleep(duration);
        // Nobody holds it any more where the sleep was dropped.
        if let Some(alarm) = rings.upgrade() {
            let mut alarm = lock(&alarm);
            alarm.rung = true;
            if let Some(waker) = alarm.waker.take() {
                waker.wake();
            }
        }
    });
    alarm
}

fn poll_real(alarm: &Mutex<Alarm>, context: &mut Context<'_>) -> Poll<()> {
    let mut alarm = lock(alarm);
    if alarm.rung {
        return Poll::Ready(());
    }
    alarm.waker = Some(context.waker().clone());
    Poll::Pending
}

fn lock(alarm: &Mutex<Alarm>) -> std::sync::MutexGuard<'_, Alarm> {
    alarm.lock().unwrap_or_else(PoisonError::into_inner)
}
