//! The requests that an account has declined of late, kept in its row.
//!
//! A call of a step may still run when it is called again, or twice at once: Lambda can report an error and run the
//! function all the same. Once one run has declined, no other run of the same request may post, whatever the account
//! holds by then. Whoever wants to post reads the row anyway, so there is no cheaper place to say so.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use bank::RequestId;

use crate::item::{Item, RowError, number_value};

/// How long a request is kept: many times as long as any run of it lives, with room for clocks that differ.
const SECONDS: i64 = 120;

/// How many are kept at most, so that a row stays small.
pub(crate) const REQUESTS_MAX: usize = 40;

/// The ids of the requests, and when each was declined, in seconds since 1970.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Declined(BTreeMap<String, i64>);

impl Declined {
    /// The attribute of the account's row.
    pub(crate) const ATTRIBUTE: &'static str = "declined";

    pub(crate) fn from_item(item: &Item) -> Result<Declined, RowError> {
        let requests = match item.get(Declined::ATTRIBUTE) {
            None => return Ok(Declined::default()),
            Some(AttributeValue::M(requests)) => requests,
            Some(_) => return Err(RowError::new(Declined::ATTRIBUTE, "is not a map")),
        };
        let request = |(id, time): (&String, &AttributeValue)| Some((id.clone(), time.as_n().ok()?.parse().ok()?));
        let requests: Option<_> = requests.iter().map(request).collect();
        let problem = || RowError::new(Declined::ATTRIBUTE, "must map ids of requests to whole seconds");
        requests.map(Declined).ok_or_else(problem)
    }

    /// The attribute's value; none where nothing was ever declined.
    pub(crate) fn to_value(&self) -> Option<AttributeValue> {
        let request = |(id, seconds): (&String, &i64)| (id.clone(), number_value(seconds));
        (!self.0.is_empty()).then(|| AttributeValue::M(self.0.iter().map(request).collect()))
    }

    /// Whether the request is among them.
    pub(crate) fn has(&self, request: &RequestId) -> bool {
        self.0.contains_key(request.as_str())
    }

    /// The same with one more, and without those that are past. `None`: there are too many.
    pub(crate) fn with(&self, request: &RequestId, now_seconds: i64) -> Option<Declined> {
        let mut requests = self.0.clone();
        requests.retain(|_, declined| *declined > now_seconds - SECONDS);
        requests.insert(request.to_string(), now_seconds);
        (requests.len() <= REQUESTS_MAX).then_some(Declined(requests))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(name: &str) -> RequestId {
        RequestId::parse(name).expect("a request id")
    }

    #[test]
    fn what_is_written_is_read_back() {
        let declined = Declined::default().with(&request("r"), 7).expect("there is room");
        let value = declined.to_value().expect("there is something");
        let item = [(Declined::ATTRIBUTE.to_owned(), value)].into();
        assert_eq!(Declined::from_item(&item), Ok(declined));
        assert_eq!(Declined::from_item(&Item::new()), Ok(Declined::default()));
        assert_eq!(Declined::default().to_value(), None);
    }

    #[test]
    fn a_request_is_kept_for_two_minutes() {
        let one = Declined::default().with(&request("one"), 1_000).expect("room");
        let soon = one.with(&request("other"), 1_119).expect("room");
        assert!(soon.has(&request("one")) && soon.has(&request("other")));
        let late = one.with(&request("other"), 1_120).expect("room");
        assert!(!late.has(&request("one")) && late.has(&request("other")));
    }

    #[test]
    fn there_is_room_for_so_many_and_no_more_until_they_are_past() {
        let add = |declined: Declined, number: usize| declined.with(&request(&number.to_string()), 0).expect("room");
        let full = (0..REQUESTS_MAX).fold(Declined::default(), add);
        assert_eq!(full.with(&request("more"), 119), None);
        assert!(full.with(&request("0"), 119).is_some(), "it is among them");
        assert!(full.with(&request("more"), 120).is_some());
    }

    #[test]
    fn what_is_no_such_map_is_refused() {
        for value in [
            AttributeValue::S("r".to_owned()),
            AttributeValue::M([("r".to_owned(), AttributeValue::S("now".to_owned()))].into()),
        ] {
            let item = [(Declined::ATTRIBUTE.to_owned(), value)].into();
            assert!(Declined::from_item(&item).is_err());
        }
    }
}
