//! The same for each of many items: a Map state.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use serde_json::{Value, json};

use super::call::{CatchPlatform, other, violation};
use super::frame::{is_caught, raise};
use super::rows;
use super::world;
use crate::concurrent::{MapResults, ResultWriterDetails};
use crate::contract::{Contract, decode};
use crate::fault::Fault;
use crate::platform::{Caught, PlatformFault};

/// What a [`map`] goes through: a list, or the rows of an object on S3.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that a map goes through",
    label = "not a list",
    note = "write `&list` for a `Vec` whose items are `Clone`, `json_lines::<Row>(&bucket, &key)` or `csv::<Row>(&bucket, &key)`"
)]
pub trait Source: Sized {
    /// One of many.
    type Item: Contract;

    /// Whether each item is an execution of its own, whatever else is said.
    #[doc(hidden)]
    const DISTRIBUTED: bool;

    /// The items. `Err`: why they cannot be read. `None`: there is no S3.
    #[doc(hidden)]
    fn items(self) -> Option<Result<Vec<Self::Item>, PlatformFault>>;

    /// How many items stand in what is an item here.
    #[doc(hidden)]
    fn weight(_: &Self::Item) -> usize {
        1
    }

    /// Several items at once, each time a `Vec` of at most so many: each an execution of its own.
    fn batches_of(self, most: u32) -> Batches<Self> {
        Batches { source: self, most }
    }
}

impl<T: Contract + Clone> Source for &Vec<T> {
    type Item = T;
    const DISTRIBUTED: bool = false;

    fn items(self) -> Option<Result<Vec<T>, PlatformFault>> {
        Some(Ok(self.clone()))
    }
}

/// The items of a source, several at once.
#[must_use = "a source is what a `map` goes through"]
#[derive(Debug, Clone)]
pub struct Batches<S> {
    source: S,
    most: u32,
}

impl<S: Source> Source for Batches<S> {
    type Item = Vec<S::Item>;
    const DISTRIBUTED: bool = true;

    fn weight(batch: &Vec<S::Item>) -> usize {
        batch.len()
    }

    fn items(self) -> Option<Result<Vec<Vec<S::Item>>, PlatformFault>> {
        let most = usize::try_from(self.most.max(1)).unwrap_or(usize::MAX);
        let batches = |items: Vec<S::Item>| {
            let mut items = VecDeque::from(items);
            let mut batches = Vec::new();
            while !items.is_empty() {
                batches.push(items.drain(..most.min(items.len())).collect());
            }
            batches
        };
        Some(self.source.items()?.map(batches))
    }
}

/// The rows of an object on S3, each a `Row`.
#[must_use = "a source is what a `map` goes through"]
#[derive(Debug, Clone)]
pub struct Objects<Row> {
    bucket: String,
    key: String,
    rows: fn(&str) -> Result<Vec<Value>, String>,
    of: PhantomData<fn() -> Row>,
}

impl<Row: Contract> Objects<Row> {
    /// Several rows at once, each time a `Vec` of at most so many: each an execution of its own.
    pub fn batches_of(self, most: u32) -> Batches<Objects<Row>> {
        Source::batches_of(self, most)
    }
}

/// The lines of an object on S3, each a JSON value: a source of a [`map`], each item an execution of its own.
pub fn json_lines<Row: Contract>(bucket: &str, key: &str) -> Objects<Row> {
    Objects {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        rows: rows::json_lines,
        of: PhantomData,
    }
}

/// The rows of an object on S3, whose first line has the names: a source of a [`map`], each item an execution of its own.
///
/// A row is an object of texts.
pub fn csv<Row: Contract>(bucket: &str, key: &str) -> Objects<Row> {
    let rows = |text: &str| Ok(rows::csv(text));
    Objects {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        rows,
        of: PhantomData,
    }
}

impl<Row: Contract> Source for Objects<Row> {
    type Item = Row;
    const DISTRIBUTED: bool = true;

