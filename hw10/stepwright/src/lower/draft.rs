//! First pass: blocks become states, joined by exits. Goes backwards, so that a state's targets are there before it;
//! what leads back, a loop, leads to a landing.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use super::captured;
use super::faults::{Catching, HandlerDraft, catches, catches_platform, catching, dispatch, escaping, passes_on};
use crate::fault::FaultEntry;
use crate::flow::{
    Arm, Block, Branch, Call, Distributed, End, Expression, Failure, Flow, Handler, Items, Loop, LoopId, Map, Node,
    Parallel, Scope, SourceLine, Target, Thrown, Trial, Until, VariableId, Wait,
};

/// The states of a flow, not yet knowing their variables.
pub(super) struct Drafts {
    /// In the order in which they were made: but for loops, a state comes after those that it leads to.
    pub(super) all: Vec<Draft>,
    pub(super) root: Region,
}

/// Which draft; an index into [`Drafts::all`].
pub(super) type DraftId = usize;

/// Which region: the root, or one within a state.
pub(super) type Place = Option<(DraftId, usize)>;

/// What variables stand for.
pub(super) type Values = BTreeMap<VariableId, Rc<Expression>>;

/// States that lead only to each other: those of the machine, of a branch of a Parallel, of what a Map does.
pub(super) struct Region {
    /// What the names of its own states begin with.
    pub(super) label: String,
    /// What is done before the first state, and which that is.
    pub(super) start: Exit,
    /// What the first state finds in its input.
    pub(super) known: Values,
}

pub(super) struct Draft {
    pub(super) name: String,
    /// `None`: it stands for no line, but for what the lowering adds.
    pub(super) line: Option<SourceLine>,
    pub(super) kind: DraftKind,
}

pub(super) enum DraftKind {
    Task {
        call: Box<Call>,
        exit: Exit,
        catches: Vec<CatchExit>,
    },
    Choice {
        rules: Vec<(Rc<Expression>, Exit)>,
        otherwise: Option<Exit>,
    },
    Wait {
        until: Until,
        exit: Exit,
    },
    Pass(Exit),
    Parallel {
        regions: Vec<Region>,
        exit: Exit,
        catches: Vec<CatchExit>,
    },
    Map(Box<MapDraft>),
    Succeed(Rc<Expression>),
    Fail(Failure),
    /// No state: a place that exits lead to before it is known where it is.
    Landing(Exit),
}

/// A Map, drafted.
pub(super) struct MapDraft {
    pub(super) items: Items,
    pub(super) concurrency: Option<Rc<Expression>>,
    pub(super) distributed: Option<Distributed>,
    /// The variables that the items take along into executions of their own.
    pub(super) captured: Vec<VariableId>,
    pub(super) region: Region,
    pub(super) exit: Exit,
    pub(super) catches: Vec<CatchExit>,
}

/// How a state is left: the values that variables get on the way, and where it leads.
#[derive(Clone)]
pub(super) struct Exit {
    pub(super) lets: Vec<(VariableId, Rc<Expression>)>,
    pub(super) to: To,
}

#[derive(Clone)]
pub(super) enum To {
    State(DraftId),
    /// The region ends with this output.
    Return(Rc<Expression>),
}

/// How a state is left whose task failed with one of these errors.
pub(super) struct CatchExit {
    pub(super) errors: Vec<&'static str>,
    pub(super) exit: Exit,
}

impl Exit {
    pub(super) fn to(to: To) -> Exit {
        Exit { lets: Vec::new(), to }
    }

    /// The same, after the variable got that value.
    pub(super) fn after(mut self, variable: VariableId, value: Rc<Expression>) -> Exit {
        self.lets.insert(0, (variable, value));
        self
    }

    /// Each let's value, in terms of what was known before them all; and the values known before.
    pub(super) fn values(&self, mut known: Values) -> Values {
        for (variable, value) in &self.lets {
            let value = if planted!(AssignSeenTooEarly) {
                Rc::clone(value)
            } else {
                value.substitute(&known)
            };
            known.insert(*variable, value);
        }
        known
    }
}

/// What is around a block: where its ends lead that are not its own.
#[derive(Clone, Default)]
pub(super) struct Around {
    /// The handlers of the tries that the block is in, the innermost last.
    pub(super) tries: Vec<Rc<Vec<HandlerDraft>>>,
    loops: BTreeMap<LoopId, LoopExits>,
    /// Where success leads, and the variable for its value. `None`: the region ends.
    scope: Option<(VariableId, Exit)>,
}

#[derive(Clone)]
struct LoopExits {
    again: Exit,
    leave: Exit,
    value: Option<VariableId>,
}

