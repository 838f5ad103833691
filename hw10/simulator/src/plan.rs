//! What a seed means: accounts, clients and what they ask for, how the bank is deployed, what breaks. Runs nothing.

use std::collections::BTreeSet;
use std::fmt;

use fastrand::Rng;

use crate::chance::Site;
use crate::contention::Timing;
use crate::faults::Weather;
use crate::tables::decimal;

/// Money in minor units (cents), wide enough for any sum.
pub(crate) type Minor = i128;

/// The largest amount and the largest balance that the bank keeps.
pub(crate) const AMOUNT_MAX: Minor = 100_000_000_000;
pub(crate) const BALANCE_MAX: Minor = 999_999_999_999_999;

const SECOND: u64 = 1_000_000;

/// One seed in so many leads a crowd to an account at the brink.
const BRINK_ONE_IN: u8 = 4;

/// One in so many of the others has a store of which little works.
const BROKEN_STORE_ONE_IN: u8 = 12;

/// Everything that a simulation is made of.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) seed: u64,
    pub(crate) deployment: Deployment,
    pub(crate) accounts: Vec<AccountPlan>,
    pub(crate) clients: Vec<ClientPlan>,
    pub(crate) weather: Weather,
    /// When the process of the bank is killed, in microseconds; it starts again at once.
    pub(crate) kills: Vec<u64>,
    /// Whether DynamoDB remembers the tokens of transactions, as it does for ten minutes.
    pub(crate) remembers_tokens: bool,
    /// How long things take, where clients are to meet and nothing is to break.
    pub(crate) timing: Option<Timing>,
    /// Places at which nothing breaks, though the weather says so: a history is shortened by them.
    pub(crate) spared: BTreeSet<Site>,
}

/// How the bank is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deployment {
    /// Lambda functions, each run alone in its instance, with the SDK's retries and timeouts.
    Lambdas,
    /// One process with one set of steps, which may be killed, on a database in memory that survives it.
    Process,
    /// The same on a file, which is what survives.
    ProcessOnFile,
}

/// An account to begin with.
#[derive(Debug, Clone)]
pub(crate) struct AccountPlan {
    pub(crate) number: String,
    pub(crate) opening: Minor,
    /// One that does not exist is asked for all the same.
    pub(crate) exists: bool,
}

/// A client: its requests, one after the other.
#[derive(Debug, Clone)]
pub(crate) struct ClientPlan {
    pub(crate) number: u64,
    pub(crate) requests: Vec<RequestPlan>,
}

/// A request, and how its client behaves.
#[derive(Debug, Clone)]
pub(crate) struct RequestPlan {
    pub(crate) number: u64,
    /// How long the client waits before it, in microseconds.
    pub(crate) pause: u64,
    pub(crate) body: Body,
    pub(crate) key: Option<String>,
    /// How often it is sent until it has a final answer.
    pub(crate) sends_max: u64,
    /// Whether it is sent twice at once.
    pub(crate) twice: bool,
    /// After how many microseconds the client hangs up.
    pub(crate) patience: Option<u64>,
}

/// What is to be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Body {
    pub(crate) account: String,
    pub(crate) amount: Minor,
    pub(crate) kind: Kind,
    pub(crate) desc: Option<String>,
}

impl fmt::Display for Plan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bank = match self.deployment {
            Deployment::Lambdas => "Lambda functions",
            Deployment::Process => "one process",
            Deployment::ProcessOnFile => "one process on a file",
        };
        write!(
            out,
            "{bank}, {} requests of {} clients",
            self.requests(),
            self.clients.len()
        )?;
        for account in self.accounts.iter().filter(|account| account.exists) {
            write!(
                out,
                ", account {} opens with {}",
                account.number,
                decimal(account.opening)
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Body {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (amount, account) = (decimal(self.amount), &self.account);
        match self.kind {
            Kind::Deposit => write!(out, "a deposit of {amount} to {account}")?,
            Kind::Withdrawal => write!(out, "a withdrawal of {amount} from {account}")?,
        }
        self.desc.as_ref().map_or(Ok(()), |desc| write!(out, " for {desc:?}"))
    }
}

/// The word of a kind, in requests and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Deposit,
    Withdrawal,
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Deposit => "dep",
            Kind::Withdrawal => "wtd",
        }
    }
}

