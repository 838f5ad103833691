//! Reads one state: what all have, then what its kind adds.

use serde_json::Value;

use super::fields::Fields;
use super::{branch, map};
use crate::model::{
    Assign, Branch, Catcher, Choice, ChoiceRule, Fail, Parallel, Pass, QueryLanguage, Retrier, State, StateKind,
    Succeed, Task, Transition, Wait, WaitUntil,
};
use crate::write::jsonata_in;

pub(super) fn state(mut fields: Fields, machine: QueryLanguage) -> Option<State> {
    let query_language = fields.one_of("QueryLanguage");
    if (machine, query_language) == (QueryLanguage::Jsonata, Some(QueryLanguage::JsonPath)) {
        let message = "a state cannot go back to JSONPath when the machine's language is JSONata";
        fields.report("QueryLanguage", message);
    }
    let language = query_language.unwrap_or(machine);
    let kind = kind(&mut fields, language, machine)?;
    let (assign, output) = assign_and_output(&mut fields, &kind, language);
    let comment = fields.text("Comment");
    fields.finish(language);
    Some(State {
        comment,
        query_language,
        assign,
        output,
        kind,
    })
}

/// From AWS's records: the language of a Parallel or a Map is not that of the states in it, which is the machine's.
fn kind(fields: &mut Fields, language: QueryLanguage, machine: QueryLanguage) -> Option<StateKind> {
    let name = fields.required_text("Type");
    Some(match name.as_str() {
        "Task" => task(fields, language).into(),
        "Parallel" => parallel(fields, language, machine).into(),
        "Map" => map::map(fields, language, machine).into(),
        "Choice" => choice(fields).into(),
        "Pass" => Pass {
            transition: transition(fields),
        }
        .into(),
        "Wait" => wait(fields, language).into(),
        "Succeed" => Succeed {}.into(),
        "Fail" => fail(fields).into(),
        "" => return None,
        _ => {
            let known = "Task, Choice, Pass, Wait, Succeed, Fail, Parallel or Map";
            fields.report("Type", format!("{name:?} is not a kind of state; it must be {known}"));
            return None;
        }
    })
}

/// `Output` is JSONata's; a Fail hands nothing on, and neither it nor a Succeed has a later state to set variables for.
fn assign_and_output(fields: &mut Fields, kind: &StateKind, language: QueryLanguage) -> (Assign, Option<Value>) {
    let (may_assign, may_output) = match kind {
        StateKind::Task(_)
        | StateKind::Parallel(_)
        | StateKind::Map(_)
        | StateKind::Choice(_)
        | StateKind::Pass(_)
        | StateKind::Wait(_) => (true, true),
        StateKind::Succeed(_) => (false, true),
        StateKind::Fail(_) => (false, false),
    };
    if language == QueryLanguage::JsonPath {
        return Default::default();
    }
    let assign = if may_assign {
        fields.assignments("Assign")
    } else {
        Default::default()
    };
    let output = if may_output { fields.any("Output") } else { None };
    (assign, output)
}

fn task(fields: &mut Fields, language: QueryLanguage) -> Task {
    let has_arguments = language == QueryLanguage::Jsonata;
    Task {
        resource: fields.required_text("Resource"),
        arguments: if has_arguments { fields.any("Arguments") } else { None },
        credentials: if has_arguments { fields.any("Credentials") } else { None },
        timeout_seconds: fields.whole_or_expression("TimeoutSeconds"),
        heartbeat_seconds: fields.whole_or_expression("HeartbeatSeconds"),
        retry: retry(fields),
        catch: catch(fields),
        transition: transition(fields),
    }
}

fn parallel(fields: &mut Fields, language: QueryLanguage, machine: QueryLanguage) -> Parallel {
    let has_arguments = language == QueryLanguage::Jsonata;
    Parallel {
        branches: branches(fields, machine),
        arguments: if has_arguments { fields.any("Arguments") } else { None },
        retry: retry(fields),
        catch: catch(fields),
        transition: transition(fields),
    }
}

