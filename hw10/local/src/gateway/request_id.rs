//! The header of every answer that tells the request's id.

use std::sync::LazyLock;

use http::header::HeaderName;
use http::{HeaderMap, HeaderValue};

use crate::contract;

static NAME: LazyLock<HeaderName> = LazyLock::new(|| {
    let name = contract::API.request_id_header;
    HeaderName::from_bytes(name.as_bytes()).expect("the contract names a header")
});

/// Adds the header.
pub(crate) fn tell(headers: &mut HeaderMap, request_id: &str) {
    let id = HeaderValue::from_str(request_id).expect("a UUID is a header's value");
    headers.insert(&*NAME, id);
}
