//! Clients that are slow, silent, or too many: the bank stays up, says no, and moves no money.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::support::http::{Request, connect, receive};
use crate::support::process::Process;

const DEPOSIT: &str = r#"{ "account": "12345", "amount": 100, "type": "dep" }"#;

fn bank() -> (TempDir, Process) {
    let data = TempDir::new().expect("a folder");
    let bank = Process::start_without_log(data.path());
    (data, bank)
}

/// That the bank is there, and that nothing was posted before.
#[track_caller]
fn nothing_was_posted(bank: &Process) {
    let answer = Request::transaction(DEPOSIT).send(bank.api);
    assert_eq!((answer.status, &answer.json()["balance"]), (200, &1100.into()));
}

/// What comes until the server closes the connection. It fails where the server never does.
fn to_the_end(mut connection: TcpStream) -> String {
    let mut bytes = Vec::new();
    match connection.read_to_end(&mut bytes) {
        Ok(_) => {}
        // It was closed on bytes that the server had not read.
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
    }
    String::from_utf8(bytes).expect("text")
}

/// Five hundred connections on which nothing is sent, in a process of their own: one may have a thousand files open.
struct Silent(Child);

impl Silent {
    const SCRIPT: &str = r#"
        for number in {1..500}; do exec {file}<>"/dev/tcp/$1/$2" && files+=($file); done
        echo "${#files[@]}"
        for file in "${files[@]}"; do cat <&$file; done >/dev/null 2>&1
        echo closed"#;

    /// Connects, and waits until every connection is there.
    fn connect(to: SocketAddr) -> Silent {
        let mut command = Command::new("bash");
        command.args([
            "-c",
            Silent::SCRIPT,
            "bash",
            &to.ip().to_string(),
            &to.port().to_string(),
        ]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("bash runs");
        let mut count = [0; 4];
        let stdout = child.stdout.as_mut().expect("its output is piped");
        stdout.read_exact(&mut count).expect("a number");
        assert_eq!(&count, b"500\n");
        Silent(child)
    }

    /// Waits until the server has closed every one of them; it never comes back where the server does not.
    fn wait_until_closed(self) {
        let output = self.0.wait_with_output().expect("bash ends");
        assert_eq!(output.stdout, b"closed\n");
    }
}

#[test]
fn a_thousand_silent_connections_are_closed_and_keep_nobody_out_for_long() {
    let (_data, bank) = bank();
    let silent = [Silent::connect(bank.api), Silent::connect(bank.api)];
    let keyed = Request::transaction(DEPOSIT).header("idempotency-key", "patient");
    loop {
        match keyed.try_send(bank.api) {
            Some(answer) if answer.status == 200 => break assert_eq!(answer.json()["balance"], 1100),
            Some(answer) => {
                assert_eq!((answer.status, answer.fault().as_str()), (503, "overloaded"));
                assert!(answer.header("retry-after").is_some());
            }
            // There was not even room to say no.
            None => {}
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    for clients in silent {
        clients.wait_until_closed();
    }
}

#[test]
fn a_head_that_does_not_end_is_not_waited_for() {
    let (_data, bank) = bank();
    let begun = [
        "P",
        "POST /transactions HTTP/1.1\r\n",
        "POST /transactions HTTP/1.1\r\nhost: bank\r\nx-slow: ",
    ];
    let slow = begun.map(|begun| {
        let mut connection = connect(bank.api);
        connection.write_all(begun.as_bytes()).expect("it is sent");
        connection
    });
    for connection in slow {
        to_the_end(connection);
    }
    nothing_was_posted(&bank);
}

#[test]
fn a_flood_of_headers_is_refused() {
    let (_data, bank) = bank();
    let many = (0..2_000).fold(Request::transaction(DEPOSIT), |request, number| {
        request.header(&format!("x-{number}"), "1")
    });
    let long = Request::transaction(DEPOSIT).header("x-long", &"x".repeat(64 * 1024));
    for flood in [many, long] {
        let mut connection = connect(bank.api);
        // It may be closed while it is still being sent.
        let _ = connection.write_all(&flood.bytes());
        let answer = to_the_end(connection);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
    nothing_was_posted(&bank);
}

#[test]
fn a_body_that_stalls_or_breaks_off_is_not_posted() {
    let (_data, bank) = bank();
    let request = Request::transaction(DEPOSIT).bytes();
    let begun = &request[..request.len() - 1];
    let mut stalled = connect(bank.api);
    stalled.write_all(begun).expect("it is sent");
    let mut half_open = connect(bank.api);
    half_open.write_all(begun).expect("it is sent");
    half_open.shutdown(Shutdown::Write).expect("one side is closed");
    to_the_end(half_open);
    let answer = receive(stalled);
    assert_eq!((answer.status, answer.fault().as_str()), (408, "incomplete-request"));
    nothing_was_posted(&bank);
}

#[test]
fn a_client_that_hangs_up_before_its_answer_finds_the_receipt_under_its_key() {
    let (_data, bank) = bank();
    for number in 1..=20 {
        let keyed = Request::transaction(DEPOSIT).header("idempotency-key", &number.to_string());
        let mut connection = connect(bank.api);
        connection.write_all(&keyed.bytes()).expect("it is sent");
        drop(connection);
        let answer = keyed.send(bank.api);
        assert_eq!(
            (answer.status, &answer.json()["balance"]),
            (200, &(1000 + 100 * number).into())
        );
    }
}
