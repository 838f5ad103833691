//! What a run sees of the steps, and what its script does to them.

use serde_json::json;
use stepwright::native::{Call, Failure, Observed, ObservedCall, Run, Script, run};
use stepwright::platform::FunctionDied;
use stepwright::{CatchPlatform, Caught, Fault, PlatformFault, StepFailure, sleep, steps, workflow};

use crate::shop::{Shelf, Shop, ShopError, SoldOut, block_on, seconds, shop, sold_out};

/// Reserves three times; what the platform does to it counts as nothing reserved.
#[workflow(standard)]
async fn reserve(shop: &impl Shop, article: String) -> Result<String, ShopError> {
    let one = shop.reserve(&article, 1).await?;
    Ok(one)
}

async fn three_times(steps: &impl Shop) -> Result<Vec<String>, SoldOut> {
    let mut reserved = Vec::new();
    for pieces in 1..=3 {
        sleep(seconds(10)).await;
        match steps.reserve(&"tea".to_owned(), pieces).catch_platform().await {
            Ok(ticket) => reserved.push(ticket),
            Err(Caught::Fault(fault)) => return Err(fault),
            Err(Caught::Platform(fault)) => reserved.push(fault.name().to_owned()),
        }
    }
    Ok(reserved)
}

fn reserved(script: &Script) -> Run<Vec<String>, SoldOut> {
    let steps = shop();
    run(script, three_times(&steps))
}

#[test]
fn every_call_is_noted_with_what_is_sent_and_when() {
    let run = reserved(&Script::new());
    assert_eq!(
        run.result,
        Ok(["1 x tea", "2 x tea", "3 x tea"].map(str::to_owned).to_vec())
    );
    let expected = |pieces: u64| ObservedCall {
        step: "reserve",
        payload: json!({ "article": "tea", "pieces": pieces }),
        started: run.started.checked_add(seconds(10 * pieces)).expect("a moment"),
    };
    assert_eq!(run.calls, [1, 2, 3].map(expected));
}

#[test]
fn the_third_call_of_a_step_may_time_out() {
    let run = reserved(&Script::new().on(Call::number("reserve", 3).times_out()));
    assert_eq!(
        run.result,
        Ok(["1 x tea", "2 x tea", "States.Timeout"].map(str::to_owned).to_vec())
    );
    assert_eq!(run.calls.len(), 3);
}

#[test]
fn a_call_may_fail_as_aws_says() {
    let run = reserved(&Script::new().on(Call::number("reserve", 2).fails_as("Lambda.Unknown", "out of memory")));
    assert_eq!(
        run.result,
        Ok(["1 x tea", "Lambda.Unknown", "3 x tea"].map(str::to_owned).to_vec())
    );
}

#[test]
fn a_call_that_never_came_is_named() {
    let script = Script::new()
        .on(Call::number("reserve", 3).takes(seconds(1)))
        .on(Call::number("reserve", 4).times_out())
        .on(Call::every("reverse").times_out())
        .on(Call::every("reserve").takes(seconds(1)));
    assert_eq!(
        reserved(&script).unused,
        ["call 4 of `reserve`", "every call of `reverse`"]
    );
}

#[test]
fn what_is_said_last_about_a_call_holds() {
    let script = Script::new()
        .on(Call::every("reserve").gives(&"something".to_owned()))
        .on(Call::number("reserve", 2).fails(&sold_out("jam")));
    assert_eq!(reserved(&script).result, Err(Failure::Fault(sold_out("jam"))));
}

#[test]
fn a_step_may_be_given_its_result() {
    let script = Script::new().on(Call::every("reserve").gives(&"something".to_owned()));
    assert_eq!(reserved(&script).result, Ok(vec!["something".to_owned(); 3]));
    let script = Script::new().on(Call::every("reserve").gives(&5_u32));
    assert_eq!(reserved(&script).result, Ok(vec!["ContractViolation".to_owned(); 3]));
}

#[test]
fn what_the_platform_does_ends_an_execution_that_does_not_catch_it() {
    let steps = shop();
    let script = Script::new().on(Call::every("reserve").fails_as("Runtime.ExitError", "signal 9"));
    let run = run(&script, reserve(&steps, "tea".to_owned()));
    let (error, cause) = ("Runtime.ExitError".to_owned(), "signal 9".to_owned());
    let fault = PlatformFault::FunctionDied(FunctionDied { error, cause });
    assert_eq!(run.result, Err(Failure::Platform(fault)));
}

