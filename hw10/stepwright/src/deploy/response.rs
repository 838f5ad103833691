//! How an execution's end is answered: the mapping template over what `StartSyncExecution` says.

use super::problem::{self, MEDIA_TYPE};
use super::velocity::{list, with_letters};
use crate::api::{Api, EndpointDescription, GatewayCause, TIMEOUT_ERRORS};
use crate::fault::FaultEntry;
use crate::step::CONTRACT_VIOLATION;

/// API Gateway gives up after 29 s: <https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>.
pub(super) const TIMEOUT_SECONDS_MAX: u32 = 28;

/// The template. Step Functions answers 200 whatever the execution came to; what is not in the contract tells nothing.
pub(super) fn template(api: &Api, endpoint: &EndpointDescription) -> String {
    let gateway = |cause| problem::of_gateway(api, &(api.gateway_fault)(cause));
    let timeouts = list(TIMEOUT_ERRORS);
    let mut branches = format!(
        "#if($status == 'TIMED_OUT' || $timeouts.contains($error))\n{}",
        gateway(GatewayCause::OutcomeUnknown)
    );
    // What the body's model and the headers could not be held against, the first step refuses.
    for (field, _) in endpoint.headers() {
        let name = field.name;
        branches.push_str(&format!(
            "#elseif($error == '{CONTRACT_VIOLATION}' && $cause.contains('/{name}'))\n{}",
            gateway(GatewayCause::InvalidHeader)
        ));
    }
    branches.push_str(&format!(
        "#elseif($error == '{CONTRACT_VIOLATION}')\n{}",
        gateway(GatewayCause::InvalidBody)
    ));
    for fault in &endpoint.faults {
        let (is, body) = (condition(fault), problem::of_fault(api, fault));
        branches.push_str(&format!("#elseif({is})\n{body}"));
    }
    let internal = gateway(GatewayCause::Internal);
    let faults = list(endpoint.faults.iter().map(|it| it.name));
    with_letters(format!(
        r#"#set($timeouts = {timeouts})
#set($faults = {faults})
#set($status = $input.path('$.status'))
#if($status == 'SUCCEEDED')
$input.path('$.output')
#else
#set($context.responseOverride.header.Content-Type = '{MEDIA_TYPE}')
#set($error = "$!input.path('$.error')")
#set($cause = "$!input.path('$.cause')")
## A fault's fields are the Lambda's errorMessage, or the whole cause where the state machine raised it.
#set($fields = '')
#if($faults.contains($error) && $cause.startsWith('{{'))
#set($answer = $util.parseJson($cause))
#if("$!answer.errorType" == '')
#set($fields = $cause)
#else
#set($fields = "$!answer.errorMessage")
#end
#end
{branches}#else
{internal}#end
#end
"#
    ))
}

/// The fault's name, with all its fields: a payload that lacks one is nothing that the contract knows.
fn condition(fault: &FaultEntry) -> String {
    let fields = fault
        .fields
        .iter()
        .map(|field| format!(" && $fields.contains('\"{field}\":')"));
    format!("$error == '{}'{}", fault.name, fields.collect::<String>())
}

/// The template over what Step Functions says that did not start an execution.
pub(super) fn refused(api: &Api) -> String {
    let gateway = |cause| problem::of_gateway(api, &(api.gateway_fault)(cause));
    with_letters(format!(
        r#"#set($context.responseOverride.header.Content-Type = '{MEDIA_TYPE}')
#set($reason = "$!input.path('$.__type')")
#if($reason.contains('Throttling') || $reason.contains('LimitExceeded'))
{}#else
{}#end
"#,
        gateway(GatewayCause::Throttled),
        gateway(GatewayCause::Internal)
    ))
}
