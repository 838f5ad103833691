//! What `generate` and `check` found, as one JSON value for machines.

use serde_json::{Value, json};

use super::directory::{Directory, Finding};
use crate::bounds;
use crate::compat::Change;
use crate::lower::Diagnosis;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Report<'found> {
    /// The files, as they were found. `None`: there are none, since a workflow is no state machine.
    pub(super) directory: Option<&'found Directory>,
    /// What keeps workflows from being state machines.
    pub(super) errors: &'found [Diagnosis],
    /// What workflows may break.
    pub(super) warnings: &'found [bounds::Finding],
    /// What changed since the baseline, where one is given.
    pub(super) changes: Option<&'found [Change]>,
}

impl Report<'_> {
    pub(super) fn to_json(&self) -> Value {
        let errors = self.errors.iter().map(|it| diagnosis("error", it));
        let warnings = self.warnings.iter().map(warning);
        json!({
            "directory": self.directory.map(|it| it.root().to_string_lossy().into_owned()),
            "files": self.directory.map_or(&[][..], Directory::findings).iter().map(file).collect::<Vec<_>>(),
            "diagnostics": errors.chain(warnings).collect::<Vec<_>>(),
            "changes": self.changes.map(|it| it.iter().map(Change::to_json).collect::<Vec<_>>()),
        })
    }
}

fn file(finding: &Finding) -> Value {
    json!({ "path": finding.path, "status": finding.status.word() })
}

fn diagnosis(severity: &str, it: &Diagnosis) -> Value {
    json!({
        "severity": severity,
        "code": it.code,
        "message": it.message,
        "file": it.file,
        "line": it.line,
        "help": it.help,
    })
}

fn warning(finding: &bounds::Finding) -> Value {
    let mut value = diagnosis("warning", &finding.diagnosis);
    value["path"] = finding.path.iter().map(ToString::to_string).collect();
    value
}
