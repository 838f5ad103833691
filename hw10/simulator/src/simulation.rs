//! One simulation, from its plan to what came of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use interpreter::Machine;

use crate::chance::Site;
use crate::clients;
use crate::decisions::Decisions;
use crate::executions;
use crate::happenings::Happened;
use crate::history::History;
use crate::plan::Plan;
use crate::scene::Scene;
use crate::service::Service;
use crate::world::{Group, Runtime, World};

/// How long after the storm every request is sent once more: longer than DynamoDB remembers a transaction's token.
const ELEVEN_MINUTES: u64 = 11 * 60 * 1_000_000;

/// Runs simulations.
#[derive(Debug, Clone)]
pub struct Simulator {
    machine: Arc<Machine>,
}

/// What came of a simulation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What did not hold, if anything: the invariant's number, and how it was broken.
    pub violation: Option<String>,
    /// A digest of everything that happened: two runs of one plan have the same.
    pub digest: u64,
    /// How many lines the history has.
    pub events: u64,
    /// How many transactions were posted.
    pub posted: u64,
    /// How many executions of the state machine ended.
    pub executions: u64,
    /// What happened, and how often.
    pub happened: Happened,
    /// The history, if it was asked for.
    pub history: Vec<String>,
    /// Where something broke.
    pub(crate) faults: Vec<Site>,
}

/// Whether a simulation keeps its history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Its digest alone.
    Digest,
    /// Every line.
    History,
}

impl Default for Simulator {
    fn default() -> Simulator {
        Simulator::new()
    }
}

impl Simulator {
    /// A simulator of the bank with the generated state machine.
    ///
    /// # Panics
    /// If the generated file is no state machine; `workflow-gen check` says why.
    pub fn new() -> Simulator {
        let machine = executions::machine();
        Simulator { machine }
    }

    pub(crate) fn machine(&self) -> &Arc<Machine> {
        &self.machine
    }

    /// Runs a plan.
    pub fn run(&self, plan: &Plan, keep: Keep) -> Report {
        let decisions = Decisions::seeded(plan.root().child("order", 0).chance());
        self.decide(plan, keep, decisions, 0).0
    }

    /// Runs a plan, these decisions made about the order of things.
    pub(crate) fn decide(&self, plan: &Plan, keep: Keep, decisions: Decisions, faults: usize) -> (Report, Decisions) {
        let history = match keep {
            Keep::Digest => History::default(),
            Keep::History => History::kept(),
        };
        // What the SDK decides by chance, it decides by this thread's.
        fastrand::seed(plan.root().child("sdk", 0).number());
        let world = World::new(decisions, history);
        world.allow_faults(faults);
        let scene = Scene::new(&world, plan.clone(), Arc::clone(&self.machine));
        let played = catch_unwind(AssertUnwindSafe(|| play(&scene)));
        if let Err(panic) = played {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            world.violated(format!("a panic: {}", text.unwrap_or_default()));
        }
        let (posted, executions) = scene.store.books().figures();
        let violation = world.violation();
        let (faults, happened) = (world.faults(), world.happened());
        let (history, decisions) = world.take_records();
        let report = Report {
            violation,
            digest: history.digest(),
            events: history.events(),
            posted,
            executions,
            faults,
            happened,
            history: history.into_lines(),
        };
        (report, decisions)
    }
}

/// The storm, and what is to hold after it.
fn play(scene: &Arc<Scene>) {
    let world = &scene.world;
    scene.store.inspect();
    let service = Service::start(scene);
    let mut runtime = Runtime::new(world.clone());
    for (number, time) in (0..).zip(scene.plan.kills.clone()) {
        let (killed, sleep) = (Arc::clone(&service), world.sleep(time));
        let site = scene.plan.root().child("kill", number);
        world.spawn(Group::WORLD, site, async move {
            sleep.await;
            killed.kill();
        });
    }
    let unfinished = clients::start(&service);
    runtime.run();
    if world.is_known() {
        return;
    }
    all_ended(scene, unfinished.load(Ordering::Relaxed));
    if !world.is_exhaustive() {
        scene.end_the_storm();
        let unfinished = clients::start_final(&service, ELEVEN_MINUTES);
        runtime.run();
        all_ended(scene, unfinished.load(Ordering::Relaxed));
    }
    scene.store.inspect();
}

fn all_ended(scene: &Scene, unfinished: usize) {
    let world = &scene.world;
    if world.violation().is_some() {
        return;
    }
    if unfinished > 0 {
        world.violated(format!("8: {unfinished} clients wait for ever"));
    } else if scene.store.books().is_busy() {
        world.violated("8: an execution never ends".to_owned());
    }
}
