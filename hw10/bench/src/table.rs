//! A table in Markdown, to be read as it is.

use std::fmt;

/// Rows under headings.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings and no rows.
    pub(crate) fn new(headings: &[&str]) -> Table {
        let headings = headings.iter().map(|&it| it.to_owned()).collect();
        Table { rows: vec![headings] }
    }

    /// Adds a row.
    pub(crate) fn row<const CELLS: usize>(&mut self, cells: [String; CELLS]) {
        self.rows.push(cells.into());
    }

    /// How wide the column is.
    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.map(|it| it.chars().count()).max().unwrap_or_default().max(3)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, row) in self.rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                write!(out, "| {cell:>width$} ", width = self.width(column))?;
            }
            writeln!(out, "|")?;
            if index == 0 {
                for column in 0..row.len() {
                    write!(out, "|{:-<width$}:", "", width = self.width(column) + 1)?;
                }
                writeln!(out, "|")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_what_is_in_them() {
        let mut table = Table::new(&["store", "n"]);
        table.row(["a".into(), "12345".into()]);
        assert_eq!(
            table.to_string(),
            "| store |     n |\n|------:|------:|\n|     a | 12345 |\n"
        );
    }
}