#[test]
fn a_call_that_takes_longer_than_its_timeout_times_out() {
    let after = |takes| {
        run(&Script::new().on(Call::every("count").takes(seconds(takes))), async {
            shop().count().await
        })
    };
    assert_eq!(after(9).result, Ok(3));
    assert_eq!(after(9).ended.duration_since(after(9).started), seconds(9));
    let late = after(11);
    assert!(matches!(late.result, Err(Failure::Platform(PlatformFault::Timeout(_)))));
    assert_eq!(late.ended.duration_since(late.started), seconds(10));
}

#[test]
fn a_step_that_sleeps_takes_that_long() {
    let steps = shop();
    let article = "slow".to_owned();
    let run = run(
        &Script::new().on(Call::every("reserve").takes(seconds(4))),
        steps.reserve(&article, 1),
    );
    assert_eq!(run.ended.duration_since(run.started), seconds(9));
}

#[test]
fn a_call_that_is_not_awaited_is_none() {
    let steps = shop();
    let run = run(&Script::new(), async {
        drop(steps.count());
        Ok::<(), SoldOut>(())
    });
    assert!(run.calls.is_empty());
}

#[test]
fn a_fault_that_is_caught_within_goes_no_further() {
    let steps = shop();
    let script = Script::new().on(Call::number("count", 1).times_out());
    let run = run(&script, async {
        let inner = async {
            let caught = steps.count().catch_platform().await;
            assert!(matches!(caught, Err(Caught::Platform(PlatformFault::Timeout(_)))));
            steps.count().await
        };
        inner.catch_platform().await
    });
    assert_eq!(run.result, Ok(3));
}

#[test]
fn a_caught_fault_becomes_one_of_a_choice_that_has_a_place_for_it() {
    let steps = shop();
    let script = Script::new().on(Call::every("reserve").times_out());
    let run = run(&script, async {
        let ticket = steps.reserve(&"tea".to_owned(), 1).catch_platform().await?;
        Ok::<String, ShopError>(ticket)
    });
    assert!(matches!(
        run.result,
        Err(Failure::Fault(ShopError::Platform(PlatformFault::Timeout(_))))
    ));
}

#[test]
fn the_steps_of_a_run_may_be_several() {
    let (one, other) = (Observed::new(Shelf), Observed::new(shop()));
    let run = run(&Script::new(), async {
        one.count().await?;
        other.count().await
    });
    // The steps of the second are observed twice.
    assert_eq!(run.calls.len(), 3);
}

#[test]
fn observed_steps_are_served_by_name_too() {
    let served: Result<_, StepFailure> = block_on(Shop::dispatch(&shop(), "count", json!({})));
    assert_eq!(served, Ok(json!(3)));
}

#[test]
fn a_failure_says_what_happened() {
    let script = Script::new().on(Call::every("count").times_out());
    let steps = shop();
    let failed = run(&script, steps.count()).result.expect_err("it times out");
    assert_eq!(
        failed.to_string(),
        "the execution failed with States.Timeout: The answer took too long."
    );
    let failed = run(&Script::new(), async { Err::<(), _>(sold_out("tea")) })
        .result
        .expect_err("a fault");
    assert_eq!(failed.to_string(), "the workflow failed: tea is sold out.");
}

trait Named {
    fn name(&self) -> String;
}

impl<S> Named for Observed<S> {
    fn name(&self) -> String {
        "observed".to_owned()
    }
}

impl Named for Shelf {
    fn name(&self) -> String {
        "shelf".to_owned()
    }
}

/// Names that the generated code or `Observed` might have too.
#[steps]
trait Confusing: Named {
    async fn steps(&self, payload: u32, work: u32) -> Result<u32, SoldOut>;
    async fn observe(&self, step: u32) -> Result<u32, SoldOut>;
}

impl Confusing for Shelf {
    async fn steps(&self, payload: u32, work: u32) -> Result<u32, SoldOut> {
        Ok(payload + work)
    }

    async fn observe(&self, step: u32) -> Result<u32, SoldOut> {
        Ok(step)
    }
}

#[test]
fn steps_may_have_any_names() {
    let steps = shop();
    let run = run(&Script::new(), async {
        Ok::<u32, SoldOut>(steps.steps(1, 2).await? + steps.observe(3).await?)
    });
    assert_eq!(run.result, Ok(6));
    assert_eq!(run.calls[0].payload, json!({ "payload": 1, "work": 2 }));
    assert_eq!(
        (Named::name(&steps), Observed::steps(&steps).name()),
        ("observed".to_owned(), "shelf".to_owned())
    );
}

#[test]
fn a_workflow_is_told_of_its_execution() {
    let script = Script::new();
    let context = script.context(&"tea".to_owned());
    assert_eq!(context.execution.input.0, json!("tea"));
    assert_eq!(context.execution.start_time, "2026-01-01T00:00:00.000Z");
    let wire = serde_json::to_value(&context).expect("JSON");
    assert_eq!(stepwright::decode(wire), Ok(context));
}
