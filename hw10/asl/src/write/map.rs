//! Writes what only a Map has.

use serde_json::Value;

use super::{Fields, branch, recovery};
use crate::model::{
    ItemBatcher, ItemProcessor, ItemReader, Map, ProcessorMode, ReaderConfig, ResultWriter, WriterConfig,
};
use crate::words::Word;

pub(super) fn map(fields: &mut Fields, map: &Map) {
    fields.put_some("Label", map.label.as_deref());
    fields.put_template("Items", map.items.as_ref());
    fields.put_some("ItemReader", map.item_reader.as_ref().map(reader));
    fields.put_template("ItemSelector", map.item_selector.as_ref());
    fields.put_some("ItemBatcher", map.item_batcher.as_ref().map(batcher));
    fields.put_template("MaxConcurrency", map.max_concurrency.as_ref());
    fields.put_template("ToleratedFailureCount", map.tolerated_failure_count.as_ref());
    let percentage = map.tolerated_failure_percentage.as_ref();
    fields.put_template("ToleratedFailurePercentage", percentage);
    fields.put("ItemProcessor", processor(&map.item_processor));
    fields.put_some("ResultWriter", map.result_writer.as_ref().map(writer));
    recovery(fields, &map.retry, &map.catch);
}

fn processor(processor: &ItemProcessor) -> Value {
    let mut config = Fields::default();
    match processor.mode {
        ProcessorMode::Inline => config.put("Mode", "INLINE"),
        ProcessorMode::Distributed(execution_type) => {
            config.put("Mode", "DISTRIBUTED");
            config.put("ExecutionType", execution_type.word());
        }
    }
    let mut fields = Fields::default();
    fields.put("ProcessorConfig", config.done());
    branch(&mut fields, &processor.branch);
    fields.done()
}

fn reader(reader: &ItemReader) -> Value {
    let mut fields = Fields::default();
    fields.put("Resource", reader.resource.as_str());
    fields.put_template("Arguments", reader.arguments.as_ref());
    fields.put_some("ReaderConfig", reader.reader_config.as_ref().map(reader_config));
    fields.done()
}

fn reader_config(config: &ReaderConfig) -> Value {
    let mut fields = Fields::default();
    fields.put_some("InputType", config.input_type.map(Word::word));
    fields.put_some("CSVHeaderLocation", config.csv_header_location.map(Word::word));
    let headers = config.csv_headers.iter().map(|it| Value::from(it.as_str()));
    fields.put_list("CSVHeaders", headers.collect());
    fields.put_some("CSVDelimiter", config.csv_delimiter.map(Word::word));
    fields.put_template("MaxItems", config.max_items.as_ref());
    fields.put_some("ItemsPointer", config.items_pointer.as_deref());
    fields.done()
}

fn batcher(batcher: &ItemBatcher) -> Value {
    let mut fields = Fields::default();
    fields.put_template("MaxItemsPerBatch", batcher.max_items_per_batch.as_ref());
    fields.put_template("MaxInputBytesPerBatch", batcher.max_input_bytes_per_batch.as_ref());
    fields.put_template("BatchInput", batcher.batch_input.as_ref());
    fields.done()
}

fn writer(writer: &ResultWriter) -> Value {
    let mut fields = Fields::default();
    fields.put_some("Resource", writer.resource.as_deref());
    fields.put_template("Arguments", writer.arguments.as_ref());
    fields.put_some("WriterConfig", writer.writer_config.as_ref().map(writer_config));
    fields.done()
}

fn writer_config(config: &WriterConfig) -> Value {
    let mut fields = Fields::default();
    fields.put_some("Transformation", config.transformation.map(Word::word));
    fields.put_some("OutputType", config.output_type.map(Word::word));
    fields.done()
}
