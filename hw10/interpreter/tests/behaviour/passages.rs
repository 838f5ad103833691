//! By which way states are left.

use interpreter::{Passage, Way};
use serde_json::{Value, json};

use crate::harness::{Harness, machine, task};

fn ways(harness: &Harness) -> Vec<(&str, Way)> {
    let passages = harness.execution.passages().iter();
    passages.map(|Passage { state, way }| (&**state, *way)).collect()
}

fn choice() -> Value {
    json!({
        "Type": "Choice",
        "Choices": [
            { "Condition": "{% $states.input = 1 %}", "Next": "B" },
            { "Condition": "{% $states.input = 2 %}", "Next": "B" }
        ],
        "Default": "B"
    })
}

#[test]
fn two_rules_that_lead_to_the_same_state_are_told_apart() {
    let states = json!({ "A": choice(), "B": { "Type": "Succeed" } });
    for (input, way) in [(1, Way::Rule(0)), (2, Way::Rule(1)), (3, Way::Own)] {
        let harness = Harness::new(machine(states.clone()), json!(input));
        assert_eq!(ways(&harness), [("A", way), ("B", Way::Own)]);
    }
}

#[test]
fn what_is_caught_leaves_by_its_catcher_and_what_is_not_by_no_way() {
    let catch = json!([{ "ErrorEquals": ["E"], "Next": "B" }, { "ErrorEquals": ["F"], "Next": "B" }]);
    let states = json!({ "A": task(json!({ "Catch": catch, "Next": "B" })), "B": { "Type": "Fail" } });
    let mut harness = Harness::new(machine(states.clone()), json!({}));
    harness.fail("F");
    assert_eq!(ways(&harness), [("A", Way::Catch(1)), ("B", Way::Failed)]);
    let mut harness = Harness::new(machine(states), json!({}));
    harness.fail("G");
    assert_eq!(ways(&harness), [("A", Way::Failed)]);
}

#[test]
fn states_of_child_executions_are_among_them() {
    let config = json!({ "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" });
    let processor = json!({ "ProcessorConfig": config, "StartAt": "I", "States": { "I": { "Type": "Succeed" } } });
    let states = json!({ "M": { "Type": "Map", "ItemProcessor": processor, "End": true } });
    let harness = Harness::new(machine(states), json!([1, 2]));
    assert_eq!(ways(&harness), [("I", Way::Own), ("I", Way::Own), ("M", Way::Own)]);
}
