//! Parallel and Map states.

use asl::State;

use super::draft::{MapDraft, Region};
use super::plan::{CatchLeave, Leave, MapPlan};
use super::states::Writing;

impl Writing<'_> {
    pub(super) fn parallel(&self, _: &[Region], _: &Leave<'_>, _: &[CatchLeave<'_>]) -> State {
        unreachable!("there is no such state yet")
    }

    pub(super) fn map(&self, _: &MapDraft, _: &MapPlan<'_>) -> State {
        unreachable!("there is no such state yet")
    }
}
