//! What everybody in a simulation shares: the world, the plan, the store, the state machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use interpreter::Machine;

use crate::bank_store::BankStore;
use crate::contention::Traffic;
use crate::faults::{Faults, Storm};
use crate::plan::Plan;
use crate::world::World;

pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) plan: Plan,
    pub(crate) store: BankStore,
    pub(crate) machine: Arc<Machine>,
    pub(crate) traffic: Traffic,
    /// When that request to the store was sent which, of those that have arrived, was sent last; in microseconds.
    pub(crate) newest_arrival: AtomicU64,
    is_calm: AtomicBool,
}

impl Scene {
    pub(crate) fn new(world: &World, plan: Plan, machine: Arc<Machine>) -> Arc<Scene> {
        Arc::new(Scene {
            store: BankStore::open(world, &plan),
            world: world.clone(),
            plan,
            machine,
            traffic: Traffic::default(),
            newest_arrival: AtomicU64::new(0),
            is_calm: AtomicBool::new(false),
        })
    }

    pub(crate) fn faults(&self) -> Faults<'_> {
        let is_calm = self.is_calm.load(Ordering::Relaxed);
        Faults {
            plan: &self.plan,
            world: &self.world,
            storm: if is_calm { Storm::Over } else { Storm::On },
        }
    }

    /// Nothing breaks any more.
    pub(crate) fn end_the_storm(&self) {
        self.is_calm.store(true, Ordering::Relaxed);
    }
}
