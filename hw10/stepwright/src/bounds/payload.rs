//! SW0901: the largest input, arguments, result and output that the types allow, against the 262,144 bytes that each may
//! have. <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>
//!
//! A type without a bound (a `String`, a `Vec`) may always be too large: that is one warning a workflow, which names the
//! places, and is silent once the types bound them (`maxLength`, `maxItems`, a bounded pattern).

use std::collections::{BTreeSet, HashMap};

use super::extent::{Extent, Most, object};
use super::lines::line_of;
use super::shape::Shape;
use super::values::Values;
use super::{Finding, Severity, Stop, grouped};
use crate::flow::{Block, Call, Flow, Node, Target};
use crate::generate::schemas;
use crate::step::{StepDescription, TaskKind};

pub(super) const PAYLOAD_BYTES_MAX: u64 = 262_144;
/// What a Lambda invocation's result has beside the payload: the status, the version, the HTTP headers; AWS's records have
/// up to 1,370 bytes.
const INVOCATION_BYTES_MAX: u64 = 2_048;
/// How many payloads without a bound are named, and of each how many places.
const PAYLOADS_NAMED: usize = 3;
const PLACES_NAMED: usize = 3;

/// One payload of a workflow.
struct Payload {
    /// The state that it goes into or comes from; `None`: the execution itself.
    state: Option<String>,
    /// What it is, in words.
    what: String,
    extent: Extent,
}

pub(super) fn findings(flow: &Flow, values: &Values<'_>) -> Vec<Finding> {
    let payloads = payloads(flow, values);
    let must = payloads.iter().filter(|it| it.extent.least > PAYLOAD_BYTES_MAX);
    let mut findings: Vec<_> = must.map(|payload| too_large(flow, payload)).collect();
    if findings.is_empty() {
        findings.extend(unbounded(flow, &payloads));
        findings.extend(largest(&payloads).map(|payload| may_be_too_large(flow, payload)));
    }
    findings
}

fn too_large(flow: &Flow, payload: &Payload) -> Finding {
    let message = format!(
        "{} has {} bytes at least, of {} that a payload may have",
        payload.what,
        grouped(payload.extent.least),
        grouped(PAYLOAD_BYTES_MAX)
    );
    about(flow, Severity::Error, message, payload, payload.extent.least)
}

fn may_be_too_large(flow: &Flow, payload: &Payload) -> Finding {
    let Most::Bytes(most) = payload.extent.most else {
        unreachable!("the largest is looked for among those with a bound")
    };
    let message = format!(
        "{} may have {} bytes, of {} that a payload may have",
        payload.what,
        grouped(most),
        grouped(PAYLOAD_BYTES_MAX)
    );
    about(flow, Severity::Warning, message, payload, most)
}

fn about(flow: &Flow, severity: Severity, message: String, payload: &Payload, bytes: u64) -> Finding {
    let help = "put the bulk into an object on S3, and pass its key; or bound the type more tightly";
    let stop = payload.state.iter().map(|state| Stop {
        state: state.clone(),
        figure: format!("{} bytes", grouped(bytes)),
        times: 1,
    });
    let line = payload.state.as_deref().and_then(|state| line_of(flow, state));
    Finding::new(severity, "SW0901", message, help.to_owned(), flow)
        .along(stop.collect())
        .at(line)
}

/// The largest payload that has a bound, if that is too large.
fn largest(payloads: &[Payload]) -> Option<&Payload> {
    let bounded = payloads.iter().filter_map(|payload| match payload.extent.most {
        Most::Bytes(most) => Some((most, payload)),
        Most::Unbounded(_) => None,
    });
    let (most, payload) = bounded.max_by_key(|(most, _)| *most)?;
    (most > PAYLOAD_BYTES_MAX).then_some(payload)
}

