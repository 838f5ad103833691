//! The books: what must hold of the tables after each event, and of each answer. Reads rows and answers, and shares no
//! code with what wrote them.

use std::collections::BTreeMap;
use std::sync::Arc;

use dynoxide::types::AttributeValue;
use serde_json::Value;

use crate::answer::Answer;
use crate::plan::{AMOUNT_MAX, BALANCE_MAX, Body, Kind, Minor, Plan};
use crate::tables::{Account, Entry, Row, Snapshot, minor};

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
    /// What each account held, and since when.
    balances: BTreeMap<String, Vec<(u64, Minor)>>,
    /// What was sent under each name of a transaction.
    named: BTreeMap<String, Named>,
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
    started_at: u64,
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
            .map(|(account, balance)| (account.clone(), vec![(0, *balance)]));
        Books {
            balances: balances.collect(),
            openings,
            past: Vec::new(),
            entries: BTreeMap::new(),
            named: BTreeMap::new(),
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

    /// Looks at the tables as they are now: invariants 1, 2, 4, 5, 6, and that what was posted was asked for (3).
    pub(crate) fn inspect(&mut self, now: u64, tables: Snapshot) -> Verdict {
        self.nothing_is_rewritten(&tables)?;
        let appended = self.appended(&tables)?;
        for (name, entry) in appended {
            self.was_asked_for(&name, &entry)?;
            self.entries.insert(name, entry);
        }
        self.accounts_follow_from_entries(now, &tables)?;
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

    fn accounts_follow_from_entries(&mut self, now: u64, tables: &Snapshot) -> Verdict {
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
            if balances.last().is_none_or(|(_, last)| *last != account.balance) {
                balances.push((now, account.balance));
            }
        }
        if tables.accounts.len() != self.openings.len() {
            return Err("4: there is an account that nobody opened".to_owned());
        }
        Ok(())
    }

    /// A request is accepted.
    pub(crate) fn accepted(&mut self, now: u64, name: String, body: &Body) -> Accepted {
        let named = self.named.entry(name.clone()).or_default();
        named.running += 1;
        if !named.bodies.contains(body) {
            named.bodies.push(body.clone());
        }
        Accepted {
            was_posted: self.entries.contains_key(&name),
            name,
            body: body.clone(),
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
            Answer::Declined(fault) => self.is_justified(now, accepted, fault),
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
        if accepted.was_posted && posted.is_some_and(|entry| entry.body == *body) {
            return Err(format!(
                "3: {name} was declined ({fault}), though it had been posted before"
            ));
        }
        let mut held = self.held_since(&body.account, accepted.started_at);
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

    /// What the account held at any moment since then.
    fn held_since(&self, account: &str, since: u64) -> impl Iterator<Item = Minor> + '_ {
        let balances = self.balances.get(account).map_or(&[][..], Vec::as_slice);
        let first = balances.partition_point(|(time, _)| *time <= since).saturating_sub(1);
        balances[first..].iter().map(|(_, balance)| *balance)
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
