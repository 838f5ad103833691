//! Several things at once.

use stepwright::native::{Failure, Script, run};
use stepwright::{CatchPlatform, Caught, OneOf, PlatformFault, join, map, sleep, try_join, workflow};

use crate::shop::{Refused, Shop, ShopError, SoldOut, block_on, refused, seconds, shop, sold_out};

#[test]
fn branches_run_at_once() {
    let run = run(&Script::new(), async {
        let (one, two, three) = try_join!(
            async {
                sleep(seconds(60)).await;
                Ok::<u32, Refused>(1)
            },
            async {
                sleep(seconds(40)).await;
                Ok::<bool, SoldOut>(true)
            },
            async { Ok::<String, Refused>("x".to_owned()) },
        )?;
        Ok::<_, ShopError>((one, two, three))
    });
    assert_eq!(run.result, Ok((1, true, "x".to_owned())));
    assert_eq!(run.ended.duration_since(run.started), seconds(60));
}

#[test]
fn the_first_fault_ends_the_other_branches() {
    let steps = shop();
    let run = run(&Script::new(), async {
        try_join!(
            async {
                sleep(seconds(60)).await;
                steps.count().await
            },
            async {
                sleep(seconds(40)).await;
                steps.reserve(&"nothing".to_owned(), 1).await
            },
        )
    });
    assert_eq!(run.result, Err(Failure::Fault(OneOf::Other(sold_out("nothing")))));
    assert_eq!(run.ended.duration_since(run.started), seconds(40));
    assert_eq!(run.calls.iter().map(|call| call.step).collect::<Vec<_>>(), ["reserve"]);
}

#[test]
fn the_fault_of_a_branch_says_which() {
    let (fails, works) = (async || Err::<u32, _>(refused("Ada")), async || Ok::<u32, SoldOut>(1));
    let third = block_on(async { try_join!(works(), works(), fails()) });
    assert_eq!(third, Err(OneOf::Other(OneOf::Other(refused("Ada")))));
    let first = block_on(async { try_join!(fails(), works(), works()) });
    assert_eq!(first, Err(OneOf::First(refused("Ada"))));
    let alone = block_on(async { try_join!(fails()) });
    assert_eq!(alone, Err(refused("Ada")));
}

#[test]
fn a_join_awaits_every_branch_whatever_it_comes_to() {
    let run = run(&Script::new(), async {
        let (one, two) = join!(async { Err::<u32, _>(refused("Ada")) }, async {
            sleep(seconds(9)).await;
            Ok::<u32, SoldOut>(2)
        });
        Ok::<_, Refused>((one, two))
    });
    assert_eq!(run.result, Ok((Err(refused("Ada")), Ok(2))));
    assert_eq!(run.ended.duration_since(run.started), seconds(9));
}

#[test]
fn a_branch_alone_gives_a_tuple_of_one() {
    let (one,) = block_on(async { join!(async { Ok::<u32, Refused>(1) }) });
    assert_eq!(one, Ok(1));
}

#[test]
fn branches_may_have_any_names_and_be_many() {
    let one = async |number: u32| Ok::<u32, Refused>(number);
    let sum = block_on(async {
        let branch = 1;
        let (a, b, c, d, e, f, g, h, i) = try_join!(
            one(branch),
            one(2),
            one(3),
            one(4),
            one(5),
            one(6),
            one(7),
            one(8),
            one(9)
        )?;
        Ok::<u32, Refused>(a + b + c + d + e + f + g + h + i)
    });
    assert_eq!(sum, Ok(45));
}

#[workflow(standard)]
async fn both(shop: &impl Shop, article: String) -> Result<u32, ShopError> {
    let count = shop.count().await?;
    shop.reserve(&article, count).await?;
    Ok(count)
}

#[test]
fn what_the_platform_does_to_a_branch_ends_the_join() {
    let steps = shop();
    let script = Script::new().on(stepwright::native::Call::every("count").times_out());
    let joined = async {
        let (count, reserved) = join!(both(&steps, "tea".to_owned()), steps.reserve(&"slow".to_owned(), 1));
        Ok::<_, Refused>((count, reserved))
    };
    let caught = run(&script, joined.catch_platform());
    assert!(matches!(
        caught.result,
        Err(Failure::Fault(Caught::Platform(PlatformFault::Timeout(_))))
    ));
    assert_eq!(caught.started, caught.ended);
}

#[test]
fn a_branch_may_be_a_map() {
    let shop = shop();
    let articles = vec!["tea".to_owned(), "cups".to_owned()];
    let run = run(&Script::new(), async {
        let (reserved, count) = try_join!(
            map(&articles, async |article: String| shop.reserve(&article, 1).await).concurrency(1),
            shop.count()
        )?;
        Ok::<_, ShopError>((reserved, count))
    });
    assert_eq!(run.result, Ok((vec!["1 x tea".to_owned(), "1 x cups".to_owned()], 3)));
}

#[test]
fn the_calls_of_all_branches_are_made_before_the_first_is_answered() {
    let steps = shop();
    let run = run(&Script::new(), async {
        try_join!(steps.reserve(&"nothing".to_owned(), 1), steps.count())
    });
    assert_eq!(run.result, Err(Failure::Fault(OneOf::First(sold_out("nothing")))));
    assert_eq!(
        run.calls.iter().map(|call| call.step).collect::<Vec<_>>(),
        ["reserve", "count"]
    );
}
