//! Definitions that AWS and other tools have judged, judged here: the verdicts must agree, AWS's codes and places too.
//! The records are no part of the repository: `recorded` says where they are looked for.

use asl::{Diagnostic, ExecutionType, validate_text};
use serde_json::Value;

/// Why another tool may judge otherwise than we do.
struct Difference {
    authority: &'static str,
    tool: Tool,
    /// The rules that tell the difference: errors that the tool does not know, or warnings for what it refuses.
    codes: &'static [&'static str],
    /// How the places end that it is about; empty: all.
    at: &'static str,
    reason: &'static str,
    /// A vector that shows it; the entry is stale when it no longer does.
    shown_by: &'static str,
}

/// In what way another tool differs.
#[derive(PartialEq)]
enum Tool {
    /// It does not know the rule, so the rule does not count in either direction.
    IsLaxer,
    /// It refuses what we warn of.
    IsStricter,
}

const DIFFERENCES: [Difference; 8] = [
    Difference {
        authority: "awslabs-tool",
        tool: Tool::IsLaxer,
        codes: &["SW0114", "SW0115", "SW0120"],
        at: "",
        reason: "statelint takes any text for a `Resource`, and knows no modes of a Map; AWS wants an ARN",
        shown_by: "statelint/task-with-parameters",
    },
    Difference {
        authority: "community-tool",
        tool: Tool::IsLaxer,
        codes: &["SW0119"],
        at: "",
        reason: "asl-validator asks for nothing in `Credentials`; by AWS's record `RoleArn` is required",
        shown_by: "asl-validator/valid-task-credentials",
    },
    Difference {
        authority: "community-tool",
        tool: Tool::IsLaxer,
        codes: &["SW0106"],
        at: "/Resource",
        reason: "asl-validator takes CloudFormation's functions for text; AWS never sees them",
        shown_by: "asl-validator/valid-task-intrisic-function",
    },
    Difference {
        authority: "aws-tool",
        tool: Tool::IsLaxer,
        codes: &["SW0802"],
        at: "",
        reason: "the language service compares names within one `States`; AWS over the whole machine",
        shown_by: "asl-service/ASL context-aware validation / Terminal State / Accepts \"Succeed\" and \"Fail\" state as \
                   terminal states",
    },
    Difference {
        authority: "aws-tool",
        tool: Tool::IsLaxer,
        codes: &["SW0401", "SW0402", "SW0403", "SW0404", "SW0405", "SW0406"],
        at: "",
        reason: "the language service does not read expressions",
        shown_by: "asl-service/ASL context-aware validation / Test validation with JSONata fields / does not show \
                   diagnostic error on valid states",
    },
    Difference {
        authority: "community-tool",
        tool: Tool::IsLaxer,
        codes: &["SW0402", "SW0403", "SW0404", "SW0405", "SW0406"],
        at: "",
        reason: "asl-validator parses expressions, and does not look at what they read",
        // No vector that everybody has shows it; the examples of the rules do.
        shown_by: "",
    },
    Difference {
        authority: "community-tool",
        tool: Tool::IsStricter,
        codes: &["SW0407"],
        at: "",
        reason: "asl-validator refuses half of an expression's marks; by AWS's records it is text as it stands",
        shown_by: "asl-validator/invalid-jsonata-surround-syntax-no-open",
    },
    Difference {
        authority: "aws-tool",
        tool: Tool::IsStricter,
        codes: &["SW0125", "SW0206"],
        at: "",
        reason: "the language service asks for an end in branches too, and for an object to send; AWS does not",
        // None of the vectors that everybody has shows it alone; the examples of the two rules do.
        shown_by: "",
    },
];

