//! What an expression cannot do: take memory and time without bound, or the stack.

use std::time::Duration;

use jsonata::{Bindings, EvaluationError, Excess, Expression, VALUE_BYTES_MAX, World};
use serde_json::{Value, json};

fn evaluate(expression: &str) -> Result<Value, EvaluationError> {
    let expression = Expression::parse(expression).expect("the expression parses");
    expression.evaluate(&Bindings::new(), &mut World::default())
}

#[track_caller]
fn check(expression: &str, expected: Value) {
    assert_eq!(evaluate(expression), Ok(expected), "{expression}");
}

#[track_caller]
fn fails(expression: &str, why: &str) {
    let error = evaluate(expression).expect_err(expression).to_string();
    assert!(error.contains(why), "{expression}: {error}");
}

/// A value that holds another one twice, which holds another one twice, and so on.
const TWICE: &str = "$reduce([1..16], function($a, $v) { { 'a': $a, 'b': $a } }, 1)";

/// A function that makes of a value a larger one, again and again.
fn again(larger: &str, start: &str) -> String {
    format!("$length($string($reduce([1..200], function($a, $v) {{ {larger} }}, {start})))")
}

#[test]
fn a_value_that_is_endless_to_walk_is_not_walked() {
    assert_eq!(evaluate(TWICE), Err(EvaluationError::TooLarge(Excess::Bytes)));
    for walk in ["$string($x)", "$x & 'a'", "$x = $y", "$x != $y", "$join([$x], ',')"] {
        fails(&format!("($x := {TWICE}; $y := {TWICE}; {walk})"), "is too much");
    }
}

#[test]
fn a_value_that_is_deeper_than_the_stack_is_not_walked() {
    let deep = "$reduce([1..900], function($a, $v) { { 'a': $a } }, 1)";
    assert_eq!(evaluate(deep), Err(EvaluationError::TooLarge(Excess::Nesting)));
    fails(&format!("$string({deep})"), "nested deeper than 127 levels");
    let deeper = "$reduce([1..10000], function($a, $v) { { 'a': $a } }, 1)";
    fails(deeper, "nested deeper than 1000 levels");
    let readable = "$string($reduce([1..127], function($a, $v) { { 'a': $a } }, 1))";
    check(&format!("$exists($parse({readable}))"), json!(true));
}

#[test]
fn a_text_does_not_grow_without_bound() {
    for larger in [
        "$a & $a",
        "$a & 'x' & $a",
        "$join([$a, $a])",
        "[$a, $a] ~> $join('')",
        "$replace($a, 'a', $a)",
        "$a ~> $replace('a', $a)",
    ] {
        fails(&again(larger, "'aaa'"), "is too much");
    }
    let long = format!("$pad('', {VALUE_BYTES_MAX} - 100, 'a')");
    check(&format!("$length({long})"), json!(VALUE_BYTES_MAX - 100));
    fails("$pad('', 1e12)", "$pad makes at most");
    fails("'x' ~> $pad(-1e12, '#')", "$pad makes at most");
    fails("$join([1..1000].('a'), $pad('', 100000))", "could come of it");
    fails(
        "$replace($pad('', 10000, 'a'), 'a', $pad('', 10000))",
        "could come of it",
    );
}

#[test]
fn an_array_does_not_grow_without_bound() {
    fails(&again("[$a, $a]", "[1]"), "an array has at most");
    fails(&again("$append($a, $a)", "[1]"), "D2015");
}

#[test]
fn items_are_not_compared_with_each_other_without_bound() {
    fails("$distinct([1..100000])", "$distinct cannot compare 100000 items");
    check("$distinct([1, 2, 1])", json!([1, 2]));
}

