//! Reads a row attribute by attribute, and keeps every flaw that it meets instead of stopping at the first.

use std::ops::RangeInclusive;

use crate::finding::Invariant;
use crate::money::{display, minor_units};
use crate::row::{Cell, Row};

/// An invariant that a row breaks by itself, and how.
pub(crate) type Flaw = (Invariant, String);

/// A row that is being read.
pub(crate) struct Reader<'r> {
    row: &'r Row,
    pub(crate) flaws: Vec<Flaw>,
}

impl<'r> Reader<'r> {
    /// Begins to read a row of which these attributes, and no others, are known.
    pub(crate) fn new(row: &'r Row, known: &[&str]) -> Reader<'r> {
        let unknown = row.keys().filter(|name| !known.contains(&name.as_str()));
        let flaw = |name: &String| {
            (
                Invariant::AttributeKnown,
                format!("nobody knows the attribute `{name}`"),
            )
        };
        Reader {
            row,
            flaws: unknown.map(flaw).collect(),
        }
    }

    /// A text that must be there and keep its rule.
    pub(crate) fn text(&mut self, name: &str, rule: impl FnOnce(&str) -> Result<(), String>) -> Option<&'r str> {
        let text = self.present(name)?;
        self.ruled(name, text, rule)
    }

    /// A text that may be absent.
    pub(crate) fn optional_text(
        &mut self,
        name: &str,
        rule: impl FnOnce(&str) -> Result<(), String>,
    ) -> Option<&'r str> {
        let text = self.row.get(name)?;
        self.ruled(name, text, rule)
    }

    /// Money that must be there, as minor units.
    pub(crate) fn money(&mut self, name: &str, bounds: RangeInclusive<i128>) -> Option<i128> {
        let cell = self.present(name)?;
        let decimal = self.number(name, cell)?;
        let Some(units) = minor_units(decimal) else {
            return self.flaw(
                Invariant::WholeMinorUnits,
                format!("`{name}` is {decimal}, which is not whole minor units"),
            );
        };
        if !bounds.contains(&units) {
            let bounds = format!("{} to {}", display(*bounds.start()), display(*bounds.end()));
            self.flaw::<()>(
                Invariant::MoneyBounds,
                format!("`{name}` is {decimal}, which is not {bounds}"),
            );
        }
        Some(units)
    }

    /// A sequence that must be there.
    pub(crate) fn sequence(&mut self, name: &str) -> Option<u64> {
        let cell = self.present(name)?;
        self.whole(name, cell)
    }

    /// A sequence that may be absent.
    pub(crate) fn optional_sequence(&mut self, name: &str) -> Option<u64> {
        let cell = self.row.get(name)?;
        self.whole(name, cell)
    }

    /// A map that may be absent; what is in it is not read.
    pub(crate) fn optional_map(&mut self, name: &str) {
        if self.row.get(name).is_some_and(|cell| !cell.is_map()) {
            self.flaw::<()>(Invariant::AttributeType, format!("`{name}` is not a map"));
        }
    }

    /// Notes a flaw; there is no value then.
    pub(crate) fn flaw<T>(&mut self, invariant: Invariant, detail: String) -> Option<T> {
        self.flaws.push((invariant, detail));
        None
    }

    fn present(&mut self, name: &str) -> Option<&'r Cell> {
        match self.row.get(name) {
            Some(cell) => Some(cell),
            None => self.flaw(Invariant::AttributePresent, format!("`{name}` is missing")),
        }
    }

    fn ruled(&mut self, name: &str, cell: &'r Cell, rule: impl FnOnce(&str) -> Result<(), String>) -> Option<&'r str> {
        let Cell::Text(text) = cell else {
            return self.flaw(Invariant::AttributeType, format!("`{name}` is not a string"));
        };
        if let Err(broken) = rule(text) {
            self.flaw::<()>(Invariant::TextRule, format!("`{name}` {broken}"));
        }
        Some(text)
    }

    fn number(&mut self, name: &str, cell: &'r Cell) -> Option<&'r str> {
        match cell {
            Cell::Number(decimal) => Some(decimal),
            Cell::Text(_) | Cell::Other(_) => self.flaw(Invariant::AttributeType, format!("`{name}` is not a number")),
        }
    }

    fn whole(&mut self, name: &str, cell: &'r Cell) -> Option<u64> {
        let decimal = self.number(name, cell)?;
        match decimal.parse() {
            Ok(sequence) => Some(sequence),
            Err(_) => self.flaw(
                Invariant::WholeSequence,
                format!("`{name}` is {decimal}, which is not a whole number"),
            ),
        }
    }
}