impl Plan {
    /// The plan that a seed means.
    pub fn of_seed(seed: u64) -> Plan {
        let root = Site::root(seed);
        let mut rng = root.child("plan", 0).chance();
        let deployment = match rng.u8(..100) {
            0..=69 => Deployment::Lambdas,
            70..=93 => Deployment::Process,
            _ => Deployment::ProcessOnFile,
        };
        let accounts = accounts(&mut rng);
        let kills = match deployment {
            Deployment::Lambdas => Vec::new(),
            Deployment::Process | Deployment::ProcessOnFile => kills(&mut rng),
        };
        let mut plan = Plan {
            seed,
            deployment,
            clients: clients(&mut rng, &accounts),
            accounts,
            weather: Weather::draw(&mut rng),
            kills,
            remembers_tokens: rng.bool(),
            timing: None,
            spared: BTreeSet::new(),
        };
        plan.go_to_extremes();
        plan
    }

    /// Some seeds are about what chance alone seldom comes to.
    fn go_to_extremes(&mut self) {
        let root = self.root();
        let is_one_in = |kind: &str, seeds: u8| root.child(kind, 0).chance().u8(..seeds) == 0;
        if is_one_in("brink", BRINK_ONE_IN) {
            let mut rng = root.child("brink", 1).chance();
            (self.accounts, self.clients) = brink(&mut rng);
            self.weather = Weather::of_calls(&mut rng);
        } else if is_one_in("broken store", BROKEN_STORE_ONE_IN) {
            self.weather = Weather::of_a_broken_store(&mut root.child("broken store", 1).chance());
        }
    }

    pub(crate) fn root(&self) -> Site {
        Site::root(self.seed)
    }

    /// How many requests its clients make, those that are sent again not counted.
    pub(crate) fn requests(&self) -> usize {
        self.clients.iter().map(|client| client.requests.len()).sum()
    }
}

fn accounts(rng: &mut Rng) -> Vec<AccountPlan> {
    let known = rng.usize(1..=3);
    let mut accounts: Vec<_> = (0..known)
        .map(|number| AccountPlan {
            number: format!("1{number}"),
            opening: opening(rng),
            exists: true,
        })
        .collect();
    if rng.u8(..4) == 0 {
        let number = "99".to_owned();
        let (opening, exists) = (0, false);
        accounts.push(AccountPlan {
            number,
            opening,
            exists,
        });
    }
    accounts
}

fn opening(rng: &mut Rng) -> Minor {
    match rng.u8(..8) {
        0 => 0,
        1 => 29,
        2 => BALANCE_MAX - Minor::from(rng.u32(..100_000)),
        3 => Minor::from(rng.u32(..1_000)),
        _ => Minor::from(rng.u32(..200_000)),
    }
}

/// A crowd at one account that is all but full, or all but empty, and of which all ask for the same amount, most of them
/// for what there is no room for: whoever is overtaken finds that a posting has become impossible, or possible again.
fn brink(rng: &mut Rng) -> (Vec<AccountPlan>, Vec<ClientPlan>) {
    let amount = Minor::from(rng.u32(1..2_000));
    let room = amount * Minor::from(rng.u8(..=1));
    let (opening, rush) = if rng.u8(..4) > 0 {
        (BALANCE_MAX - room, Kind::Deposit)
    } else {
        (room, Kind::Withdrawal)
    };
    let account = AccountPlan {
        number: "10".to_owned(),
        opening,
        exists: true,
    };
    let haste = *rng.choice(&[30_000, 400_000, SECOND]).expect("there are some");
    let wishes = Wishes {
        accounts: std::slice::from_ref(&account),
        usual: Some(amount),
        rush: Some(rush),
    };
    let mut sent = Vec::new();
    let mut client = |number| {
        let requests = (0..rng.u64(3..=7)).map(|number| request(number, haste, &wishes, &mut sent, rng));
        ClientPlan {
            number,
            requests: requests.collect(),
        }
    };
    let clients = (0..12).map(&mut client).collect();
    (vec![account], clients)
}

fn kills(rng: &mut Rng) -> Vec<u64> {
    let longest = *rng
        .choice(&[SECOND / 10, SECOND, 5 * SECOND, 20 * SECOND])
        .expect("there are some");
    let kills = rng.usize(..=3);
    (0..kills).map(|_| rng.u64(..longest)).collect()
}