    fn items(self) -> Option<Result<Vec<Row>, PlatformFault>> {
        let Objects { bucket, key, rows, .. } = self;
        let unreadable = |cause: String| other("States.ItemReaderFailed", cause);
        let missing = format!("there is no object `{key}` in the bucket `{bucket}`");
        let text = world::with(|world| world.objects.get(&(bucket, key)).cloned())?;
        let values = text.ok_or(missing).and_then(|text| rows(&text)).map_err(unreadable);
        let row = |value| decode(value).map_err(|problems| violation(&problems));
        Some(values.and_then(|values| values.into_iter().map(row).collect()))
    }
}

/// Does the same for each item: `map(&items, async |item| steps.pack(&item).await).await?`.
///
/// Gives what came of the items, in their order; the first fault ends the others. What a source on S3 has, what is
/// [`distributed`](Map::distributed), and what comes in batches is an execution of its own each: a fault of one of these
/// ends the map with the platform's `States.ExceedToleratedFailureThreshold`, as on AWS.
///
/// ```
/// use stepwright::PlatformFault as Fault;
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let pieces = vec![1_u32, 2, 3];
/// let doubled = stepwright::map(&pieces, async |piece| Ok::<u32, Fault>(2 * piece)).concurrency(2).await;
/// assert_eq!(doubled, Ok(vec![2, 4, 6]));
/// # });
/// ```
pub fn map<'map, S, W, T, E>(source: S, work: W) -> Map<'map, S, W, T, E>
where
    S: Source,
    W: AsyncFn(S::Item) -> Result<T, E>,
{
    Map {
        source,
        work,
        concurrency: 0,
        distributed: S::DISTRIBUTED,
        there: PhantomData,
        of: PhantomData,
    }
}

/// The same for each item; what becomes of a [`map`].
#[must_use = "a map does nothing unless it is awaited"]
pub struct Map<'map, S, W, T, E> {
    source: S,
    work: W,
    concurrency: u32,
    distributed: bool,
    there: PhantomData<&'map ()>,
    of: PhantomData<fn() -> (T, E)>,
}

impl<'map, S, W, T, E> Map<'map, S, W, T, E> {
    /// At most so many at once; 0: as many as there are.
    pub fn concurrency(mut self, most: u32) -> Map<'map, S, W, T, E> {
        self.concurrency = most;
        self
    }

    /// Each item an execution of its own.
    pub fn distributed(mut self) -> Map<'map, S, W, T, E> {
        self.distributed = true;
        self
    }

    /// What the executions are called after. The native run has no names.
    pub fn label(self, _label: &str) -> Map<'map, S, W, T, E> {
        self
    }

    /// Writes what comes of the items to S3, below that prefix: the map then gives where it is, and items may fail.
    pub fn results_to(self, bucket: &str, prefix: &str) -> MapToS3<'map, S, W, T, E> {
        MapToS3 {
            map: Map {
                distributed: true,
                ..self
            },
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
            tolerated: Tolerated::default(),
        }
    }
}

/// A [`map`] whose results are written to S3.
#[must_use = "a map does nothing unless it is awaited"]
pub struct MapToS3<'map, S, W, T, E> {
    map: Map<'map, S, W, T, E>,
    bucket: String,
    prefix: String,
    tolerated: Tolerated,
}

/// How many items may fail: both limits hold, where both are said. Where none is said, none may.
#[derive(Debug, Clone, Copy, Default)]
struct Tolerated {
    count: Option<u32>,
    percentage: Option<u32>,
}

impl Tolerated {
    fn holds(self, failures: usize, items: usize) -> bool {
        let (failures, items) = (failures as u128, items as u128);
        let within = |percentage: u32| failures * 100 <= u128::from(percentage) * items;
        let count = self.count.or(if self.percentage.is_none() { Some(0) } else { None });
        count.is_none_or(|most| failures <= u128::from(most)) && self.percentage.is_none_or(within)
    }
}

