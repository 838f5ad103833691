//! The options of `#[step(..)]` that a Lambda function has and a service has not, each within what AWS takes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::{Error, LitStr, Result};

use crate::attributes;
use crate::step_options::{Placed, number, optional};

/// How much memory a Lambda function can have, and processor with it:
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>.
const MEMORY_MB_MIN: u32 = 128;
const MEMORY_MB_MAX: u32 = 10_240;
/// For how many days CloudWatch Logs can keep an entry:
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>.
const LOG_DAYS: [u32; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
/// The most that Lambda's integer holds; what an account really has, it says at deployment:
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html>.
const CONCURRENCY_MAX: u32 = i32::MAX as u32;

/// What `#[step(..)]` says of the step's Lambda function.
#[derive(Default)]
pub(crate) struct FunctionOptions {
    memory: Option<Placed>,
    log_level: Option<LitStr>,
    log_days: Option<Placed>,
    reserved_concurrency: Option<Placed>,
}

impl FunctionOptions {
    /// Reads the option, if it is one of these.
    pub(crate) fn read(&mut self, meta: &ParseNestedMeta<'_>) -> Result<bool> {
        match meta.path.get_ident().map(ToString::to_string).as_deref() {
            Some("memory_mb") => self.memory = Some(number(meta, MEMORY_MB_MIN, MEMORY_MB_MAX)?),
            Some("log_level") => self.log_level = Some(log_level(attributes::text(meta)?)?),
            Some("log_days") => self.log_days = Some(log_days(meta)?),
            Some("reserved_concurrency") => self.reserved_concurrency = Some(number(meta, 1, CONCURRENCY_MAX)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// That none is said of a step that is no function.
    pub(crate) fn check_absent(&self) -> Result<()> {
        let numbers = [
            ("memory_mb", &self.memory),
            ("log_days", &self.log_days),
            ("reserved_concurrency", &self.reserved_concurrency),
        ];
        let message = |name: &str| format!("a service is called without a Lambda function, whose `{name}` it would be");
        for (name, said) in numbers {
            if let Some(Placed { literal, .. }) = said {
                return Err(Error::new_spanned(literal, message(name)));
            }
        }
        match &self.log_level {
            Some(level) => Err(Error::new_spanned(level, message("log_level"))),
            None => Ok(()),
        }
    }

    /// The fields of the step's description.
    pub(crate) fn describe(&self) -> TokenStream {
        let memory = optional(self.memory.as_ref());
        let log_days = optional(self.log_days.as_ref());
        let reserved_concurrency = optional(self.reserved_concurrency.as_ref());
        let log_level = match self.log_level.as_ref().map(LitStr::value).as_deref() {
            Some("trace") => quote!(::core::option::Option::Some(::stepwright::LogLevel::Trace)),
            Some("debug") => quote!(::core::option::Option::Some(::stepwright::LogLevel::Debug)),
            _ => quote!(::core::option::Option::None),
        };
        quote! {
            memory_mb: #memory,
            log_level: #log_level,
            log_days: #log_days,
            reserved_concurrency: #reserved_concurrency,
        }
    }
}

/// The level from which on the function logs:
/// <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html>.
fn log_level(level: LitStr) -> Result<LitStr> {
    let message = match level.value().as_str() {
        "trace" | "debug" | "info" => return Ok(level),
        "warn" | "error" | "fatal" => {
            "the line of each invocation is `info`, and bears the metrics that alarms watch: a higher level would lose both"
        }
        _ => "`log_level` is `\"trace\"`, `\"debug\"` or `\"info\"`",
    };
    Err(Error::new_spanned(level, message))
}

fn log_days(meta: &ParseNestedMeta<'_>) -> Result<Placed> {
    let days = number(meta, LOG_DAYS[0], LOG_DAYS[LOG_DAYS.len() - 1])?;
    if LOG_DAYS.contains(&days.value) {
        return Ok(days);
    }
    let above = LOG_DAYS.partition_point(|it| *it < days.value);
    let [less, more] = [LOG_DAYS[above - 1], LOG_DAYS[above]];
    let message = format!("CloudWatch Logs keeps an entry for {less} days or for {more}, and for nothing between");
    Err(Error::new_spanned(days.literal, message))
}
