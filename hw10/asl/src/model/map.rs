//! A Map state, and where its items come from and its results go to.

use serde_json::Value;

use super::{Branch, Catcher, Retrier, Transition};

/// A Map state.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// The items: an array, or an expression that gives one. Absent: the state's input.
    pub items: Option<Value>,
    /// What the processor receives for an item, as a template. Absent: the item.
    pub item_selector: Option<Value>,
    /// What is done for each item.
    pub item_processor: ItemProcessor,
    /// How many items are at work at once, a number or an expression; 0, AWS's default, sets no limit.
    pub max_concurrency: Option<Value>,
    /// How many items may fail without failing the state, a number or an expression. Distributed only.
    pub tolerated_failure_count: Option<Value>,
    /// How many of a hundred items may fail, a number or an expression. Distributed only.
    pub tolerated_failure_percentage: Option<Value>,
    /// What the Map Run's ARN says of the state, instead of the state's name. Distributed only.
    pub label: Option<String>,
    /// Where the items are read from, instead of `Items`. Distributed only.
    pub item_reader: Option<ItemReader>,
    /// How items are put together, so that one child execution does several. Distributed only.
    pub item_batcher: Option<ItemBatcher>,
    /// Where the results are written to. Distributed only.
    pub result_writer: Option<ResultWriter>,
    /// What to try again, all items from their beginning.
    pub retry: Vec<Retrier>,
    /// What to do about an error that is not tried again.
    pub catch: Vec<Catcher>,
    /// Where to go when all items are done.
    pub transition: Transition,
}

/// What a Map does for each item.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemProcessor {
    /// Where it is done.
    pub mode: ProcessorMode,
    /// The states.
    pub branch: Branch,
}

/// Where the items of a Map are worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProcessorMode {
    /// In the execution itself, in its history, with its variables in reach.
    #[default]
    Inline,
    /// Each in an execution of its own, of this type; variables do not reach into it.
    Distributed(ExecutionType),
}

/// The type of the child executions of a distributed Map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExecutionType {
    /// `STANDARD`
    Standard,
    /// `EXPRESS`
    Express,
}

/// Where a distributed Map reads its items from.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemReader {
    /// The ARN of what is called, `arn:aws:states:::s3:getObject` for an object.
    pub resource: String,
    /// What is sent, as a template: `Bucket` and `Key`.
    pub arguments: Option<Value>,
    /// How the object is to be read.
    pub reader_config: Option<ReaderConfig>,
}

/// How an object with items is to be read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReaderConfig {
    /// The format of the object.
    pub input_type: Option<InputType>,
    /// Where the names of the columns stand.
    pub csv_header_location: Option<CsvHeaderLocation>,
    /// The names of the columns, if they are [given](CsvHeaderLocation::Given).
    pub csv_headers: Vec<String>,
    /// What stands between two columns. Absent: a comma.
    pub csv_delimiter: Option<CsvDelimiter>,
    /// How many items are read at most, a number or an expression.
    pub max_items: Option<Value>,
    /// A JSON pointer to the array within a JSON object.
    pub items_pointer: Option<String>,
}

/// The format of an object with items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputType {
    /// Comma-separated values; each row is an object of texts.
    Csv,
    /// One JSON array.
    Json,
    /// A JSON value a line.
    Jsonl,
    /// A list of objects, as S3 Inventory or Athena write it.
    Manifest,
    /// Apache Parquet.
    Parquet,
}

/// Where the names of a CSV's columns stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvHeaderLocation {
    /// In the first row.
    FirstRow,
    /// In `CSVHeaders`.
    Given,
}

/// What stands between two columns of a CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvDelimiter {
    /// `,`
    #[default]
    Comma,
    /// `|`
    Pipe,
    /// `;`
    Semicolon,
    /// A space.
    Space,
    /// A tab.
    Tab,
}

/// How a distributed Map puts items together: the processor then receives `{"Items": […], "BatchInput": …}`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ItemBatcher {
    /// How many items a batch has at most, a number or an expression.
    pub max_items_per_batch: Option<Value>,
    /// How large a batch may be, a number or an expression.
    pub max_input_bytes_per_batch: Option<Value>,
    /// What every batch carries beside its items, as a template.
    pub batch_input: Option<Value>,
}

/// Where a distributed Map writes its results to, and in which form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResultWriter {
    /// The ARN of what is called, `arn:aws:states:::s3:putObject`. Absent: the results stay in the state's result.
    pub resource: Option<String>,
    /// What is sent, as a template: `Bucket` and `Prefix`.
    pub arguments: Option<Value>,
    /// The form of the results.
    pub writer_config: Option<WriterConfig>,
}

/// The form of a distributed Map's results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriterConfig {
    /// What is kept of a child execution.
    pub transformation: Option<Transformation>,
    /// The format of the file.
    pub output_type: Option<OutputType>,
}

/// What is kept of a child execution in a distributed Map's results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transformation {
    /// All that is known of it.
    None,
    /// Its output.
    Compact,
    /// Its output; of an output that is an array, the items.
    Flatten,
}

/// The format of a distributed Map's results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputType {
    /// One JSON array.
    Json,
    /// A JSON value a line.
    Jsonl,
}
