//! `compat`: two schemas, a line each, or the generated files of two deployments.

use std::panic;
use std::thread;

use arbitrary::{Result, Unstructured};
use serde_json::{Value, json};
use stepwright::compat::{Baseline, Change, Functions, Verdict, compare};

use crate::{baseline, machine, schema};

/// How many values are tried where nothing was found.
const VALUES: usize = 20;

/// The rules by which a value is found that somebody sends and nobody accepts: as clients see it, and as a machine does that
/// calls the step and looks at the fields of its fault.
const OF_CLIENTS: [&str; 3] = ["SW1004", "SW1006", "SW1010"];
const OF_ALL: [&str; 5] = ["SW1004", "SW1006", "SW1010", "SW1022", "SW1028"];

/// The stack on which the comparison must find room, in bytes: that of a test's thread.
const STACK_BYTES: usize = 2 << 20;

pub(crate) fn check(input: &[u8]) {
    // What a thread keeps of the patterns that it has seen goes with it.
    let thread = thread::Builder::new().stack_size(STACK_BYTES);
    thread::scope(|scope| {
        let run = thread.spawn_scoped(scope, || match input.strip_prefix(&[0]) {
            // Too few choices make nothing.
            Some(choices) => made(&mut Unstructured::new(choices)).unwrap_or_default(),
            None => read(&String::from_utf8_lossy(input)),
        });
        if let Err(panic) = run.expect("a thread starts").join() {
            panic::resume_unwind(panic);
        }
    });
}

/// Schemas as the generator writes them: whatever is found is shown by a value, and where nothing is, no value speaks
/// against it.
fn made(u: &mut Unstructured) -> Result<()> {
    let before = schema::schema(u)?;
    let after = schema::edited(u, &before)?;
    let (machine, rules) = match u.ratio(1, 3)? {
        true => (baseline::calling(machine::machine(u)?), &OF_CLIENTS[..]),
        false => (baseline::machine(), &OF_ALL[..]),
    };
    let Some([old, new]) = services([&before, &after], &machine) else {
        return Ok(());
    };
    let changes = judged(&old, &new);
    changes.iter().for_each(|it| is_shown(it, &before, &after));
    for _ in 0..VALUES {
        let value = schema::value(u)?;
        speaks_not_against(&changes, rules, &value, &before, &after);
    }
    let further = schema::schema(u)?;
    is_no_milder(&changes, [&before, &json!({ "allOf": [after, further] })], &machine);
    is_no_milder(&changes, [&json!({ "anyOf": [before, further] }), &after], &machine);
    Ok(())
}

fn services(schemas: [&Value; 2], machine: &Value) -> Option<[Baseline; 2]> {
    let [old, new] = schemas.map(|schema| baseline::read(baseline::files(&schema.to_string(), machine)));
    Some([old?, new?])
}

/// Any text as a schema, or as files.
fn read(text: &str) {
    let (old, new) = text.split_once('\n').unwrap_or((text, "true"));
    let files = |text: &str| baseline::named(text).unwrap_or_else(|| baseline::files(text, &baseline::machine()));
    if let (Some(old), Some(new)) = (baseline::read(files(old)), baseline::read(files(new))) {
        judged(&old, &new);
        judged(&new, &old);
    }
}

/// The changes, each of which can be told; a deployment compared with itself has none; with pinned functions nothing is
/// worse.
fn judged(old: &Baseline, new: &Baseline) -> Vec<Change> {
    for same in [old, new] {
        assert_eq!(compare(same, same, Functions::Latest), [], "compared with itself");
    }
    let changes = compare(old, new, Functions::Latest);
    for change in &changes {
        assert!(
            !change.place.file.is_empty() && !change.rule().title.is_empty(),
            "{change:?}"
        );
        assert!(change.to_string().starts_with(change.verdict.words()));
        assert!(change.to_json().is_object());
        assert!(change.verdict == Verdict::Safe || !change.help.is_empty(), "{change}");
    }
    assert!(
        changes.is_sorted_by(|one, other| one.verdict >= other.verdict),
        "{changes:?}"
    );
    assert!(worst(&compare(old, new, Functions::Pinned)) <= worst(&changes));
    changes
}

