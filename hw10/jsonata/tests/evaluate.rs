//! What expressions give, checked on the public surface.

use jsonata::{Bindings, EvaluationError, Expression, ParseError, Part, Randomness, World};
use serde_json::{Value, json};

/// Evaluates with `$states.input` and `$account` bound.
fn evaluate(expression: &str) -> Result<Value, EvaluationError> {
    let input = json!({ "amount": 500, "tags": ["a", "b"], "one": [7], "none": [], "nested": { "deep": null } });
    let account = json!({ "id": "12345", "balance": 1000.25 });
    let mut bindings = Bindings::new();
    bindings.bind_object("states", vec![("input", Part::Value(&input))]);
    bindings.bind("account", &account);
    let mut world = World {
        now_milliseconds: 1_795_000_000_123,
        randomness: Randomness::new(42),
        ..World::default()
    };
    Expression::parse(expression)
        .expect("the expression parses")
        .evaluate(&bindings, &mut world)
}

#[track_caller]
fn check(expression: &str, expected: Value) {
    assert_eq!(evaluate(expression), Ok(expected), "{expression}");
}

#[test]
fn fields_of_variables_are_read() {
    check("$states.input.amount", json!(500));
    check("$states.input.tags", json!(["a", "b"]));
    check("$states.input.one", json!([7]));
    check("$states.input.none", json!([]));
    check("$states.input.nested.deep", json!(null));
    check("$account", json!({ "id": "12345", "balance": 1000.25 }));
    check("$account.balance", json!(1000.25));
    check("$states.input.nested", json!({ "deep": null }));
}

#[test]
fn an_expression_sees_all_that_its_paths_lead_to() {
    check("$states.input.nested.*", json!(null));
    check("$states.input.(amount + $count(tags))", json!(502));
    check("$states[0].input.amount", json!(500));
    check("$states.input.tags[1]", json!("b"));
    check("$lookup($states, 'input').amount", json!(500));
    check("$count($keys($states.input))", json!(5));
    check("($it := $states.input; $it.one)", json!([7]));
    check("$states.input.nested.{ 'amount': %.amount }", json!({ "amount": 500 }));
    check("$states.**.deep", json!(null));
    check("$states.input.tags.$uppercase($)", json!(["A", "B"]));
    check(
        "[$states.input.amount, $states.input.one, $account.id]",
        json!([500, 7, "12345"]),
    );
}

#[test]
fn a_plain_path_gives_what_the_engine_gives() {
    let value = json!({
        "a": { "b": { "c": 1, "d": [], "e": [[1]], "f": null, "g": "" }, "list": [{ "b": 1 }, { "b": [2, 3] }, {}] },
        "n": [0.1, 1e21, -0.0, 12345678901234567890_u64, true],
        "nested": [[{ "b": 1 }]]
    });
    let mut bindings = Bindings::new();
    bindings.bind("v", &value);
    let evaluate = |source: &str| {
        Expression::parse(source)
            .expect("parses")
            .evaluate(&bindings, &mut World::default())
    };
    for path in [
        "",
        ".a",
        ".a.b",
        ".a.b.c",
        ".a.b.d",
        ".a.b.e",
        ".a.b.f",
        ".a.b.f.x",
        ".a.list",
        ".a.list.b",
        ".n",
        ".nested.b",
        ".no",
    ] {
        // A block of one expression means the same, and only the engine takes it.
        assert_eq!(
            evaluate(&format!("$v{path}")),
            evaluate(&format!("($v{path})")),
            "{path}"
        );
    }
}

#[test]
fn a_lazy_part_is_made_only_for_an_expression_that_reads_it() {
    let made = std::cell::Cell::new(0);
    let make = || {
        made.set(made.get() + 1);
        json!({ "Name": "run" })
    };
    let input = json!(1);
    let mut bindings = Bindings::new();
    bindings.bind_object(
        "states",
        vec![("input", Part::Value(&input)), ("context", Part::Lazy(&make))],
    );
    let evaluate = |source| {
        Expression::parse(source)
            .expect("parses")
            .evaluate(&bindings, &mut World::default())
    };
    assert_eq!(evaluate("$states.input + 1"), Ok(json!(2)));
    assert_eq!(made.get(), 0);
    assert_eq!(evaluate("$states.context.Name & '!'"), Ok(json!("run!")));
    assert_eq!(evaluate("$states.context.Name"), Ok(json!("run")));
    assert_eq!(made.get(), 2);
}

