//! SW0902: variables against 262,144 bytes a state.

use insta::assert_snapshot;
use stepwright::workflow;

use crate::depot::{Closed, Depot, Images, Name, Pages};
use crate::{check, said};

#[test]
fn what_one_state_sets_may_be_too_large() {
    #[workflow(standard)]
    async fn bind(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        let first = depot.page(1).await?;
        #[state("Second")]
        let second = depot.page(2).await?;
        let pages = Pages { first, second };
        depot.count(&name).await?;
        Ok(depot.bind(&pages).await?)
    }
    assert_snapshot!(said::<bind>(), @"
    warning[SW0901]: `bind`: the payload of `Bind` may have 300,034 bytes, of 262,144 that a payload may have
      = help: put the bulk into an object on S3, and pass its key; or bound the type more tightly
      = note: Bind (300,034 bytes)

    warning[SW0902]: `bind`: the variables that `Second` sets may have 300,034 bytes, of 262,144 that a state may set
      = help: keep the bulk in an object on S3, and its key in the variable; or bound the types more tightly
      = note: Second (300,034 bytes)
    ");
}

#[test]
fn what_one_state_sets_may_always_be_too_large() {
    #[workflow(standard)]
    async fn show(depot: &impl Depot, name: Name) -> Result<Images, Closed> {
        let first = depot.image(1).await?;
        #[state("Second")]
        let second = depot.image(2).await?;
        let images = Images { first, second };
        depot.count(&name).await?;
        Ok(images)
    }
    let said = said::<show>();
    assert!(
        said.contains("error[SW0902]: `show`: the variables that `Second` sets have at least 300,0"),
        "{said}"
    );
}

#[test]
fn a_text_that_grows_in_a_loop_has_no_bound() {
    #[workflow(standard)]
    async fn grow(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        let mut text = "".to_owned();
        for _ in 0..3 {
            depot.keep(1).await?;
            text = format!("{text}.");
        }
        depot.count(&name).await?;
        if text == "..." { Ok(1) } else { Ok(2) }
    }
    assert_snapshot!(said::<grow>(), @"
    warning[SW0902]: `grow`: nothing keeps the variables that `Start` sets below 262,144 bytes
      = help: keep the bulk in an object on S3, and its key in the variable; or bound the types more tightly
      = note: Start (`text`, which grows in a loop)
    ");
}

#[test]
fn a_variable_that_is_set_anew_in_a_loop_is_no_larger() {
    #[workflow(standard)]
    async fn total(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        let mut all: u32 = 0;
        let mut last: u32 = 0;
        for _ in 0..3 {
            let before = last;
            last = depot.count(&name).await?;
            all = all + last + before;
        }
        Ok(all)
    }
    check::<total>(&[]);
}