/// What comes after a block, and the variable for the block's value.
#[derive(Clone)]
struct After {
    exit: Exit,
    value: Option<VariableId>,
}

impl After {
    fn with_value(&self, value: Option<&Rc<Expression>>) -> Exit {
        let exit = self.exit.clone();
        match (self.value, value) {
            (Some(variable), Some(value)) => exit.after(variable, Rc::clone(value)),
            (None, _) | (_, None) => exit,
        }
    }
}

/// The states of a flow.
pub(super) fn drafts(flow: &Flow) -> Drafts {
    let mut drafting = Drafting {
        all: Vec::new(),
        names: &flow.variables,
        fails: Vec::new(),
    };
    let known = Values::from([(Flow::INPUT, Rc::new(Expression::Input))]);
    let root = drafting.region(&flow.body, "", known);
    Drafts {
        all: drafting.all,
        root,
    }
}

pub(super) struct Drafting<'flow> {
    all: Vec<Draft>,
    names: &'flow [String],
    /// The Fail states of the present region.
    fails: Vec<DraftId>,
}

impl Drafting<'_> {
    /// Adds a state; the way there.
    pub(super) fn add(&mut self, name: &str, line: impl Into<Option<SourceLine>>, kind: DraftKind) -> Exit {
        self.all.push(Draft {
            name: name.to_owned(),
            line: line.into(),
            kind,
        });
        Exit::to(To::State(self.all.len() - 1))
    }

    fn region(&mut self, body: &Block, label: &str, known: Values) -> Region {
        // Whatever comes after the body has been ended by it: rustc has seen that every path returns.
        let exit = Exit::to(To::Return(Rc::new(Expression::Literal(serde_json::Value::Null))));
        let around = std::mem::take(&mut self.fails);
        let exit = self.block(body, &After { exit, value: None }, &Around::default());
        self.fails = around;
        let name = if label.is_empty() { "Done" } else { label };
        let start = self.add(name, None, DraftKind::Landing(exit));
        Region {
            label: label.to_owned(),
            start,
            known,
        }
    }

    /// How the block is entered.
    fn block(&mut self, block: &Block, after: &After, around: &Around) -> Exit {
        let end = self.end(&block.end, after, around);
        block
            .nodes
            .iter()
            .rev()
            .fold(end, |exit, node| self.node(node, exit, around))
    }

    fn end(&mut self, end: &End, after: &After, around: &Around) -> Exit {
        match end {
            End::Next => after.exit.clone(),
            End::Value(value) => after.with_value(Some(value)),
            End::Succeed(output) => match &around.scope {
                Some((result, exit)) => exit.clone().after(*result, Rc::clone(output)),
                None => Exit::to(To::Return(Rc::clone(output))),
            },
            End::Fail(failure) => self.thrown(failure, around),
            End::Break(id, _) if planted!(BreakContinues) => around.loops[id].again.clone(),
            End::Break(id, value) => {
                let innermost = around.loops.keys().max().filter(|_| planted!(LabelIgnored));
                let id = innermost.unwrap_or(id);
                let LoopExits {
                    leave, value: variable, ..
                } = &around.loops[id];
                After {
                    exit: leave.clone(),
                    value: *variable,
                }
                .with_value(value.as_ref())
            }
            End::Continue(id) => around.loops[id].again.clone(),
        }
    }

    fn thrown(&mut self, failure: &Failure, around: &Around) -> Exit {
        let Catching { rules, rest } = catching(&failure.fault, around);
        let otherwise = (!rest.is_empty()).then(|| self.fail(failure));
        dispatch(self, failure, rules, otherwise)
    }

    /// The state that fails so: one for all places that throw the same under the same name.
    fn fail(&mut self, failure: &Failure) -> Exit {
        let is_same = |id: &&DraftId| match &self.all[**id].kind {
            DraftKind::Fail(other) => other.state == failure.state && other.fault.is_same(&failure.fault),
            _ => false,
        };
        if let Some(id) = self.fails.iter().find(is_same) {
            return Exit::to(To::State(*id));
        }
        let exit = self.add(&failure.state, failure.line, DraftKind::Fail(failure.clone()));
        self.fails.push(self.all.len() - 1);
        exit
    }

    fn node(&mut self, node: &Node, exit: Exit, around: &Around) -> Exit {
        match node {
            Node::Let(variable, value) => exit.after(*variable, Rc::clone(value)),
            Node::Call(call) => self.call(call, exit, around),
            Node::Branch(branch) => self.branch(branch, exit, around),
            Node::Trial(it) => self.try_(it, exit, around),
            Node::Loop(it) => self.loop_(it, exit, around),
            Node::Wait(wait) => self.wait(wait, exit),
            Node::Parallel(it) => self.parallel(it, exit, around),
            Node::Map(map) => self.map(map, exit, around),
            Node::Scope(scope) => self.scope(scope, exit, around),
        }
    }

    fn call(&mut self, call: &Call, exit: Exit, around: &Around) -> Exit {
        let catches = match &call.target {
            Target::Step(_) | Target::Callback(_) => catches(call.target.faults(), around),
            Target::Execution { faults, error, .. } => self.child_catches(call, faults, *error, around),
        };
        let (call, exit) = (Box::new(call.clone()), exit.after(call.result, result_of(&call.target)));
        let (name, line) = (call.state.clone(), call.line);
        self.add(&name, line, DraftKind::Task { call, exit, catches })
    }

    /// The platform wraps the error of an awaited execution: it is unwrapped, and looked at.
    fn child_catches(
        &mut self,
        call: &Call,
        faults: &[&'static FaultEntry],
        error: VariableId,
        around: &Around,
    ) -> Vec<CatchExit> {
        let fault = Thrown::Again(Rc::new(Expression::Variable(error)), faults.to_vec());
        let failure = Failure {
            fault,
            state: format!("{}Failed", call.state),
            line: call.line,
        };
        let Catching { mut rules, rest } = catching(&failure.fault, around);
        let platform = catches_platform(around).map(|it| it.enter(Rc::new(Expression::Variable(error))));
        let mut fail = || self.add(&failure.state, failure.line, DraftKind::Fail(failure.clone()));
        // It may also have ended in a way that is no fault of its own: timed out, aborted, or by what the platform did to it.
        let otherwise = match platform {
            Some(platform) if rest.is_empty() => platform,
            Some(platform) => {
                rules.push((rest, fail()));
                platform
            }
            None => fail(),
        };
        let exit = dispatch(self, &failure, rules, Some(otherwise));
        let names = faults.iter().map(|fault| fault.name).collect();
        let unwrapped = Rc::new(Expression::ChildError(Rc::new(Expression::ErrorOutput), names));
        let mut all = vec![CatchExit {
            errors: vec!["States.TaskFailed"],
            exit: exit.after(error, unwrapped),
        }];
        all.extend(catches(&[], around));
        all
    }

    fn branch(&mut self, branch: &Branch, exit: Exit, around: &Around) -> Exit {
        let after = After {
            exit,
            value: branch.value,
        };
        let mut rules = Vec::new();
        let mut otherwise = None;
        for arm in branch.arms.iter().rev() {
            let exit = self.arm(arm, branch, &after, around);
            match &arm.condition {
                Some(condition) => rules.insert(0, (Rc::clone(condition), exit)),
                None => otherwise = Some(exit),
            }
        }
        if planted!(ArmsSwapped) && rules.len() > 1 {
            let first = Rc::clone(&rules[0].0);
            rules[0].0 = std::mem::replace(&mut rules[1].0, first);
        }
        if planted!(ArmsReversed) {
            rules.reverse();
        }
        match otherwise {
            // Every arm that could be taken before has gone: there is nothing to choose.
            Some(only) if rules.is_empty() => only,
            otherwise => self.add(&branch.state, branch.line, DraftKind::Choice { rules, otherwise }),
        }
    }

    /// A Choice cannot end an execution: where an arm is but an output, its landing becomes a state.
    fn arm(&mut self, arm: &Arm, branch: &Branch, after: &After, around: &Around) -> Exit {
        let exit = self.block(&arm.body, after, around);
        self.landing(exit, &format!("{}{}", branch.state, arm.label), branch.line)
    }

    fn landing(&mut self, exit: Exit, name: &str, line: SourceLine) -> Exit {
        self.add(name, line, DraftKind::Landing(exit))
    }

    fn try_(&mut self, it: &Trial, exit: Exit, around: &Around) -> Exit {
        let after = After { exit, value: it.value };
        let handlers = it
            .handlers
            .iter()
            .map(|handler| self.handler(handler, &after, around))
            .collect();
        let done = self.block(&it.done, &after, around);
        let mut within = around.clone();
        within.tries.push(Rc::new(handlers));
        self.block(
            &it.attempt,
            &After {
                exit: done,
                value: None,
            },
            &within,
        )
    }

    fn handler(&mut self, handler: &Handler, after: &After, around: &Around) -> HandlerDraft {
        let exit = self.block(&handler.body, after, around);
        HandlerDraft {
            faults: handler.faults.clone(),
            error: handler.error,
            passes_on: passes_on(handler),
            exit: self.landing(exit, &handler.label, handler.line),
        }
    }

    fn loop_(&mut self, it: &Loop, exit: Exit, around: &Around) -> Exit {
        let head = self.landing(exit.clone(), "Loop", it.line);
        let exits = LoopExits {
            again: head.clone(),
            leave: exit,
            value: it.value,
        };
        let mut within = around.clone();
        within.loops.insert(it.id, exits);
        let body = self.block(
            &it.body,
            &After {
                exit: head.clone(),
                value: None,
            },
            &within,
        );
        if let To::State(id) = head.to {
            self.all[id].kind = DraftKind::Landing(body);
        }
        head
    }

    fn wait(&mut self, wait: &Wait, exit: Exit) -> Exit {
        let until = wait.until.clone();
        self.add(&wait.state, wait.line, DraftKind::Wait { until, exit })
    }

    fn parallel(&mut self, it: &Parallel, exit: Exit, around: &Around) -> Exit {
        let catches = catches(&escaping(it.branches.iter().map(|(body, _)| body)), around);
        let mut regions = Vec::new();
        let mut after = exit;
        for (index, (body, result)) in it.branches.iter().enumerate() {
            let label = format!("{}Branch{}", it.state, index + 1);
            regions.push(self.region(body, &label, Values::new()));
            let place = if planted!(BranchResultsReversed) {
                it.branches.len() - 1 - index
            } else {
                index
            };
            after = after.after(*result, Rc::new(Expression::item_of_result(place)));
        }
        self.add(
            &it.state,
            it.line,
            DraftKind::Parallel {
                regions,
                exit: after,
                catches,
            },
        )
    }

    fn map(&mut self, map: &Map, exit: Exit, around: &Around) -> Exit {
        let (captured, known, faults) = match &map.distributed {
            Some(_) => {
                let captured = captured::captured(map);
                let known = captured::known(map, &captured, self.names);
                (captured, known, Vec::new())
            }
            None => {
                let item = Values::from([(map.item, Rc::new(item()))]);
                (Vec::new(), item, escaping([&map.body]))
            }
        };
        let draft = MapDraft {
            items: map.items.clone(),
            concurrency: map.concurrency.clone(),
            distributed: map.distributed.clone(),
            captured,
            region: self.region(&map.body, &format!("{}Item", map.state), known),
            exit: exit.after(map.result, Rc::new(Expression::TaskResult)),
            catches: catches(&faults, around),
        };
        self.add(&map.state, map.line, DraftKind::Map(Box::new(draft)))
    }

    fn scope(&mut self, scope: &Scope, exit: Exit, around: &Around) -> Exit {
        let mut within = around.clone();
        within.scope = Some((scope.result, exit.clone()));
        self.block(&scope.body, &After { exit, value: None }, &within)
    }
}

