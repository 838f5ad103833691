//! Writes what follows from the workflows into `generated/`.

use std::process::ExitCode;

fn main() -> ExitCode {
    workflow_gen::project().main()
}