#[test]
fn definitions_are_judged_as_aws_and_others_judge_them() {
    let Some(vectors) = recorded::vectors("validation.jsonl") else {
        return;
    };
    let misjudged: Vec<String> = vectors.iter().filter_map(misjudged).collect();
    let stale: Vec<&str> = DIFFERENCES
        .iter()
        .filter(|it| is_stale(it, &vectors))
        .map(|it| it.reason)
        .collect();
    report(&vectors, misjudged.len());
    assert!(misjudged.is_empty(), "{}", misjudged.join("\n\n"));
    assert!(stale.is_empty(), "no longer a difference: {stale:#?}");
    assert!(!vectors.is_empty(), "there are no vectors");
}

#[test]
fn aws_has_run_what_is_found_sound() {
    let Some(vectors) = recorded::vectors("execution.jsonl") else {
        return;
    };
    let refused = vectors.iter().filter_map(|vector| {
        let errors = errors(&judge(vector));
        (!errors.is_empty()).then(|| format!("{}:\n{}", vector["name"], errors.join("\n")))
    });
    let refused: Vec<String> = refused.collect();
    assert!(refused.is_empty(), "{}", refused.join("\n\n"));
    assert!(!vectors.is_empty(), "there are no vectors");
}

#[test]
fn no_state_that_reads_a_variable_out_of_reach_has_come_to_its_end_on_aws() {
    let Some(vectors) = recorded::vectors("execution.jsonl") else {
        return;
    };
    let warned = |vector: &Value| -> Vec<Option<String>> {
        let found = judge(vector).into_iter().filter(|it| it.code().starts_with("SW06"));
        found.map(|it| it.state()).collect()
    };
    let is_exit = |event: &&Value| event["type"].as_str().is_some_and(|it| it.ends_with("StateExited"));
    let wrong = vectors.iter().filter(|vector| {
        let warned = warned(vector);
        let events = vector["expected"]["events"].as_array().into_iter().flatten();
        let mut ended = events.filter(is_exit).map(|it| it["name"].as_str().map(str::to_owned));
        ended.any(|it| warned.contains(&it))
    });
    let wrong: Vec<&Value> = wrong.map(|it| &it["name"]).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// In what way the verdict on a vector is not the recorded one.
fn misjudged(vector: &Value) -> Option<String> {
    let found = judge(vector);
    let is_refused = found.iter().any(|it| counts(it, vector));
    let wrong = match is_refused == (vector["valid"] == false) {
        true => misnamed(vector, &found).or_else(|| unmarked(vector, &found)),
        false => Some(format!("{} says valid: {}", vector["authority"], vector["valid"])),
    };
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    wrong.map(|it| format!("{}: {it}; here\n{}", vector["name"], told.join("\n")))
}

/// Whether a finding speaks against a definition, in the light of how its judge differs.
fn counts(found: &Diagnostic, vector: &Value) -> bool {
    let differs = |tool| {
        DIFFERENCES
            .iter()
            .any(|it| it.tool == tool && explains(it, vector, found))
    };
    match found.is_error() {
        true => !differs(Tool::IsLaxer),
        false => vector["valid"] == false && differs(Tool::IsStricter),
    }
}

/// AWS's codes and places that we do not tell.
fn misnamed(vector: &Value, found: &[Diagnostic]) -> Option<String> {
    if vector["authority"] != "aws" {
        return None;
    }
    let diagnostics = vector["diagnostics"].as_array().into_iter().flatten();
    let mut expected: Vec<(&str, Option<&str>)> = diagnostics
        .map(|it| (it["code"].as_str().unwrap_or_default(), it["location"].as_str()))
        .collect();
    expected.extend(vector["error"]["message"].as_str().and_then(code_and_location));
    let is_told = |(code, location): &(&str, Option<&str>)| {
        // Where a text is no JSON, AWS's parser says where in its own words, and not by fields.
        let location = location.filter(|it| it.starts_with('/'));
        let is_there = |it: &Diagnostic| location.is_none_or(|location| stands_at(it, location));
        found.iter().any(|it| it.aws_code() == Some(*code) && is_there(it))
    };
    let untold: Vec<_> = expected.iter().filter(|it| !is_told(it)).collect();
    (!untold.is_empty()).then(|| format!("AWS tells {untold:?}"))
}

/// Lines that the language service marks and we do not. Its lines count from 0.
fn unmarked(vector: &Value, found: &[Diagnostic]) -> Option<String> {
    if vector["authority"] != "aws-tool" || !vector["definitionText"].is_string() {
        return None;
    }
    let marked: Vec<usize> = found.iter().filter_map(|it| Some(it.position?.0)).collect();
    let diagnostics = vector["diagnostics"].as_array().into_iter().flatten();
    let lines = diagnostics
        .filter_map(|it| it["start"][0].as_u64())
        .map(|it| it as usize + 1);
    let unmarked: Vec<usize> = lines.filter(|it| !marked.contains(it)).collect();
    (!unmarked.is_empty()).then(|| format!("the tool marks the lines {unmarked:?}"))
}

/// AWS names the payload where we name the field in it.
fn stands_at(diagnostic: &Diagnostic, location: &str) -> bool {
    let rest = diagnostic.location.strip_prefix(location);
    rest.is_some_and(|it| it.is_empty() || it.starts_with('/') && location != "/")
}

/// Out of `Invalid State Machine Definition: 'CODE: message at /place'`.
fn code_and_location(message: &str) -> Option<(&str, Option<&str>)> {
    let (_, rest) = message.split_once("Invalid State Machine Definition: '")?;
    let (code, rest) = rest.split_once(':')?;
    let location = rest.rsplit_once(" at ").map(|(_, it)| it.trim_end_matches('\''));
    Some((code, location))
}

fn explains(difference: &Difference, vector: &Value, found: &Diagnostic) -> bool {
    let is_of_it = vector["authority"] == difference.authority && difference.codes.contains(&found.code());
    is_of_it && found.pointer.ends_with(difference.at)
}

fn is_stale(difference: &Difference, vectors: &[Value]) -> bool {
    let shown_by = vectors.iter().find(|it| it["name"] == difference.shown_by);
    shown_by.is_some_and(|vector| !judge(vector).iter().any(|it| explains(difference, vector, it)))
}

fn errors(found: &[Diagnostic]) -> Vec<String> {
    found
        .iter()
        .filter(|it| it.is_error())
        .map(ToString::to_string)
        .collect()
}

fn judge(vector: &Value) -> Vec<Diagnostic> {
    let execution_type = match vector["type"] == "EXPRESS" {
        true => ExecutionType::Express,
        false => ExecutionType::Standard,
    };
    validate_text(&text(vector), execution_type)
}

/// The text that was judged. The recorder wrote a word for the ARN of its activity.
fn text(vector: &Value) -> String {
    let text = vector["definitionText"].as_str().map(str::to_owned);
    let text = text.unwrap_or_else(|| vector["definition"].to_string());
    text.replace(
        r#""activity_arn""#,
        r#""arn:aws:states:us-east-1:111111111111:activity:sign""#,
    )
}

#[expect(
    clippy::print_stdout,
    reason = "how much was judged is what the reader wants to know"
)]
fn report(vectors: &[Value], misjudged: usize) {
    let all = vectors.len();
    println!(
        "conformance: {} of {all} definitions are judged as recorded:",
        all - misjudged
    );
    let mut authorities: Vec<&str> = vectors.iter().filter_map(|it| it["authority"].as_str()).collect();
    authorities.sort_unstable();
    for group in authorities.chunk_by(|a, b| a == b) {
        println!("  {:4} {}", group.len(), group[0]);
    }
    for difference in DIFFERENCES {
        let is_otherwise = |it: &&Value| errors(&judge(it)).is_empty() != (it["valid"] == true);
        let is_explained = |it: &&Value| judge(it).iter().any(|found| explains(&difference, it, found));
        let count = vectors.iter().filter(is_otherwise).filter(is_explained).count();
        println!("  {count:4} otherwise: {}", difference.reason);
    }
}
