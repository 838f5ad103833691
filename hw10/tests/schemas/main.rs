//! The generated schemas, judged by another reader of JSON Schema: they describe what serde reads, and nothing else; what
//! serde writes is as they say.

mod catalogue;
mod forms;
mod judge;
mod models;

use std::collections::BTreeSet;
use std::path::Path;

use catalogue::{Case, Role};
use judge::{Judge, judged};
use serde_json::{Value, json};
use stepwright::{FaultEntry, Workflow};

#[test]
fn serde_reads_what_the_schema_describes_and_nothing_else() {
    for case in catalogue::all().iter().filter(|case| case.role == Role::Read) {
        let judge = Judge::of(&case.schema);
        judged(case, |value| {
            let read = (case.read)(value.clone());
            assert_eq!(
                read.is_some(),
                judge.accepts(value),
                "{}: {value}\n{}",
                case.name,
                judge.complaints(value)
            );
            read
        });
    }
}

#[test]
fn what_serde_writes_is_as_the_schema_says_and_is_read_again() {
    for case in catalogue::all().iter().filter(|case| case.role == Role::Written) {
        let judge = Judge::of(&case.schema);
        judged(case, |value| {
            let written = (case.read)(value.clone());
            // An `Option` that is absent is read, and written as `null`: a schema of what is written asks for it.
            assert!(written.is_some() || !judge.accepts(value), "{}: {value}", case.name);
            if let Some(written) = &written {
                assert!(
                    judge.accepts(written),
                    "{}: {written}\n{}",
                    case.name,
                    judge.complaints(written)
                );
                assert_eq!((case.read)(written.clone()).as_ref(), Some(written), "{}", case.name);
            }
            written
        });
    }
}

#[test]
fn every_generated_schema_is_judged() {
    let known: BTreeSet<_> = catalogue::all().into_iter().map(|case| case.name).collect();
    let mut files = BTreeSet::new();
    for folder in catalogue::FOLDERS {
        schemas_below(&catalogue::root().join(folder), folder, &mut files);
    }
    // What a failed Lambda answers has a test of its own.
    files.retain(|file| !file.ends_with("/error.schema.json"));
    let forgotten: Vec<_> = files.difference(&known).collect();
    assert!(
        forgotten.is_empty(),
        "tests/schemas/catalogue.rs does not say what reads {forgotten:?}"
    );
}

fn schemas_below(directory: &Path, name: &str, files: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(directory).expect("generated/ is there") {
        let entry = entry.expect("generated/ can be read");
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            schemas_below(&entry.path(), &name, files);
        } else if name.ends_with(".schema.json") {
            files.insert(name);
        }
    }
}

#[test]
fn a_failed_lambda_answers_as_the_schema_of_its_errors_says() {
    check_errors::<bank::bank_transaction>("generated");
    check_errors::<examples::order::place_order>("examples/generated");
    check_errors::<examples::transcode::transcode_video>("examples/generated");
}

/// Every fault of the table is described, and no other.
fn check_errors<W: Workflow>(folder: &str) {
    let check = |file: &str, table: &[&FaultEntry]| {
        let judge = Judge::of(&catalogue::file(&format!(
            "{folder}/{}/schemas/{file}/error.schema.json",
            W::NAME
        )));
        let answer = |name: &str| json!({ "errorType": name, "errorMessage": "{}" });
        for entry in table {
            assert!(judge.accepts(&answer(entry.name)), "{file}: {}", entry.name);
        }
        assert!(!judge.accepts(&answer("SomethingElse")), "{file}");
        assert!(
            table.is_empty() || !judge.accepts(&json!({ "errorType": table[0].name })),
            "{file}"
        );
    };
    check("workflow", &<W::Fault as stepwright::Fault>::table());
    for step in W::steps() {
        check(&format!("steps/{}", step.name.replace('_', "-")), &step.faults);
    }
}

#[test]
fn the_judge_tells_numbers_by_their_value() {
    let judge = Judge::of(&json!({ "type": "integer", "maximum": 600 }));
    let number = |text: &str| serde_json::from_str::<Value>(text).expect("a number");
    for (text, accepted) in [
        ("500", true),
        ("500.0", true),
        ("5e2", true),
        ("500.5", false),
        ("601.0", false),
    ] {
        assert_eq!(judge.accepts(&number(text)), accepted, "{text}");
    }
}

#[test]
fn forms_that_only_serde_knows_are_judged_alike() {
    let check = |name: &str, value: Value, accepted: bool| {
        let case = named(name);
        let judge = Judge::of(&case.schema);
        assert_eq!(judge.accepts(&value), accepted, "the schema of {name}: {value}");
        assert_eq!((case.read)(value.clone()).is_some(), accepted, "{name}: {value}");
    };
    check("Colour", json!("DARK_GREEN"), true);
    check("Colour", json!({ "RED": null }), false);
    check("External", json!("cash"), true);
    check("External", json!({ "cash": null }), false);
    check("External", json!({ "card": ["1", 2] }), false);
    check("External", json!({ "card": { "number": "1", "months": 12.0 } }), true);
    check("External", json!({ "card": { "number": "1" }, "cash": null }), false);
    check("Internal", json!({ "by": "cash", "number": 5 }), true);
    check("Internal", json!(["cash"]), false);
    check("Adjacent", json!({ "by": "Voucher", "with": 7.0 }), true);
    check("Adjacent", json!({ "by": "Voucher" }), false);
    check("Adjacent", json!({ "by": "Card", "with": ["1"] }), false);
    check("Adjacent", json!(["Voucher", 7]), false);
    check(
        "StrictExternal",
        json!({ "card": { "number": "1", "surplus": 1 } }),
        false,
    );
    check(
        "StrictInternal",
        json!({ "by": "card", "number": "1", "surplus": 1 }),
        false,
    );
    check("StrictInternal", json!({ "by": "cash" }), true);
    check("StrictInternal", json!({ "by": "cash", "surplus": 1 }), false);
}

/// schemars does not speak of the content of a variant that has none, so that its schema lets one pass; the contract does not.
/// From the schema alone nobody can tell such a variant from one that stands beside an internal tag, where other fields pass.
#[test]
fn the_content_of_a_variant_that_holds_nothing_is_refused_where_it_is_read() {
    let value = json!({ "by": "Cash", "with": 5 });
    let problems = stepwright::decode::<forms::AdjacentOrNothing>(value).expect_err("there is no such content");
    let told: Vec<_> = problems
        .iter()
        .map(|it| format!("{}: {}", it.pointer, it.detail))
        .collect();
    assert_eq!(told, ["/with: must be absent: the variant holds nothing"]);
    for cash in [json!({ "by": "Cash" }), json!({ "by": "Cash", "with": null })] {
        assert_eq!(stepwright::decode(cash), Ok(forms::AdjacentOrNothing::Cash));
    }
}

/// The case of that name.
fn named(name: &str) -> Case {
    let found = catalogue::all().into_iter().find(|case| case.name == name);
    found.expect("the catalogue has it")
}

#[test]
fn the_assignments_examples_are_transactions() {
    let case = named("generated/bank-transaction/schemas/workflow/input.schema.json");
    let judge = Judge::of(&case.schema);
    for (kind, desc) in [("dep", "My paycheck"), ("wtd", "Store purchase")] {
        let transaction = json!({ "account": "12345", "amount": 500, "type": kind, "desc": desc });
        let request = json!({ "transaction": transaction, "idempotency_key": null, "request_id": "r" });
        assert!(judge.accepts(&request), "{}", judge.complaints(&request));
    }
}
