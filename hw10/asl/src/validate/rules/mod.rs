//! The rules: one table, a file a family, from which the validator reports and the command line teaches.
//!
//! A code never changes its meaning, and a rule that goes takes its code along. `SW01` is structure, `SW02`
//! transitions, `SW03` errors, `SW04` JSONata, `SW05` JSONPath, `SW06` variables, `SW07` Express, `SW08` names and sizes.

pub(super) mod errors;
pub(super) mod express;
pub(super) mod jsonata;
pub(super) mod jsonpath;
pub(super) mod names;
pub(super) mod structure;
pub(super) mod transitions;
pub(super) mod variables;

use std::fmt;

use serde_json::Value;

use super::diagnostic::{Severity, Source};

/// A rule that a document is held to.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Our code, `SW0101` and up; it never changes.
    pub code: &'static str,
    /// The rule in a few words.
    pub title: &'static str,
    /// How bad it is to break it.
    pub severity: Severity,
    /// AWS's code, where AWS has one.
    pub aws_code: Option<&'static str>,
    /// Where the rule comes from.
    pub source: Source,
    /// Why the rule is there, and what to do.
    pub explanation: &'static str,
    /// A document that breaks this rule and no other.
    pub bad: Example,
    /// A document as it should be.
    pub good: Example,
    /// Whether the examples are Express workflows.
    pub is_about_express: bool,
}

/// A document that shows a rule.
#[derive(Debug, Clone, Copy)]
pub enum Example {
    /// The document's text.
    Text(&'static str),
    /// A document too large to be written down: what makes it, and what it is.
    Made(fn() -> String, &'static str),
}

impl PartialEq for Rule {
    /// A rule is known by its code.
    fn eq(&self, other: &Rule) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl Example {
    /// The document's text.
    pub fn text(&self) -> String {
        match self {
            Example::Text(text) => (*text).to_owned(),
            Example::Made(make, _) => make(),
        }
    }
}

impl fmt::Display for Example {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Example::Made(_, what) => out.write_str(what),
            Example::Text(text) => match serde_json::from_str::<Value>(text) {
                // A field that stands twice would stand once in the value.
                Ok(value) if value.to_string().len() == without_space(text) => write!(out, "{value:#}"),
                Ok(_) | Err(_) => out.write_str(text),
            },
        }
    }
}

/// How long the text is, but for the space between its tokens.
fn without_space(text: &str) -> usize {
    let (mut length, mut is_quoted, mut is_escaped) = (0, false, false);
    for byte in text.bytes() {
        if is_quoted || !byte.is_ascii_whitespace() {
            length += 1;
        }
        is_quoted ^= byte == b'"' && !is_escaped;
        is_escaped = is_quoted && byte == b'\\' && !is_escaped;
    }
    length
}

impl fmt::Display for Rule {
    /// The page that teaches the rule.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(out, "{} ({severity}): {}\n", self.code, self.title)?;
        writeln!(out, "{}\n", self.explanation)?;
        writeln!(out, "Not so:\n\n{}\n", self.bad)?;
        writeln!(out, "But so:\n\n{}\n", self.good)?;
        write!(out, "Source: {}", self.source)?;
        match self.aws_code {
            Some(code) => writeln!(out, "; AWS's code: {code}"),
            None => writeln!(out),
        }
    }
}

/// Every rule, in the order of the codes.
///
/// ```
/// let titles: Vec<_> = asl::rules().map(|it| format!("{} {}", it.code, it.title)).collect();
/// assert_eq!(titles[0], "SW0101 the document is not JSON");
/// ```
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().flat_map(|family| family.iter().copied())
}

/// The rule with this code, which may be written in small letters.
///
/// ```
/// let rule = asl::rule("sw0201").expect("there is one");
/// assert_eq!(rule.aws_code, Some("MISSING_TRANSITION_TARGET"));
/// assert!(rule.to_string().contains("Not so:"));
/// ```
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules().find(|it| it.code.eq_ignore_ascii_case(code))
}

const RULES: [&[&Rule]; 8] = [
    structure::RULES,
    transitions::RULES,
    errors::RULES,
    jsonata::RULES,
    jsonpath::RULES,
    variables::RULES,
    express::RULES,
    names::RULES,
];

/// AWS's code for most of what it refuses.
const SCHEMA: Option<&str> = Some("SCHEMA_VALIDATION_FAILED");

/// The pages that rules come from.
mod page {
    use super::Source;

    macro_rules! pages {
        ($($name:ident = $address:literal),* $(,)?) => {
            $(pub(super) const $name: Source = Source::AwsPage($address);)*
        };
    }
    pages! {
        LANGUAGE = "https://states-language.net/spec.html",
        STATES = "https://docs.aws.amazon.com/step-functions/latest/dg/workflow-states.html",
        DIAGNOSTICS = "https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html",
        ERRORS = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html",
        TASK = "https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html",
        RESOURCES = "https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html",
        MAP = "https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html",
        ITEM_READER = "https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html",
        ITEM_BATCHER = "https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html",
        JSONATA = "https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html",
        PATHS = "https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html",
        INTRINSICS = "https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html",
        CHOICE = "https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html",
        VARIABLES = "https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html",
        WORKFLOW_TYPE = "https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html",
        QUOTAS = "https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html",
        FAILED = "https://docs.aws.amazon.com/step-functions/latest/apireference/API_ExecutionFailedEventDetails.html",
    }
}

/// Defines a family of rules: a static each, and the list of them all. Examples are given by their states, or whole.
macro_rules! family {
    ($(
        $name:ident = $code:literal $severity:ident $(aws $aws:expr;)? from $source:expr; $(express $express:literal;)?
        $title:literal
        $explanation:literal
        bad $bad:expr;
        good $good:expr;
    )*) => {
        $(
            pub(crate) static $name: super::Rule = super::Rule {
                code: $code,
                title: $title,
                severity: super::Severity::$severity,
                aws_code: super::or_none!($($aws)?),
                source: $source,
                explanation: $explanation,
                bad: $bad,
                good: $good,
                is_about_express: super::or_false!($($express)?),
            };
        )*
        pub(super) const RULES: &[&super::Rule] = &[$(&$name),*];
    };
}

/// What is given, else nothing.
macro_rules! or_none {
    () => {
        None
    };
    ($given:expr) => {
        $given
    };
}

/// What is given, else no.
macro_rules! or_false {
    () => {
        false
    };
    ($given:literal) => {
        $given
    };
}

/// A document of these states, in JSONPath.
macro_rules! jsonpath {
    ($states:literal) => {
        super::Example::Text(concat!(r#"{ "StartAt": "A", "States": { "#, $states, " } }"))
    };
}

/// A document of these states, in JSONata.
macro_rules! jsonata {
    ($states:literal) => {
        super::Example::Text(concat!(
            r#"{ "QueryLanguage": "JSONata", "StartAt": "A", "States": { "#,
            $states,
            " } }"
        ))
    };
}

/// A document, whole.
macro_rules! whole {
    ($text:literal) => {
        super::Example::Text($text)
    };
}

use {family, jsonata as in_jsonata, jsonpath as in_jsonpath, or_false, or_none, whole};
