//! Third pass: writes the planned states in the types of the Amazon States Language.

use std::collections::BTreeMap;
use std::rc::Rc;

use asl::{
    Branch, Choice, ChoiceRule, Fail, Pass, QueryLanguage, State, StateMachine, Succeed, Transition, Wait, WaitUntil,
    expression,
};
use serde_json::{Map, Value, json};

use super::draft::{DraftKind, Region};
use super::faults;
use super::plan::{Destination, Leave, Plan, PlanKind, Plans};
use super::print::{jsonata, template};
use crate::flow::{Expression, Failure, Flow, Thrown, Until, VariableId};
use crate::step::CONTRACT_VIOLATION;

pub(super) fn state_machine(flow: &Flow, root: &Region, plans: &Plans<'_>) -> StateMachine {
    StateMachine {
        comment: comment(flow.description),
        query_language: QueryLanguage::Jsonata,
        timeout_seconds: flow.timeout_seconds.map(u64::from),
        branch: Writing { flow, plans }.region(root),
    }
}

/// The name of the state where a value ends that no arm of a `match` allows; each region has its own.
pub(super) fn violation_name(region: &Region) -> String {
    format!("{}{CONTRACT_VIOLATION}", region.label)
}

pub(super) fn comment(description: &str) -> Option<String> {
    Some(description.to_owned()).filter(|text| !text.is_empty())
}

/// A `match` is exhaustive in Rust; data from elsewhere may still match no arm.
fn may_match_nothing(plan: &Plan<'_>) -> bool {
    matches!(plan.kind, PlanKind::Choice { otherwise: None, .. })
}

fn contract_violation() -> State {
    let cause = json!({ "detail": "a value is none of those that its type allows" });
    State::new(Fail {
        error: Some(CONTRACT_VIOLATION.to_owned()),
        cause: Some(cause.to_string()),
    })
}

pub(super) struct Writing<'flow> {
    pub(super) flow: &'flow Flow,
    pub(super) plans: &'flow Plans<'flow>,
}

impl Writing<'_> {
    /// The states of a region.
    pub(super) fn region(&self, region: &Region) -> Branch {
        let plans = self.plans.of(region);
        let violation = plans.iter().any(|plan| may_match_nothing(plan));
        let states = plans
            .iter()
            .map(|plan| (plan.draft.name.clone(), self.state(plan, region)));
        let violation = violation.then(|| (violation_name(region), contract_violation()));
        Branch {
            start_at: plans.first().map(|plan| plan.draft.name.clone()).unwrap_or_default(),
            states: states.chain(violation).collect(),
        }
    }

    fn state(&self, plan: &Plan<'_>, region: &Region) -> State {
        match (&plan.kind, &plan.draft.kind) {
            (
                PlanKind::Task {
                    arguments,
                    leave,
                    catches,
                },
                DraftKind::Task { call, .. },
            ) => self.task(call, arguments, leave, catches),
            (PlanKind::Choice { rules, otherwise }, _) => self.choice(rules, otherwise.as_ref(), region),
            (PlanKind::Wait { until, leave }, DraftKind::Wait { until: kind, .. }) => self.wait(kind, until, leave),
            (PlanKind::Pass(leave), _) => self.left(
                Pass {
                    transition: transition(leave),
                },
                leave,
            ),
            (PlanKind::Parallel { leave, catches }, DraftKind::Parallel { regions, .. }) => {
                self.parallel(regions, leave, catches)
            }
            (PlanKind::Map(plan), DraftKind::Map(map)) => self.map(map, plan),
            (PlanKind::Succeed(output), _) => State {
                output: Some(self.template(output)),
                ..State::new(Succeed::default())
            },
            (PlanKind::Fail(thrown), DraftKind::Fail(failure)) => self.fail(failure, thrown),
            _ => unreachable!("a plan is of its draft's kind, and a landing is no state"),
        }
    }

    /// A state that is left in one way when it has done its work.
    pub(super) fn left(&self, kind: impl Into<asl::StateKind>, leave: &Leave<'_>) -> State {
        let output = match &leave.to {
            Destination::State { .. } => None,
            Destination::Output(output) => Some(self.template(output)),
        };
        State {
            assign: self.assign(&leave.assign),
            output,
            ..State::new(kind)
        }
    }

    fn choice(&self, rules: &[(Rc<Expression>, Leave<'_>)], otherwise: Option<&Leave<'_>>, region: &Region) -> State {
        let rule = |(condition, leave): &(Rc<Expression>, Leave<'_>)| ChoiceRule {
            comment: None,
            condition: self.expression(condition),
            assign: self.assign(&leave.assign),
            output: None,
            next: target(leave),
        };
        let mut choice = Choice {
            choices: rules.iter().map(rule).collect(),
            default: Some(otherwise.map_or_else(|| violation_name(region), target)),
        };
        if planted!(DefaultForRule) {
            std::mem::swap(&mut choice.choices[0].next, choice.default.get_or_insert_default());
        }
        // The variables of the state itself are set where no rule holds.
        let assign = otherwise.map(|leave| self.assign(&leave.assign)).unwrap_or_default();
        State {
            assign,
            ..State::new(choice)
        }
    }

    fn wait(&self, kind: &Until, until: &Expression, leave: &Leave<'_>) -> State {
        let until = match kind {
            Until::Seconds(_) => WaitUntil::Seconds(self.template(until)),
            Until::Timestamp(_) => WaitUntil::Timestamp(match self.template(until) {
                Value::String(text) => text,
                other => other.to_string(),
            }),
        };
        self.left(
            Wait {
                until,
                transition: transition(leave),
            },
            leave,
        )
    }

    fn fail(&self, failure: &Failure, thrown: &Rc<Expression>) -> State {
        let part = |name: &'static str| {
            let field = Expression::Field {
                of: Rc::clone(thrown),
                name: name.into(),
                optional: false,
            };
            Some(self.expression(&field))
        };
        match &failure.fault {
            Thrown::New(entry, _) => {
                let name = if planted!(FaultNamedByTitle) {
                    entry.title
                } else {
                    entry.name
                };
                let cause = faults::cause(entry, thrown);
                let fail = Fail {
                    error: Some(name.to_owned()),
                    cause: Some(self.expression(&cause)),
                };
                State {
                    comment: comment(entry.description),
                    ..State::new(fail)
                }
            }
            Thrown::Again(..) if planted!(ErrorAndCauseSwapped) => State::new(Fail {
                error: part("Cause"),
                cause: part("Error"),
            }),
            Thrown::Again(..) => State::new(Fail {
                error: part("Error"),
                cause: part("Cause"),
            }),
        }
    }

    pub(super) fn assign(&self, values: &BTreeMap<VariableId, Rc<Expression>>) -> Map<String, Value> {
        let assign =
            |(id, value): (&VariableId, &Rc<Expression>)| (self.flow.variables[id.0].clone(), self.template(value));
        values.iter().map(assign).collect()
    }

    pub(super) fn template(&self, expression: &Expression) -> Value {
        template(expression, &self.flow.variables)
    }

    pub(super) fn expression(&self, of: &Expression) -> String {
        expression(&jsonata(of, &self.flow.variables))
    }
}

pub(super) fn transition(leave: &Leave<'_>) -> Transition {
    match &leave.to {
        Destination::State { name, .. } => Transition::Next((*name).to_owned()),
        Destination::Output(_) => Transition::End,
    }
}

pub(super) fn target(leave: &Leave<'_>) -> String {
    match &leave.to {
        Destination::State { name, .. } => (*name).to_owned(),
        Destination::Output(_) => unreachable!("a Choice and a catcher lead to states"),
    }
}
