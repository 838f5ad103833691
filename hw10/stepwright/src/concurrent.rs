//! What happens at once, as far as it has types of its own: the fault of one of several branches, the results of a map that
//! are written to S3.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contract::Problem;
use crate::fault::{FaultEntry, merge};
use crate::{Contract, Fault};

/// The fault of one of several branches: of the first, or of one of the others.
///
/// It is what `try_join!` fails with. `?` makes of it any fault that both can become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OneOf<A, B> {
    /// The fault of the first branch.
    First(A),
    /// The fault of another branch.
    Other(B),
}

impl<A: Fault, B: Fault> Fault for OneOf<A, B> {
    fn table() -> Vec<&'static FaultEntry> {
        let mut table = A::table();
        merge(&mut table, B::table());
        table
    }

    fn entry(&self) -> &'static FaultEntry {
        match self {
            OneOf::First(fault) => fault.entry(),
            OneOf::Other(fault) => fault.entry(),
        }
    }

    fn payload(&self) -> Value {
        match self {
            OneOf::First(fault) => fault.payload(),
            OneOf::Other(fault) => fault.payload(),
        }
    }

    fn from_wire(name: &str, payload: &Value) -> Option<Result<OneOf<A, B>, Vec<Problem>>> {
        let first = A::from_wire(name, payload).map(|fault| fault.map(OneOf::First));
        first.or_else(|| B::from_wire(name, payload).map(|fault| fault.map(OneOf::Other)))
    }

    fn name(&self) -> &str {
        match self {
            OneOf::First(fault) => fault.name(),
            OneOf::Other(fault) => fault.name(),
        }
    }

    fn cause_text(&self) -> String {
        match self {
            OneOf::First(fault) => fault.cause_text(),
            OneOf::Other(fault) => fault.cause_text(),
        }
    }
}

impl<A: fmt::Display, B: fmt::Display> fmt::Display for OneOf<A, B> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OneOf::First(fault) => fault.fmt(out),
            OneOf::Other(fault) => fault.fmt(out),
        }
    }
}

impl<A: std::error::Error, B: std::error::Error> std::error::Error for OneOf<A, B> {}

#[cfg(feature = "flow")]
impl<A: Fault, B: Fault> crate::flow::Catchable for OneOf<A, B> {
    type Bound = crate::flow::CaughtFault<OneOf<A, B>>;

    fn bound(error: std::rc::Rc<crate::flow::Expression>) -> Self::Bound {
        crate::flow::CaughtFault::new(error)
    }
}

/// Where a distributed map has written its results.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html>
#[derive(Debug, Clone, PartialEq, Eq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct MapResults {
    /// The ARN of the Map Run.
    pub map_run_arn: String,
    /// The object that lists what was written.
    pub result_writer_details: ResultWriterDetails,
}

/// An object on S3.
#[derive(Debug, Clone, PartialEq, Eq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct ResultWriterDetails {
    /// Its bucket.
    pub bucket: String,
    /// Its key.
    pub key: String,
}
