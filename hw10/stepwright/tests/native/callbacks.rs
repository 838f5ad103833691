//! Answers that come later, and executions of their own.

use serde_json::Value;
use stepwright::native::{self, Call, Failure, Script, run};
use stepwright::platform::AnyOther;
use stepwright::{CatchPlatform, Caught, Fault, PlatformFault, TaskToken, callback, execution, sleep};

use crate::shop::{Refused, Shop, refused, seconds, shop};

async fn asked(steps: &impl Shop, article: &str) -> Result<bool, Refused> {
    let article = article.to_owned();
    callback(|token| steps.ask(token, &article)).await
}

#[test]
fn an_answer_comes_when_it_comes() {
    let script = Script::new().on(Call::every("ask").replied(seconds(600), &true));
    let run = run(&script, asked(&shop(), "tea"));
    assert_eq!(run.result, Ok(true));
    assert_eq!(run.ended.duration_since(run.started), seconds(600));
    assert_eq!(run.calls[0].payload["article"], "tea");
    assert!(run.calls[0].payload["token"].is_string());
}

#[test]
fn a_refusal_is_the_fault_of_the_call() {
    let script = Script::new().on(Call::every("ask").refused(seconds(600), &refused("Ada")));
    assert_eq!(
        run(&script, asked(&shop(), "tea")).result,
        Err(Failure::Fault(refused("Ada")))
    );
}

#[test]
fn a_question_that_cannot_be_asked_has_no_answer() {
    let script = Script::new().on(Call::every("ask").replied(seconds(600), &true));
    let run = run(&script, asked(&shop(), "nothing"));
    assert_eq!(run.result, Err(Failure::Fault(refused("the clerk"))));
    assert_eq!(run.ended, run.started);
}

#[test]
fn an_answer_that_comes_too_late_is_none() {
    let script = |after| Script::new().on(Call::every("ask").replied(seconds(after), &true));
    assert_eq!(run(&script(3_599), asked(&shop(), "tea")).result, Ok(true));
    let run = run(&script(3_600), asked(&shop(), "tea"));
    assert!(matches!(run.result, Err(Failure::Platform(PlatformFault::Timeout(_)))));
    assert_eq!(run.ended.duration_since(run.started), seconds(3_600));
}

#[test]
fn nobody_answers_and_the_time_goes_by() {
    let steps = shop();
    let run = run(&Script::new(), asked(&steps, "tea").catch_platform());
    assert!(matches!(
        run.result,
        Err(Failure::Fault(Caught::Platform(PlatformFault::Timeout(_))))
    ));
}

#[test]
fn each_call_has_an_answer_of_its_own() {
    let script = Script::new()
        .on(Call::number("ask", 1).replied(seconds(60), &true))
        .on(Call::number("ask", 2).replied(seconds(30), &false));
    let steps = shop();
    let run = run(&script, async {
        stepwright::try_join!(asked(&steps, "tea"), asked(&steps, "jam"))
    });
    assert_eq!(run.result, Ok((true, false)));
    assert_eq!(run.ended.duration_since(run.started), seconds(60));
}

#[test]
fn a_step_may_answer_by_the_token_itself() {
    let call = |token: TaskToken<u32, Refused>| async move {
        native::send_task_failure(token.failure(&refused("Ada")), seconds(5));
        // The first answer counts, whenever it comes.
        native::send_task_success(token.success(&1).expect("JSON"), seconds(1));
        sleep(seconds(60)).await;
        Ok(())
    };
    let run = run(&Script::new(), callback(call));
    // The answer ends the call, whether the step has come to its end or not.
    assert_eq!(run.result, Err(Failure::Fault(refused("Ada"))));
    assert_eq!(run.ended.duration_since(run.started), seconds(5));
}

#[test]
fn an_answer_that_is_none_of_its_type_breaks_the_contract() {
    let script = Script::new().on(Call::every("ask").replied(seconds(1), &"perhaps".to_owned()));
    let run = run(&script, asked(&shop(), "tea"));
    let Err(Failure::Platform(fault)) = run.result else {
        panic!("{:?}", run.result)
    };
    assert_eq!(fault.name(), "ContractViolation");
}

#[test]
fn without_a_timeout_nobody_waits_for_an_answer_that_never_comes() {
    let run = run(&Script::new(), callback(|_: TaskToken<u32, Refused>| async { Ok(()) }));
    assert_eq!(run.result, Err(Failure::Stuck { unanswered: 1 }));
}

#[test]
fn an_execution_of_its_own_fails_with_its_own_faults() {
    let steps = shop();
    let child = execution(async { steps.reserve(&"nothing".to_owned(), 1).await });
    assert!(matches!(run(&Script::new(), child).result, Err(Failure::Fault(_))));
    let child = execution(async { steps.reserve(&"tea".to_owned(), 1).await });
    assert_eq!(run(&Script::new(), child).result, Ok("1 x tea".to_owned()));
}

#[test]
fn what_the_platform_does_to_an_execution_is_a_failed_task_of_its_parent() {
    let steps = shop();
    let script = Script::new().on(Call::every("count").times_out());
    let run = run(&script, execution(steps.count()));
    let Err(Failure::Platform(PlatformFault::AnyOther(AnyOther { error, cause }))) = run.result else {
        panic!("{:?}", run.result)
    };
    assert_eq!(error, "States.TaskFailed");
    let cause: Value = serde_json::from_str(&cause).expect("JSON");
    assert_eq!(cause["Error"], "States.Timeout");
}

#[test]
fn an_error_that_the_types_do_not_know_may_come_by_a_token() {
    let script = Script::new().on(Call::every("ask").refused_as(seconds(600), "Lost", "in the post"));
    let run = run(&script, asked(&shop(), "tea"));
    let lost = AnyOther {
        error: "Lost".to_owned(),
        cause: "in the post".to_owned(),
    };
    assert_eq!(run.result, Err(Failure::Platform(lost.into())));
    assert_eq!(run.ended.duration_since(run.started), seconds(600));
}
