//! What a change will do to what is there already: to clients, and to executions that are running.
//!
//! [`compare`] takes the generated files that are deployed and those that would be, and gives every difference with a
//! verdict. Three facts about AWS decide:
//!
//! - **A running execution keeps the definition that it began with**, also when it is redriven
//!   (<https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html>,
//!   <https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html>). So states, variables and transitions
//!   may change freely: who stands on a state that is gone goes on by the old definition.
//! - **A function's code is replaced at once.** The old definition then calls the new code: while it runs, up to a year in
//!   a Standard workflow and five minutes in an Express one, and in every execution that starts before the state machine
//!   itself has been updated. So each step must take what the old definition sends, and answer what it can read. Unless
//!   the definition names published versions of the functions ([`Functions::Pinned`]): then the old definition keeps the
//!   old code, for as long as somebody keeps those versions.
//! - **A client sees nothing but input, output, faults and API**, and knows them as they were.
//!
//! | verdict | clients | executions that start afterwards | executions that run over the deployment |
//! |---|---|---|---|
//! | [safe](Verdict::Safe) | go on | go on | go on |
//! | [safe for new executions only](Verdict::SafeForNewExecutions) | go on | go on | go on if the change's condition is kept |
//! | [breaking](Verdict::Breaking) | or some client fails | | or some of these fail |
//!
//! What a schema cannot be shown to allow counts as refused. [`RULES`] says all that can be found.
//!
//! ```
//! use stepwright::compat::{Baseline, Functions, Verdict, compare};
//! # use stepwright::generate::Project;
//! # mod deployed {
//! #     use stepwright::{Contract, Fault, steps, workflow};
//! #     #[derive(Debug, Contract, Fault, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
//! #     #[fault(status = 409, detail = "No.")]
//! #     pub struct Refused {}
//! #     #[steps]
//! #     pub trait Greeter { async fn greet(&self, name: &String) -> Result<String, Refused>; }
//! #     #[workflow(express)]
//! #     pub async fn say_hello(greeter: &impl Greeter, name: String) -> Result<String, Refused> {
//! #         Ok(greeter.greet(&name).await?)
//! #     }
//! # }
//! # use deployed::Refused;
//! # use stepwright::{steps, workflow};
//! # #[steps]
//! # pub trait Greeter { async fn greet(&self, whom: &String) -> Result<String, Refused>; }
//! # #[workflow(express)]
//! # async fn say_hello(greeter: &impl Greeter, name: String) -> Result<String, Refused> {
//! #     Ok(greeter.greet(&name).await?)
//! # }
//! # let deployed = Project::new("generated").workflow::<deployed::say_hello>();
//! # let project = Project::new("generated").workflow::<say_hello>();
//!
//! // The parameter `name` of the step `greet` has been renamed to `whom`.
//! let changes = compare(&deployed.files()?, &project.files()?, Functions::Latest);
//! let breaking = changes.iter().find(|it| it.verdict == Verdict::Breaking).expect("a renamed parameter breaks");
//! assert_eq!(breaking.code, "SW1022");
//! let counterexample = breaking.counterexample.as_ref().expect("the payload that the old machine sends");
//! assert_eq!(counterexample.value, serde_json::json!({ "name": "a" }));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod api;
mod baseline;
mod change;
mod command;
mod faults;
mod git;
mod machine;
mod rules;
mod schema;
mod states;
mod steps;
mod wording;
mod workflows;

pub(crate) use baseline::facts;
pub use baseline::{Baseline, BaselineError};
pub use change::{Change, Place, Verdict};
pub(crate) use command::{Arguments, exit_code, report};
pub use rules::{RULES, Rule, rule};
pub use schema::Counterexample;

/// What code a running execution calls after a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Functions {
    /// The definition names the functions by their own ARN, or by an alias: it calls whatever is deployed at the moment.
    #[default]
    Latest,
    /// The definition names published versions of the functions: it calls the code that it was deployed with.
    Pinned,
}

impl Functions {
    pub(crate) fn pinned(are_pinned: bool) -> Functions {
        match are_pinned {
            true => Functions::Pinned,
            false => Functions::Latest,
        }
    }
}

/// Every difference between what is deployed and what would be, the worst first.
pub fn compare(deployed: &Baseline, wanted: &Baseline, functions: Functions) -> Vec<Change> {
    let mut changes = workflows::compare(deployed, wanted, functions);
    changes.extend(api::compare(deployed.api.as_ref(), wanted.api.as_ref()));
    changes.sort_by_key(|it| std::cmp::Reverse(it.verdict));
    changes
}
