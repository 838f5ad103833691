//! What stands in `generated/` is what follows from the workflows, and is right.

use asl::{ExecutionType, StateMachine, validate_text};
use stepwright::FaultEntry;
use stepwright::access::{Access, Action, Attribute, Key, Table};
use stepwright::generate::Project;
use workflow_gen::project;

#[test]
fn generated_follows_from_the_workflows() {
    project().assert_fresh();
}

#[test]
fn two_runs_give_the_same_bytes() {
    let once = project().artifacts().expect("the bank is a state machine");
    let again = project().artifacts().expect("the bank is a state machine");
    assert_eq!(once, again);
}

#[test]
fn the_state_machine_has_no_problem_and_the_states_that_a_person_would_draw() {
    let artifacts = project().artifacts().expect("the bank is a state machine");
    let machine = artifacts
        .iter()
        .find(|it| it.path == "bank-transaction/state-machine.asl.json")
        .expect("the machine");
    assert_eq!(validate_text(&machine.text, ExecutionType::Express), []);
    let machine = StateMachine::parse(&machine.text).expect("the machine can be read");
    let states: Vec<_> = machine.branch.states.keys().map(String::as_str).collect();
    assert_eq!(
        states,
        [
            "ValidateAccount",
            "MatchKind",
            "ProcessDeposit",
            "CheckFunds",
            "ProcessWithdrawal",
            "ContractViolation"
        ]
    );
}

#[test]
fn a_table_of_a_step_that_no_workflow_has_is_refused() {
    let fees = Table {
        name: "HW10-Fees",
        resource: "Fees",
        variable: "FEES_TABLE",
        key: Key::of(Attribute::text("fee")),
        indexes: Vec::new(),
        access: vec![Access::new("charge_fee", &[Action::PutItem])],
    };
    let error = project().tables([fees]).artifacts();
    insta::assert_snapshot!(error.expect_err("there is no such step"), @r"
    no workflow has a step `charge_fee`, which the table HW10-Fees is said to be used by
      = help: the steps are validate_account, check_funds, process_deposit, process_withdrawal
    ");
}

#[test]
fn a_fault_that_no_mapping_template_can_tell_is_refused() {
    let mut api = bank::api();
    let fault = FaultEntry {
        fields: &["status"],
        ..*api.endpoints[0].faults[0]
    };
    api.endpoints[0].faults[0] = Box::leak(Box::new(fault));
    let error = Project::new("generated")
        .workflow::<bank::bank_transaction>()
        .api(api)
        .deploy()
        .artifacts();
    insta::assert_snapshot!(error.expect_err("`status` is RFC 9457's own"), @r"
    error[SW1103]: the field `status` of `UnknownAccount` has a name that RFC 9457 gives a meaning
     --> bank::faults::UnknownAccount
      = help: give the field another name
    ");
}
