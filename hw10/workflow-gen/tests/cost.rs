//! What the bank costs, as its command says, and by hand; and that it breaks none of AWS's limits.

use std::path::Path;
use std::process::{Command, Output};

use bank::bank_transaction;
use stepwright::bounds::bounds;
use stepwright::cost::{Assumptions, Bill, Prices, Usage, bill, estimate, express_gb_seconds};
use stepwright::flow::Record;
use stepwright::{WorkflowKind, lower};

/// Runs the command; its exit code, and what it printed.
fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let command = Path::new(env!("CARGO_BIN_EXE_workflow-gen"));
    let Output { status, stdout, stderr } = Command::new(command)
        .args(arguments)
        .output()
        .expect("the command runs");
    let text = String::from_utf8([stdout, stderr].concat()).expect("text");
    (status.code(), text)
}

#[test]
fn the_bank_breaks_no_limit() {
    let flow = bank_transaction::flow();
    let machine = lower(&flow).expect("a state machine");
    assert_eq!(bounds(&flow, &machine), []);
}

#[test]
fn cost_prints_each_path_beside_the_hand_made_shape() {
    let (code, text) = run(&["cost"]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!(text, @"
    bank-transaction: dollars for a million executions

       1  ValidateAccount -> MatchKind -> ProcessDeposit
       2  ValidateAccount -> MatchKind -> ProcessDeposit: fails with UnknownAccount | InsufficientFunds | KeyReused | BalanceLimit | UnusableAccount
       3  ValidateAccount -> MatchKind -> CheckFunds -> ProcessWithdrawal
       4  ValidateAccount -> MatchKind -> CheckFunds -> ProcessWithdrawal: fails with UnknownAccount | InsufficientFunds | KeyReused | BalanceLimit | UnusableAccount
       5  ValidateAccount -> MatchKind -> CheckFunds: fails with UnknownAccount | InsufficientFunds | UnusableAccount
       6  ValidateAccount -> MatchKind -> ContractViolation: fails with ContractViolation
       7  ValidateAccount: fails with UnknownAccount

         transitions  Lambda calls  GB-seconds  API  reads  writes  ms  Express  Standard  hand-made (Standard, Python, 256 MB)
      1            3             2      0.0088    1      2       5  35     8.53     82.42                                 82.57
      2            3             2      0.0088    1      2       5  35     8.53     82.42                                 82.57
      3            4             3      0.0112    1      3       5  45     8.89    107.79                                107.98
      4            4             3      0.0112    1      3       5  45     8.89    107.79                                107.98
      5            3             2       0.005    1      2       0  20     5.34     79.23                                 79.32
      6            3             1      0.0025    1      1       0  10     4.97     78.87                                 78.91
      7            1             1      0.0025    1      1       0  10     4.97     28.87                                 28.91

      Prices of 2026-11-28 in us-east-1, free tiers left out. Reads and writes are DynamoDB's request units.
      Nothing is tried again: each retry is a transition and a call more. A Map has 10 items.
      A call that fails is counted like one that succeeds.
      Assumed: The bank's functions have 256 MB, as in serverless.yml. Reads and writes are counted off the steps: every read is consistent; a posting writes two rows in one transaction, and the ledger's index once. Durations are guesses at a warm function that waits for DynamoDB. The hand-made shape has the same states and one Python function each, at 256 MB, which takes twice as long.
    ");
}

#[test]
fn a_path_costs_what_it_costs_by_hand() {
    let flow = bank_transaction::flow();
    let machine = lower(&flow).expect("a state machine");
    let assumptions = Assumptions::parse(include_str!("../cost.json")).expect("the bank's assumptions");
    let estimate = estimate(&flow, &machine, &assumptions, &Prices::known());
    let withdrawal = &estimate.paths[2];
    assert_eq!(
        withdrawal.states,
        ["ValidateAccount", "MatchKind", "CheckFunds", "ProcessWithdrawal"]
    );
    // Three calls at 256 MB, of 10, 10 and 25 ms.
    let lambda = 3.0 * 0.20 + 0.25 * 0.045 * 16.6667;
    let dynamodb = 3.0 * 0.125 + 5.0 * 0.625;
    // 45 ms are billed as 100, 50 MB and a little as 64.
    let express = 1.0 + 0.0625 * 0.1 * 16.67;
    let standard = 4.0 * 25.0;
    let [as_express, as_standard, hand_made] = &withdrawal.bills[..] else {
        panic!("three ways to build it")
    };
    check(as_express, express, lambda, dynamodb);
    check(as_standard, standard, lambda, dynamodb);
    // Twice as long.
    check(hand_made, standard, 3.0 * 0.20 + 0.25 * 0.090 * 16.6667, dynamodb);
}

#[track_caller]
fn check(bill: &Bill, step_functions: f64, lambda: f64, dynamodb: f64) {
    let near = |one: f64, other: f64| assert!((one - other).abs() < 1e-9, "{one} is not {other}: {bill:?}");
    near(bill.step_functions, step_functions);
    near(bill.lambda, lambda);
    near(bill.api, 3.50);
    near(bill.dynamodb, dynamodb);
    near(bill.total, step_functions + lambda + 3.50 + dynamodb);
}

#[test]
fn express_is_billed_in_steps_of_100_ms_and_64_mb() {
    let assumptions = |payload_bytes| Assumptions {
        payload_bytes,
        ..Assumptions::default()
    };
    let usage = |duration_ms, copies| Usage {
        duration_ms,
        copies,
        ..Usage::default()
    };
    let step = 0.0625 * 0.1;
    assert_eq!(express_gb_seconds(&usage(0.0, 0.0), 0, &assumptions(0)), step);
    assert_eq!(express_gb_seconds(&usage(100.0, 0.0), 0, &assumptions(0)), step);
    assert_eq!(express_gb_seconds(&usage(100.5, 0.0), 0, &assumptions(0)), 2.0 * step);
    // AWS's own example: 50 MB, a definition of 50 KB, 400 items of 32 KB: 62.55 MB, billed as 64; a hundred more are 128.
    let items = |count: f64| express_gb_seconds(&usage(100.0, count), 50 * 1024, &assumptions(32 * 1024));
    assert_eq!(items(400.0), step);
    assert_eq!(items(500.0), 2.0 * step);
}

#[test]
fn standard_is_billed_by_transitions_alone() {
    let usage = Usage {
        transitions: 7.0,
        duration_ms: 86_400_000.0,
        ..Usage::default()
    };
    let assumptions = Assumptions {
        api_requests: 0,
        ..Assumptions::default()
    };
    let bill = bill(
        &usage,
        WorkflowKind::Standard,
        1_000_000,
        &assumptions,
        &Prices::known(),
    );
    assert_eq!((bill.step_functions, bill.total), (175.0, 175.0));
}

#[test]
fn json_is_for_machines() {
    let (code, text) = run(&["cost", "--json"]);
    assert_eq!(code, Some(0));
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json["estimates"][0]["paths"][0]["usage"]["transitions"], 3.0);
    assert_eq!(json["estimates"][0]["builds"][0], "Express");
    assert_eq!(json["prices"]["region"], "us-east-1");
}

#[test]
fn options_replace_what_is_assumed_of_steps_that_are_not_named() {
    let (_, usual) = run(&["cost", "--json"]);
    let (_, slow) = run(&["cost", "--json", "--duration-ms", "110", "--memory-mb", "1024"]);
    let duration = |text: &str| {
        let json: serde_json::Value = serde_json::from_str(text).expect("JSON");
        json["estimates"][0]["paths"][0]["usage"]["duration_ms"].as_f64()
    };
    // Validated in 10 ms, or 110, and posted in 25.
    assert_eq!((duration(&usual), duration(&slow)), (Some(35.0), Some(135.0)));
}

#[test]
fn assumptions_that_cannot_be_are_one_clear_error() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let path = file.path().to_string_lossy().into_owned();
    let refused = |text: &str| {
        std::fs::write(&path, text).expect("written");
        let (code, said) = run(&["cost", "--assume", &path]);
        assert_eq!(code, Some(2));
        said.replace(&path, "FILE")
    };
    insta::assert_snapshot!(refused(r#"{ "steps": { "proces": { "reads": 1 } } }"#), @"
    error: FILE: there is no step `proces`; there are check_funds, process_deposit, process_withdrawal, validate_account
      = help: `stepwright::cost::Assumptions` says what there is
    ");
    insta::assert_snapshot!(refused(r#"{ "default": { "memory_mb": -1 } }"#), @"
    error: FILE: `memory_mb` is -1, and must be 0 or more
      = help: `stepwright::cost::Assumptions` says what there is
    ");
    insta::assert_snapshot!(refused(r#"{ "speed": 1 }"#), @"
    error: FILE: unknown field `speed`, expected one of `about`, `api_requests`, `architecture`, `items`, `payload_bytes`, `default`, `steps`, `beside` at line 1 column 9
      = help: `stepwright::cost::Assumptions` says what there is
    ");
}
