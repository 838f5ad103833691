//! Faults that are reported by somebody else than a step, and faults of one of several branches.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use stepwright::platform::{AnyOther, FunctionDied, LambdaService, Timeout};
use stepwright::{Caught, Contract, Fault, FaultOrigin, OneOf, PlatformFault, StepFailure};

#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "{pieces_left} left.", name = "SoldOut")]
#[serde(rename_all = "camelCase")]
struct OutOfStock {
    pieces_left: u32,
}

#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 503, detail = "Closed.", transient)]
struct DepotClosed {}

#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(
    name = "DynamoDb.ConditionalCheckFailedException",
    service,
    status = 409,
    detail = "Changed: {cause}"
)]
struct Conflict {
    cause: String,
}

#[derive(Debug, Clone, PartialEq, Fault)]
enum ShopError {
    OutOfStock(OutOfStock),
    DepotClosed(DepotClosed),
    Conflict(Conflict),
    Platform(PlatformFault),
}

#[test]
fn a_fault_may_have_another_name_than_its_type() {
    let fault = OutOfStock { pieces_left: 2 };
    let entry = fault.entry();
    assert_eq!(
        (entry.name, entry.matches, entry.title),
        ("SoldOut", ["SoldOut"].as_slice(), "Out of stock")
    );
    assert_eq!(
        (entry.origin, entry.fields),
        (FaultOrigin::Step, ["piecesLeft"].as_slice())
    );
    assert_eq!(
        ShopError::from_wire("SoldOut", &json!({ "piecesLeft": 2 })),
        Some(Ok(fault.into()))
    );
    assert_eq!(ShopError::from(OutOfStock { pieces_left: 2 }).name(), "SoldOut");
}

#[test]
fn a_fault_of_a_service_holds_what_the_service_says() {
    let fault = ShopError::from_wire(
        "DynamoDb.ConditionalCheckFailedException",
        &json!("The condition failed"),
    );
    let expected = Conflict {
        cause: "The condition failed".to_owned(),
    };
    assert_eq!(expected.entry().origin, FaultOrigin::Service);
    assert_eq!(expected.to_string(), "Changed: The condition failed");
    assert_eq!(fault, Some(Ok(ShopError::Conflict(expected))));
}

#[test]
fn what_a_service_says_ends_an_execution_as_it_came() {
    let fault = ShopError::from(Conflict {
        cause: "The condition failed".to_owned(),
    });
    let failure = StepFailure::from(fault);
    assert_eq!(failure.error_type, "DynamoDb.ConditionalCheckFailedException");
    assert_eq!(failure.error_message, "The condition failed");
}

fn platform(error: &str) -> PlatformFault {
    let fault = PlatformFault::from_wire(error, &json!("why"));
    fault
        .expect("the platform's faults are all that there are")
        .expect("a text")
}

#[test]
fn the_platforms_faults_are_told_by_awss_names() {
    let kept = |error: &str| (error.to_owned(), "why".to_owned());
    let (error, cause) = kept("States.Timeout");
    assert_eq!(
        platform("States.Timeout"),
        PlatformFault::Timeout(Timeout { error, cause })
    );
    let (error, cause) = kept("States.HeartbeatTimeout");
    assert_eq!(
        platform(&error.clone()),
        PlatformFault::Timeout(Timeout { error, cause })
    );
    let (error, cause) = kept("Lambda.SdkClientException");
    assert_eq!(
        platform(&error.clone()),
        PlatformFault::LambdaService(LambdaService { error, cause })
    );
    let (error, cause) = kept("Runtime.ExitError");
    assert_eq!(
        platform(&error.clone()),
        PlatformFault::FunctionDied(FunctionDied { error, cause })
    );
    let (error, cause) = kept("States.Permissions");
    assert_eq!(
        platform(&error.clone()),
        PlatformFault::AnyOther(AnyOther { error, cause })
    );
}

#[test]
fn what_stands_for_every_error_comes_last() {
    let table = Caught::<ShopError>::table();
    let names: Vec<_> = table.iter().flat_map(|entry| entry.matches).copied().collect();
    assert_eq!(names.first(), Some(&"SoldOut"));
    assert_eq!(
        names.iter().position(|name| *name == "States.ALL"),
        Some(names.len() - 1)
    );
    let platform = table.iter().filter(|entry| entry.origin == FaultOrigin::Platform);
    assert_eq!(platform.count(), PlatformFault::table().len());
}

#[test]
fn a_fault_of_the_platform_keeps_the_name_and_the_text_that_aws_gave() {
    let caught: Caught<DepotClosed> = Caught::Platform(platform("Lambda.AWSLambdaException"));
    assert_eq!(caught.entry().name, "Lambda.ServiceException");
    assert_eq!(caught.name(), "Lambda.AWSLambdaException");
    assert_eq!(
        caught.to_string(),
        "The function could not be called: Lambda.AWSLambdaException."
    );
    let failure = StepFailure::from(caught.clone());
    assert_eq!(
        (failure.error_type.as_str(), failure.error_message.as_str()),
        ("Lambda.AWSLambdaException", "why")
    );
    assert_eq!(Caught::from_wire(caught.name(), &caught.payload()), Some(Ok(caught)));
}

#[test]
fn a_steps_own_fault_comes_before_the_platforms() {
    let caught = Caught::<DepotClosed>::from_wire("DepotClosed", &json!({}));
    assert_eq!(caught, Some(Ok(Caught::Fault(DepotClosed {}))));
    assert_eq!(Caught::from(DepotClosed {}), Caught::Fault(DepotClosed {}));
}

fn converted<E>(fault: E) -> ShopError
where
    ShopError: From<E> + stepwright::FromFault<E>,
{
    fault.into()
}

#[test]
fn a_choice_takes_what_a_step_or_the_platform_does() {
    assert_eq!(converted(Caught::Fault(DepotClosed {})), DepotClosed {}.into());
    let timeout = platform("States.Timeout");
    assert_eq!(
        converted(Caught::<DepotClosed>::Platform(timeout.clone())),
        ShopError::Platform(timeout)
    );
}

type Branches = OneOf<OutOfStock, OneOf<DepotClosed, ShopError>>;

#[test]
fn a_choice_takes_the_fault_of_one_of_several_branches() {
    assert_eq!(
        converted(Branches::First(OutOfStock { pieces_left: 1 })),
        OutOfStock { pieces_left: 1 }.into()
    );
    assert_eq!(
        converted(Branches::Other(OneOf::First(DepotClosed {}))),
        DepotClosed {}.into()
    );
    let own = ShopError::from(DepotClosed {});
    assert_eq!(converted(Branches::Other(OneOf::Other(own.clone()))), own);
}

#[test]
fn branches_that_fail_alike_fail_with_that_fault() {
    let both: OneOf<DepotClosed, DepotClosed> = OneOf::Other(DepotClosed {});
    assert_eq!(DepotClosed::from(both), DepotClosed {});
}

#[test]
fn the_fault_of_one_of_several_branches_is_a_fault() {
    let fault = Branches::Other(OneOf::First(DepotClosed {}));
    assert_eq!(
        (fault.name(), fault.cause_text().as_str(), fault.to_string().as_str()),
        ("DepotClosed", "{}", "Closed.")
    );
    assert_eq!(Branches::from_wire("DepotClosed", &json!({})), Some(Ok(fault)));
    assert_eq!(
        Branches::table()[..2].iter().map(|it| it.name).collect::<Vec<_>>(),
        ["SoldOut", "DepotClosed"]
    );
}
