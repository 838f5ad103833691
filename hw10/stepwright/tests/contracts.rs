//! Contracts and faults: the derived wire form against serde's own, and what is said of a value that is not one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use stepwright::{Contract, Fault, Problem, decode};

/// The problems of a value as `pointer: detail`.
fn problems<T: Contract>(value: Value) -> Vec<String> {
    let problems = decode::<T>(value).err().unwrap_or_default();
    let text = |Problem { pointer, detail }: Problem| format!("{pointer}: {detail}");
    problems.into_iter().map(text).collect()
}

// ---- names on the wire ----

/// A struct under each of serde's rules: what serde writes, the contract takes; and without any one of its fields, the
/// problem names the field as serde does.
macro_rules! renamed_as_serde_does {
    ($($test:ident $rule:literal;)*) => {$(
        #[test]
        fn $test() {
            #[derive(Contract, Serialize, Deserialize, JsonSchema)]
            #[serde(rename_all = $rule, deny_unknown_fields)]
            struct Names {
                id: u32,
                date_opened: u32,
                r#type: u32,
                a_b_c: u32,
                line_2: u32,
                #[serde(rename = "as-It_is")]
                renamed: u32,
            }
            let names = Names { id: 1, date_opened: 2, r#type: 3, a_b_c: 4, line_2: 5, renamed: 6 };
            let written = serde_json::to_value(names).expect("JSON");
            assert_eq!(problems::<Names>(written.clone()), [""; 0]);
            for field in written.as_object().expect("an object").keys() {
                let mut without = written.clone();
                without.as_object_mut().expect("an object").remove(field);
                assert_eq!(problems::<Names>(without), [format!("/{field}: is required")]);
            }
        }
    )*};
}
renamed_as_serde_does! {
    lowercase "lowercase";
    uppercase "UPPERCASE";
    pascal_case "PascalCase";
    camel_case "camelCase";
    snake_case "snake_case";
    screaming_snake_case "SCREAMING_SNAKE_CASE";
    kebab_case "kebab-case";
    screaming_kebab_case "SCREAMING-KEBAB-CASE";
}

// ---- what is wrong with a value ----

#[derive(Debug, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Order {
    article: String,
    #[serde(rename = "pieces/box~")]
    pieces: u8,
    note: Option<String>,
    lines: Vec<Line>,
}

#[derive(Debug, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
struct Line {
    kind: Kind,
    price: Option<i32>,
}

#[derive(Debug, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
enum Kind {
    #[serde(rename = "bk")]
    Book,
    Tea,
}

#[derive(Debug, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
struct Weight(u32);

#[test]
fn a_value_without_problems_is_decoded() {
    let order = decode::<Order>(json!({
        "article": "tea", "pieces/box~": 3, "note": null, "lines": [{ "kind": "bk" }, { "kind": "Tea", "price": -1 }],
    }));
    let lines = vec![
        Line {
            kind: Kind::Book,
            price: None,
        },
        Line {
            kind: Kind::Tea,
            price: Some(-1),
        },
    ];
    let expected = Order {
        article: "tea".to_owned(),
        pieces: 3,
        note: None,
        lines,
    };
    assert_eq!(order, Ok(expected));
}

#[test]
fn every_problem_is_reported_with_its_pointer() {
    let found = problems::<Order>(json!({
        "article": 5,
        "pieces/box~": 300,
        "note": false,
        "lines": [{ "kind": "Tea" }, { "kind": "Coffee", "price": "2" }, {}, 7],
        "a/b~c": 1,
    }));
    let pointers: Vec<_> = found
        .iter()
        .map(|it| it.split(": ").next().expect("a pointer"))
        .collect();
    assert_eq!(
        pointers,
        [
            "/article",
            "/pieces~1box~0",
            "/note",
            "/lines/1/kind",
            "/lines/1/price",
            "/lines/2/kind",
            "/lines/3",
            "/a~1b~0c",
        ]
    );
}

