//! Second pass: which variables each state reads, and which it must set on leaving. A variable is set where its value
//! comes to be, if a later state reads it; within that state its value is written in place.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::draft::{CatchExit, Draft, DraftId, DraftKind, Drafts, Exit, MapDraft, Place, Region, To, Values};
use crate::flow::{Distributed, Expression, Items, S3Object, VariableId};

/// A state with all its expressions in terms of what it sees.
pub(super) struct Plan<'drafts> {
    pub(super) draft: &'drafts Draft,
    pub(super) kind: PlanKind<'drafts>,
}

pub(super) enum PlanKind<'drafts> {
    Task {
        arguments: Vec<(&'static str, Rc<Expression>)>,
        leave: Leave<'drafts>,
        catches: Vec<CatchLeave<'drafts>>,
    },
    Choice {
        rules: Vec<(Rc<Expression>, Leave<'drafts>)>,
        otherwise: Option<Leave<'drafts>>,
    },
    Wait {
        until: Rc<Expression>,
        leave: Leave<'drafts>,
    },
    Pass(Leave<'drafts>),
    Parallel {
        leave: Leave<'drafts>,
        catches: Vec<CatchLeave<'drafts>>,
    },
    Map(Box<MapPlan<'drafts>>),
    Succeed(Rc<Expression>),
    Fail(Rc<Expression>),
    /// No state.
    Landing,
}

/// A Map with all its expressions in terms of what it sees.
pub(super) struct MapPlan<'drafts> {
    pub(super) items: Items,
    pub(super) concurrency: Option<Rc<Expression>>,
    pub(super) distributed: Option<Distributed>,
    /// What the items take along.
    pub(super) captured: Vec<(VariableId, Rc<Expression>)>,
    pub(super) leave: Leave<'drafts>,
    pub(super) catches: Vec<CatchLeave<'drafts>>,
}

/// How a state is left: the variables that it sets, and where it leads.
pub(super) struct Leave<'drafts> {
    pub(super) assign: BTreeMap<VariableId, Rc<Expression>>,
    pub(super) to: Destination<'drafts>,
}

impl Leave<'_> {
    /// Whether leaving so evaluates that anyway.
    fn evaluates(&self, value: &Expression) -> bool {
        let output = match &self.to {
            Destination::Output(output) => Some(output),
            Destination::State { .. } => None,
        };
        self.assign.values().chain(output).any(|it| it.evaluates(value))
    }

    /// Whether something is evaluated on leaving that cannot always be.
    pub(super) fn can_fail(&self) -> bool {
        let output = match &self.to {
            Destination::State { .. } => None,
            Destination::Output(output) => Some(output),
        };
        self.assign.values().chain(output).any(|value| value.can_fail())
    }
}

pub(super) struct CatchLeave<'drafts> {
    pub(super) errors: &'drafts [&'static str],
    pub(super) leave: Leave<'drafts>,
}

pub(super) enum Destination<'drafts> {
    State { id: DraftId, name: &'drafts str },
    Output(Rc<Expression>),
}

type Reads = BTreeSet<VariableId>;

/// Every state, planned.
pub(super) struct Plans<'drafts> {
    drafts: &'drafts Drafts,
    all: Vec<Plan<'drafts>>,
    reads: Vec<Reads>,
}

/// Plans every state: again and again, until no state is found to read more, since loops lead back. A state comes after
/// those that it leads to, so that without loops once is enough, and once more to see it.
pub(super) fn plans(drafts: &Drafts) -> Plans<'_> {
    let mut planning = Planning {
        drafts,
        firsts: firsts(drafts),
        reads: vec![Reads::new(); drafts.all.len()],
    };
    while planning.learn() {}
    let all = (0..drafts.all.len()).map(|id| planning.plan(id)).collect();
    Plans {
        drafts,
        all,
        reads: planning.reads,
    }
}

/// The values that the first state of each region writes in place, since no state has set them yet.
fn firsts(drafts: &Drafts) -> BTreeMap<DraftId, Values> {
    let first = |place: Place| {
        let region = drafts.region(place);
        (region.first(), region.start.values(region.known.clone()))
    };
    drafts.places().into_iter().map(first).collect()
}

