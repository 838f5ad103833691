//! Steps: what the deployed machine sends to the new code, and what it reads of the new code's answers.

use serde_json::Value;

use super::change::{Change, Place, Verdict};
use super::faults;
use super::machine::{Machine, Path, State};
use super::rules as is;
use super::schema::{Counterexample, Sender, Undecided, refusals};
use super::wording::{differences, document, renamed, says_the_same};
use super::workflows::Both;

/// The keyword by which a token's schema says what it is answered with.
const ANSWER: &str = "x-answer";

pub(super) fn compare(both: &Both<'_>) -> Vec<Change> {
    let machine = Machine::of(&both.old.machine);
    let mut changes = Vec::new();
    for step in both.old.steps.keys() {
        let tasks = machine.calls(step);
        let comparison = Comparison {
            both,
            step,
            machine: &machine,
            tasks: &tasks,
        };
        changes.extend(comparison.run());
    }
    let added = both.new.steps.keys().filter(|step| !both.old.steps.contains_key(*step));
    changes.extend(added.map(|step| {
        let place = place(both, step, "input");
        Change::new(&is::STEP_ADDED, Verdict::Safe, place, format!("step `{step}` is new"))
    }));
    changes
}

fn place(both: &Both<'_>, step: &str, what: &str) -> Place {
    Place {
        step: Some(step.to_owned()),
        ..both.place(&format!("schemas/steps/{step}/{what}.schema.json"), "")
    }
}

/// One step of the deployed machine.
struct Comparison<'c> {
    both: &'c Both<'c>,
    step: &'c str,
    machine: &'c Machine<'c>,
    /// The states that call it.
    tasks: &'c [(&'c str, &'c State<'c>)],
}