#[test]
fn a_problem_says_what_is_expected() {
    assert_eq!(problems::<Order>(json!([])), [": must be an object, not an array"]);
    assert_eq!(problems::<Order>(Value::Null), [": must be an object, not null"]);
    assert_eq!(
        problems::<Line>(json!({ "kind": "Coffee" })),
        ["/kind: unknown variant `Coffee`, expected `bk` or `Tea`"]
    );
    assert_eq!(
        problems::<Line>(json!({ "kind": "Tea", "price": 2.5 })),
        ["/price: invalid type: floating point `2.5`, expected i32"]
    );
    assert_eq!(
        problems::<Weight>(json!(-1)),
        [": invalid value: integer `-1`, expected u32"]
    );
}

#[test]
fn an_unknown_field_is_a_problem_only_where_the_type_says_so() {
    let unknown = json!({ "article": "", "pieces/box~": 0, "lines": [], "color": 1 });
    let known = "article, pieces/box~, note, lines";
    assert_eq!(
        problems::<Order>(unknown),
        [format!("/color: is not a field; there are {known}")]
    );
    assert_eq!(problems::<Line>(json!({ "kind": "Tea", "color": 1 })), [""; 0]);
}

#[test]
fn an_integer_is_read_by_its_value() {
    fn check<T: Contract + PartialEq + std::fmt::Debug>(text: &str, expected: Option<T>) {
        let value = serde_json::from_str(text).expect("JSON");
        assert_eq!(decode::<T>(value).ok(), expected, "{text}");
    }
    check("500.0", Some(500_u32));
    check("5e2", Some(500_u32));
    check("-0.0", Some(0_u32));
    check("[1.0, 2e0]", Some(vec![1_i8, 2]));
    check("500.5", None::<u32>);
    check("4294967296.0", None::<u32>);
    check("9007199254740991.0", Some(9_007_199_254_740_991_i64));
    check("9007199254740992.0", None::<i64>);
    check("1e300", None::<i64>);
    check("500", Some(500.0_f64));
}

#[test]
fn an_option_may_be_absent_or_null_and_nothing_else_may() {
    assert_eq!(problems::<Line>(json!({ "kind": "Tea" })), [""; 0]);
    assert_eq!(problems::<Line>(json!({ "kind": "Tea", "price": null })), [""; 0]);
    assert_eq!(problems::<Line>(json!({ "price": 1 })), ["/kind: is required"]);
    assert_eq!(problems::<Line>(json!({ "kind": null })).len(), 1);
    assert_eq!(decode::<Option<u32>>(Value::Null), Ok(None));
    assert_eq!(decode::<Option<Vec<u32>>>(json!([1])), Ok(Some(vec![1])));
}

#[test]
fn the_items_of_a_list_are_looked_at_one_by_one() {
    assert_eq!(
        problems::<Vec<Vec<u8>>>(json!([[1, -1], [], [256]])),
        [
            "/0/1: invalid value: integer `-1`, expected u8",
            "/2/0: invalid value: integer `256`, expected u8"
        ]
    );
    assert_eq!(problems::<Vec<u8>>(json!({})).len(), 1);
}

// ---- faults ----

/// The shelf is empty.
///
/// Not a part of the description.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[fault(
    status = 409,
    detail = "{article}: {pieces_left} left, {asked} asked.",
    title = "Sold out"
)]
struct OutOfStock {
    article: String,
    pieces_left: u32,
    asked: Asked,
}

#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
struct Asked {
    grams: u32,
}

#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 503, detail = "The depot is closed.", retry_after_seconds = 7, transient)]
struct DepotClosed {}

#[derive(Debug, Clone, PartialEq, Fault)]
enum StepError {
    OutOfStock(OutOfStock),
    DepotClosed(DepotClosed),
}

#[derive(Debug, Clone, PartialEq, Fault)]
enum SaleError {
    Step(StepError),
    Closed(DepotClosed),
}

fn out_of_stock() -> OutOfStock {
    OutOfStock {
        article: "tea".to_owned(),
        pieces_left: 2,
        asked: Asked { grams: 500 },
    }
}

