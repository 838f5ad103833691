//! Third pass: expressions as JSONata, and as the templates in which they stand.

use asl::expression as quoted;
use serde_json::Value;

use crate::flow::{Arithmetic, Expression, Operator};

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

/// A text in a template that AWS would evaluate, or that a deployment would put something else in the place of.
fn looks_like_an_expression(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim_start().starts_with("{%") || text.contains("${"),
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
            let path = field(&path_start(of, variables), name);
            if *optional && !planted!(GuardMissing) {
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
        Expression::Not(inner) if planted!(NegationLost) => print(inner),
        Expression::Not(inner) => format!("$not({})", print(inner)),
        Expression::JsonText(inner) => format!("$string({})", print(inner)),
        Expression::ExactJsonText(inner) => format!("({EXACT_JSON_TEXT}; $_j({}))", print(inner)),
        Expression::FaultPayload(error) => {
            let cause = path_start(error, variables);
            if planted!(FaultPayloadNotParsed) {
                return format!("$parse({cause}.Cause)");
            }
            format!("($c := $parse({cause}.Cause); $exists($c.errorType) ? $parse($c.errorMessage) : $c)")
        }
        Expression::ChildError(error, _) if planted!(ChildErrorNotUnwrapped) => print(error),
        Expression::ChildError(error, names) => {
            let (cause, error) = (path_start(error, variables), print(error));
            let names = names.iter().map(|name| text(name)).collect::<Vec<_>>().join(", ");
            let child = format!("{cause}.Error = 'States.TaskFailed' ? $parse({cause}.Cause) : {{}}");
            let own = "{'Error': $c.Error, 'Cause': $c.Cause}";
            format!("($c := {child}; $c.Error in [{names}] ? {own} : {error})")
        }
        Expression::Function(name, arguments) => {
            format!(
                "{name}({})",
                arguments.iter().map(|it| print(it)).collect::<Vec<_>>().join(", ")
            )
        }
        Expression::Item(list, index) => item(list, &path_start(list, variables), &print(index)),
        Expression::Difference(left, right) => {
            format!("{} - {}", operand(left, variables), operand(right, variables))
        }
        Expression::Arithmetic {
            operator,
            left,
            right,
            min,
            max,
        } => arithmetic(
            *operator,
            &operand(left, variables),
            &operand(right, variables),
            *min,
            *max,
        ),
        Expression::InRange {
            value,
            min,
            max,
            message,
        } => in_range(&print(value), *min, *max, message),
        Expression::List(items) => format!("[{}]", items.iter().map(|it| print(it)).collect::<Vec<_>>().join(", ")),
        // JSONata's brackets take those of what is in them off.
        Expression::KeptTogether(inner) if planted!(ListsFlattened) => print(inner),
        Expression::KeptTogether(inner) => {
            format!("($_i := {}; $type($_i) = 'array' ? [[$_i]] : $_i)", print(inner))
        }
        Expression::Concatenated(parts) => parts[..parts.len() - usize::from(planted!(FormatPartDropped))]
            .iter()
            .map(|part| operand(part, variables))
            .collect::<Vec<_>>()
            .join(" & "),
        // JSONata makes nothing of an empty result, and takes the brackets off a single one: the inner ones keep it, and
        // the outer ones make a list like any other of whatever there is.
        Expression::EachOf(function, list, make) => {
            let each = format!("{function}({}, {})", print(list), print(make));
            if planted!(OneItemUnwrapped) {
                return each;
            }
            if planted!(EmptyListVanishes) {
                return format!("{each}[]");
            }
            format!("[{each}[]]")
        }
        Expression::Lambda(number, body) => format!("function({}){{{}}}", parameter(*number), print(body)),
        Expression::Parameter(number) => parameter(*number),
        Expression::Applied(function, value) => format!("{}({})", print(function), print(value)),
        Expression::Accumulator => "$_r".to_owned(),
        Expression::Reduced(list, function, first) => reduced(&print(list), function, &print(first), print),
        Expression::After(first, then) => format!("({}; {})", print(first), print(then)),
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

/// `$_j`: a value as JSON text. `$string` writes 15 digits of a number; `$formatBase` writes all of an integer.
const EXACT_JSON_TEXT: &str = "$_q := function($_v){($_s := $string([$_v]); $substring($_s, 1, $length($_s) - 2))}; \
    $_j := function($_v){$type($_v) = 'array' ? '[' & $join($map($_v, $_j), ',') & ']' : \
    $type($_v) = 'object' ? '{' & $join($each($_v, function($_f, $_n){$_q($_n) & ':' & $_j($_f)}), ',') & '}' : \
    $type($_v) = 'number' and $abs($_v) >= 1e15 ? $formatBase($_v, 10) : $_q($_v)}";

/// The name of a function's parameter. No variable begins so.
fn parameter(number: usize) -> String {
    format!("$_{number}")
}

/// An item of a list, by its index. An index after an index, or after what is in parentheses at the end of a function's
/// body, is not applied to what stands before it: it needs a name first.
fn item(list: &Expression, printed: &str, index: &str) -> String {
    if matches!(list, Expression::Item(..)) || printed.starts_with('(') {
        format!("($_v := {printed}; $_v[{index}])")
    } else {
        format!("{printed}[{index}]")
    }
}

/// What comes of a list, item by item. The function of a reduction has a second parameter, before its own.
fn reduced(list: &str, function: &Expression, first: &str, print: impl Fn(&Expression) -> String) -> String {
    let Expression::Lambda(number, body) = function else {
        unreachable!("a list is reduced by a function that is written out")
    };
    let (parameter, body) = (parameter(*number), print(body));
    format!("$reduce({list}, function($_r, {parameter}){{{body}}}, {first})")
}

/// A checked integer operation; the names of its variables begin as none of a workflow does. Both sides are evaluated once, and before anything else, as in Rust.
fn arithmetic(operator: Arithmetic, left: &str, right: &str, min: i64, max: i64) -> String {
    let overflow = operator.overflow();
    match operator {
        Arithmetic::Add if planted!(OverflowUnguarded) => format!("({left} + {right})"),
        Arithmetic::Subtract if planted!(UnderflowUnguarded) => format!("({left} - {right})"),
        Arithmetic::Divide if planted!(QuotientRounded) => format!("$round({left} / {right})"),
        Arithmetic::Remainder if planted!(RemainderOfTheOtherSign) => {
            format!("($_b := {right}; ({left} % $_b + $_b) % $_b)")
        }
        Arithmetic::Add => in_range(&format!("{left} + {right}"), min, max, overflow),
        Arithmetic::Subtract => in_range(&format!("{left} - {right}"), min, max, overflow),
        Arithmetic::Multiply => in_range(&format!("{left} * {right}"), min, max, overflow),
        // The remainder is exact, so that what is left divides without one. Adding 0 makes -0 a 0.
        Arithmetic::Divide => {
            let quotient = in_range("($_a - $_a % $_b) / $_b + 0", min, max, overflow);
            format!("($_a := {left}; $_b := {right}; $_b = 0 ? $error('attempt to divide by zero') : {quotient})")
        }
        Arithmetic::Remainder => {
            let zero = "$_b = 0 ? $error('attempt to calculate the remainder with a divisor of zero')";
            let least = if min < 0 {
                format!(" : $_b = -1 and $_a = {min} ? $error('{overflow}')")
            } else {
                String::new()
            };
            format!("($_a := {left}; $_b := {right}; {zero}{least} : $_a % $_b + 0)")
        }
    }
}

fn in_range(value: &str, min: i64, max: i64, message: &str) -> String {
    format!("($_n := {value}; $_n >= {min} and $_n <= {max} ? $_n : $error('{message}'))")
}

/// In parentheses, where it would otherwise be torn apart.
fn operand(expression: &Expression, variables: &[String]) -> String {
    let printed = jsonata(expression, variables);
    let compound = match expression {
        Expression::Binary { .. }
        | Expression::Conditional { .. }
        | Expression::Field { optional: true, .. }
        | Expression::Difference(..)
        | Expression::Concatenated(_)
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
        | Expression::ExactJsonText(_)
        | Expression::FaultPayload(_)
        | Expression::ChildError(..)
        | Expression::Arithmetic { .. }
        | Expression::InRange { .. }
        | Expression::List(_)
        | Expression::KeptTogether(_)
        | Expression::EachOf(..)
        | Expression::Lambda(..)
        | Expression::Parameter(_)
        | Expression::Applied(..)
        | Expression::Accumulator
        | Expression::Reduced(..)
        | Expression::After(..)
        | Expression::Function(..)
        | Expression::Item(..) => false,
    };
    if compound { format!("({printed})") } else { printed }
}

fn path_start(of: &Expression, variables: &[String]) -> String {
    match of {
        Expression::Field { of, name, .. } => field(&path_start(of, variables), name),
        other => operand(other, variables),
    }
}

fn symbol(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "=",
        Operator::NotEqual => "!=",
        Operator::Less => "<",
        Operator::LessOrEqual if planted!(LessForAtMost) => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual if planted!(MoreForAtLeast) => ">",
        Operator::GreaterOrEqual => ">=",
        Operator::And if planted!(OrForAnd) => "or",
        Operator::Or if planted!(AndForOr) => "and",
        Operator::And => "and",
        Operator::Or => "or",
        Operator::In => "in",
    }
}

/// A field; its name in backticks where it is not a plain word, or is one of JSONata's own. What backticks cannot hold, or
/// a deployment would put something else in the place of, is looked up.
fn field(of: &str, name: &str) -> String {
    let plain = !name.is_empty()
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && !matches!(name, "and" | "or" | "in" | "true" | "false" | "null" | "function");
    let quotable =
        !name.is_empty() && !name.contains("${") && !name.contains(|letter: char| letter == '`' || letter.is_control());
    if planted!(RenameIgnored) && name == "type" {
        return format!("{of}.kind");
    }
    match (plain, quotable) {
        (true, _) => format!("{of}.{name}"),
        (false, true) => format!("{of}.`{name}`"),
        (false, false) => format!("$lookup({of}, {})", text(name)),
    }
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

/// A text; taken apart where it holds `${`, which a deployment would put something else in the place of.
fn text(text: &str) -> String {
    let parts: Vec<_> = text.split("${").collect();
    let last = parts.len() - 1;
    let part = |(index, part): (usize, &&str)| {
        let (before, after) = (if index > 0 { "{" } else { "" }, if index < last { "$" } else { "" });
        quoted_text(&format!("{before}{part}{after}"))
    };
    match parts.as_slice() {
        [whole] => quoted_text(whole),
        parts => format!(
            "({})",
            parts.iter().enumerate().map(part).collect::<Vec<_>>().join(" & ")
        ),
    }
}

/// JSONata knows no escape for a single quote, so that a text with one stands in double quotes.
fn quoted_text(text: &str) -> String {
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
    use super::{field, text};

    #[test]
    fn names_and_texts_are_quoted_where_they_must_be() {
        assert_eq!(field("$it", "amount"), "$it.amount");
        assert_eq!(field("$it", "date-opened"), "$it.`date-opened`");
        assert_eq!(field("$it", "or"), "$it.`or`");
        assert_eq!(field("$it", "a`b"), "$lookup($it, 'a`b')");
        assert_eq!(field("$it", ""), "$lookup($it, '')");
        assert_eq!(field("$it", "${x}"), "$lookup($it, ('$' & '{x}'))");
        assert_eq!(text("dep"), "'dep'");
        assert_eq!(text("it's"), "\"it's\"");
        assert_eq!(text("${a}${b}"), "('$' & '{a}$' & '{b}')");
        assert_eq!(text("say \"hi\"\n"), "'say \"hi\"\\n'");
    }
}
