//! Virtual time and one thread: runs the tasks of a simulation in an order that its decisions give, and moves the clock
//! when nothing else can happen. Knows no bank.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::chance::Site;
use crate::decisions::Decisions;
use crate::happenings::{Happened, Happening};
use crate::history::History;

/// What dies together: a process, one run of a Lambda function, or, being the world itself, never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Group(pub(crate) u64);

impl Group {
    /// Clients, and whoever watches: nothing kills them.
    pub(crate) const WORLD: Group = Group(0);
    /// What AWS keeps running, or the one process of the bank.
    pub(crate) const PLATFORM: Group = Group(1);
}

/// A handle on the world, for whoever lives in it.
#[derive(Clone)]
pub(crate) struct World(Arc<Mutex<State>>);

struct State {
    /// Microseconds since the beginning.
    now: u64,
    decisions: Decisions,
    history: History,
    violation: Option<String>,
    /// Where something broke.
    faults: Vec<Site>,
    happened: Happened,
    /// How many faults may still be tried, where every order is gone through.
    faults_left: usize,
    /// What everybody was told so far, and what the tables hold: in digests, where every order is gone through.
    told: u64,
    tables: u64,
    /// Whether the run has come to a state that was there before, by another order.
    is_known: bool,
    ready: Vec<u64>,
    timers: BTreeMap<(u64, u64), Waker>,
    /// Who waits to be let through, one at a time.
    gate: Vec<Waiting>,
    opened: Option<u64>,
    spawned: Vec<(Group, Site, Work)>,
    killed: Vec<Killing>,
    /// Who dies at which of its requests to the store.
    deaths: BTreeMap<Group, (u64, Death)>,
    next_number: u64,
    current: Running,
}

/// When, seen from a request to the store, who sends it dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Death {
    BeforeRequest,
    AfterRequest,
    AfterAnswer,
}

/// Somebody at the gate.
struct Waiting {
    number: u64,
    site: Site,
    waker: Waker,
}

#[derive(Debug, Clone, Copy)]
enum Killing {
    One(Group),
    AllButTheWorld,
}

impl Killing {
    fn takes(self, group: Group) -> bool {
        match self {
            Killing::One(killed) => killed == group,
            Killing::AllButTheWorld => group != Group::WORLD,
        }
    }
}

/// The task that is being polled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Running {
    pub(crate) group: Group,
    pub(crate) site: Site,
    /// How many requests it has made of the store.
    pub(crate) requests: u64,
}

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