impl<'map, S, W, T, E> MapToS3<'map, S, W, T, E> {
    /// At most so many at once; 0: as many as there are.
    pub fn concurrency(mut self, most: u32) -> MapToS3<'map, S, W, T, E> {
        self.map.concurrency = most;
        self
    }

    /// Each item an execution of its own, which it is anyway.
    pub fn distributed(self) -> MapToS3<'map, S, W, T, E> {
        self
    }

    /// What the executions are called after. The native run has no names.
    pub fn label(self, _label: &str) -> MapToS3<'map, S, W, T, E> {
        self
    }

    /// So many items may fail.
    pub fn tolerate_failures(mut self, most: u32) -> MapToS3<'map, S, W, T, E> {
        self.tolerated.count = Some(most);
        self
    }

    /// So many of a hundred items may fail.
    pub fn tolerate_failure_percentage(mut self, most: u32) -> MapToS3<'map, S, W, T, E> {
        self.tolerated.percentage = Some(most);
        self
    }
}

impl<'map, S, W, T, E> IntoFuture for Map<'map, S, W, T, E>
where
    S: Source + 'map,
    W: AsyncFn(S::Item) -> Result<T, E> + 'map,
    T: 'map,
    E: 'map,
{
    type Output = Result<Vec<T>, E>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<Vec<T>, E>> + 'map>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let items = items(self.source).await;
            let most = limit(self.concurrency);
            if !self.distributed {
                return all(items, most, &self.work, |done: &Result<T, E>| done.is_ok())
                    .await
                    .into_iter()
                    .collect();
            }
            let execution = async |item| (self.work)(item).catch_platform().await;
            let done = all(items, most, &execution, |done: &Result<T, Caught<E>>| done.is_ok()).await;
            match done.into_iter().collect() {
                Ok(outputs) => Ok(outputs),
                // Where nobody takes the platform's fault over, the item's own says more.
                Err(Caught::Fault(fault)) if !is_caught() => Err(fault),
                Err(_) => raise(too_many_failed()).await,
            }
        })
    }
}

impl<'map, S, W, T, E> IntoFuture for MapToS3<'map, S, W, T, E>
where
    S: Source + 'map,
    W: AsyncFn(S::Item) -> Result<T, E> + 'map,
    T: Contract,
    E: Fault,
{
    type Output = Result<MapResults, E>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<MapResults, E>> + 'map>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let MapToS3 {
                map,
                bucket,
                prefix,
                tolerated,
            } = self;
            let items = items(map.source).await;
            let (total, inputs) = (
                items.iter().map(S::weight).sum(),
                items.iter().map(written).collect::<Vec<_>>(),
            );
            let execution = async |item| {
                let weight = S::weight(&item);
                (weight, (map.work)(item).catch_platform().await)
            };
            let mut failures = 0;
            let goes_on = |(weight, done): &(usize, Result<T, Caught<E>>)| {
                failures += if done.is_ok() { 0 } else { *weight };
                tolerated.holds(failures, total)
            };
            let done = all(items, limit(map.concurrency), &execution, goes_on).await;
            if tolerated.holds(failures, total) {
                let outcomes = inputs.into_iter().zip(done).map(|(input, (_, done))| (input, done));
                return Ok(write(&bucket, &prefix, outcomes));
            }
            match done.into_iter().find_map(|(_, done)| done.err()) {
                Some(Caught::Fault(fault)) if !is_caught() => Err(fault),
                _ => raise(too_many_failed()).await,
            }
        })
    }
}

fn written<T: Contract>(value: &T) -> Value {
    value.encode().unwrap_or_default()
}

