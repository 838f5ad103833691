//! The auditor against a DynamoDB endpoint: pages, interruptions, a bank that goes on posting, and the command.

mod bank;
mod command;
#[path = "../../../steps/tests/support/mod.rs"]
mod support;

use reconcile::{Audit, Books, Invariant, StateFile, Subject};

use crate::bank::Bank;

/// Audits in pages of so many rows.
async fn audit(bank: &Bank, page_rows_max: i32) -> Audit {
    let books = Books::new(bank.client()).with_page_rows_max(page_rows_max);
    books.audit().await.expect("the books can be read")
}

fn invariants(audit: &Audit) -> Vec<Invariant> {
    audit.findings().iter().map(|finding| finding.invariant).collect()
}

#[tokio::test]
async fn books_that_the_bank_kept_are_clean_in_pages_of_any_size() {
    let bank = Bank::open().await;
    bank.post(23).await;
    for page_rows_max in [1, 2, 3, 1_000] {
        let audit = audit(&bank, page_rows_max).await;
        assert_eq!(audit.findings(), []);
        let summary = audit.summary();
        assert_eq!((summary.entries, summary.accounts, summary.replayed), (23, 5, 5));
    }
}

#[tokio::test]
async fn what_is_broken_is_found_in_pages_of_any_size() {
    let bank = Bank::open().await;
    bank.post(12).await;
    bank.set_balance("12345", "0.07").await;
    bank.delete_account("23456").await;
    for page_rows_max in [1, 5, 1_000] {
        let audit = audit(&bank, page_rows_max).await;
        assert_eq!(invariants(&audit), [Invariant::BalanceIsSum, Invariant::AccountExists]);
    }
}

#[tokio::test]
async fn an_audit_that_is_stopped_after_every_page_finds_the_same() {
    let bank = Bank::open().await;
    bank.post(12).await;
    bank.set_balance("12345", "0.07").await;
    let whole = audit(&bank, 2).await;

    let folder = tempfile::tempdir().expect("a folder");
    let subject = Subject {
        endpoint: None,
        region: None,
        accounts: "a".into(),
        transactions: "t".into(),
    };
    let file = StateFile::new(folder.path().join("audit.json"), subject);
    let books = Books::new(bank.client()).with_page_rows_max(2);
    loop {
        let mut audit = file.load().expect("the progress is read");
        let Some(request) = audit.next() else {
            assert_eq!(audit, whole);
            break;
        };
        audit.take(books.read(request).await.expect("a page"));
        file.save(&audit).expect("the progress is kept");
    }
}

#[tokio::test]
async fn a_bank_that_posts_between_any_two_pages_has_clean_books() {
    let bank = Bank::open().await;
    bank.post(5).await;
    let books = Books::new(bank.client()).with_page_rows_max(3);
    let mut audit = Audit::default();
    let mut pages = 0;
    while let Some(request) = audit.next() {
        audit.take(books.read(request).await.expect("a page"));
        pages += 1;
        // Fewer than a page holds, or the last one would never come.
        bank.post(2).await;
    }
    assert_eq!(audit.findings(), [], "after {pages} pages");
    assert!(pages > 5, "{pages}");
}
