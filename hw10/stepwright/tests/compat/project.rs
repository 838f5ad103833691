//! Workflows that come and go, and what a report looks like.

use stepwright::compat::{Baseline, Functions, RULES, Verdict, compare, rule};
use stepwright::generate::Project;

use crate::edits::payloads::a_parameter_gets_another_name;
use crate::shop::{deployed, shop};

shop! { renamed:
    workflow {
        #[workflow(standard, timeout_seconds = 600)]
        pub(crate) async fn sell_it(shop: &impl Shop, order: Order) -> Result<Receipt, SaleError> {
            let stock = shop.reserve(&order).await?;
            shop.charge(&stock.article, stock.cents).await?;
            Ok(Receipt { article: stock.article, cents: stock.cents, kind: order.kind })
        }
    }
}

fn project() -> Project {
    Project::new("generated")
}

/// The changes from one project to another, each as its verdict, code and message.
fn changes(old: &Project, new: &Project) -> Vec<String> {
    let [old, new] = [old, new].map(|it| it.files().expect("the workflows are state machines"));
    let changes = compare(&old, &new, Functions::Latest);
    changes
        .into_iter()
        .map(|it| format!("{}[{}]: {}", it.verdict.words(), it.code, it.message))
        .collect()
}

#[test]
fn a_workflow_more_is_safe() {
    let old = project().workflow::<deployed::sell>();
    let new = project().workflow::<deployed::sell>().workflow::<renamed::sell_it>();
    assert_eq!(changes(&old, &new), ["safe[SW1002]: workflow `sell-it` is new"]);
}

#[test]
fn a_workflow_less_is_breaking() {
    let old = project().workflow::<deployed::sell>().workflow::<renamed::sell_it>();
    let new = project().workflow::<deployed::sell>();
    assert_eq!(changes(&old, &new), ["breaking[SW1001]: workflow `sell-it` is gone"]);
}

#[test]
fn a_workflow_s_new_name_is_recognised() {
    let [old, new] = [
        project().workflow::<deployed::sell>(),
        project().workflow::<renamed::sell_it>(),
    ];
    let [old, new] = [old, new].map(|it| it.files().expect("the workflows are state machines"));
    let changes = compare(&old, &new, Functions::Latest);
    let gone = changes
        .iter()
        .find(|it| it.code == "SW1001")
        .expect("the old one is gone");
    assert_eq!(gone.verdict, Verdict::Breaking);
    let note = gone.note.as_deref().expect("a note");
    assert_eq!(note, "`sell-it` takes and answers the same: it looks like a new name");
}

#[test]
fn a_report_shows_what_is_refused_and_what_to_do() {
    let [old, new] = [
        project().workflow::<deployed::sell>(),
        project().workflow::<a_parameter_gets_another_name::sell>(),
    ];
    let [old, new] = [old, new].map(|it| it.files().expect("the workflows are state machines"));
    let changes = compare(&old, &new, Functions::Latest);
    insta::assert_snapshot!(changes[0], @r#"
    breaking[SW1022]: step `charge` refuses what running executions send
     --> sell/schemas/steps/charge/input.schema.json
      = counterexample: {"article":"a","cents":1}
      = refused: /item is required
      = note: as long as executions run that began before: up to a year in a Standard workflow
      = help: make a new parameter or field an `Option`; keep a field's name by `#[serde(rename = "…")]`; or give the step a new name and keep the old one until running executions have ended; or let the state machine call published versions of its functions
    "#);
}

/// The codes of what changes when the text of the deployed machine has been another one.
fn check_machine(now: &str, before: &str, expected: &[&str]) {
    let artifacts = project()
        .workflow::<deployed::sell>()
        .artifacts()
        .expect("a state machine");
    let files = |from: &str, to: &str| {
        let files: Vec<_> = artifacts
            .iter()
            .map(|it| (it.path.clone(), it.text.replace(from, to)))
            .collect();
        Baseline::from_files("here", files).expect("the files can be read")
    };
    assert!(artifacts.iter().any(|it| it.text.contains(now)), "{now} is nowhere");
    let [old, new] = [files(now, before), files("no such text", "")];
    let changes = compare(&old, &new, Functions::Latest);
    let codes: Vec<_> = changes.iter().map(|it| it.code).collect();
    assert_eq!(codes, expected, "{now} was {before}");
}

#[test]
fn nothing_in_a_machine_changes_unseen() {
    check_machine(r#""StartAt": "Reserve""#, r#""StartAt": "Ask""#, &["SW1043"]);
    check_machine(r#""Next": "Ask""#, r#""Next": "NotWanted""#, &["SW1043"]);
    check_machine(r#""Default": "#, r#""Comment": "Decides.", "Default": "#, &["SW1044"]);
    check_machine(r#""TimeoutSeconds": 600"#, r#""TimeoutSeconds": 60"#, &["SW1041"]);
    check_machine(r#""BackoffRate": 2"#, r#""BackoffRate": 3"#, &["SW1042"; 4]);
}

/// What is said of a baseline in which one file has another text.
#[track_caller]
fn check_baseline(path: &str, text: &str, expected: &str) {
    let artifacts = project()
        .workflow::<deployed::sell>()
        .artifacts()
        .expect("a state machine");
    assert!(artifacts.iter().any(|it| it.path == path), "{path} is nowhere");
    let text_of = |it: &stepwright::generate::Artifact| {
        if it.path == path {
            text.to_owned()
        } else {
            it.text.clone()
        }
    };
    let files: Vec<_> = artifacts.iter().map(|it| (it.path.clone(), text_of(it))).collect();
    let error = Baseline::from_files("here", files)
        .expect_err("it is no baseline")
        .to_string();
    assert!(
        error.starts_with(&format!("{path} of the baseline: {expected}")),
        "{error}"
    );
    assert!(error.contains("= help: "), "{error}");
}

#[test]
fn what_the_generator_does_not_write_is_no_baseline() {
    check_baseline("manifest.json", "{", "EOF while parsing");
    check_baseline("manifest.json", "{}", "it names no `workflows`");
    check_baseline(
        "manifest.json",
        r#"{ "workflows": { "sell": { "statuses": { "SoldOut": "409" } } } }"#,
        "the status of `SoldOut` is \"409\", which is none",
    );
    let machine = "sell/state-machine.asl.json";
    check_baseline(machine, "5", "it is no state machine");
    check_baseline(
        machine,
        r#"{ "QueryLanguage": "JSONPath", "States": {} }"#,
        "it is no state machine",
    );
    let faults = "sell/schemas/workflow/error.schema.json";
    check_baseline(faults, "true", "it does not list, under `oneOf`, faults");
    check_baseline(
        faults,
        r#"{ "oneOf": [{}] }"#,
        "it does not list, under `oneOf`, faults",
    );
}

#[test]
fn every_code_is_taught_once() {
    let mut codes: Vec<_> = RULES.iter().map(|it| it.code).collect();
    codes.dedup();
    assert_eq!(codes.len(), RULES.len());
    for taught in RULES {
        assert_eq!(rule(taught.code), Some(*taught));
        assert!(!taught.title.is_empty() && !taught.explanation.is_empty() && !taught.good.is_empty());
        assert_eq!(taught.bad.is_empty(), taught.help.is_empty(), "{}", taught.code);
    }
}
