//! Judges what only a Map has. <https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>

use serde_json::Value;

use super::fields::{Field, always, jsonata, jsonpath};
use super::forms::{Form, kind};
use super::jsonata::Reads;
use super::place::Place;
use super::rules::{self, express, names, structure};
use super::states::BRANCH;
use super::variables::{Known, Scope};
use super::{Fields, Validator};
use crate::model::QueryLanguage;
use crate::write::jsonata_in;

pub(super) const MAP: &[Field] = &[
    always("ItemProcessor", Form::Object),
    always("Iterator", Form::Object),
    jsonata("Items", Form::Template(Reads::Nothing)),
    jsonpath("ItemsPath", Form::Path),
    always("ItemSelector", Form::Template(Reads::Nothing)),
    always("MaxConcurrency", Form::Whole(0, u64::MAX)),
    jsonpath("MaxConcurrencyPath", Form::ReferencePath),
    always("ToleratedFailureCount", Form::Whole(0, u64::MAX)),
    jsonpath("ToleratedFailureCountPath", Form::ReferencePath),
    always("ToleratedFailurePercentage", Form::Percentage),
    jsonpath("ToleratedFailurePercentagePath", Form::ReferencePath),
    always("Label", Form::Text),
    always("ItemReader", Form::Object),
    always("ItemBatcher", Form::Object),
    always("ResultWriter", Form::Object),
];

const PROCESSOR: &[Field] = &[always("ProcessorConfig", Form::Object)];

const PROCESSOR_CONFIG: &[Field] = &[
    always("Mode", Form::Word(&["INLINE", "DISTRIBUTED"])),
    always("ExecutionType", Form::Word(&["STANDARD", "EXPRESS"])),
];

const READER: &[Field] = &[
    always("Resource", Form::FilledText).required(),
    jsonpath("Parameters", Form::Template(Reads::Nothing)),
    jsonata("Arguments", Form::Template(Reads::Nothing)),
    always("ReaderConfig", Form::Object),
];

const READER_CONFIG: &[Field] = &[
    always(
        "InputType",
        Form::Word(&["CSV", "JSON", "JSONL", "MANIFEST", "PARQUET"]),
    ),
    always("Transformation", Form::Word(&["NONE", "LOAD_AND_FLATTEN"])),
    always("ManifestType", Form::Word(&["ATHENA_DATA", "S3_INVENTORY"])),
    always("CSVHeaderLocation", Form::Word(&["FIRST_ROW", "GIVEN"])),
    always("CSVHeaders", Form::Texts),
    always(
        "CSVDelimiter",
        Form::Word(&["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"]),
    ),
    always("MaxItems", Form::Whole(0, 100_000_000)),
    jsonpath("MaxItemsPath", Form::ReferencePath),
    always("ItemsPointer", Form::Text),
];

const BATCHER: &[Field] = &[
    always("MaxItemsPerBatch", Form::Whole(1, u64::MAX)),
    jsonpath("MaxItemsPerBatchPath", Form::ReferencePath),
    always("MaxInputBytesPerBatch", Form::Whole(1, BATCH_BYTES_MAX)),
    jsonpath("MaxInputBytesPerBatchPath", Form::ReferencePath),
    always("BatchInput", Form::Template(Reads::Nothing)),
];

const WRITER: &[Field] = &[
    always("Resource", Form::FilledText),
    jsonpath("Parameters", Form::Template(Reads::Nothing)),
    jsonata("Arguments", Form::Template(Reads::Nothing)),
    always("WriterConfig", Form::Object),
];

const WRITER_CONFIG: &[Field] = &[
    always("Transformation", Form::Word(&["NONE", "COMPACT", "FLATTEN"])),
    always("OutputType", Form::Word(&["JSON", "JSONL"])),
];

/// What only a distributed Map has. AWS takes the tolerated failures of an inline one, and tolerates none.
const DISTRIBUTED_ONLY: [&str; 4] = ["Label", "ItemReader", "ItemBatcher", "ResultWriter"];

/// The largest batch of items, in bytes of JSON.
const BATCH_BYTES_MAX: u64 = 262_144;

/// The longest label, in characters.
const LABEL_CHARACTERS_MAX: usize = 40;

/// What no label may contain, beside white space and control characters.
const LABEL_FORBIDDEN: &str = "?*<>{}[]:;,\\|^~$#%&`\"/";

