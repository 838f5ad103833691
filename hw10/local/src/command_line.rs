//! The flags of `local`, and what they mean.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use local::{LogStyle, Options, Storage};

/// Serves the bank on this machine: the API, its state machine, its steps, and a DynamoDB that keeps its tables.
#[derive(Debug, Parser)]
#[command(name = "local", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct CommandLine {
    /// Where the API listens; port 0 takes any free port
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,

    /// Where DynamoDB listens, for any AWS SDK or the AWS CLI
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8000")]
    dynamodb: SocketAddr,

    /// The folder that keeps the tables; made if it is missing, never overwritten
    #[arg(long, value_name = "DIR", default_value = ".local")]
    data: PathBuf,

    /// Keep the tables in memory: faster, and gone when the bank stops
    #[arg(long, conflicts_with = "data")]
    memory: bool,

    /// The folder that `cargo run -p workflow-gen` wrote
    #[arg(long, value_name = "DIR", default_value = "generated")]
    generated: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  local                            the bank on port 8080, its tables in .local/
  local --memory                   the same, forgotten when it stops
  local --listen 127.0.0.1:9090 --dynamodb 127.0.0.1:9000 --data /tmp/bank

  A deposit:
    curl -s localhost:8080/transactions -d '{ \"account\": \"12345\", \"amount\": 500, \"type\": \"dep\" }'
  A withdrawal that may be sent again and is posted once:
    curl -s localhost:8080/transactions -H 'Idempotency-Key: \"order-17\"' \\
      -d '{ \"account\": \"12345\", \"amount\": 20.5, \"type\": \"wtd\", \"desc\": \"Lunch\" }'

Each request is logged to stderr, as a line to read at a terminal and as JSON elsewhere; RUST_LOG=steps=debug
adds what the steps say. Ctrl-C stops the bank once the requests in flight are answered.
Exit codes: 0 stopped when told to, 1 cannot start, 2 wrong usage.";

impl CommandLine {
    /// What the service is started with.
    pub(crate) fn into_options(self, log_style: LogStyle) -> Options {
        Options {
            listen: self.listen,
            dynamodb: self.dynamodb,
            storage: if self.memory {
                Storage::Memory
            } else {
                Storage::Folder(self.data)
            },
            generated: self.generated,
            log_style,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_flags_are_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn memory_and_a_folder_exclude_each_other() {
        assert!(CommandLine::try_parse_from(["local", "--memory"]).is_ok());
        assert!(CommandLine::try_parse_from(["local", "--memory", "--data", "x"]).is_err());
    }
}
