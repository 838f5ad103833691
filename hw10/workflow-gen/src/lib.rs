//! The bank's workflows, for stepwright's generator.

use stepwright::generate::Project;

/// The workflows whose files stand in `generated/`.
pub fn project() -> Project {
    Project::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../generated"))
        .workflow::<bank::bank_transaction>()
        .tables(bank::tables())
        .cost_assumptions(include_str!("../cost.json"))
        .api(bank::api())
        .deploy()
}
