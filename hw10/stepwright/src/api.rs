//! What HTTP makes of a workflow, as plain data: where it is served, how the input of an execution is made of a request,
//! and what is answered. A gateway reads it, and so does the generator; it serves nothing itself.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};

use crate::contract::Contract;
use crate::fault::{Fault, FaultEntry};
use crate::workflow::Workflow;

/// An API: workflows that are served by HTTP, and what they have in common.
///
/// ```
/// # use schemars::JsonSchema;
/// # use serde::{Deserialize, Serialize};
/// # use stepwright::{Contract, Fault, steps, workflow};
/// # #[derive(Debug, Contract, Fault, Serialize, Deserialize, JsonSchema)]
/// # #[fault(status = 409, detail = "No.")]
/// # pub struct Refused {}
/// # #[steps]
/// # pub trait Greeter { async fn greet(&self, name: &String) -> Result<String, Refused>; }
/// use stepwright::api::{Api, Endpoint};
///
/// #[derive(Contract, Serialize, Deserialize, JsonSchema)]
/// pub struct Greeting {
///     pub visitor: String,
///     pub request_id: String,
/// }
///
/// #[workflow(express)]
/// async fn say_hello(greeter: &impl Greeter, greeting: Greeting) -> Result<String, Refused> {
///     Ok(greeter.greet(&greeting.visitor).await?)
/// }
///
/// let endpoint = Endpoint::<say_hello>::post("/greetings")
///     .body("visitor", |greeting| &greeting.visitor)
///     .request_id("request_id", |greeting| &greeting.request_id);
/// let input = endpoint.describe().input("Ada".into(), |_| None, "r-1");
/// assert_eq!(input, serde_json::json!({ "visitor": "Ada", "request_id": "r-1" }));
/// ```
#[derive(Debug, Clone)]
pub struct Api {
    /// What the API is called.
    pub title: &'static str,
    /// What it is for, in a few sentences.
    pub description: &'static str,
    /// The version of its contract.
    pub version: &'static str,
    /// The licence, as an SPDX expression.
    pub license: &'static str,
    /// Where it is served on a developer's machine.
    pub local_url: &'static str,
    /// What the kebab-case name of a fault is put after to make the `type` of a problem (RFC 9457).
    pub problem_base: &'static str,
    /// The header of every answer that tells the request's id.
    pub request_id_header: &'static str,
    /// What the gateway itself answers, where no execution does.
    pub gateway_fault: fn(GatewayCause) -> GatewayFault,
    /// The workflows that are served.
    pub endpoints: Vec<EndpointDescription>,
}

/// A workflow that is served at one path, by one method; built up field by field of the workflow's input.
///
/// A field is named twice: as it is on the wire, and as Rust knows it, from which its type follows. The generator fails
/// if the two do not fit together, or if a field of the input comes from nowhere.
#[derive(Debug, Clone)]
#[must_use]
pub struct Endpoint<W> {
    description: EndpointDescription,
    workflow: PhantomData<fn() -> W>,
}

/// What is known of an endpoint.
#[derive(Debug, Clone)]
pub struct EndpointDescription {
    /// The name of the workflow that a request starts.
    pub workflow: &'static str,
    /// The path of the workflow's Rust function.
    pub rust_path: &'static str,
    /// What the workflow does.
    pub description: &'static str,
    /// The method, in capitals.
    pub method: &'static str,
    /// The path, from its first `/`.
    pub path: &'static str,
    /// Where each field of an execution's input comes from.
    pub fields: Vec<InputField>,
    /// The JSON Schema of an execution's input.
    pub input: fn(&mut SchemaGenerator) -> Schema,
    /// The JSON Schema of what is answered with status 200.
    pub output: fn(&mut SchemaGenerator) -> Schema,
    /// The path of its Rust type.
    pub output_rust_path: fn() -> Cow<'static, str>,
    /// How the workflow can fail.
    pub faults: Vec<&'static FaultEntry>,
    /// Requests to try, with what they are answered.
    pub examples: Vec<Example>,
}

