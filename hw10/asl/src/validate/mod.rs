//! Judges whole documents, in both query languages, as Step Functions does when a state machine is created.
//!
//! [`validate`] takes a document that is JSON already, [`validate_text`] its text. Neither asks whether we can run it:
//! that is the matter of reading it into the model. Every finding names its [`Rule`], and all rules are in one table.
//!
//! A state is judged in three steps: its fields, each by its form ([`fields`], [`states`]); what its kind asks for
//! (a file each); and how it hangs together with the others ([`graph`], [`variables`]).

mod choice;
mod diagnostic;
mod fields;
mod forms;
mod graph;
mod intrinsic;
mod jsonata;
mod map;
mod paths;
mod place;
mod recovery;
mod rules;
mod states;
mod task;
mod template;
mod text;
mod timestamp;
mod variables;

use std::collections::HashSet;

use serde_json::{Map, Value};

pub use diagnostic::{Diagnostic, Severity, Source};
pub use rules::{Example, Rule, rule, rules};

use crate::model::{ExecutionType, QueryLanguage, StateMachine};
use crate::problem::Problem;
use crate::words::Word;
use fields::{Field, always};
use forms::{COUNT_MAX, Form};
use place::Place;
use rules::{express, names, structure};
use variables::{Known, Scope};

/// The largest document that AWS takes, in bytes.
const DOCUMENT_BYTES_MAX: usize = 1_048_576;

/// The longest that an Express execution takes, in seconds.
const EXPRESS_SECONDS_MAX: u64 = 300;

/// Everything that Step Functions would refuse about a document, or that is hardly meant so, in the document's order.
///
/// ```
/// use asl::ExecutionType;
/// let document = serde_json::json!({ "StartAt": "A", "States": { "A": { "Type": "Pass", "Next": "B" } } });
/// let found: Vec<String> = asl::validate(&document, ExecutionType::Standard).iter().map(|it| it.to_string()).collect();
/// assert_eq!(found[0], "error[SW0201]: /States/A/Next: there is no state named \"B\" among those beside it");
/// ```
pub fn validate(document: &Value, execution_type: ExecutionType) -> Vec<Diagnostic> {
    judge(document, document.to_string().len(), execution_type)
}

/// Judges a document whose text has so many bytes.
fn judge(document: &Value, bytes: usize, execution_type: ExecutionType) -> Vec<Diagnostic> {
    let mut validator = Validator {
        execution_type,
        machine_language: QueryLanguage::JsonPath,
        assigned: HashSet::new(),
        state_names: HashSet::new(),
        labels: HashSet::new(),
        express_items: 0,
        found: Vec::new(),
    };
    validator.size(bytes);
    validator.document(document);
    validator.found
}

/// As [`validate`], for a document's text, with line and column of each finding. Finds also what only a text can have
/// wrong: that it is not JSON, and that a field stands twice.
///
/// ```
/// let text = "{ \"StartAt\": \"A\",\n  \"States\": { \"A\": { \"Type\": \"Succeed\", } } }";
/// let found = asl::validate_text(text, asl::ExecutionType::Express);
/// assert_eq!((found[0].code(), found[0].position), ("SW0101", Some((2, 41))));
/// ```
pub fn validate_text(text: &str, execution_type: ExecutionType) -> Vec<Diagnostic> {
    let bytes = text.len();
    if text.trim().is_empty() {
        let message = "the document is empty; it is an object with `StartAt` and `States`";
        return vec![found(&structure::NOT_AN_OBJECT, &Place::default(), message.to_owned())];
    }
    let text = match text::read(text) {
        Ok(text) => text,
        Err((message, position)) => return vec![not_json(message, position)],
    };
    let duplicates = text.duplicates.iter().map(|(place, position)| Diagnostic {
        position: Some(*position),
        ..found(
            &structure::DUPLICATE_FIELD,
            place,
            "stands here a second time; rename or remove one of the two".to_owned(),
        )
    });
    let mut diagnostics: Vec<_> = duplicates.collect();
    diagnostics.extend(
        judge(&text.value, bytes, execution_type)
            .into_iter()
            .map(|it| Diagnostic {
                position: text.positions.get(&it.pointer).copied(),
                ..it
            }),
    );
    diagnostics
}

fn not_json(message: String, position: text::Position) -> Diagnostic {
    Diagnostic {
        position: Some(position),
        ..found(
            &structure::NOT_JSON,
            &Place::default(),
            format!("this is not JSON: {message}"),
        )
    }
}

fn found(rule: &'static Rule, place: &Place, message: String) -> Diagnostic {
    Diagnostic {
        rule,
        pointer: place.pointer().to_owned(),
        location: place.location().to_owned(),
        message,
        position: None,
    }
}

impl StateMachine {
    /// Everything that the validator has to say about the machine, run as executions of this type.
    pub fn diagnostics(&self, execution_type: ExecutionType) -> Vec<Diagnostic> {
        validate(&self.to_value(), execution_type)
    }

    /// Everything about the machine that Step Functions would refuse, in the order of the document. For a Standard
    /// workflow; what Express forbids beside, [`StateMachine::diagnostics`] tells.
    pub fn problems(&self) -> Vec<Problem> {
        let diagnostics = self.diagnostics(ExecutionType::Standard);
        diagnostics
            .iter()
            .filter(|it| it.is_error())
            .map(Problem::from)
            .collect()
    }
}

