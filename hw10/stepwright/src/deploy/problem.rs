//! An error as a client gets it (RFC 9457), as a mapping template writes it.

use serde_json::{Value, json};

use super::velocity::{json_text, variable};
use crate::api::{Api, GatewayFault};
use crate::fault::FaultEntry;

/// The content type of a problem.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// The lines that answer a fault of the workflow, whose fields are the JSON object in `$fields`.
pub(super) fn of_fault(api: &Api, fault: &FaultEntry) -> String {
    let mut lines = status(fault.status, fault.retry_after_seconds);
    let fields = fault
        .fields
        .iter()
        .filter(|field| fault.detail.contains(&placeholder(field)));
    for field in fields.clone() {
        lines.push_str(&format!("#set(${} = {})\n", variable(field), raw_value(field)));
    }
    let detail = fields.fold(json_text(fault.detail), |detail, field| {
        detail.replace(&placeholder(field), &format!("${{{}}}", variable(field)))
    });
    // The object goes on with the fault's own fields.
    let end = if fault.fields.is_empty() {
        "\n}"
    } else {
        ",\n  $fields.substring(1)"
    };
    let begin = members(&api.problem_type(fault.name), fault.title, fault.status, &detail);
    format!("{lines}{{\n{begin}{end}\n")
}

/// The lines that answer what the gateway itself has to say.
pub(super) fn of_gateway(api: &Api, fault: &GatewayFault) -> String {
    let lines = status(fault.status, fault.retry_after_seconds);
    let detail = json_text(fault.detail);
    let members = members(&api.problem_type(fault.name), fault.title, fault.status, &detail);
    format!("{lines}{{\n{members}\n}}\n")
}

/// The same where the gateway runs no template, and replaces `$context` alone.
pub(super) fn without_template(api: &Api, fault: &GatewayFault) -> Value {
    let problem = json!({
        "type": api.problem_type(fault.name),
        "title": fault.title,
        "status": fault.status,
        "detail": fault.detail,
        "instance": INSTANCE,
    });
    problem.to_string().into()
}

const INSTANCE: &str = "urn:uuid:$context.requestId";

/// The status is set once: API Gateway takes the first.
fn status(status: u16, retry_after_seconds: Option<u32>) -> String {
    let mut lines = format!("#set($context.responseOverride.status = {status})\n");
    if let Some(seconds) = retry_after_seconds {
        lines.push_str(&format!(
            "#set($context.responseOverride.header.Retry-After = '{seconds}')\n"
        ));
    }
    lines
}

/// What every problem has; `detail` is a template, the rest is text.
fn members(problem_type: &str, title: &str, status: u16, detail: &str) -> String {
    let (problem_type, title) = (json_text(problem_type), json_text(title));
    format!(
        "  \"type\": \"{problem_type}\",\n  \"title\": \"{title}\",\n  \"status\": {status},\n  \
         \"detail\": \"{detail}\",\n  \"instance\": \"{INSTANCE}\""
    )
}

fn placeholder(field: &str) -> String {
    format!("{{{field}}}")
}

/// A field's value as it is written in the payload, a string without its quotes. A number that Velocity had read would be
/// written as Java writes it: `9.9999999999E8`.
fn raw_value(field: &str) -> String {
    format!(r#"$fields.replaceAll('(?s)^.*?"{field}":(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^,}}\]]*)).*$', '$1$2')"#)
}