/// A field of an execution's input.
#[derive(Debug, Clone, Copy)]
pub struct InputField {
    /// Its name on the wire.
    pub name: &'static str,
    /// Where it comes from.
    pub source: Source,
    /// The JSON Schema of its value.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// The path of its Rust type.
    pub rust_path: fn() -> Cow<'static, str>,
}

/// The part of a request that a field of an execution's input comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The whole body.
    Body,
    /// A header; `null` where the client does not send it.
    Header(Header),
    /// The id that the gateway gives to the request.
    RequestId,
}

/// A header that a client may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Its name; a header's name has no case.
    pub name: &'static str,
    /// What it does.
    pub description: &'static str,
}

/// An answer that the gateway gives by itself: no execution was started, or none tells how it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatewayFault {
    /// The fault's name.
    pub name: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// A few words for a person.
    pub title: &'static str,
    /// A sentence for a person; a gateway that knows more says more.
    pub detail: &'static str,
    /// After how many seconds a client may try again, where that helps.
    pub retry_after_seconds: Option<u32>,
}

/// Why a gateway answers by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GatewayCause {
    /// The body is not what the contract says. The problem has `errors`: a pointer and a detail for each place.
    InvalidBody,
    /// A header is not what the contract says.
    InvalidHeader,
    /// There is nothing at the path.
    UnknownPath,
    /// The path has no such method.
    UnknownMethod,
    /// The body did not come in time, or not whole.
    IncompleteBody,
    /// The body is too long.
    BodyTooLarge,
    /// The body is not said to be JSON.
    UnsupportedMediaType,
    /// The client, or all clients together, send more requests than are let in.
    Throttled,
    /// Something failed that is no concern of the client's.
    Internal,
    /// Too much is being worked on.
    Overloaded,
    /// The execution did not end in time: what it did is not known.
    OutcomeUnknown,
}

impl GatewayCause {
    /// Every cause.
    pub const ALL: [GatewayCause; 11] = [
        GatewayCause::InvalidBody,
        GatewayCause::InvalidHeader,
        GatewayCause::UnknownPath,
        GatewayCause::UnknownMethod,
        GatewayCause::IncompleteBody,
        GatewayCause::BodyTooLarge,
        GatewayCause::UnsupportedMediaType,
        GatewayCause::Throttled,
        GatewayCause::Internal,
        GatewayCause::Overloaded,
        GatewayCause::OutcomeUnknown,
    ];

    /// Whether a request that has come to an endpoint can be answered so.
    pub fn concerns_an_endpoint(self) -> bool {
        !matches!(self, GatewayCause::UnknownPath | GatewayCause::UnknownMethod)
    }
}

/// A request to try, and what it is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// What it shows, in a few words.
    pub name: &'static str,
    /// The body.
    pub body: Value,
    /// What the headers are that the endpoint knows.
    pub headers: ExampleHeaders,
    /// What is answered.
    pub answer: ExampleAnswer,
}

/// The headers of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleHeaders {
    /// None is sent.
    Absent,
    /// Each has a value that was never sent before.
    Fresh,
    /// Each has the value that the example before had.
    Again,
}

/// What an example is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum ExampleAnswer {
    /// The workflow's output, which has these fields among others.
    Output(Value),
    /// The very output of the example before.
    SameOutput,
    /// The fault of that name, of the workflow or of the gateway.
    Fault(&'static str),
}

impl<W: Workflow> Endpoint<W> {
    /// The workflow, started by `POST` to that path.
    pub fn post(path: &'static str) -> Endpoint<W> {
        Endpoint {
            description: EndpointDescription {
                workflow: W::NAME,
                rust_path: W::RUST_PATH,
                description: W::DESCRIPTION,
                method: "POST",
                path,
                fields: Vec::new(),
                input: <W::Input as Contract>::schema,
                output: <W::Output as Contract>::schema,
                output_rust_path: <W::Output as JsonSchema>::schema_id,
                faults: W::Fault::table(),
                examples: Vec::new(),
            },
            workflow: PhantomData,
        }
    }

