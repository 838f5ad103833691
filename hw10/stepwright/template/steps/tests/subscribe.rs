//! The workflow, run natively over the steps: time does not pass, and a script says what goes wrong.

use contract::{AlreadySubscribed, SubscribeError, Subscriber, subscribe};
use steps::Newsletter;
use stepwright::native::{Call, Failure, Observed, Script, run};

fn ada() -> Subscriber {
    let email = "ada@example.org".to_owned();
    Subscriber {
        email,
        name: Some("Ada".to_owned()),
    }
}

#[test]
fn who_subscribes_is_written_to() {
    let newsletter = Observed::new(Newsletter::default());
    let run = run(&Script::new(), subscribe(&newsletter, ada()));
    assert_eq!(run.result, Ok(1));
    assert_eq!(
        run.calls[1].payload["letter"],
        "Dear Ada, you are number 1."
    );
}

#[test]
fn nobody_subscribes_twice() {
    let newsletter = Observed::new(Newsletter::default());
    let again = AlreadySubscribed { email: ada().email };
    assert_eq!(
        run(&Script::new(), subscribe(&newsletter, ada())).result,
        Ok(1)
    );
    let result = run(&Script::new(), subscribe(&newsletter, ada())).result;
    assert_eq!(
        result,
        Err(Failure::Fault(SubscribeError::AlreadySubscribed(again)))
    );
}

#[test]
fn a_letter_that_takes_too_long_ends_the_execution() {
    let newsletter = Observed::new(Newsletter::default());
    let script = Script::new().on(Call::number("welcome", 1).times_out());
    let result = run(&script, subscribe(&newsletter, ada())).result;
    assert!(matches!(result, Err(Failure::Platform(_))), "{result:?}");
}
