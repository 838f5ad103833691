//! Parallel and Map states.

use asl::{
    Assign, Branch, ExecutionType, InputType, ItemBatcher, ItemProcessor, ItemReader, Map, Parallel, ProcessorMode,
    ReaderConfig, ResultWriter, State,
};
use serde_json::{Value, json};

use super::captured::{CAPTURED, ITEM};
use super::draft::{MapDraft, Region};
use super::plan::{CatchLeave, Leave, MapPlan};
use super::states::{Writing, transition};
use crate::flow::{Distributed, Expression, Items, S3Object};

impl Writing<'_> {
    pub(super) fn parallel(&self, regions: &[Region], leave: &Leave<'_>, catches: &[CatchLeave<'_>]) -> State {
        let parallel = Parallel {
            branches: regions.iter().map(|region| self.region(region)).collect(),
            arguments: None,
            retry: Vec::new(),
            catch: self.catchers(catches),
            transition: transition(leave),
        };
        self.left(parallel, leave)
    }

    pub(super) fn map(&self, map: &MapDraft, plan: &MapPlan<'_>) -> State {
        let (items, item_reader) = self.items(&plan.items);
        let common = Map {
            items,
            item_reader,
            max_concurrency: plan
                .concurrency
                .as_deref()
                .filter(|_| !planted!(ConcurrencyDropped))
                .map(|most| self.template(most)),
            catch: self.catchers(&plan.catches),
            transition: transition(&plan.leave),
            ..inline(self.region(&map.region))
        };
        let map = match &plan.distributed {
            Some(distributed) => self.distributed(common, plan, distributed),
            None => common,
        };
        self.left(map, &plan.leave)
    }

    /// The items themselves, or where they are read from.
    fn items(&self, items: &Items) -> (Option<Value>, Option<ItemReader>) {
        match items {
            Items::List(list) => (Some(self.template(list)), None),
            Items::JsonLines(object) => (None, Some(self.reader(object, InputType::Jsonl))),
            Items::Csv(object) => (None, Some(self.reader(object, InputType::Csv))),
        }
    }

    fn reader(&self, object: &S3Object, input_type: InputType) -> ItemReader {
        let header = (input_type == InputType::Csv).then_some(asl::CsvHeaderLocation::FirstRow);
        ItemReader {
            resource: "arn:aws:states:::s3:getObject".to_owned(),
            arguments: Some(json!({ "Bucket": self.template(&object.bucket), "Key": self.template(&object.key) })),
            reader_config: Some(ReaderConfig {
                input_type: Some(input_type),
                csv_header_location: header,
                ..ReaderConfig::default()
            }),
        }
    }

    fn distributed(&self, map: Map, plan: &MapPlan<'_>, distributed: &Distributed) -> Map {
        let number = |value: &Option<std::rc::Rc<Expression>>| value.as_deref().map(|value| self.template(value));
        let taken_along = plan.captured.iter();
        let taken_along: Assign = taken_along
            .map(|(id, value)| (self.flow.variables[id.0].clone(), self.template(value)))
            .collect();
        let is_batched = distributed.batch_items_max.is_some();
        let item_selector = (!is_batched && !taken_along.is_empty())
            .then(|| json!({ ITEM: "{% $states.context.Map.Item.Value %}", CAPTURED: taken_along.clone() }));
        let item_batcher = is_batched.then(|| ItemBatcher {
            max_items_per_batch: if planted!(BatchesOfOne) {
                Some(1.into())
            } else {
                number(&distributed.batch_items_max)
            },
            batch_input: (!taken_along.is_empty()).then_some(Value::Object(taken_along)),
            ..ItemBatcher::default()
        });
        let result_writer = distributed.results.as_ref().map(|results| ResultWriter {
            resource: Some("arn:aws:states:::s3:putObject".to_owned()),
            arguments: Some(json!({ "Bucket": self.template(&results.bucket), "Prefix": self.template(&results.key) })),
            writer_config: None,
        });
        Map {
            item_processor: ItemProcessor {
                mode: ProcessorMode::Distributed(ExecutionType::Standard),
                ..map.item_processor
            },
            item_selector,
            item_batcher,
            result_writer,
            tolerated_failure_count: number(&distributed.tolerated_failures),
            tolerated_failure_percentage: number(&distributed.tolerated_failure_percentage)
                .filter(|_| !planted!(ToleranceDropped)),
            label: distributed.label.clone(),
            ..map
        }
    }
}

fn inline(branch: Branch) -> Map {
    Map {
        items: None,
        item_selector: None,
        item_processor: ItemProcessor {
            mode: ProcessorMode::Inline,
            branch,
        },
        max_concurrency: None,
        tolerated_failure_count: None,
        tolerated_failure_percentage: None,
        label: None,
        item_reader: None,
        item_batcher: None,
        result_writer: None,
        retry: Vec::new(),
        catch: Vec::new(),
        transition: asl::Transition::End,
    }
}
