//! What happens at once: `join!`, `try_join!` and `map`.

use std::marker::PhantomData;
use std::rc::Rc;

use super::tries::CAUGHT;
use super::{AsyncBlock, Attempted, Builder, OpenNode, Part, names};
use crate::concurrent::MapResults;
use crate::fault::Fault;
use crate::flow::expr::{Expr, Term};
use crate::flow::expression::{Expression, VariableId};
use crate::flow::graph::{Arm, Block, Branch, Distributed, End, Failure, Items, Map, Node, Parallel, S3Object, Thrown};

/// What a branch of `join!` came to: a value, or a fault.
#[derive(Debug)]
pub struct Joined<T, E> {
    result: VariableId,
    of: PhantomData<fn() -> (T, E)>,
}

impl<T, E> Clone for Joined<T, E> {
    fn clone(&self) -> Joined<T, E> {
        Joined {
            result: self.result,
            of: PhantomData,
        }
    }
}

/// The names under which a branch of `join!` hands on what it came to.
const OK: &str = "Ok";
const ERR: &str = "Err";

fn field(of: VariableId, name: &'static str) -> Rc<Expression> {
    Rc::new(Expression::Field {
        of: Rc::new(Expression::Variable(of)),
        name: name.into(),
        optional: false,
    })
}

impl Builder {
    /// Opens a Parallel; its branches follow.
    pub fn begin_parallel(&self) {
        self.begin_node(OpenNode::Blocks(Vec::new()));
    }

    /// Opens a branch of `try_join!`.
    pub fn begin_branch_tried(&self) {
        self.begin_block(Part::Body);
    }

    /// Ends a branch of `try_join!`.
    pub fn end_branch_tried<T: Term, E: Fault>(&self, _: AsyncBlock<T, E>, name: &str) -> Attempted<T, E> {
        Attempted::new(Rc::new(Expression::Variable(self.close_parallel_branch(name))))
    }

    /// Opens a branch of `join!`.
    pub fn begin_branch_joined(&self) {
        self.begin_block(Part::Body);
        self.begin_try();
        self.begin_async();
    }

    /// Ends a branch of `join!`, which hands on its value or its fault.
    pub fn end_branch_joined<T: Term, E: Fault>(&self, block: AsyncBlock<T, E>, name: &str, line: u32) -> Joined<T, E> {
        let attempted = self.end_async(block);
        self.end_attempt(&attempted);
        self.begin_done();
        self.end_block(End::Succeed(Rc::new(Expression::Object(vec![(
            OK,
            attempted.value().erase(),
        )]))));
        self.end_arm();
        if !E::table().is_empty() {
            let error = self.open_handler(&format!("{}Failed", names::pascal(name)), CAUGHT, E::table(), line);
            self.end_block(End::Succeed(Rc::new(Expression::Object(vec![(ERR, error)]))));
            self.end_arm();
        }
        self.end_try();
        Joined {
            result: self.close_parallel_branch(name),
            of: PhantomData,
        }
    }

    fn close_parallel_branch(&self, name: &str) -> VariableId {
        let (_, body) = self.close_block();
        let result = self.variable(Some(name));
        match self.recording.borrow_mut().nodes.last_mut() {
            Some(OpenNode::Blocks(branches)) => branches.push((body, result)),
            other => unreachable!("a Parallel is open, not {other:?}"),
        }
        result
    }

    /// Ends the Parallel.
    pub fn end_parallel(&self, state: &str, line: u32) {
        let OpenNode::Blocks(branches) = self.close_node() else {
            unreachable!("a Parallel is open")
        };
        let (state, line) = (self.state_name(state), self.at(line));
        self.push(Node::Parallel(Parallel { state, line, branches }));
    }

    /// What a branch of `join!` came to, about to be handled: its fault is thrown here.
    pub fn joined<T: Term, E: Fault>(&self, joined: &Joined<T, E>, state: &str, line: u32) -> Attempted<T, E> {
        let (state, line) = (self.state_name(state), self.at(line));
        let thrown = Thrown::Again(field(joined.result, ERR), E::table());
        let fault = Failure {
            fault: thrown,
            state: format!("{state}Failed"),
            line,
        };
        let arm = |label: &str, condition, end| Arm {
            label: label.to_owned(),
            condition,
            body: Block { nodes: Vec::new(), end },
        };
        let went_well = Expression::Function(
            "$exists",
            vec![field(joined.result, if planted!(JoinedOkMistaken) { ERR } else { OK })],
        );
        let arms = vec![
            arm("Ok", Some(Rc::new(went_well)), End::Next),
            arm("Err", None, End::Fail(fault)),
        ];
        self.push(Node::Branch(Branch {
            state,
            line,
            arms,
            value: None,
        }));
        Attempted::new(field(joined.result, OK))
    }
}

/// What a map goes through, and how.
#[derive(Debug)]
pub struct MapOf<T> {
    items: Items,
    concurrency: Option<Rc<Expression>>,
    distributed: Option<Distributed>,
    of: PhantomData<fn() -> T>,
}

