//! How a request starts an execution: the mapping template that makes the call of `StartSyncExecution`.

use super::cloudformation::pascal_case;
use super::velocity::escaped;
use crate::api::{EndpointDescription, Source};

/// The template, in which CloudFormation puts the state machine's ARN. The execution is named by the request's id, so that
/// its log tells the request even where it shows no input; a name of an Express execution keeps no other from having it. A client may choose
/// that id (`X-Amzn-RequestId`), so it is escaped like everything that comes from outside.
pub(super) fn template(endpoint: &EndpointDescription) -> String {
    let mut before = String::from(
        "## The input of an execution, as a JSON text within JSON. A body that is not JSON ends at $input.json, with 400.\n",
    );
    let mut fields = Vec::new();
    for (index, field) in endpoint.fields.iter().enumerate() {
        let value = match field.source {
            Source::Body => escaped("$input.json('$')"),
            Source::RequestId => {
                before.push_str(&format!("#set($text{index} = {})\n", escaped("$context.requestId")));
                text(index)
            }
            Source::Header(header) => {
                before.push_str(&read_header(index, header.name));
                format!("#if($sent{index}){}#{{else}}null#end", text(index))
            }
        };
        fields.push(format!(r#"\"{}\":{value}"#, field.name));
    }
    format!(
        "{before}{{\n  \"stateMachineArn\": \"${{{}}}\",\n  \"name\": \"{name}\",\n  \"input\": \"{{{}}}\"\n}}\n",
        pascal_case(endpoint.workflow),
        fields.join(","),
        name = escaped("$context.requestId")
    )
}

/// The JSON string of `$text`, which is escaped for one JSON text, within another.
fn text(index: usize) -> String {
    format!(r#"\"{}\""#, escaped(&format!("$text{index}")))
}

/// A header's name has no case of its own. Its value is a string in double quotes (RFC 8941), or bare; what is neither is
/// made the empty text, for the contract to refuse.
fn read_header(index: usize, name: &str) -> String {
    let text = escaped(&format!("$header{index}"));
    format!(
        r#"#set($sent{index} = false)
#set($header{index} = '')
#foreach($name in $input.params().header.keySet())
#if($name.equalsIgnoreCase('{name}'))
#set($sent{index} = true)
#set($header{index} = $input.params().header.get($name).trim())
#end
#end
#if($header{index}.matches('"[^"\\]*(\\["\\][^"\\]*)*"'))
#set($header{index} = $header{index}.replaceAll('^"|"$', '').replaceAll('\\(.)', '$1'))
#elseif($header{index}.startsWith('"'))
#set($header{index} = '')
#end
#set($text{index} = {text})
"#
    )
}
