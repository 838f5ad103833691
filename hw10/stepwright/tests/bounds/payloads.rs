//! SW0901: payloads against 262,144 bytes.

use insta::assert_snapshot;
use stepwright::workflow;

use crate::depot::{Closed, Counts, Depot, Film, Name, Page, Parcel};
use crate::{check, said};

#[workflow(standard)]
pub(crate) async fn open(depot: &impl Depot, parcel: Parcel) -> Result<Parcel, Closed> {
    depot.count(&parcel.name).await?;
    Ok(parcel)
}

#[workflow(standard)]
pub(crate) async fn film(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
    depot.film(&name).await?;
    Ok(depot.count(&name).await?)
}

#[test]
fn types_with_bounds_are_silent() {
    #[workflow(standard)]
    async fn bounded(depot: &impl Depot, name: Name) -> Result<Page, Closed> {
        let count = depot.count(&name).await?;
        Ok(depot.page(count).await?)
    }
    check::<bounded>(&[]);
}

#[test]
fn what_has_no_bound_is_one_warning_that_names_the_places() {
    assert_snapshot!(said::<open>(), @"
    warning[SW0901]: `open`: nothing in the types keeps the input of an execution below 262,144 bytes, nor one payload more
      = help: give `/note`, `/stops` a type with a bound: one whose JSON Schema has `maxLength`, `maxItems` or a bounded `pattern`
      = note: the execution (`/note`, `/stops`) -> the execution (`/note`, `/stops`)
    ");
}

#[test]
fn a_bounded_payload_that_may_be_too_large_is_a_warning() {
    #[workflow(standard)]
    async fn large(depot: &impl Depot, name: Name) -> Result<Counts, Closed> {
        Ok(depot.counts(&name).await?)
    }
    assert_snapshot!(said::<large>(), @"
    warning[SW0901]: `large`: the result of `Counts` may have 552,049 bytes, of 262,144 that a payload may have
      = help: put the bulk into an object on S3, and pass its key; or bound the type more tightly
      = note: Counts (552,049 bytes)
    ");
}

#[test]
fn a_payload_that_is_always_too_large_is_an_error() {
    assert_snapshot!(said::<film>(), @"
    error[SW0901]: `film`: the result of `Film` has 300,002 bytes at least, of 262,144 that a payload may have
      = help: put the bulk into an object on S3, and pass its key; or bound the type more tightly
      = note: Film (300,002 bytes)
    ");
}

#[test]
fn an_input_that_is_always_too_large_is_an_error() {
    #[workflow(standard)]
    async fn film(depot: &impl Depot, _film: Film) -> Result<(), Closed> {
        Ok(depot.keep(1).await?)
    }
    check::<film>(&["Error SW0901"]);
}
