//! The same for each of many items.

use std::cell::Cell;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use stepwright::native::{Call, Failure, Script, Source, run};
use stepwright::{CatchPlatform, Caught, Contract, Fault, MapResults, PlatformFault, csv, json_lines, map, sleep};

use crate::shop::{Refused, Shop, block_on, refused, seconds, shop};

#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
struct Row {
    article: String,
    pieces: Option<u32>,
}

fn numbers(last: u32) -> Vec<u32> {
    (1..=last).collect()
}

async fn odd(number: u32) -> Result<u32, Refused> {
    if number % 2 == 1 {
        Ok(number)
    } else {
        Err(refused("Ada"))
    }
}

#[test]
fn results_come_in_the_order_of_the_items() {
    let run = run(&Script::new(), async {
        map(&numbers(4), async |number| {
            sleep(seconds(10 - u64::from(number))).await;
            Ok::<u32, Refused>(number * number)
        })
        .await
    });
    assert_eq!(run.result, Ok(vec![1, 4, 9, 16]));
    assert_eq!(run.ended.duration_since(run.started), seconds(9));
}

#[test]
fn no_more_run_at_once_than_is_said() {
    let (running, most) = (Cell::new(0), Cell::new(0));
    let work = async |number: u32| {
        running.set(running.get() + 1);
        most.set(most.get().max(running.get()));
        sleep(seconds(1)).await;
        running.set(running.get() - 1);
        Ok::<u32, Refused>(number)
    };
    let items = numbers(10);
    let limited = run(&Script::new(), map(&items, work).concurrency(3));
    assert_eq!((limited.result, most.get()), (Ok(numbers(10)), 3));
    assert_eq!(limited.ended.duration_since(limited.started), seconds(4));
    let unlimited = run(&Script::new(), map(&items, work).concurrency(0));
    assert_eq!((unlimited.result, most.get()), (Ok(numbers(10)), 10));
}

#[test]
fn the_first_fault_ends_the_map() {
    let steps = shop();
    let run = run(&Script::new(), async {
        let articles = ["slow", "nothing", "tea"].map(str::to_owned).to_vec();
        map(&articles, async |article| steps.reserve(&article, 1).await)
            .concurrency(2)
            .await
    });
    assert!(matches!(run.result, Err(Failure::Fault(_))));
    assert_eq!((run.started, run.calls.len()), (run.ended, 2));
}

#[test]
fn no_items_are_no_work() {
    let none = block_on(map(&Vec::new(), odd).into_future());
    assert_eq!(none, Ok(Vec::new()));
}

#[test]
fn what_the_platform_does_to_an_item_ends_the_map() {
    let steps = shop();
    let script = Script::new().on(Call::number("count", 2).times_out());
    let items = numbers(3);
    let mapping = map(&items, async |_| steps.count().await);
    let run = run(&script, mapping.catch_platform());
    assert!(matches!(
        run.result,
        Err(Failure::Fault(Caught::Platform(PlatformFault::Timeout(_))))
    ));
}

fn ends_too_many(result: Result<Vec<u32>, Failure<Refused>>) {
    let Err(Failure::Platform(fault)) = result else {
        panic!("{result:?}")
    };
    assert_eq!(fault.name(), "States.ExceedToleratedFailureThreshold");
}

#[test]
fn an_item_that_is_an_execution_of_its_own_fails_by_itself() {
    let items = numbers(3);
    ends_too_many(run(&Script::new(), map(&items, odd).distributed().label("odd")).result);
    // What the platform does to it, too.
    let steps = shop();
    let script = Script::new().on(Call::number("count", 2).times_out());
    ends_too_many(run(&script, map(&items, async |_| steps.count().await).distributed()).result);
}

#[test]
fn without_a_run_the_items_own_fault_is_the_maps() {
    let items = numbers(3);
    let failed = block_on(map(&items, odd).distributed().into_future());
    assert_eq!(failed, Err(refused("Ada")));
}

#[test]
fn items_come_in_batches() {
    let items = numbers(5);
    let mapping = map(items.batches_of(2), async |batch: Vec<u32>| Ok::<_, Refused>(batch));
    assert_eq!(
        run(&Script::new(), mapping).result,
        Ok(vec![vec![1, 2], vec![3, 4], vec![5]])
    );
}

#[test]
fn the_lines_of_an_object_are_items() {
    let lines = "{\"article\":\"tea\",\"pieces\":2}\n{\"article\":\"jam\"}\n";
    let script = Script::new().object("goods", "in.jsonl", lines);
    let rows = run(
        &script,
        map(json_lines::<Row>("goods", "in.jsonl"), async |row| {
            Ok::<_, Refused>(row)
        }),
    );
    let row = |article: &str, pieces| Row {
        article: article.to_owned(),
        pieces,
    };
    assert_eq!(rows.result, Ok(vec![row("tea", Some(2)), row("jam", None)]));
}