impl<'a> Validator<'a> {
    pub(super) fn map(&mut self, state: &'a Fields, place: &Place, language: QueryLanguage, known: &Known<'a>) {
        let pairs = [
            ("ItemProcessor", "Iterator"),
            ("MaxConcurrency", "MaxConcurrencyPath"),
            ("ToleratedFailureCount", "ToleratedFailureCountPath"),
            ("ToleratedFailurePercentage", "ToleratedFailurePercentagePath"),
            ("ItemSelector", "Parameters"),
            ("Items", "ItemReader"),
        ];
        self.exclusive(state, place, &pairs);
        self.items(state, place, language);
        self.parts(state, place, language, known);
        self.processor(state, place, language, known);
        self.recovery(state, place, language, known);
    }

    fn items(&mut self, state: &Fields, place: &Place, language: QueryLanguage) {
        let Some(items) = state.get("Items").filter(|_| language == QueryLanguage::Jsonata) else {
            return;
        };
        let is_expression = || items.as_str().is_some_and(|it| jsonata_in(it).is_some());
        if !items.is_array() && !items.is_object() && !is_expression() {
            let message = format!(
                "must be an array, or an expression `{{% … %}}` that gives one, not {}",
                kind(items)
            );
            self.report(&rules::jsonata::NOT_AN_EXPRESSION, &place.field("Items"), message);
        }
    }

    /// Where items come from, how they are put together, where results go to.
    fn parts(&mut self, state: &'a Fields, place: &Place, language: QueryLanguage, known: &Known<'a>) {
        if let Some((reader, place)) = part(state, "ItemReader", place) {
            self.fields(reader, &place, &[READER], language, known);
            self.s3(reader, &["getObject", "listObjectsV2"], &place);
            self.reader_config(reader, &place, language, known);
        }
        if let Some((batcher, place)) = part(state, "ItemBatcher", place) {
            self.fields(batcher, &place, &[BATCHER], language, known);
            self.batcher(batcher, &place);
        }
        if let Some((writer, place)) = part(state, "ResultWriter", place) {
            self.fields(writer, &place, &[WRITER], language, known);
            self.s3(writer, &["putObject"], &place);
            self.writer(writer, &place, language, known);
        }
    }

    fn reader_config(&mut self, reader: &'a Fields, place: &Place, language: QueryLanguage, known: &Known<'a>) {
        let Some((config, place)) = part(reader, "ReaderConfig", place) else {
            return;
        };
        self.fields(config, &place, &[READER_CONFIG], language, known);
        self.exclusive(config, &place, &[("MaxItems", "MaxItemsPath")]);
        let is = |name: &str, word: &str| config.get(name).is_some_and(|it| it == word);
        if is("InputType", "CSV") && !config.contains_key("CSVHeaderLocation") {
            let message = "the field `CSVHeaderLocation` is missing: \"FIRST_ROW\" or \"GIVEN\"";
            self.report(&structure::READER, &place, message);
        }
        let has_headers = config
            .get("CSVHeaders")
            .and_then(Value::as_array)
            .is_some_and(|it| !it.is_empty());
        if is("CSVHeaderLocation", "GIVEN") && !has_headers {
            let message = "`GIVEN` asks for the columns' names in `CSVHeaders`";
            self.report(&structure::READER, &place, message);
        }
    }

    fn batcher(&mut self, batcher: &Fields, place: &Place) {
        let pairs = [
            ("MaxItemsPerBatch", "MaxItemsPerBatchPath"),
            ("MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"),
        ];
        self.exclusive(batcher, place, &pairs);
        let is_limited = pairs
            .iter()
            .any(|(one, other)| batcher.contains_key(*one) || batcher.contains_key(*other));
        if !is_limited {
            let message = "says neither `MaxItemsPerBatch` nor `MaxInputBytesPerBatch`, so nothing ends a batch";
            self.report(&structure::BATCHER, place, message);
        }
    }

    fn writer(&mut self, writer: &'a Fields, place: &Place, language: QueryLanguage, known: &Known<'a>) {
        if let Some((config, place)) = part(writer, "WriterConfig", place) {
            self.fields(config, &place, &[WRITER_CONFIG], language, known);
        }
        let destination = match language {
            QueryLanguage::JsonPath => "Parameters",
            QueryLanguage::Jsonata => "Arguments",
        };
        let has = |name: &str| writer.contains_key(name);
        let message = match (has("Resource"), has(destination), has("WriterConfig")) {
            (true, false, _) => format!("the field `{destination}` is missing; it says which bucket"),
            (false, true, _) => "the field `Resource` is missing; it says what writes".to_owned(),
            (false, false, false) => format!("is empty; say `Resource` and `{destination}`, or `WriterConfig`"),
            (true, true, _) | (false, false, true) => return,
        };
        self.report(&structure::WRITER, place, message);
    }

