//! The command `cost`: assumptions in, estimates out.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use serde::de::Error;

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
    #[arg(long, value_name = "MS", value_parser = figure)]
    duration_ms: Option<f64>,
    /// How much memory the function of a step has that is not named in the assumptions, in MB.
    #[arg(long, value_name = "MB", value_parser = figure)]
    memory_mb: Option<f64>,
    /// Writes JSON, for a machine.
    #[arg(long)]
    json: bool,
}

/// A figure that can be one: finite, and not below zero.
fn figure(text: &str) -> Result<f64, String> {
    let figure: f64 = text.parse().map_err(|_| "must be a number".to_owned())?;
    let holds = figure.is_finite() && figure >= 0.0;
    holds.then_some(figure).ok_or_else(|| "must be 0 or more".to_owned())
}

impl Project {
    pub(super) fn cost(&self, arguments: &CostArguments, out: &mut impl Write) -> Result<u8, GenerateError> {
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
        Ok(0)
    }

    fn assumptions(&self, arguments: &CostArguments) -> Result<Assumptions, GenerateError> {
        let mut assumptions = match (&arguments.assume, self.cost_text()) {
            (Some(file), _) => {
                let text = std::fs::read_to_string(file).map_err(|source| GenerateError::File {
                    path: file.clone(),
                    source,
                    help: "name a JSON file with `--assume`",
                })?;
                self.parsed(&file.display().to_string(), &text)?
            }
            (None, Some(text)) => self.parsed("the project's own assumptions", text)?,
            (None, None) => Assumptions::default(),
        };
        assumptions.default.duration_ms = arguments.duration_ms.unwrap_or(assumptions.default.duration_ms);
        assumptions.default.memory_mb = arguments.memory_mb.unwrap_or(assumptions.default.memory_mb);
        Ok(assumptions)
    }

    fn parsed(&self, place: &str, text: &str) -> Result<Assumptions, GenerateError> {
        let known: BTreeSet<&str> = self
            .flows()
            .iter()
            .flat_map(|flow| &flow.steps)
            .map(|step| step.name)
            .collect();
        let assumptions = Assumptions::parse(text).and_then(|assumptions| {
            match assumptions.steps.keys().find(|name| !known.contains(name.as_str())) {
                Some(name) => Err(Error::custom(format!(
                    "there is no step `{name}`; there are {}",
                    known.iter().copied().collect::<Vec<_>>().join(", ")
                ))),
                None => Ok(assumptions),
            }
        });
        assumptions.map_err(|source| GenerateError::Assumptions {
            place: place.to_owned(),
            source,
        })
    }
}
