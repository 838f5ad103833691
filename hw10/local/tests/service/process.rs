//! The binary as a process: what it says, how it refuses to start, how it stops.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::generated;
use crate::support::http::{Request, connect, receive};
use crate::support::process::{Process, local, refused};

const DEPOSIT: &str = r#"{ "account": "12345", "amount": 100, "type": "dep" }"#;

/// How a server asks for a body that the client has announced.
const CONTINUE: &[u8; 25] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// The flags of a bank on free ports, and more.
fn flags<'a>(generated: &'a Path, more: &[&'a str]) -> Vec<&'a str> {
    let generated = generated.to_str().expect("a path in UTF-8");
    let any = "127.0.0.1:0";
    [&["--generated", generated, "--listen", any, "--dynamodb", any], more].concat()
}

/// That it refuses to start, with one line and code 1.
#[track_caller]
fn refuses(flags: &[&str], says: &[&str]) {
    let (code, line) = refused(flags);
    assert_eq!(code, Some(1), "{line}");
    assert_eq!(line.trim_end().lines().count(), 1, "{line}");
    for part in says {
        assert!(line.contains(part), "{part}: {line}");
    }
}

#[test]
fn help_says_what_each_flag_means_and_what_to_type() {
    let output = local(&["--help"]).output().expect("the binary runs");
    let help = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success());
    for part in [
        "--listen",
        "--dynamodb",
        "--data",
        "--memory",
        "--generated",
        "curl -s",
        "Exit codes",
        "127.0.0.1:8080",
    ] {
        assert!(help.contains(part), "{part}: {help}");
    }
}

#[test]
fn wrong_usage_is_code_2() {
    for wrong in [
        &["--listen", "nowhere"][..],
        &["--memory", "--data", "x"],
        &["--port", "1"],
    ] {
        assert_eq!(refused(wrong).0, Some(2), "{wrong:?}");
    }
}

#[test]
fn an_address_in_use_is_told_with_the_flag_that_chooses_another() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let generated = generated::folder();
    let generated = generated.to_str().expect("a path in UTF-8");
    for (flag, other) in [("--listen", "--dynamodb"), ("--dynamodb", "--listen")] {
        let flags = [
            "--memory",
            "--generated",
            generated,
            flag,
            &address,
            other,
            "127.0.0.1:0",
        ];
        refuses(&flags, &[&address, "in use", flag]);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_told_with_what_else_to_do() {
    let data = TempDir::new().expect("a folder");
    let file = data.path().join("file");
    std::fs::write(&file, "").expect("a file");
    let below = file.join("below");
    for bad in [&file, &below] {
        let bad = bad.to_str().expect("a path in UTF-8");
        refuses(
            &flags(&generated::folder(), &["--data", bad]),
            &[bad, "--data DIR", "--memory"],
        );
    }
}

#[test]
fn a_file_that_is_no_database_is_told() {
    let data = TempDir::new().expect("a folder");
    std::fs::write(data.path().join("bank.sqlite"), "not a database".repeat(100)).expect("a file");
    let folder = data.path().to_str().expect("a path in UTF-8");
    refuses(
        &flags(&generated::folder(), &["--data", folder]),
        &["bank.sqlite", "move its whole folder away"],
    );
}

#[test]
fn two_banks_do_not_share_a_folder() {
    let data = TempDir::new().expect("a folder");
    let _bank = Process::start(data.path());
    let folder = data.path().to_str().expect("a path in UTF-8");
    refuses(
        &flags(&generated::folder(), &["--data", folder]),
        &["another process", folder],
    );
}

#[test]
fn generated_files_that_are_missing_stale_or_damaged_are_told_with_what_writes_them() {
    let generate = "cargo run -p workflow-gen";
    let empty = TempDir::new().expect("a folder");
    refuses(&flags(empty.path(), &["--memory"]), &["manifest.json", generate]);
    refuses(&flags(generated::stale().path(), &["--memory"]), &["stale", generate]);
    let damaged = generated::with_state_machine(&Value::Null);
    refuses(
        &flags(damaged.path(), &["--memory"]),
        &["state-machine.asl.json", generate],
    );
}

#[test]
fn it_says_the_next_thing_to_type() {
    let data = TempDir::new().expect("a folder");
    let bank = Process::start(data.path());
    let curl = format!("curl -s {}/transactions -d", bank.api);
    assert!(bank.welcome.contains(&curl), "{}", bank.welcome);
    assert!(bank.welcome.contains("aws dynamodb scan"), "{}", bank.welcome);
}

#[test]
fn a_request_in_flight_is_answered_before_the_bank_stops() {
    for signal in ["TERM", "INT"] {
        let data = TempDir::new().expect("a folder");
        let bank = Process::start(data.path());
        let request = Request::transaction(DEPOSIT).header("expect", "100-continue").bytes();
        let (head, body) = request.split_at(request.len() - DEPOSIT.len());
        let mut connection = connect(bank.api);
        connection.write_all(head).expect("the head is sent");
        // That the bank asks for the body means that the request is in flight.
        let mut asked = [0; CONTINUE.len()];
        connection.read_exact(&mut asked).expect("the body is asked for");
        assert_eq!(asked, *CONTINUE);
        bank.signal(signal);
        // That it accepts no more means that it is stopping.
        while TcpStream::connect(bank.api).is_ok() {}
        connection.write_all(body).expect("the body is sent");
        let answer = receive(connection);
        assert_eq!(answer.json()["balance"], 1100);
        let (status, log) = bank.wait();
        assert_eq!(status.code(), Some(0), "{log}");
    }
}

#[test]
fn each_request_is_one_line_of_json_without_names_and_balances() {
    let data = TempDir::new().expect("a folder");
    let bank = Process::start(data.path());
    let posted = Request::transaction(DEPOSIT).send(bank.api);
    let declined = r#"{ "account": "12345", "amount": 9999999, "type": "wtd" }"#;
    Request::transaction(declined)
        .header("idempotency-key", "much")
        .send(bank.api);
    Request::new("GET", "/nowhere").send(bank.api);
    bank.signal("TERM");
    let (_, log) = bank.wait();
    assert!(!log.contains("Lovelace") && !log.contains("balance"), "{log}");
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    let requests: Vec<_> = lines.iter().filter(|line| line["message"] == "request").collect();
    assert_eq!(requests.len(), 3, "{log}");
    let told = |index: usize| {
        let line = requests[index];
        (
            line["method"].clone(),
            line["path"].clone(),
            line["status"].clone(),
            line["outcome"].clone(),
        )
    };
    assert_eq!(
        told(0),
        ("POST".into(), "/transactions".into(), 200.into(), "Posted".into())
    );
    assert_eq!(
        told(1),
        (
            "POST".into(),
            "/transactions".into(),
            422.into(),
            "InsufficientFunds".into()
        )
    );
    assert_eq!(
        told(2),
        ("GET".into(), "/nowhere".into(), 404.into(), "NotFound".into())
    );
    assert_eq!(requests[0]["request_id"].as_str(), posted.header("x-request-id"));
    assert_eq!(requests[0]["transaction"], posted.json()["transaction"]);
    assert_eq!(requests[1]["transaction"], "k-much");
    assert!(
        requests
            .iter()
            .all(|line| line["milliseconds"].is_number() && line["timestamp"].is_string())
    );
}
