//! HTTP as a client sees it: the answers in the bytes that came back.

use serde_json::Value;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|header| header.0.eq_ignore_ascii_case(name));
        header.map(|header| header.1.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }
}

/// The answers, one after the other. A `HEAD` has the head of an answer alone.
pub(crate) fn answers(mut bytes: &[u8], is_head: bool) -> Vec<Answer> {
    let mut answers = Vec::new();
    while !bytes.is_empty() {
        let (answer, rest) = first(bytes, is_head);
        bytes = rest;
        // 100 Continue is not yet one.
        if answer.status >= 200 {
            answers.push(answer);
        }
    }
    answers
}

fn first(bytes: &[u8], is_head: bool) -> (Answer, &[u8]) {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no whole head: {:?}", String::from_utf8_lossy(bytes)));
    let head = std::str::from_utf8(&bytes[..end]).expect("a head is text");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1."));
    let status = status.and_then(|line| line.get(2..5)).expect("a status line");
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.into(), value.into()));
    let mut answer = Answer {
        status: status.parse().expect("a status is a number"),
        headers: lines.filter_map(header).collect(),
        body: Vec::new(),
    };
    let length = match answer.header("content-length") {
        Some(length) if !is_head => length.parse().expect("a length is a number"),
        _ => 0,
    };
    let rest = &bytes[end + 4..];
    assert!(rest.len() >= length, "the body breaks off: {answer:?}");
    let (body, rest) = rest.split_at(length);
    answer.body = body.to_vec();
    (answer, rest)
}
