//! Where faults lead: which handler of which try a fault comes to, and which faults a block lets out.

use std::rc::Rc;

use super::draft::{Around, CatchExit, DraftKind, Drafting, Exit};
use crate::fault::{FaultEntry, FaultOrigin};
use crate::flow::{Block, End, Expression, Failure, Handler, Node, Numbers, Operator, Thrown, VariableId};

/// The error name that stands for all: alone, and in the last catcher.
const ALL: &str = "States.ALL";

/// A handler, drafted.
pub(super) struct HandlerDraft {
    pub(super) faults: Vec<&'static FaultEntry>,
    /// The variable for the error.
    pub(super) error: VariableId,
    /// Whether it does nothing but throw the fault again.
    pub(super) passes_on: bool,
    pub(super) exit: Exit,
}

impl HandlerDraft {
    /// The way into the handler with that error.
    pub(super) fn enter(&self, error: Rc<Expression>) -> Exit {
        self.exit.clone().after(self.error, error)
    }

    fn knows(&self, entry: &FaultEntry) -> bool {
        self.faults.iter().any(|known| is(known, entry))
    }
}

fn is(one: &FaultEntry, other: &FaultEntry) -> bool {
    one.rust_path == other.rust_path
}

/// Whether a handler does nothing but throw its fault again: then the fault need not be caught.
pub(super) fn passes_on(handler: &Handler) -> bool {
    let End::Fail(Failure {
        fault: Thrown::Again(error, _),
        ..
    }) = &handler.body.end
    else {
        return false;
    };
    handler.body.nodes.is_empty() && **error == Expression::Variable(handler.error)
}

/// The catchers of a task that may fail with these faults, and in every way that the platform knows.
pub(super) fn catches(faults: &[&'static FaultEntry], around: &Around) -> Vec<CatchExit> {
    let mut left = faults.to_vec();
    let (mut platform_left, mut named) = (true, Vec::new());
    let mut catches: Vec<CatchExit> = Vec::new();
    for handlers in around.tries.iter().rev() {
        // Beside a handler for all, what is passed on must be caught before it comes there.
        let catches_all = handlers
            .iter()
            .filter(|it| !it.passes_on)
            .any(|it| it.faults.iter().any(|fault| fault.matches.contains(&ALL)));
        let mut platform_here = false;
        for handler in handlers.iter().filter(|it| catches_all || !it.passes_on) {
            let here = |entry: &&&'static FaultEntry| match entry.origin {
                FaultOrigin::Platform => platform_left,
                FaultOrigin::Step | FaultOrigin::Service => left.iter().any(|it| is(it, entry)),
            };
            let caught: Vec<_> = handler.faults.iter().filter(here).copied().collect();
            platform_here |= caught.iter().any(|entry| entry.origin == FaultOrigin::Platform);
            left.retain(|it| !caught.iter().any(|entry| is(it, entry)));
            catches.extend(catcher(handler, &caught, &mut named));
        }
        platform_left &= !platform_here;
    }
    // What stands for all comes last.
    catches.sort_by_key(|catch| catch.errors.contains(&ALL));
    catches
}

/// The innermost handler of whatever else the platform does.
pub(super) fn catches_platform(around: &Around) -> Option<&HandlerDraft> {
    let all = |handler: &&HandlerDraft| handler.faults.iter().any(|fault| fault.matches.contains(&ALL));
    let mut handlers = around.tries.iter().rev().flat_map(|handlers| handlers.iter());
    handlers.find(|handler| all(handler) && !handler.passes_on)
}