/// The fields of an object.
type Fields = Map<String, Value>;

/// What is found about a document, and what has been seen of it.
struct Validator<'a> {
    execution_type: ExecutionType,
    machine_language: QueryLanguage,
    /// The names of all variables that any state assigns.
    assigned: HashSet<&'a str>,
    /// The names of the states so far, in all scopes.
    state_names: HashSet<&'a str>,
    /// The labels of the Maps so far, in all scopes.
    labels: HashSet<&'a str>,
    /// How many Maps stand around whose items run as Express executions.
    express_items: usize,
    found: Vec<Diagnostic>,
}

const MACHINE: &[Field] = &[
    always("Comment", Form::Text),
    always("StartAt", Form::FilledText).required(),
    always("States", Form::Object).required(),
    always("Version", Form::Word(&["1.0"])),
    always("QueryLanguage", Form::Word(&["JSONPath", "JSONata"])),
    always("TimeoutSeconds", Form::Literal(1, COUNT_MAX)),
];

impl<'a> Validator<'a> {
    fn report(&mut self, rule: &'static Rule, place: &Place, message: impl Into<String>) {
        self.found.push(found(rule, place, message.into()));
    }

    fn size(&mut self, bytes: usize) {
        if bytes > DOCUMENT_BYTES_MAX {
            let message = format!("the document has {bytes} bytes, {DOCUMENT_BYTES_MAX} at most");
            self.report(&names::DOCUMENT_SIZE, &Place::default(), message);
        }
    }

    fn document(&mut self, document: &'a Value) {
        let place = Place::default();
        let Some(machine) = document.as_object() else {
            let message = "the document must be an object with `StartAt` and `States`";
            return self.report(&structure::NOT_AN_OBJECT, &place, message);
        };
        self.machine_language = language(machine, QueryLanguage::JsonPath);
        variables::assigned_within(machine, self.machine_language, &mut self.assigned);
        let known = Known::default();
        self.fields(machine, &place, &[MACHINE], self.machine_language, &known);
        self.express_timeout(machine, &place);
        self.branch(machine, &place, &Scope::default());
    }

    fn express_timeout(&mut self, machine: &Fields, place: &Place) {
        let seconds = machine.get("TimeoutSeconds").and_then(Value::as_u64);
        let too_long = seconds.filter(|it| *it > EXPRESS_SECONDS_MAX);
        if let Some(seconds) = too_long.filter(|_| self.is_express()) {
            let message = format!("{seconds} s never come to pass: an Express execution has {EXPRESS_SECONDS_MAX} s");
            self.report(&express::TOO_LONG, &place.field("TimeoutSeconds"), message);
        }
    }

    fn is_express(&self) -> bool {
        self.execution_type == ExecutionType::Express
    }

    /// The states of a machine, a branch, or an item processor.
    fn branch(&mut self, branch: &'a Fields, place: &Place, around: &Scope<'a>) {
        let Some(states) = branch.get("States").and_then(Value::as_object) else {
            return;
        };
        let states_place = place.field("States");
        if states.is_empty() {
            self.report(
                &structure::EMPTY,
                &states_place,
                "is empty; a machine has at least one state",
            );
        }
        let start = branch.get("StartAt").and_then(Value::as_str);
        let known = variables::known(states, start, self.machine_language, around);
        for (name, state) in states {
            let place = states_place.field(name);
            self.state_name(name, &place);
            if let Some(state) = self.object(state, &place) {
                let language = language(state, self.machine_language);
                self.state(state, &place, language, &known[name.as_str()]);
            }
        }
        self.graph(states, start, place);
    }

    fn state_name(&mut self, name: &'a str, place: &Place) {
        if !self.state_names.insert(name) {
            let message = "another state has this name, and names are unique over the whole machine; rename one";
            self.report(&names::DUPLICATE_STATE, place, message);
        }
        let characters = name.chars().count();
        if !(1..=NAME_CHARACTERS_MAX).contains(&characters) {
            let message = format!("a state's name has 1 to {NAME_CHARACTERS_MAX} characters, this one {characters}");
            self.report(&names::STATE_NAME, place, message);
        }
        if name.chars().any(char::is_control) {
            let message = "the name has a control character, which nobody sees; leave it out";
            self.report(&names::CONTROL_CHARACTER, place, message);
        }
    }

    /// The value's fields; reports a value that is no object.
    fn object(&mut self, value: &'a Value, place: &Place) -> Option<&'a Fields> {
        let fields = value.as_object();
        if fields.is_none() {
            let message = format!("must be an object, not {}", forms::kind(value));
            self.report(&structure::WRONG_TYPE, place, message);
        }
        fields
    }
}

/// The longest name of a state or a variable, in characters.
const NAME_CHARACTERS_MAX: usize = 80;

/// The language of a machine or a state. From a peer: whatever else the field says than `JSONPath`, it is JSONata.
fn language(owner: &Fields, inherited: QueryLanguage) -> QueryLanguage {
    match owner.get("QueryLanguage") {
        None => inherited,
        Some(Value::String(word)) => QueryLanguage::read(word).unwrap_or(QueryLanguage::Jsonata),
        Some(_) => QueryLanguage::Jsonata,
    }
}
