//! A client that sends exactly what a test says, and nothing else.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Longer than anything takes; a server that does not answer fails the test instead of holding it.
const ANSWER_SECONDS_MAX: u64 = 60;

/// A request to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    head: String,
    body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Request {
        Request {
            head: format!("{method} {path} HTTP/1.1\r\nhost: bank\r\nconnection: close\r\n"),
            body: Vec::new(),
        }
    }

    /// A transaction with the content type of JSON.
    pub(crate) fn transaction(body: impl Into<Vec<u8>>) -> Request {
        Request::bare(body).header("content-type", "application/json")
    }

    /// A transaction without a content type.
    pub(crate) fn bare(body: impl Into<Vec<u8>>) -> Request {
        Request::new("POST", "/transactions").body(body)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Request {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Request {
        self.body = body.into();
        let length = self.body.len().to_string();
        self.header("content-length", &length)
    }

    /// A body whose length the test's own headers tell.
    pub(crate) fn unframed_body(mut self, body: impl Into<Vec<u8>>) -> Request {
        self.body = body.into();
        self
    }

    /// The request as it goes over the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), b"\r\n", &self.body].concat()
    }

    pub(crate) fn send(&self, to: SocketAddr) -> Response {
        let mut connection = connect(to);
        connection.write_all(&self.bytes()).expect("the request is sent");
        receive(connection)
    }

    /// The answer, if it comes whole: whoever serves may be killed at any moment.
    pub(crate) fn try_send(&self, to: SocketAddr) -> Option<Response> {
        let mut connection = TcpStream::connect(to).ok()?;
        let limit = Some(Duration::from_secs(ANSWER_SECONDS_MAX));
        connection.set_read_timeout(limit).ok()?;
        connection.write_all(&self.bytes()).ok()?;
        let mut bytes = Vec::new();
        connection.read_to_end(&mut bytes).ok()?;
        let has_head = bytes.windows(4).any(|window| window == b"\r\n\r\n");
        let response = has_head.then(|| Response::parse(&bytes))?;
        let length: usize = response.header("content-length")?.parse().ok()?;
        (response.body.len() == length).then_some(response)
    }
}

pub(crate) fn connect(to: SocketAddr) -> TcpStream {
    let connection = TcpStream::connect(to).expect("somebody listens");
    let limit = Some(Duration::from_secs(ANSWER_SECONDS_MAX));
    connection.set_read_timeout(limit).expect("a timeout can be set");
    connection.set_write_timeout(limit).expect("a timeout can be set");
    connection
}

/// Whether the server has closed a connection that it was still being written to, or had not read to its end.
pub(crate) fn is_closed(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)
}

/// The answers on a connection until the server closes it.
pub(crate) fn receive_all(mut connection: TcpStream) -> Vec<Response> {
    let mut bytes = Vec::new();
    if let Err(error) = connection.read_to_end(&mut bytes) {
        assert!(is_closed(&error), "{error}");
    }
    let mut left = &bytes[..];
    std::iter::from_fn(|| {
        let mut response = (!left.is_empty()).then(|| Response::parse(left))?;
        let length = response
            .header("content-length")
            .map_or(0, |it| it.parse().expect("a length"));
        assert!(response.body.len() >= length, "the answer breaks off");
        left = &left[left.len() - (response.body.len() - length)..];
        response.body.truncate(length);
        Some(response)
    })
    .collect()
}

/// The answer on a connection that the server closes after it.
pub(crate) fn receive(mut connection: TcpStream) -> Response {
    let mut bytes = Vec::new();
    connection.read_to_end(&mut bytes).expect("an answer");
    Response::parse(&bytes)
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    fn parse(bytes: &[u8]) -> Response {
        let end = bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .expect("a head");
        let head = std::str::from_utf8(&bytes[..end]).expect("a head is text");
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .expect("a status line");
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.into(), value.into()));
        Response {
            status: status.parse().expect("a status is a number"),
            headers: lines.filter_map(header).collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut matching = self.headers.iter().filter(|header| header.0.eq_ignore_ascii_case(name));
        matching.next().map(|header| header.1.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// The fault that a problem's `type` ends in; checks what every problem has.
    pub(crate) fn fault(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        let request_id = self.header("x-request-id").expect("every answer has one");
        assert_eq!(problem["instance"], format!("urn:uuid:{request_id}"));
        assert!(
            problem["title"].is_string() && problem["detail"].is_string(),
            "{problem}"
        );
        let kind = problem["type"].as_str().expect("a problem has a type");
        let fault = kind.strip_prefix("https://hw10.example/faults/");
        fault.expect("the type is one of the bank's").to_owned()
    }
}