    fn processor(&mut self, state: &'a Fields, place: &Place, language: QueryLanguage, known: &Known<'a>) {
        let processor = ["ItemProcessor", "Iterator"]
            .into_iter()
            .find_map(|it| part(state, it, place));
        let Some((processor, processor_place)) = processor else {
            let is_there = state.contains_key("ItemProcessor") || state.contains_key("Iterator");
            if !is_there {
                let message = "the field `ItemProcessor` is missing: what is done for each item";
                self.report(&structure::NOT_ONE_WAY, place, message);
            }
            return;
        };
        let mode = self.mode(processor, &processor_place, known);
        match mode {
            Mode::Inline => self.distributed_only(state, place),
            Mode::Distributed { .. } => self.distributed(state, place, &processor_place),
        }
        let scope = match mode {
            Mode::Inline => known.within(state, language),
            Mode::Distributed { .. } => Scope::default(),
        };
        self.express_items += usize::from(mode == Mode::Distributed { is_express: true });
        self.inner(state, place, &[BRANCH, PROCESSOR], &scope);
        self.express_items -= usize::from(mode == Mode::Distributed { is_express: true });
    }

    fn mode(&mut self, processor: &'a Fields, place: &Place, known: &Known<'a>) -> Mode {
        let Some((config, place)) = part(processor, "ProcessorConfig", place) else {
            return Mode::Inline;
        };
        self.fields(config, &place, &[PROCESSOR_CONFIG], self.machine_language, known);
        let execution_type = config.get("ExecutionType").and_then(Value::as_str);
        let is_distributed = config.get("Mode").is_some_and(|it| it == "DISTRIBUTED");
        match (is_distributed, execution_type) {
            (false, None) => Mode::Inline,
            (false, Some(_)) => {
                let message = "belongs to `\"Mode\": \"DISTRIBUTED\"`; leave it out";
                self.report(&structure::DISTRIBUTED_ONLY, &place.field("ExecutionType"), message);
                Mode::Inline
            }
            (true, execution_type) => {
                if !config.contains_key("ExecutionType") {
                    let message = "the field `ExecutionType` is missing: \"STANDARD\" or \"EXPRESS\"";
                    self.report(&structure::MISSING_FIELD, &place, message);
                }
                Mode::Distributed {
                    is_express: execution_type == Some("EXPRESS"),
                }
            }
        }
    }

    fn distributed_only(&mut self, state: &Fields, place: &Place) {
        for name in DISTRIBUTED_ONLY.iter().filter(|it| state.contains_key(**it)) {
            let message = "belongs to a distributed Map; set `\"Mode\": \"DISTRIBUTED\"` in `ProcessorConfig`";
            self.report(&structure::DISTRIBUTED_ONLY, &place.field(name), message);
        }
    }

    fn distributed(&mut self, state: &'a Fields, place: &Place, processor: &Place) {
        if self.is_express() {
            let message = "an Express workflow cannot hold a distributed Map; use a Standard workflow";
            self.report(
                &express::DISTRIBUTED,
                &processor.field("ProcessorConfig").field("Mode"),
                message,
            );
        }
        if let Some(label) = state.get("Label").and_then(Value::as_str) {
            self.label(label, &place.field("Label"));
        }
    }

    fn label(&mut self, label: &'a str, place: &Place) {
        let characters = label.chars().count();
        if !(1..=LABEL_CHARACTERS_MAX).contains(&characters) {
            let message = format!("a label has 1 to {LABEL_CHARACTERS_MAX} characters, this one {characters}");
            self.report(&names::LABEL, place, message);
        }
        let is_forbidden = |it: &char| it.is_whitespace() || it.is_control() || LABEL_FORBIDDEN.contains(*it);
        if let Some(character) = label.chars().find(is_forbidden) {
            self.report(&names::LABEL, place, format!("a label cannot contain {character:?}"));
        }
        if !self.labels.insert(label) {
            let message = "another Map has this label, and labels are unique over the whole machine; rename one";
            self.report(&names::DUPLICATE_LABEL, place, message);
        }
    }
}

/// Where the items of a Map are worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Inline,
    Distributed { is_express: bool },
}

/// A part of an object, if it is an object itself, and its place.
fn part<'a>(object: &'a Fields, name: &str, place: &Place) -> Option<(&'a Fields, Place)> {
    let part = object.get(name)?.as_object()?;
    Some((part, place.field(name)))
}
