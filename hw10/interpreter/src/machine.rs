//! A machine made ready to run: names resolved to places, expressions parsed, once for all its executions.

use std::sync::Arc;

use asl::{Assign, Branch, Problem, State, StateMachine, States, Transition};
use jsonata::Allowance;
use serde_json::Value;

use crate::passage::Way;
use crate::states::Work;
use crate::template::Template;

/// A state machine, compiled. Share it between executions in an [`Arc`].
#[derive(Debug)]
pub struct Machine {
    definition: StateMachine,
    flow: Arc<Flow>,
    allowance: Allowance,
}

impl Machine {
    /// Compiles a machine that has no [problems](StateMachine::problems).
    pub fn compile(definition: StateMachine) -> Result<Machine, Vec<Problem>> {
        let problems = definition.problems();
        if !problems.is_empty() {
            return Err(problems);
        }
        let flow = Flow::compile(&definition.branch, "")?;
        Ok(Machine {
            definition,
            flow: Arc::new(flow),
            allowance: Allowance::default(),
        })
    }

    /// The same machine, whose executions may take so much each, with their child executions: by default, half a minute of
    /// evaluation between two waits and half a gibibyte of values. One that would take more fails, whatever it catches.
    #[must_use]
    pub fn with_allowance(self, allowance: Allowance) -> Machine {
        Machine { allowance, ..self }
    }

    pub(crate) fn allowance(&self) -> &Allowance {
        &self.allowance
    }

    /// The document that was compiled.
    pub fn definition(&self) -> &StateMachine {
        &self.definition
    }

    pub(crate) fn flow(&self) -> &Arc<Flow> {
        &self.flow
    }
}

/// States that refer to each other: those of the machine, of a branch, or of an item processor.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) start_at: usize,
    pub(crate) states: Vec<CompiledState>,
}

/// One state, compiled.
#[derive(Debug)]
pub(crate) struct CompiledState {
    pub(crate) name: Arc<str>,
    /// Its `Type`.
    pub(crate) kind: &'static str,
    pub(crate) handover: Handover,
    pub(crate) work: Work,
}

/// What a state, a rule or a catcher hands on: variables and an output.
#[derive(Debug)]
pub(crate) struct Handover {
    pub(crate) assign: Vec<(String, Template)>,
    pub(crate) output: Option<Template>,
    /// Whose it is.
    pub(crate) way: Way,
}

/// Where a state leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    State(usize),
    End,
}

impl Flow {
    fn compile(branch: &Branch, pointer: &str) -> Result<Flow, Vec<Problem>> {
        let states = &branch.states;
        let mut problems = Vec::new();
        let mut compiled = Vec::new();
        for (name, state) in states {
            let pointer = format!("{pointer}/States/{}", name.replace('~', "~0").replace('/', "~1"));
            match CompiledState::compile(name, state, &Place { states, pointer }) {
                Ok(state) => compiled.push(state),
                Err(problem) => problems.push(problem),
            }
        }
        let start_at = states.get_index_of(&branch.start_at);
        match start_at {
            Some(start_at) if problems.is_empty() => Ok(Flow {
                start_at,
                states: compiled,
            }),
            Some(_) => Err(problems),
            None => {
                let message = format!("there is no state named {:?}", branch.start_at);
                problems.push(Problem::new(format!("{pointer}/StartAt"), message));
                Err(problems)
            }
        }
    }
}

/// Where a state stands while it is compiled: among which others, and at which place of the document.
pub(crate) struct Place<'a> {
    states: &'a States,
    pointer: String,
}

impl Place<'_> {
    /// A problem with a field of the state.
    pub(crate) fn problem(&self, field: &str, message: impl Into<String>) -> Problem {
        Problem::new(format!("{}/{field}", self.pointer), message)
    }

    pub(crate) fn state(&self, field: &str, name: &str) -> Result<Target, Problem> {
        let index = self.states.get_index_of(name);
        let missing = || self.problem(field, format!("there is no state named {name:?}"));
        index.map(Target::State).ok_or_else(missing)
    }

    pub(crate) fn target(&self, transition: &Transition) -> Result<Target, Problem> {
        match transition {
            Transition::Next(name) => self.state("Next", name),
            Transition::End => Ok(Target::End),
        }
    }

    /// States within the state, at that place in it.
    pub(crate) fn flow(&self, field: &str, branch: &Branch) -> Result<Arc<Flow>, Problem> {
        let flow = Flow::compile(branch, &format!("{}/{field}", self.pointer));
        // One problem a state is enough: what is wrong with its inner states is wrong with the machine.
        let first = |mut problems: Vec<Problem>| problems.swap_remove(0);
        flow.map(Arc::new).map_err(first)
    }

    pub(crate) fn template(&self, field: &str, value: &Value) -> Result<Template, Problem> {
        Template::compile(field, value, &self.pointer)
    }

    pub(crate) fn optional(&self, field: &str, value: Option<&Value>) -> Result<Option<Template>, Problem> {
        value.map(|it| self.template(field, it)).transpose()
    }

    pub(crate) fn text(&self, field: &str, text: Option<&str>) -> Result<Option<Template>, Problem> {
        self.optional(field, text.map(Value::from).as_ref())
    }

    /// What is handed on by this way out of the state.
    pub(crate) fn handover(&self, way: Way, assign: &Assign, output: Option<&Value>) -> Result<Handover, Problem> {
        let prefix = prefix(way);
        let assign = assign.iter().map(|(name, value)| {
            let template = self.template(&format!("{prefix}Assign/{name}"), value)?;
            Ok((name.clone(), template))
        });
        let assign = assign.collect::<Result<_, Problem>>()?;
        let output = self.optional(&format!("{prefix}Output"), output)?;
        Ok(Handover { assign, output, way })
    }
}

/// Where the fields of a way out stand within the state's.
pub(crate) fn prefix(way: Way) -> String {
    match way {
        Way::Own | Way::Failed => String::new(),
        Way::Rule(index) => format!("Choices[{index}]/"),
        Way::Catch(index) => format!("Catch[{index}]/"),
    }
}

impl CompiledState {
    fn compile(name: &str, state: &State, place: &Place) -> Result<CompiledState, Problem> {
        Ok(CompiledState {
            name: Arc::from(name),
            kind: state.kind.name(),
            handover: place.handover(Way::Own, &state.assign, state.output.as_ref())?,
            work: Work::compile(&state.kind, name, place)?,
        })
    }
}
