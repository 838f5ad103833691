//! What an evaluation may make. The engine bounds the time between two steps, the depth of calls and the length of
//! sequences; it bounds neither what a single step makes nor what all of them pile up. So what goes into a step that can
//! make much of little is looked at here, and what is put into something else is counted: each time, as it would be
//! written. That bounds what there is at once, and how long anything takes that walks a value: one whose parts are the
//! same value many times is small to hold and endless to walk.
//!
//! [`crate::limits`] says what is looked at.

use std::cell::Cell;

use jsonata_core::evaluator::{EvaluatorError, HostFnResult};
use jsonata_core::value::JValue;

use crate::calls::GIVEN;
use crate::engine::SEQUENCE_ITEMS_MAX;

/// The largest value that an expression can give, or make a text of, in bytes of JSON: eight payloads of Step Functions.
pub const VALUE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// How deep a value can be nested that an expression gives or makes a text of: as deep as JSON can be that is read again.
pub const NESTING_MAX: usize = 127;

/// What an evaluation may put together, in bytes of JSON, and what it may copy on the way: 128 times [`VALUE_BYTES_MAX`].
/// It then holds 1.3 GB at worst (an array of numbers, reversed again and again).
const PUT_BYTES_MAX: usize = 256 * 1024 * 1024;

/// How deep a value can be nested that is put into another one.
const PUT_NESTING_MAX: usize = 1_000;

/// The longest text that there can be, in bytes: what `$replace` and `$join` could make, above all.
const TEXT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The longest text that `$match` goes through, in bytes: as long as a payload. Of each byte it can make an object.
const MATCHED_BYTES_MAX: usize = 256 * 1024;

/// The longest picture of a number or a time, in bytes.
const PICTURE_BYTES_MAX: usize = 1024;

/// How much `$distinct` may have to compare: each item with each other one, byte by byte.
const COMPARED_BYTES_MAX: usize = 4 * 1024 * 1024 * 1024;

/// A value that is too much for what is to be done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Excess {
    /// It is larger than [`VALUE_BYTES_MAX`].
    #[error("a value of more than {VALUE_BYTES_MAX} bytes")]
    Bytes,
    /// It is deeper than [`NESTING_MAX`].
    #[error("a value nested deeper than {NESTING_MAX} levels")]
    Nesting,
}

impl From<Excess> for EvaluatorError {
    fn from(excess: Excess) -> EvaluatorError {
        failure(format!("{excess} is too much"))
    }
}

fn failure(message: impl Into<String>) -> EvaluatorError {
    EvaluatorError::EvaluationError(message.into())
}

/// Whether the value can be given, or made a text of.
pub(crate) fn check(value: &JValue) -> Result<(), Excess> {
    bytes(value).map(drop)
}

/// About how long the value is as JSON, if it can be given.
fn bytes(value: &JValue) -> Result<usize, Excess> {
    let mut left = VALUE_BYTES_MAX;
    take(value, NESTING_MAX, &mut left)?;
    Ok(VALUE_BYTES_MAX - left)
}

/// What a part of a value counts beside its text, in bytes: about half of what it needs.
const PART_BYTES: usize = 16;
/// What a number counts, or anything else that has no parts.
const NUMBER_BYTES: usize = 8;

/// Takes what the value counts from what is left.
fn take(value: &JValue, levels_left: usize, bytes_left: &mut usize) -> Result<(), Excess> {
    let spend = |bytes: usize, left: &mut usize| left.checked_sub(bytes).map(|rest| *left = rest).ok_or(Excess::Bytes);
    match value {
        JValue::String(text) => spend(text.len() + PART_BYTES, bytes_left),
        JValue::Array(items) => {
            let below = levels_left.checked_sub(1).ok_or(Excess::Nesting)?;
            spend(PART_BYTES, bytes_left)?;
            items.iter().try_for_each(|it| take(it, below, bytes_left))
        }
        JValue::Object(fields) => {
            let below = levels_left.checked_sub(1).ok_or(Excess::Nesting)?;
            spend(PART_BYTES, bytes_left)?;
            fields.iter().try_for_each(|(name, it)| {
                spend(name.len() + PART_BYTES, bytes_left)?;
                take(it, below, bytes_left)
            })
        }
        JValue::Null
        | JValue::Bool(_)
        | JValue::Number(_)
        | JValue::Undefined
        | JValue::Lambda(_)
        | JValue::Builtin { .. }
        | JValue::Regex { .. } => spend(NUMBER_BYTES, bytes_left),
    }
}

