//! Bytes that are no HTTP, HTTP that says two things at once, and bodies that are nearly transactions: each is answered
//! clearly or not at all, and moves no money.

use std::io::Write;
use std::net::{Shutdown, SocketAddr, TcpStream};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::http::{Request, Response, connect, is_closed, receive, receive_all};
use crate::support::process::Process;

const DEPOSIT: &str = r#"{"account":"12345","amount":100,"type":"dep"}"#;

/// A bank in a process of its own, and how often 100 were deposited in it.
struct Bank {
    process: Process,
    deposits: u32,
    _data: TempDir,
}

impl Bank {
    fn open() -> Bank {
        let data = TempDir::new().expect("a folder");
        Bank {
            process: Process::start_without_log(data.path()),
            deposits: 0,
            _data: data,
        }
    }

    fn api(&self) -> SocketAddr {
        self.process.api
    }

    /// The answers to these bytes, after which nothing more is sent.
    fn answers(&self, bytes: impl AsRef<[u8]>) -> Vec<Response> {
        let mut connection = connect(self.api());
        send(&mut connection, bytes.as_ref());
        // It may be closed already.
        let _ = connection.shutdown(Shutdown::Write);
        receive_all(connection)
    }

    /// These bytes are no request: there is no answer, or one that says so, and the connection is closed.
    #[track_caller]
    fn no_request(&self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        let told = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
        let answers = self.answers(bytes);
        assert!(answers.len() <= 1, "{} answers to {told}", answers.len());
        let statuses: Vec<_> = answers.iter().map(|it| it.status).collect();
        assert!(
            statuses
                .iter()
                .all(|status| [400, 408, 413, 414, 431, 505].contains(status)),
            "{statuses:?} to {told}"
        );
    }

    /// A request that is refused with this status and fault.
    #[track_caller]
    fn refused(&self, request: &[u8], status: u16, fault: &str) {
        let answers = self.answers(request);
        let told: Vec<_> = answers.iter().map(|it| (it.status, it.fault())).collect();
        assert_eq!(
            told,
            [(status, fault.to_owned())],
            "{}",
            String::from_utf8_lossy(request)
        );
    }

    /// A request that is posted once.
    #[track_caller]
    fn posted(&mut self, request: &[u8]) {
        self.deposits += 1;
        let answers = self.answers(request);
        let told: Vec<_> = answers.iter().map(|it| (it.status, &it.body)).collect();
        assert_eq!(answers.len(), 1, "{told:?}");
        assert_eq!(answers[0].status, 200, "{}", String::from_utf8_lossy(request));
        assert_eq!(answers[0].json()["balance"], self.balance());
    }

    fn balance(&self) -> Value {
        (1_000 + 100 * self.deposits).into()
    }

    /// The bank is there, and nothing was posted but what was answered so.
    #[track_caller]
    fn ends_right(mut self) {
        self.posted(&Request::transaction(DEPOSIT).bytes());
    }
}

/// Sends all, or as much as the server takes before it closes the connection.
fn send(connection: &mut TcpStream, bytes: &[u8]) {
    if let Err(error) = connection.write_all(bytes) {
        assert!(is_closed(&error), "{error}");
    }
}

/// The head of a deposit with these lines.
fn head(lines: &[&str]) -> String {
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    format!(
        "POST /transactions HTTP/1.1\r\nhost: bank\r\nconnection: close\r\ncontent-type: application/json\r\n{lines}\r\n"
    )
}

fn length() -> String {
    format!("content-length: {}", DEPOSIT.len())
}

/// A deposit with these lines in its head.
fn deposit(lines: &[&str]) -> Vec<u8> {
    [
        head(&[&[length().as_str()], lines].concat()).as_bytes(),
        DEPOSIT.as_bytes(),
    ]
    .concat()
}