#[test]
fn what_is_bounded_means_what_it_meant() {
    check("$join(['a', 'b'], ', ')", json!("a, b"));
    check("$join(['a', 'b'])", json!("ab"));
    check("['a', 'b'] ~> $join('-')", json!("a-b"));
    check("($j := $join(?, '-'); $j(['a', 'b']))", json!("a-b"));
    check("[['a', 'b'], ['c']].$join($, '+')", json!(["a+b", "c"]));
    check("$pad('x', -3, '#')", json!("##x"));
    check("('x').$pad(3)", json!("x  "));
    check("$replace('abc', 'b', 'x')", json!("axc"));
    check("('abc').$replace('b', 'x')", json!("axc"));
    check("'abc' ~> $replace(/(b)/, '$1$1')", json!("abbc"));
    check(
        "$replace('abab', /b/, function($m) { $m.match & '!' }, 1)",
        json!("ab!ab"),
    );
    check("$replace('abab', 'b', 'x', 1)", json!("axab"));
    check("$map(['a', 'b'], $base64encode)", json!(["YQ==", "Yg=="]));
    check("($s := $string(?); [$s(1), $s('a')])", json!(["1", "a"]));
    check("($p := $pad; [$p('a', 3), $p('a', -3, '#')])", json!(["a  ", "##a"]));
    check("($f := $uppercase ~> $trim; $f(' a '))", json!("A"));
    check("('a' ~> $uppercase ~> $pad(2, '#'))", json!("A#"));
    check("$map([[3, 1], [2]], $reverse)", json!([[1, 3], [2]]));
    check("$reduce([[1], [2]], $append)", json!([1, 2]));
    check("$filter([0, 1, '', 'a'], $boolean)", json!([1, "a"]));
    check("['a-b', 'c'].$split('-')", json!(["a", "b", "c"]));
    check("['a', 'b'].($uppercase() & $)", json!(["Aa", "Bb"]));
    check("[{ 'a': 1 }, { 'b': 2 }].$keys()", json!(["a", "b"]));
    check(
        "$map([1, 2], function($i) { $filter([$i], function($x) { $x > 1 }) })",
        json!([[], [2]]),
    );
    check(
        "($t := |a|{ 'c': 3 }|; [$t({ 'a': { 'b': 1 } }), { 'a': {} } ~> $t])",
        json!([{ "a": { "b": 1, "c": 3 } }, { "a": { "c": 3 } }]),
    );
    check("($x := { 'a': { 'b': [1, { 'c': 2 }] } }; $count($x.**))", json!(5));
    check("$zip([1, 2], ['a', 'b', 'c'], 3)", json!([[1, "a", 3]]));
    check(
        "($x := [{ 'k': 'a', 'v': 1 }, { 'k': 'b', 'v': 2 }]; $x{ k: v })",
        json!({ "a": 1, "b": 2 }),
    );
    check(
        "($f := function($n, $sum) { $n = 0 ? $sum : $f($n - 1, $sum + $n) }; $f(5000, 0))",
        json!(12_502_500),
    );
    check(
        "($uppercase := function($x) { $x & '!' }; [$uppercase('a'), $map(['b'], $uppercase)])",
        json!(["a!", "b!"]),
    );
    check("($x := { 'a': 5 }; { 'k': $x.a[] })", json!({ "k": [5] }));
    check("($join := function($a, $b) { $a - $b }; $join(3, 2))", json!(1));
    check("[[1, 2], [3]]", json!([[1, 2], [3]]));
    check("($a := [1, 2]; [$a, [$a], $a[0]])", json!([1, 2, [1, 2], 1]));
    check(
        "($a := [1, 2]; $b := [1, 2]; [$a = $b, $a != $b, 1 in $a])",
        json!([true, false, true]),
    );
    fails("$join(5, ',')", "T0412");
    fails("$replace(5, 'a', 'b')", "T0410");
    assert_eq!(evaluate("$join($nothing, ',')"), Err(EvaluationError::Undefined));
    assert_eq!(
        evaluate("$replace($nothing, 'a', 'b')"),
        Err(EvaluationError::Undefined)
    );
}

#[test]
fn a_world_with_nothing_left_evaluates_nothing() {
    let expression = Expression::parse("1 + 1").expect("parses");
    let mut world = World::default();
    world.allowance.time = Duration::ZERO;
    let error = expression.evaluate(&Bindings::new(), &mut world);
    assert_eq!(error, Err(EvaluationError::Exhausted("time")));
}

#[test]
fn what_is_kept_is_taken_of_the_allowance_until_nothing_is_left() {
    let mut world = World::default();
    world.allowance.bytes = 1_300;
    let value = json!({ "text": "x".repeat(400) });
    assert_eq!(world.keep(&value), Ok(()));
    assert!((600..900).contains(&world.allowance.bytes), "{}", world.allowance.bytes);
    assert_eq!(world.keep(&value), Ok(()));
    assert_eq!(world.keep(&value), Err(EvaluationError::Exhausted("memory")));
}
