//! What a usage costs: the arithmetic of AWS's pricing pages, in dollars for a million executions.

use serde::Serialize;

use super::assumptions::{Architecture, Assumptions};
use super::prices::{Item, Prices};
use super::usage::Usage;
use crate::workflow::WorkflowKind;

/// An Express execution's duration is billed in steps of so many milliseconds.
const EXPRESS_STEP_MS: f64 = 100.0;
/// An Express execution's memory is billed in steps of so many MB.
const EXPRESS_STEP_MB: f64 = 64.0;
/// What an Express execution holds beside its definition and its data.
/// <https://aws.amazon.com/step-functions/pricing/>, example 3.
const EXPRESS_BASE_MB: f64 = 50.0;
const BYTES_PER_MB: f64 = 1024.0 * 1024.0;

/// Dollars for a million executions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bill {
    /// Step Functions.
    pub step_functions: f64,
    /// Lambda.
    pub lambda: f64,
    /// API Gateway.
    pub api: f64,
    /// DynamoDB.
    pub dynamodb: f64,
    /// All of them.
    pub total: f64,
}

/// What a million executions cost that use this much each.
pub fn bill(
    usage: &Usage,
    kind: WorkflowKind,
    document_bytes: u64,
    assumptions: &Assumptions,
    prices: &Prices,
) -> Bill {
    let step_functions = match kind {
        WorkflowKind::Standard => usage.transitions * prices.per_million(Item::StandardTransition),
        WorkflowKind::Express => {
            let gb_seconds = express_gb_seconds(usage, document_bytes, assumptions);
            prices.per_million(Item::ExpressRequest) + gb_seconds * prices.per_million(Item::ExpressGbSecond)
        }
    };
    let gb_second = match assumptions.architecture {
        Architecture::X86 => Item::LambdaGbSecondX86,
        Architecture::Arm => Item::LambdaGbSecondArm,
    };
    let lambda = usage.lambda_calls * prices.per_million(Item::LambdaRequest)
        + usage.lambda_gb_seconds * prices.per_million(gb_second);
    let api = f64::from(assumptions.api_requests) * prices.per_million(Item::ApiRequest);
    let dynamodb = usage.dynamodb_reads * prices.per_million(Item::DynamodbRead)
        + usage.dynamodb_writes * prices.per_million(Item::DynamodbWrite);
    Bill {
        step_functions,
        lambda,
        api,
        dynamodb,
        total: step_functions + lambda + api + dynamodb,
    }
}

/// The GB-seconds of one Express execution as they are billed: 100 ms and 64 MB at least, and in steps of these.
pub fn express_gb_seconds(usage: &Usage, document_bytes: u64, assumptions: &Assumptions) -> f64 {
    let data_bytes = assumptions.payload_bytes as f64 * usage.copies.max(1.0);
    let memory_mb = EXPRESS_BASE_MB + (document_bytes as f64 + data_bytes) / BYTES_PER_MB;
    let billed_mb = (memory_mb / EXPRESS_STEP_MB).ceil() * EXPRESS_STEP_MB;
    let billed_ms = (usage.duration_ms / EXPRESS_STEP_MS).ceil().max(1.0) * EXPRESS_STEP_MS;
    billed_mb / 1024.0 * billed_ms / 1000.0
}