#[test]
fn what_is_no_http_is_not_answered_as_if_it_were() {
    let bank = Bank::open();
    let spaces = vec![b' '; 1 << 20];
    let lines = "\r\n".repeat(1 << 19);
    let begun: [&[u8]; 12] = [
        b"\0",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /\r\n",
        b"POST /transactions HTTP/9.9\r\n\r\n",
        b"POST  /transactions HTTP/1.1\r\n\r\n",
        b"POST /trans\0actions HTTP/1.1\r\nhost: bank\r\n\r\n",
        b"POST /transactions HTTP/1.1\r\nhost: bank\r\nx: a\0b\r\n\r\n",
        b"POST /transactions HTTP/1.1\r\nhost: bank\r\nx\xe4: 1\r\n\r\n",
        b"POST /transactions HTTP/1.1\r\nhost: bank\r\n folded: 1\r\n\r\n",
        &spaces,
        lines.as_bytes(),
    ];
    for bytes in begun {
        bank.no_request(bytes);
    }
    bank.ends_right();
}

#[test]
fn a_length_that_is_none_or_comes_twice_is_refused() {
    let bank = Bank::open();
    let [less, more] = [-1, 1].map(|by| format!("content-length: {}", DEPOSIT.len() as i64 + by));
    for lines in [
        &[length().as_str(), &more][..],
        &[&length(), &less],
        &[&length(), "content-length: 0"],
        &["content-length: -1"],
        &["content-length: +45"],
        &["content-length: 4 5"],
        &["content-length: 0x2d"],
        &["content-length: 18446744073709551616"],
        &["content-length: 99999999999999999999999999"],
        &["content-length: 45, 46"],
        &["content-length:"],
        &["transfer-encoding: gzip"],
        &["transfer-encoding: chunked, gzip"],
        &["transfer-encoding: xchunked"],
    ] {
        bank.no_request([head(lines).as_bytes(), DEPOSIT.as_bytes()].concat());
    }
    bank.ends_right();
}

#[test]
fn a_body_that_is_not_as_long_as_it_says_is_not_posted() {
    let bank = Bank::open();
    let saying = |length: usize| format!("{}{DEPOSIT}", head(&[&format!("content-length: {length}")]));
    bank.refused(saying(DEPOSIT.len() + 1).as_bytes(), 408, "incomplete-request");
    bank.refused(saying(60_000).as_bytes(), 408, "incomplete-request");
    bank.refused(saying(DEPOSIT.len() - 1).as_bytes(), 400, "invalid-transaction");
    bank.refused(saying(0).as_bytes(), 400, "invalid-transaction");
    bank.refused(saying(1 << 40).as_bytes(), 413, "content-too-large");
    bank.refused(head(&[]).as_bytes(), 400, "invalid-transaction");
    bank.ends_right();
}

#[test]
fn a_chunked_body_is_read_to_its_end_and_no_further() {
    let mut bank = Bank::open();
    let chunked = |chunks: &str| format!("{}{chunks}", head(&["transfer-encoding: chunked"]));
    let size = format!("{:x}", DEPOSIT.len());
    bank.posted(chunked(&format!("{size}\r\n{DEPOSIT}\r\n0\r\n\r\n")).as_bytes());
    bank.posted(chunked(&format!("000{size};a=b\r\n{DEPOSIT}\r\n0\r\nx: trailer\r\n\r\n")).as_bytes());
    for broken in [
        format!("{size}\r\n{DEPOSIT}\r\n"),
        format!("{size}\r\n{DEPOSIT}\r\n0\r\n"),
        format!("{size}\r\n{DEPOSIT}X\r\n0\r\n\r\n"),
        format!("-{size}\r\n{DEPOSIT}\r\n0\r\n\r\n"),
        format!("7fffffffffffffff\r\n{DEPOSIT}"),
        format!("fffffffffffffffff\r\n{DEPOSIT}\r\n0\r\n\r\n"),
        format!("{size};{}\r\n{DEPOSIT}\r\n0\r\n\r\n", "x".repeat(1 << 20)),
        format!("{size}\r\n{DEPOSIT}\r\n0\r\n{}\r\n", "x: y\r\n".repeat(100_000)),
    ] {
        bank.refused(chunked(&broken).as_bytes(), 408, "incomplete-request");
    }
    bank.ends_right();
}

