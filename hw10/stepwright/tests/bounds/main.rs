//! What is found out about AWS's limits before a workflow is deployed: what must break one, what may, and what is silent.
#![expect(dead_code, reason = "the workflows are lowered here, not run")]

mod depot;
mod documents;
mod durations;
mod histories;
mod payloads;
mod recorded;
mod variables;

use stepwright::bounds::{Finding, bounds};
use stepwright::flow::Record;

/// Everything that is found about a workflow.
pub(crate) fn findings<W: Record>() -> Vec<Finding> {
    let flow = W::flow();
    let machine = stepwright::lower(&flow).expect("the workflow is a state machine");
    bounds(&flow, &machine)
}

/// Everything that is found, as it is displayed; file and line left out, since they move.
pub(crate) fn said<W: Record>() -> String {
    let findings = findings::<W>().into_iter().map(|finding| {
        let text = finding.to_string();
        let lines = text.lines().filter(|line| !line.starts_with(" -->"));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    });
    findings.collect::<Vec<_>>().join("\n")
}

/// Code and severity of each finding.
#[track_caller]
pub(crate) fn check<W: Record>(expected: &[&str]) {
    let found: Vec<_> = findings::<W>()
        .into_iter()
        .map(|finding| format!("{:?} {}", finding.severity, finding.diagnosis.code))
        .collect();
    assert_eq!(found, expected, "{}", said::<W>());
}

/// What the command line says, and whether it went well.
fn ran(project: stepwright::generate::Project, command: &str) -> (bool, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = project.run(["workflow-gen", command], &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (code == std::process::ExitCode::SUCCESS, text(out), text(err))
}

#[test]
fn a_warning_is_printed_and_the_files_are_written() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = || stepwright::generate::Project::new(directory.path()).workflow::<payloads::open>();
    let (well, out, err) = ran(project(), "generate");
    assert!(well && out.contains("wrote open/state-machine.asl.json"), "{out}");
    assert!(err.starts_with("warning[SW0901]: `open`"), "{err}");
    let (well, _, err) = ran(project(), "check");
    assert!(well && err.starts_with("warning[SW0901]: `open`"), "{err}");
}

#[test]
fn an_error_keeps_the_files_from_being_written() {
    let directory = tempfile::tempdir().expect("a directory");
    let project = stepwright::generate::Project::new(directory.path()).workflow::<payloads::film>();
    let (well, _, err) = ran(project, "generate");
    assert!(!well && err.starts_with("error[SW0901]: `film`"), "{err}");
    assert!(err.contains("= note: Film (300,002 bytes)"), "{err}");
    assert_eq!(std::fs::read_dir(directory.path()).expect("the directory").count(), 0);
}
