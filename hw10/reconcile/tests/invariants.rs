//! Each invariant of the books, broken once: the auditor names it, the account, and the rows.

use reconcile::{Cell, Finding, Invariant, Row, check};

/// The books of a bank with one account: opened with 100, a deposit of 12.50, a withdrawal of 0.5.
#[derive(Clone)]
struct Ledger {
    accounts: Vec<Row>,
    entries: Vec<Row>,
}

const DEPOSIT: usize = 0;
const WITHDRAWAL: usize = 1;

impl Ledger {
    fn clean() -> Ledger {
        let account = row(&[
            ("account", text("12345")),
            ("balance", number("112.00")),
            ("date-opened", text("2024-01-15")),
            ("name", text("Ada Lovelace")),
            ("sequence", number("2")),
        ]);
        let deposit = row(&[
            ("transaction", text("k-one")),
            ("account", text("12345")),
            ("type", text("dep")),
            ("amount", number("12.50")),
            ("balance_before", number("100")),
            ("balance_after", number("112.50")),
            ("sequence", number("1")),
            ("posted_at", text("2026-11-22T19:43:00.123Z")),
            ("desc", text("My paycheck")),
            // printf '%s' '["12345",1250,"dep","My paycheck"]' | sha256sum
            (
                "request_hash",
                text("8371c2d00d5c5ec1821823e95740ba3850ece6c3cab81bfb8967de4414d10912"),
            ),
        ]);
        let withdrawal = row(&[
            ("transaction", text("r-two")),
            ("account", text("12345")),
            ("type", text("wtd")),
            ("amount", number("0.5")),
            ("balance_before", number("112.50")),
            ("balance_after", number("112.00")),
            ("sequence", number("2")),
            ("posted_at", text("2026-11-22T19:43:01Z")),
            // printf '%s' '["12345",50,"wtd",null]' | sha256sum
            (
                "request_hash",
                text("9e0accd5156f06de2e58ccbb8d7a8989ff71f7f0ece701cea3466185bb06034a"),
            ),
        ]);
        Ledger {
            accounts: vec![account],
            entries: vec![deposit, withdrawal],
        }
    }

    fn check(&self) -> Vec<Finding> {
        check(&self.accounts, &self.entries)
    }
}

fn row(attributes: &[(&str, Cell)]) -> Row {
    let attributes = attributes.iter().cloned();
    attributes.map(|(name, cell)| (name.to_owned(), cell)).collect()
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn number(decimal: &str) -> Cell {
    Cell::Number(decimal.to_owned())
}

/// That clean books, edited so, break these invariants and no others.
#[track_caller]
fn broken(edit: impl FnOnce(&mut Ledger), invariants: &[Invariant]) -> Vec<Finding> {
    let mut ledger = Ledger::clean();
    edit(&mut ledger);
    let findings = ledger.check();
    let mut found: Vec<_> = findings.iter().map(|finding| finding.invariant).collect();
    found.sort_unstable();
    let mut expected = invariants.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected, "{findings:#?}");
    findings
}

/// The same, of one attribute of one entry.
#[track_caller]
fn entry(index: usize, name: &str, value: Cell, invariants: &[Invariant]) {
    let findings = broken(
        |ledger| {
            ledger.entries[index].insert(name.to_owned(), value);
        },
        invariants,
    );
    assert!(findings.iter().all(|finding| !finding.rows.is_empty()));
}

/// The same, of one attribute of the account.
#[track_caller]
fn account(name: &str, value: Cell, invariants: &[Invariant]) -> Vec<Finding> {
    broken(
        |ledger| {
            ledger.accounts[0].insert(name.to_owned(), value);
        },
        invariants,
    )
}

#[test]
fn clean_books_have_no_findings() {
    broken(|_| {}, &[]);
    broken(
        |ledger| {
            ledger.entries.clear();
            ledger.accounts[0].remove("sequence");
        },
        &[],
    );
    broken(
        |ledger| {
            ledger.entries.clear();
            ledger.accounts.clear();
        },
        &[],
    );
}

#[test]
fn the_order_of_the_rows_does_not_matter() {
    broken(|ledger| ledger.entries.reverse(), &[]);
}

#[test]
fn every_attribute_that_is_missing_is_named() {
    for name in [
        "transaction",
        "type",
        "amount",
        "balance_after",
        "posted_at",
        "request_hash",
    ] {
        let mut ledger = Ledger::clean();
        ledger.entries[WITHDRAWAL].remove(name);
        let findings = ledger.check();
        assert_eq!(findings[0].invariant, Invariant::AttributePresent, "{findings:?}");
        assert_eq!(findings[0].detail, format!("`{name}` is missing"));
    }
    broken(
        |ledger| {
            ledger.accounts[0].remove("balance");
        },
        &[Invariant::AttributePresent],
    );
}

