//! Makes JSONata expressions: every kind of node and every function, on arguments that hurt.

use arbitrary::{Result, Unstructured};

/// How deep an expression nests.
const DEPTH_MAX: u32 = 5;

const ATOMS: [&str; 40] = [
    "$states.input",
    "$states.input.a",
    "$states.input.items",
    "$a",
    "$n",
    "$x",
    "0",
    "1",
    "-1",
    "3",
    "100",
    "10000000",
    "0.1",
    "1e308",
    "5e-324",
    "9007199254740993",
    "''",
    "'a'",
    "'a,b,c'",
    "'\\u0000'",
    "'\\ud800'",
    "'\u{1f600}'",
    "'2026-11-22T19:43:00.000Z'",
    "'[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z]'",
    "'#,##0.00;(#)'",
    "'[{\"a\":1}]'",
    "'SHA-256'",
    "true",
    "null",
    "[]",
    "{}",
    "$",
    "$$",
    "*",
    "**",
    "%",
    "name",
    "/a+/",
    "/(a|b)*c/i",
    "/(a{100}){100}/",
];

const FUNCTIONS: [&str; 73] = [
    "string",
    "length",
    "substring",
    "substringBefore",
    "substringAfter",
    "uppercase",
    "lowercase",
    "trim",
    "pad",
    "contains",
    "split",
    "join",
    "match",
    "replace",
    "eval",
    "base64encode",
    "base64decode",
    "encodeUrlComponent",
    "encodeUrl",
    "decodeUrlComponent",
    "decodeUrl",
    "number",
    "abs",
    "floor",
    "ceil",
    "round",
    "power",
    "sqrt",
    "random",
    "formatNumber",
    "formatBase",
    "formatInteger",
    "parseInteger",
    "sum",
    "max",
    "min",
    "average",
    "boolean",
    "not",
    "exists",
    "count",
    "append",
    "sort",
    "reverse",
    "shuffle",
    "distinct",
    "zip",
    "keys",
    "lookup",
    "spread",
    "merge",
    "sift",
    "each",
    "error",
    "assert",
    "type",
    "now",
    "millis",
    "fromMillis",
    "toMillis",
    "map",
    "filter",
    "single",
    "reduce",
    "clone",
    "partition",
    "range",
    "hash",
    "uuid",
    "parse",
    "f",
    "nothing",
    "",
];

const OPERATORS: [&str; 18] = [
    "&", "+", "-", "*", "/", "%", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in", "~>", ".", ":=",
];

const PATTERNS: [&str; 8] = [
    "/a/",
    "/a*/",
    "/(a*)*b/",
    "/^/m",
    "/\\w+|\\d+/i",
    "/(?=a)/",
    "/[\\u0000-\\uffff]{1,50}/",
    "//",
];

/// An expression.
pub(crate) fn expression(u: &mut Unstructured) -> Result<String> {
    nested(u, DEPTH_MAX)
}

fn nested(u: &mut Unstructured, depth: u32) -> Result<String> {
    if depth == 0 || u.is_empty() {
        return atom(u);
    }
    let below = |u: &mut Unstructured| nested(u, depth - 1);
    Ok(match u.int_in_range(0..=19)? {
        0 | 1 => atom(u)?,
        2 | 3 => format!("{} {} {}", below(u)?, u.choose(&OPERATORS)?, below(u)?),
        4..=6 => call(u, depth - 1)?,
        7 => format!("({} ? {} : {})", below(u)?, below(u)?, below(u)?),
        8 => format!("[{}]", several(u, depth - 1, ", ")?),
        9 => object(u, depth - 1)?,
        10 => format!("[{}..{}]", below(u)?, below(u)?),
        11 => format!("({})", several(u, depth - 1, "; ")?),
        12 => format!("{}.{}", below(u)?, below(u)?),
        13 => format!("{}[{}]", below(u)?, below(u)?),
        14 => higher_order(u, depth - 1)?,
        15 | 16 => recursion(u, depth - 1)?,
        17 => format!("{}^({}{})", below(u)?, u.choose(&["", "<", ">"])?, below(u)?),
        18 => format!("{} ~> |{}|{}|", below(u)?, below(u)?, object(u, depth - 1)?),
        _ => format!("{}{}", below(u)?, object(u, depth - 1)?),
    })
}

fn atom(u: &mut Unstructured) -> Result<String> {
    match u.int_in_range(0..=7)? {
        0 => Ok(u.arbitrary::<f64>()?.abs().to_string()),
        1 => Ok(format!("${}", u.choose(&FUNCTIONS)?)),
        2 => Ok((*u.choose(&PATTERNS)?).to_owned()),
        _ => Ok((*u.choose(&ATOMS)?).to_owned()),
    }
}

fn several(u: &mut Unstructured, depth: u32, between: &str) -> Result<String> {
    let count = u.int_in_range(0..=3)?;
    let parts: Result<Vec<_>> = (0..count).map(|_| nested(u, depth)).collect();
    Ok(parts?.join(between))
}

fn call(u: &mut Unstructured, depth: u32) -> Result<String> {
    let function = u.choose(&FUNCTIONS)?;
    Ok(format!("${function}({})", several(u, depth, ", ")?))
}

fn object(u: &mut Unstructured, depth: u32) -> Result<String> {
    let count = u.int_in_range(0..=3)?;
    let field = |u: &mut Unstructured| {
        let key = match u.ratio(1, 4)? {
            true => nested(u, depth)?,
            false => format!("'{}'", u.choose(&["a", "b", "", "k"])?),
        };
        Ok(format!("{key}: {}", nested(u, depth)?))
    };
    let fields: Result<Vec<_>> = (0..count).map(|_| field(u)).collect();
    Ok(format!("{{ {} }}", fields?.join(", ")))
}

fn higher_order(u: &mut Unstructured, depth: u32) -> Result<String> {
    let function = u.choose(&["map", "filter", "reduce", "each", "sift", "sort", "single"])?;
    Ok(format!(
        "${function}({}, function($x, $n, $a) {{ {} }})",
        nested(u, depth)?,
        nested(u, depth)?
    ))
}

/// A function that calls itself: so often, or without an end.
fn recursion(u: &mut Unstructured, depth: u32) -> Result<String> {
    let times = u.choose(&["10", "50", "500", "5000", "1e9"])?;
    let (start, step) = (nested(u, depth)?, nested(u, depth)?);
    Ok(match u.ratio(1, 8)? {
        true => format!("($f := function($n, $x) {{ $f($n, {step}) & 'a' }}; $f({times}, {start}))"),
        false => format!("($f := function($n, $x) {{ $n <= 0 ? $x : $f($n - 1, {step}) }}; $f({times}, {start}))"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn much_of_what_is_made_is_an_expression() {
        let mut random = fastrand::Rng::with_seed(1);
        let is_one = |_| {
            let choices: Vec<u8> = (0..200).map(|_| random.u8(..)).collect();
            let source = expression(&mut Unstructured::new(&choices)).expect("choices");
            jsonata::Expression::parse(&source).is_ok()
        };
        let count = (0..1_000).map(is_one).filter(|it| *it).count();
        assert!(count > 300, "{count} of 1000");
    }
}
