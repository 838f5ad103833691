//! Between the passes: does away with the landings. An exit that leads to one leads to where that leads; where that is
//! the end of the execution, and the exit cannot end it itself, the landing becomes a state that does.

use std::collections::HashSet;
use std::rc::Rc;

use super::draft::{Draft, DraftId, DraftKind, Drafts, Exit, Place, Region, To, Values};
use super::plan;
use crate::flow::SourceLine;

/// A loop that leads to itself without a state in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EndlessLoop {
    pub(super) line: Option<SourceLine>,
}

/// Settles every exit.
pub(super) fn settle(drafts: &mut Drafts) -> Result<(), Vec<EndlessLoop>> {
    let landings = landings(drafts)?;
    let settling = Settling { landings };
    for id in 0..drafts.all.len() {
        settling.draft(drafts, id);
    }
    drafts
        .places()
        .into_iter()
        .for_each(|place| settling.start(drafts, place));
    Ok(())
}

/// Puts a state before the first one of a region, which sets what that state cannot set itself.
pub(super) fn put_start(drafts: &mut Drafts, place: Place) {
    let region = drafts.region(place);
    let (exit, name) = (region.start.clone(), format!("{}Start", region.label));
    let line = place.and_then(|(state, _)| drafts.all[state].line);
    drafts.all.push(Draft {
        name,
        line,
        kind: DraftKind::Pass(exit),
    });
    let first = drafts.all.len() - 1;
    drafts.region_mut(place).start = Exit::to(To::State(first));
}

/// Does away with the starts that set nothing: nobody reads what they would.
pub(super) fn drop_idle_starts(drafts: &mut Drafts) {
    let plans = plan::plans(drafts);
    let places = drafts.places().into_iter();
    let idle: Vec<_> = places
        .filter_map(|place| Some((place, plans.idle_pass(drafts.region(place).first())?)))
        .collect();
    drop(plans);
    for (place, next) in idle {
        drafts.region_mut(place).start = Exit::to(To::State(next));
    }
}

/// For each landing, the exit that it stands for: it leads to a state that is none, or to the end.
fn landings(drafts: &Drafts) -> Result<Vec<Option<Exit>>, Vec<EndlessLoop>> {
    let mut endless = Vec::new();
    let mut resolve = |id: DraftId| -> Option<Exit> {
        let DraftKind::Landing(exit) = &drafts.all[id].kind else {
            return None;
        };
        let (mut exit, mut met) = (exit.clone(), HashSet::from([id]));
        while let To::State(next) = exit.to
            && let DraftKind::Landing(onward) = &drafts.all[next].kind
        {
            if !met.insert(next) {
                endless.push(EndlessLoop {
                    line: drafts.all[next].line,
                });
                break;
            }
            exit.lets.extend(onward.lets.iter().cloned());
            exit.to = onward.to.clone();
        }
        Some(exit)
    };
    let landings = (0..drafts.all.len()).map(&mut resolve).collect();
    endless.sort_by_key(|it| it.line);
    endless.dedup();
    if endless.is_empty() { Ok(landings) } else { Err(endless) }
}

struct Settling {
    landings: Vec<Option<Exit>>,
}

impl Settling {
    /// Which landing an exit leads to, and the exit that that one stands for.
    fn landing(&self, exit: &Exit) -> Option<(DraftId, &Exit)> {
        match exit.to {
            To::State(id) => Some((id, self.landings[id].as_ref()?)),
            To::Return(_) => None,
        }
    }

    fn draft(&self, drafts: &mut Drafts, id: DraftId) {
        let may_end = match drafts.all[id].kind {
            // The first exit is the one of success.
            DraftKind::Task { .. }
            | DraftKind::Wait { .. }
            | DraftKind::Pass(_)
            | DraftKind::Parallel { .. }
            | DraftKind::Map(_) => Some(0),
            DraftKind::Choice { .. } | DraftKind::Succeed(_) | DraftKind::Fail(_) => None,
            DraftKind::Landing(_) => return,
        };
        let mut ends = Vec::new();
        for (index, exit) in drafts.all[id].exits_mut().into_iter().enumerate() {
            ends.extend(self.exit(exit, may_end == Some(index)));
        }
        ends.into_iter().for_each(|landing| self.make_end(drafts, landing));
    }

    /// Settles one exit; the landing that must become an end for it, if any.
    fn exit(&self, exit: &mut Exit, may_end: bool) -> Option<DraftId> {
        let (id, onward) = self.landing(exit)?;
        match onward.to {
            To::Return(_) if !may_end => return Some(id),
            To::Return(_) | To::State(_) => {}
        }
        exit.lets.extend(onward.lets.iter().cloned());
        exit.to = onward.to.clone();
        None
    }

    fn make_end(&self, drafts: &mut Drafts, id: DraftId) {
        if let Some(Exit {
            lets,
            to: To::Return(output),
        }) = &self.landings[id]
        {
            let exit = Exit {
                lets: lets.clone(),
                to: To::Return(Rc::clone(output)),
            };
            let output = output.substitute(&exit.values(Values::new()));
            drafts.all[id].kind = DraftKind::Succeed(output);
        }
    }

    /// Settles the start of the machine, or of a region within a state. Where it cannot be part of the first state,
    /// since that is led back to, or since it may fail or must be done once, it is a state of its own.
    fn start(&self, drafts: &mut Drafts, place: Place) {
        let mut exit = drafts.region(place).start.clone();
        if let Some(end) = self.exit(&mut exit, false) {
            self.make_end(drafts, end);
        }
        let happens = exit.lets.iter().any(|(_, value)| value.happens());
        drafts.region_mut(place).start = exit;
        if happens || is_led_back_to(drafts, drafts.region(place)) {
            put_start(drafts, place);
        }
    }
}

fn is_led_back_to(drafts: &Drafts, region: &Region) -> bool {
    let first = region.first();
    let leads = |exit: &&Exit| matches!(exit.to, To::State(to) if to == first);
    let order = drafts.order(region);
    order.into_iter().any(|id| drafts.all[id].exits().iter().any(leads))
}