impl World {
    pub(crate) fn new(decisions: Decisions, history: History) -> World {
        let (group, site) = (Group::WORLD, Site::root(0));
        World(Arc::new(Mutex::new(State {
            now: 0,
            decisions,
            history,
            violation: None,
            faults: Vec::new(),
            happened: Happened::default(),
            faults_left: 0,
            told: 0,
            tables: 0,
            is_known: false,
            ready: Vec::new(),
            timers: BTreeMap::new(),
            gate: Vec::new(),
            opened: None,
            spawned: Vec::new(),
            killed: Vec::new(),
            deaths: BTreeMap::new(),
            next_number: 16,
            current: Running {
                group,
                site,
                requests: 0,
            },
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Microseconds since the beginning.
    pub(crate) fn now(&self) -> u64 {
        self.state().now
    }

    /// A group of its own.
    pub(crate) fn new_group(&self) -> Group {
        let mut state = self.state();
        state.next_number += 1;
        Group(state.next_number)
    }

    /// Starts a task.
    pub(crate) fn spawn(&self, group: Group, site: Site, work: impl Future<Output = ()> + Send + 'static) {
        self.state().spawned.push((group, site, Box::pin(work)));
    }

    /// Decides that the group dies at its request of that number.
    pub(crate) fn will_die(&self, group: Group, request: u64, death: Death) {
        self.state().deaths.insert(group, (request, death));
    }

    /// Whether the group dies at its request of that number.
    pub(crate) fn death_at(&self, group: Group, request: u64) -> Option<Death> {
        let (number, death) = *self.state().deaths.get(&group)?;
        (number == request).then_some(death)
    }

    /// Ends every task of the group, wherever it waits.
    pub(crate) fn kill(&self, group: Group) {
        self.state().killed.push(Killing::One(group));
    }

    /// Ends every task but the world's own.
    pub(crate) fn kill_all_but_the_world(&self) {
        self.state().killed.push(Killing::AllButTheWorld);
    }

    /// The task that asks; the request to the store that it is about to make is counted.
    pub(crate) fn next_request(&self) -> Running {
        let mut state = self.state();
        let running = state.current;
        state.current.requests += 1;
        running
    }

    /// Waits so many microseconds; [`u64::MAX`] is for ever.
    pub(crate) fn sleep(&self, microseconds: u64) -> Sleep {
        Sleep {
            world: self.clone(),
            deadline: self.now().saturating_add(microseconds),
            timer: None,
        }
    }

    /// One of so many faults, or none: where every order is gone through, and there may be more faults.
    pub(crate) fn choose_fault(&self, possibilities: usize) -> Option<usize> {
        let mut state = self.state();
        if state.faults_left == 0 {
            return None;
        }
        let fault = state.decisions.choose(possibilities + 1).checked_sub(1)?;
        state.faults_left -= 1;
        Some(fault)
    }

    /// Lets so many faults happen where every order is gone through.
    pub(crate) fn allow_faults(&self, faults: usize) {
        self.state().faults_left = faults;
    }

    /// Something broke there.
    pub(crate) fn fault_at(&self, site: Site) {
        self.state().faults.push(site);
    }

    /// This happens now.
    pub(crate) fn happens(&self, happening: Happening) {
        self.state().happened.count(happening);
    }

    /// How often each thing has happened so far.
    pub(crate) fn happened(&self) -> Happened {
        self.state().happened
    }

    /// Where something broke so far.
    pub(crate) fn faults(&self) -> Vec<Site> {
        self.state().faults.clone()
    }

    /// Whether every order is gone through, instead of one by chance.
    pub(crate) fn is_exhaustive(&self) -> bool {
        self.state().decisions.is_script()
    }

    /// Where every order is gone through: waits until it is this one's turn. Elsewhere time decides about the order.
    pub(crate) async fn gate(&self, site: Site) {
        if self.is_exhaustive() {
            let number = self.new_group().0;
            std::future::poll_fn(|context| self.pass_gate(number, site, context)).await;
        }
    }

    fn pass_gate(&self, number: u64, site: Site, context: &Context<'_>) -> Poll<()> {
        let mut state = self.state();
        if state.opened == Some(number) {
            state.opened = None;
            return Poll::Ready(());
        }
        if !state.gate.iter().any(|waiting| waiting.number == number) {
            let waker = context.waker().clone();
            state.gate.push(Waiting { number, site, waker });
        }
        Poll::Pending
    }

    /// Somebody was told something there. All that is told, in whatever order, is what everybody knows.
    pub(crate) fn tell(&self, site: Site, what: impl Hash) {
        let mut state = self.state();
        if state.decisions.is_script() {
            state.told = state.told.wrapping_add(digest((site, what)));
        }
    }

    /// The tables are now what has this digest.
    pub(crate) fn tables_are(&self, digest: u64) {
        self.state().tables = digest;
    }

    /// Whether the run ended because it came to a state that was there before.
    pub(crate) fn is_known(&self) -> bool {
        self.state().is_known
    }

    /// Something happened there: what tells it from something else, and what a person reads.
    pub(crate) fn log(&self, site: Site, what: impl Hash, text: impl FnOnce() -> String) {
        let mut state = self.state();
        let now = state.now;
        state.history.add(now, site, what, text);
    }

    /// Calls a place by a name in the history, below the name of another.
    pub(crate) fn name(&self, site: Site, below: Option<Site>, name: impl FnOnce() -> String) {
        self.state().history.name(site, below, name);
    }

    /// Something that must hold does not: the run ends here.
    pub(crate) fn violated(&self, violation: String) {
        self.log(Site::root(0), &violation, || {
            format!("VIOLATION of invariant {violation}")
        });
        self.state().violation.get_or_insert(violation);
    }

    pub(crate) fn violation(&self) -> Option<String> {
        self.state().violation.clone()
    }

    /// What happened, and the choices that were made.
    pub(crate) fn take_records(&self) -> (History, Decisions) {
        let mut state = self.state();
        (
            std::mem::take(&mut state.history),
            std::mem::replace(&mut state.decisions, Decisions::script(Vec::new())),
        )
    }
}

impl State {
    /// Everything that the future depends on: what everybody knows, what the tables hold, who waits, what may still break,
    /// the time.
    fn digest(&self) -> u64 {
        let mut gate: Vec<Site> = self.gate.iter().map(|waiting| waiting.site).collect();
        gate.sort_unstable();
        digest((self.told, self.tables, gate, self.faults_left, self.now))
    }
}

pub(crate) fn digest(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

impl fmt::Debug for World {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("World")
    }
}

/// Ends at a time of the virtual clock.
pub(crate) struct Sleep {
    world: World,
    deadline: u64,
    timer: Option<(u64, u64)>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let world = self.world.clone();
        let mut state = world.state();
        if state.now >= self.deadline {
            return Poll::Ready(());
        }
        if self.timer.is_none() && self.deadline < u64::MAX {
            state.next_number += 1;
            let timer = (self.deadline, state.next_number);
            state.timers.insert(timer, context.waker().clone());
            self.timer = Some(timer);
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(timer) = self.timer {
            self.world.state().timers.remove(&timer);
        }
    }
}

/// The tasks of a world.
pub(crate) struct Runtime {
    world: World,
    tasks: BTreeMap<u64, Task>,
}

struct Task {
    running: Running,
    waker: Waker,
    work: Work,
}

struct Ring {
    task: u64,
    world: World,
}

impl Wake for Ring {
    fn wake(self: Arc<Self>) {
        let mut state = self.world.state();
        if !state.ready.contains(&self.task) {
            state.ready.push(self.task);
        }
    }
}

impl Runtime {
    pub(crate) fn new(world: World) -> Runtime {
        Runtime {
            world,
            tasks: BTreeMap::new(),
        }
    }

    /// Runs until nothing can happen any more, or a violation.
    pub(crate) fn run(&mut self) {
        while self.goes_on() {
            self.bury();
            self.admit();
            match self.next_ready() {
                Some(task) => self.poll(task),
                None if self.open_gate() || self.move_clock() => {}
                None => return,
            }
        }
    }

    fn goes_on(&self) -> bool {
        let state = self.world.state();
        state.violation.is_none() && !state.is_known
    }

    /// The dead are gone, and what they held with them.
    fn bury(&mut self) {
        loop {
            let killed = std::mem::take(&mut self.world.state().killed);
            if killed.is_empty() {
                return;
            }
            let dead = |task: &Task| killed.iter().any(|killing| killing.takes(task.running.group));
            let (dead, alive) = std::mem::take(&mut self.tasks)
                .into_iter()
                .partition(|(_, task)| dead(task));
            self.tasks = alive;
            drop::<BTreeMap<_, _>>(dead);
            let mut state = self.world.state();
            let (unborn, spawned) = std::mem::take(&mut state.spawned)
                .into_iter()
                .partition(|(group, ..)| killed.iter().any(|killing| killing.takes(*group)));
            state.spawned = spawned;
            drop(state);
            drop::<Vec<_>>(unborn);
        }
    }

    fn admit(&mut self) {
        let spawned = std::mem::take(&mut self.world.state().spawned);
        for (group, site, work) in spawned {
            let task = self.world.new_group().0;
            let world = self.world.clone();
            let waker = Waker::from(Arc::new(Ring { task, world }));
            let running = Running {
                group,
                site,
                requests: 0,
            };
            self.tasks.insert(task, Task { running, waker, work });
            self.world.state().ready.push(task);
        }
    }

    fn next_ready(&self) -> Option<u64> {
        let mut state = self.world.state();
        state.ready.retain(|task| self.tasks.contains_key(task));
        let ready = state.ready.len();
        if ready == 0 {
            return None;
        }
        let chosen = state.decisions.order(ready);
        Some(state.ready.remove(chosen))
    }

    fn poll(&mut self, number: u64) {
        let task = self.tasks.get_mut(&number).expect("a ready task is a task");
        self.world.state().current = task.running;
        let polled = task.work.as_mut().poll(&mut Context::from_waker(&task.waker));
        task.running = self.world.state().current;
        if polled.is_ready() {
            self.tasks.remove(&number);
        }
    }

    /// Lets one of those at the gate through.
    fn open_gate(&self) -> bool {
        let mut state = self.world.state();
        let waiting = state.gate.len();
        if waiting == 0 {
            return false;
        }
        let reached = state.digest();
        if !state.decisions.is_new(reached) {
            state.is_known = true;
            return true;
        }
        let chosen = state.decisions.choose(waiting);
        let chosen = state.gate.remove(chosen);
        state.opened = Some(chosen.number);
        drop(state);
        chosen.waker.wake();
        true
    }

    /// Goes to the next time at which anybody wants to be woken.
    fn move_clock(&self) -> bool {
        let mut state = self.world.state();
        let Some(((time, _), waker)) = state.timers.pop_first() else {
            return false;
        };
        state.now = state.now.max(time);
        drop(state);
        waker.wake();
        true
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        self.tasks.clear();
        let mut state = self.world.state();
        let (spawned, gate) = (std::mem::take(&mut state.spawned), std::mem::take(&mut state.gate));
        drop(state);
        drop((spawned, gate));
    }
}