impl<'drafts> Plans<'drafts> {
    /// The states of a region, in the order in which a reader meets them.
    pub(super) fn of(&self, region: &Region) -> Vec<&Plan<'drafts>> {
        self.drafts.order(region).into_iter().map(|id| &self.all[id]).collect()
    }

    /// The regions whose first state is a Parallel or a Map, in which something reads what no state has set yet.
    pub(super) fn starved(&self) -> Vec<Place> {
        let starved = |place: &Place| {
            let region = self.drafts.region(*place);
            let known = region.start.values(region.known.clone());
            let within = self.drafts.all[region.first()].regions();
            !region.known.is_empty()
                && within
                    .into_iter()
                    .any(|it| self.wants(it).iter().any(|id| known.contains_key(id)))
        };
        self.drafts.places().into_iter().filter(starved).collect()
    }

    /// Where a Pass leads that sets nothing.
    pub(super) fn idle_pass(&self, id: DraftId) -> Option<DraftId> {
        match &self.all[id].kind {
            PlanKind::Pass(Leave {
                assign,
                to: Destination::State { id, .. },
            }) if assign.is_empty() => Some(*id),
            _ => None,
        }
    }

    fn wants(&self, region: &Region) -> Reads {
        wanted_outside(region, &self.reads)
    }
}

/// The variables that a region reads without setting them.
fn wanted_outside(region: &Region, reads: &[Reads]) -> Reads {
    let first = &reads[region.first()];
    first
        .iter()
        .filter(|id| !region.known.contains_key(id))
        .copied()
        .collect()
}

struct Planning<'drafts> {
    drafts: &'drafts Drafts,
    firsts: BTreeMap<DraftId, Values>,
    /// The variables that must have been set when a state is entered, as far as is known.
    reads: Vec<Reads>,
}

impl<'drafts> Planning<'drafts> {
    /// Looks once at what each state reads; whether one was found to read more.
    fn learn(&mut self) -> bool {
        let mut learned = false;
        for id in 0..self.drafts.all.len() {
            let reads = self.reads(&self.plan(id));
            learned |= reads != self.reads[id];
            self.reads[id] = reads;
        }
        learned
    }

