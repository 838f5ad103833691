//! How many items of a distributed Map may fail.

use asl::Problem;
use serde_json::Value;

use super::whole;
use crate::branch::{Branch, Seen};
use crate::failure::{Failure, QUERY_EVALUATION_ERROR};
use crate::machine::Place;
use crate::run::Run;
use crate::template::Template;

#[derive(Debug)]
pub(super) struct Thresholds {
    count: Option<Template>,
    percentage: Option<Template>,
}

/// The thresholds, evaluated. A Map that names none tolerates no failure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tolerance {
    count: Option<u64>,
    percentage: Option<f64>,
}

impl Thresholds {
    pub(super) fn compile(map: &asl::Map, place: &Place) -> Result<Thresholds, Problem> {
        let (count, percentage) = (&map.tolerated_failure_count, &map.tolerated_failure_percentage);
        Ok(Thresholds {
            count: place.optional("ToleratedFailureCount", count.as_ref())?,
            percentage: place.optional("ToleratedFailurePercentage", percentage.as_ref())?,
        })
    }

    pub(super) fn evaluate(&self, branch: &Branch, run: &mut Run) -> Result<Tolerance, Failure> {
        Ok(Tolerance {
            count: whole(self.count.as_ref(), branch, run)?,
            percentage: self.percentage(branch, run)?,
        })
    }

    fn percentage(&self, branch: &Branch, run: &mut Run) -> Result<Option<f64>, Failure> {
        let Some(template) = &self.percentage else {
            return Ok(None);
        };
        let percentage = branch.evaluate(Seen::Nothing, run, |bindings, world| {
            template.evaluate_as("number", Value::as_f64, bindings, world)
        })?;
        if (0.0..=100.0).contains(&percentage) {
            return Ok(Some(percentage));
        }
        let cause = branch.sentence("ToleratedFailurePercentage must be between 0 and 100.");
        let location = Some("ToleratedFailurePercentage".to_owned());
        Err(Failure::new(QUERY_EVALUATION_ERROR, cause).at(location, true))
    }
}

impl Tolerance {
    /// Whether that many failed items of all are too many. Where both thresholds are named, either is enough.
    pub(super) fn is_exceeded_by(self, failed: usize, all: usize) -> bool {
        let count = match (self.count, self.percentage) {
            (None, Some(_)) => None,
            (count, _) => Some(count.unwrap_or(0)),
        };
        let is_over_count = count.is_some_and(|count| failed as u64 > count);
        let share = failed as f64 * 100.0 / all.max(1) as f64;
        is_over_count || self.percentage.is_some_and(|percentage| share > percentage)
    }
}
