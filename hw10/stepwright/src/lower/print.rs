//! Third pass: expressions as JSONata, and as the templates in which they stand.

use asl::expression as quoted;
use serde_json::Value;

use crate::flow::{Expression, Operator};

/// An expression as a template: an object stays an object, a constant a constant, all else is `{% … %}`.
pub(super) fn template(expression: &Expression, variables: &[String]) -> Value {
    match expression {
        Expression::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(name, it)| ((*name).to_owned(), template(it, variables)))
                .collect(),
        ),
        Expression::Literal(value) if !looks_like_an_expression(value) => value.clone(),
        other => Value::String(quoted(&jsonata(other, variables))),
    }
}

/// A text in a template that AWS would evaluate.
fn looks_like_an_expression(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim_start().starts_with("{%"),
        Value::Array(items) => items.iter().any(looks_like_an_expression),
        Value::Object(fields) => fields.values().any(looks_like_an_expression),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// An expression as JSONata, in one line.
pub(super) fn jsonata(expression: &Expression, variables: &[String]) -> String {
    let print = |expression: &Expression| jsonata(expression, variables);
    match expression {
        Expression::Variable(id) => format!("${}", variables[id.0]),
        Expression::Context => "$states.context".to_owned(),
        Expression::Input => "$states.input".to_owned(),
        Expression::StepResult => "$states.result.Payload".to_owned(),
        Expression::TaskResult => "$states.result".to_owned(),
        Expression::ErrorOutput => "$states.errorOutput".to_owned(),
        Expression::Literal(value) => literal(value),
        Expression::Field { of, name, optional } => {
            let path = format!("{}.{}", path_start(of, variables), field_name(name));
            if *optional {
                format!("$exists({path}) ? {path} : null")
            } else {
                path
            }
        }
        Expression::Object(fields) => {
            let field =
                |(name, value): &(&'static str, std::rc::Rc<Expression>)| format!("{}: {}", text(name), print(value));
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        Expression::Not(inner) => format!("$not({})", print(inner)),
        Expression::JsonText(inner) => format!("$string({})", print(inner)),
        Expression::FaultPayload(error) => {
            let cause = path_start(error, variables);
            format!("($c := $parse({cause}.Cause); $exists($c.errorType) ? $parse($c.errorMessage) : $c)")
        }
        Expression::ChildError(error) => {
            let cause = path_start(error, variables);
            let name = "$exists($c.Error) ? $c.Error : 'States.TaskFailed'";
            format!("($c := $parse({cause}.Cause); {{'Error': {name}, 'Cause': $string($c.Cause)}})")
        }
        Expression::Function(name, arguments) => {
            format!(
                "{name}({})",
                arguments.iter().map(|it| print(it)).collect::<Vec<_>>().join(", ")
            )
        }
        Expression::Item(list, index) => format!("{}[{}]", path_start(list, variables), print(index)),
        Expression::Sum(left, right) => format!("{} + {}", operand(left, variables), operand(right, variables)),
        Expression::Binary { operator, left, right } => {
            format!(
                "{} {} {}",
                operand(left, variables),
                symbol(*operator),
                operand(right, variables)
            )
        }
        Expression::Conditional {
            condition,
            then,
            otherwise,
        } => {
            let parts = [condition, then, otherwise].map(|part| operand(part, variables));
            format!("{} ? {} : {}", parts[0], parts[1], parts[2])
        }
    }
}

/// In parentheses, where it would otherwise be torn apart.
fn operand(expression: &Expression, variables: &[String]) -> String {
    let printed = jsonata(expression, variables);
    let compound = match expression {
        Expression::Binary { .. }
        | Expression::Conditional { .. }
        | Expression::Field { optional: true, .. }
        | Expression::Sum(..) => true,
        Expression::Variable(_)
        | Expression::Context
        | Expression::Input
        | Expression::StepResult
        | Expression::TaskResult
        | Expression::ErrorOutput
        | Expression::Field { .. }
        | Expression::Object(_)
        | Expression::Literal(_)
        | Expression::Not(_)
        | Expression::JsonText(_)
        | Expression::FaultPayload(_)
        | Expression::ChildError(_)
        | Expression::Function(..)
        | Expression::Item(..) => false,
    };
    if compound { format!("({printed})") } else { printed }
}

fn path_start(of: &Expression, variables: &[String]) -> String {
    match of {
        Expression::Field { of, name, .. } => format!("{}.{}", path_start(of, variables), field_name(name)),
        other => operand(other, variables),
    }
}

fn symbol(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "=",
        Operator::NotEqual => "!=",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
        Operator::And => "and",
        Operator::Or => "or",
    }
}

/// A field's name in a path; in backticks where it is not a plain word, or is one of JSONata's own.
fn field_name(name: &str) -> String {
    let plain = !name.is_empty()
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && !matches!(name, "and" | "or" | "in" | "true" | "false" | "null" | "function");
    if plain { name.to_owned() } else { format!("`{name}`") }
}

/// A constant in JSONata, which is JSON but for the quotes: single ones need no escape in a document.
fn literal(value: &Value) -> String {
    match value {
        Value::String(it) => text(it),
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| format!("{}: {}", text(name), literal(value));
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// JSONata knows no escape for a single quote, so that a text with one stands in double quotes.
fn text(text: &str) -> String {
    let json = Value::from(text).to_string();
    let inner = &json[1..json.len() - 1];
    if text.contains('\'') {
        json
    } else {
        format!("'{}'", inner.replace("\\\"", "\""))
    }
}

#[cfg(test)]
mod tests {
    use super::{field_name, text};

    #[test]
    fn names_and_texts_are_quoted_where_they_must_be() {
        assert_eq!(field_name("amount"), "amount");
        assert_eq!(field_name("date-opened"), "`date-opened`");
        assert_eq!(field_name("or"), "`or`");
        assert_eq!(text("dep"), "'dep'");
        assert_eq!(text("it's"), "\"it's\"");
        assert_eq!(text("say \"hi\"\n"), "'say \"hi\"\\n'");
    }
}
