//! The functions that Step Functions adds to JSONata, and those whose meaning it changes.
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-step-functions>.
//! As with JSONata's own functions, an undefined first argument gives an undefined result.

use std::cell::RefCell;
use std::rc::Rc;

use jsonata_core::evaluator::{Evaluator, EvaluatorError, HostFnResult};
use jsonata_core::parser;
use jsonata_core::value::JValue;
use md5::Md5;
use serde_json::Value;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::bindings::convert;
use crate::bounds::{self, Budget};
use crate::digits;
use crate::engine::SEQUENCE_ITEMS_MAX;
use crate::world::{Randomness, World};

/// The names that [`register`] knows.
const NAMES: [&str; 13] = [
    digits::FUNCTION,
    "uuid",
    "partition",
    "range",
    "hash",
    "parse",
    "clone",
    "zip",
    "random",
    "shuffle",
    "now",
    "millis",
    "eval",
];

/// Gives the evaluator those of our functions that the expression mentions.
pub(crate) fn register<'a>(
    evaluator: &mut Evaluator,
    mentioned: impl Fn(&str) -> bool + 'a,
    world: &Rc<RefCell<World>>,
) -> Result<(), EvaluatorError> {
    let budget = Rc::new(Budget::default());
    for (name, function) in bounds::FUNCTIONS.into_iter().filter(|(name, _)| mentioned(name)) {
        let budget = Rc::clone(&budget);
        evaluator.register_fn(name, move |arguments: &[JValue]| function(arguments, &budget))?;
    }
    NAMES
        .iter()
        .filter(|name| mentioned(name))
        .try_for_each(|name| register_one(evaluator, name, Rc::clone(world), Rc::clone(&budget)))
}

fn register_one(
    evaluator: &mut Evaluator,
    name: &'static str,
    world: Rc<RefCell<World>>,
    budget: Rc<Budget>,
) -> Result<(), EvaluatorError> {
    match name {
        digits::FUNCTION => evaluator.register_fn(name, move |it: &[JValue]| digits::rounded(it, &budget)),
        "partition" => evaluator.register_fn(name, counted(partition, budget)),
        "range" => evaluator.register_fn(name, counted(range, budget)),
        "hash" => evaluator.register_fn(name, hash),
        "parse" => evaluator.register_fn(name, counted(parse, budget)),
        // JSONata has it, the engine has not; a value here is never changed, so it is its own copy.
        "clone" => evaluator.register_fn(name, move |it: &[JValue]| bounds::put(it, &budget)),
        "uuid" => evaluator.register_fn(name, move |arguments: &[JValue]| match arguments {
            [] => uuid(&world),
            _ => Err(wrong_argument(name, 1)),
        }),
        "zip" => evaluator.register_fn_override(name, move |arguments: &[JValue]| zip(arguments, &budget)),
        "random" => evaluator.register_fn_override(name, move |arguments: &[JValue]| random(arguments, &world)),
        "shuffle" => evaluator.register_fn_override(name, move |arguments: &[JValue]| {
            shuffle(arguments, &world).and_then(|value| budget.put(&value).map(|()| value))
        }),
        "millis" => evaluator.register_fn_override(name, move |_: &[JValue]| millis(&world)),
        "now" => evaluator.register_fn_override(name, move |arguments: &[JValue]| now(arguments, &world)),
        _ => evaluator.register_fn_override(name, |_: &[JValue]| Err(failure("$eval is not part of Step Functions"))),
    }
}

/// The function; what it gives is counted.
fn counted(function: fn(&[JValue]) -> HostFnResult, budget: Rc<Budget>) -> impl Fn(&[JValue]) -> HostFnResult {
    move |arguments| {
        let value = function(arguments)?;
        budget.put(&value)?;
        Ok(value)
    }
}

fn failure(message: impl Into<String>) -> EvaluatorError {
    EvaluatorError::EvaluationError(message.into())
}

/// What JSONata itself says about an argument of the wrong type.
fn wrong_argument(function: &str, position: usize) -> EvaluatorError {
    failure(format!(
        "T0410: Argument {position} of function \"{function}\" does not match function signature"
    ))
}

fn number_at(arguments: &[JValue], index: usize, function: &str) -> Result<f64, EvaluatorError> {
    let number = arguments.get(index).and_then(JValue::as_f64);
    number.ok_or_else(|| wrong_argument(function, index + 1))
}

fn text_at<'a>(arguments: &'a [JValue], index: usize, function: &str) -> Result<&'a str, EvaluatorError> {
    let text = arguments.get(index).and_then(JValue::as_str);
    text.ok_or_else(|| wrong_argument(function, index + 1))
}

fn first_is_undefined(arguments: &[JValue]) -> bool {
    arguments.first().is_some_and(JValue::is_undefined)
}

/// `$partition(array, size)`: the array in pieces of that size, the last one perhaps shorter.
fn partition(arguments: &[JValue]) -> HostFnResult {
    if first_is_undefined(arguments) {
        return Ok(JValue::Undefined);
    }
    let size = number_at(arguments, 1, "partition")?.floor();
    if size < 1.0 {
        return Err(failure("$partition needs a size of at least 1"));
    }
    let pieces = |items: &[JValue]| {
        let pieces = items.chunks(size as usize);
        JValue::array(pieces.map(|it| JValue::array(it.to_vec())).collect())
    };
    Ok(match &arguments[0] {
        JValue::Array(items) => pieces(items),
        single => pieces(std::slice::from_ref(single)),
    })
}

