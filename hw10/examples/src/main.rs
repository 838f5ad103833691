//! Writes the state machines of the examples into `generated/`.

use std::process::ExitCode;

fn main() -> ExitCode {
    examples::project().main()
}
