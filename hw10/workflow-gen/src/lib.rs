//! The bank's workflows, for stepwright's generator.

use stepwright::generate::Project;

/// The workflows whose files stand in `generated/`.
pub fn project() -> Project {
    Project::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../generated"))
        .workflow::<bank::bank_transaction>()
        .table(
            "HW10-Account-List",
            &[
                "validate_account",
                "check_funds",
                "process_deposit",
                "process_withdrawal",
            ],
        )
        .table(
            "HW10-Transactions",
            &["check_funds", "process_deposit", "process_withdrawal"],
        )
        .cost_assumptions(include_str!("../cost.json"))
        .api(bank::api())
}