fn names(table: &[&'static stepwright::FaultEntry]) -> Vec<&'static str> {
    table.iter().map(|entry| entry.name).collect()
}

#[test]
fn a_fault_knows_its_name_and_what_to_say() {
    let entry = out_of_stock().entry();
    assert_eq!(entry.name, "OutOfStock");
    assert_eq!(entry.rust_path, "contracts::OutOfStock");
    assert_eq!(entry.description, "The shelf is empty.");
    assert_eq!((entry.title, entry.status), ("Sold out", 409));
    assert_eq!((entry.retry_after_seconds, entry.transient), (None, false));

    let entry = DepotClosed {}.entry();
    assert_eq!((entry.title, entry.status), ("Depot closed", 503));
    assert_eq!((entry.retry_after_seconds, entry.transient), (Some(7), true));
}

#[test]
fn the_sentence_of_a_fault_is_filled_in_from_its_fields_on_the_wire() {
    let fault = out_of_stock();
    assert_eq!(fault.entry().detail, "{article}: {piecesLeft} left, {asked} asked.");
    assert_eq!(fault.to_string(), "tea: 2 left, {\"grams\":500} asked.");
    assert_eq!(
        SaleError::from(StepError::from(fault)).to_string(),
        "tea: 2 left, {\"grams\":500} asked."
    );
}

#[test]
fn the_table_of_a_choice_has_each_fault_once() {
    assert_eq!(names(&DepotClosed::table()), ["DepotClosed"]);
    assert_eq!(names(&StepError::table()), ["OutOfStock", "DepotClosed"]);
    assert_eq!(names(&SaleError::table()), ["OutOfStock", "DepotClosed"]);
}

#[test]
fn a_fault_comes_back_from_the_wire() {
    let fault = SaleError::from(StepError::from(out_of_stock()));
    assert_eq!(
        fault.payload(),
        json!({ "article": "tea", "piecesLeft": 2, "asked": { "grams": 500 } })
    );
    assert_eq!(SaleError::from_wire(fault.name(), &fault.payload()), Some(Ok(fault)));
}

#[test]
fn a_fault_that_two_variants_can_hold_comes_back_in_the_first() {
    let closed = SaleError::from_wire("DepotClosed", &json!({}));
    assert_eq!(
        closed,
        Some(Ok(SaleError::Step(StepError::DepotClosed(DepotClosed {}))))
    );
}

#[test]
fn a_name_that_is_no_fault_of_the_type_is_not_read() {
    assert_eq!(SaleError::from_wire("Lambda.Unknown", &json!({})), None);
    assert_eq!(OutOfStock::from_wire("DepotClosed", &json!({})), None);
}

#[test]
fn a_payload_that_is_not_the_faults_has_its_problems() {
    let problems = SaleError::from_wire("OutOfStock", &json!({ "article": 1 })).expect("the name is known");
    let pointers: Vec<_> = problems
        .expect_err("it is broken")
        .into_iter()
        .map(|it| it.pointer)
        .collect();
    assert_eq!(pointers, ["/article", "/piecesLeft", "/asked"]);
}

#[test]
fn a_fault_leaves_a_step_under_its_name() {
    let failure = stepwright::StepFailure::from(StepError::from(out_of_stock()));
    assert_eq!(failure.error_type, "OutOfStock");
    assert_eq!(
        failure.error_message,
        r#"{"article":"tea","piecesLeft":2,"asked":{"grams":500}}"#
    );
}

mod variants {
    //! Enums whose variants hold data, in each form that serde writes.

    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};
    use serde_json::{Value, json};
    use stepwright::{Contract, decode};

    #[derive(Debug, PartialEq, Clone, Contract, Serialize, Deserialize, JsonSchema)]
    struct Card {
        number: String,
        limit: Option<u8>,
    }

    macro_rules! payments {
        ($($name:ident: $($attribute:meta)?;)*) => {$(
            #[derive(Debug, PartialEq, Clone, Contract, Serialize, Deserialize, JsonSchema)]
            #[serde(rename_all = "kebab-case", rename_all_fields = "camelCase" $(, $attribute)?)]
            enum $name {
                Cash,
                #[serde(rename = "cheque")]
                Check { drawn_on: String, cents: u32, note: Option<String> },
                #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
                WireTransfer { to_account: Option<Card> },
            }
        )*};
    }
    payments! {
        External: ;
        Internal: tag = "type";
    }

    #[derive(Debug, PartialEq, Clone, Contract, Serialize, Deserialize, JsonSchema)]
    #[serde(tag = "t", content = "c")]
    enum Adjacent {
        Nothing,
        One(Card),
        Maybe(Option<u8>),
        Two { first: u8, second: Option<u8> },
    }

    #[derive(Debug, PartialEq, Clone, Contract, Serialize, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    enum Strict {
        One(Card),
        Two { first: u8 },
    }

    fn agrees<T: Contract + PartialEq + std::fmt::Debug>(values: impl IntoIterator<Item = T>) {
        for value in values {
            let written = serde_json::to_value(&value).expect("a contract can be written");
            assert_eq!(decode::<T>(written.clone()), Ok(value), "{written}");
        }
    }

    #[test]
    fn what_serde_writes_is_taken() {
        let card = Card {
            number: "5".to_owned(),
            limit: Some(7),
        };
        agrees([
            External::Cash,
            External::Check {
                drawn_on: "bank".to_owned(),
                cents: 5,
                note: None,
            },
            External::WireTransfer {
                to_account: Some(card.clone()),
            },
        ]);
        agrees([
            Internal::Cash,
            Internal::Check {
                drawn_on: "bank".to_owned(),
                cents: 5,
                note: Some(String::new()),
            },
            Internal::WireTransfer { to_account: None },
        ]);
        agrees([
            Adjacent::Nothing,
            Adjacent::One(card.clone()),
            Adjacent::Maybe(None),
            Adjacent::Maybe(Some(3)),
            Adjacent::Two { first: 1, second: None },
        ]);
        agrees([Strict::One(card), Strict::Two { first: 1 }]);
    }

    fn problems<T: Contract + std::fmt::Debug>(value: Value) -> Vec<String> {
        let problems = decode::<T>(value).expect_err("the value is broken");
        problems
            .into_iter()
            .map(|problem| format!("{}: {}", problem.pointer, problem.detail))
            .collect()
    }

    #[test]
    fn every_problem_of_a_variant_is_told_where_it_is() {
        assert_eq!(
            problems::<External>(json!({ "cheque": { "drawnOn": 5, "cents": -1 } })),
            [
                "/cheque/drawnOn: invalid type: integer `5`, expected a string",
                "/cheque/cents: invalid value: integer `-1`, expected u32",
            ]
        );
        assert_eq!(
            problems::<Internal>(json!({ "type": "cheque", "cents": 5 })),
            ["/drawnOn: is required"]
        );
        assert_eq!(
            problems::<Adjacent>(json!({ "t": "One", "c": { "limit": 1 } })),
            ["/c/number: is required"]
        );
        assert_eq!(
            problems::<Strict>(json!({ "Two": { "first": 1, "third": 3 } })),
            ["/Two/third: is not a field; there are first"]
        );
    }

    #[test]
    fn an_unknown_variant_names_those_there_are() {
        let known = "`cash`, `cheque`, `wire-transfer`";
        assert_eq!(
            problems::<External>(json!("gold")),
            [format!(": must be one of {known}, not `gold`")]
        );
        assert_eq!(
            problems::<External>(json!({ "gold": 1 })),
            [format!(": must be one of {known}, not `gold`")]
        );
        assert_eq!(
            problems::<External>(json!(5)),
            [format!(": must be one of {known}, not a number")]
        );
        assert_eq!(
            problems::<Internal>(json!({ "type": "gold" })),
            [format!("/type: must be one of {known}, not `gold`")]
        );
        assert_eq!(problems::<Internal>(json!({})), ["/type: is required"]);
        assert_eq!(problems::<Adjacent>(json!({ "t": "One" })), ["/c: is required"]);
        assert_eq!(
            problems::<External>(json!("cheque")),
            [": must be an object: `cheque` holds something"]
        );
    }
}
