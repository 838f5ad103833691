//! Reads the body of a request: whether it is said to be JSON, and its bytes, no more than a transaction needs.

use std::time::Duration;

use axum::body::{Body, HttpBody};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http_body_util::BodyExt;

use super::refusal::Refusal;

/// The longest body that is read.
pub(crate) const BYTES_MAX: usize = 64 * 1024;

/// How long the client may take to send it.
const READ_SECONDS_MAX: u64 = 10;

/// How much is read of a body that is refused, and how long, so that its sender gets to see the answer.
const DISCARD_BYTES_MAX: usize = 4 * 1024 * 1024;
const DISCARD_SECONDS_MAX: u64 = 2;

/// Refuses what is not said to be JSON.
///
/// No type at all is read as JSON, and so is the one that `curl -d` sends where nobody says otherwise.
pub(crate) fn check_media_type(headers: &HeaderMap) -> Result<(), Refusal> {
    if headers
        .get(CONTENT_ENCODING)
        .is_some_and(|encoding| encoding != "identity")
    {
        return Err(Refusal::encoded());
    }
    let Some(media_type) = headers.get(CONTENT_TYPE) else {
        return Ok(());
    };
    let essence = media_type
        .to_str()
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    if is_json(&essence.trim().to_ascii_lowercase()) {
        Ok(())
    } else {
        Err(Refusal::unsupported_media_type())
    }
}

fn is_json(essence: &str) -> bool {
    let structured = || {
        essence
            .split_once('/')
            .is_some_and(|(_, subtype)| subtype.ends_with("+json"))
    };
    matches!(essence, "application/json" | "application/x-www-form-urlencoded") || structured()
}

/// The bytes of the body.
pub(crate) async fn read(mut body: Body) -> Result<Vec<u8>, Refusal> {
    if body.size_hint().lower() > BYTES_MAX as u64 {
        discard(body);
        return Err(Refusal::too_large(BYTES_MAX));
    }
    let limit = Duration::from_secs(READ_SECONDS_MAX);
    let read = tokio::time::timeout(limit, collect(&mut body, BYTES_MAX));
    let bytes = read
        .await
        .map_err(|_| Refusal::incomplete(format!("The body did not come within {READ_SECONDS_MAX} seconds.")))?
        .map_err(|_| Refusal::incomplete("The body broke off."))?;
    bytes.ok_or_else(|| {
        discard(body);
        Refusal::too_large(BYTES_MAX)
    })
}

/// The whole body; `None` where it is longer than so many bytes.
async fn collect(body: &mut Body, bytes_max: usize) -> Result<Option<Vec<u8>>, axum::Error> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        if bytes.len() + data.len() > bytes_max {
            return Ok(None);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(Some(bytes))
}

/// Reads on for a little while and keeps nothing. A connection closed on bytes that were not read is reset, and its
/// sender, who is still writing, would then lose the answer.
fn discard(mut body: Body) {
    tokio::spawn(async move {
        let limit = Duration::from_secs(DISCARD_SECONDS_MAX);
        let mut left = DISCARD_BYTES_MAX;
        let read_on = async {
            while let Some(Ok(frame)) = body.frame().await {
                left = left.saturating_sub(frame.data_ref().map_or(0, |data| data.len()));
                if left == 0 {
                    return;
                }
            }
        };
        // Whether the body ended or the time did, nothing is left to do.
        let _ = tokio::time::timeout(limit, read_on).await;
    });
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn accepted(media_type: &'static str) -> bool {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(media_type))]);
        check_media_type(&headers).is_ok()
    }

    #[test]
    fn json_is_read_and_what_curl_says_and_nothing_else() {
        assert!(check_media_type(&HeaderMap::new()).is_ok());
        for good in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/x-www-form-urlencoded",
            "application/vnd.bank+json",
        ] {
            assert!(accepted(good), "{good}");
        }
        for bad in [
            "text/plain",
            "application/xml",
            "multipart/form-data",
            "json",
            "",
            "application/jsonx",
        ] {
            assert!(!accepted(bad), "{bad}");
        }
    }

    #[test]
    fn a_compressed_body_is_refused() {
        let headers = HeaderMap::from_iter([(CONTENT_ENCODING, HeaderValue::from_static("gzip"))]);
        assert!(check_media_type(&headers).is_err());
    }
}
