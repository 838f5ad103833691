//! Makes a plan that fails shorter: leaves out clients, requests, deaths and faults for as long as it still fails.

use crate::plan::Plan;
use crate::simulation::{Keep, Report, Simulator};

/// A shorter plan costs at most so many simulations.
const RUNS_MAX: usize = 600;

impl Simulator {
    /// A plan that breaks an invariant, with whatever is not needed for that left out.
    ///
    /// What a place's chance is does not depend on the others, so what is left behaves as before, but for its timing. The
    /// invariant that is broken in the end may be another one than at first.
    #[must_use]
    pub fn shorten(&self, failing: &Plan) -> Plan {
        let mut shrinking = Shrinking {
            simulator: self,
            shortest: failing.clone(),
            runs_left: RUNS_MAX,
        };
        while shrinking.once() {}
        shrinking.shortest
    }
}

struct Shrinking<'s> {
    simulator: &'s Simulator,
    shortest: Plan,
    runs_left: usize,
}

impl Shrinking<'_> {
    /// Tries to leave each thing out. Whether that has worked anywhere.
    fn once(&mut self) -> bool {
        let clients = self.leave_out(
            |plan| plan.clients.len(),
            |plan, place| {
                let _ = plan.clients.remove(place);
            },
        );
        let requests = self.leave_out(Plan::requests, remove_request);
        let kills = self.leave_out(
            |plan| plan.kills.len(),
            |plan, place| {
                let _ = plan.kills.remove(place);
            },
        );
        let faults = self.spare_faults();
        clients || requests || kills || faults
    }

    /// From the last to the first, so that a place stays what it is until it is tried.
    fn leave_out(&mut self, count: impl Fn(&Plan) -> usize, remove: impl Fn(&mut Plan, usize)) -> bool {
        let mut any = false;
        for place in (0..count(&self.shortest)).rev() {
            let mut shorter = self.shortest.clone();
            remove(&mut shorter, place);
            any |= self.take_if_it_fails(shorter);
        }
        any
    }

    fn spare_faults(&mut self) -> bool {
        let mut any = false;
        let fired = self.run(&self.shortest.clone()).map(|report| report.faults);
        for site in fired.unwrap_or_default() {
            let mut calmer = self.shortest.clone();
            calmer.spared.insert(site);
            any |= self.take_if_it_fails(calmer);
        }
        any
    }

    fn take_if_it_fails(&mut self, plan: Plan) -> bool {
        let fails = self.run(&plan).is_some_and(|report| report.violation.is_some());
        if fails {
            self.shortest = plan;
        }
        fails
    }

    /// `None`: enough has been tried.
    fn run(&mut self, plan: &Plan) -> Option<Report> {
        self.runs_left = self.runs_left.checked_sub(1)?;
        Some(self.simulator.run(plan, Keep::Digest))
    }
}

fn remove_request(plan: &mut Plan, place: usize) {
    let mut place = place;
    for client in &mut plan.clients {
        if place < client.requests.len() {
            client.requests.remove(place);
            return;
        }
        place -= client.requests.len();
    }
}