#[test]
fn an_attribute_that_nobody_knows_is_named() {
    entry(DEPOSIT, "ttl", number("1795376580"), &[Invariant::AttributeKnown]);
    account("overdraft", number("5"), &[Invariant::AttributeKnown]);
    account("declined", Cell::Other("M".to_owned()), &[]);
    account("declined", text("r-1"), &[Invariant::AttributeType]);
    account("declined", Cell::Other("L".to_owned()), &[Invariant::AttributeType]);
}

#[test]
fn an_attribute_of_another_type_is_named() {
    entry(DEPOSIT, "posted_at", number("5"), &[Invariant::AttributeType]);
    entry(
        DEPOSIT,
        "desc",
        Cell::Other("NULL".into()),
        &[Invariant::AttributeType, Invariant::RequestHash],
    );
    account("balance", text("112.00"), &[Invariant::AttributeType]);
}

#[test]
fn a_text_that_breaks_its_rule_is_named() {
    entry(DEPOSIT, "transaction", text("one"), &[Invariant::TextRule]);
    entry(DEPOSIT, "posted_at", text("yesterday"), &[Invariant::TextRule]);
}

#[test]
fn a_type_that_is_neither_is_named_and_leaves_the_sum_unknown() {
    entry(
        DEPOSIT,
        "type",
        text("gift"),
        &[Invariant::TextRule, Invariant::RequestHash],
    );
}

#[test]
fn a_number_that_a_float_has_been_at_is_not_money() {
    let money = Invariant::WholeMinorUnits;
    entry(WITHDRAWAL, "balance_after", number("111.99999999999999"), &[money]);
    entry(DEPOSIT, "amount", number("12.500000000000002"), &[money]);
    account("balance", number("112.00000000000001"), &[money]);
    account("balance", number("1.12E+2"), &[money]);
}

#[test]
fn an_amount_is_positive_and_bounded() {
    for amount in ["0", "-0.5", "1000000000.01"] {
        let mut ledger = Ledger::clean();
        ledger.entries[WITHDRAWAL].insert("amount".into(), number(amount));
        let findings = ledger.check();
        assert_eq!(findings[0].invariant, Invariant::MoneyBounds, "{amount}: {findings:?}");
    }
    let bounds = [Invariant::MoneyBounds, Invariant::BalanceIsSum];
    account("balance", number("10000000000000"), &bounds);
}

#[test]
fn a_sequence_is_a_whole_number() {
    let lost = [
        Invariant::WholeSequence,
        Invariant::IndexComplete,
        Invariant::AccountSequence,
    ];
    entry(WITHDRAWAL, "sequence", number("2.5"), &lost);
}

#[test]
fn an_entry_whose_fields_were_changed_does_not_have_their_hash() {
    entry(DEPOSIT, "desc", text("My pay check"), &[Invariant::RequestHash]);
    entry(DEPOSIT, "request_hash", text("5"), &[Invariant::RequestHash]);
    let of_the_amount = [
        Invariant::RequestHash,
        Invariant::EntryArithmetic,
        Invariant::BalanceIsSum,
    ];
    entry(WITHDRAWAL, "amount", number("0.51"), &of_the_amount);
}

#[test]
fn an_entry_that_does_not_add_up_is_named() {
    let wrong = [Invariant::EntryArithmetic, Invariant::ChainUnbroken];
    entry(DEPOSIT, "balance_after", number("112.51"), &wrong);
    entry(
        WITHDRAWAL,
        "balance_after",
        number("111.99"),
        &[Invariant::EntryArithmetic],
    );
}

#[test]
fn a_withdrawal_that_leaves_less_than_nothing_is_named() {
    let overdrawn = |ledger: &mut Ledger| {
        for (index, before, after) in [(DEPOSIT, "-12.49", "0.01"), (WITHDRAWAL, "0.01", "-0.49")] {
            ledger.entries[index].insert("balance_before".into(), number(before));
            ledger.entries[index].insert("balance_after".into(), number(after));
        }
        ledger.accounts[0].insert("balance".into(), number("-0.49"));
    };
    broken(overdrawn, &[Invariant::NoOverdraft]);
}

