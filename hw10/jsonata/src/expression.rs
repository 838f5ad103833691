//! A parsed expression: parse it once, evaluate it as often as there is data for it, from any thread.

use jsonata_core::ast::AstNode;
use jsonata_core::parser;
use serde_json::Value;

use crate::bindings::{Bindings, convert_back};
use crate::bounds::{self, Excess};
use crate::context;
use crate::engine;
use crate::inspect::Names;
use crate::limits;
use crate::path::FieldPath;
use crate::world::World;

/// A JSONata expression that Step Functions would accept.
#[derive(Debug, Clone)]
pub struct Expression {
    source: String,
    ast: AstNode,
    names: Names,
    path: Option<FieldPath>,
}

/// Why a text is not an expression of Step Functions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// It is not JSONata.
    #[error("`{expression}` is not a JSONata expression: {reason}")]
    Syntax {
        /// The text.
        expression: String,
        /// What the parser says.
        reason: String,
    },
    /// It is JSONata, but not of the version that Step Functions runs.
    #[error("`{expression}` uses {what}, which Step Functions does not have; {instead}")]
    Unsupported {
        /// The text.
        expression: String,
        /// What it uses.
        what: &'static str,
        /// What to write in its place.
        instead: &'static str,
    },
}

/// Why an expression gave no value. Step Functions calls each of these `States.QueryEvaluationError`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvaluationError {
    /// There is no value: a field or variable that does not exist, most often.
    #[error("returned nothing (undefined).")]
    Undefined,
    /// The result cannot be JSON.
    #[error("returned {0}, which is not a JSON value.")]
    NotJson(&'static str),
    /// The result is larger than any payload, or deeper than any JSON that is read again.
    #[error("returned {0}, which no payload can hold.")]
    TooLarge(Excess),
    /// JSONata reports an error, or a limit was reached.
    #[error("threw an error during evaluation. {0}")]
    Failed(String),
    /// What may be taken altogether is taken: see [`Allowance`](crate::Allowance).
    #[error("could not be evaluated: the execution has used up its {0} already.")]
    Exhausted(&'static str),
    /// The engine broke down over it.
    #[error("could not be evaluated: the engine does not bear these arguments.")]
    Crashed,
}

impl Expression {
    /// Reads an expression, without the `{%` and `%}` around it.
    pub fn parse(source: &str) -> Result<Expression, ParseError> {
        Expression::read(source, limits::limit)
    }

    /// Reads an expression, and changes it so.
    pub(crate) fn read(source: &str, change: fn(&mut AstNode)) -> Result<Expression, ParseError> {
        let mut ast = parser::parse(source).map_err(|error| ParseError::Syntax {
            expression: source.to_owned(),
            reason: error.to_string(),
        })?;
        change(&mut ast);
        let names = Names::of(&mut ast);
        if let Some((what, instead)) = names.unsupported() {
            let expression = source.to_owned();
            return Err(ParseError::Unsupported {
                expression,
                what,
                instead,
            });
        }
        let path = FieldPath::of(&ast);
        Ok(Expression {
            source: source.to_owned(),
            ast,
            names,
            path,
        })
    }

    /// The text that was parsed.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The names, without `$`, of the variables that the expression reads and does not set itself, each once.
    ///
    /// ```
    /// let expression = jsonata::Expression::parse("($fee := $amount * 2; $fee + $states.input.base)")?;
    /// assert_eq!(expression.variables().collect::<Vec<_>>(), ["amount", "states"]);
    /// # Ok::<(), jsonata::ParseError>(())
    /// ```
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.names.free()
    }

    /// What the expression reads of those variables: a variable with the fields followed from it, for each place that
    /// names one.
    ///
    /// ```
    /// let expression = jsonata::Expression::parse("$order.total.amount > $limit")?;
    /// let reads: Vec<_> = expression.reads().collect();
    /// assert_eq!(reads, [("order", &["total".to_owned(), "amount".to_owned()][..]), ("limit", &[])]);
    /// # Ok::<(), jsonata::ParseError>(())
    /// ```
    pub fn reads(&self) -> impl Iterator<Item = (&str, &[String])> {
        let is_free = |name: &str| self.variables().any(|it| it == name);
        let mentions = self.names.mentioned().iter().filter(move |it| is_free(&it.name));
        mentions.flat_map(|it| it.paths.iter().map(|path| (it.name.as_str(), path.as_slice())))
    }

    /// The references to an input document: bare names, `$`, `$$`, each once and as it is written. There is no such
    /// document in Step Functions, which refuses an expression with any of them.
    ///
    /// ```
    /// let expression = jsonata::Expression::parse("phone.number & $states.input.items[price > 1].name")?;
    /// assert_eq!(expression.document_references(), ["phone"]);
    /// # Ok::<(), jsonata::ParseError>(())
    /// ```
    pub fn document_references(&self) -> Vec<String> {
        context::references(&self.ast)
    }

    /// The value of the expression. Undefined is an error, as it is in Step Functions.
    pub fn evaluate(&self, bindings: &Bindings, world: &mut World) -> Result<Value, EvaluationError> {
        if let Some(value) = self.path.as_ref().and_then(|path| path.follow(bindings)) {
            return Ok(value);
        }
        let result = engine::run(&self.ast, self.names.mentioned(), bindings, world)?;
        if result.is_undefined() {
            return Err(EvaluationError::Undefined);
        }
        bounds::check(&result).map_err(EvaluationError::TooLarge)?;
        convert_back(&result).map_err(EvaluationError::NotJson)
    }
}
