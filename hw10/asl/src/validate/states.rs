//! The fields of each kind of state, a table a kind, and what a kind asks for beside them.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/workflow-states.html>

use serde_json::Value;

use super::fields::{Field, always, jsonata, jsonpath};
use super::forms::{COUNT_MAX, Form};
use super::jsonata::Reads;
use super::place::Place;
use super::rules::{names, structure, transitions};
use super::template::looks_computed;
use super::variables::{Inner, Known, Scope, inner_branches};
use super::{Fields, Validator, rules};
use crate::model::QueryLanguage;

/// What every state has.
const COMMON: &[Field] = &[
    always("Type", Form::FilledText).required(),
    always("Comment", Form::Text),
    always("QueryLanguage", Form::Word(&["JSONPath", "JSONata"])),
];

/// What a state has that leads to one other, or ends.
const TRANSITION: &[Field] = &[always("Next", Form::Text), always("End", Form::Flag)];

/// What a state of JSONPath has that hands something on.
const PATHS: &[Field] = &[jsonpath("InputPath", Form::Path), jsonpath("OutputPath", Form::Path)];

/// What a state has that hands something on, and has no result.
const OUTPUT: &[Field] = &[jsonata("Output", Form::Template(Reads::Nothing))];
const ASSIGN: &[Field] = &[always("Assign", Form::Assign(Reads::Nothing))];

/// What a state has that has a result.
const RESULT: &[Field] = &[
    jsonpath("ResultPath", Form::ResultPath),
    jsonpath("ResultSelector", Form::Template(Reads::Nothing)),
    jsonata("Output", Form::Template(Reads::Result)),
    always("Assign", Form::Assign(Reads::Result)),
    always("Retry", Form::Objects),
    always("Catch", Form::Objects),
];

const PARAMETERS: &[Field] = &[jsonpath("Parameters", Form::Template(Reads::Nothing))];
const ARGUMENTS: &[Field] = &[jsonata("Arguments", Form::Template(Reads::Nothing))];

const TASK: &[Field] = &[
    always("Resource", Form::FilledText).required(),
    always("Credentials", Form::Template(Reads::Nothing)),
    always("TimeoutSeconds", Form::Whole(1, COUNT_MAX)),
    always("HeartbeatSeconds", Form::Whole(1, COUNT_MAX)),
    jsonpath("TimeoutSecondsPath", Form::ReferencePath),
    jsonpath("HeartbeatSecondsPath", Form::ReferencePath),
];

const PARALLEL: &[Field] = &[always("Branches", Form::Anything).required()];

const CHOICE: &[Field] = &[
    always("Choices", Form::Objects).required(),
    always("Default", Form::Text),
];

const PASS: &[Field] = &[
    jsonpath("Result", Form::Anything),
    jsonpath("ResultPath", Form::ResultPath),
];

const WAIT: &[Field] = &[
    always("Seconds", Form::Whole(0, COUNT_MAX)),
    always("Timestamp", Form::Timestamp),
    jsonpath("SecondsPath", Form::ReferencePath),
    jsonpath("TimestampPath", Form::ReferencePath),
];

const FAIL: &[Field] = &[
    always("Error", Form::Expressible),
    always("Cause", Form::Expressible),
    jsonpath("ErrorPath", Form::PathOrCall),
    jsonpath("CausePath", Form::PathOrCall),
];

/// What a branch of a Parallel has.
pub(super) const BRANCH: &[Field] = &[
    always("Comment", Form::Text),
    always("StartAt", Form::FilledText).required(),
    always("States", Form::Object).required(),
];

/// How long an error's name and its cause may be, in characters.
const ERROR_CHARACTERS_MAX: [(&str, usize); 2] = [("Error", 256), ("Cause", 32_768)];

impl<'a> Validator<'a> {
    pub(super) fn state(&mut self, state: &'a Fields, place: &Place, language: QueryLanguage, known: &Known<'a>) {
        self.downgrade(state, place);
        let kind = state.get("Type").and_then(Value::as_str).unwrap_or_default();
        let tables: &[&[Field]] = match kind {
            "Task" => &[COMMON, TRANSITION, PATHS, PARAMETERS, ARGUMENTS, RESULT, TASK],
            "Parallel" => &[COMMON, TRANSITION, PATHS, PARAMETERS, ARGUMENTS, RESULT, PARALLEL],
            "Map" => &[COMMON, TRANSITION, PATHS, PARAMETERS, RESULT, super::map::MAP],
            "Choice" => &[COMMON, PATHS, OUTPUT, ASSIGN, CHOICE],
            "Pass" => &[COMMON, TRANSITION, PATHS, PARAMETERS, OUTPUT, ASSIGN, PASS],
            "Wait" => &[COMMON, TRANSITION, PATHS, OUTPUT, ASSIGN, WAIT],
            "Succeed" => &[COMMON, PATHS, OUTPUT],
            "Fail" => &[COMMON, FAIL],
            _ => return self.no_kind(state, place, language, known),
        };
        self.fields(state, place, tables, language, known);
        match kind {
            "Task" => self.task(state, place, language, known),
            "Parallel" => self.parallel(state, place, language, known),
            "Map" => self.map(state, place, language, known),
            "Choice" => self.choice(state, place, language, known),
            "Pass" => self.pass(state, place, language),
            "Wait" => self.wait(state, place),
            "Fail" => self.fail(state, place, language),
            _ => {}
        }
        if !matches!(kind, "Choice" | "Succeed" | "Fail") {
            self.transition(state, place);
        }
    }