/// What one evaluation may still put together.
#[derive(Debug)]
pub(crate) struct Budget {
    bytes_left: Cell<usize>,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget {
            bytes_left: Cell::new(PUT_BYTES_MAX),
        }
    }
}

impl Budget {
    /// Something comes to be that needs so many bytes.
    fn spend(&self, bytes: usize) -> Result<(), EvaluatorError> {
        let left = self.bytes_left.get().checked_sub(bytes);
        self.bytes_left.set(left.ok_or_else(all_spent)?);
        Ok(())
    }

    /// A value is put into another one, or copied.
    pub(crate) fn put(&self, value: &JValue) -> Result<(), EvaluatorError> {
        match value {
            JValue::Array(items) if items.len() > SEQUENCE_ITEMS_MAX => {
                return Err(failure(format!("an array has at most {SEQUENCE_ITEMS_MAX} items")));
            }
            JValue::String(text) => short(text.len())?,
            _ => {}
        }
        let mut left = self.bytes_left.get();
        take(value, PUT_NESTING_MAX, &mut left).map_err(|excess| match excess {
            Excess::Bytes => all_spent(),
            Excess::Nesting => failure(format!(
                "a value nested deeper than {PUT_NESTING_MAX} levels is too much"
            )),
        })?;
        self.bytes_left.set(left);
        Ok(())
    }

    /// A value is made a text.
    pub(crate) fn spend_text(&self, value: &JValue) -> Result<(), EvaluatorError> {
        self.spend(bytes(value)?)
    }

    /// A text comes to be that is as long as another, so many times.
    fn spend_product(&self, times: usize, bytes: usize) -> Result<(), EvaluatorError> {
        let product = times.saturating_mul(bytes);
        short(product)?;
        self.spend(product)
    }
}

fn all_spent() -> EvaluatorError {
    failure(format!(
        "it puts together more than {PUT_BYTES_MAX} bytes, which is too much"
    ))
}

/// Whether a text of so many bytes can be.
fn short(bytes: usize) -> Result<(), EvaluatorError> {
    if bytes > TEXT_BYTES_MAX {
        return Err(failure(format!(
            "a text of more than {TEXT_BYTES_MAX} bytes, which could come of it, is too much"
        )));
    }
    Ok(())
}

/// The function that lets a value through that can be given.
pub(crate) const BOUNDED: &str = "~bounded";
/// The function that counts what is put into something else.
pub(crate) const PUT: &str = "~put";
/// The function that lets a number through that is no larger than a text is long.
pub(crate) const WIDTH: &str = "~width";
/// The functions that let the first argument of `$join` and of `$replace` through, if not too much can come out.
pub(crate) const JOINED: &str = "~joined";
pub(crate) const REPLACED: &str = "~replaced";
/// The function that lets an array through whose items can be compared with each other.
pub(crate) const COMPARED: &str = "~compared";
/// The functions that let a text through that can be matched, or split.
pub(crate) const MATCHED: &str = "~matched";
pub(crate) const SPLIT: &str = "~split";
/// The function that lets a picture of a number or of a time through.
pub(crate) const PICTURE: &str = "~picture";

/// A function that lets its first argument through, or fails.
type Guard = fn(&[JValue], &Budget) -> HostFnResult;