    /// A field of the input that is the request's body.
    pub fn body<T: Contract>(self, name: &'static str, _: fn(&W::Input) -> &T) -> Endpoint<W> {
        self.field::<T>(name, Source::Body)
    }

    /// A field of the input that is a header's value.
    pub fn header<T: Contract>(
        self,
        name: &'static str,
        _: fn(&W::Input) -> &Option<T>,
        header: Header,
    ) -> Endpoint<W> {
        self.field::<T>(name, Source::Header(header))
    }

    /// A field of the input that is the gateway's id for the request.
    pub fn request_id<T: Contract>(self, name: &'static str, _: fn(&W::Input) -> &T) -> Endpoint<W> {
        self.field::<T>(name, Source::RequestId)
    }

    // An accessor is there for its type alone: it is the field's.
    fn field<T: Contract>(mut self, name: &'static str, source: Source) -> Endpoint<W> {
        self.description.fields.push(InputField {
            name,
            source,
            schema: T::schema,
            rust_path: T::schema_id,
        });
        self
    }

    /// Requests to try, in an order in which they can be sent.
    pub fn examples(mut self, examples: impl IntoIterator<Item = Example>) -> Endpoint<W> {
        self.description.examples.extend(examples);
        self
    }

    /// What is known of the endpoint.
    pub fn describe(self) -> EndpointDescription {
        self.description
    }
}

impl EndpointDescription {
    /// The input of an execution: each field from its part of the request. `header` gives the value of a header that the
    /// client has sent.
    pub fn input(&self, body: Value, header: impl Fn(&str) -> Option<String>, request_id: &str) -> Value {
        let field = |field: &InputField| {
            let value = match field.source {
                Source::Body => body.clone(),
                Source::Header(Header { name, .. }) => header(name).map_or(Value::Null, Value::from),
                Source::RequestId => Value::from(request_id),
            };
            (field.name.to_owned(), value)
        };
        Value::Object(self.fields.iter().map(field).collect::<Map<_, _>>())
    }

    /// The headers that a client may send.
    pub fn headers(&self) -> impl Iterator<Item = (&InputField, Header)> {
        self.fields.iter().filter_map(|field| match field.source {
            Source::Header(header) => Some((field, header)),
            Source::Body | Source::RequestId => None,
        })
    }

    /// The field that is the request's body.
    pub fn body(&self) -> Option<&InputField> {
        self.fields.iter().find(|field| field.source == Source::Body)
    }
}

impl Api {
    /// The `type` of the problem of that fault (RFC 9457): `InsufficientFunds` ends in `insufficient-funds`.
    pub fn problem_type(&self, fault: &str) -> String {
        format!("{}{}", self.problem_base, kebab_case(fault))
    }
}

/// A fault's name in kebab case: `InsufficientFunds` is `insufficient-funds`.
pub fn kebab_case(fault: &str) -> String {
    let mut kebab = String::with_capacity(fault.len() + 4);
    for letter in fault.chars() {
        // A fault of a service has its service's name before it, with a dot.
        if (letter.is_ascii_uppercase() || letter == '.') && !kebab.is_empty() && !kebab.ends_with('-') {
            kebab.push('-');
        }
        if letter != '.' {
            kebab.push(letter.to_ascii_lowercase());
        }
    }
    kebab
}

/// Errors of an execution after which nobody knows whether a step has done its work: [`GatewayCause::OutcomeUnknown`].
pub const TIMEOUT_ERRORS: [&str; 2] = ["States.Timeout", "Sandbox.Timedout"];

/// The members of a problem that RFC 9457 gives a meaning; a fault's field of such a name gives way.
pub const PROBLEM_MEMBERS: [&str; 5] = ["type", "title", "status", "detail", "instance"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_named_in_kebab_case() {
        assert_eq!(kebab_case("InsufficientFunds"), "insufficient-funds");
        assert_eq!(kebab_case("NotFound"), "not-found");
        assert_eq!(
            kebab_case("DynamoDb.ConditionalCheckFailedException"),
            "dynamo-db-conditional-check-failed-exception"
        );
    }
}
