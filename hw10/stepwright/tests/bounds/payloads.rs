//! SW0901: payloads against 262,144 bytes.

use insta::assert_snapshot;
use stepwright::workflow;

use crate::depot::{Closed, Counts, Depot, Film, Name, Page, Parcel};
use crate::{check, said};

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
    #[workflow(standard)]
    async fn open(depot: &impl Depot, parcel: Parcel) -> Result<Parcel, Closed> {
        depot.count(&parcel.name).await?;
        Ok(parcel)
    }
    assert_snapshot!(said::<open>(), @"");
}

#[test]
fn a_bounded_payload_that_may_be_too_large_is_a_warning() {
    #[workflow(standard)]
    async fn large(depot: &impl Depot, name: Name) -> Result<Counts, Closed> {
        Ok(depot.counts(&name).await?)
    }
    assert_snapshot!(said::<large>(), @"");
}

#[test]
fn a_payload_that_is_always_too_large_is_an_error() {
    #[workflow(standard)]
    async fn film(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        depot.film(&name).await?;
        Ok(depot.count(&name).await?)
    }
    assert_snapshot!(said::<film>(), @"");
}

#[test]
fn an_input_that_is_always_too_large_is_an_error() {
    #[workflow(standard)]
    async fn film(depot: &impl Depot, _film: Film) -> Result<(), Closed> {
        Ok(depot.keep(1).await?)
    }
    check::<film>(&["Error SW0901"]);
}
