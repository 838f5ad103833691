//! What every state machine has: its kind, timeouts, retries, the context object, the answer to broken contracts.

use insta::assert_snapshot;
use serde_json::json;
use stepwright::{Context, Workflow, WorkflowKind, workflow};

use crate::outline::{machine, outline};
use crate::shop::{Kind, Order, Shop, ShopError, Ticket};

#[test]
fn a_task_calls_its_function_with_a_timeout_and_retries() {
    /// Reserves.
    #[workflow(express, timeout_seconds = 20)]
    async fn reserve(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        Ok(shop.reserve(&order.article, order.pieces).await?)
    }
    assert_snapshot!(format!("{:#}", machine::<reserve>()), @r#"
    {
      "Comment": "Reserves.",
      "QueryLanguage": "JSONata",
      "TimeoutSeconds": 20,
      "StartAt": "Reserve",
      "States": {
        "Reserve": {
          "Type": "Task",
          "Comment": "Takes the pieces off the shelf.",
          "Resource": "arn:aws:states:::lambda:invoke",
          "Arguments": {
            "FunctionName": "${Reserve}",
            "Payload": {
              "article": "{% $states.input.article %}",
              "pieces": "{% $states.input.pieces %}"
            }
          },
          "TimeoutSeconds": 7,
          "Retry": [
            {
              "ErrorEquals": [
                "Lambda.ServiceException",
                "Lambda.AWSLambdaException",
                "Lambda.SdkClientException",
                "Lambda.TooManyRequestsException",
                "DepotClosed"
              ],
              "IntervalSeconds": 1,
              "MaxAttempts": 3,
              "BackoffRate": 2,
              "MaxDelaySeconds": 4,
              "JitterStrategy": "FULL"
            }
          ],
          "Output": "{% $states.result.Payload %}",
          "End": true
        }
      }
    }
    "#);
}

#[test]
fn a_step_has_ten_seconds_and_is_tried_again_only_if_it_never_began() {
    #[workflow(standard)]
    async fn wrap(shop: &impl Shop, ticket: Ticket) -> Result<Ticket, ShopError> {
        Ok(shop.wrap(&ticket).await?)
    }
    let machine = machine::<wrap>();
    let task = &machine["States"]["Wrap"];
    assert_eq!(task["TimeoutSeconds"], 10);
    assert_eq!(
        task["Retry"][0]["ErrorEquals"],
        json!(["Lambda.TooManyRequestsException"])
    );
    assert_eq!(machine.get("TimeoutSeconds"), None);
    assert_eq!(wrap::KIND, WorkflowKind::Standard);
}

#[test]
fn a_value_that_its_type_does_not_allow_is_a_contract_violation() {
    #[workflow(express)]
    async fn count(_shop: &impl Shop, kind: Kind) -> Result<u32, ShopError> {
        match kind {
            Kind::Book => Ok(1),
            Kind::Record => Ok(2),
            Kind::Tea => Ok(3),
        }
    }
    let machine = machine::<count>();
    assert_eq!(machine["States"]["MatchKind"]["Default"], "ContractViolation");
    let expected = json!({
        "Type": "Fail",
        "Error": "ContractViolation",
        "Cause": "{\"detail\":\"a value is none of those that its type allows\"}",
    });
    assert_eq!(machine["States"]["ContractViolation"], expected);
}

#[test]
fn the_context_says_what_the_execution_knows_of_itself() {
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, pieces: u32, context: Context) -> Result<Ticket, ShopError> {
        let ticket = shop.reserve(&context.execution.name, pieces).await?;
        let machine = context.state_machine;
        #[state("ReserveForMachine")]
        shop.reserve(&machine.id, 1).await?;
        #[state("ReserveForStart")]
        shop.reserve(&context.execution.start_time, 1).await?;
        Ok(ticket)
    }
    assert_snapshot!(outline::<reserve>(), @"
    Reserve
      call {article: $states.context.Execution.Name, pieces: $states.input}
      $machine := $states.context.StateMachine
      $ticket := $states.result.Payload
      -> ReserveForMachine
    ReserveForMachine
      call {article: $machine.Id, pieces: 1}
      -> ReserveForStart
    ReserveForStart
      call {article: $states.context.Execution.StartTime, pieces: 1}
      output $ticket
    ");
}
