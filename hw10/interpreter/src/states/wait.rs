//! Wait: goes on after some seconds, or at some time.

use asl::{Problem, WaitUntil};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::branch::{Activity, Branch, Seen, Step};
use crate::failure::{Failure, QUERY_EVALUATION_ERROR, RUNTIME};
use crate::limits::WAIT_SECONDS_MAX;
use crate::machine::{CompiledState, Place, Target};
use crate::run::Run;
use crate::template::Template;

#[derive(Debug)]
pub(crate) struct Wait {
    until: Until,
    pub(crate) to: Target,
}

#[derive(Debug)]
enum Until {
    Seconds(Template),
    Timestamp(Template),
}

impl Wait {
    pub(crate) fn compile(wait: &asl::Wait, place: &Place) -> Result<Wait, Problem> {
        let until = match &wait.until {
            WaitUntil::Seconds(seconds) => Until::Seconds(place.template("Seconds", seconds)?),
            WaitUntil::Timestamp(text) => Until::Timestamp(place.template("Timestamp", &Value::from(text.as_str()))?),
        };
        Ok(Wait {
            until,
            to: place.target(&wait.transition)?,
        })
    }

    pub(crate) fn wait(&self, state: &CompiledState, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        let until = match &self.until {
            Until::Seconds(seconds) => after(seconds, branch, run)?,
            Until::Timestamp(time) => at(time, branch, run)?,
        };
        if until <= run.now {
            return branch.leave_with_input(state, run);
        }
        Ok(Step::Park(Activity::Wait(until)))
    }
}

fn after(seconds: &Template, branch: &Branch, run: &mut Run) -> Result<Timestamp, Failure> {
    let seconds = branch.evaluate(Seen::Nothing, run, |bindings, world| {
        seconds.evaluate_as("integer", Value::as_i64, bindings, world)
    })?;
    if seconds < 0 {
        let cause = branch.sentence("Seconds must not be negative.");
        return Err(Failure::new(QUERY_EVALUATION_ERROR, cause).at(Some("Seconds".to_owned()), true));
    }
    later(run.now, seconds).ok_or_else(|| too_long(branch))
}

fn at(time: &Template, branch: &Branch, run: &mut Run) -> Result<Timestamp, Failure> {
    let read = |value: &Value| value.as_str().map(str::to_owned);
    let text = branch.evaluate(Seen::Nothing, run, |bindings, world| {
        time.evaluate_as("string", read, bindings, world)
    })?;
    let time = timestamp(&text).ok_or_else(|| not_a_time(&text, branch))?;
    let seconds = time.duration_since(run.now).as_secs();
    if seconds > WAIT_SECONDS_MAX {
        Err(too_long(branch))
    } else {
        Ok(time)
    }
}

fn later(now: Timestamp, seconds: i64) -> Option<Timestamp> {
    let fits = seconds <= WAIT_SECONDS_MAX;
    fits.then(|| now.checked_add(SignedDuration::from_secs(seconds)).ok())
        .flatten()
}

/// RFC 3339 as AWS reads it: with a `T` between date and time, and an offset.
fn timestamp(text: &str) -> Option<Timestamp> {
    let has_form = text.as_bytes().get(10) == Some(&b'T') && !text.contains('[');
    if has_form { text.parse().ok() } else { None }
}

fn not_a_time(text: &str, branch: &Branch) -> Failure {
    let reason =
        format!("The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {text}");
    Failure::new(QUERY_EVALUATION_ERROR, branch.sentence(&reason)).at(Some("Timestamp".to_owned()), true)
}

fn too_long(branch: &Branch) -> Failure {
    Failure::terminal(RUNTIME, branch.sentence("Wait state delay is too long."))
}
