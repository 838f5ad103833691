//! The binary, run as a user runs it.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};

use super::generated;

/// `local` with these flags, not started yet.
pub(crate) fn local(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    command.args(flags).env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

/// What `local` says when it does not start.
pub(crate) fn refused(flags: &[&str]) -> (Option<i32>, String) {
    let mut command = local(flags);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // The output ends with the process; where there is some, the bank has started and would not end.
    let welcomed = child.stdout.as_mut().expect("its output is piped").read(&mut [0]);
    if welcomed.expect("the output can be read") != 0 {
        child.kill().expect("it can be killed");
    }
    let Output { status, stderr, .. } = child.wait_with_output().expect("it ends");
    (status.code(), String::from_utf8(stderr).expect("text"))
}

/// `local` on free ports with its tables in this folder, not started yet.
pub(crate) fn serving(data: &Path) -> Command {
    let any = "127.0.0.1:0";
    let mut command = local(&["--listen", any, "--dynamodb", any]);
    command
        .arg("--data")
        .arg(data)
        .arg("--generated")
        .arg(generated::folder());
    command
}

/// A bank in a process of its own; killed when it goes.
pub(crate) struct Process {
    child: Child,
    stdout: BufReader<ChildStdout>,
    pub(crate) welcome: String,
    pub(crate) api: SocketAddr,
    pub(crate) dynamodb: SocketAddr,
}

impl Process {
    /// Starts the bank on free ports and waits until it says that it is open.
    pub(crate) fn start(data: &Path) -> Process {
        Process::run(serving(data), Stdio::piped())
    }

    /// The same, and nobody reads its log: after some hundred requests one that is kept would fill its pipe.
    pub(crate) fn start_without_log(data: &Path) -> Process {
        Process::run(serving(data), Stdio::null())
    }

    /// Starts a bank with its log going there, and waits until it says that it is open.
    pub(crate) fn run(mut command: Command, log: Stdio) -> Process {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the binary runs");
        let mut stdout = BufReader::new(child.stdout.take().expect("its output is piped"));
        let mut welcome = String::new();
        while !welcome.contains("--help") {
            let read = stdout.read_line(&mut welcome).expect("the output is text");
            assert_ne!(read, 0, "the bank did not open: {welcome}");
        }
        let mut addresses = welcome.split("http://").skip(1).map(|rest| {
            let address = rest.split(',').next().expect("text before a comma");
            address.parse().expect("an address")
        });
        let (api, dynamodb) = addresses.next().zip(addresses.next()).expect("two addresses");
        drop(addresses);
        Process {
            api,
            dynamodb,
            child,
            stdout,
            welcome,
        }
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        let kill = Command::new("kill")
            .args(["-s", name, &self.child.id().to_string()])
            .status();
        assert!(kill.expect("kill runs").success());
    }

    /// Waits for its end: how it ended, and its log.
    pub(crate) fn wait(mut self) -> (ExitStatus, String) {
        let mut log = String::new();
        if let Some(stderr) = self.child.stderr.as_mut() {
            stderr.read_to_string(&mut log).expect("the log is text");
        }
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("the output is text");
        (self.child.wait().expect("it ends"), log)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
