//! Texts within limits: their length, and the patterns that they match. A pattern is an automaton; what one set of
//! patterns allows beside another is searched in both at once, shortest text first.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::{primitives::StateID, start};
use regex_automata::{Anchored, MatchKind};
use serde_json::{Map, Value};

use super::Undecided;

/// How large an automaton may get, in bytes.
const AUTOMATON_BYTES_MAX: usize = 8 << 20;

/// How many states are looked at in a search.
const SEARCH_STATES_MAX: usize = 100_000;

/// The longest text that is made of one letter alone.
const REPEATED_MAX: u64 = 10_000;

/// The texts of a schema.
#[derive(Debug, Clone)]
pub(super) struct Texts<'s> {
    patterns: Vec<&'s str>,
    /// Formats that are no pattern here: only equal ones are known to be equal.
    formats: Vec<&'s str>,
    characters_min: u64,
    characters_max: Option<u64>,
}

impl<'s> Texts<'s> {
    /// What keywords say that hold at once.
    pub(super) fn of(sets: &[&'s Map<String, Value>]) -> Texts<'s> {
        let counts = |word: &'static str| sets.iter().filter_map(move |it| it.get(word)?.as_u64());
        let (known, formats): (Vec<_>, Vec<_>) = words(sets, "format")
            .into_iter()
            .partition(|it| format_pattern(it).is_some());
        let mut patterns = words(sets, "pattern");
        patterns.extend(
            known
                .into_iter()
                .filter_map(|it| -> Option<&'s str> { format_pattern(it) }),
        );
        patterns.dedup();
        Texts {
            patterns,
            formats,
            characters_min: counts("minLength").max().unwrap_or(0),
            characters_max: counts("maxLength").min(),
        }
    }

    pub(super) fn has(&self, text: &str) -> Result<bool, Undecided> {
        if !self.has_length(text.chars().count() as u64) {
            return Ok(false);
        }
        for pattern in &self.patterns {
            if !matches(&*automaton(pattern)?, text.as_bytes()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn has_length(&self, characters: u64) -> bool {
        characters >= self.characters_min && self.characters_max.is_none_or(|max| characters <= max)
    }

    /// Whether every one of these is one of those.
    pub(super) fn are_within(&self, other: &Texts<'_>) -> Result<bool, Undecided> {
        if !other.formats.iter().all(|it| self.formats.contains(it)) {
            return Ok(false);
        }
        let are_lengths = self.are_lengths_within(other);
        let are_patterns = other.patterns.iter().all(|it| self.patterns.contains(it));
        if are_patterns && are_lengths {
            return Ok(true);
        }
        if self.patterns.is_empty() && other.patterns.is_empty() {
            return Ok(false);
        }
        // Without counting the search is short.
        if are_lengths && search(&self.unmeasured(), Some(&other.unmeasured()))?.is_none() {
            return Ok(true);
        }
        Ok(search(self, Some(other))?.is_none())
    }

    fn are_lengths_within(&self, other: &Texts<'_>) -> bool {
        let is_max_within = match (self.characters_max, other.characters_max) {
            (_, None) => true,
            (Some(one), Some(other)) => one <= other,
            (None, Some(_)) => false,
        };
        self.characters_min >= other.characters_min && is_max_within
    }

    /// The same without a length.
    fn unmeasured(&self) -> Texts<'s> {
        Texts {
            characters_min: 0,
            characters_max: None,
            ..self.clone()
        }
    }

    /// Some of these; where others are given, some that are none of those come first.
    pub(super) fn samples(&self, others: Option<&Texts<'_>>) -> Result<Vec<String>, Undecided> {
        let mut samples = Vec::new();
        if self.patterns.is_empty() {
            let above = |it: &Texts<'_>| it.characters_max.and_then(|max| max.checked_add(1));
            let edges = others.map(|it| [above(it), it.characters_min.checked_sub(1)]);
            let lengths = edges.into_iter().flatten().flatten();
            let lengths = lengths.chain([self.characters_min.max(1), self.characters_min]);
            let lengths = lengths.filter(|it| *it <= REPEATED_MAX && self.has_length(*it));
            samples.extend(lengths.map(|it| "a".repeat(it as usize)));
            samples.extend(
                ["?".to_owned(), "two words".to_owned()]
                    .into_iter()
                    .filter(|it| self.has(it).unwrap_or(false)),
            );
        }
        if others.is_some_and(|it| !it.patterns.is_empty() || !self.patterns.is_empty()) {
            samples.extend(search(self, others)?);
        }
        if samples.is_empty() {
            samples.extend(search(self, None)?);
        }
        Ok(samples)
    }

    /// What that text would have to be, as a sentence without subject.
    pub(super) fn requirement(&self, text: &str) -> String {
        let characters = text.chars().count() as u64;
        if characters < self.characters_min {
            return format!("must have at least {} characters", self.characters_min);
        }
        if let Some(max) = self.characters_max.filter(|max| characters > *max) {
            return format!("must have at most {max} characters");
        }
        let refuses = |it: &&&str| !automaton(it).is_ok_and(|it| matches(&*it, text.as_bytes()));
        match self.patterns.iter().find(refuses) {
            Some(pattern) => format!("must match {pattern}"),
            None => format!("must be a {}", self.formats.join(" and a ")),
        }
    }
}

/// What each set of keywords says under a word.
fn words<'s>(sets: &[&'s Map<String, Value>], word: &'static str) -> Vec<&'s str> {
    sets.iter().filter_map(|it| it.get(word)?.as_str()).collect()
}

/// The texts of a format, where JSON Schema and the contracts mean the same by it.
fn format_pattern(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => {
            r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
        }
        "date" => "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        "uuid" => "^[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$",
        _ => return None,
    })
}

type Automata = RefCell<HashMap<String, Rc<dense::DFA<Vec<u32>>>>>;

thread_local! {
    /// Those that have been built: a contract has few patterns, and a comparison asks for each of them again and again.
    static BUILT: Automata = RefCell::default();
}

/// The automaton of all texts in which a pattern is found.
fn automaton(pattern: &str) -> Result<Rc<dense::DFA<Vec<u32>>>, Undecided> {
    if let Some(built) = BUILT.with_borrow(|it| it.get(pattern).cloned()) {
        return Ok(built);
    }
    let built = Rc::new(build(pattern)?);
    BUILT.with_borrow_mut(|it| it.insert(pattern.to_owned(), Rc::clone(&built)));
    Ok(built)
}

fn build(pattern: &str) -> Result<dense::DFA<Vec<u32>>, Undecided> {
    let config = dense::Config::new()
        .match_kind(MatchKind::All)
        .start_kind(StartKind::Anchored)
        .dfa_size_limit(Some(AUTOMATON_BYTES_MAX))
        .determinize_size_limit(Some(4 * AUTOMATON_BYTES_MAX));
    // Without this a pattern such as `((a{1000}){1000}){1000}` would be written out.
    let size = thompson::Config::new().nfa_size_limit(Some(AUTOMATON_BYTES_MAX));
    dense::Builder::new()
        .configure(config)
        .thompson(size)
        .build(&format!("(?s:.)*(?:{pattern})(?s:.)*"))
        .map_err(|error| Undecided::new(format!("the pattern `{pattern}` cannot be compared: {error}")))
}

fn first(automaton: &impl Automaton) -> Result<StateID, Undecided> {
    let config = start::Config::new().anchored(Anchored::Yes);
    let state = automaton.start_state(&config);
    state.map_err(|error| Undecided::new(format!("a pattern cannot be compared: {error}")))
}

fn is_end(automaton: &impl Automaton, state: StateID) -> bool {
    automaton.is_match_state(automaton.next_eoi_state(state))
}

fn matches(automaton: &impl Automaton, text: &[u8]) -> bool {
    let Ok(state) = first(automaton) else { return false };
    is_end(
        automaton,
        text.iter()
            .fold(state, |state, byte| automaton.next_state(state, *byte)),
    )
}

/// Where a search stands: a state of each automaton, and how many characters have been read.
type Place = (Vec<StateID>, u64);

/// A search for a text that the first patterns allow and the others do not.
struct Search<'t> {
    ours: &'t Texts<'t>,
    theirs: Option<&'t Texts<'t>>,
    /// That of all UTF-8, then ours, then theirs.
    automata: Vec<Rc<dense::DFA<Vec<u32>>>>,
    /// A byte of each class that some automaton tells from the others.
    bytes: Vec<u8>,
    /// Beyond so many characters the count makes no difference.
    characters_max: u64,
}

/// The shortest text that is one of ours and none of theirs.
fn search(ours: &Texts<'_>, theirs: Option<&Texts<'_>>) -> Result<Option<String>, Undecided> {
    let patterns = ours
        .patterns
        .iter()
        .chain(theirs.into_iter().flat_map(|it| &it.patterns));
    let automata: Result<Vec<_>, _> = std::iter::once(&"").chain(patterns).map(|it| automaton(it)).collect();
    let limit = |it: &Texts<'_>| {
        let above = it.characters_max.map_or(0, |max| max.saturating_add(1));
        it.characters_min.max(above)
    };
    let automata = automata?;
    let search = Search {
        ours,
        theirs,
        bytes: distinct(&automata),
        automata,
        characters_max: limit(ours).max(theirs.map_or(0, limit)),
    };
    search.run()
}

impl Search<'_> {
    fn run(&self) -> Result<Option<String>, Undecided> {
        let states: Result<Vec<_>, _> = self.automata.iter().map(|it| first(&**it)).collect();
        let start = (states?, 0);
        let mut came_from: HashMap<Place, (Place, u8)> = HashMap::new();
        let mut seen = HashSet::from([start.clone()]);
        let mut queue = VecDeque::from([start]);
        while let Some(place) = queue.pop_front() {
            if self.is_found(&place) {
                return Ok(Some(text_of(&place, &came_from)));
            }
            for &byte in &self.bytes {
                let next = self.next(&place, byte);
                if !self.is_lost(&next) && seen.insert(next.clone()) {
                    came_from.insert(next.clone(), (place.clone(), byte));
                    queue.push_back(next);
                }
            }
            if seen.len() > SEARCH_STATES_MAX {
                return Err(Undecided::new("the patterns are too large to be compared"));
            }
        }
        Ok(None)
    }

