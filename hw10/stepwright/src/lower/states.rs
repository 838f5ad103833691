//! Writes the planned states in the types of the Amazon States Language.

use std::collections::BTreeMap;
use std::rc::Rc;

use asl::{
    Choice, ChoiceRule, Fail, JitterStrategy, QueryLanguage, Retrier, State, StateMachine, Succeed, Task, Transition,
    expression,
};
use serde_json::{Map, Value, json};

use super::draft::DraftKind;
use super::plan::{Destination, Leave, Plan, PlanKind};
use super::print::{jsonata, template};
use crate::flow::{Call, Expression, Failure, Flow, VariableId};
use crate::step::CONTRACT_VIOLATION;

/// What Lambda answers when the call itself went wrong; AWS advises to try these again:
/// <https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception>.
const TRANSIENT: [&str; 4] = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
];

pub(super) fn state_machine(flow: &Flow, plans: &[Plan<'_>]) -> StateMachine {
    let writing = Writing { flow };
    let violation = plans.iter().any(may_match_nothing);
    let states = plans.iter().map(|plan| (plan.draft.name.clone(), writing.state(plan)));
    StateMachine {
        comment: Some(flow.description.to_owned()).filter(|text| !text.is_empty()),
        query_language: QueryLanguage::Jsonata,
        timeout_seconds: flow.timeout_seconds.map(u64::from),
        start_at: plans.first().map(|plan| plan.draft.name.clone()).unwrap_or_default(),
        states: states.chain(violation.then(contract_violation)).collect(),
    }
}

/// A `match` is exhaustive in Rust; data from elsewhere may still match no arm.
fn may_match_nothing(plan: &Plan<'_>) -> bool {
    matches!(plan.kind, PlanKind::Choice { otherwise: None, .. })
}

fn contract_violation() -> (String, State) {
    let cause = json!({ "detail": "a value is none of those that its type allows" });
    let fail = Fail {
        error: Some(CONTRACT_VIOLATION.to_owned()),
        cause: Some(cause.to_string()),
    };
    (CONTRACT_VIOLATION.to_owned(), State::new(fail))
}

struct Writing<'flow> {
    flow: &'flow Flow,
}

impl Writing<'_> {
    fn state(&self, plan: &Plan<'_>) -> State {
        match (&plan.kind, &plan.draft.kind) {
            (PlanKind::Task { arguments, leave }, DraftKind::Task { call, .. }) => self.task(call, arguments, leave),
            (PlanKind::Choice { rules, otherwise }, _) => self.choice(rules, otherwise.as_ref()),
            (PlanKind::Succeed(output), _) => State {
                output: Some(self.template(output)),
                ..State::new(Succeed::default())
            },
            (PlanKind::Fail(payload), DraftKind::Fail(failure)) => self.fail(failure, payload),
            (PlanKind::Task { .. } | PlanKind::Fail(_), _) => unreachable!("a plan is of its draft's kind"),
        }
    }

    fn task(&self, call: &Call, arguments: &[(&'static str, Rc<Expression>)], leave: &Leave<'_>) -> State {
        let payload = arguments
            .iter()
            .map(|(name, value)| ((*name).to_owned(), self.template(value)));
        let arguments = json!({
            // Replaced at deployment: by CloudFormation's `DefinitionSubstitutions`, or by whoever runs the machine.
            "FunctionName": format!("${{{}}}", call.step.state),
            "Payload": payload.collect::<Map<_, _>>(),
        });
        let (output, transition) = match &leave.to {
            Destination::State { name, .. } => (None, Transition::Next((*name).to_owned())),
            Destination::Output(output) => (Some(self.template(output)), Transition::End),
        };
        let task = Task {
            resource: "arn:aws:states:::lambda:invoke".to_owned(),
            arguments: Some(arguments),
            timeout_seconds: Some(call.step.timeout_seconds.into()),
            heartbeat_seconds: None,
            retry: vec![retrier(call)],
            catch: Vec::new(),
            transition,
        };
        State {
            comment: Some(call.step.description.to_owned()).filter(|text| !text.is_empty()),
            assign: self.assign(&leave.assign),
            output,
            ..State::new(task)
        }
    }

    fn choice(&self, rules: &[(Rc<Expression>, Leave<'_>)], otherwise: Option<&Leave<'_>>) -> State {
        let rule = |(condition, leave): &(Rc<Expression>, Leave<'_>)| ChoiceRule {
            comment: None,
            condition: expression(&jsonata(condition, &self.flow.variables)),
            assign: self.assign(&leave.assign),
            output: None,
            next: target(leave),
        };
        let choice = Choice {
            choices: rules.iter().map(rule).collect(),
            default: Some(otherwise.map_or_else(|| CONTRACT_VIOLATION.to_owned(), target)),
        };
        // The variables of the state itself are set where no rule holds.
        let assign = otherwise.map(|leave| self.assign(&leave.assign)).unwrap_or_default();
        State {
            assign,
            ..State::new(choice)
        }
    }

    fn fail(&self, failure: &Failure, payload: &Rc<Expression>) -> State {
        let cause = Expression::JsonText(Rc::clone(payload));
        let fail = Fail {
            error: Some(failure.entry.name.to_owned()),
            cause: Some(expression(&jsonata(&cause, &self.flow.variables))),
        };
        let comment = Some(failure.entry.description.to_owned()).filter(|text| !text.is_empty());
        State {
            comment,
            ..State::new(fail)
        }
    }

    fn assign(&self, values: &BTreeMap<VariableId, Rc<Expression>>) -> Map<String, Value> {
        let assign =
            |(id, value): (&VariableId, &Rc<Expression>)| (self.flow.variables[id.0].clone(), self.template(value));
        values.iter().map(assign).collect()
    }

    fn template(&self, expression: &Expression) -> Value {
        template(expression, &self.flow.variables)
    }
}

fn target(leave: &Leave<'_>) -> String {
    match &leave.to {
        Destination::State { name, .. } => (*name).to_owned(),
        Destination::Output(_) => unreachable!("a Choice leads to states"),
    }
}

fn retrier(call: &Call) -> Retrier {
    let transient = call
        .step
        .faults
        .iter()
        .filter(|fault| fault.transient)
        .map(|fault| fault.name);
    Retrier {
        error_equals: TRANSIENT.into_iter().chain(transient).map(str::to_owned).collect(),
        interval_seconds: Some(1),
        max_attempts: Some(3),
        backoff_rate: Some(2.0),
        max_delay_seconds: Some(4),
        jitter_strategy: Some(JitterStrategy::Full),
    }
}
