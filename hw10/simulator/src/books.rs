//! The books: what must hold of the tables after each event, and of each answer. Reads rows and answers, and shares no
//! code with what wrote them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use dynoxide::types::AttributeValue;
use serde_json::Value;

use crate::answer::Answer;
use crate::happenings::Happening;
use crate::plan::{AMOUNT_MAX, BALANCE_MAX, Body, Kind, Minor, Plan};
use crate::service::Sent;
use crate::tables::{Account, Entry, Row, Snapshot, minor};
use crate::world::Group;

/// How many earlier states of the tables a read from a replica may see.
const PAST: usize = 5;

/// An execution may take 28 s; what stands behind it is the platform's.
const EXECUTION_MICROSECONDS_MAX: u64 = 28_100_000;

/// Everything that is known of the bank's money.
#[derive(Debug)]
pub(crate) struct Books {
    openings: BTreeMap<String, Minor>,
    /// The tables, the newest last.
    past: Vec<Arc<Snapshot>>,
    entries: BTreeMap<String, Entry>,
    /// What each account has held, in order.
    balances: BTreeMap<String, Vec<Minor>>,
    /// What was sent under each name of a transaction.
    named: BTreeMap<String, Named>,
    /// The requests that were declined, by the gateway's names for them.
    declined: BTreeSet<String>,
    /// The requests that posted something.
    posted: BTreeSet<String>,
    /// Which request each run of a function works for.
    runs: BTreeMap<Group, String>,
    accepted: u64,
    answers: u64,
}

#[derive(Debug, Default)]
struct Named {
    bodies: Vec<Body>,
    /// How many executions run that might post it.
    running: usize,
    /// Whether one has ended that may have left a posting on its way.
    is_open: bool,
}

/// A request that was accepted: an execution has begun.
#[derive(Debug, Clone)]
pub(crate) struct Accepted {
    /// The name that it has in the ledger.
    pub(crate) name: String,
    pub(crate) body: Body,
    /// How many were accepted before, and one.
    pub(crate) number: u64,
    request_id: String,
    started_at: u64,
    /// How many balances its account had had by then.
    pub(crate) balances: usize,
    /// What stood under its name by then.
    was_posted: bool,
}

type Verdict = Result<(), String>;

impl Books {
    /// The books of a bank that has just opened.
    pub(crate) fn new(plan: &Plan) -> Books {
        let existing = plan.accounts.iter().filter(|account| account.exists);
        let openings: BTreeMap<_, _> = existing
            .map(|account| (account.number.clone(), account.opening))
            .collect();
        let balances = openings
            .iter()
            .map(|(account, balance)| (account.clone(), vec![*balance]));
        Books {
            balances: balances.collect(),
            openings,
            past: Vec::new(),
            entries: BTreeMap::new(),
            named: BTreeMap::new(),
            declined: BTreeSet::new(),
            posted: BTreeSet::new(),
            runs: BTreeMap::new(),
            accepted: 0,
            answers: 0,
        }
    }

    /// The tables as they were so many changes ago.
    pub(crate) fn past(&self, changes_ago: usize) -> Option<&Arc<Snapshot>> {
        self.past.iter().rev().nth(changes_ago)
    }

    /// How many transactions have been posted, and how many executions have ended.
    pub(crate) fn figures(&self) -> (u64, u64) {
        (self.entries.len() as u64, self.answers)
    }

    /// Somebody begins to work with that payload.
    pub(crate) fn runs(&mut self, run: Group, payload: &Value) {
        if let Some(request) = payload["posting"]["request_id"].as_str() {
            self.runs.insert(run, request.to_owned());
        }
    }

    /// Looks at the tables as they are now, after a write by that run if there was one: invariants 1, 2, 4, 5, 6, that what
    /// was posted was asked for (3), and not by a request that has been declined (7).
    pub(crate) fn inspect(&mut self, tables: Snapshot, writer: Option<Group>) -> Verdict {
        self.nothing_is_rewritten(&tables)?;
        let appended = self.appended(&tables)?;
        for (name, entry) in appended {
            self.was_asked_for(&name, &entry)?;
            self.was_not_declined(&name, writer)?;
            self.entries.insert(name, entry);
        }
        self.accounts_follow_from_entries(&tables)?;
        self.past.push(Arc::new(tables));
        if self.past.len() > PAST {
            self.past.remove(0);
        }
        Ok(())
    }