#[test]
fn whole_numbers_stay_whole() {
    check("$states.input.amount * 2", json!(1000));
    check("$account.balance + 0.75", json!(1001));
    check("-0", json!(0));
    check("9007199254740992", json!(9_007_199_254_740_992_u64));
}

#[test]
fn comparisons_and_conditions_work() {
    check("$account.balance >= $states.input.amount", json!(true));
    check("$account.id = '12345' and $not($states.input.amount = 0)", json!(true));
    check("$exists($states.input.desc) ? $states.input.desc : null", json!(null));
}

#[test]
fn an_undefined_result_is_an_error() {
    for expression in [
        "$states.input.desc",
        "$nobody",
        "$states.result",
        "$",
        "$$.input",
        "$parse($states.input.no)",
    ] {
        assert_eq!(evaluate(expression), Err(EvaluationError::Undefined), "{expression}");
    }
}

#[test]
fn a_function_is_not_a_value() {
    assert_eq!(evaluate("$sum"), Err(EvaluationError::NotJson("a function")));
    assert_eq!(
        evaluate("{'f': function($x) { $x }}"),
        Err(EvaluationError::NotJson("a function"))
    );
}

#[test]
fn partition_cuts_an_array_into_pieces() {
    check("$partition([1, 2, 3], 2)", json!([[1, 2], [3]]));
    check("$partition([0], 4)", json!([[0]]));
    check("$partition([], 4)", json!([]));
    assert!(evaluate("$partition([1], 0)").is_err());
}

#[test]
fn range_counts_up_and_down() {
    check("$range(0, 10, 3)", json!([0, 3, 6, 9]));
    check("$range(3, 1, -1)", json!([3, 2, 1]));
    check("$range(1, 0, 1)", json!([]));
    assert!(evaluate("$range(0, 1, 0)").is_err());
    assert!(evaluate("$range(0, 1e9, 1)").is_err());
}

#[test]
fn hash_gives_the_digest_in_hexadecimal() {
    check("$hash('bank', 'MD5')", json!("bd5af1f610a12434c9128e4a399cef8a"));
    check("$hash('', 'SHA-1')", json!("da39a3ee5e6b4b0d3255bfef95601890afd80709"));
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    check("$hash('', 'SHA-256')", json!(empty));
    check("$length($hash('x', 'SHA-384'))", json!(96));
    check("$length($hash('x', 'SHA-512'))", json!(128));
    assert!(evaluate("$hash('x', 'CRC')").is_err());
}

#[test]
fn parse_reads_json_text() {
    check("$parse('{\"a\": [1, null]}').a", json!([1, null]));
    check("$map(['1', 'true'], $parse)", json!([1, true]));
    check("$clone($parse('[1]'))", json!([1]));
    assert!(evaluate("$parse('{')").is_err());
}

