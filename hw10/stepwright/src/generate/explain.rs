//! The command `explain`: what a code teaches.

use std::io::Write;

use clap::Args;
use serde_json::Value;

use super::project::GenerateError;
use crate::explain::{Lesson, lesson, lessons, nearest};

/// What the command takes.
#[derive(Debug, Clone, Args)]
pub(super) struct ExplainArguments {
    /// The code, in letters of any size, with or without its `SW`.
    #[arg(required_unless_present = "list")]
    code: Option<String>,
    /// Prints every code with its title.
    #[arg(long, conflicts_with = "code")]
    list: bool,
    /// Prints JSON, for a machine.
    #[arg(long)]
    json: bool,
}

/// Prints what a code teaches, or all codes.
pub(super) fn explain(arguments: &ExplainArguments, out: &mut impl Write) -> Result<u8, GenerateError> {
    let text = match &arguments.code {
        Some(code) => {
            let lesson = lesson(code).ok_or_else(|| unknown(code))?;
            match arguments.json {
                true => format!("{:#}\n", lesson.to_json()),
                false => lesson.to_string(),
            }
        }
        None if arguments.json => format!("{:#}\n", lessons().map(|it| it.to_json()).collect::<Value>()),
        None => lessons().map(|it| line(&it)).collect(),
    };
    let _ = out.write_all(text.as_bytes());
    Ok(0)
}

fn line(lesson: &Lesson) -> String {
    format!("{}  {}\n", lesson.code(), lesson.title())
}

fn unknown(code: &str) -> GenerateError {
    GenerateError::UnknownCode {
        code: code.to_owned(),
        nearest: nearest(code)
            .iter()
            .map(|it| format!("{} ({})", it.code(), it.title()))
            .collect(),
    }
}
