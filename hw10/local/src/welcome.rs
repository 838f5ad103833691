//! What the bank says when it has started: the next thing to type.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use local::Storage;

/// Where the bank is, and what can be typed now.
pub(crate) fn text(api: SocketAddr, dynamodb: SocketAddr, storage: &Storage) -> String {
    let (api, dynamodb) = (reachable(api), reachable(dynamodb));
    let data = match storage {
        Storage::Memory => "in memory".to_owned(),
        Storage::Folder(path) => format!("in {}", path.display()),
    };
    format!(
        "The bank is open on http://{api}, its tables are on http://{dynamodb}, kept {data}.

Deposit something:
  curl -s {api}/transactions -d '{{ \"account\": \"12345\", \"amount\": 500, \"type\": \"dep\", \"desc\": \"My paycheck\" }}'

Look at the accounts (HW10-Account-List) and at what was posted (HW10-Transactions); any credentials will do:
  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws dynamodb scan \\
    --endpoint-url http://{dynamodb} --region us-east-1 --table-name HW10-Account-List

Ctrl-C stops the bank; --help says what else it can do.
"
    )
}

/// An address to type: who listens on all of them is reached on this machine's own.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_typed_goes_to_an_address_that_can_be_reached() {
        let everywhere = SocketAddr::from(([0, 0, 0, 0], 9090));
        let text = text(everywhere, SocketAddr::from(([127, 0, 0, 1], 9000)), &Storage::Memory);
        assert!(text.contains("curl -s 127.0.0.1:9090/transactions -d"), "{text}");
        assert!(text.contains("--endpoint-url http://127.0.0.1:9000"), "{text}");
    }
}
