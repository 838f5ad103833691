//! What the tests over the whole project share: a workflow is run twice, natively and as the generated machine that the
//! interpreter runs, in virtual time and over the same plan of what its steps do; then both are compared.
//!
//! | module | owns |
//! |---|---|
//! | [`subjects`] | which workflows there are, a line each |
//! | [`subject`] | a workflow whose types are forgotten |
//! | [`teller`] | the bank's steps without AWS |
//! | [`values`] | values generated from the schema of a contract |
//! | [`near`] | such values, changed in a place or two |
//! | [`copy`] | a copy of the project, to be edited and compiled |
//! | [`constants`] | what a machine compares with, so that values meet it |
//! | [`cases`] | an input and a plan for each run to compare |
//! | [`plan`] | what each step does the n-th time that it is called |
//! | [`native`] | the native run over a plan |
//! | [`machine`] | the interpreted run over a plan |
//! | [`observation`] | what a run came to, in words that both sides can say |
//! | [`comparison`] | whether two runs agree |
//! | [`coverage`] | which states and transitions were seen |

pub mod cases;
pub mod comparison;
pub mod constants;
pub mod copy;
pub mod coverage;
pub mod machine;
pub mod native;
pub mod near;
pub mod observation;
pub mod plan;
pub mod subject;
pub mod subjects;
pub mod teller;
pub mod values;

use std::path::{Path, PathBuf};

/// The directory of the bank's generated files.
pub fn generated() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated")
}