#[test]
fn texts_have_fifteen_digits_of_a_number_and_indexes_first() {
    check("$string(9007199254740991)", json!("9007199254740990"));
    check(
        "$string({'n': [1234567890123456, 0.1 + 0.2]})",
        json!(r#"{"n":[1234567890123460,0.3]}"#),
    );
    check("'' & 9007199254740991 & (1 = 1)", json!("9007199254740990true"));
    check("$string(['a', null, -0])", json!(r#"["a",null,0]"#));
    check("$string('as it is')", json!("as it is"));
    check(
        "$string($parse('{\"b\": 1, \"10\": 2, \"9\": 3, \"01\": 4}'))",
        json!(r#"{"9":3,"10":2,"b":1,"01":4}"#),
    );
    check("$formatBase(9007199254740991, 10)", json!("9007199254740991"));
    assert_eq!(evaluate("$string($states.input.no)"), Err(EvaluationError::Undefined));
    check("'a' & $states.input.no", json!("a"));
}

#[test]
fn a_shuffle_follows_the_seed_and_loses_nothing() {
    let shuffled = evaluate("$shuffle([1..20])");
    assert_eq!(shuffled, evaluate("$shuffle([1..20])"));
    assert_ne!(shuffled, evaluate("[1..20]"));
    check("$sort($shuffle([1..20])) = [1..20]", json!(true));
    check("$shuffle('one')", json!(["one"]));
    assert_eq!(evaluate("$shuffle($nothing)"), Err(EvaluationError::Undefined));
}

#[test]
fn random_follows_the_seed() {
    let first = evaluate("$random()").expect("a number");
    assert_eq!(evaluate("$random()"), Ok(first.clone()));
    assert_ne!(evaluate("[$random(), $random()]").expect("two")[1], first);
    assert_eq!(evaluate("$random(5)"), evaluate("($random(); $random(5))"));
}

#[test]
fn uuids_differ_within_an_evaluation_and_repeat_with_the_seed() {
    let pair = evaluate("[$uuid(), $uuid()]").expect("two");
    assert_ne!(pair[0], pair[1]);
    assert_eq!(evaluate("[$uuid(), $uuid()]"), Ok(pair));
}

#[test]
fn the_time_is_the_worlds() {
    check("$millis()", json!(1_795_000_000_123_i64));
    check("$now()", json!("2026-11-18T11:06:40.123Z"));
    check("$now('[Y0001]')", json!("2026"));
}

#[test]
fn a_variable_may_bear_the_name_of_a_function() {
    let value = json!("mine");
    let mut bindings = Bindings::new();
    bindings.bind("hash", &value);
    let expression = Expression::parse("$hash & '!'").expect("parses");
    assert_eq!(
        expression.evaluate(&bindings, &mut World::default()),
        Ok(json!("mine!"))
    );
}

#[test]
fn what_loops_is_stopped() {
    assert!(matches!(
        evaluate("($f := function($n) { $n + $f($n + 1) }; $f(1))"),
        Err(EvaluationError::Failed(_))
    ));
    assert!(matches!(
        evaluate("[1..10000000].($ * 2)"),
        Err(EvaluationError::Failed(_))
    ));
}

#[test]
fn what_breaks_the_engine_is_an_error_of_the_expression() {
    assert!(evaluate("$fromMillis(0, '[,2]')").is_err());
}

#[test]
fn what_step_functions_lacks_is_refused_with_a_way_out() {
    for expression in ["$a ?? 1", "$a ?: 1", "$eval('1')", "{'x': [$eval('1')]}"] {
        let error = Expression::parse(expression).expect_err(expression);
        assert!(matches!(error, ParseError::Unsupported { .. }), "{error}");
        assert!(error.to_string().contains("write "), "{error}");
    }
}

#[test]
fn a_syntax_error_quotes_the_expression() {
    let error = Expression::parse("$a +").expect_err("incomplete");
    assert!(
        error.to_string().starts_with("`$a +` is not a JSONata expression: "),
        "{error}"
    );
}

#[test]
fn variables_are_those_that_the_expression_does_not_set() {
    let variables = |source: &str| {
        let expression = Expression::parse(source).expect("parses");
        expression.variables().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(variables("$states.input.a + $b.c[$d > 1]"), ["states", "b", "d"]);
    assert_eq!(variables("($x := $x + 1; $x)"), ["x"]);
    assert_eq!(variables("(($y := 1); $y)"), ["y"]);
    assert_eq!(
        variables("$map($list, function($v, $i) { $v + $i + $k })"),
        ["list", "k"]
    );
    assert_eq!(variables("$reduce($list, $sum)"), ["list"]);
    assert_eq!(
        variables("($f := function($n) { $f($n) }; $f(1))"),
        Vec::<String>::new()
    );
    assert_eq!(variables("$orders@$o.lines[$o.id = 1]"), ["orders"]);
}

#[test]
fn an_expression_can_be_shared_between_threads() {
    fn shareable<T: Send + Sync>(_: &T) {}
    shareable(&Expression::parse("$a.b").expect("parses"));
}
