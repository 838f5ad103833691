//! The row of an account, as far as a posting needs it. Never reads the holder's name.

use bank::Balance;

use crate::declined::Declined;
use crate::item::{self, Item, RowError};

/// What a posting reads of an account.
///
/// A row made by hand has a balance and no sequence; the first posting writes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountRow {
    pub(crate) balance: Balance,
    /// How many transactions have been posted to the account; absent before the first.
    pub(crate) sequence: Option<u64>,
    /// The requests that it has declined of late.
    pub(crate) declined: Declined,
}

impl AccountRow {
    /// The attributes that [`AccountRow::from_item`] reads.
    pub(crate) const ATTRIBUTES: [&'static str; 3] = ["balance", "sequence", Declined::ATTRIBUTE];

    pub(crate) fn from_item(item: &Item) -> Result<AccountRow, RowError> {
        let balance = item::number(item, "balance")?;
        let balance = Balance::from_decimal(balance).map_err(|error| RowError::new("balance", error))?;
        let sequence = item::optional_number(item, "sequence")?
            .map(str::parse)
            .transpose()
            .map_err(|_| RowError::new("sequence", "must be a whole number"))?;
        Ok(AccountRow {
            balance,
            sequence,
            declined: Declined::from_item(item)?,
        })
    }

    /// The sequence of the next posting: 1 is the first. `None` only where a row made by hand is at the very end.
    pub(crate) fn next_sequence(&self) -> Option<u64> {
        self.sequence.unwrap_or(0).checked_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::{number_value, string_value};
    use aws_sdk_dynamodb::types::AttributeValue;

    fn row(attributes: &[(&str, AttributeValue)]) -> Result<AccountRow, String> {
        let attributes = attributes.iter().cloned();
        let item = attributes.map(|(name, value)| (name.to_owned(), value)).collect();
        AccountRow::from_item(&item).map_err(|error| error.to_string())
    }

    #[test]
    fn a_row_made_by_hand_has_no_sequence_and_its_first_posting_is_number_one() {
        let made = row(&[("balance", number_value("1000.5"))]).expect("a row");
        assert_eq!(made.balance.minor_units(), 100_050);
        assert_eq!((made.sequence, made.next_sequence()), (None, Some(1)));
    }

    #[test]
    fn a_row_that_cannot_be_posted_to_says_which_attribute_and_not_its_value() {
        for (attributes, problem) in [
            (vec![], "attribute `balance` is missing"),
            (
                vec![("balance", string_value("1000"))],
                "attribute `balance` is not a number",
            ),
            (
                vec![("balance", number_value("0.125"))],
                "attribute `balance` must have at most two decimals",
            ),
            (
                vec![("balance", number_value("1E+20"))],
                "attribute `balance` must be a number",
            ),
            (
                vec![("balance", number_value(1)), ("sequence", number_value("1.5"))],
                "attribute `sequence` must be a whole number",
            ),
            (
                vec![("balance", number_value(1)), ("sequence", string_value("1"))],
                "attribute `sequence` is not a number",
            ),
            (
                vec![("balance", number_value(1)), ("declined", string_value("r"))],
                "attribute `declined` is not a map",
            ),
        ] {
            assert_eq!(row(&attributes), Err(problem.to_owned()));
        }
    }
}
