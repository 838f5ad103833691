//! Judges what only a Map has.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>

use serde_json::Value;

use super::Check;
use crate::model::{
    CsvHeaderLocation, InputType, ItemBatcher, ItemReader, Map, ProcessorMode, ReaderConfig, ResultWriter,
};
use crate::problem::below;

/// The longest label, in characters.
const LABEL_CHARACTERS_MAX: usize = 40;

/// What no label may contain, beside spaces and control characters.
const LABEL_FORBIDDEN: &str = "?*<>{}[]:;,\\|^~$#%&`\"/";

/// The largest batch of items, in bytes of JSON.
const BATCH_BYTES_MAX: u64 = 262_144;

impl<'a> Check<'a> {
    pub(super) fn map(&mut self, pointer: &str, map: &'a Map) {
        self.template(&below(pointer, "Items"), map.items.as_ref());
        self.template(&below(pointer, "ItemSelector"), map.item_selector.as_ref());
        self.items(pointer, map.items.as_ref());
        self.whole(&below(pointer, "MaxConcurrency"), map.max_concurrency.as_ref(), 0);
        let tolerated = below(pointer, "ToleratedFailureCount");
        self.whole(&tolerated, map.tolerated_failure_count.as_ref(), 0);
        self.percentage(pointer, map.tolerated_failure_percentage.as_ref());
        self.processor(pointer, map);
        self.recovery(pointer, &map.retry, &map.catch);
        self.transition(pointer, &map.transition);
    }

    fn items(&mut self, pointer: &str, items: Option<&Value>) {
        let is_text = items.and_then(Value::as_str).map(|it| crate::jsonata_in(it).is_some());
        let fits = matches!(items, None | Some(Value::Array(_))) || is_text == Some(true);
        if !fits {
            let message = "must be an array, or an expression `{% … %}` that gives one";
            self.report(&below(pointer, "Items"), message);
        }
    }

    fn percentage(&mut self, pointer: &str, percentage: Option<&Value>) {
        let pointer = below(pointer, "ToleratedFailurePercentage");
        self.template(&pointer, percentage);
        if let Some(percentage) = percentage.and_then(Value::as_f64)
            && !(0.0..=100.0).contains(&percentage)
        {
            self.report(&pointer, format!("must lie between 0 and 100, not {percentage}"));
        }
    }

    fn processor(&mut self, pointer: &str, map: &'a Map) {
        let is_inline = map.item_processor.mode == ProcessorMode::Inline;
        if is_inline {
            self.distributed_only(pointer, map);
        }
        if let Some(label) = &map.label {
            self.label(&below(pointer, "Label"), label);
        }
        if let Some(reader) = &map.item_reader {
            self.reader(&below(pointer, "ItemReader"), reader);
            if map.items.is_some() {
                self.report(
                    &below(pointer, "Items"),
                    "the items come from `ItemReader`; keep one of the two",
                );
            }
        }
        if let Some(batcher) = &map.item_batcher {
            self.batcher(&below(pointer, "ItemBatcher"), batcher);
        }
        if let Some(writer) = &map.result_writer {
            self.writer(&below(pointer, "ResultWriter"), writer);
        }
        self.inner(&below(pointer, "ItemProcessor"), &map.item_processor.branch, is_inline);
    }

    /// AWS takes the tolerated failures of an inline Map, and tolerates none; so they are not asked after.
    fn distributed_only(&mut self, pointer: &str, map: &Map) {
        let fields = [
            ("Label", map.label.is_some()),
            ("ItemReader", map.item_reader.is_some()),
            ("ItemBatcher", map.item_batcher.is_some()),
            ("ResultWriter", map.result_writer.is_some()),
        ];
        for (name, _) in fields.iter().filter(|(_, is_there)| *is_there) {
            let message = "belongs to a distributed Map; set `\"Mode\": \"DISTRIBUTED\"` in `ProcessorConfig`";
            self.report(&below(pointer, name), message);
        }
    }

    fn label(&mut self, pointer: &str, label: &'a str) {
        let characters = label.chars().count();
        if characters == 0 || characters > LABEL_CHARACTERS_MAX {
            let rule = format!("a label has 1 to {LABEL_CHARACTERS_MAX} characters");
            self.report(pointer, format!("{rule}, this one {characters}"));
        }
        let is_forbidden = |it: &char| it.is_whitespace() || it.is_control() || LABEL_FORBIDDEN.contains(*it);
        if let Some(character) = label.chars().find(is_forbidden) {
            self.report(pointer, format!("a label cannot contain {character:?}"));
        }
        if !self.labels.insert(label) {
            self.report(
                pointer,
                "another Map has this label, and labels are unique over the whole machine",
            );
        }
    }

    fn reader(&mut self, pointer: &str, reader: &ItemReader) {
        if reader.resource.is_empty() {
            self.report(
                &below(pointer, "Resource"),
                "is empty; it names what the items are read with",
            );
        }
        self.template(&below(pointer, "Arguments"), reader.arguments.as_ref());
        if let Some(config) = &reader.reader_config {
            self.reader_config(&below(pointer, "ReaderConfig"), config);
        }
    }

    fn reader_config(&mut self, pointer: &str, config: &ReaderConfig) {
        self.whole(&below(pointer, "MaxItems"), config.max_items.as_ref(), 0);
        let header = below(pointer, "CSVHeaderLocation");
        let is_csv = config.input_type == Some(InputType::Csv);
        match config.csv_header_location {
            None if is_csv => self.report(&header, "is missing: \"FIRST_ROW\" or \"GIVEN\""),
            Some(CsvHeaderLocation::Given) if config.csv_headers.is_empty() => {
                self.report(
                    &below(pointer, "CSVHeaders"),
                    "is empty; `GIVEN` asks for the columns' names here",
                );
            }
            Some(CsvHeaderLocation::FirstRow | CsvHeaderLocation::Given) | None => {}
        }
    }

    fn batcher(&mut self, pointer: &str, batcher: &ItemBatcher) {
        let (items, bytes) = (&batcher.max_items_per_batch, &batcher.max_input_bytes_per_batch);
        if items.is_none() && bytes.is_none() {
            let message = "says neither `MaxItemsPerBatch` nor `MaxInputBytesPerBatch`, so nothing ends a batch";
            self.report(pointer, message);
        }
        self.whole(&below(pointer, "MaxItemsPerBatch"), items.as_ref(), 1);
        let bytes_pointer = below(pointer, "MaxInputBytesPerBatch");
        self.template(&bytes_pointer, bytes.as_ref());
        if let Some(bytes) = bytes.as_ref().and_then(Value::as_u64) {
            self.within(&bytes_pointer, bytes, 1, BATCH_BYTES_MAX);
        }
        self.template(&below(pointer, "BatchInput"), batcher.batch_input.as_ref());
    }

    fn writer(&mut self, pointer: &str, writer: &ResultWriter) {
        self.template(&below(pointer, "Arguments"), writer.arguments.as_ref());
        match (&writer.resource, &writer.arguments) {
            (Some(_), None) => self.report(pointer, "the field `Arguments` is missing; it says which bucket"),
            (None, Some(_)) => self.report(pointer, "the field `Resource` is missing; it says what writes"),
            (None, None) if writer.writer_config.is_none() => {
                self.report(pointer, "is empty; say `Resource` and `Arguments`, or `WriterConfig`");
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
}
