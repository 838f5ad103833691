//! The Amazon States Language document.
//!
//! A [`StateMachine`] is a value: build one, or read one with [`StateMachine::parse`], and write it with
//! [`StateMachine::to_json`], which always gives the same bytes for the same machine.
//! [`validate`] says what Step Functions would refuse about a document, in either query language, by a table of [`rules`];
//! [`StateMachine::problems`] asks it about a machine.
//! The crate knows JSON and JSONata; it knows nothing of how a machine came about or how it is run.
//!
//! The language is AWS's: <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html>.

mod model;
mod problem;
mod read;
mod validate;
mod words;
mod write;

pub use model::{
    Assign, Branch, Catcher, Choice, ChoiceRule, CsvDelimiter, CsvHeaderLocation, ExecutionType, Fail, InputType,
    ItemBatcher, ItemProcessor, ItemReader, JitterStrategy, Map, OutputType, Parallel, Pass, ProcessorMode,
    QueryLanguage, ReaderConfig, ResultWriter, Retrier, State, StateKind, StateMachine, States, Succeed, Task,
    Transformation, Transition, Wait, WaitUntil, WriterConfig,
};
pub use problem::Problem;
pub use validate::{Diagnostic, Example, Rule, Severity, Source, rule, rules, validate, validate_text};
pub use write::{canonical, expression, jsonata_in};
