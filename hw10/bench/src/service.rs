//! A bank of its own, started for the measurement and ended with it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::client::{self, Client};
use crate::failure::Failure;
use crate::process::{self, Memory};

/// Where the bank keeps its tables.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Store {
    Memory,
    Disk,
}

/// A running bank.
pub(crate) struct Service {
    process: Child,
    started: Instant,
    address: SocketAddr,
    // Kept until the bank has ended.
    _data: TempDir,
}

impl Service {
    /// Starts the release build on free ports and waits until it says where it is.
    pub(crate) fn start(workspace: &Path, store: Store) -> Result<Service, Failure> {
        // Beside the build, so that the disk is the disk: /tmp may be memory.
        let data = TempDir::with_prefix_in("bench-", workspace.join("target"))?;
        let mut command = Command::new(workspace.join("target/release/local"));
        command.current_dir(workspace);
        command.args(["--listen", "127.0.0.1:0", "--dynamodb", "127.0.0.1:0"]);
        match store {
            Store::Memory => command.arg("--memory"),
            Store::Disk => command.arg("--data").arg(std::path::absolute(data.path())?),
        };
        let started = Instant::now();
        let mut process = spawn(command)?;
        let address = address(&mut process).ok_or(Failure::NotOpen)?;
        Ok(Service {
            process,
            started,
            address,
            _data: data,
        })
    }

    /// Where the API is.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// From the start of the process to the answer of a first deposit.
    pub(crate) async fn first_answer(&self, account: &str) -> Result<Duration, Failure> {
        let mut client = Client::connect(self.address).await?;
        match client.send(&client::deposit(self.address, account)).await? {
            200 => Ok(self.started.elapsed()),
            status => Err(Failure::Refused(status)),
        }
    }

    /// What the process holds.
    pub(crate) fn memory(&self) -> Result<Memory, Failure> {
        process::memory(self.process.id())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself; its folder goes with it, so nothing need be kept.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Its log is written, but not kept: a terminal or a file would be measured too.
fn spawn(mut command: Command) -> Result<Child, Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command.spawn().map_err(|source| Failure::NoProgram { program, source })
}

/// The first address that the bank says: where its API is.
fn address(process: &mut Child) -> Option<SocketAddr> {
    let output = process.stdout.take().expect("the output was asked for");
    let mut lines = BufReader::new(output).lines();
    lines.find_map(|line| said_address(&line.ok()?))
}

fn said_address(line: &str) -> Option<SocketAddr> {
    let (_, address) = line.split_once("http://")?;
    let end = address.find([',', ' ', '/']).unwrap_or(address.len());
    address[..end].trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_address_of_the_welcome_is_taken() {
        let line =
            "The bank is open on http://127.0.0.1:8080, its tables are on http://127.0.0.1:8000, kept in memory.";
        assert_eq!(said_address(line), Some(SocketAddr::from(([127, 0, 0, 1], 8080))));
        assert_eq!(said_address("nothing"), None);
    }
}