fn worst(changes: &[Change]) -> Verdict {
    changes.iter().map(|it| it.verdict).max().unwrap_or(Verdict::Safe)
}

/// A counterexample is a value of the one who sends, and none of the one who receives.
fn is_shown(change: &Change, before: &Value, after: &Value) {
    let Some((sender, receiver)) = direction(change.code, before, after) else {
        return;
    };
    if let Some(it) = &change.counterexample {
        assert!(
            jsonschema::is_valid(sender, &it.value),
            "nobody sends it: {change}\n{sender}"
        );
        assert!(
            !jsonschema::is_valid(receiver, &it.value),
            "it is accepted: {change}\n{receiver}"
        );
        assert!(
            it.value.pointer(&it.pointer).is_some() || it.reason == "is required",
            "{change}"
        );
    }
}

/// Who sends what a rule speaks of, and who receives it: the old input meets the new workflow, the new output old clients.
fn direction<'s>(code: &str, before: &'s Value, after: &'s Value) -> Option<(&'s Value, &'s Value)> {
    match code {
        "SW1004" | "SW1022" => Some((before, after)),
        "SW1006" | "SW1010" | "SW1024" | "SW1028" => Some((after, before)),
        _ => None,
    }
}

/// A value that the one may send and the other refuses has been found somehow.
fn speaks_not_against(changes: &[Change], rules: &[&str], value: &Value, before: &Value, after: &Value) {
    for &code in rules {
        let (sender, receiver) = direction(code, before, after).expect("a rule of schemas");
        let is_refused = || jsonschema::is_valid(sender, value) && !jsonschema::is_valid(receiver, value);
        let is_said = changes
            .iter()
            .any(|it| it.code == code && it.verdict == Verdict::Breaking);
        assert!(is_said || !is_refused(), "not {code}: {value}\n{before}\n{after}");
    }
}

/// Who accepts less, or is sent more, breaks no less of what comes in.
fn is_no_milder(changes: &[Change], schemas: [&Value; 2], machine: &Value) {
    let Some([old, new]) = services(schemas, machine) else {
        return;
    };
    let more = judged(&old, &new);
    for code in ["SW1004", "SW1022"] {
        // What looks like a new name is a matter of words, which are others now.
        let is_refused =
            |it: &Change| it.code == code && it.verdict == Verdict::Breaking && it.counterexample.is_some();
        let was_said = changes.iter().any(is_refused);
        let is_said = more.iter().any(|it| it.code == code && it.verdict == Verdict::Breaking);
        assert!(!was_said || is_said, "{code} is milder: {schemas:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_of_what_is_made_breaks_and_some_does_not() {
        let mut random = fastrand::Rng::with_seed(1);
        let breaks = |_| {
            let choices: Vec<u8> = (0..200).map(|_| random.u8(..)).collect();
            let mut u = Unstructured::new(&choices);
            let before = schema::schema(&mut u).expect("choices");
            let after = schema::edited(&mut u, &before).expect("choices");
            let [old, new] = services([&before, &after], &baseline::machine()).expect("a service");
            let changes = compare(&old, &new, Functions::Latest);
            changes.iter().any(|it| it.code == "SW1004")
        };
        let count = (0..100).map(breaks).filter(|it| *it).count();
        assert!((20..80).contains(&count), "{count} of 100");
    }

    #[test]
    #[should_panic(expected = "not SW1004")]
    fn a_value_that_nobody_has_found_is_noticed() {
        let [before, after] = ["string", "null"].map(|of| json!({ "type": of }));
        speaks_not_against(&[], &OF_ALL, &json!("a"), &before, &after);
    }
}
