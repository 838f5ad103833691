//! Runs programs, and says what they needed.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// What a process holds in memory, in KiB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    /// Now.
    pub(crate) now: u64,
    /// At most, since it started.
    pub(crate) most: u64,
}

/// Runs cargo in the workspace, to its end.
pub(crate) fn cargo(workspace: &Path, arguments: &[&str]) -> Result<(), Failure> {
    let mut command = Command::new("cargo");
    command
        .args(arguments)
        .arg("--quiet")
        .current_dir(workspace)
        .stdout(Stdio::null());
    run(command)
}

/// Runs a program to its end.
pub(crate) fn run(mut command: Command) -> Result<(), Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|source| Failure::NoProgram {
            program: program.clone(),
            source,
        })?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Program { program, status })
    }
}

/// What a running process holds: <https://man7.org/linux/man-pages/man5/proc_pid_status.5.html>.
pub(crate) fn memory(id: u32) -> Result<Memory, Failure> {
    let path = format!("/proc/{id}/status");
    let status = fs::read_to_string(&path).map_err(|source| Failure::File {
        path: path.into(),
        source,
    })?;
    Ok(Memory {
        now: kibibytes(&status, "VmRSS:"),
        most: kibibytes(&status, "VmHWM:"),
    })
}

fn kibibytes(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|value| value.trim().strip_suffix(" kB")?.parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_the_status() {
        let status = "Name:\tlocal\nVmHWM:\t   20480 kB\nVmRSS:\t   10240 kB\n";
        assert_eq!(kibibytes(status, "VmRSS:"), 10_240);
        assert_eq!(kibibytes(status, "VmHWM:"), 20_480);
        assert_eq!(kibibytes(status, "VmSwap:"), 0);
    }
}
