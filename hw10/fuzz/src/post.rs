//! `post`: bytes on a connection to the bank.

use arbitrary::{Result, Unstructured};
use bank::IDEMPOTENCY_KEY;

use crate::bank::{Bank, Sent};
use crate::http::{self, Answer};
use crate::transaction;

const METHODS: [&str; 7] = ["POST", "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "post"];

const PATHS: [&str; 8] = [
    "/transactions",
    "/",
    "/transactions/",
    "/transactions?account=12345",
    "//transactions",
    "/%74ransactions",
    "http://bank/transactions",
    "/transactions/../transactions",
];

const MEDIA_TYPES: [&str; 7] = [
    "application/json",
    "Application/JSON; charset=utf-8",
    "application/vnd.bank+json",
    "application/x-www-form-urlencoded",
    "text/plain",
    "",
    ";",
];

const KEYS: [&str; 10] = [
    "one", "\"one\"", "two", "\"a b\"", "\"\"", "", "\"", "\"\\", "k\u{e4}", "a\tb",
];

/// What the contract says that a client may see; the others need a fault that nothing here causes.
const STATUSES: [u16; 9] = [200, 400, 404, 405, 408, 413, 415, 422, 431];

/// What HTTP itself is refused with, before there is a request to answer.
const BARE_STATUSES: [u16; 3] = [400, 414, 431];

pub(crate) fn check(input: &[u8]) {
    match input.strip_prefix(&[0]) {
        Some(choices) => {
            if let Ok(request) = request(&mut Unstructured::new(choices)) {
                whole(&request);
            }
        }
        None => perhaps(input),
    }
}

/// A request that HTTP has nothing against gets one answer, and moves money if that is a receipt.
fn whole(request: &[u8]) {
    Bank::with(|bank| {
        let is_head = request.starts_with(b"HEAD ");
        let answers = http::answers(&bank.send(request, Sent::Whole), is_head);
        let posted = bank.posted();
        let [answer] = &answers[..] else {
            panic!("{} answers to one request", answers.len());
        };
        let refused = !is_head && answer.status != 200;
        assert!(
            !refused || !answer.body.is_empty(),
            "an error without a problem: {answer:?}"
        );
        judge(bank, answer, is_head);
        match &posted[..] {
            [] => {}
            [name] => assert_eq!(answer.json()["transaction"], **name, "it was posted: {answer:?}"),
            more => panic!("one request posted {more:?}"),
        }
    });
}

/// Bytes that may be less than a request, or more than one.
fn perhaps(bytes: &[u8]) {
    Bank::with(|bank| {
        let answers = bank.send(bytes, Sent::Perhaps);
        bank.posted();
        // Answers without bodies cannot be told from each other.
        if !bytes.windows(4).any(|window| window == b"HEAD") {
            for answer in http::answers(&answers, false) {
                judge(bank, &answer, false);
            }
        }
    });
}

fn judge(bank: &Bank, answer: &Answer, is_head: bool) {
    assert!(
        STATUSES.contains(&answer.status) || BARE_STATUSES.contains(&answer.status),
        "{answer:?}"
    );
    match answer.status {
        _ if is_head => {}
        200 => {
            assert_eq!(answer.header("content-type"), Some("application/json"));
            assert!(bank.has_entry(&answer.json()), "a receipt without an entry: {answer:?}");
        }
        status if answer.body.is_empty() => assert!(BARE_STATUSES.contains(&status), "{answer:?}"),
        status => {
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
            assert!(answer.header("x-request-id").is_some());
            let problem = answer.json();
            assert_eq!(problem["status"], status);
            for member in ["type", "title", "detail", "instance"] {
                assert!(problem[member].is_string(), "{problem}");
            }
        }
    }
}

/// A request that is whole and well-formed as HTTP.
fn request(u: &mut Unstructured) -> Result<Vec<u8>> {
    let method = mostly_first(u, &METHODS)?;
    let path = mostly_first(u, &PATHS)?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: bank\r\nconnection: close\r\n").into_bytes();
    if u.ratio(3, 4)? {
        header(&mut head, "content-type", mostly_first(u, &MEDIA_TYPES)?.as_bytes());
    }
    for _ in 0..u.int_in_range(0..=2)? {
        let key = key(u)?;
        header(&mut head, IDEMPOTENCY_KEY.name, &key);
    }
    if u.ratio(1, 16)? {
        header(
            &mut head,
            "content-encoding",
            u.choose(&["identity", "gzip", ""])?.as_bytes(),
        );
    }
    let body = match u.ratio(1, 8)? {
        true => u.bytes(u.len())?.to_vec(),
        false => transaction::body(u)?.into_bytes(),
    };
    header(&mut head, "content-length", body.len().to_string().as_bytes());
    Ok([&head[..], b"\r\n", &body].concat())
}

fn mostly_first<'c>(u: &mut Unstructured, choices: &[&'c str]) -> Result<&'c str> {
    match u.ratio(7, 8)? {
        true => Ok(choices[0]),
        false => u.choose(choices).copied(),
    }
}

fn key(u: &mut Unstructured) -> Result<Vec<u8>> {
    if u.ratio(1, 4)? {
        let length = u.int_in_range(0..=300)?;
        return Ok(u.bytes(length.min(u.len()))?.to_vec());
    }
    Ok(u.choose(&KEYS)?.as_bytes().to_vec())
}

/// A header whose value has only bytes that HTTP lets it have.
fn header(head: &mut Vec<u8>, name: &str, value: &[u8]) {
    head.extend_from_slice(name.as_bytes());
    head.extend_from_slice(b": ");
    head.extend(value.iter().filter(|byte| matches!(byte, b'\t' | b' '..=b'~' | 0x80..)));
    head.extend_from_slice(b"\r\n");
}
