//! Second pass: which variables each state reads, and which it must set on leaving. A variable is set where its value
//! comes to be, if a later state reads it; within that state its value is written in place.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::draft::{Draft, DraftId, DraftKind, Drafts, Exit, To};
use crate::flow::{Expression, Flow, VariableId};

/// A state with all its expressions in terms of what it sees.
pub(super) struct Plan<'drafts> {
    pub(super) draft: &'drafts Draft,
    pub(super) kind: PlanKind<'drafts>,
}

pub(super) enum PlanKind<'drafts> {
    Task {
        arguments: Vec<(&'static str, Rc<Expression>)>,
        leave: Leave<'drafts>,
    },
    Choice {
        rules: Vec<(Rc<Expression>, Leave<'drafts>)>,
        otherwise: Option<Leave<'drafts>>,
    },
    Succeed(Rc<Expression>),
    Fail(Rc<Expression>),
}

/// How a state is left: the variables that it sets, and where it leads.
pub(super) struct Leave<'drafts> {
    pub(super) assign: BTreeMap<VariableId, Rc<Expression>>,
    pub(super) to: Destination<'drafts>,
}

pub(super) enum Destination<'drafts> {
    State { id: DraftId, name: &'drafts str },
    Output(Rc<Expression>),
}

type Values = BTreeMap<VariableId, Rc<Expression>>;

/// The states in the order in which a reader meets them.
pub(super) fn plans(drafts: &Drafts) -> Vec<Plan<'_>> {
    let mut planning = Planning {
        drafts,
        reads: Vec::new(),
    };
    let mut plans: Vec<Option<Plan<'_>>> = Vec::new();
    for (id, draft) in drafts.all.iter().enumerate() {
        let plan = planning.plan(draft, planning.known(id));
        planning.reads.push(plan.reads(&planning));
        plans.push(Some(plan));
    }
    drafts.order().into_iter().filter_map(|id| plans[id].take()).collect()
}

struct Planning<'drafts> {
    drafts: &'drafts Drafts,
    /// The variables that must have been set when a state is entered, for each state planned so far.
    reads: Vec<BTreeSet<VariableId>>,
}

impl<'drafts> Planning<'drafts> {
    /// The values that are written in place, since no state has set them yet: at the first state the input, and what
    /// is made of it before.
    fn known(&self, id: DraftId) -> Values {
        if id == self.drafts.first() {
            self.drafts
                .start
                .values(BTreeMap::from([(Flow::INPUT, Rc::new(Expression::Input))]))
        } else {
            Values::new()
        }
    }

    fn plan(&self, draft: &'drafts Draft, known: Values) -> Plan<'drafts> {
        let kind = match &draft.kind {
            DraftKind::Task { call, exit } => {
                let arguments = call
                    .arguments
                    .iter()
                    .map(|(name, value)| (*name, value.substitute(&known)))
                    .collect();
                let mut left = known;
                left.insert(call.result, Rc::new(Expression::StepResult));
                PlanKind::Task {
                    arguments,
                    leave: self.leave(exit, left),
                }
            }
            DraftKind::Choice { rules, otherwise } => {
                let rule = |(condition, exit): &'drafts (Rc<Expression>, Exit)| {
                    (condition.substitute(&known), self.leave(exit, known.clone()))
                };
                let rules = rules.iter().map(rule).collect();
                PlanKind::Choice {
                    rules,
                    otherwise: otherwise.as_ref().map(|exit| self.leave(exit, known.clone())),
                }
            }
            DraftKind::Succeed(output) => PlanKind::Succeed(output.substitute(&known)),
            DraftKind::Fail(failure) => PlanKind::Fail(failure.payload.substitute(&known)),
        };
        Plan { draft, kind }
    }

    fn leave(&self, exit: &'drafts Exit, known: Values) -> Leave<'drafts> {
        let values = exit.values(known);
        match &exit.to {
            To::Return(output) => Leave {
                assign: Values::new(),
                to: Destination::Output(output.substitute(&values)),
            },
            To::State(id) => {
                let wanted = self.reads[*id]
                    .iter()
                    .filter_map(|it| Some((*it, Rc::clone(values.get(it)?))));
                let to = Destination::State {
                    id: *id,
                    name: &self.drafts.all[*id].name,
                };
                Leave {
                    assign: wanted.collect(),
                    to,
                }
            }
        }
    }
}

impl Plan<'_> {
    /// The variables that must have been set when the state is entered.
    fn reads(&self, planning: &Planning<'_>) -> BTreeSet<VariableId> {
        let mut reads = BTreeSet::new();
        let read = |reads: &mut BTreeSet<VariableId>, expression: &Expression| {
            expression.visit_variables(&mut |id| {
                reads.insert(id);
            });
        };
        let leaves: Vec<&Leave<'_>> = match &self.kind {
            PlanKind::Task { arguments, leave } => {
                arguments.iter().for_each(|(_, argument)| read(&mut reads, argument));
                vec![leave]
            }
            PlanKind::Choice { rules, otherwise } => {
                rules.iter().for_each(|(condition, _)| read(&mut reads, condition));
                rules.iter().map(|(_, leave)| leave).chain(otherwise).collect()
            }
            PlanKind::Succeed(value) | PlanKind::Fail(value) => {
                read(&mut reads, value);
                Vec::new()
            }
        };
        for leave in leaves {
            leave.assign.values().for_each(|value| read(&mut reads, value));
            match &leave.to {
                Destination::Output(output) => read(&mut reads, output),
                Destination::State { id, .. } => {
                    reads.extend(planning.reads[*id].iter().filter(|id| !leave.assign.contains_key(id)));
                }
            }
        }
        reads
    }
}