fn branches(fields: &mut Fields, machine: QueryLanguage) -> Vec<Branch> {
    fields.required("Branches");
    let read = |mut fields: Fields| {
        let branch = branch(&mut fields, machine);
        // A branch may say what it is for, to a reader of the document; nothing here keeps it.
        fields.text("Comment");
        fields.finish(machine);
        branch
    };
    fields.objects("Branches").into_iter().map(read).collect()
}

pub(super) fn retry(fields: &mut Fields) -> Vec<Retrier> {
    fields.objects("Retry").into_iter().map(retrier).collect()
}

pub(super) fn catch(fields: &mut Fields) -> Vec<Catcher> {
    fields.objects("Catch").into_iter().map(catcher).collect()
}

fn retrier(mut fields: Fields) -> Retrier {
    let retrier = Retrier {
        error_equals: fields.required_texts("ErrorEquals"),
        interval_seconds: fields.whole("IntervalSeconds"),
        max_attempts: fields.whole("MaxAttempts"),
        backoff_rate: fields.decimal("BackoffRate"),
        max_delay_seconds: fields.whole("MaxDelaySeconds"),
        jitter_strategy: fields.one_of("JitterStrategy"),
    };
    fields.finish(QueryLanguage::Jsonata);
    retrier
}

fn catcher(mut fields: Fields) -> Catcher {
    let catcher = Catcher {
        error_equals: fields.required_texts("ErrorEquals"),
        assign: fields.assignments("Assign"),
        output: fields.any("Output"),
        next: fields.required_text("Next"),
    };
    fields.finish(QueryLanguage::Jsonata);
    catcher
}

fn choice(fields: &mut Fields) -> Choice {
    let choices: Vec<ChoiceRule> = fields.objects("Choices").into_iter().map(rule).collect();
    if choices.is_empty() {
        fields.report_here("a Choice needs at least one rule in `Choices`");
    }
    Choice {
        choices,
        default: fields.text("Default"),
    }
}

fn rule(mut fields: Fields) -> ChoiceRule {
    let rule = ChoiceRule {
        comment: fields.text("Comment"),
        condition: fields.condition(),
        assign: fields.assignments("Assign"),
        output: fields.any("Output"),
        next: fields.required_text("Next"),
    };
    fields.finish(QueryLanguage::Jsonata);
    rule
}

fn wait(fields: &mut Fields, language: QueryLanguage) -> Wait {
    let seconds = fields.whole_or_expression("Seconds");
    let timestamp = fields.text("Timestamp");
    let is_expression = timestamp.as_deref().and_then(jsonata_in).is_some();
    if is_expression && language == QueryLanguage::JsonPath {
        fields.report("Timestamp", "is an expression; set `\"QueryLanguage\": \"JSONata\"`");
    }
    let until = match (seconds, timestamp) {
        (Some(seconds), None) => WaitUntil::Seconds(seconds),
        (None, Some(timestamp)) => WaitUntil::Timestamp(timestamp),
        (seconds, _) => {
            fields.report_here("a Wait needs either `Seconds` or `Timestamp`");
            WaitUntil::Seconds(seconds.unwrap_or_default())
        }
    };
    Wait {
        until,
        transition: transition(fields),
    }
}

fn fail(fields: &mut Fields) -> Fail {
    Fail {
        error: fields.text("Error"),
        cause: fields.text("Cause"),
    }
}

pub(super) fn transition(fields: &mut Fields) -> Transition {
    match (fields.text("Next"), fields.flag("End")) {
        (Some(next), None | Some(false)) => Transition::Next(next),
        (None, Some(true)) => Transition::End,
        (Some(_), Some(true)) => {
            fields.report_here("has both `Next` and `\"End\": true`; keep one");
            Transition::End
        }
        (None, None | Some(false)) => {
            fields.report_here("says neither `Next` nor `\"End\": true`, so nothing follows it");
            Transition::End
        }
    }
}