    fn plan(&self, id: DraftId) -> Plan<'drafts> {
        let draft = &self.drafts.all[id];
        let known = self.firsts.get(&id).cloned().unwrap_or_default();
        let kind = match &draft.kind {
            DraftKind::Task { call, exit, catches } => {
                let argument = |(name, value): &(&'static str, Rc<Expression>)| (*name, value.substitute(&known));
                PlanKind::Task {
                    arguments: call.arguments.iter().map(argument).collect(),
                    catches: self.catches(catches, &known),
                    leave: self.leave(exit, known),
                }
            }
            DraftKind::Choice { rules, otherwise } => {
                let rule = |(condition, exit): &'drafts (Rc<Expression>, Exit)| {
                    (condition.substitute(&known), self.leave(exit, known.clone()))
                };
                let rules = rules.iter().map(rule).collect();
                PlanKind::Choice {
                    rules,
                    otherwise: otherwise.as_ref().map(|exit| self.leave(exit, known)),
                }
            }
            DraftKind::Wait { until, exit } => PlanKind::Wait {
                until: until.expression().substitute(&known),
                leave: self.leave(exit, known),
            },
            DraftKind::Pass(exit) => PlanKind::Pass(self.leave(exit, known)),
            DraftKind::Parallel { exit, catches, .. } => PlanKind::Parallel {
                catches: self.catches(catches, &known),
                leave: self.leave(exit, known),
            },
            DraftKind::Map(map) => PlanKind::Map(Box::new(self.map(map, known))),
            DraftKind::Succeed(output) => PlanKind::Succeed(output.substitute(&known)),
            DraftKind::Fail(failure) => PlanKind::Fail(failure.fault.expression().substitute(&known)),
            DraftKind::Landing(_) => PlanKind::Landing,
        };
        Plan { draft, kind }
    }

    fn map(&self, map: &'drafts MapDraft, known: Values) -> MapPlan<'drafts> {
        let put = |value: &Rc<Expression>| value.substitute(&known);
        let variable = |id: &VariableId| (*id, Rc::new(Expression::Variable(*id)).substitute(&known));
        MapPlan {
            items: match &map.items {
                Items::List(list) => Items::List(put(list)),
                Items::JsonLines(object) => Items::JsonLines(s3_object(object, &known)),
                Items::Csv(object) => Items::Csv(s3_object(object, &known)),
            },
            concurrency: map.concurrency.as_ref().map(put),
            distributed: map.distributed.as_ref().map(|it| Distributed {
                batch_items_max: it.batch_items_max.as_ref().map(put),
                tolerated_failures: it.tolerated_failures.as_ref().map(put),
                tolerated_failure_percentage: it.tolerated_failure_percentage.as_ref().map(put),
                label: it.label.clone(),
                results: it.results.as_ref().map(|object| s3_object(object, &known)),
            }),
            captured: map.captured.iter().map(variable).collect(),
            catches: self.catches(&map.catches, &known),
            leave: self.leave(&map.exit, known),
        }
    }

    fn catches(&self, catches: &'drafts [CatchExit], known: &Values) -> Vec<CatchLeave<'drafts>> {
        let catch = |it: &'drafts CatchExit| CatchLeave {
            errors: &it.errors,
            leave: self.leave(&it.exit, known.clone()),
        };
        catches.iter().map(catch).collect()
    }

    fn leave(&self, exit: &'drafts Exit, known: Values) -> Leave<'drafts> {
        let values = exit.values(known);
        let (wanted, to) = match &exit.to {
            To::Return(output) => (Reads::new(), Destination::Output(output.substitute(&values))),
            To::State(id) => {
                let name = &self.drafts.all[*id].name;
                (self.reads[*id].clone(), Destination::State { id: *id, name })
            }
        };
        let assign = wanted
            .into_iter()
            .filter_map(|id| Some((id, Rc::clone(values.get(&id)?))));
        let mut leave = Leave {
            assign: assign.collect(),
            to,
        };
        // What may fail is evaluated even where nobody reads it, as Rust does.
        for (id, _) in &exit.lets {
            if values[id].can_fail() && !leave.evaluates(&values[id]) {
                leave.assign.insert(*id, Rc::clone(&values[id]));
            }
        }
        leave
    }

    /// The variables that must have been set when the state is entered.
    fn reads(&self, plan: &Plan<'_>) -> Reads {
        let mut reads = Reads::new();
        for expression in plan.expressions() {
            expression.visit_variables(&mut |id| {
                reads.insert(id);
            });
        }
        for leave in plan.leaves() {
            if let Destination::State { id, .. } = leave.to {
                reads.extend(self.reads[id].iter().filter(|id| !leave.assign.contains_key(id)));
            }
        }
        let isolated = matches!(&plan.kind, PlanKind::Map(map) if map.distributed.is_some());
        if !isolated {
            let within = plan.draft.regions();
            within
                .into_iter()
                .for_each(|region| reads.extend(wanted_outside(region, &self.reads)));
        }
        reads
    }
}

fn s3_object(object: &S3Object, known: &Values) -> S3Object {
    S3Object {
        bucket: object.bucket.substitute(known),
        key: object.key.substitute(known),
    }
}

impl<'drafts> Plan<'drafts> {
    fn expressions(&self) -> Vec<&Rc<Expression>> {
        let mut found: Vec<&Rc<Expression>> = match &self.kind {
            PlanKind::Task { arguments, .. } => arguments.iter().map(|(_, argument)| argument).collect(),
            PlanKind::Choice { rules, .. } => rules.iter().map(|(condition, _)| condition).collect(),
            PlanKind::Wait { until: value, .. } | PlanKind::Succeed(value) | PlanKind::Fail(value) => vec![value],
            PlanKind::Map(map) => map.expressions(),
            PlanKind::Parallel { .. } | PlanKind::Pass(_) | PlanKind::Landing => Vec::new(),
        };
        for leave in self.leaves() {
            found.extend(leave.assign.values());
            if let Destination::Output(output) = &leave.to {
                found.push(output);
            }
        }
        found
    }

    fn leaves(&self) -> Vec<&Leave<'drafts>> {
        match &self.kind {
            PlanKind::Task { leave, catches, .. } | PlanKind::Parallel { leave, catches } => std::iter::once(leave)
                .chain(catches.iter().map(|catch| &catch.leave))
                .collect(),
            PlanKind::Map(map) => std::iter::once(&map.leave)
                .chain(map.catches.iter().map(|catch| &catch.leave))
                .collect(),
            PlanKind::Choice { rules, otherwise } => rules.iter().map(|(_, leave)| leave).chain(otherwise).collect(),
            PlanKind::Wait { leave, .. } | PlanKind::Pass(leave) => vec![leave],
            PlanKind::Succeed(_) | PlanKind::Fail(_) | PlanKind::Landing => Vec::new(),
        }
    }
}

impl MapPlan<'_> {
    fn expressions(&self) -> Vec<&Rc<Expression>> {
        let mut found: Vec<_> = self.concurrency.iter().collect();
        found.extend(self.captured.iter().map(|(_, value)| value));
        found.extend(self.items.expressions());
        found.extend(self.distributed.iter().flat_map(Distributed::expressions));
        found
    }
}
