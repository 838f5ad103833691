//! The registry has every code, each once, and each code is said somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use stepwright::explain::{Lesson, lesson, lessons, nearest};

#[test]
fn no_code_is_there_twice() {
    let codes: Vec<_> = lessons().map(|it| it.code()).collect();
    let unique: BTreeSet<_> = codes.iter().collect();
    assert_eq!(unique.len(), codes.len());
    assert!(codes.is_sorted(), "{codes:?}");
}

#[test]
fn every_lesson_has_words_and_examples() {
    for lesson in lessons() {
        let code = lesson.code();
        assert!(!lesson.title().is_empty() && !lesson.explanation().is_empty(), "{code}");
        assert!(!lesson.good().is_empty(), "{code} has no good example");
        let is_safe = matches!(lesson, Lesson::Change(rule) if rule.help.is_empty());
        assert_eq!(
            lesson.bad().is_empty(),
            is_safe,
            "{code}: only what is safe has no bad example"
        );
        assert!(lesson.to_string().starts_with(code));
    }
}

#[test]
fn a_code_may_be_written_in_small_letters_and_without_its_letters() {
    for written in ["SW0115", "sw0115", "Sw0115", "0115", " SW0115 "] {
        assert_eq!(lesson(written).map(|it| it.code()), Some("SW0115"), "{written}");
    }
    assert!(lesson("SW9999").is_none());
    assert!(lesson("").is_none());
    assert!(lesson("é").is_none());
}

#[test]
fn the_nearest_of_a_code_that_there_is_not() {
    let near: Vec<_> = nearest("SW0008").iter().map(Lesson::code).collect();
    assert_eq!(near.len(), 5);
    assert!(near.contains(&"SW0001"), "{near:?}");
}

/// The codes that the sources below a directory mention in quotation marks, each with how many files do.
fn mentioned(directory: &Path, found: &mut BTreeMap<String, usize>) {
    for entry in fs::read_dir(directory).expect("a directory of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            mentioned(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            let codes: BTreeSet<_> = text.split('"').filter(|it| is_code(it)).collect();
            codes
                .into_iter()
                .for_each(|code| *found.entry(code.to_owned()).or_default() += 1);
        }
    }
}

fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix("SW").unwrap_or_default();
    digits.len() == 4 && digits.bytes().all(|it| it.is_ascii_digit())
}

#[test]
fn every_code_that_is_said_is_taught_and_every_code_that_is_taught_is_said() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeMap::new();
    mentioned(&here.join("src"), &mut found);
    mentioned(&here.join("../asl/src"), &mut found);
    let taught: BTreeSet<_> = lessons().map(|it| it.code().to_owned()).collect();
    let said: BTreeSet<_> = found.keys().cloned().collect();
    assert_eq!(said, taught);
    // Of what is found by a rule, the table of rules is the place, and a rule that nobody uses is dead code to rustc.
    let own = lessons().filter(|it| matches!(it, Lesson::Workflow(_)));
    for lesson in own {
        assert!(found[lesson.code()] > 1, "{} is taught and never said", lesson.code());
    }
}