    fn nothing_is_rewritten(&self, tables: &Snapshot) -> Verdict {
        let Some(before) = self.past.last() else { return Ok(()) };
        for (name, row) in &before.ledger {
            match tables.ledger.get(name) {
                None => return Err(format!("4: the entry {name} is gone")),
                Some(now) if now != row => {
                    let (was, is) = (sorted(row), sorted(now));
                    return Err(format!("4: the entry {name} was {was:?} and is {is:?}"));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn appended(&self, tables: &Snapshot) -> Result<Vec<(String, Entry)>, String> {
        let new = tables
            .ledger
            .iter()
            .filter(|(name, _)| !self.entries.contains_key(*name));
        let entry = |(name, row): (&String, _)| {
            let entry = Entry::of(row).map_err(|problem| format!("6: the entry {name}: {problem}"))?;
            Ok((name.clone(), entry))
        };
        new.map(entry).collect()
    }

    fn was_asked_for(&self, name: &str, entry: &Entry) -> Verdict {
        let Some(named) = self.named.get(name) else {
            return Err(format!("3: {name} was posted, a name that no request had"));
        };
        if !named.bodies.contains(&entry.body) {
            return Err(format!(
                "3: {name} was posted as {:?}, which nobody asked for",
                entry.body
            ));
        }
        if named.running == 0 && !named.is_open {
            return Err(format!(
                "7: {name} was posted after every request for it had been declined"
            ));
        }
        Ok(())
    }

    fn was_not_declined(&mut self, name: &str, writer: Option<Group>) -> Verdict {
        let Some(request) = writer.and_then(|run| self.runs.get(&run)) else {
            return Ok(());
        };
        self.posted.insert(request.clone());
        if self.declined.contains(request) {
            return Err(format!(
                "7: {name} was posted for a request after that had been declined"
            ));
        }
        Ok(())
    }

    fn accounts_follow_from_entries(&mut self, tables: &Snapshot) -> Verdict {
        for (number, opening) in &self.openings {
            let row = tables
                .accounts
                .get(number)
                .ok_or_else(|| format!("4: the account {number} is gone"))?;
            let account = Account::of(row).map_err(|problem| format!("6: the account {number}: {problem}"))?;
            let mut entries: Vec<_> = self.entries.values().filter(|it| it.body.account == *number).collect();
            entries.sort_by_key(|entry| entry.sequence);
            follows(number, *opening, account, &entries)?;
            let balances = self.balances.entry(number.clone()).or_default();
            if balances.last() != Some(&account.balance) {
                balances.push(account.balance);
            }
        }
        if tables.accounts.len() != self.openings.len() {
            return Err("4: there is an account that nobody opened".to_owned());
        }
        Ok(())
    }

    /// What a request is to those that came before it under its name.
    pub(crate) fn what_comes_again(&self, sent: &Sent) -> Vec<Happening> {
        let Some(named) = self.named.get(&sent.name()) else {
            return Vec::new();
        };
        let again = if named.bodies.contains(&sent.body) {
            Happening::ClientTriesAgain
        } else {
            Happening::KeyWithOtherBody
        };
        let at_once = (named.running > 0).then_some(Happening::KeyTwiceAtOnce);
        at_once.into_iter().chain([again]).collect()
    }

    /// Whether an execution is under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.named.values().any(|named| named.running > 0)
    }

    /// A request is accepted.
    pub(crate) fn accepted(&mut self, now: u64, sent: &Sent) -> Accepted {
        let (name, body) = (sent.name(), &sent.body);
        self.accepted += 1;
        let named = self.named.entry(name.clone()).or_default();
        named.running += 1;
        if !named.bodies.contains(body) {
            named.bodies.push(body.clone());
        }
        Accepted {
            was_posted: self.entries.contains_key(&name),
            name,
            body: body.clone(),
            number: self.accepted,
            request_id: sent.request_id.clone(),
            balances: self.balances.get(&body.account).map_or(0, Vec::len),
            started_at: now,
        }
    }

    /// Whatever ran has died with its process.
    pub(crate) fn all_executions_died(&mut self) {
        for named in self.named.values_mut().filter(|named| named.running > 0) {
            named.running = 0;
            named.is_open = true;
        }
    }

    /// An execution has ended: invariants 3, 7 and 8.
    pub(crate) fn answered(&mut self, now: u64, accepted: &Accepted, answer: &Answer) -> Verdict {
        self.answers += 1;
        let named = self.named.entry(accepted.name.clone()).or_default();
        named.running -= 1;
        named.is_open |= answer.leaves_it_open();
        if now - accepted.started_at > EXECUTION_MICROSECONDS_MAX {
            return Err(format!("8: {} took longer than an execution may", accepted.name));
        }
        match answer {
            Answer::Posted(receipt) => self.is_a_receipt(accepted, receipt),
            Answer::Declined(fault) => {
                self.declined.insert(accepted.request_id.clone());
                self.is_justified(now, accepted, fault)
            }
            Answer::Unavailable(_) | Answer::Unknown(_) => Ok(()),
            Answer::Wrong(error) => Err(format!("7: {} ended with {error}", accepted.name)),
        }
    }

    fn is_a_receipt(&self, accepted: &Accepted, receipt: &Value) -> Verdict {
        let name = &accepted.name;
        let Some(entry) = self.entries.get(name) else {
            return Err(format!("7: {name} was answered with {receipt}, and there is no entry"));
        };
        if entry.body != accepted.body {
            return Err(format!(
                "3: {name} was answered with {receipt}, though it was another request"
            ));
        }
        let field = |field: &str| receipt.get(field).and_then(Value::as_str);
        let number = |field: &str| receipt.get(field).map(ToString::to_string).as_deref().and_then(minor);
        let same = field("transaction") == Some(name)
            && field("account") == Some(&entry.body.account)
            && field("type") == Some(entry.body.kind.word())
            && field("posted_at") == Some(&entry.posted_at)
            && number("amount") == Some(entry.body.amount)
            && number("balance") == Some(entry.after);
        if same {
            Ok(())
        } else {
            Err(format!(
                "3: {name} was answered with {receipt}, and its entry is {entry:?}"
            ))
        }
    }

    fn is_justified(&self, now: u64, accepted: &Accepted, fault: &str) -> Verdict {
        let Accepted { name, body, .. } = accepted;
        let posted = self.entries.get(name);
        if self.posted.contains(&accepted.request_id) {
            return Err(format!("3: {name} was declined ({fault}), though it has posted"));
        }
        if accepted.was_posted && posted.is_some_and(|entry| entry.body == *body) {
            return Err(format!(
                "3: {name} was declined ({fault}), though it had been posted before"
            ));
        }
        let mut held = self.held_since(accepted);
        let justified = match fault {
            "UnknownAccount" => !self.openings.contains_key(&body.account),
            "InsufficientFunds" => body.kind == Kind::Withdrawal && held.any(|balance| balance < body.amount),
            "BalanceLimit" => body.kind == Kind::Deposit && held.any(|balance| balance + body.amount > BALANCE_MAX),
            "KeyReused" => posted.is_some_and(|entry| entry.body != *body),
            _ => false,
        };
        if justified {
            Ok(())
        } else {
            Err(format!(
                "7: at {now} {name} was declined ({fault}) for {body:?}, without a reason"
            ))
        }
    }

    /// What its account held at any moment since it was accepted.
    fn held_since(&self, accepted: &Accepted) -> impl Iterator<Item = Minor> + '_ {
        let balances = self.balances.get(&accepted.body.account).map_or(&[][..], Vec::as_slice);
        balances.iter().copied().skip(accepted.balances.saturating_sub(1))
    }
}

/// The attributes in an order that does not change from run to run.
fn sorted(row: &Row) -> BTreeMap<&String, &AttributeValue> {
    row.iter().collect()
}

/// Opening balance, entries and account are one unbroken chain: invariants 1, 2, 5, 6.
fn follows(number: &str, opening: Minor, account: Account, entries: &[&Entry]) -> Verdict {
    let mut balance = opening;
    for (expected, entry) in (1..).zip(entries) {
        if entry.sequence != expected {
            return Err(format!(
                "5: the account {number} has entry {} where {expected} comes next",
                entry.sequence
            ));
        }
        if !(1..=AMOUNT_MAX).contains(&entry.body.amount) {
            return Err(format!(
                "6: entry {expected} of the account {number} moves {}",
                entry.body.amount
            ));
        }
        if entry.before != balance || entry.after != balance + entry.change() {
            return Err(format!(
                "5: entry {expected} of the account {number} breaks the chain at {balance}: {entry:?}"
            ));
        }
        balance = entry.after;
        if !(0..=BALANCE_MAX).contains(&balance) {
            return Err(format!("2: entry {expected} leaves the account {number} at {balance}"));
        }
    }
    if account.balance != balance {
        return Err(format!(
            "1: the account {number} holds {}, and by its entries {balance}",
            account.balance
        ));
    }
    let sequence = (!entries.is_empty()).then_some(entries.len() as u64);
    if account.sequence != sequence {
        return Err(format!(
            "5: the account {number} is at {:?}, and has {} entries",
            account.sequence,
            entries.len()
        ));
    }
    Ok(())
}