/// What the first state of an inline map finds the item in.
fn item() -> Expression {
    if planted!(IndexForItem) {
        let field = |of, name: &'static str| Expression::Field {
            of: Rc::new(of),
            name: name.into(),
            optional: false,
        };
        return field(field(field(Expression::Context, "Map"), "Item"), "Index");
    }
    Expression::Input
}

/// Where the result of a task is found.
fn result_of(target: &Target) -> Rc<Expression> {
    Rc::new(match target {
        Target::Step(_) if planted!(PayloadNotTakenOut) => Expression::TaskResult,
        Target::Callback(_) if planted!(TokenAnswerAsPayload) => Expression::StepResult,
        Target::Execution { .. } if planted!(ChildOutputNotTakenOut) => Expression::TaskResult,
        Target::Step(step) => match step.task {
            crate::step::TaskKind::Lambda => Expression::StepResult,
            crate::step::TaskKind::Integration(_) => Expression::TaskResult,
        },
        Target::Callback(_) => Expression::TaskResult,
        Target::Execution { .. } => Expression::Field {
            of: Rc::new(Expression::TaskResult),
            name: "Output".into(),
            optional: false,
        },
    })
}

impl Drafts {
    /// Every state, those of a region after the state that it is in.
    pub(super) fn in_order(&self) -> Vec<&Draft> {
        let mut found = Vec::new();
        self.gather(&self.root, &mut found);
        found
    }

