//! One call, from its command to its end.

use jiff::{SignedDuration, Timestamp};

use super::execution::Child;
use crate::failure::Origin;
use crate::protocol::{Command, TaskId};
use crate::run::Run;
use crate::signal::Signal;

#[derive(Debug)]
pub(crate) struct Attempt {
    pub(super) id: TaskId,
    pub(super) token: Option<String>,
    /// The execution that the call starts, if it starts one.
    pub(super) child: Option<Child>,
    /// Whether the first of two answers is there.
    pub(super) submitted: bool,
    /// When the state's `TimeoutSeconds` are over.
    timeout: Option<Timestamp>,
    /// When the next sign of life is due, and how many seconds lie between two of them.
    heartbeat: Option<(Timestamp, u64)>,
}

impl Attempt {
    pub(super) fn new(id: TaskId, token: Option<String>, child: Option<Child>) -> Attempt {
        Attempt {
            id,
            token,
            child,
            submitted: false,
            timeout: None,
            heartbeat: None,
        }
    }

    pub(super) fn expire_after(&mut self, timeout: Option<u64>, heartbeat: Option<u64>, now: Timestamp) {
        self.timeout = timeout.map(|seconds| after(now, seconds));
        self.heartbeat = heartbeat.map(|seconds| (after(now, seconds), seconds));
    }

    /// A sign of life: the next is due as many seconds later.
    pub(super) fn beat(&mut self, now: Timestamp) {
        self.heartbeat = self.heartbeat.map(|(_, seconds)| (after(now, seconds), seconds));
    }

    pub(crate) fn awaits(&self, signal: &Signal) -> bool {
        match signal {
            Signal::Time(now) => self.deadline().is_some_and(|deadline| deadline <= *now),
            Signal::Call(id, _) => self.id == *id,
            Signal::Token(token, _) => self.token.as_ref() == Some(token),
        }
    }

    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.timeout
            .into_iter()
            .chain(self.heartbeat.map(|(time, _)| time))
            .min()
    }

    /// What it means that the deadline has come.
    pub(super) fn expires_as(&self) -> Option<Origin> {
        let timeout = self.timeout.map(|time| (time, Origin::Timeout));
        let heartbeat = self.heartbeat.map(|(time, _)| (time, Origin::Heartbeat));
        let first = timeout.into_iter().chain(heartbeat).min_by_key(|(time, _)| *time);
        first.map(|(_, origin)| origin)
    }

    pub(crate) fn cancel(&self, run: &mut Run) {
        run.commands.push(Command::Cancel(self.id));
    }
}

fn after(now: Timestamp, seconds: u64) -> Timestamp {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    now.checked_add(SignedDuration::from_secs(seconds))
        .unwrap_or(Timestamp::MAX)
}