/// The catcher of these faults; `named` are the error names that an earlier one is for.
fn catcher(handler: &HandlerDraft, caught: &[&'static FaultEntry], named: &mut Vec<&'static str>) -> Option<CatchExit> {
    let mut errors: Vec<_> = caught.iter().flat_map(|entry| entry.matches).copied().collect();
    // What stands for all stands alone.
    if errors.contains(&ALL) {
        errors = vec![ALL];
    }
    errors.retain(|name| !named.contains(name));
    named.extend(&errors);
    let exit = handler.enter(Rc::new(Expression::ErrorOutput));
    (!errors.is_empty()).then_some(CatchExit { errors, exit })
}

/// What becomes of a fault that the workflow itself throws.
pub(super) struct Catching {
    /// For each handler that it may come to: which faults come there, and the way.
    pub(super) rules: Vec<(Vec<&'static FaultEntry>, Exit)>,
    /// Those of which it may come to none.
    pub(super) rest: Vec<&'static FaultEntry>,
}

/// The handlers that a thrown fault may come to.
pub(super) fn catching(thrown: &Thrown, around: &Around) -> Catching {
    let error = error_of(thrown);
    let mut left = thrown.entries();
    let mut rules = Vec::new();
    for handler in around.tries.iter().rev().flat_map(|handlers| handlers.iter()) {
        if planted!(ThrownPastHandlers) {
            break;
        }
        let here: Vec<_> = left.iter().filter(|entry| handler.knows(entry)).copied().collect();
        if !here.is_empty() && !handler.passes_on {
            left.retain(|entry| !handler.knows(entry));
            rules.push((here, handler.enter(Rc::clone(&error))));
        }
    }
    Catching { rules, rest: left }
}

/// The fields of a fault as the text that a cause is.
pub(super) fn cause(fault: &FaultEntry, payload: &Rc<Expression>) -> Rc<Expression> {
    let payload = Rc::clone(payload);
    Rc::new(match Numbers::of(fault) {
        Numbers::Short => Expression::JsonText(payload),
        // Floating point has been refused.
        Numbers::Long | Numbers::Fractions => Expression::ExactJsonText(payload),
    })
}

/// The error as a catcher would see it.
fn error_of(thrown: &Thrown) -> Rc<Expression> {
    match thrown {
        Thrown::New(entry, payload) => {
            let cause = cause(entry, payload);
            let name = Rc::new(Expression::Literal(entry.name.into()));
            Rc::new(Expression::Object(vec![("Error", name), ("Cause", cause)]))
        }
        Thrown::Again(error, _) => Rc::clone(error),
    }
}

/// The way to the handler that is for the fault; where it depends on which fault it is, there is a Choice.
pub(super) fn dispatch(
    drafting: &mut Drafting<'_>,
    failure: &Failure,
    mut rules: Vec<(Vec<&'static FaultEntry>, Exit)>,
    otherwise: Option<Exit>,
) -> Exit {
    let otherwise = match otherwise {
        Some(exit) => exit,
        None => rules.pop().expect("a fault that cannot leave has a handler").1,
    };
    if rules.is_empty() {
        return otherwise;
    }
    let error = error_of(&failure.fault);
    let rules = rules
        .into_iter()
        .map(|(faults, exit)| (is_one_of(&error, &faults), exit));
    let kind = DraftKind::Choice {
        rules: rules.collect(),
        otherwise: Some(otherwise),
    };
    drafting.add(&format!("{}Match", failure.state), failure.line, kind)
}

/// Whether an error is one of these faults.
fn is_one_of(error: &Rc<Expression>, faults: &[&'static FaultEntry]) -> Rc<Expression> {
    let name = Rc::new(Expression::Field {
        of: Rc::clone(error),
        name: "Error".into(),
        optional: false,
    });
    let equal = |fault: &&'static FaultEntry| {
        let right = Rc::new(Expression::Literal(fault.name.into()));
        Rc::new(Expression::Binary {
            operator: Operator::Equal,
            left: Rc::clone(&name),
            right,
        })
    };
    let either = |left, right| {
        Rc::new(Expression::Binary {
            operator: Operator::Or,
            left,
            right,
        })
    };
    faults.iter().map(equal).reduce(either).expect("a rule is for a fault")
}

/// The faults that blocks may end with.
pub(super) fn escaping<'flow>(blocks: impl IntoIterator<Item = &'flow Block>) -> Vec<&'static FaultEntry> {
    let mut found = Vec::new();
    blocks.into_iter().for_each(|block| of_block(block, &mut found));
    found
}

fn of_block(block: &Block, found: &mut Vec<&'static FaultEntry>) {
    block.nodes.iter().for_each(|node| of_node(node, found));
    if let End::Fail(failure) = &block.end {
        crate::fault::merge(found, failure.fault.entries());
    }
}

fn of_node(node: &Node, found: &mut Vec<&'static FaultEntry>) {
    match node {
        Node::Let(..) | Node::Wait(_) => {}
        Node::Call(call) => crate::fault::merge(found, call.target.faults().to_vec()),
        Node::Branch(branch) => branch.arms.iter().for_each(|arm| of_block(&arm.body, found)),
        Node::Trial(it) => {
            let handled = |entry: &&'static FaultEntry| {
                it.handlers
                    .iter()
                    .any(|handler| handler.faults.iter().any(|fault| is(fault, entry)))
            };
            let tried = escaping([&it.attempt]).into_iter().filter(|entry| !handled(entry));
            crate::fault::merge(found, tried.collect());
            of_block(&it.done, found);
            it.handlers.iter().for_each(|handler| of_block(&handler.body, found));
        }
        Node::Loop(it) => of_block(&it.body, found),
        Node::Parallel(it) => it.branches.iter().for_each(|(body, _)| of_block(body, found)),
        Node::Map(it) => match &it.distributed {
            // AWS does not tell with which fault an item failed.
            Some(_) => {}
            None => of_block(&it.body, found),
        },
        Node::Scope(it) => of_block(&it.body, found),
    }
}
