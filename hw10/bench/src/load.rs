//! Loads the bank with clients that each send the next request when the last one is answered.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::client::{self, Client};
use crate::failure::Failure;

/// What comes first is not counted: connections are made, pages are touched.
const WARM_UP: Duration = Duration::from_millis(300);

const OK: u16 = 200;
const BUSY: u16 = 503;

/// What to load the bank with.
pub(crate) struct Load<'a> {
    /// Where the bank is.
    pub(crate) bank: SocketAddr,
    /// How many clients there are.
    pub(crate) clients: usize,
    /// The accounts that they post to, one after another.
    pub(crate) accounts: &'a [String],
    /// For how long.
    pub(crate) time: Duration,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// How long each posting took, in no order until [`Load::run`] has ended.
    times: Vec<Duration>,
    /// Answers that ask to come again: 503.
    pub(crate) busy: usize,
    /// Every other answer.
    pub(crate) failed: usize,
    lasted: Duration,
}

impl Load<'_> {
    /// Runs to the end of the time.
    pub(crate) async fn run(&self) -> Result<Figures, Failure> {
        let from = Instant::now() + WARM_UP;
        let mut clients = JoinSet::new();
        for index in 0..self.clients {
            clients.spawn(post_until(self.bank, self.requests(index), from, from + self.time));
        }
        let mut figures = Figures {
            lasted: self.time,
            ..Figures::default()
        };
        for posted in clients.join_all().await {
            figures.add(posted?);
        }
        figures.times.sort_unstable();
        Ok(figures)
    }

    /// The requests of one client: the same for all, but each starts at another account.
    fn requests(&self, index: usize) -> Vec<Vec<u8>> {
        let mut requests: Vec<_> = self.accounts.iter().map(|it| client::deposit(self.bank, it)).collect();
        requests.rotate_left(index % self.accounts.len());
        requests
    }
}

/// Posts in turn, and counts from one moment to another.
async fn post_until(
    bank: SocketAddr,
    requests: Vec<Vec<u8>>,
    from: Instant,
    until: Instant,
) -> Result<Figures, Failure> {
    let mut client = Client::connect(bank).await?;
    let mut figures = Figures::default();
    for request in requests.iter().cycle() {
        let sent = Instant::now();
        if sent >= until {
            break;
        }
        let status = client.send(request).await?;
        if sent >= from {
            figures.count(status, sent.elapsed());
        }
    }
    Ok(figures)
}

impl Figures {
    fn count(&mut self, status: u16, time: Duration) {
        match status {
            OK => self.times.push(time),
            BUSY => self.busy += 1,
            _ => self.failed += 1,
        }
    }

    fn add(&mut self, other: Figures) {
        self.times.extend(other.times);
        self.busy += other.busy;
        self.failed += other.failed;
    }

    /// How many transactions were posted.
    pub(crate) fn posted(&self) -> usize {
        self.times.len()
    }

    /// How many were posted in a second.
    pub(crate) fn rate(&self) -> f64 {
        self.posted() as f64 / self.lasted.as_secs_f64()
    }

    /// The time within which so many of a hundred postings were done; zero where there was none.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let index = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        self.times.get(index).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(milliseconds: impl Iterator<Item = u64>) -> Figures {
        Figures {
            times: milliseconds.map(Duration::from_millis).collect(),
            ..Figures::default()
        }
    }

    #[test]
    fn a_percentile_is_one_of_the_times() {
        let hundred = figures(1..=100);
        assert_eq!(hundred.percentile(50), Duration::from_millis(51));
        assert_eq!(hundred.percentile(99), Duration::from_millis(100));
        assert_eq!(figures(7..=7).percentile(99), Duration::from_millis(7));
        assert_eq!(figures(0..0).percentile(50), Duration::ZERO);
    }

    #[test]
    fn only_a_posting_counts_as_one() {
        let mut figures = Figures::default();
        for status in [200, 503, 422, 200] {
            figures.count(status, Duration::ZERO);
        }
        assert_eq!((figures.posted(), figures.busy, figures.failed), (2, 1, 1));
    }
}
