//! The words that stand in a document for a choice between a few things: one table each, for reading and for writing.

use crate::model::{
    CsvDelimiter, CsvHeaderLocation, ExecutionType, InputType, JitterStrategy, OutputType, QueryLanguage,
    Transformation,
};

/// One of a few things, each of which has a word.
pub(crate) trait Word: Copy + PartialEq + 'static {
    const WORDS: &'static [(&'static str, Self)];

    fn word(self) -> &'static str;

    fn read(word: &str) -> Option<Self> {
        let entry = Self::WORDS.iter().find(|(it, _)| *it == word);
        entry.map(|(_, value)| *value)
    }
}

macro_rules! words {
    ($($type:ident { $($value:ident = $word:literal),* })*) => {$(
        impl Word for $type {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, $type::$value)),*];

            fn word(self) -> &'static str {
                match self {
                    $($type::$value => $word),*
                }
            }
        }
    )*};
}
words! {
    QueryLanguage { JsonPath = "JSONPath", Jsonata = "JSONata" }
    JitterStrategy { Full = "FULL", None = "NONE" }
    ExecutionType { Standard = "STANDARD", Express = "EXPRESS" }
    InputType { Csv = "CSV", Json = "JSON", Jsonl = "JSONL", Manifest = "MANIFEST", Parquet = "PARQUET" }
    CsvHeaderLocation { FirstRow = "FIRST_ROW", Given = "GIVEN" }
    CsvDelimiter { Comma = "COMMA", Pipe = "PIPE", Semicolon = "SEMICOLON", Space = "SPACE", Tab = "TAB" }
    Transformation { None = "NONE", Compact = "COMPACT", Flatten = "FLATTEN" }
    OutputType { Json = "JSON", Jsonl = "JSONL" }
}
