//! Judges Retriers and Catchers. <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>

use std::collections::HashSet;

use serde_json::Value;

use super::fields::{Field, always, jsonata, jsonpath};
use super::forms::{COUNT_MAX, Form, whole};
use super::jsonata::Reads;
use super::place::Place;
use super::rules::errors;
use super::variables::Known;
use super::{Fields, Validator};
use crate::model::QueryLanguage;

/// The longest delay between two attempts: a year of 366 days, and not a second of the next.
const DELAY_SECONDS_MAX: i128 = 31_622_400;

/// The errors that Step Functions itself reports.
const RESERVED: [&str; 17] = [
    "States.ALL",
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.Http.Socket",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
];

const RETRIER: &[Field] = &[
    always("Comment", Form::Text),
    always("ErrorEquals", Form::Texts).required(),
    always("IntervalSeconds", Form::Anything),
    always("MaxAttempts", Form::Anything),
    always("BackoffRate", Form::Anything),
    always("MaxDelaySeconds", Form::Anything),
    always("JitterStrategy", Form::Word(&["FULL", "NONE"])),
];

const CATCHER: &[Field] = &[
    always("Comment", Form::Text),
    always("ErrorEquals", Form::Texts).required(),
    always("Next", Form::Text).required(),
    jsonpath("ResultPath", Form::ResultPath),
    jsonata("Output", Form::Template(Reads::Error)),
    always("Assign", Form::Assign(Reads::Error)),
];

impl<'a> Validator<'a> {
    pub(super) fn recovery(&mut self, state: &'a Fields, place: &Place, language: QueryLanguage, known: &Known<'a>) {
        for (list, table) in [("Retry", RETRIER), ("Catch", CATCHER)] {
            let place = place.field(list);
            let items: Vec<_> = objects(state.get(list)).collect();
            for (index, item) in &items {
                let place = place.item(*index);
                self.fields(item, &place, &[table], language, known);
                self.error_equals(item, &place, *index + 1 == items.len());
                if list == "Retry" {
                    self.retrier(item, &place);
                }
            }
            self.named_before(&items, &place);
        }
    }

    fn error_equals(&mut self, item: &Fields, place: &Place, is_last: bool) {
        let place = place.field("ErrorEquals");
        let Some(names) = item.get("ErrorEquals").and_then(Value::as_array) else {
            return;
        };
        let has_all = names.iter().any(|it| it == "States.ALL");
        if names.is_empty() {
            self.report(&errors::NO_ERROR_NAMED, &place, "is empty; name at least one error");
        }
        if has_all && names.len() > 1 {
            let message = "`States.ALL` stands for every error; keep it alone, or leave it out";
            self.report(&errors::ALL_NOT_ALONE, &place, message);
        }
        if has_all && !is_last {
            let message = "`States.ALL` must come last: what stands after it is never looked at";
            self.report(&errors::ALL_NOT_LAST, &place, message);
        }
        for (index, name) in names.iter().enumerate() {
            self.reserved_name(name, &place.item(index));
        }
    }

    fn reserved_name(&mut self, name: &Value, place: &Place) {
        let reserved = name.as_str().filter(|it| it.starts_with("States."));
        if let Some(name) = reserved.filter(|it| !RESERVED.contains(it)) {
            let message = format!("Step Functions has no error {name:?}, and names with `States.` are its own");
            self.report(&errors::RESERVED_ERROR, place, message);
        }
    }

    fn named_before(&mut self, items: &[(usize, &Fields)], place: &Place) {
        let mut before = HashSet::new();
        for (index, item) in items {
            let names = item.get("ErrorEquals").and_then(Value::as_array).into_iter().flatten();
            let names: HashSet<&str> = names.filter_map(Value::as_str).collect();
            let mut again: Vec<_> = names.intersection(&before).collect();
            again.sort_unstable();
            for name in again {
                let message = format!("an earlier one names {name:?}, so this one is never come to for it");
                self.report(&errors::NAMED_BEFORE, &place.item(*index).field("ErrorEquals"), message);
            }
            before.extend(names);
        }
    }

    fn retrier(&mut self, retrier: &Fields, place: &Place) {
        let count_max = i128::from(COUNT_MAX);
        self.within(retrier, "IntervalSeconds", 1, count_max, place);
        self.within(retrier, "MaxAttempts", 0, count_max, place);
        let interval = retrier.get("IntervalSeconds").and_then(whole).unwrap_or(1);
        self.within(retrier, "MaxDelaySeconds", interval + 1, DELAY_SECONDS_MAX - 1, place);
        if let Some(rate) = retrier.get("BackoffRate")
            && !rate.as_f64().is_some_and(|it| it >= 1.0)
        {
            let message = format!("must be a number of at least 1.0, not {rate}");
            self.report(&errors::RETRIER_RANGE, &place.field("BackoffRate"), message);
        }
    }

    fn within(&mut self, retrier: &Fields, name: &str, min: i128, max: i128, place: &Place) {
        if let Some(value) = retrier.get(name)
            && !whole(value).is_some_and(|it| (min..=max).contains(&it))
        {
            let message = format!("must be a whole number between {min} and {max}, not {value}");
            self.report(&errors::RETRIER_RANGE, &place.field(name), message);
        }
    }
}

/// The objects of a list, each with its index.
pub(super) fn objects(list: Option<&Value>) -> impl Iterator<Item = (usize, &Fields)> {
    let items = list.and_then(Value::as_array).into_iter().flatten().enumerate();
    items.filter_map(|(index, item)| Some((index, item.as_object()?)))
}