fn clients(rng: &mut Rng, accounts: &[AccountPlan]) -> Vec<ClientPlan> {
    let haste = *rng
        .choice(&[1_000, 30_000, 400_000, 3_000_000])
        .expect("there are some");
    let mut sent: Vec<(Body, Option<String>)> = Vec::new();
    // Where all move the same amount, balances come again: who looks at the balance alone is deceived.
    let usual = (rng.u8(..3) == 0).then(|| Minor::from(rng.u32(1..2_000)));
    // A crowd at one account, where whoever reads is overtaken.
    let is_crowd = rng.u8(..5) == 0;
    let (accounts, usual) = if is_crowd {
        (&accounts[..1], usual.or(Some(100)))
    } else {
        (accounts, usual)
    };
    let haste = if is_crowd { 1_000 } else { haste };
    let wishes = Wishes {
        accounts,
        usual,
        rush: None,
    };
    let clients = if is_crowd { 8 } else { rng.u64(1..=6) };
    let mut client = |number| {
        let requests = rng.u64(1..=7);
        let requests = (0..requests)
            .map(|number| request(number, haste, &wishes, &mut sent, rng))
            .collect();
        ClientPlan { number, requests }
    };
    (0..clients).map(&mut client).collect()
}

fn request(
    number: u64,
    haste: u64,
    wishes: &Wishes<'_>,
    sent: &mut Vec<(Body, Option<String>)>,
    rng: &mut Rng,
) -> RequestPlan {
    let (body, key) = what(wishes, sent, rng);
    sent.push((body.clone(), key.clone()));
    RequestPlan {
        number,
        pause: rng.u64(..haste),
        body,
        key,
        sends_max: rng.u64(1..=4),
        twice: rng.u8(..6) == 0,
        patience: (rng.u8(..8) == 0).then(|| rng.u64(1_000..8 * SECOND)),
    }
}

/// A new request under a new key or without one; or an earlier one again; or another one under its key.
fn what(wishes: &Wishes<'_>, sent: &[(Body, Option<String>)], rng: &mut Rng) -> (Body, Option<String>) {
    let earlier = rng.choice(sent).cloned();
    match (rng.u8(..10), earlier) {
        (0 | 1, Some(earlier)) => earlier,
        (2, Some((earlier, key))) => (changed(earlier, rng), key),
        (3, Some((_, key))) => (wishes.draw(rng), key),
        (4, _) => (wishes.draw(rng), None),
        _ => (wishes.draw(rng), Some(format!("key {}", sent.len()))),
    }
}

/// The same in all but one thing.
fn changed(mut body: Body, rng: &mut Rng) -> Body {
    match rng.u8(..3) {
        0 => body.amount = if body.amount == 1 { 2 } else { body.amount - 1 },
        1 => body.desc = Some("another".to_owned()),
        _ => {
            body.kind = match body.kind {
                Kind::Deposit => Kind::Withdrawal,
                Kind::Withdrawal => Kind::Deposit,
            }
        }
    }
    body
}

/// What clients ask for.
struct Wishes<'a> {
    accounts: &'a [AccountPlan],
    /// What most of them move.
    usual: Option<Minor>,
    /// What most of them do, and all with the usual amount.
    rush: Option<Kind>,
}

impl Wishes<'_> {
    fn draw(&self, rng: &mut Rng) -> Body {
        let account = rng.choice(self.accounts).expect("there are accounts");
        let amount = self.amount(account, rng).clamp(1, AMOUNT_MAX);
        Body {
            account: account.number.clone(),
            amount,
            kind: self.kind(rng),
            desc: rng.bool().then(|| "Lunch, \"ü\"".to_owned()),
        }
    }

    fn amount(&self, account: &AccountPlan, rng: &mut Rng) -> Minor {
        match (rng.u8(..8), self.usual) {
            (_, Some(usual)) if self.rush.is_some() => usual,
            (1.., Some(usual)) => usual,
            (0, _) => account.opening,
            (1, _) => account.opening + 1,
            (2, _) => account.opening / 2 + 1,
            (3, _) => AMOUNT_MAX,
            (4, _) => 29,
            _ => Minor::from(rng.u32(1..20_000)),
        }
    }

    fn kind(&self, rng: &mut Rng) -> Kind {
        let rush = self.rush.filter(|_| rng.u8(..3) == 0);
        rush.unwrap_or(if rng.bool() { Kind::Deposit } else { Kind::Withdrawal })
    }
}