/// Our functions, by names that no expression can have.
pub(crate) const FUNCTIONS: [(&str, Guard); 10] = [
    (BOUNDED, bounded),
    (PUT, put),
    (WIDTH, width),
    (JOINED, joined),
    (REPLACED, replaced),
    (COMPARED, compared),
    (MATCHED, matched),
    (SPLIT, split),
    (PICTURE, picture),
    (GIVEN, given),
];

fn first(arguments: &[JValue]) -> JValue {
    arguments.first().cloned().unwrap_or(JValue::Undefined)
}

fn bounded(arguments: &[JValue], _: &Budget) -> HostFnResult {
    arguments.iter().try_for_each(check)?;
    Ok(first(arguments))
}

/// `$put(value)`: the value, which is counted.
pub(crate) fn put(arguments: &[JValue], budget: &Budget) -> HostFnResult {
    let value = first(arguments);
    budget.put(&value)?;
    Ok(value)
}

fn given(arguments: &[JValue], _: &Budget) -> HostFnResult {
    Ok(JValue::Bool(!first(arguments).is_undefined()))
}

fn width(arguments: &[JValue], budget: &Budget) -> HostFnResult {
    match arguments.first() {
        Some(JValue::Number(width)) if width.abs() > VALUE_BYTES_MAX as f64 => {
            Err(failure(format!("$pad makes at most {VALUE_BYTES_MAX} characters")))
        }
        Some(JValue::Number(width)) => {
            budget.spend(width.abs() as usize)?;
            Ok(first(arguments))
        }
        _ => bounded(arguments, budget),
    }
}

/// As often as there are items, the separator.
fn joined(arguments: &[JValue], budget: &Budget) -> HostFnResult {
    bounded(arguments, budget)?;
    budget.put(&first(arguments))?;
    if let [JValue::Array(items), JValue::String(separator)] = arguments {
        budget.spend_product(items.len(), separator.len())?;
    }
    Ok(first(arguments))
}

/// As often as the text has characters, and once more, the replacement.
fn replaced(arguments: &[JValue], budget: &Budget) -> HostFnResult {
    bounded(arguments, budget)?;
    budget.put(&first(arguments))?;
    if let [JValue::String(text), _, JValue::String(replacement), ..] = arguments {
        budget.spend_product(text.len() + 1, replacement.len())?;
    }
    Ok(first(arguments))
}

fn compared(arguments: &[JValue], budget: &Budget) -> HostFnResult {
    if let Some(value @ JValue::Array(items)) = arguments.first()
        && bytes(value)?.saturating_mul(items.len()) > COMPARED_BYTES_MAX
    {
        return Err(failure(format!(
            "$distinct cannot compare {} items with each other",
            items.len()
        )));
    }
    put(arguments, budget)
}

/// Of each byte of a text there can be an object with three fields.
fn matched(arguments: &[JValue], budget: &Budget) -> HostFnResult {
    if let Some(JValue::String(text)) = arguments.first() {
        if text.len() > MATCHED_BYTES_MAX {
            return Err(failure(format!(
                "$match goes through at most {MATCHED_BYTES_MAX} bytes of text"
            )));
        }
        budget.spend(text.len() * 8 * PART_BYTES)?;
    }
    Ok(first(arguments))
}

/// Of each byte of a text there can be a text.
fn split(arguments: &[JValue], budget: &Budget) -> HostFnResult {
    bounded(arguments, budget)?;
    if let Some(JValue::String(text)) = arguments.first() {
        budget.spend(text.len() * PART_BYTES)?;
    }
    Ok(first(arguments))
}

pub(crate) fn picture(arguments: &[JValue], _: &Budget) -> HostFnResult {
    match arguments.first() {
        Some(JValue::String(text)) if text.len() > PICTURE_BYTES_MAX => {
            Err(failure(format!("a picture has at most {PICTURE_BYTES_MAX} bytes")))
        }
        _ => Ok(first(arguments)),
    }
}
