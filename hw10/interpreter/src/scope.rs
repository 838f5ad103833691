//! The variables that a branch assigns, and those around it that it can read.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html>

use std::sync::Arc;

use indexmap::IndexMap;
use jsonata::Bindings;
use serde_json::{Map, Value};

use crate::limits::{VARIABLES_BYTES_MAX, payload_bytes};

/// What the states of one branch see and assign. Branches within share it, since it does not change while they run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    variables: IndexMap<String, Value>,
    /// An upper bound: a variable that is set again is counted again. Exact when it matters.
    bytes: usize,
    outer: Option<Arc<Scope>>,
    /// The item of the innermost Map around the branch.
    pub(crate) item: Option<Item>,
}

/// One item of a Map: `$states.context.Map.Item`.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) index: usize,
    pub(crate) value: Arc<Value>,
}

impl Scope {
    /// A scope that reads this one and assigns variables of its own.
    pub(crate) fn inner(self: &Arc<Scope>, item: Option<Item>) -> Arc<Scope> {
        Arc::new(Scope {
            variables: IndexMap::new(),
            bytes: self.bytes,
            outer: Some(Arc::clone(self)),
            item: item.or_else(|| self.item.clone()),
        })
    }

    /// Lets an expression read the variables; one of the scope itself hides one around it.
    pub(crate) fn bind<'a>(&'a self, bindings: &mut Bindings<'a>) {
        if let Some(outer) = &self.outer {
            outer.bind(bindings);
        }
        for (name, value) in &self.variables {
            bindings.bind(name, value);
        }
    }

    pub(crate) fn assign(&mut self, assigned: Map<String, Value>) {
        self.variables.extend(assigned);
    }

    /// Whether that much more would be too much, with what is in all scopes around.
    pub(crate) fn count(&mut self, bytes: usize) -> bool {
        self.bytes += bytes;
        if self.bytes > VARIABLES_BYTES_MAX {
            let outer = self.outer.as_ref().map_or(0, |it| it.bytes);
            self.bytes = bytes + outer + self.variables.values().map(payload_bytes).sum::<usize>();
        }
        self.bytes > VARIABLES_BYTES_MAX
    }
}
