//! A Map Run: the items are read, each batch of them runs in an execution of its own, the results are written.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use asl::{ExecutionType, InputType, Problem, ReaderConfig};
use jiff::Timestamp;
use serde_json::Value;

use super::batch::{Batcher, Batching};
use super::child::{Child, Ended, Family};
use super::results::{Destination, Writer, result};
use super::tolerance::{Thresholds, Tolerance};
use super::{Map, items, whole};
use crate::branch::{Activity, Branch, Step};
use crate::failure::{EXCEED_TOLERATED_FAILURE_THRESHOLD, Failure, ITEM_READER_FAILED, RESULT_WRITER_FAILED};
use crate::history::EventDetails;
use crate::lines::Lines;
use crate::machine::{CompiledState, Place};
use crate::protocol::{Command, ObjectRead, ObjectsWrite, TaskId};
use crate::run::Run;
use crate::scope::Item;
use crate::signal::{Report, Signal};
use crate::template::Template;

/// The most child executions that run at once.
/// <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>
const CONCURRENCY_MAX: usize = 10_000;

/// The longest label, which AWS makes of the state's name where the machine names none.
const LABEL_CHARACTERS_MAX: usize = 40;

/// What only a distributed Map has.
#[derive(Debug)]
pub(super) struct Distributed {
    kind: ExecutionType,
    label: String,
    reader: Option<Reader>,
    batcher: Option<Batcher>,
    thresholds: Thresholds,
    writer: Option<Writer>,
}

#[derive(Debug)]
struct Reader {
    resource: String,
    arguments: Option<Template>,
    config: ReaderConfig,
    max_items: Option<Template>,
}

/// One attempt of a distributed Map.
#[derive(Debug)]
pub(crate) struct MapRun {
    arn: String,
    family: Family,
    phase: Phase,
    lines: Lines<Child>,
    /// What has not been started, and how many there are in all.
    items: VecDeque<Arc<Value>>,
    items_in_all: usize,
    /// How many children have been started; the next has this place.
    started: usize,
    max_items: Option<u64>,
    max_concurrency: usize,
    batching: Option<Batching>,
    tolerance: Tolerance,
    failed_items: usize,
    ended: BTreeMap<usize, Ended>,
    destination: Option<Destination>,
}

#[derive(Debug)]
enum Phase {
    /// The items are being read.
    Reading(TaskId),
    /// The children run.
    Running,
    /// The results are being written; then the run ends so.
    Writing(TaskId, Result<(), Failure>),
}

impl Distributed {
    pub(super) fn compile(
        map: &asl::Map,
        kind: ExecutionType,
        name: &str,
        place: &Place,
    ) -> Result<Distributed, Problem> {
        let (reader, batcher, writer) = (&map.item_reader, &map.item_batcher, &map.result_writer);
        Ok(Distributed {
            kind,
            label: map.label.clone().unwrap_or_else(|| label(name)),
            reader: reader.as_ref().map(|it| Reader::compile(it, place)).transpose()?,
            batcher: batcher.as_ref().map(|it| Batcher::compile(it, place)).transpose()?,
            thresholds: Thresholds::compile(map, place)?,
            writer: writer.as_ref().map(|it| Writer::compile(it, place)).transpose()?,
        })
    }
}

impl Reader {
    fn compile(reader: &asl::ItemReader, place: &Place) -> Result<Reader, Problem> {
        let config = reader.reader_config.clone().unwrap_or_default();
        if let Some(InputType::Manifest | InputType::Parquet) = config.input_type {
            let message = "cannot be read here; CSV, JSON and JSONL can";
            return Err(place.problem("ItemReader/ReaderConfig/InputType", message));
        }
        let max_items = config.max_items.as_ref();
        Ok(Reader {
            resource: reader.resource.clone(),
            arguments: place.optional("ItemReader/Arguments", reader.arguments.as_ref())?,
            max_items: place.optional("ItemReader/ReaderConfig/MaxItems", max_items)?,
            config,
        })
    }
}

impl Map {
    pub(super) fn begin_run(
        &self,
        distributed: &Distributed,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        let (items, arguments) = match &distributed.reader {
            None => (self.items(branch, run)?, None),
            Some(reader) => (Vec::new(), branch.optional(reader.arguments.as_ref(), run)?),
        };
        let (kind, length) = (state.kind, Some(items.len()));
        branch.record(run, EventDetails::StateStarted { kind, length });
        let mut map_run = self.map_run(distributed, branch, run)?;
        let map_run_arn = map_run.arn.clone();
        branch.record(run, EventDetails::MapRunStarted { map_run_arn });
        match &distributed.reader {
            None => {
                self.select_all(items, &mut map_run, branch, run)?;
                self.go_on_with_run(map_run, distributed, state, branch, run)
            }
            Some(reader) => {
                let id = run.next_task();
                map_run.phase = Phase::Reading(id);
                let (state, resource) = (state.name.to_string(), reader.resource.clone());
                let arguments = arguments.unwrap_or_default();
                run.commands.push(Command::Read(ObjectRead {
                    id,
                    state,
                    resource,
                    arguments,
                }));
                Ok(Step::Park(Activity::MapRun(Box::new(map_run))))
            }
        }
    }

