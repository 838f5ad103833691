//! Judges JSONata expressions: their syntax, and that what they read can be there.

use ::jsonata::{Expression, ParseError};

use super::Validator;
use super::place::Place;
use super::rules::jsonata;
use super::variables::Known;

/// What an expression may read beside the state's input, the context object and variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reads {
    /// Nothing.
    Nothing,
    /// `$states.result`: the state has succeeded.
    Result,
    /// `$states.errorOutput`: the state has failed.
    Error,
}

impl<'a> Validator<'a> {
    /// An expression, without the marks around it.
    pub(super) fn expression(&mut self, source: &'a str, place: &Place, reads: Reads, known: &Known<'a>) {
        match Expression::parse(source) {
            Ok(expression) => {
                self.document_references(&expression, place);
                self.states_fields(&expression, place, reads);
                let variables = expression.variables().filter(|it| *it != "states");
                variables.for_each(|it| self.variable(it, place, known));
            }
            Err(error @ ParseError::Syntax { .. }) => self.report(&jsonata::SYNTAX, place, error.to_string()),
            Err(error @ ParseError::Unsupported { .. }) => self.report(&jsonata::UNSUPPORTED, place, error.to_string()),
        }
    }

    fn document_references(&mut self, expression: &Expression, place: &Place) {
        for reference in expression.document_references() {
            let message = format!(
                "`{reference}` would read an input document, and there is none; the state's input is `$states.input`, \
                 a variable is `$name`"
            );
            self.report(&jsonata::TOP_LEVEL, place, message);
        }
    }

    fn states_fields(&mut self, expression: &Expression, place: &Place, reads: Reads) {
        let mut fields: Vec<&str> = expression
            .reads()
            .filter(|(name, _)| *name == "states")
            .filter_map(|(_, path)| path.first().map(String::as_str))
            .collect();
        fields.sort_unstable();
        fields.dedup();
        fields.into_iter().for_each(|it| self.states_field(it, place, reads));
    }

    fn states_field(&mut self, field: &str, place: &Place, reads: Reads) {
        match field {
            "input" | "context" => {}
            "result" if reads == Reads::Result => {}
            "errorOutput" if reads == Reads::Error => {}
            "result" => {
                let message = "there is no `$states.result` here: a Task, Parallel or Map has it in its `Output` and \
                               `Assign`; elsewhere read `$states.input`";
                self.report(&jsonata::NO_RESULT, place, message);
            }
            "errorOutput" => {
                let message = "there is no `$states.errorOutput` here: a Catcher has it in its `Output` and `Assign`; \
                               assign it to a variable there";
                self.report(&jsonata::NO_ERROR_OUTPUT, place, message);
            }
            other => {
                let message = format!(
                    "`$states` has no field `{other}`; it has `input`, `context`, and where there is one `result` or \
                     `errorOutput`"
                );
                self.report(&jsonata::NO_SUCH_FIELD, place, message);
            }
        }
    }
}