/// `$range(first, last, step)`: numbers from the first to at most the last.
fn range(arguments: &[JValue]) -> HostFnResult {
    if first_is_undefined(arguments) {
        return Ok(JValue::Undefined);
    }
    let [first, last, step] = [0, 1, 2].map(|index| number_at(arguments, index, "range"));
    let (first, last, step) = (first?, last?, step?);
    if step == 0.0 || !step.is_finite() {
        return Err(failure("$range needs a step that is not 0"));
    }
    let count = ((last - first) / step).floor() + 1.0;
    if count > SEQUENCE_ITEMS_MAX as f64 {
        return Err(failure(format!("$range makes at most {SEQUENCE_ITEMS_MAX} items")));
    }
    let count = count.max(0.0) as usize;
    let numbers = (0..count).map(|index| JValue::Number(first + index as f64 * step));
    Ok(JValue::array(numbers.collect()))
}

/// `$zip(array, …)`: the first items of all arrays, the second ones, and so on, as long as each has one. Counted before
/// they are made: there are as many items as in all arrays together.
fn zip(arguments: &[JValue], budget: &Budget) -> HostFnResult {
    let array = |argument: &JValue| match argument {
        JValue::Array(items) => items.to_vec(),
        JValue::Undefined | JValue::Null => Vec::new(),
        single => vec![single.clone()],
    };
    if arguments.is_empty() {
        return Err(wrong_argument("zip", 1));
    }
    arguments.iter().try_for_each(|it| budget.put(it))?;
    let arrays: Vec<Vec<JValue>> = arguments.iter().map(array).collect();
    let shortest = arrays.iter().map(Vec::len).min().unwrap_or(0);
    let tuple = |index: usize| JValue::array(arrays.iter().map(|items| items[index].clone()).collect());
    Ok(JValue::array((0..shortest).map(tuple).collect()))
}

/// `$hash(text, algorithm)`: the digest in lower-case hexadecimal.
fn hash(arguments: &[JValue]) -> HostFnResult {
    if first_is_undefined(arguments) {
        return Ok(JValue::Undefined);
    }
    let data = text_at(arguments, 0, "hash")?.as_bytes();
    let digest = match text_at(arguments, 1, "hash")? {
        "MD5" => hexadecimal(&Md5::digest(data)),
        "SHA-1" => hexadecimal(&Sha1::digest(data)),
        "SHA-256" => hexadecimal(&Sha256::digest(data)),
        "SHA-384" => hexadecimal(&Sha384::digest(data)),
        "SHA-512" => hexadecimal(&Sha512::digest(data)),
        other => return Err(unknown_algorithm(other)),
    };
    Ok(JValue::string(digest))
}

fn unknown_algorithm(name: &str) -> EvaluatorError {
    failure(format!(
        "$hash knows MD5, SHA-1, SHA-256, SHA-384 and SHA-512, not {name:?}"
    ))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `$parse(text)`: the JSON value that the text is.
fn parse(arguments: &[JValue]) -> HostFnResult {
    if first_is_undefined(arguments) {
        return Ok(JValue::Undefined);
    }
    let text = text_at(arguments, 0, "parse")?;
    bounds::check(&arguments[0])?;
    let value: Value = serde_json::from_str(text).map_err(|it| failure(format!("$parse needs JSON text: {it}")))?;
    Ok(convert(&value))
}

fn uuid(world: &RefCell<World>) -> HostFnResult {
    Ok(JValue::string(world.borrow_mut().randomness.next_uuid()))
}

/// `$random(seed?)`: a number in `0.0 .. 1.0`; the same seed always gives the same number.
fn random(arguments: &[JValue], world: &RefCell<World>) -> HostFnResult {
    let fraction = match arguments.first() {
        Some(_) => {
            let seed = number_at(arguments, 0, "random")?;
            Randomness::new(seed.to_bits()).next_fraction()
        }
        None => world.borrow_mut().randomness.next_fraction(),
    };
    Ok(JValue::Number(fraction))
}

/// `$shuffle(array)`: the items in an order that follows from the world's randomness, as all chance does.
fn shuffle(arguments: &[JValue], world: &RefCell<World>) -> HostFnResult {
    let mut items = match arguments {
        [JValue::Array(items)] => items.to_vec(),
        [missing @ (JValue::Undefined | JValue::Null)] => return Ok(missing.clone()),
        [single] => vec![single.clone()],
        _ => return Err(wrong_argument("shuffle", 1)),
    };
    for last in (1..items.len()).rev() {
        let fraction = world.borrow_mut().randomness.next_fraction();
        items.swap(last, (fraction * (last + 1) as f64) as usize);
    }
    Ok(JValue::array(items))
}

fn millis(world: &RefCell<World>) -> HostFnResult {
    Ok(JValue::Number(world.borrow().now_milliseconds as f64))
}

/// `$now(picture?, timezone?)` is `$fromMillis` of the time that the world says.
fn now(arguments: &[JValue], world: &RefCell<World>) -> HostFnResult {
    let mut evaluator = Evaluator::new();
    let from_millis = parser::parse("$fromMillis($[0], $[1], $[2])").map_err(|it| failure(it.to_string()))?;
    bounds::picture(arguments, &Budget::default())?;
    let mut values = vec![millis(world)?];
    values.extend(arguments.iter().take(2).cloned());
    evaluator.evaluate(&from_millis, &JValue::array(values))
}
