//! Small systems, each a workflow with its steps: what they may say, and how they are tried natively.
//!
//! | module | shows |
//! |---|---|
//! | [`order`] | compensations: what has been done is undone when a later step fails |
//! | [`approval`] | a person who is asked by a task token, with a deadline |
//! | [`nightly`] | a batch over an object on S3, in executions of their own, where some items may fail |
//! | [`transcode`] | a job that is polled until it is done, with a bound |
//! | [`quotes`] | many who are asked at once, some of whom fail |
//! | [`trip`] | a workflow that calls another one, inline and as an execution of its own |
//! | [`language`] | what a workflow may compute |
//! | [`control`] | what a workflow may do besides |
//!
//! `cargo run -p examples` writes their state machines to `examples/generated/`.

pub mod approval;
pub mod control;
pub mod language;
pub mod nightly;
pub mod order;
pub mod quotes;
pub mod transcode;
pub mod trip;

use std::path::Path;

use stepwright::generate::Project;

/// Every workflow, and where its files go.
pub fn project() -> Project {
    Project::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("generated"))
        .workflow::<order::place_order>()
        .workflow::<approval::approve_expense>()
        .workflow::<nightly::settle_night>()
        .workflow::<transcode::transcode_video>()
        .workflow::<quotes::best_quote>()
        .workflow::<trip::book_stay>()
        .workflow::<trip::book_trip>()
        .workflow::<language::calculate>()
        .workflow::<control::take_walk>()
}
