//! Map: the same states for each item. Where the items come from and how many run at once is the same for all Maps;
//! `inline` runs them in the execution itself, `run` each in an execution of its own.

mod batch;
mod child;
mod inline;
mod items;
mod results;
mod run;
mod tolerance;

use std::sync::Arc;

use asl::{Problem, ProcessorMode};
use serde_json::Value;

use crate::branch::{Branch, Seen, Step};
use crate::failure::{Failure, Origin, QUERY_EVALUATION_ERROR};
use crate::history::EventDetails;
use crate::machine::{CompiledState, Flow, Place, Target};
use crate::run::Run;
use crate::scope::Item;
use crate::states::Recovery;
use crate::template::Template;
pub(crate) use inline::Iterations;
pub(crate) use run::MapRun;

#[derive(Debug)]
pub(crate) struct Map {
    items: Option<Template>,
    item_selector: Option<Template>,
    max_concurrency: Option<Template>,
    processor: Arc<Flow>,
    /// What only a Map has whose items run in executions of their own.
    distributed: Option<run::Distributed>,
    recovery: Recovery,
    pub(crate) to: Target,
}

impl Map {
    pub(crate) fn compile(map: &asl::Map, name: &str, place: &Place) -> Result<Map, Problem> {
        let distributed = match map.item_processor.mode {
            ProcessorMode::Inline => None,
            ProcessorMode::Distributed(kind) => Some(run::Distributed::compile(map, kind, name, place)?),
        };
        Ok(Map {
            items: place.optional("Items", map.items.as_ref())?,
            item_selector: place.optional("ItemSelector", map.item_selector.as_ref())?,
            max_concurrency: place.optional("MaxConcurrency", map.max_concurrency.as_ref())?,
            processor: place.flow("ItemProcessor", &map.item_processor.branch)?,
            distributed,
            recovery: Recovery::compile(&map.retry, &map.catch, place)?,
            to: place.target(&map.transition)?,
        })
    }

    /// Starts as many items as may run at once, for the first time or again.
    pub(crate) fn begin(&self, state: &CompiledState, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        match &self.distributed {
            None => self.begin_inline(state, branch, run),
            Some(distributed) => self.begin_run(distributed, state, branch, run),
        }
    }

    /// The items that the machine itself has.
    fn items(&self, branch: &Branch, run: &mut Run) -> Result<Vec<Arc<Value>>, Failure> {
        let items = match (&self.items, &*branch.input) {
            (Some(items), _) => branch.evaluate(Seen::Nothing, run, |bindings, world| {
                items.evaluate_as("array", |it| it.as_array().cloned(), bindings, world)
            })?,
            (None, Value::Array(items)) => items.clone(),
            (None, other) => {
                let cause = branch.sentence(&format!("Map state input must be an array but was: {other}"));
                return Err(Failure::new(QUERY_EVALUATION_ERROR, cause).at(None, false));
            }
        };
        Ok(items.into_iter().map(Arc::new).collect())
    }

    /// How many items may run at once; 0 stands for no limit of the machine's own.
    fn max_concurrency(&self, unlimited: usize, branch: &Branch, run: &mut Run) -> Result<usize, Failure> {
        let concurrency = whole(self.max_concurrency.as_ref(), branch, run)?.unwrap_or(0);
        let concurrency = usize::try_from(concurrency).unwrap_or(usize::MAX);
        Ok(if concurrency == 0 {
            unlimited
        } else {
            concurrency.min(unlimited)
        })
    }

    /// What the processor receives for an item.
    fn select(&self, item: &Item, branch: &mut Branch, run: &mut Run) -> Result<Arc<Value>, Failure> {
        if self.item_selector.is_none() {
            return Ok(Arc::clone(&item.value));
        }
        branch.visit.item = Some(item.clone());
        let selected = branch.optional(self.item_selector.as_ref(), run);
        branch.visit.item = None;
        Ok(selected?.map_or_else(|| Arc::clone(&item.value), Arc::new))
    }

    /// Leaves with the result, when everything is done.
    fn leave(&self, result: Value, state: &CompiledState, branch: &mut Branch, run: &mut Run) -> Result<Step, Failure> {
        let result = Arc::new(result);
        run.record(branch.previous_event, EventDetails::StateSucceeded { kind: state.kind });
        let seen = Arc::clone(&result);
        branch.leave(&state.handover, Seen::Result(&seen), result, self.to, run)
    }

    pub(crate) fn recover(
        &self,
        failure: Failure,
        state: &CompiledState,
        branch: &mut Branch,
        run: &mut Run,
    ) -> Result<Step, Failure> {
        if let Some(step) = self.recovery.retry(&failure, branch, run) {
            return Ok(step);
        }
        if failure.origin != Origin::Terminal {
            branch.record(run, EventDetails::StateFailed { kind: state.kind });
        }
        self.recovery.catch(failure, branch, run)
    }
}

/// A field that is a whole number and may be absent.
fn whole(template: Option<&Template>, branch: &Branch, run: &mut Run) -> Result<Option<u64>, Failure> {
    let Some(template) = template else { return Ok(None) };
    let evaluated = branch.evaluate(Seen::Nothing, run, |bindings, world| {
        template.evaluate_as("integer", Value::as_u64, bindings, world)
    });
    evaluated.map(Some)
}