#[test]
fn an_account_that_was_opened_below_zero_may_be_there() {
    broken(
        |ledger| {
            ledger.entries.clear();
            ledger.accounts[0].remove("sequence");
            ledger.accounts[0].insert("balance".into(), number("-5"));
        },
        &[],
    );
}

#[test]
fn two_entries_of_one_number_are_shown_together() {
    let twice = |ledger: &mut Ledger| {
        let mut again = ledger.entries[WITHDRAWAL].clone();
        again.insert("transaction".into(), text("r-three"));
        ledger.entries.push(again);
    };
    let findings = broken(
        twice,
        &[
            Invariant::SequenceUnique,
            Invariant::ChainUnbroken,
            Invariant::BalanceIsSum,
        ],
    );
    assert_eq!(findings[0].rows.len(), 2);
    assert_eq!(findings[0].account.as_deref(), Some("12345"));
}

#[test]
fn an_entry_that_is_gone_leaves_a_gap() {
    broken(
        |ledger| drop(ledger.entries.remove(DEPOSIT)),
        &[Invariant::SequenceUnbroken],
    );
    broken(
        |ledger| drop(ledger.entries.remove(WITHDRAWAL)),
        &[Invariant::AccountSequence],
    );
}

#[test]
fn an_entry_that_does_not_begin_where_the_last_one_ended_breaks_the_chain() {
    let lost_update = |ledger: &mut Ledger| {
        ledger.entries[WITHDRAWAL].insert("balance_before".into(), number("100"));
        ledger.entries[WITHDRAWAL].insert("balance_after".into(), number("99.50"));
        ledger.accounts[0].insert("balance".into(), number("99.50"));
    };
    broken(lost_update, &[Invariant::ChainUnbroken, Invariant::BalanceIsSum]);
}

#[test]
fn a_balance_that_its_entries_do_not_explain_is_named_without_the_holder() {
    let findings = account("balance", number("113"), &[Invariant::BalanceIsSum]);
    assert_eq!(findings[0].detail, "it holds 113.00, its entries add up to 112.00");
    let shown: Vec<_> = findings[0].rows[0].keys().map(String::as_str).collect();
    assert_eq!(shown, ["account", "balance", "sequence"]);
    assert!(!format!("{}", findings[0]).contains("Lovelace"));
}

#[test]
fn a_balance_that_was_changed_by_hand_after_the_first_posting_is_named() {
    broken(
        |ledger| {
            ledger.entries.pop();
            ledger.accounts[0].insert("sequence".into(), number("1"));
        },
        &[Invariant::BalanceIsSum],
    );
}

#[test]
fn an_account_says_the_sequence_of_its_last_entry() {
    account("sequence", number("3"), &[Invariant::AccountSequence]);
    let behind = [Invariant::AccountSequence, Invariant::BalanceIsSum];
    account("sequence", number("1"), &behind);
    broken(|ledger| ledger.entries.clear(), &[Invariant::AccountSequence]);
    broken(
        |ledger| {
            ledger.accounts[0].remove("sequence");
        },
        &behind,
    );
}

#[test]
fn entries_without_an_account_are_shown_once_an_account() {
    let findings = broken(|ledger| ledger.accounts.clear(), &[Invariant::AccountExists]);
    assert_eq!(findings[0].detail, "2 entries, and no account");
    assert_eq!(findings[0].account.as_deref(), Some("12345"));
}

#[test]
fn an_entry_that_the_index_does_not_have_is_missed() {
    let without = |ledger: &mut Ledger| {
        ledger.entries[WITHDRAWAL].remove("sequence");
    };
    let findings = broken(
        without,
        &[
            Invariant::AttributePresent,
            Invariant::IndexComplete,
            Invariant::AccountSequence,
        ],
    );
    let missed = findings.iter().find(|it| it.invariant == Invariant::IndexComplete);
    assert_eq!(missed.expect("found").detail, "the ledger has 2 entries, its index 1");
}

#[test]
fn one_broken_account_does_not_hide_another() {
    let mut ledger = Ledger::clean();
    let mut other = ledger.accounts[0].clone();
    other.insert("account".into(), text("67890"));
    ledger.accounts.insert(0, other);
    ledger.accounts[1].insert("balance".into(), number("5"));
    let findings = ledger.check();
    let told: Vec<_> = findings
        .iter()
        .map(|it| (it.account.as_deref(), it.invariant))
        .collect();
    assert_eq!(
        told,
        [
            (Some("67890"), Invariant::AccountSequence),
            (Some("12345"), Invariant::BalanceIsSum),
        ]
    );
}