    fn map_run(&self, distributed: &Distributed, branch: &Branch, run: &mut Run) -> Result<MapRun, Failure> {
        let max_items = distributed.reader.as_ref().and_then(|it| it.max_items.as_ref());
        let batching = distributed
            .batcher
            .as_ref()
            .map(|it| it.evaluate(branch, run))
            .transpose()?;
        let id = run.world.randomness.next_uuid();
        let writer = distributed.writer.as_ref();
        let destination = writer.map(|it| it.destination(&id, branch, run)).transpose()?.flatten();
        let family = Family::new(&run.facts, &distributed.label, distributed.kind);
        Ok(MapRun {
            arn: family.map_run_arn(&id),
            family,
            phase: Phase::Running,
            lines: Lines::new(),
            items: VecDeque::new(),
            items_in_all: 0,
            started: 0,
            max_items: whole(max_items, branch, run)?,
            max_concurrency: self.max_concurrency(CONCURRENCY_MAX, branch, run)?,
            batching,
            tolerance: distributed.thresholds.evaluate(branch, run)?,
            failed_items: 0,
            ended: BTreeMap::new(),
            destination,
        })
    }

    /// Makes the items what the processor is to receive.
    fn select_all(
        &self,
        items: Vec<Arc<Value>>,
        map_run: &mut MapRun,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<(), Failure> {
        map_run.items_in_all = items.len();
        for (index, value) in items.into_iter().enumerate() {
            let selected = self.select(&Item { index, value }, branch, run)?;
            map_run.items.push_back(selected);
        }
        Ok(())
    }

    pub(crate) fn resume_run(
        &self,
        mut map_run: MapRun,
        signal: Signal,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        let Some(distributed) = &self.distributed else {
            return Ok(Step::Park(Activity::Idle));
        };
        match (std::mem::replace(&mut map_run.phase, Phase::Running), signal) {
            (Phase::Reading(_), Signal::Call(_, report)) => {
                let items = distributed.read(report, map_run.max_items);
                let items = match items {
                    Ok(items) => items.into_iter().map(Arc::new).collect(),
                    Err(failure) => return self.end_run(map_run, Err(failure), distributed, state, branch, run),
                };
                self.select_all(items, &mut map_run, branch, run)?;
            }
            (Phase::Writing(_, end), Signal::Call(_, report)) => {
                let end = written(report).and(end);
                return self.end_run(map_run, end, distributed, state, branch, run);
            }
            (_, signal) => map_run.receive(signal, run),
        }
        self.go_on_with_run(map_run, distributed, state, branch, run)
    }

    /// Starts what there is room for, and ends when everything is done, or too much has failed.
    fn go_on_with_run(
        &self,
        mut map_run: MapRun,
        distributed: &Distributed,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        while !map_run.has_failed() && !map_run.items.is_empty() && map_run.lines.len() < map_run.max_concurrency {
            let (input, items) = map_run.next_input();
            let place = map_run.started;
            map_run.started += 1;
            let mut child = Child::new(place, items, &self.processor, input, &map_run.family, run);
            let ended = child.begin(run);
            map_run.note(child, ended);
        }
        if map_run.has_failed() {
            map_run.lines.abort(run);
            let failure = Failure::new(
                EXCEED_TOLERATED_FAILURE_THRESHOLD,
                "The specified tolerated failure threshold was exceeded",
            );
            return self.write(map_run, Err(failure), distributed, state, branch, run);
        }
        if map_run.lines.is_empty() {
            return self.write(map_run, Ok(()), distributed, state, branch, run);
        }
        Ok(Step::Park(Activity::MapRun(Box::new(map_run))))
    }

    /// Writes the results, if they are to be written.
    fn write(
        &self,
        mut map_run: MapRun,
        end: Result<(), Failure>,
        distributed: &Distributed,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        let (Some(writer), Some(to)) = (&distributed.writer, &map_run.destination) else {
            return self.end_run(map_run, end, distributed, state, branch, run);
        };
        let ended: Vec<Ended> = std::mem::take(&mut map_run.ended).into_values().collect();
        let id = run.next_task();
        run.commands.push(Command::Write(ObjectsWrite {
            id,
            state: state.name.to_string(),
            resource: writer.resource.clone().unwrap_or_default(),
            bucket: to.bucket.clone(),
            objects: writer.objects(to, &map_run.arn, &ended),
        }));
        map_run.phase = Phase::Writing(id, end);
        Ok(Step::Park(Activity::MapRun(Box::new(map_run))))
    }

    fn end_run(
        &self,
        map_run: MapRun,
        end: Result<(), Failure>,
        distributed: &Distributed,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        if let Err(failure) = end {
            let (error, cause) = (failure.error.clone(), failure.cause.clone());
            branch.record(run, EventDetails::MapRunFailed { error, cause });
            return Err(failure);
        }
        branch.record(run, EventDetails::MapRunSucceeded);
        let result = match &map_run.destination {
            Some(destination) => destination.result(&map_run.arn),
            None => {
                let ended: Vec<Ended> = map_run.ended.into_values().collect();
                result(distributed.writer.as_ref(), &ended)
            }
        };
        self.leave(result, state, branch, run)
    }
}

impl Distributed {
    /// The items in what has been read.
    fn read(&self, report: Report, max_items: Option<u64>) -> Result<Vec<Value>, Failure> {
        let config = self.reader.as_ref().map(|it| &it.config);
        let text = match report {
            Report::Read(text) => Ok(text),
            other => Err(because(other)),
        };
        let items = text.and_then(|text| items::parse(&text, config.unwrap_or(&ReaderConfig::default())));
        let mut items = items.map_err(|cause| Failure::new(ITEM_READER_FAILED, cause))?;
        items.truncate(max_items.map_or(usize::MAX, |it| usize::try_from(it).unwrap_or(usize::MAX)));
        Ok(items)
    }
}

fn written(report: Report) -> Result<(), Failure> {
    match report {
        Report::Written => Ok(()),
        other => Err(Failure::new(RESULT_WRITER_FAILED, because(other))),
    }
}

/// What a driver says where it could not read or write.
fn because(report: Report) -> String {
    match report {
        Report::Ended(Err(failure)) => {
            let parts = [failure.error, failure.cause];
            parts.into_iter().flatten().collect::<Vec<_>>().join(": ")
        }
        Report::Ended(Ok(_))
        | Report::Submitted(_)
        | Report::Read(_)
        | Report::Written
        | Report::ExecutionStarted(_)
        | Report::ExecutionEnded(_) => "The answer is not one to this request.".to_owned(),
    }
}

impl MapRun {
    fn next_input(&mut self) -> (Value, usize) {
        match &self.batching {
            Some(batching) => batching.take(&mut self.items),
            None => {
                let item = self.items.pop_front().map(Arc::unwrap_or_clone);
                (item.unwrap_or_default(), 1)
            }
        }
    }

