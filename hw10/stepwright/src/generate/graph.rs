//! The command `graph`: what a workflow looks like.

use std::io::Write;

use clap::{Args, ValueEnum};

use super::project::{GenerateError, Project};
use crate::diagram::Diagram;
use crate::lower::lower;

/// What the command takes.
#[derive(Debug, Clone, Args)]
pub(super) struct GraphArguments {
    /// The workflow, by the name of its state machine; may be left out where there is but one.
    workflow: Option<String>,
    /// How it is drawn.
    #[arg(long, value_enum, default_value_t = Format::Mermaid)]
    format: Format,
}

/// How a diagram is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Source of Mermaid, which GitHub and many editors draw.
    Mermaid,
    /// A picture.
    Svg,
}

impl Project {
    /// Prints the diagram of a workflow.
    pub(super) fn graph(&self, arguments: &GraphArguments, out: &mut impl Write) -> Result<u8, GenerateError> {
        let flow = self.one_flow(arguments.workflow.as_deref())?;
        let machine = lower(flow).map_err(GenerateError::Workflow)?;
        let diagram = Diagram::of_machine(flow.name, &machine);
        let text = match arguments.format {
            Format::Mermaid => diagram.to_mermaid(),
            Format::Svg => diagram.to_svg(),
        };
        let _ = out.write_all(text.as_bytes());
        Ok(0)
    }
}
