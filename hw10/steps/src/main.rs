//! The Lambda bootstrap: one program for every step of the bank, `_HANDLER` saying which.

mod bootstrap;
mod configuration;
mod logging;
mod signals;

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    logging::start();
    match bootstrap::run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the bootstrap stopped");
            ExitCode::FAILURE
        }
    }
}