    fn gather<'drafts>(&'drafts self, region: &Region, found: &mut Vec<&'drafts Draft>) {
        for id in self.order(region) {
            let draft = &self.all[id];
            found.push(draft);
            draft
                .regions()
                .into_iter()
                .for_each(|region| self.gather(region, found));
        }
    }

    /// The states of a region as a reader meets them: from the first, each branch to its end. What joins comes once.
    pub(super) fn order(&self, region: &Region) -> Vec<DraftId> {
        let (mut order, mut ahead) = (Vec::new(), vec![region.first()]);
        let mut met = HashSet::new();
        while let Some(id) = ahead.pop() {
            if met.insert(id) {
                order.push(id);
                ahead.extend(self.all[id].targets().into_iter().rev());
            }
        }
        order
    }

    pub(super) fn region(&self, place: Place) -> &Region {
        match place {
            None => &self.root,
            Some((id, index)) => self.all[id].regions()[index],
        }
    }

    pub(super) fn region_mut(&mut self, place: Place) -> &mut Region {
        match place {
            None => &mut self.root,
            Some((id, index)) => self.all[id].regions_mut().swap_remove(index),
        }
    }

    /// Every region.
    pub(super) fn places(&self) -> Vec<Place> {
        let within = |id: DraftId| (0..self.all[id].regions().len()).map(move |index| Some((id, index)));
        std::iter::once(None)
            .chain((0..self.all.len()).flat_map(within))
            .collect()
    }
}