impl Comparison<'_> {
    fn run(&self) -> Vec<Change> {
        let both = self.both;
        let Some(new) = both.new.steps.get(self.step) else {
            return vec![self.removed()];
        };
        let old = &both.old.steps[self.step];
        let mut changes = self.input(&old.input, &new.input);
        changes.extend(self.output(&old.output, &new.output));
        changes.extend(self.answer(&old.input, &new.input));
        changes.extend(faults::of_step(both, self.step, self.tasks));
        changes
    }

    /// A place, and the first state that calls the step.
    fn place(&self, what: &str) -> Place {
        Place {
            state: self.tasks.first().map(|it| it.0.to_owned()),
            ..place(self.both, self.step, what)
        }
    }

    /// With the step goes its function, unless another workflow has it too.
    fn removed(&self) -> Change {
        let step = self.step;
        let is_kept = self
            .both
            .wanted
            .workflows
            .values()
            .any(|it| it.steps.contains_key(step));
        if self.tasks.is_empty() || is_kept {
            let why = if is_kept {
                "another workflow keeps its function"
            } else {
                "the deployed state machine never called it"
            };
            let message = format!("step `{step}` is gone; {why}");
            return Change::new(&is::STEP_REMOVED, Verdict::Safe, self.place("input"), message);
        }
        let message = format!("step `{step}` is gone, and running executions call it");
        let change = Change::new(&is::STEP_REMOVED, Verdict::Breaking, self.place("input"), message);
        match self.other_name() {
            Some(other) => change.with_note(format!(
                "`{other}` takes and answers the same: it looks like a new name, and by a name a function is known"
            )),
            None => change,
        }
    }

    fn other_name(&self) -> Option<&String> {
        let (old, new) = (&self.both.old.steps, &self.both.new.steps);
        let ours = &old[self.step];
        let mut added = new.iter().filter(|(name, _)| !old.contains_key(*name));
        let is_it =
            |input: &Value, output: &Value| says_the_same(&ours.input, input) && says_the_same(&ours.output, output);
        added.find(|(_, it)| is_it(&it.input, &it.output)).map(|it| it.0)
    }

    fn input(&self, old: &Value, new: &Value) -> Vec<Change> {
        if says_the_same(&without_answers(old), &without_answers(new)) {
            return Vec::new();
        }
        let step = self.step;
        let fine = format!("step `{step}` accepts what running executions send, and its input changed");
        let message = format!("step `{step}` refuses what running executions send");
        let found = refusals(old, new, Sender::Typed);
        let mut changes = self.report(
            found,
            "input",
            [&is::STEP_INPUT_NARROWED, &is::STEP_INPUT_WIDENED],
            [message, fine],
            differences(old, new),
        );
        let renamed = renamed(old, new).into_iter().filter(|_| !self.tasks.is_empty());
        changes.extend(renamed.map(|which| {
            let message = format!("step `{step}` ignores what running executions send under an old name");
            let change = self
                .both
                .old_meets_new(&is::STEP_INPUT_NARROWED, self.place("input"), message);
            change.with_note(which)
        }));
        changes
    }

    fn output(&self, old: &Value, new: &Value) -> Vec<Change> {
        if says_the_same(old, new) {
            return Vec::new();
        }
        let step = self.step;
        let reads: Vec<_> = self.tasks.iter().flat_map(|it| self.machine.reads_of(it.0)).collect();
        let found = refusals(new, old, Sender::Typed).map(|mut found| {
            found.retain(|it| is_read(it, &reads));
            found
        });
        let fine = format!("step `{step}` answers what running executions can read, and its output changed");
        let message = format!("step `{step}` answers what running executions cannot read");
        self.report(
            found,
            "output",
            [&is::STEP_OUTPUT_CHANGED, &is::STEP_OUTPUT_COMPATIBLE],
            [message, fine],
            differences(old, new),
        )
    }

    /// What a task token is answered with: whoever holds the token answers by the new code.
    fn answer(&self, old: &Value, new: &Value) -> Vec<Change> {
        let (Some(old), Some(new)) = (answer(old), answer(new)) else {
            return Vec::new();
        };
        if says_the_same(&old, &new) {
            return Vec::new();
        }
        let step = self.step;
        let reads: Vec<_> = self
            .tasks
            .iter()
            .flat_map(|it| self.machine.answers_read_of(it.0))
            .collect();
        let found = refusals(&new, &old, Sender::Typed).map(|mut found| {
            found.retain(|it| is_read(it, &reads));
            found
        });
        let fine = format!("the answer to step `{step}` is one that running executions can read, and changed");
        let message = format!("the answer to step `{step}` is one that running executions cannot read");
        self.report(
            found,
            "input",
            [&is::ANSWER_CHANGED, &is::ANSWER_COMPATIBLE],
            [message, fine],
            differences(&old, &new),
        )
    }

    /// What was found, as changes: rule and message for what is refused, and for what is not.
    fn report(
        &self,
        found: Result<Vec<Counterexample>, Undecided>,
        what: &str,
        [refused, compatible]: [&'static is::Rule; 2],
        [message, fine]: [String; 2],
        differences: String,
    ) -> Vec<Change> {
        let breaking = || self.both.old_meets_new(refused, self.place(what), message.clone());
        match found {
            _ if self.tasks.is_empty() => {
                let change = Change::new(compatible, Verdict::Safe, self.place(what), fine);
                vec![change.with_note("no task of the deployed state machine calls its function")]
            }
            Ok(found) if found.is_empty() => {
                vec![Change::new(compatible, Verdict::Safe, self.place(what), fine).with_note(differences)]
            }
            Ok(found) => found.into_iter().map(|it| breaking().with_counterexample(it)).collect(),
            Err(undecided) => vec![breaking().with_note(undecided.to_string())],
        }
    }
}

/// Whether the machine looks at the place where a value is not what it was, at what is around it, or within it.
fn is_read(refused: &Counterexample, reads: &[Path]) -> bool {
    let names: Vec<_> = refused
        .pointer
        .split('/')
        .skip(1)
        .map(|it| it.replace("~1", "/").replace("~0", "~"))
        .collect();
    // In a list an expression looks at a field of every item: the numbers are no names. A field's name may be a number,
    // so that they are left out on both sides.
    let is_name = |it: &&String| it.parse::<u64>().is_err();
    let are_alike = |path: &Path| {
        let pairs = path.iter().filter(is_name).zip(names.iter().filter(is_name));
        pairs.into_iter().all(|(one, other)| one == other)
    };
    reads.iter().any(are_alike)
}

/// What a step's token is answered with, as a document of its own.
fn answer(input: &Value) -> Option<Value> {
    let parameters = input.get("properties")?.as_object()?;
    let answer = parameters.values().find_map(|it| it.get(ANSWER))?;
    Some(document(answer, input))
}

/// A step's input without what its tokens are answered with.
fn without_answers(input: &Value) -> Value {
    let mut without = input.clone();
    let parameters = without.get_mut("properties").and_then(Value::as_object_mut);
    for parameter in parameters
        .into_iter()
        .flat_map(|it| it.values_mut())
        .filter_map(Value::as_object_mut)
    {
        parameter.remove(ANSWER);
    }
    document(&without, input)
}
