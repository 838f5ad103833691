//! The judge: a Node process beside this one, which evaluates what it is sent.

use std::fmt;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::answer::{Answer, Case, ours};

/// The release of npm `jsonata` that AWS Step Functions runs; a later one would be no judge.
const RELEASE: &str = "2.0.6";

/// Set where a missing judge is a failure, as on a build machine.
const REQUIRED: &str = "CI_PEERS_REQUIRED";

/// npm `jsonata` 2.0.6 with what Step Functions adds to it, ready for questions. It ends with this value.
#[derive(Debug)]
pub struct Judge {
    process: Child,
    // Questions and answers stand in one order: one asker at a time.
    pipes: Mutex<Pipes>,
}

#[derive(Debug)]
struct Pipes {
    questions: Option<ChildStdin>,
    answers: Lines<BufReader<ChildStdout>>,
}

/// A case about which the judge and our engine are not of one mind.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement {
    /// The case.
    pub case: Case,
    /// The judge's answer.
    pub judge: Answer,
    /// Our engine's answer.
    pub ours: Answer,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Case { expression, bindings } = &self.case;
        writeln!(f, "{expression}")?;
        writeln!(f, "  with   {}", Value::Object(bindings.clone()))?;
        writeln!(f, "  judge  {}", self.judge)?;
        write!(f, "  ours   {}", self.ours)
    }
}

impl Judge {
    /// Starts the judge. `None`, with a line on standard error, where Node.js or its packages are not installed: a
    /// Rust developer need not have them.
    ///
    /// # Panics
    /// If it cannot be started and the environment variable `CI_PEERS_REQUIRED` is set.
    pub fn start() -> Option<Judge> {
        let missing = match Judge::try_start() {
            Ok(judge) => return Some(judge),
            Err(missing) => missing,
        };
        assert!(
            std::env::var_os(REQUIRED).is_none(),
            "the judge did not start: {missing}"
        );
        #[expect(
            clippy::print_stderr,
            reason = "whoever runs the test must learn what it did not test"
        )]
        {
            eprintln!("skipped: {missing}");
        }
        None
    }

    fn try_start() -> Result<Judge, String> {
        let root = root();
        if installed_release(&root).as_deref() != Some(RELEASE) {
            let root = root.display();
            return Err(format!(
                "npm `jsonata` {RELEASE} is not installed; run `npm ci` in {root}"
            ));
        }
        let mut process = Command::new("node")
            .arg(root.join("tests/peers/jsonata-judge.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("Node.js does not start ({error}); install it"))?;
        let questions = process.stdin.take();
        let answers = process.stdout.take().expect("its output is a pipe");
        let answers = BufReader::new(answers).lines();
        let pipes = Mutex::new(Pipes { questions, answers });
        Ok(Judge { process, pipes })
    }

    /// The judge's answers, one for each case and in their order.
    ///
    /// # Panics
    /// If the judge breaks down; what it has to say is on standard error.
    pub fn evaluate(&self, cases: &[Case]) -> Vec<Answer> {
        // A test that has failed elsewhere has not spoilt the judge.
        let mut pipes = self.pipes.lock().unwrap_or_else(PoisonError::into_inner);
        let Pipes { questions, answers } = &mut *pipes;
        let questions = questions
            .as_mut()
            .expect("the judge takes questions until it is dropped");
        // Each pipe holds little: write and read at once, or both sides wait for ever.
        std::thread::scope(|scope| {
            scope.spawn(move || ask(questions, cases));
            let answer = |_| read(&answers.next().expect("the judge answers").expect("its answer is text"));
            cases.iter().map(answer).collect()
        })
    }

    /// Whether the judge and our engine answer the same; the error says what each of them answers.
    pub fn compare(&self, case: &Case) -> Result<Answer, Box<Disagreement>> {
        let judge = self.evaluate(std::slice::from_ref(case)).remove(0);
        compare(case, judge)
    }

    /// The cases about which the judge and our engine are not of one mind.
    pub fn disagreements(&self, cases: &[Case]) -> Vec<Disagreement> {
        let answers = self.evaluate(cases).into_iter().zip(cases);
        answers
            .filter_map(|(judge, case)| compare(case, judge).err().map(|it| *it))
            .collect()
    }

    /// Asserts that the judge and our engine answer the same, and gives the answer.
    ///
    /// # Panics
    /// If they do not.
    #[track_caller]
    pub fn agree(&self, case: &Case) -> Answer {
        match self.compare(case) {
            Ok(answer) => answer,
            Err(disagreement) => panic!("{disagreement}"),
        }
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        // It ends when there are no more questions.
        let pipes = self.pipes.get_mut().unwrap_or_else(PoisonError::into_inner);
        drop(pipes.questions.take());
        let _ = self.process.wait();
    }
}

/// The directory of `package.json`.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The release of npm `jsonata` that lies there.
fn installed_release(root: &Path) -> Option<String> {
    let manifest = std::fs::read_to_string(root.join("node_modules/jsonata/package.json")).ok()?;
    let manifest: Value = serde_json::from_str(&manifest).ok()?;
    manifest.get("version")?.as_str().map(str::to_owned)
}

fn ask(questions: &mut ChildStdin, cases: &[Case]) {
    for case in cases {
        // A judge that has broken down says so by not answering.
        if questions.write_all(case.line().as_bytes()).is_err() {
            return;
        }
    }
}

fn read(line: &str) -> Answer {
    let mut answer: Value = serde_json::from_str(line).expect("an answer is JSON");
    if let Some(value) = answer.get_mut("value") {
        return Answer::Value(value.take());
    }
    match answer.get("error").and_then(Value::as_str) {
        Some(message) => Answer::Error(message.to_owned()),
        None => Answer::Undefined,
    }
}

fn compare(case: &Case, judge: Answer) -> Result<Answer, Box<Disagreement>> {
    let ours = ours(case);
    if judge == ours {
        return Ok(judge);
    }
    let case = case.clone();
    Err(Box::new(Disagreement { case, judge, ours }))
}
