//! The diagram of a service.

use asl::StateMachine;
use serde_json::json;
use stepwright::WorkflowKind;
use stepwright::diagram::{Diagram, Endpoint, Service, ServiceTable, ServiceWorkflow};

fn service() -> Service {
    let machine = json!({ "QueryLanguage": "JSONata", "StartAt": "Charge", "States": {
        "Charge": {
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": { "FunctionName": "${Charge}" }, "Next": "Twice"
        },
        "Twice": {
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": { "FunctionName": "${Charge}" }, "Next": "Tell"
        },
        "Tell": { "Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Next": "Ship" },
        "Ship": {
            "Type": "Task", "Resource": "arn:aws:states:::states:startExecution",
            "Arguments": { "StateMachineArn": "${ShipOrder}" }, "End": true
        }
    }});
    let ship = json!({ "QueryLanguage": "JSONata", "StartAt": "Done", "States": { "Done": { "Type": "Succeed" } } });
    let workflow = |name: &str, kind, machine| ServiceWorkflow {
        name: name.to_owned(),
        kind,
        machine: StateMachine::from_value(machine).expect("a machine"),
    };
    Service {
        name: "shop".to_owned(),
        endpoints: vec![Endpoint {
            method: "POST".to_owned(),
            path: "/orders".to_owned(),
            workflow: "place-order".to_owned(),
        }],
        workflows: vec![
            workflow("place-order", WorkflowKind::Express, machine),
            workflow("ship-order", WorkflowKind::Standard, ship),
        ],
        tables: vec![ServiceTable {
            name: "Orders".to_owned(),
            functions: vec!["Charge".to_owned()],
        }],
    }
}

#[test]
fn a_service_leads_from_its_client_to_its_tables_and_logs() {
    insta::assert_snapshot!(Diagram::of_service(&service()).to_mermaid(), @r#"
    flowchart TD
        subgraph n0 ["shop"]
            direction LR
            n0_0_0["place-order<br>Express workflow"]
            n0_0_1["ship-order<br>Standard workflow"]
            n0_0_2(["Client<br>any HTTP client"])
            n0_0_3{{"API<br>Amazon API Gateway"}}
            n0_0_4[["Charge<br>Lambda function"]]
            n0_0_5["sns<br>publish"]
            n0_0_6[("Orders<br>DynamoDB table")]
            n0_0_2 -->|"POST /orders"| n0_0_3
            n0_0_3 -->|"StartSyncExecution"| n0_0_0
            n0_0_0 --> n0_0_4
            n0_0_0 --> n0_0_5
            n0_0_0 --> n0_0_1
            n0_0_4 --> n0_0_6
        end
        n1["CloudWatch Logs<br>a log group each"]
        n0 -.->|"API, state machines, functions"| n1
        classDef function stroke:#e07b28,stroke-width:2px
        class n0_0_4 function
        classDef machine stroke:#d6459b,stroke-width:2px
        class n0_0_0,n0_0_1 machine
    "#);
}

#[test]
fn without_an_api_there_is_no_client() {
    let service = Service {
        endpoints: Vec::new(),
        ..service()
    };
    let source = Diagram::of_service(&service).to_mermaid();
    assert!(!source.contains("Client") && !source.contains("API"), "{source}");
}

#[test]
fn a_request_for_a_workflow_that_is_not_there_is_drawn_as_such() {
    let mut service = service();
    service.endpoints[0].workflow = "lost-order".to_owned();
    let source = Diagram::of_service(&service).to_mermaid();
    assert!(source.contains("lost-order<br>is not defined"), "{source}");
}
