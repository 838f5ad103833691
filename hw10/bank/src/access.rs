//! The tables, and what each step may do with which: the deployment makes them so, and so does whoever makes them
//! elsewhere. The roles of the functions grant this and nothing else; a test of `steps` records what each step asks for,
//! and compares.

use stepwright::access::{Access, Action, Attribute, Index, Key, Table};

/// The ledger's index by account, and in an account by sequence: the order in which its transactions were posted.
pub const ACCOUNT_SEQUENCE_INDEX: &str = "account-sequence";

/// The accounts and the ledger.
///
/// ```
/// let [accounts, transactions] = bank::tables();
/// assert_eq!((accounts.name, transactions.name), ("HW10-Account-List", "HW10-Transactions"));
/// ```
pub fn tables() -> [Table; 2] {
    let accounts = Table {
        name: "HW10-Account-List",
        resource: "Accounts",
        variable: "ACCOUNTS_TABLE",
        key: Key::of(Attribute::text("account")),
        indexes: Vec::new(),
        access: vec![
            Access::new("validate_account", &[Action::GetItem]),
            Access::new("check_funds", &[Action::GetItem]),
            Access::new("process_deposit", &[Action::GetItem, Action::UpdateItem]),
            Access::new("process_withdrawal", &[Action::GetItem, Action::UpdateItem]),
        ],
    };
    let transactions = Table {
        name: "HW10-Transactions",
        resource: "Transactions",
        variable: "TRANSACTIONS_TABLE",
        key: Key::of(Attribute::text("transaction")),
        indexes: vec![Index {
            name: ACCOUNT_SEQUENCE_INDEX,
            key: Key::of(Attribute::text("account")).then(Attribute::number("sequence")),
        }],
        access: vec![
            Access::new("check_funds", &[Action::GetItem]),
            Access::new(
                "process_deposit",
                &[Action::GetItem, Action::PutItem, Action::ConditionCheckItem],
            ),
            Access::new(
                "process_withdrawal",
                &[Action::GetItem, Action::PutItem, Action::ConditionCheckItem],
            ),
        ],
    };
    [accounts, transactions]
}
