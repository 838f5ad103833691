//! SW0904 and SW0905: how long an Express execution takes.

use std::time::Duration;

use insta::assert_snapshot;
use stepwright::{sleep, workflow};

use crate::depot::{Closed, Depot, Name};
use crate::{check, findings, said};

#[test]
fn a_wait_beyond_five_minutes_is_an_error() {
    #[workflow(express)]
    async fn patient(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        sleep(Duration::from_secs(200)).await;
        #[state("SleepAgain")]
        sleep(Duration::from_secs(101)).await;
        Ok(depot.count(&name).await?)
    }
    assert_snapshot!(said::<patient>(), @"
    error[SW0904]: `patient`: an execution that succeeds waits 301 s at least, and is ended after 300 s
      = help: wait less, or make it a Standard workflow: `#[workflow(standard)]`; with a `timeout_seconds` of its own, raise that
      = note: Sleep (200 s) -> SleepAgain (101 s) -> Count
    ");
    assert!(findings::<patient>()[0].diagnosis.line.is_some());
}

#[test]
fn a_wait_beyond_its_own_timeout_is_an_error() {
    #[workflow(express, timeout_seconds = 28)]
    async fn patient(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        sleep(Duration::from_secs(30)).await;
        Ok(depot.count(&name).await?)
    }
    check::<patient>(&["Error SW0904"]);
}

#[test]
fn a_wait_that_is_on_one_path_only_is_a_warning() {
    #[workflow(express)]
    async fn patient(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        let count = depot.count(&name).await?;
        if count > 3 {
            sleep(Duration::from_secs(301)).await;
        }
        Ok(count)
    }
    check::<patient>(&["Warning SW0904"]);
}

#[test]
fn timeouts_that_add_up_to_more_than_five_minutes_are_a_warning() {
    #[workflow(express)]
    async fn slow(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        let mut all: u32 = 0;
        for _ in 0..5 {
            all += depot.search(&name).await?;
        }
        Ok(all)
    }
    assert_snapshot!(said::<slow>(), @"
    warning[SW0904]: `slow`: an execution may take 350 s where each step takes all of its timeout, and an Express execution is ended after 300 s
      = help: say where it is cut, below 29 if an API waits for it: `#[workflow(express, timeout_seconds = 28)]`; or give the steps smaller timeouts
      = note: Start -> CountTo5 (5 times) -> Search (5 x 70 s) -> CountTo5 -> CountTo5Done
    ");
}

#[test]
fn retries_that_take_more_than_five_minutes_are_a_warning() {
    #[workflow(express)]
    async fn retried(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        depot.search(&name).await?;
        #[state("SearchAgain")]
        Ok(depot.search(&name).await?)
    }
    // 2 x (4 attempts of 70 s, and 1 + 2 + 4 s between them).
    assert_snapshot!(said::<retried>(), @"
    warning[SW0904]: `retried`: an execution may take 574 s with every timeout and retry, and an Express execution is ended after 300 s
      = help: say where it is cut, below 29 if an API waits for it: `#[workflow(express, timeout_seconds = 28)]`; or give the steps smaller timeouts
      = note: Search (287 s) -> SearchAgain (287 s)
    ");
}

#[test]
fn a_wait_of_unknown_length_is_a_warning() {
    #[workflow(express)]
    async fn unknown(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        let count = depot.count(&name).await?;
        sleep(Duration::from_secs(count.into())).await;
        Ok(count)
    }
    check::<unknown>(&["Warning SW0904"]);
}

#[test]
fn an_api_may_give_up_before_the_execution_does() {
    #[workflow(express)]
    async fn api(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        depot.count(&name).await?;
        #[state("CountAgain")]
        Ok(depot.count(&name).await?)
    }
    assert_snapshot!(said::<api>(), @"
    warning[SW0905]: `api`: an execution may take 54 s with every timeout and retry, and an API that waits for it gives up after 29 s
      = help: say where it is cut, below 29 if an API waits for it: `#[workflow(express, timeout_seconds = 28)]`; or give the steps smaller timeouts
      = note: Count (27 s) -> CountAgain (27 s)
    ");
}

#[test]
fn who_says_the_timeout_has_chosen() {
    #[workflow(express, timeout_seconds = 28)]
    async fn chosen(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        depot.count(&name).await?;
        #[state("CountAgain")]
        Ok(depot.count(&name).await?)
    }
    check::<chosen>(&[]);
}

#[test]
fn a_timeout_that_cuts_an_execution_in_which_nothing_fails_is_a_warning() {
    #[workflow(express, timeout_seconds = 60)]
    async fn cut(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        Ok(depot.search(&name).await?)
    }
    assert_snapshot!(said::<cut>(), @"
    warning[SW0904]: `cut`: an execution in which nothing fails may take 70 s, and is ended after 60 s, in the middle of a call
      = help: give the steps smaller timeouts (`#[step(timeout_seconds = ..)]`), or the workflow a larger one
      = note: Search (70 s)
    ");
}

#[test]
fn a_quick_execution_is_silent() {
    #[workflow(express)]
    async fn quick(depot: &impl Depot, _name: Name) -> Result<(), Closed> {
        Ok(depot.keep(1).await?)
    }
    check::<quick>(&[]);
}

#[test]
fn a_standard_execution_has_a_year() {
    #[workflow(standard)]
    async fn standard(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        sleep(Duration::from_secs(86_400)).await;
        Ok(depot.search(&name).await?)
    }
    check::<standard>(&[]);
}

#[test]
fn branches_take_as_long_as_the_longest() {
    #[workflow(express, timeout_seconds = 69)]
    async fn both(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        let (one, other) = stepwright::join!(depot.search(&name), depot.count(&name));
        Ok(one? + other?)
    }
    let found = said::<both>();
    assert!(
        found.contains("nothing fails may take 70 s, and is ended after 69 s"),
        "{found}"
    );
}

#[test]
fn items_of_unknown_number_take_any_time() {
    #[workflow(express)]
    async fn each(depot: &impl Depot, numbers: Vec<u32>) -> Result<u32, Closed> {
        stepwright::map(&numbers, async |number| {
            depot.keep(number).await?;
            Ok::<u32, Closed>(1)
        })
        .await?;
        Ok(1)
    }
    let found = said::<each>();
    assert!(
        found.contains("may take any time: nobody knows how many items `MapNumbers` has"),
        "{found}"
    );
}
