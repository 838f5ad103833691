//! The longest, or the shortest, way through the states of a branch. Knows how states lead to each other, and nothing of
//! what is measured: that is a figure for each exit of a state.
//!
//! Loops are found as strongly connected components, whole ones first, then those within them. A loop that counts
//! (`for` over a range known when the machine is made) is gone through as often as it counts; of any other it is unknown
//! how often, and said so.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use asl::{Branch, State};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::count::Counts;
use super::figure::{Figure, Unknown};

/// A way out of a state: where it leads (`None`: nowhere, the branch has ended), and what leaving that way comes to.
#[derive(Debug, Clone)]
pub(super) struct Exit<'m> {
    pub(super) to: Option<&'m str>,
    pub(super) figure: Figure,
}

/// Which way is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    Longest,
    Shortest,
}

/// A way, from a state on.
#[derive(Debug, Clone)]
pub(super) struct Route {
    /// What all of it comes to.
    pub(super) figure: Figure,
    steps: Option<Rc<Step>>,
}

#[derive(Debug)]
struct Step {
    leg: Leg,
    next: Option<Rc<Step>>,
}

impl Drop for Step {
    /// Step by step: a machine may have more states than the stack has room for.
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(mut step) = next.and_then(Rc::into_inner) {
            next = step.next.take();
        }
    }
}

#[derive(Debug)]
enum Leg {
    State { name: String, amount: u64 },
    Turns { times: u64, of: Option<Rc<Step>> },
}

/// A state of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage {
    pub(super) state: String,
    /// What one passage comes to.
    pub(super) amount: u64,
    pub(super) times: u64,
}

impl Route {
    fn end() -> Route {
        Route {
            figure: Figure::default(),
            steps: None,
        }
    }

    fn leaving(name: &str, exit: &Figure, then: &Route) -> Route {
        let leg = Leg::State {
            name: name.to_owned(),
            amount: exit.amount,
        };
        Route {
            figure: exit.clone().plus(&then.figure),
            steps: Some(Rc::new(Step {
                leg,
                next: then.steps.clone(),
            })),
        }
    }

    fn after_turns(self, times: u64, turn: &Route) -> Route {
        if times == 0 {
            return self;
        }
        let leg = Leg::Turns {
            times,
            of: turn.steps.clone(),
        };
        Route {
            figure: turn.figure.clone().times(times).plus(&self.figure),
            steps: Some(Rc::new(Step { leg, next: self.steps })),
        }
    }

    fn then(&self, next: &Route) -> Route {
        let mut route = next.clone();
        let mut legs = Vec::new();
        let mut steps = self.steps.as_ref();
        while let Some(step) = steps {
            legs.push(step);
            steps = step.next.as_ref();
        }
        for step in legs.into_iter().rev() {
            route.steps = Some(Rc::new(Step {
                leg: step.leg.again(),
                next: route.steps.take(),
            }));
        }
        route.figure = self.figure.clone().plus(&next.figure);
        route
    }

    /// The states in order. Turns of a loop come as its states, so many times each.
    pub(super) fn passages(&self) -> Vec<Passage> {
        let mut passages = Vec::new();
        passages_of(self.steps.as_ref(), 1, &mut passages);
        passages
    }
}

impl Leg {
    fn again(&self) -> Leg {
        match self {
            Leg::State { name, amount } => Leg::State {
                name: name.clone(),
                amount: *amount,
            },
            Leg::Turns { times, of } => Leg::Turns {
                times: *times,
                of: of.clone(),
            },
        }
    }
}

fn passages_of(mut steps: Option<&Rc<Step>>, times: u64, passages: &mut Vec<Passage>) {
    while let Some(step) = steps {
        match &step.leg {
            Leg::State { name, amount } => passages.push(Passage {
                state: name.clone(),
                amount: *amount,
                times,
            }),
            Leg::Turns { times: more, of } => passages_of(of.as_ref(), times.saturating_mul(*more), passages),
        }
        steps = step.next.as_ref();
    }
}

/// The way from the branch's first state to an end of it; `None` where no exit leads to an end.
pub(super) fn route<'m>(
    branch: &'m Branch,
    goal: Goal,
    exits: impl Fn(&'m str, &'m State) -> Vec<Exit<'m>>,
) -> Option<Route> {
    let exits = branch.states.iter().map(|(name, state)| {
        let known = |exit: &Exit<'_>| exit.to.is_none_or(|to| branch.states.contains_key(to));
        (name.as_str(), exits(name, state).into_iter().filter(known).collect())
    });
    let search = Search {
        counts: Counts::of(branch),
        goal,
        exits: exits.collect(),
    };
    let region: BTreeSet<&str> = search.exits.keys().copied().collect();
    let start = branch.states.get_key_value(&branch.start_at)?.0.as_str();
    search.ways(&region, start).remove(&None)
}

/// The best way to each place outside a region.
type Ways<'m> = BTreeMap<Option<&'m str>, Route>;

struct Search<'m> {
    counts: Counts<'m>,
    goal: Goal,
    exits: BTreeMap<&'m str, Vec<Exit<'m>>>,
}