/// One warning for all that has no bound.
fn unbounded(flow: &Flow, payloads: &[Payload]) -> Option<Finding> {
    let open: Vec<(&Payload, &BTreeSet<String>)> = payloads
        .iter()
        .filter_map(|payload| match &payload.extent.most {
            Most::Unbounded(places) => Some((payload, places)),
            Most::Bytes(_) => None,
        })
        .collect();
    let (first, places) = open.first()?;
    let message = format!(
        "nothing in the types keeps {} below {} bytes{}",
        first.what,
        grouped(PAYLOAD_BYTES_MAX),
        match open.len() - 1 {
            0 => String::new(),
            1 => ", nor one payload more".to_owned(),
            more => format!(", nor {more} payloads more"),
        }
    );
    let help = format!(
        "give {} a type with a bound: one whose JSON Schema has `maxLength`, `maxItems` or a bounded `pattern`",
        named(places)
    );
    let line = first.state.as_deref().and_then(|state| line_of(flow, state));
    let path = open.iter().take(PAYLOADS_NAMED).map(|(payload, places)| Stop {
        state: payload.state.clone().unwrap_or_else(|| "the execution".to_owned()),
        figure: named(places),
        times: 1,
    });
    let finding = Finding::new(Severity::Warning, "SW0901", message, help, flow);
    Some(finding.along(path.collect()).at(line))
}

fn named(places: &BTreeSet<String>) -> String {
    let name = |place: &String| match place.as_str() {
        "" => "the whole".to_owned(),
        pointer if pointer.starts_with('/') => format!("`{pointer}`"),
        words => words.to_owned(),
    };
    let named: Vec<_> = places.iter().take(PLACES_NAMED).map(name).collect();
    match places.len().saturating_sub(PLACES_NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// Every payload of the workflow: in the order in which an execution meets them.
fn payloads(flow: &Flow, values: &Values<'_>) -> Vec<Payload> {
    let execution = |what: &str, extent| Payload {
        state: None,
        what: what.to_owned(),
        extent,
    };
    let of_schema = |document: serde_json::Value| super::schema::extent(&document, &document);
    let mut all = vec![execution("the input of an execution", of_schema(schemas::input(flow)))];
    let mut reading = Reading {
        values,
        steps: HashMap::new(),
        all: Vec::new(),
    };
    reading.block(&flow.body);
    all.extend(reading.all);
    all.push(execution(
        "the output of an execution",
        of_schema(schemas::result(flow)),
    ));
    all
}

struct Reading<'f> {
    values: &'f Values<'f>,
    /// The payload and the result of each step, by its name, as their types bound them.
    steps: HashMap<&'static str, (Extent, Extent)>,
    all: Vec<Payload>,
}

impl Reading<'_> {
    fn block(&mut self, block: &Block) {
        block.nodes.iter().for_each(|node| self.node(node));
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Let(..) | Node::Wait(_) => {}
            Node::Call(call) => self.call(call),
            Node::Branch(it) => it.arms.iter().for_each(|arm| self.block(&arm.body)),
            Node::Trial(it) => {
                self.block(&it.attempt);
                self.block(&it.done);
                it.handlers.iter().for_each(|handler| self.block(&handler.body));
            }
            Node::Loop(it) => self.block(&it.body),
            Node::Parallel(it) => {
                it.branches.iter().for_each(|(body, _)| self.block(body));
                let branches = it.branches.iter().map(|(_, result)| self.values.variable(*result));
                let result = Shape::List(branches.collect()).extent();
                self.add("result", &it.state, result);
            }
            Node::Map(it) => {
                self.block(&it.body);
                self.add("result", &it.state, self.values.variable(it.result).extent());
            }
            Node::Scope(it) => self.block(&it.body),
        }
    }

    /// What a step is sent, and what it gives.
    fn call(&mut self, call: &Call) {
        let (Target::Step(step) | Target::Callback(step)) = &call.target else {
            return;
        };
        let (payload, result) = self.steps.entry(step.name).or_insert_with(|| by_type(step)).clone();
        let arguments = call.arguments.iter();
        let arguments = arguments.map(|(name, value)| (*name, self.values.expression(value).extent(), true));
        // The value that is passed may be known better than its type.
        let payload = payload.and(object(arguments.collect::<Vec<_>>()));
        self.add("payload", &call.state, payload);
        if matches!(call.target, Target::Step(_)) {
            self.add("result", &call.state, result);
        }
    }

    fn add(&mut self, what: &str, state: &str, extent: Extent) {
        self.all.push(Payload {
            state: Some(state.to_owned()),
            what: format!("the {what} of `{state}`"),
            extent,
        });
    }
}

fn by_type(step: &StepDescription) -> (Extent, Extent) {
    let of = |document: &serde_json::Value| super::schema::extent(document, document);
    let beside = match step.task {
        TaskKind::Lambda => Extent::between(0, INVOCATION_BYTES_MAX),
        TaskKind::Integration(_) => Extent::exactly(0),
    };
    let payload = of(&schemas::payload_document(step));
    (payload, of(&schemas::output(step)).plus(beside))
}