    fn next(&self, (states, count): &Place, byte: u8) -> Place {
        let states = states.iter().zip(&self.automata);
        let count = (count + u64::from(is_first_of_character(byte))).min(self.characters_max);
        (
            states
                .map(|(state, automaton)| automaton.next_state(*state, byte))
                .collect(),
            count,
        )
    }

    /// Whether no text from here on is one of ours.
    fn is_lost(&self, (states, _): &Place) -> bool {
        let ours = states.iter().zip(&self.automata).take(1 + self.ours.patterns.len());
        ours.into_iter()
            .any(|(state, automaton)| automaton.is_dead_state(*state))
    }

    fn is_found(&self, (states, count): &Place) -> bool {
        let ends: Vec<_> = states
            .iter()
            .zip(&self.automata)
            .map(|(state, it)| is_end(&**it, *state))
            .collect();
        let (ours, theirs) = ends.split_at(1 + self.ours.patterns.len());
        let is_theirs = |it: &Texts<'_>| theirs.iter().all(|it| *it) && it.has_length(*count);
        ours.iter().all(|it| *it) && self.ours.has_length(*count) && !self.theirs.is_some_and(is_theirs)
    }
}

fn is_first_of_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

/// The first byte of each class: those of a class lead every automaton to the same state.
fn distinct(automata: &[Rc<dense::DFA<Vec<u32>>>]) -> Vec<u8> {
    let mut seen = HashSet::new();
    let is_new = |byte: &u8| {
        let classes: Vec<u8> = automata.iter().map(|it| it.byte_classes().get(*byte)).collect();
        seen.insert((is_first_of_character(*byte), classes))
    };
    bytes().filter(is_new).collect()
}

/// Every byte, those first that a person likes to read.
fn bytes() -> impl Iterator<Item = u8> {
    let plain = || (b'a'..=b'z').chain(b'0'..=b'9').chain(b'A'..=b'Z');
    let printed = (b' '..=b'~').filter(|it| !it.is_ascii_alphanumeric());
    let others = (0..=u8::MAX).filter(|it| !(b' '..=b'~').contains(it));
    plain().chain(printed).chain(others)
}

fn text_of(end: &Place, came_from: &HashMap<Place, (Place, u8)>) -> String {
    let mut bytes = Vec::new();
    let mut place = end;
    while let Some((before, byte)) = came_from.get(place) {
        bytes.push(*byte);
        place = before;
    }
    bytes.reverse();
    String::from_utf8_lossy(&bytes).into_owned()
}
