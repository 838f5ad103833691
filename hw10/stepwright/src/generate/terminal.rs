//! What a person at a terminal sees: the text that everybody else gets, in rustc's colours. Where there is no terminal, or
//! `NO_COLOR` is set, the streams of [`main`](super::Project::main) take the colours off again.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};

use clap::builder::styling::{AnsiColor, Style};

const BOLD: Style = Style::new().bold();
const PLACE: Style = AnsiColor::BrightBlue.on_default().bold();

/// What a line of a diagnosis may begin with, and its colour.
const SEVERITIES: [(&str, Style); 5] = [
    ("error", AnsiColor::BrightRed.on_default().bold()),
    ("breaking", AnsiColor::BrightRed.on_default().bold()),
    ("warning", AnsiColor::Yellow.on_default().bold()),
    ("safe for new executions only", AnsiColor::Yellow.on_default().bold()),
    ("safe", AnsiColor::BrightGreen.on_default().bold()),
];

/// A text in the form of rustc's diagnoses, in rustc's colours.
pub(crate) fn paint(text: &str) -> String {
    let mut painted = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        paint_line(line, &mut painted);
        painted.push_str(end);
    }
    painted
}

/// Says at a terminal, and nowhere else, what takes a while.
pub(super) fn progress(text: &str) {
    let mut terminal = io::stderr();
    if terminal.is_terminal() {
        let _ = writeln!(terminal, "{text}");
    }
}

fn paint_line(line: &str, painted: &mut String) {
    let _ = if let Some((severity, style, message)) = headline(line) {
        write!(painted, "{style}{severity}{style:#}{BOLD}{message}{BOLD:#}")
    } else if let Some(place) = line.strip_prefix(" --> ") {
        write!(painted, "{PLACE} -->{PLACE:#} {place}")
    } else if let Some((word, rest)) = line.strip_prefix("  = ").and_then(|note| note.split_once(':')) {
        write!(painted, "{PLACE}  ={PLACE:#} {BOLD}{word}{BOLD:#}:{rest}")
    } else {
        write!(painted, "{line}")
    };
}

/// `error[SW0001]`, its colour, and `: what is wrong`; `None`: the line does not begin a diagnosis.
fn headline(line: &str) -> Option<(&str, Style, &str)> {
    let (head, _) = line.split_once(": ")?;
    let word = head.split_once('[').map_or(head, |(word, _)| word);
    let (_, style) = SEVERITIES.iter().find(|(severity, _)| *severity == word)?;
    let (head, message) = line.split_at(head.len());
    Some((head, *style, message))
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let painted = paint(text);
        assert_eq!(painted.replace('\u{1b}', "^"), expected);
        assert_eq!(strip_str(&painted).to_string(), text);
    }

    #[test]
    fn a_diagnosis_has_the_colours_of_rustc() {
        check(
            "error[SW0001]: state `A`: twice\n --> src/lib.rs:3\n  = help: name it\n",
            "^[1m^[91merror[SW0001]^[0m^[1m: state `A`: twice^[0m\n^[1m^[94m -->^[0m src/lib.rs:3\n^[1m^[94m  =^[0m \
             ^[1mhelp^[0m: name it\n",
        );
        check("warning[SW0901]: large", "^[1m^[33mwarning[SW0901]^[0m^[1m: large^[0m");
        check(
            "safe for new executions only[SW1043]: it",
            "^[1m^[33msafe for new executions only[SW1043]^[0m^[1m: it^[0m",
        );
    }

    #[test]
    fn everything_else_is_as_it_was() {
        check("wrote a/b.json (missing)\n", "wrote a/b.json (missing)\n");
        check("errors: none", "errors: none");
        check("", "");
    }
}
