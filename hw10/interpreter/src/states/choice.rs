//! Choice: the first rule whose condition holds decides where to go.

use std::sync::Arc;

use asl::Problem;
use serde_json::Value;

use crate::branch::{Branch, Seen, Step};
use crate::failure::{Failure, NO_CHOICE_MATCHED};
use crate::machine::{CompiledState, Handover, Place, Target, prefix};
use crate::passage::Way;
use crate::run::Run;
use crate::template::Template;

#[derive(Debug)]
pub(crate) struct Choice {
    rules: Vec<Rule>,
    default: Option<Target>,
}

#[derive(Debug)]
struct Rule {
    condition: Template,
    handover: Handover,
    to: Target,
}

impl Choice {
    pub(crate) fn compile(choice: &asl::Choice, place: &Place) -> Result<Choice, Problem> {
        let rules = choice.choices.iter().enumerate();
        let default = choice.default.as_deref();
        Ok(Choice {
            rules: rules
                .map(|(index, it)| Rule::compile(index, it, place))
                .collect::<Result<_, _>>()?,
            default: default.map(|it| place.state("Default", it)).transpose()?,
        })
    }

    /// A rule brings its own `Assign` and `Output`; the state's hold for `Default`.
    pub(crate) fn choose(&self, state: &CompiledState, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        let input = Arc::clone(&branch.input);
        let chosen = branch.evaluate(Seen::Nothing, run, |bindings, world| {
            for rule in &self.rules {
                if rule.condition.evaluate_as("boolean", Value::as_bool, bindings, world)? {
                    return Ok(Some(rule));
                }
            }
            Ok(None)
        })?;
        match (chosen, self.default) {
            (Some(rule), _) => branch.leave(&rule.handover, Seen::Nothing, input, rule.to, run),
            (None, Some(to)) => branch.leave(&state.handover, Seen::Nothing, input, to, run),
            (None, None) => Err(no_choice_matched(branch)),
        }
    }
}

fn no_choice_matched(branch: &Branch) -> Failure {
    let reason = "Failed to transition out of the state. The state does not point to a next state.";
    Failure::new(NO_CHOICE_MATCHED, branch.sentence(reason))
}

impl Rule {
    fn compile(index: usize, rule: &asl::ChoiceRule, place: &Place) -> Result<Rule, Problem> {
        let way = Way::Rule(index);
        let prefix = prefix(way);
        let condition = Value::from(rule.condition.as_str());
        Ok(Rule {
            condition: place.template(&format!("{prefix}Condition"), &condition)?,
            handover: place.handover(way, &rule.assign, rule.output.as_ref())?,
            to: place.state(&format!("{prefix}Next"), &rule.next)?,
        })
    }
}
