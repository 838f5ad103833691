//! What keeps a workflow from being a state machine.

use insta::assert_snapshot;
use stepwright::flow::{Builder, Record};
use stepwright::{Fault, StepDescription, Workflow, WorkflowKind, workflow};

use crate::integrations::{Job, Notice, Services, TooOften};
use crate::shop::{Order, OutOfStock, Shop, ShopError};

/// What is wrong with the workflow; lines and files left out, since they move.
fn diagnoses<W: Record>() -> String {
    let problems = stepwright::lower(&W::flow()).expect_err("there is a problem");
    let text = |problem: stepwright::Diagnosis| {
        assert!(problem.file.ends_with("diagnoses.rs"), "{}", problem.file);
        let line = problem.line.map_or("no line", |_| "a line");
        format!(
            "{} at {line}: {}\n  help: {}\n",
            problem.code, problem.message, problem.help
        )
    };
    problems.into_iter().map(text).collect()
}

#[test]
fn two_states_of_one_name() {
    #[workflow(express)]
    async fn twice(shop: &impl Shop, _order: Order) -> Result<u32, ShopError> {
        shop.count().await?;
        Ok(shop.count().await?)
    }
    let message = diagnoses::<twice>();
    assert!(
        message.starts_with("SW0001 at a line: state `Count` is defined twice"),
        "{message}"
    );
}

#[test]
fn a_name_of_more_than_eighty_characters() {
    #[workflow(express)]
    async fn long(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        let every_piece_of_every_article_on_every_shelf_of_every_room_in_every_building_of_the_whole_shop_is_urgent =
            order.urgent;
        if every_piece_of_every_article_on_every_shelf_of_every_room_in_every_building_of_the_whole_shop_is_urgent {
            shop.print(&crate::shop::Label {
                text: order.article,
                copies: 1,
                note: None,
            })
            .await?;
        }
        Ok(shop.count().await?)
    }
    assert_snapshot!(diagnoses::<long>(), @r#"
    SW0002 at a line: the state's name `IfEveryPieceOfEveryArticleOnEveryShelfOfEveryRoomInEveryBuildingOfTheWholeShopIsUrgent` has more than 80 characters
      help: give it a shorter one: `#[state("…")]` before the statement
    "#);
}

mod measured {
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};
    use stepwright::{Contract, Fault};

    #[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
    #[fault(status = 409, detail = "Too much.")]
    pub(crate) struct TooHeavy {
        pub(crate) kilograms: Option<f64>,
    }
}

#[test]
fn a_fault_whose_fraction_a_cause_would_round() {
    #[workflow(express)]
    async fn weigh(_shop: &impl Shop, _order: Order) -> Result<u32, measured::TooHeavy> {
        Err(measured::TooHeavy { kilograms: None })
    }
    assert_snapshot!(diagnoses::<weigh>(), @r"
    SW0005 at a line: `TooHeavy` may hold floating point, which Step Functions would round in the cause
      help: let a step fail with it, or give the fault integers or texts
    ");
}

mod elsewhere {
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};
    use stepwright::{Contract, Fault};

    #[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
    #[fault(status = 409, detail = "None.")]
    pub(crate) struct OutOfStock {}
}

#[derive(Debug, Fault)]
enum Ambiguous {
    Here(OutOfStock),
    Elsewhere(elsewhere::OutOfStock),
}

