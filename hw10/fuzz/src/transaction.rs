//! Makes JSON text that is nearly a transaction: the right fields, and in them what a careless reader trips over.

use arbitrary::{Result, Unstructured};

const ACCOUNTS: [&str; 12] = [
    "\"12345\"",
    "\"23456\"",
    "\"34567\"",
    "\"99999\"",
    "\"\"",
    "12345",
    "null",
    "\" 12345\"",
    "\"12345\\u0000\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud800\"",
    "{\"S\":\"12345\"}",
];

const AMOUNTS: [&str; 30] = [
    "500",
    "500.0",
    "5e2",
    "0.01",
    "12.5",
    "1000000000",
    "1000000000.00",
    "1000000000.01",
    "0.1e-1",
    "100e-2",
    "1E+2",
    "0.001",
    "0.010000000000000000001",
    "0",
    "-0",
    "-0.0",
    "-1",
    "1e400",
    "-1e400",
    "1e-400",
    "5e-324",
    "9007199254740993",
    "18446744073709551616",
    "999999999.99",
    "null",
    "\"500\"",
    "true",
    "[500]",
    "00500",
    "NaN",
];

const KINDS: [&str; 8] = [
    "\"dep\"",
    "\"wtd\"",
    "\"DEP\"",
    "\"dep \"",
    "\"\"",
    "0",
    "null",
    "[\"dep\"]",
];

const TEXTS: [&str; 12] = [
    "null",
    "\"My paycheck\"",
    "\"\"",
    "\"{% $states.input %}\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\ufeff\"",
    "\"\\\"}],{\"",
    "5",
    "{}",
    "\"\u{202e}\u{2028}\u{1f600}\"",
];

const KEYS: [&str; 7] = ["null", "\"one\"", "\"two\"", "\"\"", "\"a b\"", "\"\\u00e4\"", "7"];

/// The body of a request.
pub(crate) fn body(u: &mut Unstructured) -> Result<String> {
    let fields = transaction(u)?;
    object(u, fields)
}

/// The payload of a step.
pub(crate) fn payload(u: &mut Unstructured, step: &str) -> Result<String> {
    if step == "validate_account" {
        let account = u.choose(&ACCOUNTS)?;
        return object(u, vec![("account", (*account).to_owned())]);
    }
    let mut fields = transaction(u)?;
    fields.push(("idempotency_key", (*u.choose(&KEYS)?).to_owned()));
    fields.push(("request_id", format!("\"{}\"", u.arbitrary::<u16>()?)));
    let posting = object(u, fields)?;
    object(u, vec![("posting", posting)])
}

fn transaction(u: &mut Unstructured) -> Result<Vec<(&'static str, String)>> {
    let mut fields = vec![
        ("account", common(u, &ACCOUNTS, 3)?),
        ("amount", amount(u)?),
        ("type", common(u, &KINDS, 2)?),
    ];
    if u.arbitrary()? {
        fields.push(("desc", text(u)?));
    }
    Ok(fields)
}

/// One of the choices, mostly one of the first, which are good.
fn common(u: &mut Unstructured, choices: &[&str], good: usize) -> Result<String> {
    let choices = match u.ratio(7, 8)? {
        true => &choices[..good],
        false => choices,
    };
    Ok((*u.choose(choices)?).to_owned())
}

fn amount(u: &mut Unstructured) -> Result<String> {
    match u.int_in_range(0..=2)? {
        0 => Ok((*u.choose(&AMOUNTS)?).to_owned()),
        1 => Ok(format!("{}.{:02}", u.arbitrary::<u16>()?, u.int_in_range(0..=99)?)),
        _ => Ok(u.arbitrary::<f64>()?.to_string()),
    }
}

fn text(u: &mut Unstructured) -> Result<String> {
    if u.ratio(1, 8)? {
        let length = u.int_in_range(0..=70_000)?;
        return Ok(format!("\"{}\"", "x".repeat(length)));
    }
    Ok((*u.choose(&TEXTS)?).to_owned())
}

/// An object of these fields; now and then one is missing, or there twice, or of another name, or deep.
fn object(u: &mut Unstructured, mut fields: Vec<(&'static str, String)>) -> Result<String> {
    if u.ratio(1, 8)? && !fields.is_empty() {
        let place = u.choose_index(fields.len())?;
        match u.int_in_range(0..=3)? {
            0 => drop(fields.remove(place)),
            1 => fields.push(fields[place].clone()),
            2 => fields[place].0 = u.choose(&["", "Account", "__proto__", "\\u0061mount", "note"])?,
            _ => {
                let depth = u.int_in_range(0..=3_000)?;
                fields[place].1 = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            }
        }
    }
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    let space = u.choose(&["", " ", "\n\t", "\u{feff}"])?;
    Ok(format!("{{{space}{}}}", fields.join(",")))
}