#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
struct TextRow {
    article: String,
    pieces: String,
}

#[test]
fn the_rows_of_an_object_are_items_of_texts() {
    let script = Script::new().object("goods", "in.csv", "article,pieces\ntea,2\njam,\n");
    let source = csv::<TextRow>("goods", "in.csv").batches_of(10);
    let rows = run(&script, map(source, async |rows| Ok::<_, Refused>(rows)));
    let row = |article: &str, pieces: &str| TextRow {
        article: article.to_owned(),
        pieces: pieces.to_owned(),
    };
    assert_eq!(rows.result, Ok(vec![vec![row("tea", "2"), row("jam", "")]]));
}

/// The error that ends a map of the rows of that object.
fn unreadable(text: &str, key: &str) -> (String, String) {
    let script = Script::new().object("goods", "in.jsonl", text);
    let rows = run(
        &script,
        map(json_lines::<Row>("goods", key), async |row| Ok::<_, Refused>(row)),
    );
    match rows.result {
        Err(Failure::Platform(fault)) => (fault.name().to_owned(), fault.cause_text()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_cannot_be_read_ends_the_map() {
    let expected = "there is no object `out.jsonl` in the bucket `goods`".to_owned();
    assert_eq!(
        unreadable("", "out.jsonl"),
        ("States.ItemReaderFailed".to_owned(), expected)
    );
    assert_eq!(unreadable("{", "in.jsonl").0, "States.ItemReaderFailed");
    let (error, cause) = unreadable("{\"article\":1}", "in.jsonl");
    assert_eq!(error, "ContractViolation");
    assert!(cause.contains("/article"), "{cause}");
}

/// Whether a map of five items, two of which fail, succeeds with those options.
macro_rules! tolerates {
    ($($option:ident($most:literal)),*) => {{
        let items = numbers(5);
        let run = run(&Script::new(), map(&items, odd).results_to("goods", "out")$(.$option($most))*);
        assert!(!matches!(run.result, Err(Failure::Fault(_) | Failure::Stuck { .. })));
        run.result.is_ok()
    }};
}

#[test]
fn so_many_items_may_fail_as_are_tolerated() {
    assert!(!tolerates!());
    assert!(!tolerates!(tolerate_failures(1)));
    assert!(tolerates!(tolerate_failures(2)));
    assert!(!tolerates!(tolerate_failure_percentage(39)));
    assert!(tolerates!(tolerate_failure_percentage(40)));
    // Where both are said, both hold.
    assert!(!tolerates!(tolerate_failures(1), tolerate_failure_percentage(100)));
    assert!(!tolerates!(tolerate_failures(5), tolerate_failure_percentage(39)));
    assert!(tolerates!(
        tolerate_failures(2),
        tolerate_failure_percentage(40),
        concurrency(1)
    ));
}

#[test]
fn every_item_of_a_batch_that_fails_counts() {
    let items = numbers(6);
    let holds = |most| {
        let work = async |batch: Vec<u32>| {
            if batch.contains(&2) {
                Err(refused("Ada"))
            } else {
                Ok(batch)
            }
        };
        let mapping = map(items.batches_of(3), work)
            .results_to("goods", "out")
            .tolerate_failures(most);
        run(&Script::new(), mapping).result.is_ok()
    };
    assert!(!holds(2));
    assert!(holds(3));
}

#[test]
fn results_are_written_where_they_are_said_to_be() {
    let items = numbers(3);
    let mapping = map(&items, odd).results_to("goods", "out").tolerate_failures(1);
    let run = run(&Script::new(), mapping);
    let results: MapResults = run.result.expect("one may fail");
    assert_eq!(results.result_writer_details.bucket, "goods");
    let object = |key: &str| -> Value {
        let text = &run.objects[&("goods".to_owned(), key.to_owned())];
        serde_json::from_str(text).expect("JSON")
    };
    let manifest = object(&results.result_writer_details.key);
    assert_eq!(manifest["MapRunArn"], json!(results.map_run_arn));
    let file = |name: &str| object(manifest["ResultFiles"][name][0]["Key"].as_str().expect("a key"));
    assert_eq!(
        file("SUCCEEDED")[1],
        json!({ "Input": "3", "Output": "3", "Status": "SUCCEEDED" })
    );
    let failed = json!([{ "Input": "2", "Error": "Refused", "Cause": "{\"name\":\"Ada\"}", "Status": "FAILED" }]);
    assert_eq!(file("FAILED"), failed);
}

#[test]
fn the_results_of_a_map_have_awss_names() {
    let results = json!({ "MapRunArn": "arn", "ResultWriterDetails": { "Bucket": "goods", "Key": "out" } });
    let read: MapResults = stepwright::decode(results.clone()).expect("a result");
    assert_eq!(serde_json::to_value(read).expect("JSON"), results);
}
