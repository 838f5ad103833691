//! `command`: the generator's command line, its words apart by spaces, a line's end, and what it reads.

use std::io::Write;

use arbitrary::{Result, Unstructured};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

/// The commands that only say something, not those that write files or run other programs.
const COMMANDS: [&str; 5] = ["where", "explain", "list", "graph", "cost"];

/// Stands for a file with the input's text in it.
const FILE: &str = "FILE";

/// The names of a history that matter, and some that do not.
const STATES: [&str; 6] = [
    "ValidateAccount",
    "CheckFunds",
    "ProcessDeposit",
    "Nowhere",
    "",
    "\u{1b}[31m",
];
const KINDS: [&str; 8] = [
    "ExecutionFailed",
    "ExecutionStarted",
    "ExecutionTimedOut",
    "ExecutionAborted",
    "ExecutionRedriven",
    "ExecutionSucceeded",
    "TaskStateEntered",
    "TaskFailed",
];

pub(crate) fn check(input: &[u8]) {
    match input.strip_prefix(&[0]) {
        Some(choices) => {
            if let Ok(history) = history(&mut Unstructured::new(choices)) {
                run(&["where", "--json"], &history.to_string());
                run(&["where", "-"], &history.to_string());
            }
        }
        None => {
            let text = String::from_utf8_lossy(input);
            let (words, rest) = text.split_once('\n').unwrap_or((&text, ""));
            let words: Vec<_> = words.split(' ').collect();
            if COMMANDS.contains(&words[0]) && !touches_files(&words) {
                run(&words, rest);
            }
        }
    }
}

/// Whether the words name a directory, or a file that is not the input's: one may never end.
fn touches_files(words: &[&str]) -> bool {
    words.iter().enumerate().any(|(index, word)| {
        let is_the_input = *word == "--assume" && words.get(index + 1) == Some(&FILE);
        word.starts_with("--out") || (word.starts_with("--assume") && !is_the_input)
    })
}

/// An answer, or an error that says what to do; JSON where it is asked for.
fn run(words: &[&str], input: &str) {
    let (words, _file) = with_file(words, input);
    let arguments = ["workflow-gen"].into_iter().chain(words.iter().map(String::as_str));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = workflow_gen::project().run_reading(arguments, &mut input.as_bytes(), &mut out, &mut err);
    let [out, err] = [out, err].map(|it| String::from_utf8(it).expect("text"));
    if code == std::process::ExitCode::SUCCESS {
        assert!(!out.is_empty() && err.is_empty(), "{words:?}: {err}");
        let is_json = words.iter().any(|it| it == "--json") && !words.iter().any(|it| it == "--help" || it == "-h");
        assert!(
            !is_json || is_value(&out) || out.starts_with("no state failed"),
            "{out}"
        );
        return;
    }
    let helps = err.contains("help: ") || err.contains("--help") || err.contains("tip: ");
    assert!(err.starts_with("error: ") && helps, "{words:?}: {err}");
}

fn is_value(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok()
}

/// The words with the name of a file in the place of what stands for one.
fn with_file(words: &[&str], text: &str) -> (Vec<String>, Option<NamedTempFile>) {
    let file = words.contains(&FILE).then(|| {
        let mut file = NamedTempFile::new().expect("a file");
        file.write_all(text.as_bytes()).expect("it can be written");
        file
    });
    let name = file
        .as_ref()
        .map_or(FILE.to_owned(), |it| it.path().display().to_string());
    let word = |word: &&str| {
        if *word == FILE {
            name.clone()
        } else {
            (*word).to_owned()
        }
    };
    (words.iter().map(word).collect(), file)
}

/// What AWS may say of an execution, and more.
fn history(u: &mut Unstructured) -> Result<Value> {
    if u.ratio(1, 3)? {
        let cause = format!(
            "while executing the state '{}' (entered at the event id #1).",
            u.choose(&STATES)?
        );
        return Ok(json!({
            "status": u.choose(&["FAILED", "TIMED_OUT", "RUNNING", "SUCCEEDED", "ABORTED", ""])?,
            "error": u.choose(&["InsufficientFunds", "States.Timeout", ""])?,
            "cause": cause,
            "stateMachineArn": u.choose(&["arn:aws:states:eu-west-1:1:stateMachine:bank-transaction", "::::::x", ""])?,
        }));
    }
    let count = u.int_in_range(0..=8)?;
    let events: Result<Vec<_>> = (0..count).map(|_| event(u)).collect();
    Ok(json!({ "events": events? }))
}

fn event(u: &mut Unstructured) -> Result<Value> {
    let kind = *u.choose(&KINDS)?;
    let mut event = json!({ "id": number(u)?, "previousEventId": number(u)?, "type": kind });
    match kind {
        "TaskStateEntered" => event["stateEnteredEventDetails"] = json!({ "name": u.choose(&STATES)? }),
        "ExecutionFailed" => {
            event["executionFailedEventDetails"] = json!({ "error": u.choose(&STATES)?, "cause": u.choose(&STATES)? });
        }
        _ => {}
    }
    Ok(event)
}

fn number(u: &mut Unstructured) -> Result<u64> {
    Ok(match u.ratio(1, 16)? {
        true => u.arbitrary()?,
        false => u.int_in_range(0..=9)?,
    })
}
