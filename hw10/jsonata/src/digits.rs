//! Numbers in texts: JSONata 2.0.6 writes 15 digits of each, of an integer too; the engine follows a later release, which
//! writes integers whole. What is about to be made a text is therefore rounded first.
//!
//! Source: `string` in jsonata 2.0.6, whose replacer is `Number(value.toPrecision(15))`.

use indexmap::IndexMap;
use jsonata_core::evaluator::HostFnResult;
use jsonata_core::value::JValue;

use crate::bounds::Budget;

/// The function that rounds. No expression can name it.
pub(crate) const FUNCTION: &str = "~15";

/// `$~15(value)`: the value, of each number in it 15 digits, if it is not too large to be a text.
pub(crate) fn rounded(arguments: &[JValue], budget: &Budget) -> HostFnResult {
    let Some(argument) = arguments.first() else {
        return Ok(JValue::Undefined);
    };
    budget.spend_text(argument)?;
    Ok(value(argument))
}

fn value(of: &JValue) -> JValue {
    match of {
        JValue::Number(number) => JValue::Number(to_precision_15(*number)),
        JValue::Array(items) => JValue::array(items.iter().map(value).collect()),
        JValue::Object(fields) => {
            let fields = fields.iter().map(|(name, it)| (name.clone(), value(it)));
            JValue::object(fields.collect::<IndexMap<_, _>>())
        }
        other => other.clone(),
    }
}

fn to_precision_15(number: f64) -> f64 {
    format!("{number:.14e}").parse().unwrap_or(number)
}
