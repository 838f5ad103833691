//! The syntax of JSONPath's intrinsic functions, `States.Format('…', $.a)`, with how many arguments each takes.
//! <https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html>

use super::paths::{self, Path};

/// A function: its name after `States.`, and the fewest and the most arguments.
struct Function {
    name: &'static str,
    arguments_min: usize,
    arguments_max: usize,
    /// Which arguments are numbers, from the first on; the rest may be anything.
    numbers: &'static [bool],
}

const fn function(name: &'static str, arguments_min: usize, arguments_max: usize) -> Function {
    Function {
        name,
        arguments_min,
        arguments_max,
        numbers: &[],
    }
}

const fn numeric(name: &'static str, min: usize, max: usize, numbers: &'static [bool]) -> Function {
    Function {
        numbers,
        ..function(name, min, max)
    }
}

const FUNCTIONS: [Function; 18] = [
    function("Array", 0, usize::MAX),
    numeric("ArrayPartition", 2, 2, &[false, true]),
    function("ArrayContains", 2, 2),
    numeric("ArrayRange", 3, 3, &[true, true, true]),
    numeric("ArrayGetItem", 2, 2, &[false, true]),
    function("ArrayLength", 1, 1),
    function("ArrayUnique", 1, 1),
    function("Base64Encode", 1, 1),
    function("Base64Decode", 1, 1),
    function("Hash", 2, 2),
    function("JsonMerge", 3, 3),
    function("StringToJson", 1, 1),
    function("JsonToString", 1, 1),
    numeric("MathRandom", 2, 3, &[true, true, true]),
    numeric("MathAdd", 2, 2, &[true, true]),
    function("StringSplit", 2, 2),
    function("UUID", 0, 0),
    function("Format", 1, usize::MAX),
];

/// How many calls one field may hold, one in the other.
const CALLS_MAX: usize = 10;

/// One argument of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Argument {
    Number,
    Text,
    /// A path, a call, `true`, `null`: what it gives is not known yet.
    Other,
}

/// What a call reads, or why it is none.
pub(super) fn parse(text: &str) -> Result<Vec<Path<'_>>, String> {
    let mut parser = Parser {
        rest: text,
        paths: Vec::new(),
        calls: 0,
    };
    parser.call()?;
    if !parser.rest.trim().is_empty() {
        return Err(format!("`{}` stands after the call", parser.rest.trim()));
    }
    if parser.calls > CALLS_MAX {
        return Err(format!(
            "there are {} calls in one field, {CALLS_MAX} at most",
            parser.calls
        ));
    }
    Ok(parser.paths)
}

/// Whether the text means to be a call.
pub(super) fn looks_like_call(text: &str) -> bool {
    let name = text.strip_prefix("States.").and_then(|it| it.split_once('('));
    name.is_some_and(|(name, _)| FUNCTIONS.iter().any(|it| it.name == name))
}

struct Parser<'a> {
    rest: &'a str,
    paths: Vec<Path<'a>>,
    calls: usize,
}

impl<'a> Parser<'a> {
    fn call(&mut self) -> Result<(), String> {
        let name = self
            .rest
            .strip_prefix("States.")
            .ok_or("a call begins with `States.`")?;
        let (name, rest) = name.split_once('(').ok_or("a call has its arguments in parentheses")?;
        let known = FUNCTIONS.iter().find(|it| it.name == name);
        let function = known.ok_or_else(|| format!("there is no function `States.{}`", name.trim()))?;
        self.rest = rest;
        self.calls += 1;
        let arguments = self.arguments()?;
        fits(function, &arguments)
    }

    fn arguments(&mut self) -> Result<Vec<Argument>, String> {
        let mut arguments = Vec::new();
        self.skip_space();
        if self.take(')') {
            return Ok(arguments);
        }
        loop {
            self.skip_space();
            arguments.push(self.argument()?);
            self.skip_space();
            if self.take(')') {
                return Ok(arguments);
            }
            if !self.take(',') {
                return Err("between two arguments stands a comma, after the last `)`".to_owned());
            }
        }
    }

