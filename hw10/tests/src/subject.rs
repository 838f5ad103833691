//! A workflow whose types are forgotten: what both runs need of it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use asl::StateMachine;
use proptest::prelude::*;
use serde_json::Value;
use stepwright::flow::{Flow, Record};
use stepwright::native::{Run, Script};
use stepwright::{Contract, Diagnosis, Fault, StepDescription, decode};

use crate::constants::Constants;
use crate::native;
use crate::observation::Observation;
use crate::plan::Plan;
use crate::values::{read, values, written};

/// A workflow.
pub struct Subject {
    /// The name of its state machine.
    pub name: &'static str,
    /// Where its generated files are.
    directory: PathBuf,
    questions: Vec<Question>,
    faults: Vec<&'static str>,
    input: Value,
    is_input: fn(&Value) -> bool,
    flow: fn() -> Flow,
    run: Box<NativeRun>,
    rows: Option<Rows>,
}

/// A run of the workflow over a script, with an input.
type NativeRun = dyn Fn(&Script, &Value) -> native::Ran;

/// What is known of a step, as far as it is planned.
pub struct Question {
    /// The step's name.
    pub name: &'static str,
    /// What the machine calls its function, but for the placeholder's braces.
    pub function: &'static str,
    /// After how many seconds a call times out.
    pub timeout_seconds: u32,
    /// The schema of what it gives.
    pub output: Value,
    /// Its faults: each name, and the schema of the fields.
    pub faults: Vec<(String, Value)>,
    /// Whether a call may be made again that may have begun.
    pub repeatable: bool,
    /// The schema of what comes by its token, if it takes one.
    pub reply: Option<Value>,
}

/// The object that a workflow reads: where the input says it is, and the schema of a row.
struct Rows {
    bucket: &'static str,
    key: &'static str,
    row: Value,
}

impl Subject {
    /// A workflow, and how to run it natively over a script, which answers every call of its steps.
    pub fn new<W: Record>(
        directory: PathBuf,
        run: impl Fn(&Script, W::Input) -> Run<W::Output, W::Fault> + 'static,
    ) -> Subject {
        Subject {
            name: W::NAME,
            directory,
            questions: W::steps().into_iter().map(Question::new).collect(),
            faults: W::Fault::table().into_iter().map(|entry| entry.name).collect(),
            input: read(W::Input::schema),
            is_input: |value| decode::<W::Input>(value.clone()).is_ok(),
            flow: W::flow,
            run: Box::new(move |script, input| {
                let input = decode::<W::Input>(input.clone()).expect("the input is generated from its contract");
                native::ran(|| run(script, input))
            }),
            rows: None,
        }
    }

    /// What comes by the token that these steps take.
    #[must_use]
    pub fn replies<T: Contract>(mut self, steps: &[&str]) -> Subject {
        for question in self.questions.iter_mut().filter(|it| steps.contains(&it.name)) {
            question.reply = Some(read(T::schema));
        }
        self
    }

    /// The workflow reads an object whose lines are rows of that type; where it is, these pointers into the input say.
    #[must_use]
    pub fn reads_lines<Row: Contract>(mut self, bucket: &'static str, key: &'static str) -> Subject {
        self.rows = Some(Rows {
            bucket,
            key,
            row: written(Row::schema),
        });
        self
    }

    /// Its steps.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The step that the machine calls by that function.
    ///
    /// # Panics
    /// If there is none.
    pub fn question(&self, function: &str) -> &Question {
        let name = function.trim_start_matches("${").trim_end_matches('}');
        let question = self.questions.iter().find(|it| it.function == name);
        question.unwrap_or_else(|| panic!("`{}` has no step for the function {function:?}", self.name))
    }

    /// The schema of a row of the object that it reads.
    pub fn row(&self) -> Option<&Value> {
        self.rows.as_ref().map(|rows| &rows.row)
    }

    /// The object that the plan has: its bucket, its key, its text.
    pub fn object(&self, input: &Value, plan: &Plan) -> Option<(String, String, String)> {
        let (at, rows) = (self.rows.as_ref()?, plan.rows.as_ref()?);
        let text = |pointer| {
            input
                .pointer(pointer)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let lines = rows.iter().map(|row| format!("{row}\n")).collect();
        Some((text(at.bucket), text(at.key), lines))
    }

    /// Whether the workflow itself may fail with a fault of that name.
    pub fn has_fault(&self, name: &str) -> bool {
        self.faults.contains(&name)
    }

    /// The machine as it lies on disk.
    ///
    /// # Panics
    /// If it is not there, or is no machine.
    pub fn on_disk(&self) -> StateMachine {
        StateMachine::parse(&self.text_on_disk()).expect("it is a state machine")
    }

    /// The file itself.
    ///
    /// # Panics
    /// If it is not there.
    pub fn text_on_disk(&self) -> String {
        let path = self.directory.join(self.name).join("state-machine.asl.json");
        fs::read_to_string(path).expect("the generated files are there")
    }

    /// The machine as it is lowered at this moment.
    ///
    /// # Errors
    /// What Step Functions would refuse about it: a bug may be seen so early.
    pub fn lowered(&self) -> Result<StateMachine, Vec<Diagnosis>> {
        stepwright::lower(&(self.flow)())
    }

    /// What its machine compares with.
    ///
    /// # Panics
    /// If the machine is not on disk.
    pub fn constants(&self) -> Constants {
        Constants::of(&serde_json::from_str(&self.text_on_disk()).expect("a machine is JSON"))
    }

    /// Inputs that the contract allows.
    pub fn inputs(&self, constants: &Constants) -> BoxedStrategy<Value> {
        let is_input = self.is_input;
        values(&self.input, constants)
            .prop_filter("the contract allows the input", is_input)
            .boxed()
    }

    /// The native run.
    pub fn natively(&self, input: &Value, plan: &Plan) -> Observation {
        let ran = (self.run)(&native::script(self, input, plan), input);
        native::observed(self, ran)
    }
}

impl Question {
    fn new(step: StepDescription) -> Question {
        let fault = |entry: &&'static stepwright::FaultEntry| (entry.name.to_owned(), written(entry.schema));
        Question {
            name: step.name,
            function: step.state,
            timeout_seconds: step.timeout_seconds,
            repeatable: step.idempotent || !step.retry.is_empty(),
            output: written(step.output),
            faults: step.faults.iter().map(fault).collect(),
            reply: None,
        }
    }
}

/// State machines by what stands for their ARN until deployment.
pub type Machines = HashMap<String, std::sync::Arc<interpreter::Machine>>;

/// `book-stay` is `${BookStay}`.
pub fn placeholder(name: &str) -> String {
    let word = |word: &str| word[..1].to_uppercase() + &word[1..];
    format!("${{{}}}", name.split('-').map(word).collect::<String>())
}

/// The directory of the examples' generated files.
pub fn of_examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/generated")
}