impl Region {
    /// The first state.
    pub(super) fn first(&self) -> DraftId {
        match self.start.to {
            To::State(first) => first,
            To::Return(_) => unreachable!("a region starts at a state"),
        }
    }
}

impl Draft {
    /// The exits; the one of success first, where there is one.
    pub(super) fn exits(&self) -> Vec<&Exit> {
        match &self.kind {
            DraftKind::Task { exit, catches, .. } | DraftKind::Parallel { exit, catches, .. } => std::iter::once(exit)
                .chain(catches.iter().map(|catch| &catch.exit))
                .collect(),
            DraftKind::Map(map) => std::iter::once(&map.exit)
                .chain(map.catches.iter().map(|it| &it.exit))
                .collect(),
            DraftKind::Choice { rules, otherwise } => rules.iter().map(|(_, exit)| exit).chain(otherwise).collect(),
            DraftKind::Wait { exit, .. } | DraftKind::Pass(exit) => vec![exit],
            DraftKind::Landing(_) | DraftKind::Succeed(_) | DraftKind::Fail(_) => Vec::new(),
        }
    }

    /// The same, to be changed.
    pub(super) fn exits_mut(&mut self) -> Vec<&mut Exit> {
        match &mut self.kind {
            DraftKind::Task { exit, catches, .. } | DraftKind::Parallel { exit, catches, .. } => std::iter::once(exit)
                .chain(catches.iter_mut().map(|catch| &mut catch.exit))
                .collect(),
            DraftKind::Map(map) => {
                let MapDraft { exit, catches, .. } = &mut **map;
                std::iter::once(exit)
                    .chain(catches.iter_mut().map(|it| &mut it.exit))
                    .collect()
            }
            DraftKind::Choice { rules, otherwise } => rules.iter_mut().map(|(_, exit)| exit).chain(otherwise).collect(),
            DraftKind::Wait { exit, .. } | DraftKind::Pass(exit) => vec![exit],
            DraftKind::Landing(_) | DraftKind::Succeed(_) | DraftKind::Fail(_) => Vec::new(),
        }
    }

    /// The catchers.
    pub(super) fn catches(&self) -> &[CatchExit] {
        match &self.kind {
            DraftKind::Task { catches, .. } | DraftKind::Parallel { catches, .. } => catches,
            DraftKind::Map(map) => &map.catches,
            _ => &[],
        }
    }

    /// The same, to be changed; `None`: the state cannot catch.
    pub(super) fn catches_mut(&mut self) -> Option<&mut Vec<CatchExit>> {
        match &mut self.kind {
            DraftKind::Task { catches, .. } | DraftKind::Parallel { catches, .. } => Some(catches),
            DraftKind::Map(map) => Some(&mut map.catches),
            _ => None,
        }
    }

    /// The regions within the state.
    pub(super) fn regions(&self) -> Vec<&Region> {
        match &self.kind {
            DraftKind::Parallel { regions, .. } => regions.iter().collect(),
            DraftKind::Map(map) => vec![&map.region],
            _ => Vec::new(),
        }
    }

    /// The same, to be changed.
    pub(super) fn regions_mut(&mut self) -> Vec<&mut Region> {
        match &mut self.kind {
            DraftKind::Parallel { regions, .. } => regions.iter_mut().collect(),
            DraftKind::Map(map) => vec![&mut map.region],
            _ => Vec::new(),
        }
    }

    fn targets(&self) -> Vec<DraftId> {
        let target = |exit: &Exit| match exit.to {
            To::State(id) => Some(id),
            To::Return(_) => None,
        };
        self.exits().into_iter().filter_map(target).collect()
    }
}
