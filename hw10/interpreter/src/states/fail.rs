//! Fail: ends its branch with an error.

use asl::Problem;
use serde_json::Value;

use crate::branch::{Branch, Seen, Step};
use crate::failure::{Failure, Origin};
use crate::machine::Place;
use crate::run::Run;
use crate::template::Template;

#[derive(Debug)]
pub(crate) struct Fail {
    error: Option<Template>,
    cause: Option<Template>,
}

impl Fail {
    pub(crate) fn compile(fail: &asl::Fail, place: &Place) -> Result<Fail, Problem> {
        Ok(Fail {
            error: place.text("Error", fail.error.as_deref())?,
            cause: place.text("Cause", fail.cause.as_deref())?,
        })
    }

    pub(crate) fn fail(&self, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let (error, cause) = branch.evaluate(Seen::Nothing, run, |bindings, world| {
            let mut read = |template: &Option<Template>| {
                let template = template.as_ref();
                template
                    .map(|it| it.evaluate_as("string", text, bindings, world))
                    .transpose()
            };
            Ok((read(&self.error)?, read(&self.cause)?))
        })?;
        Err(Failure {
            error,
            cause,
            origin: Origin::State,
            evaluation: None,
        })
    }
}
