//! Puts items together, so that one child execution does several.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html>

use std::collections::VecDeque;
use std::sync::Arc;

use asl::Problem;
use serde_json::{Map, Value};

use super::whole;
use crate::branch::Branch;
use crate::failure::Failure;
use crate::limits::{PAYLOAD_BYTES_MAX, payload_bytes};
use crate::machine::Place;
use crate::run::Run;
use crate::template::Template;

#[derive(Debug)]
pub(super) struct Batcher {
    items_max: Option<Template>,
    bytes_max: Option<Template>,
    input: Option<Template>,
}

/// The batcher's fields, evaluated.
#[derive(Debug)]
pub(super) struct Batching {
    items_max: usize,
    bytes_max: usize,
    /// The batch without its items.
    empty: Map<String, Value>,
}

impl Batcher {
    pub(super) fn compile(batcher: &asl::ItemBatcher, place: &Place) -> Result<Batcher, Problem> {
        let field = |name: &str, value: &Option<Value>| place.optional(&format!("ItemBatcher/{name}"), value.as_ref());
        Ok(Batcher {
            items_max: field("MaxItemsPerBatch", &batcher.max_items_per_batch)?,
            bytes_max: field("MaxInputBytesPerBatch", &batcher.max_input_bytes_per_batch)?,
            input: field("BatchInput", &batcher.batch_input)?,
        })
    }

    pub(super) fn evaluate(&self, branch: &Branch, run: &mut Run) -> Result<Batching, Failure> {
        let limit = |it: Option<u64>| it.map_or(usize::MAX, |it| usize::try_from(it).unwrap_or(usize::MAX).max(1));
        let items_max = limit(whole(self.items_max.as_ref(), branch, run)?);
        let bytes_max = limit(whole(self.bytes_max.as_ref(), branch, run)?).min(PAYLOAD_BYTES_MAX);
        let mut empty = Map::new();
        if let Some(input) = branch.optional(self.input.as_ref(), run)? {
            empty.insert("BatchInput".to_owned(), input);
        }
        empty.insert("Items".to_owned(), Value::Array(Vec::new()));
        Ok(Batching {
            items_max,
            bytes_max,
            empty,
        })
    }
}

impl Batching {
    /// Takes as many items as the next batch holds, at least one; gives the batch and their number.
    pub(super) fn take(&self, items: &mut VecDeque<Arc<Value>>) -> (Value, usize) {
        let mut bytes = payload_bytes(&Value::Object(self.empty.clone()));
        let mut batch = Vec::new();
        while let Some(item) = items.front()
            && batch.len() < self.items_max
        {
            bytes += payload_bytes(item) + usize::from(!batch.is_empty());
            if bytes > self.bytes_max && !batch.is_empty() {
                break;
            }
            batch.extend(items.pop_front().map(Arc::unwrap_or_clone));
        }
        let count = batch.len();
        let mut input = self.empty.clone();
        input.insert("Items".to_owned(), Value::Array(batch));
        (Value::Object(input), count)
    }
}
