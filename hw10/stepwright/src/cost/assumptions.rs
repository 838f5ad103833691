//! What nobody can read off a workflow: how long its steps take, with how much memory, and what they ask of DynamoDB.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Serialize};

use crate::workflow::WorkflowKind;

/// What is assumed of a workflow, and of its usual rivals.
///
/// ```
/// use stepwright::cost::Assumptions;
///
/// let assumptions = Assumptions::parse(
///     r#"{ "api_requests": 1, "default": { "duration_ms": 10, "memory_mb": 256 },
///          "steps": { "process_deposit": { "reads": 1, "writes": 5 } } }"#,
/// )?;
/// let step = assumptions.step("process_deposit");
/// assert_eq!((step.duration_ms, step.writes), (10.0, 5.0));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Assumptions {
    /// Where the figures come from, for a reader.
    pub about: String,
    /// Requests to an API for each execution.
    pub api_requests: u32,
    /// What the Lambda functions run on.
    pub architecture: Architecture,
    /// How many items a Map has.
    pub items: u32,
    /// How large the data of an execution is, which an Express execution holds in memory.
    pub payload_bytes: u64,
    /// What holds of every step that is not named.
    pub default: StepAssumptions,
    /// What holds of single steps, by their names, where it differs.
    pub steps: BTreeMap<String, StepDifference>,
    /// The same paths, built otherwise.
    pub beside: Vec<Rival>,
}

/// What the Lambda functions run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Architecture {
    /// Intel or AMD.
    #[default]
    #[serde(rename = "x86_64")]
    X86,
    /// AWS Graviton.
    #[serde(rename = "arm64")]
    Arm,
}

/// What is assumed of a step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StepAssumptions {
    /// How long a call takes, in milliseconds.
    pub duration_ms: f64,
    /// How much memory its function has, in MB.
    pub memory_mb: f64,
    /// Read request units of DynamoDB.
    pub reads: f64,
    /// Write request units of DynamoDB.
    pub writes: f64,
}

/// What is assumed of a single step, where it differs from the others.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StepDifference {
    /// How long a call takes, in milliseconds.
    pub duration_ms: Option<f64>,
    /// How much memory its function has, in MB.
    pub memory_mb: Option<f64>,
    /// Read request units of DynamoDB.
    pub reads: Option<f64>,
    /// Write request units of DynamoDB.
    pub writes: Option<f64>,
}

/// The same states and steps, built otherwise: what the workflow is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rival {
    /// What it is called.
    pub name: String,
    /// The kind of its state machine.
    pub kind: RivalKind,
    /// How many times as long a call takes.
    pub duration_factor: f64,
    /// How much memory its functions have, in MB.
    pub memory_mb: f64,
}

/// The kind of a rival's state machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RivalKind {
    /// Paid by transitions.
    Standard,
    /// Paid by executions and their duration.
    Express,
}

impl From<RivalKind> for WorkflowKind {
    fn from(kind: RivalKind) -> WorkflowKind {
        match kind {
            RivalKind::Standard => WorkflowKind::Standard,
            RivalKind::Express => WorkflowKind::Express,
        }
    }
}

impl Default for Assumptions {
    fn default() -> Assumptions {
        Assumptions {
            about: "The library's own; no step is said to use DynamoDB.".to_owned(),
            api_requests: 1,
            architecture: Architecture::default(),
            items: 10,
            payload_bytes: 1_024,
            default: StepAssumptions::default(),
            steps: BTreeMap::new(),
            beside: Vec::new(),
        }
    }
}

impl Default for StepAssumptions {
    fn default() -> StepAssumptions {
        StepAssumptions {
            duration_ms: 20.0,
            memory_mb: 256.0,
            reads: 0.0,
            writes: 0.0,
        }
    }
}

impl Assumptions {
    /// The assumptions in a JSON text.
    ///
    /// # Errors
    /// What is wrong with the text, and where: a field that there is not, a figure below zero.
    pub fn parse(text: &str) -> Result<Assumptions, serde_json::Error> {
        let assumptions: Assumptions = serde_json::from_str(text)?;
        let negative = assumptions.figures().find(|(_, figure)| *figure < 0.0);
        match negative {
            Some((name, figure)) => Err(Error::custom(format!("`{name}` is {figure}, and must be 0 or more"))),
            None => Ok(assumptions),
        }
    }

    fn figures(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let default = &self.default;
        let default = [default.duration_ms, default.memory_mb, default.reads, default.writes].map(Some);
        let steps = self.steps.values();
        let steps = steps.map(|step| [step.duration_ms, step.memory_mb, step.reads, step.writes]);
        let rivals = self.beside.iter();
        let rivals = rivals.map(|rival| [Some(rival.duration_factor), Some(rival.memory_mb), None, None]);
        let rows = [default]
            .into_iter()
            .chain(steps)
            .map(|row| (["duration_ms", "memory_mb", "reads", "writes"], row));
        let rows = rows.chain(rivals.map(|row| (["duration_factor", "memory_mb", "", ""], row)));
        rows.flat_map(|(names, row)| names.into_iter().zip(row))
            .filter_map(|(name, figure)| Some((name, figure?)))
    }

    /// What holds of the step of that name.
    pub fn step(&self, name: &str) -> StepAssumptions {
        let own = self.steps.get(name).copied().unwrap_or_default();
        StepAssumptions {
            duration_ms: own.duration_ms.unwrap_or(self.default.duration_ms),
            memory_mb: own.memory_mb.unwrap_or(self.default.memory_mb),
            reads: own.reads.unwrap_or(self.default.reads),
            writes: own.writes.unwrap_or(self.default.writes),
        }
    }

    /// The same, as a rival is built.
    #[must_use]
    pub fn rivalled(&self, rival: &Rival) -> Assumptions {
        let mut assumptions = self.clone();
        assumptions.default.memory_mb = rival.memory_mb;
        assumptions.default.duration_ms *= rival.duration_factor;
        for step in assumptions.steps.values_mut() {
            step.memory_mb = None;
            step.duration_ms = step.duration_ms.map(|duration| duration * rival.duration_factor);
        }
        assumptions
    }
}
