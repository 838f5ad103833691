//! The Mermaid source of a diagram. Mermaid's own parser judges what the generators write: `tests/peers/parse-mermaid.mjs`.

use serde_json::json;

use super::{diagram, hostile};

#[test]
fn a_small_machine_as_mermaid() {
    let states = json!({
        "Reserve": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": { "FunctionName": "${Reserve}" },
            "TimeoutSeconds": 5,
            "Catch": [{ "ErrorEquals": ["SoldOut"], "Next": "SoldOut" }],
            "Next": "Both"
        },
        "Both": { "Type": "Parallel", "End": true, "Branches": [
            { "StartAt": "Wait", "States": { "Wait": { "Type": "Wait", "Seconds": 60, "End": true } } },
            { "StartAt": "Done", "States": { "Done": { "Type": "Succeed" } } }
        ]},
        "SoldOut": { "Type": "Fail", "Error": "SoldOut" }
    });
    insta::assert_snapshot!(diagram(states).to_mermaid(), @r#"
    flowchart TD
        n0(("Start"))
        n1["Reserve<br>Lambda Reserve<br>timeout 5 s"]
        subgraph n2 ["Both · Parallel, 2 branches"]
            direction LR
            subgraph n2_0 ["branch 1"]
                direction TD
                n2_0_0(("Start"))
                n2_0_1("Wait<br>waits 60 s")
                n2_0_2((("End")))
                n2_0_0 --> n2_0_1
                n2_0_1 --> n2_0_2
            end
            subgraph n2_1 ["branch 2"]
                direction TD
                n2_1_0(("Start"))
                n2_1_1(["Done<br>succeeds"])
                n2_1_0 --> n2_1_1
            end
        end
        n3["SoldOut<br>fails with SoldOut"]
        n4((("End")))
        n0 --> n1
        n1 --> n2
        n1 -.->|"SoldOut"| n3
        n2 --> n4
        classDef fail stroke:#d64545,stroke-width:2px
        class n3 fail
        classDef succeed stroke:#2e9d5b,stroke-width:2px
        class n2_1_1 succeed
        classDef task stroke:#3b82d6,stroke-width:2px
        class n1 task
    "#);
}

#[test]
fn names_are_never_syntax() {
    let states = json!({ "say \"hi\" & <b>`#1`</b>": { "Type": "Succeed" } });
    insta::assert_snapshot!(diagram(states).to_mermaid(), @r#"
    flowchart TD
        n0(("Start"))
        n1(["say #quot;hi#quot; #amp; #lt;b#gt;#96;#35;1#96;#lt;/b#gt;<br>succeeds"])
        n0 --> n1
        classDef succeed stroke:#2e9d5b,stroke-width:2px
        class n1 succeed
    "#);
}

#[test]
fn every_line_of_a_hostile_machine_has_the_form_of_a_node_an_edge_or_a_class() {
    let source = hostile().to_mermaid();
    for line in source.lines().skip(1) {
        let outside: String = line.split('"').step_by(2).collect();
        let is_syntax = |it: char| it.is_ascii_alphanumeric() || " ->.|[](){}:,#_".contains(it);
        assert!(outside.chars().all(is_syntax), "{line}");
        assert_eq!(line.matches('"').count() % 2, 0, "{line}");
    }
}

/// What Mermaid's parser is shown in `parse-mermaid.mjs` beside the generated sources.
#[test]
fn the_hostile_machine_for_mermaids_parser_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/diagrams/hostile.mmd");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    if std::env::var_os("UPDATE_HOSTILE").is_some() {
        std::fs::write(path, hostile().to_mermaid()).expect("written");
        return;
    }
    assert!(
        written == hostile().to_mermaid(),
        "write it anew: UPDATE_HOSTILE=1 cargo test -p stepwright --test diagrams"
    );
}