    /// From AWS's records: the language of a state in a JSONPath machine may be either.
    fn downgrade(&mut self, state: &Fields, place: &Place) {
        let is_jsonpath = state.get("QueryLanguage").is_some_and(|it| it == "JSONPath");
        if is_jsonpath && self.machine_language == QueryLanguage::Jsonata {
            let message = "a state cannot go back to JSONPath when the machine's language is JSONata";
            self.report(&structure::LANGUAGE_DOWNGRADE, place, message);
        }
    }

    fn no_kind(&mut self, state: &'a Fields, place: &Place, language: QueryLanguage, known: &Known<'a>) {
        match state.get("Type") {
            Some(Value::String(kind)) if !kind.is_empty() => {
                let known = "Task, Choice, Pass, Wait, Succeed, Fail, Parallel or Map";
                let message = format!("{kind:?} is not a kind of state; it must be {known}");
                self.report(&structure::UNKNOWN_STATE_TYPE, &place.field("Type"), message);
            }
            // Of the other fields it is not known whether they may be there.
            Some(kind) => self.form(Form::FilledText, kind, &place.field("Type"), language, known),
            None => self.report(&structure::MISSING_FIELD, place, "the field `Type` is missing"),
        }
    }

    fn transition(&mut self, state: &Fields, place: &Place) {
        let ends = state.get("End").is_some_and(|it| it == true);
        match (state.contains_key("Next"), ends) {
            (true, true) => {
                let message = "has both `Next` and `\"End\": true`; keep one";
                self.report(&transitions::NEXT_AND_END, place, message);
            }
            (false, false) => {
                let message = "says neither `Next` nor `\"End\": true`, so nothing follows it";
                self.report(&transitions::NOWHERE_TO_GO, place, message);
            }
            (true, false) | (false, true) => {}
        }
    }

    fn parallel(&mut self, state: &'a Fields, place: &Place, language: QueryLanguage, known: &Known<'a>) {
        let branches_place = place.field("Branches");
        if let Some(branches) = state.get("Branches") {
            self.form(Form::Objects, branches, &branches_place, language, known);
            if branches.as_array().is_some_and(Vec::is_empty) {
                let message = "is empty; a Parallel has at least one branch";
                self.report(&structure::EMPTY, &branches_place, message);
            }
        }
        let scope = known.within(state, language);
        self.inner(state, place, &[BRANCH], &scope);
        self.recovery(state, place, language, known);
    }

    /// The branches within a state, in the machine's own language.
    pub(super) fn inner(&mut self, state: &'a Fields, place: &Place, tables: &[&[Field]], scope: &Scope<'a>) {
        for (inner, branch) in inner_branches(state) {
            let place = Inner::place(inner, place);
            self.fields(branch, &place, tables, self.machine_language, &Known::anything());
            self.branch(branch, &place, scope);
        }
    }

    fn pass(&mut self, state: &Fields, place: &Place, language: QueryLanguage) {
        let result = state.get("Result").filter(|_| language == QueryLanguage::JsonPath);
        if let Some(result) = result {
            self.static_result(result, &place.field("Result"));
        }
    }

    fn wait(&mut self, state: &Fields, place: &Place) {
        let ways = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"];
        let there: Vec<_> = ways.iter().filter(|it| state.contains_key(**it)).collect();
        match there.as_slice() {
            [] => {
                let message = "does not say how long; give it `Seconds` or `Timestamp`";
                self.report(&structure::NOT_ONE_WAY, place, message);
            }
            [_] => {}
            [one, others @ ..] => {
                for other in others {
                    let message = format!("`{one}` says already how long; keep one of the two");
                    self.report(&structure::EXCLUSIVE_FIELDS, &place.field(other), message);
                }
            }
        }
    }

    fn fail(&mut self, state: &Fields, place: &Place, language: QueryLanguage) {
        self.exclusive(state, place, &[("Error", "ErrorPath"), ("Cause", "CausePath")]);
        for (name, max) in ERROR_CHARACTERS_MAX {
            let Some(text) = state.get(name).and_then(Value::as_str) else {
                continue;
            };
            let place = place.field(name);
            let characters = text.chars().count();
            if characters > max {
                let message = format!("has at most {max} characters, this one has {characters}");
                self.report(&names::ERROR_NAME, &place, message);
            }
            if language == QueryLanguage::JsonPath && looks_computed(text) {
                let message = format!("{text:?} is text as it stands; to read it from the input, use `{name}Path`");
                self.report(&rules::jsonpath::NO_PATH, &place, message);
            }
        }
    }
}
