//! SW0906: the definition against 1 MB.

use stepwright::bounds::{Severity, bounds};
use stepwright::flow::Record;
use stepwright::workflow;

use crate::depot::{Closed, Depot, Name};

#[workflow(standard)]
async fn count(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
    Ok(depot.count(&name).await?)
}

/// What is found about a machine of so many bytes, with one placeholder.
#[track_caller]
fn check(bytes: usize, expected: Option<Severity>) {
    let flow = count::flow();
    let mut machine = stepwright::lower(&flow).expect("a state machine");
    machine.comment = Some(String::new());
    let rest = machine.to_json().len();
    machine.comment = Some("x".repeat(bytes - rest));
    assert_eq!(machine.to_json().len(), bytes);
    let found: Vec<_> = bounds(&flow, &machine)
        .into_iter()
        .map(|finding| (finding.diagnosis.code, finding.severity))
        .collect();
    assert_eq!(found, Vec::from_iter(expected.map(|severity| ("SW0906", severity))));
}

#[test]
fn a_definition_has_one_megabyte() {
    check(1_048_576 + 1, Some(Severity::Error));
    check(1_048_576 - 1_000, None);
}

#[test]
fn placeholders_may_become_longer() {
    check(1_048_576, Some(Severity::Warning));
    check(1_048_576 - 255, Some(Severity::Warning));
    check(1_048_576 - 256, None);
}