impl<'m> Search<'m> {
    /// From a state of a region to each place outside it.
    fn ways(&self, region: &BTreeSet<&'m str>, start: &'m str) -> Ways<'m> {
        let components = self.components(region);
        let entries = self.entries(&components, start);
        let mut known: HashMap<&str, Ways<'m>> = HashMap::new();
        for component in &components {
            for entry in component.iter().copied().filter(|name| entries.contains(name)) {
                let out = self.out_of(component, entry);
                known.insert(entry, self.onward(out, region, &known));
            }
        }
        known.remove(start).unwrap_or_default()
    }

    /// The strongly connected components of a region, each before those that lead to it.
    fn components(&self, region: &BTreeSet<&'m str>) -> Vec<Vec<&'m str>> {
        let mut graph = DiGraph::<&str, ()>::new();
        let indices: HashMap<&str, NodeIndex> = region.iter().map(|name| (*name, graph.add_node(name))).collect();
        for name in region {
            for to in self.exits[name].iter().filter_map(|exit| indices.get(exit.to?)) {
                graph.add_edge(indices[name], *to, ());
            }
        }
        let components = kosaraju_scc(&graph).into_iter();
        components
            .map(|component| component.into_iter().map(|index| graph[index]).collect())
            .collect()
    }

    /// The states by which a component is entered: from another one, or as the start.
    fn entries(&self, components: &[Vec<&'m str>], start: &'m str) -> HashSet<&'m str> {
        let numbered = components.iter().enumerate();
        let component_of: HashMap<&str, usize> = numbered
            .flat_map(|(number, component)| component.iter().map(move |name| (*name, number)))
            .collect();
        let mut entries = HashSet::from([start]);
        for (name, number) in &component_of {
            let to = self.exits[name].iter().filter_map(|exit| exit.to);
            entries.extend(to.filter(|to| component_of.get(to).is_some_and(|other| other != number)));
        }
        entries
    }

    /// From an entry of a component to each place outside it.
    fn out_of(&self, component: &[&'m str], entry: &'m str) -> Ways<'m> {
        let loops = component.len() > 1 || self.exits[entry].iter().any(|exit| exit.to == Some(entry));
        if !loops {
            return self.leaving(entry, |_| true);
        }
        let within: BTreeSet<&str> = component.iter().copied().collect();
        let straight = self.leaving(entry, |to| to.is_none_or(|to| !within.contains(to)));
        let mut by_body = self.by_body(&within, entry);
        let turn = by_body.remove(&Some(entry)).unwrap_or_else(Route::end);
        let (before_straight, before_body, turn) = self.turns(&within, entry, turn);
        let straight = straight
            .into_iter()
            .map(|(to, route)| (to, route.after_turns(before_straight, &turn)));
        let by_body = by_body
            .into_iter()
            .map(|(to, route)| (to, route.after_turns(before_body, &turn)));
        self.best(straight.chain(by_body))
    }

    /// From the head of a loop through its body: out of it, or to the head again.
    fn by_body(&self, within: &BTreeSet<&'m str>, head: &'m str) -> Ways<'m> {
        let body: BTreeSet<&str> = within.iter().copied().filter(|name| *name != head).collect();
        let into = self.leaving(head, |to| to.is_some_and(|to| within.contains(to)));
        let ways = into.into_iter().flat_map(|(to, first)| match to {
            Some(to) if body.contains(to) => {
                let ways = self.ways(&body, to).into_iter();
                ways.map(|(to, rest)| (to, first.then(&rest))).collect::<Vec<_>>()
            }
            other => vec![(other, first)],
        });
        self.best(ways)
    }

    /// How many turns come before the loop is left from its head, and from its body; and a turn.
    fn turns(&self, within: &BTreeSet<&'m str>, head: &'m str, mut turn: Route) -> (u64, u64, Route) {
        match (self.counts.turns(within, head), self.goal) {
            (Some(times), Goal::Longest) => (times, times.saturating_sub(1), turn),
            (Some(times), Goal::Shortest) => (times, 0, turn),
            (None, Goal::Shortest) => (0, 0, turn),
            (None, Goal::Longest) => {
                let each = turn.figure.amount;
                turn.figure = turn.figure.plus(&Figure::unknown(head, Unknown::Turns, each));
                (1, 1, turn)
            }
        }
    }

    fn leaving(&self, name: &'m str, leads: impl Fn(Option<&str>) -> bool) -> Ways<'m> {
        let exits = self.exits[name].iter().filter(|exit| leads(exit.to));
        self.best(exits.map(|exit| (exit.to, Route::leaving(name, &exit.figure, &Route::end()))))
    }

    /// Ways out of a component, followed to where they leave the region.
    fn onward(&self, out: Ways<'m>, region: &BTreeSet<&'m str>, known: &HashMap<&str, Ways<'m>>) -> Ways<'m> {
        let ways = out.into_iter().flat_map(|(to, first)| match to {
            Some(to) if region.contains(to) => {
                let ways = known.get(to).into_iter().flatten();
                ways.map(|(to, rest)| (*to, first.then(rest))).collect::<Vec<_>>()
            }
            other => vec![(other, first)],
        });
        self.best(ways)
    }

    fn best(&self, ways: impl IntoIterator<Item = (Option<&'m str>, Route)>) -> Ways<'m> {
        let mut best = Ways::new();
        for (to, route) in ways {
            match best.get(&to) {
                Some(known) if !self.is_better(&route, known) => {}
                Some(_) | None => {
                    best.insert(to, route);
                }
            }
        }
        best
    }

    fn is_better(&self, route: &Route, known: &Route) -> bool {
        match self.goal {
            Goal::Longest => route.figure.compare(&known.figure).is_gt(),
            Goal::Shortest => route.figure.compare(&known.figure).is_lt(),
        }
    }
}
