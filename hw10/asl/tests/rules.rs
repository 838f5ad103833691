//! The table of rules: each is shown by its own examples.

use std::collections::HashSet;

use asl::{ExecutionType, Rule, rule, rules, validate, validate_text};
use serde_json::{Value, json};

fn codes(rule: &Rule, text: &str) -> Vec<&'static str> {
    let execution_type = match rule.is_about_express {
        true => ExecutionType::Express,
        false => ExecutionType::Standard,
    };
    validate_text(text, execution_type).iter().map(|it| it.code()).collect()
}

#[test]
fn a_bad_example_breaks_its_rule_and_no_other() {
    for rule in rules() {
        let mut codes = codes(rule, &rule.bad.text());
        codes.dedup();
        assert_eq!(codes, [rule.code], "{}", rule.bad);
    }
}

#[test]
fn a_good_example_breaks_none() {
    for rule in rules() {
        let codes = codes(rule, &rule.good.text());
        assert!(codes.is_empty(), "{}: {codes:?}\n{}", rule.code, rule.good);
    }
}

#[test]
fn codes_are_unique_and_in_order() {
    let codes: Vec<&str> = rules().map(|it| it.code).collect();
    assert!(codes.is_sorted(), "{codes:?}");
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len());
    assert_eq!(rule("sw0101").map(|it| it.title), Some("the document is not JSON"));
    assert_eq!(rule("SW9999"), None);
}

#[test]
fn an_express_workflow_alone_breaks_the_rules_of_express() {
    for rule in rules().filter(|it| it.is_about_express) {
        let found = validate_text(&rule.bad.text(), ExecutionType::Standard);
        assert!(found.iter().all(|it| it.code() != rule.code), "{}", rule.code);
    }
}

#[test]
fn a_rule_is_a_page_that_teaches() {
    let page = rule("SW0205").expect("there is one").to_string();
    assert_eq!(
        page,
        "SW0205 (error): a state both leads on and ends\n\nA state has `Next` or `\"End\": true`, not both. Keep one.\n\n\
         Not so:\n\n{\n  \"StartAt\": \"A\",\n  \"States\": {\n    \"A\": {\n      \"Type\": \"Pass\",\n      \"Next\": \"B\",\n      \
         \"End\": true\n    },\n    \"B\": {\n      \"Type\": \"Succeed\"\n    }\n  }\n}\n\nBut so:\n\n{\n  \"StartAt\": \"A\",\n  \
         \"States\": {\n    \"A\": {\n      \"Type\": \"Pass\",\n      \"Next\": \"B\"\n    },\n    \"B\": {\n      \"Type\": \
         \"Succeed\"\n    }\n  }\n}\n\nSource: AWS: https://states-language.net/spec.html; AWS's code: SCHEMA_VALIDATION_FAILED\n"
    );
    let twice = rule("SW0102").expect("there is one").to_string();
    assert!(twice.contains(r#""Comment": "one", "Comment": "two""#), "{twice}");
}

/// Every document that another becomes when one value in it is replaced.
fn mutants(document: &Value) -> Vec<Value> {
    let mut pointers = vec![String::new()];
    gather(document, "", &mut pointers);
    let others = [
        json!(null),
        json!(true),
        json!(-1.5),
        json!(""),
        json!("{% ( %}"),
        json!("$.[é"),
        json!([{}]),
        json!({}),
    ];
    let replaced = |pointer: &String| {
        let mutant = |other: &Value| {
            let mut mutant = document.clone();
            *mutant.pointer_mut(pointer).expect("it is there") = other.clone();
            mutant
        };
        others.iter().map(mutant).collect::<Vec<_>>()
    };
    pointers.iter().flat_map(replaced).collect()
}

fn gather(value: &Value, pointer: &str, pointers: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, it)| (name.replace('~', "~0").replace('/', "~1"), it))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, it)| (index.to_string(), it))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (name, child) in children {
        let pointer = format!("{pointer}/{name}");
        gather(child, &pointer, pointers);
        pointers.push(pointer);
    }
}

#[test]
fn every_document_is_judged_and_each_place_is_there() {
    let mut judged = 0;
    for rule in rules() {
        let Ok(document) = serde_json::from_str::<Value>(&rule.good.text()) else {
            panic!("{}: a good example is JSON", rule.code);
        };
        for mutant in mutants(&document) {
            for found in validate(&mutant, ExecutionType::Express) {
                // A field that is missing is told at its object, or where it would stand.
                let parent = found.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
                let is_there = mutant
                    .pointer(&found.pointer)
                    .or_else(|| mutant.pointer(parent))
                    .is_some();
                assert!(is_there, "{found}\n{mutant:#}");
            }
            judged += 1;
        }
    }
    assert!(judged > 1_000, "{judged}");
}
