//! The command as a person uses it: what it tells of a seed that fails, and that it can be stopped.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

fn soak(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().expect("the command starts")
}

#[test]
fn a_seed_that_fails_tells_its_story_in_full_and_shortened_and_how_to_see_it_again() {
    let failed = soak(&["--bug", "BalanceBeforeWrong", "--seeds", "20"]);
    let output = failed.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stdout).expect("text");
    let (whole, shortened) = told.split_once("shortened to what breaks it:").expect("both are told");
    for story in [whole, shortened] {
        for part in [
            "asks for a ",
            "writes entry ",
            "VIOLATION of invariant 5: entry 1 of the account",
        ] {
            assert!(story.contains(part), "no {part:?} in\n{story}");
        }
    }
    let asked = |story: &str| story.matches("asks for a ").count();
    assert_eq!(asked(shortened), 1, "{shortened}");
    assert!(!shortened.contains("FAULT"), "{shortened}");
    let again = "-- --from 0 --seeds 1 --bug BalanceBeforeWrong";
    assert!(told.contains(again), "{told}");
}

#[test]
fn it_runs_until_it_is_interrupted_and_then_says_what_it_did() {
    let mut running = soak(&[]);
    let mut out = BufReader::new(running.stdout.take().expect("its output"));
    let mut greeting = String::new();
    out.read_line(&mut greeting).expect("it greets");
    assert!(greeting.contains("every seed from 0 on"), "{greeting}");
    let interrupted = Command::new("kill").args(["-INT", &running.id().to_string()]).status();
    assert!(interrupted.expect("the system has `kill`").success());
    let mut summary = String::new();
    out.read_to_string(&mut summary).expect("it says what it did");
    assert!(
        summary.contains("seeds from 0") && summary.contains("transactions a second"),
        "{summary}"
    );
    assert_eq!(running.wait().expect("it ends").code(), Some(0));
}
