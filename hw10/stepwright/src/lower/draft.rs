//! First pass: blocks become states, joined by exits. Goes backwards, so that a state's targets are there before it.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::flow::{Arm, Block, Branch, Call, End, Expression, Failure, Flow, Node, VariableId};

/// The states of a flow, not yet knowing their variables.
pub(super) struct Drafts {
    /// In the order in which they were made: a state comes after those that it leads to.
    pub(super) all: Vec<Draft>,
    /// What is done before the first state, and which that is.
    pub(super) start: Exit,
}

/// Which draft; an index into [`Drafts::all`].
pub(super) type DraftId = usize;

pub(super) struct Draft {
    pub(super) name: String,
    pub(super) line: u32,
    pub(super) kind: DraftKind,
}

pub(super) enum DraftKind {
    Task {
        call: Call,
        exit: Exit,
    },
    Choice {
        rules: Vec<(Rc<Expression>, Exit)>,
        otherwise: Option<Exit>,
    },
    Succeed(Rc<Expression>),
    Fail(Failure),
}

/// How a state is left: the values that get a name on the way, and where it leads.
#[derive(Clone)]
pub(super) struct Exit {
    pub(super) lets: Vec<(VariableId, Rc<Expression>)>,
    pub(super) to: To,
}

#[derive(Clone)]
pub(super) enum To {
    State(DraftId),
    /// The execution succeeds with this output.
    Return(Rc<Expression>),
}

impl Exit {
    fn to(to: To) -> Exit {
        Exit { lets: Vec::new(), to }
    }

    /// Each let's value, in terms of what was known before them all; and the values known before.
    pub(super) fn values(
        &self,
        mut known: BTreeMap<VariableId, Rc<Expression>>,
    ) -> BTreeMap<VariableId, Rc<Expression>> {
        for (variable, value) in &self.lets {
            let value = value.substitute(&known);
            known.insert(*variable, value);
        }
        known
    }
}

/// The states of a flow.
pub(super) fn drafts(flow: &Flow) -> Drafts {
    let mut drafting = Drafting { all: Vec::new() };
    // Whatever comes after the body has been ended by it: rustc has seen that every path returns.
    let after = Exit::to(To::Return(Rc::new(Expression::Literal(serde_json::Value::Null))));
    let start = drafting.block(&flow.body, &after, None);
    let start = drafting.settled(start, "Done", 0);
    Drafts {
        all: drafting.all,
        start,
    }
}

struct Drafting {
    all: Vec<Draft>,
}

impl Drafting {
    fn add(&mut self, name: &str, line: u32, kind: DraftKind) -> DraftId {
        self.all.push(Draft {
            name: name.to_owned(),
            line,
            kind,
        });
        self.all.len() - 1
    }

    /// How the block is entered. `after` is how what comes after it is entered, `value` what it is the value of.
    fn block(&mut self, block: &Block, after: &Exit, value: Option<VariableId>) -> Exit {
        let end = self.end(&block.end, after, value);
        block.nodes.iter().rev().fold(end, |exit, node| self.node(node, exit))
    }

    fn end(&mut self, end: &End, after: &Exit, value: Option<VariableId>) -> Exit {
        match end {
            End::Next => after.clone(),
            End::Value(expression) => {
                let mut exit = after.clone();
                exit.lets
                    .splice(0..0, value.map(|variable| (variable, Rc::clone(expression))));
                exit
            }
            End::Succeed(output) => Exit::to(To::Return(Rc::clone(output))),
            End::Fail(failure) => Exit::to(To::State(self.add(
                &failure.state,
                failure.line,
                DraftKind::Fail(failure.clone()),
            ))),
        }
    }

    fn node(&mut self, node: &Node, mut exit: Exit) -> Exit {
        match node {
            Node::Let(variable, value) => {
                exit.lets.insert(0, (*variable, Rc::clone(value)));
                exit
            }
            Node::Call(call) => Exit::to(To::State(self.add(
                &call.state,
                call.line,
                DraftKind::Task {
                    call: call.clone(),
                    exit,
                },
            ))),
            Node::Branch(branch) => self.branch(branch, &exit),
        }
    }

    fn branch(&mut self, branch: &Branch, after: &Exit) -> Exit {
        let mut rules = Vec::new();
        let mut otherwise = None;
        for arm in branch.arms.iter().rev() {
            let exit = self.arm(arm, branch, after);
            match &arm.condition {
                Some(condition) => rules.insert(0, (Rc::clone(condition), exit)),
                None => otherwise = Some(exit),
            }
        }
        Exit::to(To::State(self.add(
            &branch.state,
            branch.line,
            DraftKind::Choice { rules, otherwise },
        )))
    }

    fn arm(&mut self, arm: &Arm, branch: &Branch, after: &Exit) -> Exit {
        let exit = self.block(&arm.body, after, branch.value);
        self.settled(exit, &format!("{}{}", branch.state, arm.label), branch.line)
    }

    /// A Choice cannot end an execution: where it leads to an output, there is a state for it.
    fn settled(&mut self, exit: Exit, name: &str, line: u32) -> Exit {
        match &exit.to {
            To::State(_) => exit,
            To::Return(output) => {
                let output = output.substitute(&exit.values(BTreeMap::new()));
                Exit::to(To::State(self.add(name, line, DraftKind::Succeed(output))))
            }
        }
    }
}

impl Drafts {
    /// The first state.
    pub(super) fn first(&self) -> DraftId {
        match self.start.to {
            To::State(first) => first,
            To::Return(_) => unreachable!("the start is a state"),
        }
    }

    /// The states as a reader meets them: from the first, each branch to its end. What joins comes once.
    pub(super) fn in_order(&self) -> impl Iterator<Item = &Draft> {
        self.order().into_iter().map(|id| &self.all[id])
    }

    pub(super) fn order(&self) -> Vec<DraftId> {
        let (mut order, mut ahead) = (Vec::new(), vec![self.first()]);
        while let Some(id) = ahead.pop() {
            if !order.contains(&id) {
                order.push(id);
                ahead.extend(self.all[id].targets().into_iter().rev());
            }
        }
        order
    }
}

impl Draft {
    fn exits(&self) -> Vec<&Exit> {
        match &self.kind {
            DraftKind::Task { exit, .. } => vec![exit],
            DraftKind::Choice { rules, otherwise } => rules.iter().map(|(_, exit)| exit).chain(otherwise).collect(),
            DraftKind::Succeed(_) | DraftKind::Fail(_) => Vec::new(),
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
