//! Reads what only a Map has.

use super::branch;
use super::fields::Fields;
use super::states::{catch, retry, transition};
use crate::model::{
    Branch, ExecutionType, ItemBatcher, ItemProcessor, ItemReader, Map, ProcessorMode, QueryLanguage, ReaderConfig,
    ResultWriter, WriterConfig,
};

pub(super) fn map(fields: &mut Fields, language: QueryLanguage, machine: QueryLanguage) -> Map {
    let has_templates = language == QueryLanguage::Jsonata;
    let mut template = |name: &str| if has_templates { fields.any(name) } else { None };
    Map {
        items: template("Items"),
        item_selector: template("ItemSelector"),
        item_processor: processor(fields, machine),
        max_concurrency: fields.whole_or_expression("MaxConcurrency"),
        tolerated_failure_count: fields.whole_or_expression("ToleratedFailureCount"),
        tolerated_failure_percentage: fields.number_or_expression("ToleratedFailurePercentage"),
        label: fields.text("Label"),
        item_reader: fields.object("ItemReader").map(|it| reader(it, language)),
        item_batcher: fields.object("ItemBatcher").map(|it| batcher(it, language)),
        result_writer: fields.object("ResultWriter").map(|it| writer(it, language)),
        retry: retry(fields),
        catch: catch(fields),
        transition: transition(fields),
    }
}

fn processor(fields: &mut Fields, machine: QueryLanguage) -> ItemProcessor {
    let Some(mut fields) = fields.required_object("ItemProcessor") else {
        return ItemProcessor {
            mode: ProcessorMode::Inline,
            branch: Branch::default(),
        };
    };
    let config = fields.object("ProcessorConfig");
    let processor = ItemProcessor {
        mode: config.map(mode).unwrap_or_default(),
        branch: branch(&mut fields, machine),
    };
    // A processor may say what it is for, to a reader of the document; nothing here keeps it.
    fields.text("Comment");
    fields.finish(machine);
    processor
}

fn mode(mut config: Fields) -> ProcessorMode {
    let mode = config.text("Mode");
    let execution_type: Option<ExecutionType> = config.one_of("ExecutionType");
    let mode = match (mode.as_deref(), execution_type) {
        (None | Some("INLINE"), None) => ProcessorMode::Inline,
        (None | Some("INLINE"), Some(_)) => {
            config.report("ExecutionType", "belongs to `\"Mode\": \"DISTRIBUTED\"`; leave it out");
            ProcessorMode::Inline
        }
        (Some("DISTRIBUTED"), Some(execution_type)) => ProcessorMode::Distributed(execution_type),
        (Some("DISTRIBUTED"), None) => {
            config.report_here("the field `ExecutionType` is missing: \"STANDARD\" or \"EXPRESS\"");
            ProcessorMode::Distributed(ExecutionType::Standard)
        }
        (Some(other), _) => {
            config.report("Mode", format!("must be \"INLINE\" or \"DISTRIBUTED\", not {other:?}"));
            ProcessorMode::Inline
        }
    };
    config.finish(QueryLanguage::Jsonata);
    mode
}

fn reader(mut fields: Fields, language: QueryLanguage) -> ItemReader {
    let reader = ItemReader {
        resource: fields.required_text("Resource"),
        arguments: fields.any("Arguments"),
        reader_config: fields.object("ReaderConfig").map(|it| reader_config(it, language)),
    };
    fields.finish(language);
    reader
}

fn reader_config(mut fields: Fields, language: QueryLanguage) -> ReaderConfig {
    let config = ReaderConfig {
        input_type: fields.one_of("InputType"),
        csv_header_location: fields.one_of("CSVHeaderLocation"),
        csv_headers: fields.texts("CSVHeaders"),
        csv_delimiter: fields.one_of("CSVDelimiter"),
        max_items: fields.whole_or_expression("MaxItems"),
        items_pointer: fields.text("ItemsPointer"),
    };
    fields.finish(language);
    config
}

fn batcher(mut fields: Fields, language: QueryLanguage) -> ItemBatcher {
    let batcher = ItemBatcher {
        max_items_per_batch: fields.whole_or_expression("MaxItemsPerBatch"),
        max_input_bytes_per_batch: fields.whole_or_expression("MaxInputBytesPerBatch"),
        batch_input: fields.any("BatchInput"),
    };
    fields.finish(language);
    batcher
}

fn writer(mut fields: Fields, language: QueryLanguage) -> ResultWriter {
    let writer = ResultWriter {
        resource: fields.text("Resource"),
        arguments: fields.any("Arguments"),
        writer_config: fields.object("WriterConfig").map(|it| writer_config(it, language)),
    };
    fields.finish(language);
    writer
}

fn writer_config(mut fields: Fields, language: QueryLanguage) -> WriterConfig {
    let config = WriterConfig {
        transformation: fields.one_of("Transformation"),
        output_type: fields.one_of("OutputType"),
    };
    fields.finish(language);
    config
}