    fn argument(&mut self) -> Result<Argument, String> {
        if self.rest.starts_with('\'') {
            return self.text();
        }
        if self.rest.starts_with('$') {
            let (path, rest) = paths::prefix(self.rest).ok_or_else(|| format!("`{}` is not a path", self.rest))?;
            self.paths.push(path);
            self.rest = rest;
            return Ok(Argument::Other);
        }
        if self.rest.starts_with("States.") {
            self.call()?;
            return Ok(Argument::Other);
        }
        self.literal()
    }

    /// From AWS's records: `\"` is not among what a text may escape.
    fn text(&mut self) -> Result<Argument, String> {
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((index, character)) = characters.next() {
            match character {
                '\'' => {
                    self.rest = &self.rest[index + 1..];
                    return Ok(Argument::Text);
                }
                '\\' => {
                    let escaped = characters.next().map(|(_, it)| it);
                    if !escaped.is_some_and(|it| "'{}\\".contains(it)) {
                        return Err("`\\` stands before `'`, `{`, `}` or `\\` only".to_owned());
                    }
                }
                _ => {}
            }
        }
        Err("a text is not closed by `'`".to_owned())
    }

    fn literal(&mut self) -> Result<Argument, String> {
        let end = self.rest.find([',', ')']).unwrap_or(self.rest.len());
        let (literal, rest) = self.rest.split_at(end);
        self.rest = rest;
        match literal.trim() {
            "true" | "false" | "null" => Ok(Argument::Other),
            number if number.parse::<f64>().is_ok_and(f64::is_finite) => Ok(Argument::Number),
            other => Err(format!(
                "`{other}` is no argument: a number, a text in `'…'`, a path or a call"
            )),
        }
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, character: char) -> bool {
        let rest = self.rest.strip_prefix(character);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

fn fits(function: &Function, arguments: &[Argument]) -> Result<(), String> {
    let (name, count) = (function.name, arguments.len());
    if count < function.arguments_min || count > function.arguments_max {
        let expected = match (function.arguments_min, function.arguments_max) {
            (min, usize::MAX) => format!("at least {min}"),
            (min, max) if min == max => min.to_string(),
            (min, max) => format!("{min} to {max}"),
        };
        return Err(format!("`States.{name}` takes {expected} arguments, not {count}"));
    }
    let misfit = arguments.iter().zip(function.numbers);
    let misfit = misfit.filter(|(argument, is_number)| **is_number && **argument == Argument::Text);
    if misfit.count() > 0 {
        return Err(format!("`States.{name}` takes a number or a path where a text stands"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn check(text: &str, expected: bool) {
        assert_eq!(parse(text).is_ok(), expected, "{text}: {:?}", parse(text));
    }

    #[test]
    fn calls_nest_and_take_paths_texts_numbers() {
        check("States.Format('Welcome to {}\\'s {}', $.name, 2)", true);
        check("States.ArrayGetItem(States.StringSplit($.arn, ':'), 0)", true);
        check("States.Array('Foo', 2020, $.json, null)", true);
        check("States.JsonToString($)    ", true);
        check("States.UUID()", true);
    }

    #[test]
    fn what_is_no_call_is_refused() {
        check("  States.Format($.a)", false);
        check("States.JsonToString($", false);
        check("States.StringToJson $.a)", false);
        check("States. ", false);
        check("JsonToString($)", false);
        check("States\nJsonToString($)", false);
        check("States.Nothing($)", false);
    }

    #[test]
    fn arguments_are_counted_and_typed() {
        check("States.MathAdd(1,'-1')", false);
        check("States.MathAdd(1)", false);
        check("States.UUID($.a)", false);
        check("States.StringToJson('a \\\" b')", false);
    }
}