#[test]
fn a_chunked_body_that_never_ends_is_not_waited_for() {
    let bank = Bank::open();
    let mut connection = connect(bank.api());
    send(&mut connection, head(&["transfer-encoding: chunked"]).as_bytes());
    send(
        &mut connection,
        format!("{:x}\r\n{DEPOSIT}\r\n", DEPOSIT.len()).as_bytes(),
    );
    let mut endless = connection.try_clone().expect("a second handle");
    let sender = std::thread::spawn(move || {
        // A space at a time; it ends when the server has closed the connection.
        while endless.write_all(b"1\r\n \r\n").is_ok() {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    });
    let answers = receive_all(connection);
    let told: Vec<_> = answers.iter().map(|it| (it.status, it.fault())).collect();
    assert_eq!(told, [(408, "incomplete-request".to_owned())]);
    sender.join().expect("it sends until it cannot");
    bank.ends_right();
}

#[test]
fn what_http_does_not_mind_is_posted_once() {
    let mut bank = Bank::open();
    // The client's half of each connection is closed before the answer.
    bank.posted(&deposit(&[]));
    bank.posted(&deposit(&["x: \u{e4}", "x: 2", "HOST2: \t "]));
    let old = format!("POST /transactions HTTP/1.0\r\n{}\r\n\r\n{DEPOSIT}", length());
    bank.posted(old.as_bytes());
    bank.posted(&[b"\r\n\r\n", &deposit(&[])[..]].concat());
    bank.posted(&deposit(&[&length()]));
    let absolute = String::from_utf8(deposit(&[])).expect("text");
    bank.posted(
        absolute
            .replace(" /transactions", " http://bank/transactions")
            .as_bytes(),
    );
    bank.ends_right();
}

#[test]
fn a_key_that_is_none_is_told_apart_from_a_head_that_is_too_long() {
    let bank = Bank::open();
    let key = |values: &[&[u8]]| {
        let lines = values
            .iter()
            .flat_map(|value| [b"idempotency-key: ", *value, b"\r\n"].concat());
        let plain = deposit(&[]);
        let at = plain.windows(4).position(|it| it == b"\r\n\r\n").expect("an end") + 2;
        [&plain[..at], &lines.collect::<Vec<_>>(), &plain[at..]].concat()
    };
    for values in [
        &[&b"one"[..], b"two"][..],
        &[b"one", b"one"],
        &[b""],
        &[b"\xff\xfe"],
        &["ключ".as_bytes()],
        &[&[b'k'; 256]],
        &[&[b'k'; 10_000]],
    ] {
        bank.refused(&key(values), 400, "invalid-idempotency-key");
    }
    bank.no_request(key(&[&vec![b'k'; 1 << 20]]));
    bank.no_request(key(&[b"a\0b"]));
    bank.ends_right();
}

#[test]
fn a_path_that_is_odd_is_found_by_nobody() {
    let bank = Bank::open();
    for path in [
        "/%00",
        "/transactions%00",
        "/%74ransactions",
        "/transactions/..%2f",
        "/transactions;x=1",
        "/\u{e4}",
    ] {
        let request = String::from_utf8(deposit(&[])).expect("text");
        let request = request.replacen("/transactions", path, 1);
        let statuses: Vec<_> = bank.answers(&request).iter().map(|it| it.status).collect();
        assert!(statuses == [404] || statuses == [400], "{statuses:?} to {path}");
    }
    bank.no_request(format!("POST /{} HTTP/1.1\r\nhost: bank\r\n\r\n", "a".repeat(1 << 20)));
    bank.ends_right();
}

#[test]
fn requests_one_behind_the_other_are_answered_in_their_order() {
    let mut bank = Bank::open();
    let staying = |request: Vec<u8>| {
        let text = String::from_utf8(request).expect("text");
        text.replace("connection: close\r\n", "")
    };
    let mut bytes = staying(deposit(&[])).repeat(20);
    // One that is refused in between; after one whose length lies, nothing on the connection can be read.
    bytes += &staying(deposit(&[])).replace(r#""dep""#, r#""dip""#);
    bytes += &staying(deposit(&[]));
    let lying = staying(deposit(&[])).replace(&length(), "content-length: 3");
    let answers = bank.answers(bytes + &lying + &staying(deposit(&[])));
    let statuses: Vec<_> = answers.iter().map(|it| it.status).collect();
    let expected = [&[200; 20][..], &[400, 200, 400, 400]].concat();
    assert_eq!(statuses, expected);
    let balances: Vec<_> = answers
        .iter()
        .filter(|it| it.status == 200)
        .map(|it| it.json()["balance"].clone())
        .collect();
    for balance in balances {
        bank.deposits += 1;
        assert_eq!(balance, bank.balance());
    }
    bank.ends_right();
}

#[test]
fn a_client_that_does_not_read_its_answers_is_not_waited_for() {
    let bank = Bank::open();
    let mut connection = connect(bank.api());
    let many = "GET / HTTP/1.1\r\nhost: bank\r\n\r\n".repeat(1_000);
    // As long as the server takes more; where it neither takes more nor closes the connection, the client's own time ends.
    loop {
        match connection.write_all(many.as_bytes()) {
            Ok(()) => {}
            Err(error) => break assert!(is_closed(&error), "{error}"),
        }
    }
    bank.ends_right();
}

#[test]
fn a_body_that_is_promised_and_not_sent_is_not_waited_for() {
    let bank = Bank::open();
    let mut connection = connect(bank.api());
    send(&mut connection, head(&[&length(), "expect: 100-continue"]).as_bytes());
    let statuses: Vec<_> = receive_all(connection).iter().map(|it| it.status).collect();
    assert_eq!(statuses, [100, 408]);
    bank.ends_right();
}

/// What JSON lets one write that is no transaction, with the pointer of its problem.
const NEARLY: [(&str, &str); 22] = [
    (r#"{"account":"12345","amount":1e400,"type":"dep"}"#, "/amount"),
    (r#"{"account":"12345","amount":-1e400,"type":"dep"}"#, "/amount"),
    (
        r#"{"account":"12345","amount":9007199254740993,"type":"dep"}"#,
        "/amount",
    ),
    (r#"{"account":"12345","amount":-0,"type":"dep"}"#, "/amount"),
    (r#"{"account":"12345","amount":-0.0,"type":"dep"}"#, "/amount"),
    (r#"{"account":"12345","amount":1e-400,"type":"dep"}"#, "/amount"),
    (r#"{"account":"12345","amount":0.001,"type":"dep"}"#, "/amount"),
    (
        r#"{"account":"12345","amount":100.00000000000001,"type":"dep"}"#,
        "/amount",
    ),
    (r#"{"account":"12345","amount":"500","type":"dep"}"#, "/amount"),
    (r#"{"account":"12345","amount":true,"type":"dep"}"#, "/amount"),
    (
        r#"{"account":"12345","amount":{"$numberLong":"1"},"type":"dep"}"#,
        "/amount",
    ),
    (r#"{"account":"12345","amount":1,"amount":2,"type":"dep"}"#, "/amount"),
    (
        r#"{"account":"12345","account":"12345","amount":1,"type":"dep"}"#,
        "/account",
    ),
    (
        r#"{"account":"12345","amount":1,"type":"dep","\u0074ype":"wtd"}"#,
        "/type",
    ),
    (r#"{"account":"１２３４５","amount":1,"type":"dep"}"#, "/account"),
    (r#"{"account":"١٢٣٤٥","amount":1,"type":"dep"}"#, "/account"),
    (r#"{"account":"12345\u0000","amount":1,"type":"dep"}"#, "/account"),
    (r#"{"account":"12345\u200b","amount":1,"type":"dep"}"#, "/account"),
    (r#"{"account":"\u202e54321","amount":1,"type":"dep"}"#, "/account"),
    (r#"{"account":" 12345","amount":1,"type":"dep"}"#, "/account"),
    (r#"{"account":"\ud800","amount":1,"type":"dep"}"#, "/account"),
    (r#"{"account":"12345","amount":1,"type":"DEP"}"#, "/type"),
];

#[test]
fn a_body_that_is_nearly_a_transaction_is_told_where_it_is_none() {
    let bank = Bank::open();
    for (body, pointer) in NEARLY {
        let answer = Request::transaction(body).send(bank.api());
        assert_eq!(
            (answer.status, answer.fault().as_str()),
            (400, "invalid-transaction"),
            "{body}"
        );
        let errors = answer.json()["errors"].take();
        let pointers: Vec<_> = errors
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| &it["pointer"])
            .collect();
        assert_eq!(pointers, [pointer], "{body}: {errors}");
    }
    bank.ends_right();
}

#[test]
fn a_body_that_is_deep_or_no_text_is_refused() {
    let bank = Bank::open();
    let deep = |open: &str, close: &str| format!(r#"{{"account":{}1{}}}"#, open.repeat(10_000), close.repeat(10_000));
    let utf16: Vec<u8> = DEPOSIT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin = [
        br#"{"account":"12345","amount":1,"type":"dep","desc":""#,
        &b"\xe4\"}"[..],
    ]
    .concat();
    for body in [
        deep("[", "]").into_bytes(),
        deep(r#"{"a":"#, "}").into_bytes(),
        "[".repeat(60_000).into_bytes(),
        utf16,
        latin,
        b"\0".repeat(60_000),
        b" ".repeat(60_000),
        [DEPOSIT.as_bytes(), b"\0"].concat(),
        [DEPOSIT.as_bytes(), DEPOSIT.as_bytes()].concat(),
    ] {
        bank.refused(&Request::transaction(body).bytes(), 400, "invalid-transaction");
    }
    bank.ends_right();
}

#[test]
fn what_is_sent_to_the_store_s_own_port_stops_nobody() {
    let bank = Bank::open();
    let huge = format!(
        "POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: DynamoDB_20120810.PutItem\r\ncontent-length: {}\r\n\r\n{}",
        64 << 20,
        " ".repeat(8 << 20)
    );
    let deep = format!("{{\"a\":{}", "[".repeat(100_000));
    let deep = format!(
        "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-amz-target: DynamoDB_20120810.PutItem\r\ncontent-length: {}\r\n\r\n{deep}",
        deep.len()
    );
    for bytes in [b"\0\0\0".to_vec(), huge.into_bytes(), deep.into_bytes()] {
        let mut connection = connect(bank.process.dynamodb);
        send(&mut connection, &bytes);
        let _ = connection.shutdown(Shutdown::Write);
        receive_all(connection);
    }
    bank.ends_right();
}

#[test]
fn four_hundred_requests_at_once_under_one_key_are_each_answered_and_post_once() {
    let bank = Bank::open();
    let mut connections: Vec<_> = (0..400).map(|_| connect(bank.api())).collect();
    let keyed = Request::transaction(DEPOSIT).header("idempotency-key", "one");
    for connection in &mut connections {
        send(connection, &keyed.bytes());
    }
    let mut posted = 0;
    for connection in connections {
        let answer = receive(connection);
        match answer.status {
            200 => posted += 1,
            status => assert_eq!((status, answer.fault().as_str()), (503, "overloaded")),
        }
        assert!(answer.status != 200 || answer.json()["balance"] == 1_100);
    }
    assert!(posted > 0);
    let answer = Request::transaction(DEPOSIT).send(bank.api());
    assert_eq!(answer.json()["balance"], 1_200);
}
