//! What the auditor found: an invariant that does not hold, and the rows that break it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::row::Row;

/// An invariant of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Invariant {
    /// A row has every attribute that its table asks for.
    AttributePresent,
    /// A row has no attribute that nobody knows.
    AttributeKnown,
    /// An attribute is of its type.
    AttributeType,
    /// A text keeps the rule of its attribute.
    TextRule,
    /// Money is whole minor units: no third decimal, no exponent.
    WholeMinorUnits,
    /// An amount is above zero and at most 1,000,000,000.00; a balance has at most 15 digits.
    MoneyBounds,
    /// A sequence is a whole number.
    WholeSequence,
    /// An entry's hash is the one of its own fields.
    RequestHash,
    /// `balance_after` is `balance_before` and the amount.
    EntryArithmetic,
    /// No withdrawal leaves less than nothing.
    NoOverdraft,
    /// No two entries of an account have one sequence.
    SequenceUnique,
    /// The entries of an account are numbered from 1, without a gap.
    SequenceUnbroken,
    /// Each entry begins with the balance that the one before it ended with.
    ChainUnbroken,
    /// The balance of an account is its opening balance and the sum of its entries.
    BalanceIsSum,
    /// The sequence of an account is the one of its last entry.
    AccountSequence,
    /// Every entry has an account.
    AccountExists,
    /// The index of the ledger has every entry of the ledger.
    IndexComplete,
}

impl Invariant {
    /// Every invariant, in the order of the documentation.
    pub const ALL: [Invariant; 17] = [
        Invariant::AttributePresent,
        Invariant::AttributeKnown,
        Invariant::AttributeType,
        Invariant::TextRule,
        Invariant::WholeMinorUnits,
        Invariant::MoneyBounds,
        Invariant::WholeSequence,
        Invariant::RequestHash,
        Invariant::EntryArithmetic,
        Invariant::NoOverdraft,
        Invariant::SequenceUnique,
        Invariant::SequenceUnbroken,
        Invariant::ChainUnbroken,
        Invariant::BalanceIsSum,
        Invariant::AccountSequence,
        Invariant::AccountExists,
        Invariant::IndexComplete,
    ];

    /// Its name in reports, such as `balance-is-sum`.
    pub fn name(self) -> &'static str {
        match self {
            Invariant::AttributePresent => "attribute-present",
            Invariant::AttributeKnown => "attribute-known",
            Invariant::AttributeType => "attribute-type",
            Invariant::TextRule => "text-rule",
            Invariant::WholeMinorUnits => "whole-minor-units",
            Invariant::MoneyBounds => "money-bounds",
            Invariant::WholeSequence => "whole-sequence",
            Invariant::RequestHash => "request-hash",
            Invariant::EntryArithmetic => "entry-arithmetic",
            Invariant::NoOverdraft => "no-overdraft",
            Invariant::SequenceUnique => "sequence-unique",
            Invariant::SequenceUnbroken => "sequence-unbroken",
            Invariant::ChainUnbroken => "chain-unbroken",
            Invariant::BalanceIsSum => "balance-is-sum",
            Invariant::AccountSequence => "account-sequence",
            Invariant::AccountExists => "account-exists",
            Invariant::IndexComplete => "index-complete",
        }
    }
}

impl fmt::Display for Invariant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// An invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which one.
    pub invariant: Invariant,
    /// The number of the account, where the rows have one.
    pub account: Option<String>,
    /// What is wrong, in words.
    pub detail: String,
    /// The rows that show it. Of an account its number, balance and sequence, and never its holder.
    pub rows: Vec<Row>,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let account = self.account.as_deref().unwrap_or("(none)");
        write!(out, "{}: account {account}: {}", self.invariant, self.detail)?;
        for row in &self.rows {
            let json = serde_json::to_string(row).map_err(|_| fmt::Error)?;
            write!(out, "\n    {json}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invariant_has_one_name_in_words_and_in_json() {
        for invariant in Invariant::ALL {
            let json = serde_json::to_value(invariant).expect("a name is JSON");
            assert_eq!(json, invariant.name());
        }
    }
}
