//! What reads each generated schema's values: the Rust type, the step's parameters, the fault.

use std::path::{Path, PathBuf};

use bank::{Account, AccountError, AccountId, FundsError, Posting, PostingError, Receipt, bank_transaction};
use examples::{approval, control, language, nightly, order, quotes, transcode, trip};
use serde_json::{Map, Value};
use stepwright::api::kebab_case;
use stepwright::{Contract, Fault, FaultEntry, FaultOrigin, MapResults, Parameters, TaskToken, Workflow, decode};

use crate::forms;

/// Where generated files are, below the workspace.
pub(crate) const FOLDERS: [&str; 2] = ["generated", "examples/generated"];

/// A schema, and what reads its values.
pub(crate) struct Case {
    /// The schema's file.
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) schema: Value,
    pub(crate) read: Reader,
}

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// What is read: an `Option` may be absent.
    Read,
    /// What is written: an `Option` is always there.
    Written,
}

/// The value as serde writes it, once it has been read; `None` where it is refused.
type Reader = Box<dyn Fn(Value) -> Option<Value>>;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A generated file.
pub(crate) fn file(path: &str) -> Value {
    let text = std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A step: its name, parameters, output and fault.
macro_rules! step {
    ($cases:ident, $name:ident($($parameter:ident: $of:ty),*) -> $output:ty, $fault:ty) => {
        let folder = format!("steps/{}", stringify!($name).replace('_', "-"));
        $cases.add(format!("{folder}/input"), Role::Read, |payload| {
            let mut parameters = Parameters::new(payload);
            $(let $parameter = parameters.take::<$of>(stringify!($parameter));)*
            parameters.finish().ok()?;
            let written = Map::from_iter([$((stringify!($parameter).to_owned(), write(&$parameter?))),*]);
            Some(Value::Object(written))
        });
        $cases.add(format!("{folder}/output"), Role::Written, read::<$output>);
        $cases.faults::<$fault>();
    };
}

pub(crate) fn all() -> Vec<Case> {
    let [bank, examples] = FOLDERS;
    let mut all = Vec::new();

    let mut cases = Cases::of::<bank_transaction>(bank);
    step!(cases, validate_account(account: AccountId) -> Account, AccountError);
    step!(cases, check_funds(posting: Posting) -> (), FundsError);
    step!(cases, process_deposit(posting: Posting) -> Receipt, PostingError);
    step!(cases, process_withdrawal(posting: Posting) -> Receipt, PostingError);
    all.extend(cases.cases);

    let mut cases = Cases::of::<order::place_order>(examples);
    step!(cases, reserve(order: order::Order) -> order::Reservation, order::OutOfStock);
    step!(cases, release(number: String, reservation: order::Reservation) -> (), order::WarehouseClosed);
    step!(cases, charge(number: String, card: String, cents: u32) -> (), order::CardRefused);
    step!(cases, refund(number: String) -> (), order::WarehouseClosed);
    step!(cases, book_courier(number: String, address: String) -> String, order::NoCourier);
    all.extend(cases.cases);

    let mut cases = Cases::of::<approval::approve_expense>(examples);
    type Token = TaskToken<approval::Verdict, approval::NotMine>;
    step!(cases, ask_manager(token: Token, expense: approval::Expense) -> (), approval::NotMine);
    step!(cases, ask_director(token: Token, expense: approval::Expense) -> (), approval::NotMine);
    step!(cases, pay(expense: approval::Expense, approved_by: Option<String>) -> (), approval::BooksClosed);
    all.extend(cases.cases);

    let mut cases = Cases::of::<nightly::settle_night>(examples);
    step!(cases, settle(payments: Vec<nightly::Payment>, currency: Option<String>) -> nightly::Settled, nightly::Unsound);
    step!(cases, report(results: MapResults) -> u32, nightly::NoReport);
    all.extend(cases.cases);

    let mut cases = Cases::of::<transcode::transcode_video>(examples);
    step!(cases, submit(video: transcode::Video) -> String, transcode::EncoderBusy);
    step!(cases, status(job: String) -> transcode::Status, transcode::EncoderBusy);
    step!(cases, cancel(job: String) -> (), transcode::EncoderBusy);
    all.extend(cases.cases);

    let mut cases = Cases::of::<quotes::best_quote>(examples);
    step!(cases, quote(carrier: String, grams: u32) -> quotes::Quote, quotes::NotTaken);
    step!(cases, duty(country: String) -> u32, quotes::UnknownCountry);
    step!(cases, choose(outcomes: Vec<quotes::Outcome>, country: String) -> quotes::Quote, quotes::NobodyTakesIt);
    all.extend(cases.cases);

    for mut cases in [
        Cases::of::<trip::book_stay>(examples),
        Cases::of::<trip::book_trip>(examples),
    ] {
        step!(cases, price(town: String) -> u32, trip::SoldOut);
        step!(cases, book(town: String, nights: u32, cents: u32) -> trip::Room, trip::SoldOut);
        step!(cases, give_back(room: trip::Room) -> (), trip::SoldOut);
        all.extend(cases.cases);
    }

    let mut cases = Cases::of::<control::take_walk>(examples);
    step!(cases, round(number: u32, pace: String) -> bool, control::WalkError);
    step!(cases, shelter(millimetres: u32) -> u32, control::Lost);
    step!(cases, ask(name: String, pace: String, turned: i32) -> String, control::Lost);
    step!(cases, call(left: u32) -> bool, control::Lost);
    step!(cases, weather() -> u32, control::Rain);
    all.extend(cases.cases);

    all.extend(Cases::of::<language::calculate>(examples).cases);
    all.extend(forms::cases());
    all
}

/// The cases of one workflow.
struct Cases {
    folder: String,
    cases: Vec<Case>,
}

impl Cases {
    fn of<W: Workflow>(folder: &str) -> Cases {
        let mut cases = Cases {
            folder: format!("{folder}/{}/schemas", W::NAME),
            cases: Vec::new(),
        };
        cases.add("workflow/input".to_owned(), Role::Read, read::<W::Input>);
        cases.add("workflow/output".to_owned(), Role::Written, read::<W::Output>);
        cases.faults::<W::Fault>();
        cases
    }

    fn add(&mut self, what: String, role: Role, read: impl Fn(Value) -> Option<Value> + 'static) {
        let name = format!("{}/{what}.schema.json", self.folder);
        if self.cases.iter().all(|case| case.name != name) {
            let schema = file(&name);
            let read = Box::new(read);
            self.cases.push(Case {
                name,
                role,
                schema,
                read,
            });
        }
    }

    /// Faults that a step reports. What AWS reports is text, out of which the fields are made.
    fn faults<F: Fault>(&mut self) {
        for entry in F::table() {
            let read = match entry.origin {
                FaultOrigin::Step => |entry: &FaultEntry, value: Value| {
                    let fault = F::from_wire(entry.name, &value)?.ok()?;
                    Some(fault.payload())
                },
                FaultOrigin::Service | FaultOrigin::Platform => |entry: &FaultEntry, value: Value| {
                    let text = |name: &&str| value.get(name).is_some_and(Value::is_string);
                    let fault = F::from_wire(entry.name, &value)?.ok()?;
                    entry.fields.iter().all(text).then(|| fault.payload())
                },
            };
            let what = format!("faults/{}", kebab_case(entry.name));
            self.add(what, Role::Written, move |value| read(entry, value));
        }
    }
}

pub(crate) fn read<T: Contract>(value: Value) -> Option<Value> {
    decode::<T>(value).ok().map(|it| write(&it))
}

fn write<T: Contract>(value: &T) -> Value {
    serde_json::to_value(value).expect("a contract can be written")
}
