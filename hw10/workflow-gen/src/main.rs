//! Writes what follows from the bank's workflow into `generated/`.

use std::process::ExitCode;

fn main() -> ExitCode {
    workflow_gen::project().main()
}