    fn receive(&mut self, signal: Signal, run: &mut Run) {
        let mut signals = Some(signal);
        while let Some(signal) = signals.take()
            && let Some((_, mut child)) = self.lines.take(&signal)
        {
            signals = signal.again();
            let ended = child.receive(signal, run);
            self.note(child, ended);
        }
    }

    /// Takes note of how far a child has come.
    fn note(&mut self, child: Child, ended: Option<Ended>) {
        match ended {
            None => self.lines.put(child.place, child),
            Some(ended) => {
                if ended.output.is_none() {
                    self.failed_items += child.items;
                }
                self.ended.insert(child.place, ended);
            }
        }
    }

    fn has_failed(&self) -> bool {
        self.tolerance.is_exceeded_by(self.failed_items, self.items_in_all)
    }

    pub(crate) fn awaits(&self, signal: &Signal) -> bool {
        match (&self.phase, signal) {
            (Phase::Reading(asked) | Phase::Writing(asked, _), Signal::Call(id, _)) => asked == id,
            (Phase::Reading(_) | Phase::Writing(..), Signal::Time(_) | Signal::Token(..)) => false,
            (Phase::Running, signal) => self.lines.awaits(signal),
        }
    }

    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.lines.deadline()
    }

    pub(crate) fn cancel(&mut self, run: &mut Run) {
        match self.phase {
            Phase::Reading(id) | Phase::Writing(id, _) => run.commands.push(Command::Cancel(id)),
            Phase::Running => self.lines.cancel(run),
        }
    }
}

/// A label like the state's name, without what a label cannot contain.
fn label(name: &str) -> String {
    let plain = name.chars().filter(|it| it.is_alphanumeric() || "-_.".contains(*it));
    plain.take(LABEL_CHARACTERS_MAX).collect()
}
