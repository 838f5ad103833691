//! An estimate as a table for a person.

use std::fmt::{self, Write as _};

use super::{Estimate, PathCost};

/// What a path uses: the heading of each column, and its figure.
type Column = (&'static str, fn(&PathCost, &Estimate) -> String);

const USAGE: [Column; 7] = [
    ("transitions", |path, _| number(path.usage.transitions)),
    ("Lambda calls", |path, _| number(path.usage.lambda_calls)),
    ("GB-seconds", |path, _| number(path.usage.lambda_gb_seconds)),
    ("API", |_, estimate| estimate.assumptions.api_requests.to_string()),
    ("reads", |path, _| number(path.usage.dynamodb_reads)),
    ("writes", |path, _| number(path.usage.dynamodb_writes)),
    ("ms", |path, _| number(path.usage.duration_ms)),
];

impl fmt::Display for Estimate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}: dollars for a million executions\n", self.workflow)?;
        for (index, path) in self.paths.iter().enumerate() {
            writeln!(out, "  {:>2}  {path}", index + 1)?;
        }
        if self.more_paths {
            writeln!(
                out,
                "      there are more paths: the first {} are shown",
                self.paths.len()
            )?;
        }
        writeln!(out)?;
        out.write_str(&aligned(&self.rows()))?;
        self.notes(out)
    }
}

impl Estimate {
    fn rows(&self) -> Vec<Vec<String>> {
        let headings = USAGE.iter().map(|(heading, _)| (*heading).to_owned());
        let heading = [String::new()]
            .into_iter()
            .chain(headings)
            .chain(self.builds.iter().cloned());
        let rows = self.paths.iter().enumerate().map(|(index, path)| {
            let usage = USAGE.iter().map(|(_, figure)| figure(path, self));
            let bills = path.bills.iter().map(|bill| format!("{:.2}", bill.total));
            [(index + 1).to_string()]
                .into_iter()
                .chain(usage)
                .chain(bills)
                .collect()
        });
        [heading.collect()].into_iter().chain(rows).collect()
    }

    fn notes(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "\n  Prices of {} in {}, free tiers left out. Reads and writes are DynamoDB's request units.",
            self.prices_of, self.region
        )?;
        writeln!(
            out,
            "  Nothing is tried again: each retry is a transition and a call more. A Map has {} items.",
            self.assumptions.items
        )?;
        if self.paths.iter().any(|path| path.error.is_some()) {
            writeln!(out, "  A call that fails is counted like one that succeeds.")?;
        }
        if self.paths.iter().any(|path| path.loops) {
            writeln!(out, "  A loop is gone through once.")?;
        }
        if let Some(reason) = &self.not_express {
            writeln!(out, "  It cannot be an Express workflow: {reason}.")?;
        }
        writeln!(out, "  Assumed: {}", self.assumptions.about)
    }
}

impl fmt::Display for PathCost {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.states.join(" -> "))?;
        match &self.error {
            None => Ok(()),
            Some(error) => write!(out, ": fails with {error}"),
        }
    }
}

/// At most four decimals, and no more than needed.
fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Columns as wide as their widest cell, figures to the right.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}"));
        let _ = writeln!(text, "  {}", cells.collect::<Vec<_>>().join("  "));
    }
    text
}