#[test]
fn two_faults_of_one_name() {
    #[workflow(express)]
    async fn ambiguous(_shop: &impl Shop, order: Order) -> Result<u32, Ambiguous> {
        Ok(order.pieces)
    }
    assert_snapshot!(diagnoses::<ambiguous>(), @"
    SW0003 at no line: two different faults of `lowering::diagnoses::ambiguous` are both named `OutOfStock`
      help: rename `lowering::diagnoses::elsewhere::OutOfStock`: a fault is known by its name alone
    ");
}

#[derive(Debug, Fault)]
enum Everything {
    Shop(ShopError),
    Depot(crate::shop::DepotClosed),
    Elsewhere(elsewhere::OutOfStock),
}

#[test]
fn every_problem_is_said_at_once() {
    #[workflow(express)]
    async fn several(shop: &impl Shop, order: Order) -> Result<u32, Everything> {
        let every_piece_of_every_article_on_every_shelf_of_every_room_in_every_building_of_the_whole_shop_is_urgent =
            order.urgent;
        if every_piece_of_every_article_on_every_shelf_of_every_room_in_every_building_of_the_whole_shop_is_urgent {
            shop.count().await?;
        }
        Ok(shop.count().await?)
    }
    let codes = stepwright::lower(&several::flow()).expect_err("there are problems");
    let codes: Vec<_> = codes.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["SW0001", "SW0002", "SW0003"]);
}

#[stepwright::steps]
trait Shelf {
    /// The articles that are left.
    #[step(integration = "dynamodb:query")]
    async fn left(&self, order: &Order) -> Result<Order, crate::shop::DepotClosed>;
}

#[test]
fn what_step_functions_would_refuse_is_told_at_the_line_that_it_came_from() {
    #[workflow(express)]
    async fn queries(shelf: &impl Shelf, order: Order) -> Result<u32, crate::shop::DepotClosed> {
        let left = shelf.left(&order).await?;
        Ok(left.pieces)
    }
    let line = line!() - 3;
    assert_snapshot!(diagnoses::<queries>(), @"
    SW0115 at a line: Step Functions would refuse /States/Left/Resource: the integration of `dynamodb` has `getItem`, `putItem`, `deleteItem`, `updateItem`, and no `query`; the SDK's is `arn:aws:states:::aws-sdk:dynamodb:query`
      help: An optimized integration offers a few calls of its service: `arn:aws:states:::dynamodb:getItem`, but no `query`. The others are reached as `arn:aws:states:::aws-sdk:dynamodb:query`. `.sync` and `.waitForTaskToken` exist for some services only.
    ");
    let problems = stepwright::lower(&queries::flow()).expect_err("AWS has no such integration");
    assert_eq!(problems[0].line, Some(line));
}

#[test]
fn a_state_that_bears_the_name_of_the_one_for_broken_contracts() {
    #[workflow(express)]
    async fn reserved(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        #[state("ContractViolation")]
        shop.count().await?;
        match order.kind {
            crate::shop::Kind::Book => Ok(1),
            crate::shop::Kind::Record | crate::shop::Kind::Tea => Ok(2),
        }
    }
    assert_snapshot!(diagnoses::<reserved>(), @r#"
    SW0001 at a line: state `ContractViolation` is the one where a value ends that no arm of a `match` allows
      help: give this one another name: `#[state("…")]` before the statement
    "#);
}

/// Recorded by hand, where no compiler knows that it is an Express workflow.
enum Hasty {}

impl Workflow for Hasty {
    const NAME: &'static str = "hasty";
    const RUST_PATH: &'static str = "lowering::diagnoses::Hasty";
    const KIND: WorkflowKind = WorkflowKind::Express;
    type Input = Notice;
    type Output = Job;
    type Fault = TooOften;

    fn steps() -> Vec<StepDescription> {
        Services.describe()
    }
}

impl Record for Hasty {
    const FILE: &'static str = file!();

    fn record(builder: &Builder) {
        let (flow, notice) = builder.by_hand::<Hasty>("notice");
        flow.step(Services.notify(notice));
        let job = flow.step(Services.submit(Job {
            job_name: "weekly".to_owned(),
        }));
        flow.done(job);
    }
}

#[test]
fn an_express_workflow_that_waits() {
    assert_snapshot!(diagnoses::<Hasty>(), @"
    SW0006 at a line: state `Notify` waits for a task token, which an Express workflow has no place for
      help: make the workflow `#[workflow(standard)]`
    SW0006 at a line: state `Submit` waits for a job, which an Express workflow has no place for
      help: make the workflow `#[workflow(standard)]`
    ");
}
