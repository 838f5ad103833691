//! The command `cost`: assumptions in, estimates out.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use super::project::{GenerateError, Project};
use crate::cost::{Assumptions, Prices, estimate};
use crate::lower::lower;

/// What `cost` is told.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct CostArguments {
    /// A JSON file with what is assumed of the steps, instead of the project's own.
    #[arg(long, value_name = "FILE")]
    assume: Option<PathBuf>,
    /// How long a call of a step takes that is not named in the assumptions, in milliseconds.
    #[arg(long, value_name = "MS")]
    duration_ms: Option<f64>,
    /// How much memory the function of a step has that is not named in the assumptions, in MB.
    #[arg(long, value_name = "MB")]
    memory_mb: Option<f64>,
    /// Writes JSON, for a machine.
    #[arg(long)]
    json: bool,
}

impl Project {
    pub(super) fn cost(&self, arguments: &CostArguments, out: &mut impl Write) -> Result<ExitCode, GenerateError> {
        let assumptions = self.assumptions(arguments)?;
        let (prices, mut estimates, mut problems) = (Prices::known(), Vec::new(), Vec::new());
        for flow in self.flows() {
            match lower(flow) {
                Ok(machine) => estimates.push(estimate(flow, &machine, &assumptions, &prices)),
                Err(more) => problems.extend(more),
            }
        }
        if !problems.is_empty() {
            return Err(GenerateError::Workflow(problems));
        }
        let text = if arguments.json {
            let json = serde_json::json!({ "estimates": estimates, "prices": prices });
            format!("{json:#}\n")
        } else {
            let texts = estimates.iter().map(ToString::to_string);
            texts.collect::<Vec<_>>().join("\n")
        };
        let _ = out.write_all(text.as_bytes());
        Ok(ExitCode::SUCCESS)
    }

    fn assumptions(&self, arguments: &CostArguments) -> Result<Assumptions, GenerateError> {
        let mut assumptions = match (&arguments.assume, self.cost_text()) {
            (Some(file), _) => {
                let text = std::fs::read_to_string(file).map_err(|source| GenerateError::File {
                    path: file.clone(),
                    source,
                    help: "name a JSON file with `--assume`",
                })?;
                parsed(&file.display().to_string(), &text)?
            }
            (None, Some(text)) => parsed("the project's own assumptions", text)?,
            (None, None) => Assumptions::default(),
        };
        assumptions.default.duration_ms = arguments.duration_ms.unwrap_or(assumptions.default.duration_ms);
        assumptions.default.memory_mb = arguments.memory_mb.unwrap_or(assumptions.default.memory_mb);
        Ok(assumptions)
    }
}

fn parsed(place: &str, text: &str) -> Result<Assumptions, GenerateError> {
    Assumptions::parse(text).map_err(|source| GenerateError::Assumptions {
        place: place.to_owned(),
        source,
    })
}
