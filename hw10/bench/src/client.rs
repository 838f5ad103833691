//! A client that posts over one kept connection: as much of HTTP/1.1 as the bank's answers need, and no more, so that
//! little of what is measured is the client's own.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::failure::Failure;

/// An answer of the bank is a few hundred bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// A connection to the bank.
pub(crate) struct Client {
    stream: TcpStream,
    received: Vec<u8>,
}

impl Client {
    pub(crate) async fn connect(bank: SocketAddr) -> io::Result<Client> {
        let stream = TcpStream::connect(bank).await?;
        stream.set_nodelay(true)?;
        Ok(Client {
            stream,
            received: Vec::with_capacity(2 * 1024),
        })
    }

    /// Sends the request and reads the whole answer; tells its status.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Result<u16, Failure> {
        self.stream.write_all(request).await?;
        self.received.clear();
        loop {
            if let Some(status) = complete(&self.received)? {
                return Ok(status);
            }
            if self.stream.read_buf(&mut self.received).await? == 0 {
                return Err(not_http(&self.received));
            }
        }
    }
}

/// The bytes of a deposit of 1 to the account.
pub(crate) fn deposit(bank: SocketAddr, account: &str) -> Vec<u8> {
    let body = format!(r#"{{"account":"{account}","amount":1,"type":"dep","desc":"load"}}"#);
    let head = format!(
        "POST /transactions HTTP/1.1\r\nhost: {bank}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    (head + &body).into_bytes()
}

/// The status, once all of the answer has come.
fn complete(received: &[u8]) -> Result<Option<u16>, Failure> {
    if received.len() > ANSWER_BYTES_MAX {
        return Err(not_http(received));
    }
    let Some(head_bytes) = received.windows(4).position(|it| it == b"\r\n\r\n") else {
        return Ok(None);
    };
    let (status, body_bytes) = head(&received[..head_bytes]).ok_or_else(|| not_http(received))?;
    Ok((received.len() >= head_bytes + 4 + body_bytes).then_some(status))
}

/// Status and content length.
fn head(head: &[u8]) -> Option<(u16, usize)> {
    let mut lines = std::str::from_utf8(head).ok()?.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    })?;
    Some((status, length.trim().parse().ok()?))
}

fn not_http(received: &[u8]) -> Failure {
    Failure::NotHttp(String::from_utf8_lossy(&received[..received.len().min(200)]).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_complete_when_its_body_is() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        for end in 0..answer.len() {
            assert_eq!(complete(&answer[..end]).expect("HTTP"), None, "{end}");
        }
        assert_eq!(complete(answer).expect("HTTP"), Some(200));
    }

    #[test]
    fn what_is_not_http_is_told() {
        assert!(complete(b"SSH-2.0\r\n\r\n").is_err());
        assert!(complete(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[test]
    fn a_deposit_says_its_length() {
        let request = String::from_utf8(deposit(SocketAddr::from(([127, 0, 0, 1], 8080)), "1")).expect("text");
        let (head, body) = request.split_once("\r\n\r\n").expect("a head");
        assert!(head.ends_with(&format!("content-length: {}", body.len())), "{head}");
    }
}
