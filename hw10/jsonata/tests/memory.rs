//! However much an expression tries to make, and however it does, memory and time stay within bounds.

use jsonata::{Bindings, Expression, World};
use peak_alloc::PeakAlloc;
use serde_json::Value;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// More than any evaluation may need, in MiB.
const PEAK_MAX: f32 = 1_536.0;

/// Evaluates to an error that says that it is too much.
#[track_caller]
fn check(expression: &str) {
    MEMORY.reset_peak_usage();
    let parsed = Expression::parse(expression).expect("the expression parses");
    let result = parsed.evaluate(&Bindings::new(), &mut World::default());
    let error = result.map(shortened).expect_err(expression).to_string();
    let is_bound = ["too much", "at most", "no payload can hold", "D1012", "D2015", "D1011"];
    assert!(is_bound.iter().any(|it| error.contains(it)), "{expression}: {error}");
    let peak = MEMORY.peak_usage_as_mb();
    assert!(peak < PEAK_MAX, "{expression}: {peak} MiB");
}

fn shortened(value: Value) -> String {
    value.to_string().chars().take(80).collect()
}

/// Makes of a value one that holds it twice, sixty times over, and then looks at it.
fn doubled(larger: &str, start: &str, look: &str) -> String {
    format!("($id := function($x) {{ $x }}; $x := $reduce([1..60], function($a, $v) {{ {larger} }}, {start}); {look})")
}

#[test]
fn what_an_expression_makes_is_bounded() {
    every_way_to_double_a_value();
    every_way_to_copy_a_text();
    every_way_to_pile_up();
}

fn every_way_to_double_a_value() {
    const LOOKS: [&str; 4] = ["[1][$x]", "$x ? 1 : 2", "{ $x: 1 }", "$count($x.**)"];
    let ways = [
        ("{ 'a': $a, 'b': $a }", "0"),
        ("[[$a, $a]]", "0"),
        ("($b := [$a]; $append([$b], [$b]))", "0"),
        ("$map([1, 2], function() { $a })", "[[0]]"),
        ("$map([1, 2], function() { $id($a) })", "[[0]]"),
        (
            "($b := [{ 'k': $a }]; $map([1..1000], function() { $single($b, function() { true }) }))",
            "[[0]]",
        ),
        (
            "$map([1, 2], function() { $reduce([], function($p, $q) { $p }, $a) })",
            "[[0]]",
        ),
        ("$map([1, 2], function() { $filter($a, function() { true }) })", "[[0]]"),
        ("$map([1, 2], function() { 1 = 1 ? ($a) : 0 })", "[[0]]"),
        ("$map([[$a], [$a]], $reverse)", "[[0]]"),
        ("$map([$a, $a], $clone)", "[[0]]"),
        ("$zip($a, $a)", "[0, 0]"),
        ("$each({ 'a': 1, 'b': 2 }, function() { $a })", "[[0]]"),
        ("[1, 2]{ $string($): $a }", "0"),
        ("[1, 2].{ 'k': $a }", "0"),
        ("{ 'x': $a, 'y': $a } ~> |$|{ 'z': x }|", "{}"),
        ("$merge([{ 'a': $a }, { 'b': $a }])", "0"),
        ("$partition([$a, $a], 1)", "0"),
    ];
    for ((larger, start), look) in ways.into_iter().zip(LOOKS.into_iter().cycle()) {
        check(&doubled(larger, start, look));
    }
    LOOKS
        .iter()
        .for_each(|look| check(&doubled(ways[0].0, ways[0].1, look)));
}

/// Each function that gives a text as long as it is given, or longer, of a long text, many times.
fn every_way_to_copy_a_text() {
    let long = "$b := $pad('', 1000000, 'ab'); $x := $map([1..5000], function() { $b }); $f := function($t) { $t };";
    for (name, arguments) in [
        ("string", ""),
        ("uppercase", ""),
        ("lowercase", ""),
        ("trim", ""),
        ("substring", ", 1"),
        ("substringBefore", ", 'z'"),
        ("substringAfter", ", 'a'"),
        ("pad", ", 1000001"),
        ("split", ", 'b'"),
        ("match", ", /a/"),
        ("replace", ", 'a', 'c'"),
        ("base64encode", ""),
        ("base64decode", ""),
        ("encodeUrl", ""),
        ("encodeUrlComponent", ""),
        ("decodeUrl", ""),
        ("decodeUrlComponent", ""),
    ] {
        check(&format!("({long} $map($x, function($t) {{ ${name}($t{arguments}) }}))"));
        if !["string", "pad", "match"].contains(&name) {
            continue;
        }
        let rest = arguments.trim_start_matches(", ");
        for form in [
            format!("$map($x, function($t) {{ $t ~> ${name}({rest}) }})"),
            format!("$map($x, ${name}(?{arguments}))"),
            format!("($g := ${name}; $map($x, function($t) {{ $g($t{arguments}) }}))"),
            format!("$map($x, function($t) {{ $t.${name}({rest}) }})"),
            format!("$x.${name}({rest})"),
        ] {
            check(&format!("({long} {form})"));
        }
        if arguments.is_empty() {
            check(&format!("({long} $map($x, ${name}))"));
            check(&format!("({long} $map($x, $f ~> ${name}))"));
        }
    }
    check(&format!("({long} $map($x, function($t) {{ $t & 'x' }}))"));
    check(&format!("({long} $map($x, function($t) {{ $join([$t, 'x']) }}))"));
}

fn every_way_to_pile_up() {
    let long = "$a := $range(1, 100000, 1);";
    for pile in [
        "$map($a, function() { $pad('', 1000000) })",
        "$map($a, function() { $reverse($a) })",
        "$map($a, function() { [$range(1, 100000, 1)] })",
        "$map($a, function() { [1..100000] })",
        "$map($a, function() { $append($a, 1) })",
        "$map($a, function() { $a.($ + 1) })",
        "$map($a, function() { $zip($a, $a) })",
        "$map($a, function() { $sort($a) })",
        "$map($a, function() { $shuffle($a) })",
        "$map($a, function() { $filter($a, function($i) { $i > 1 }) })",
        "$a.$a",
        "[1..100000].[1..100000]",
        "$zip($a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a, $a)",
        "($f := function($n, $t) { $n = 0 ? 0 : 1 + $f($n - 1, $pad('', 1000000)) }; $f(600, ''))",
        "$parse('[' & $join($map($a, function() { '0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,' }), '') & '0]')",
    ] {
        check(&format!("({long} {pile})"));
    }
    check("$formatNumber(1, $pad('', 100000, '0'))");
    check("$fromMillis(1, $pad('', 100000, '[Y]'))");
}