/// Writes what came of the items as AWS does: an object with those that succeeded, one with those that failed, and one that
/// lists both.
fn write<T: Contract, E: Fault>(
    bucket: &str,
    prefix: &str,
    outcomes: impl Iterator<Item = (Value, Result<T, Caught<E>>)>,
) -> MapResults {
    let number = world::with(|world| {
        world.maps += 1;
        world.maps
    });
    let folder = format!("{prefix}/{}", number.unwrap_or_default());
    let map_run_arn = format!("arn:aws:states:us-east-1:000000000000:mapRun:native/{folder}");
    let (succeeded, failed): (Vec<_>, Vec<_>) = outcomes.partition(|(_, outcome)| outcome.is_ok());
    let file = |name: &str, outcomes: Vec<(Value, Result<T, Caught<E>>)>| {
        let entries: Vec<_> = outcomes.iter().map(|(input, outcome)| entry(input, outcome)).collect();
        let (key, text) = (format!("{folder}/{name}_0.json"), json!(entries).to_string());
        let listed = if entries.is_empty() {
            json!([])
        } else {
            json!([{ "Key": key, "Size": text.len() }])
        };
        if !entries.is_empty() {
            put(bucket, &key, text);
        }
        listed
    };
    let files = json!({ "FAILED": file("FAILED", failed), "PENDING": [], "SUCCEEDED": file("SUCCEEDED", succeeded) });
    let manifest = json!({ "DestinationBucket": bucket, "MapRunArn": map_run_arn, "ResultFiles": files });
    let key = format!("{folder}/manifest.json");
    put(bucket, &key, manifest.to_string());
    MapResults {
        map_run_arn,
        result_writer_details: ResultWriterDetails {
            bucket: bucket.to_owned(),
            key,
        },
    }
}

fn entry<T: Contract, E: Fault>(input: &Value, outcome: &Result<T, Caught<E>>) -> Value {
    let input = input.to_string();
    match outcome {
        Ok(output) => json!({ "Input": input, "Output": written(output).to_string(), "Status": "SUCCEEDED" }),
        Err(fault) => {
            json!({ "Input": input, "Error": fault.name(), "Cause": fault.cause_text(), "Status": "FAILED" })
        }
    }
}

fn put(bucket: &str, key: &str, text: String) {
    world::with(|world| world.objects.insert((bucket.to_owned(), key.to_owned()), text));
}

/// Does the work for every item, for so many at once at most, while what comes of them lets it go on. What came, in order.
async fn all<I, R>(
    items: Vec<I>,
    most: usize,
    work: &impl AsyncFn(I) -> R,
    mut goes_on: impl FnMut(&R) -> bool,
) -> Vec<R> {
    let mut waiting = items.into_iter();
    let (mut running, mut done) = (Vec::new(), Vec::new());
    poll_fn(|context| {
        loop {
            while running.len() < most
                && let Some(item) = waiting.next()
            {
                running.push((done.len(), Box::pin(work(item))));
                done.push(None);
            }
            if running.is_empty() {
                return Poll::Ready(());
            }
            let before = running.len();
            if !advance(&mut running, &mut done, context, &mut goes_on) {
                return Poll::Ready(());
            }
            if running.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
    drop(running);
    done.into_iter().flatten().collect()
}

/// Polls what runs; whether it goes on.
fn advance<R, F: Future<Output = R>>(
    running: &mut Vec<(usize, Pin<Box<F>>)>,
    done: &mut [Option<R>],
    context: &mut Context<'_>,
    goes_on: &mut impl FnMut(&R) -> bool,
) -> bool {
    let mut index = 0;
    while index < running.len() {
        let (number, future) = &mut running[index];
        match future.as_mut().poll(context) {
            Poll::Pending => index += 1,
            Poll::Ready(result) => {
                let on = goes_on(&result);
                done[*number] = Some(result);
                running.remove(index);
                if !on {
                    return false;
                }
            }
        }
    }
    true
}

/// The items of a source, or the end of the run.
async fn items<S: Source>(source: S) -> Vec<S::Item> {
    match source.items() {
        Some(Ok(items)) => items,
        Some(Err(fault)) => raise(fault).await,
        None => std::future::pending().await,
    }
}

fn too_many_failed() -> PlatformFault {
    let cause = "The specified tolerated failure threshold was exceeded";
    other("States.ExceedToleratedFailureThreshold", cause.to_owned())
}

fn limit(concurrency: u32) -> usize {
    match usize::try_from(concurrency) {
        Ok(0) | Err(_) => usize::MAX,
        Ok(most) => most,
    }
}