impl<T: Term> MapOf<T> {
    fn new(items: Items, distributed: Option<Distributed>) -> MapOf<T> {
        MapOf {
            items,
            concurrency: None,
            distributed,
            of: PhantomData,
        }
    }

    /// The items of a list.
    pub fn list(items: Expr<Vec<T>>) -> MapOf<T> {
        MapOf::new(Items::List(items.erase()), None)
    }

    /// The lines of an object on S3, each a JSON value.
    pub fn json_lines(bucket: Expr<String>, key: Expr<String>) -> MapOf<T> {
        MapOf::new(
            Items::JsonLines(S3Object::new(bucket, key)),
            Some(Distributed::default()),
        )
    }

    /// The rows of an object on S3, its first line their names.
    pub fn csv(bucket: Expr<String>, key: Expr<String>) -> MapOf<T> {
        MapOf::new(Items::Csv(S3Object::new(bucket, key)), Some(Distributed::default()))
    }

    /// How many at once, at most.
    #[must_use]
    pub fn concurrency(mut self, most: Expr<u32>) -> MapOf<T> {
        self.concurrency = Some(most.erase());
        self
    }

    /// Each item an execution of its own.
    #[must_use]
    pub fn distributed(mut self) -> MapOf<T> {
        self.distributed.get_or_insert_default();
        self
    }

    /// Several items to an execution.
    #[must_use]
    pub fn batches_of(self, most: Expr<u32>) -> MapOf<Vec<T>> {
        let mut distributed = self.distributed.unwrap_or_default();
        distributed.batch_items_max = Some(most.erase());
        MapOf {
            items: self.items,
            concurrency: self.concurrency,
            distributed: Some(distributed),
            of: PhantomData,
        }
    }

    /// How many items may fail.
    #[must_use]
    pub fn tolerate_failures(mut self, most: Expr<u32>) -> MapOf<T> {
        self.distributed.get_or_insert_default().tolerated_failures = Some(most.erase());
        self
    }

    /// How many of a hundred items may fail.
    #[must_use]
    pub fn tolerate_failure_percentage(mut self, most: Expr<u32>) -> MapOf<T> {
        self.distributed.get_or_insert_default().tolerated_failure_percentage = Some(most.erase());
        self
    }

    /// What the executions are called after.
    #[must_use]
    pub fn label(mut self, label: &str) -> MapOf<T> {
        self.distributed.get_or_insert_default().label = Some(label.to_owned());
        self
    }

    /// Where the results are written.
    #[must_use]
    pub fn results_to(mut self, bucket: Expr<String>, prefix: Expr<String>) -> MapOf<T> {
        self.distributed.get_or_insert_default().results = Some(S3Object::new(bucket, prefix));
        self
    }
}

impl S3Object {
    fn new(bucket: Expr<String>, key: Expr<String>) -> S3Object {
        S3Object {
            bucket: bucket.erase(),
            key: key.erase(),
        }
    }
}

/// An open map.
#[derive(Debug)]
pub struct OpenMap {
    items: Items,
    concurrency: Option<Rc<Expression>>,
    distributed: Option<Distributed>,
    item: VariableId,
}

impl Builder {
    /// Opens a map; what is done with an item follows.
    pub fn begin_map<T: Term>(&self, of: MapOf<T>, item_name: &str) -> (OpenMap, Expr<T>) {
        self.begin_node(OpenNode::Blocks(Vec::new()));
        let item = self.variable(Some(item_name));
        self.begin_block(Part::Body);
        let MapOf {
            items,
            concurrency,
            distributed,
            ..
        } = of;
        (
            OpenMap {
                items,
                concurrency,
                distributed,
                item,
            },
            Expr::new(Expression::Variable(item)),
        )
    }

    /// Ends a map that gives a list. Which fault an item of a distributed one failed with, AWS does not tell: the whole
    /// then fails with the platform's `States.ExceedToleratedFailureThreshold`.
    pub fn end_map<T: Term, E: Fault>(
        &self,
        map: OpenMap,
        _: AsyncBlock<T, E>,
        state: &str,
        line: u32,
    ) -> Attempted<Vec<T>, E> {
        let result = self.close_map(map, state, line);
        Attempted::new(Rc::new(Expression::Variable(result)))
    }

    /// Ends a distributed map whose results are written to S3.
    pub fn end_map_written<T: Term, E: Fault>(
        &self,
        map: OpenMap,
        _: AsyncBlock<T, E>,
        state: &str,
        line: u32,
    ) -> Attempted<MapResults, E> {
        let result = self.close_map(map, state, line);
        Attempted::new(Rc::new(Expression::Variable(result)))
    }

    fn close_map(&self, map: OpenMap, state: &str, line: u32) -> VariableId {
        let (_, body) = self.close_block();
        self.close_node();
        let result = self.variable(None);
        let (state, line) = (self.state_name(state), self.at(line));
        let OpenMap {
            items,
            concurrency,
            distributed,
            item,
        } = map;
        self.push(Node::Map(Box::new(Map {
            state,
            line,
            items,
            item,
            body,
            concurrency,
            distributed,
            result,
        })));
        result
    }
}
