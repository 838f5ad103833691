//! The options of `#[step(..)]`, each within what AWS takes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Error, Ident, Lit, LitInt, LitStr, Path, Result, Token, parenthesized};

use crate::function_options::FunctionOptions;

/// The longest time that a Lambda function may take.
const LAMBDA_SECONDS_MAX: u32 = 900;
/// The longest time that a task may take, and the longest interval between attempts.
const TASK_SECONDS_MAX: u32 = 99_999_999;
/// The longest that an interval may grow: less than 366 days.
const DELAY_SECONDS_MAX: u32 = 31_622_399;
/// What a call may take where nothing else is said.
const TIMEOUT_SECONDS_DEFAULT: u32 = 10;

/// A number, with the place where it stands.
pub(crate) struct Placed {
    pub(crate) literal: LitInt,
    pub(crate) value: u32,
}

/// What `#[step(..)]` says.
#[derive(Default)]
pub(crate) struct StepOptions {
    timeout: Option<Placed>,
    heartbeat: Option<Placed>,
    function: FunctionOptions,
    idempotent: bool,
    retry: Vec<Retry>,
    integration: Option<LitStr>,
}

const OPTIONS: &str = "there are `timeout_seconds`, `heartbeat_seconds`, `idempotent`, `retry(..)`, `integration = \"..\"`, and \
                       for a Lambda function `memory_mb`, `log_level`, `log_days` and `reserved_concurrency`";

/// Reads the options; `waits` for an answer by token, says what the step's parameters say.
pub(crate) fn read(attributes: &[Attribute]) -> Result<StepOptions> {
    let mut options = StepOptions::default();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("step")) {
        attribute.parse_nested_meta(|meta| options.read(&meta))?;
    }
    Ok(options)
}

impl StepOptions {
    fn read(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        if self.function.read(meta)? {
            return Ok(());
        }
        match meta.path.get_ident().map(ToString::to_string).as_deref() {
            Some("timeout_seconds") => self.timeout = Some(number(meta, 1, TASK_SECONDS_MAX)?),
            Some("heartbeat_seconds") => self.heartbeat = Some(number(meta, 1, TASK_SECONDS_MAX)?),
            Some("idempotent") => self.idempotent = true,
            Some("retry") => self.retry.push(Retry::read(meta)?),
            Some("integration") => self.integration = Some(integration(super::attributes::text(meta)?)?),
            _ => return Err(meta.error(OPTIONS)),
        }
        Ok(())
    }

    /// The service that is called instead of a Lambda function.
    pub(crate) fn integration(&self) -> Option<&LitStr> {
        self.integration.as_ref()
    }

    /// Whether the service answers when a job is done, or by a token.
    pub(crate) fn answers_later(&self) -> bool {
        let call = self.integration.as_ref().map(LitStr::value).unwrap_or_default();
        call.contains(".sync") || call.ends_with(".waitForTaskToken")
    }

    /// Whether the options fit to each other, and to a step that takes a token or does not.
    pub(crate) fn check(&self, step: &Ident, takes_token: bool) -> Result<()> {
        let pattern = self.integration.as_ref().map(LitStr::value).unwrap_or_default();
        let waits_for_token = takes_token || pattern.ends_with(".waitForTaskToken");
        let waits_long = waits_for_token || self.answers_later();
        match &self.timeout {
            None if waits_long => {
                let message = "say how long to wait for the answer: `#[step(timeout_seconds = 86400)]`";
                return Err(Error::new_spanned(step, message));
            }
            Some(timeout) if self.integration.is_none() && !waits_long && timeout.value > LAMBDA_SECONDS_MAX => {
                let message = format!("a Lambda function may take 1 to {LAMBDA_SECONDS_MAX} seconds");
                return Err(Error::new_spanned(&timeout.literal, message));
            }
            _ => {}
        }
        if self.integration.is_some() {
            self.function.check_absent()?;
        }
        self.check_heartbeat(waits_for_token)?;
        self.check_all_errors()
    }

    fn check_heartbeat(&self, waits_for_token: bool) -> Result<()> {
        let Some(Placed { literal, value }) = &self.heartbeat else {
            return Ok(());
        };
        let timeout = self.timeout_seconds();
        let message = if !waits_for_token {
            "a heartbeat is sent by whoever has the task's token: only a step that takes a `TaskToken`, or an \
             integration that ends in `.waitForTaskToken`, has one"
                .to_owned()
        } else if *value >= timeout {
            format!(
                "a heartbeat is due more often than the answer: less than the {timeout} seconds of `timeout_seconds`"
            )
        } else {
            return Ok(());
        };
        Err(Error::new_spanned(literal, message))
    }

    /// `States.ALL` stands alone, and last: AWS takes nothing else.
    fn check_all_errors(&self) -> Result<()> {
        for (index, retry) in self.retry.iter().enumerate() {
            let Some(all) = retry.errors.iter().find_map(ErrorName::all) else {
                continue;
            };
            let message = if retry.errors.len() > 1 {
                "`States.ALL` stands for every error: write it alone"
            } else if index + 1 < self.retry.len() {
                "`States.ALL` stands for every error: nothing comes to the `retry` after it"
            } else {
                continue;
            };
            return Err(Error::new_spanned(all, message));
        }
        Ok(())
    }

    pub(crate) fn timeout_seconds(&self) -> u32 {
        self.timeout
            .as_ref()
            .map_or(TIMEOUT_SECONDS_DEFAULT, |timeout| timeout.value)
    }

    /// The fields of the step's description.
    pub(crate) fn describe(&self) -> TokenStream {
        let timeout = self.timeout_seconds();
        let heartbeat = optional(self.heartbeat.as_ref());
        let function = self.function.describe();
        let idempotent = self.idempotent;
        let retry = self.retry.iter().map(Retry::describe);
        let task = match &self.integration {
            Some(resource) => quote!(Integration(#resource)),
            None => quote!(Lambda),
        };
        quote! {
            task: ::stepwright::TaskKind::#task,
            timeout_seconds: #timeout,
            heartbeat_seconds: #heartbeat,
            #function
            idempotent: #idempotent,
            retry: ::std::vec![#(#retry),*],
        }
    }
}

pub(crate) fn optional(number: Option<&Placed>) -> TokenStream {
    match number {
        Some(Placed { value, .. }) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

/// The number after `=`.
pub(crate) fn number(meta: &ParseNestedMeta<'_>, least: u32, most: u32) -> Result<Placed> {
    let literal: LitInt = meta.value()?.parse()?;
    match literal.base10_parse::<u32>() {
        Ok(value) if (least..=most).contains(&value) => Ok(Placed { literal, value }),
        _ => {
            let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            Err(Error::new_spanned(literal, format!("`{name}` is {least} to {most}")))
        }
    }
}

/// What follows `arn:aws:states:::` in a task's resource, checked.
fn integration(text: LitStr) -> Result<LitStr> {
    let value = text.value();
    let refusal = if value.starts_with("arn:") {
        "leave the beginning out, and write what follows `arn:aws:states:::`"
    } else if value.split([':', '.']).take(2).eq(["lambda", "invoke"]) {
        "a step without `integration` is a Lambda function already"
    } else if value.starts_with("activity:") {
        "an activity is no service: let a step take a `TaskToken`, and whoever does the work answer by it"
    } else if value.starts_with("aws-sdk:") && value.contains(".sync") {
        "what is called by `aws-sdk:` answers at once, or by a token: there is no `.sync` for it"
    } else if is_integration(&value) {
        return Ok(text);
    } else {
        "write service and action, as in `sqs:sendMessage`, `aws-sdk:dynamodb:getItem`, `batch:submitJob.sync` or \
         `sqs:sendMessage.waitForTaskToken`"
    };
    Err(Error::new_spanned(text, refusal))
}

fn is_integration(text: &str) -> bool {
    let (call, pattern) = text.split_once('.').unwrap_or((text, ""));
    let service_and_action = call.strip_prefix("aws-sdk:").unwrap_or(call).split_once(':');
    let name = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let holds = service_and_action.is_some_and(|(service, action)| name(service) && name(action));
    holds
        && (pattern.is_empty() != text.contains('.'))
        && matches!(pattern, "" | "sync" | "sync:2" | "waitForTaskToken")
}

/// One `retry(..)`.
#[derive(Default)]
struct Retry {
    errors: Vec<ErrorName>,
    interval: Option<Placed>,
    attempts: Option<Placed>,
    backoff: Option<f64>,
    delay_max: Option<Placed>,
    exact: bool,
}

/// Which error a retry is for: a fault, or a name that AWS reports.
enum ErrorName {
    Fault(Path),
    Name(LitStr),
}

impl Parse for ErrorName {
    fn parse(input: ParseStream<'_>) -> Result<ErrorName> {
        if !input.peek(LitStr) {
            return Ok(ErrorName::Fault(input.parse()?));
        }
        let name: LitStr = input.parse()?;
        match name.value().as_str() {
            "" => Err(Error::new_spanned(name, "an error has a name")),
            "States.Runtime" | "States.DataLimitExceeded" => {
                Err(Error::new_spanned(name, "is never tried again: the execution fails"))
            }
            _ => Ok(ErrorName::Name(name)),
        }
    }
}

impl ErrorName {
    fn all(&self) -> Option<&LitStr> {
        match self {
            ErrorName::Name(name) if name.value() == "States.ALL" => Some(name),
            ErrorName::Fault(_) | ErrorName::Name(_) => None,
        }
    }

    fn names(&self) -> TokenStream {
        match self {
            ErrorName::Fault(path) => quote!(::stepwright::private::names_of::<#path>()),
            ErrorName::Name(name) => quote!(::std::vec![#name]),
        }
    }
}

const RETRY_OPTIONS: &str = "there are `errors(..)`, `interval_seconds`, `attempts`, `backoff`, `delay_seconds_max` and \
                             `jitter = \"full\"` or `\"none\"`";

impl Retry {
    fn read(meta: &ParseNestedMeta<'_>) -> Result<Retry> {
        let mut retry = Retry::default();
        let example = "say which errors: `retry(errors(DepotClosed, \"Lambda.Unknown\"), attempts = 3)`";
        if !meta.input.peek(syn::token::Paren) {
            return Err(meta.error(example));
        }
        meta.parse_nested_meta(|option| retry.option(&option))?;
        if retry.errors.is_empty() {
            return Err(meta.error(example));
        }
        if let (Some(most), interval) = (&retry.delay_max, retry.interval_seconds())
            && most.value < interval
        {
            let message = format!("the interval begins with {interval} seconds: the most is not less");
            return Err(Error::new_spanned(&most.literal, message));
        }
        Ok(retry)
    }

    fn option(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        match meta.path.get_ident().map(ToString::to_string).as_deref() {
            Some("errors") => {
                let errors;
                parenthesized!(errors in meta.input);
                self.errors
                    .extend(errors.parse_terminated(ErrorName::parse, Token![,])?);
            }
            Some("interval_seconds") => self.interval = Some(number(meta, 1, TASK_SECONDS_MAX)?),
            Some("attempts") => self.attempts = Some(number(meta, 0, TASK_SECONDS_MAX)?),
            Some("backoff") => self.backoff = Some(backoff(&meta.value()?.parse()?)?),
            Some("delay_seconds_max") => self.delay_max = Some(number(meta, 1, DELAY_SECONDS_MAX)?),
            Some("jitter") => self.exact = exact(&super::attributes::text(meta)?)?,
            _ => return Err(meta.error(RETRY_OPTIONS)),
        }
        Ok(())
    }

    fn interval_seconds(&self) -> u32 {
        self.interval.as_ref().map_or(1, |interval| interval.value)
    }

    fn describe(&self) -> TokenStream {
        let names = self.errors.iter().map(ErrorName::names);
        let interval = self.interval_seconds();
        let attempts = self.attempts.as_ref().map_or(3, |attempts| attempts.value);
        let backoff = self.backoff.unwrap_or(2.0);
        let delay_max = optional(self.delay_max.as_ref());
        let jitter = if self.exact { quote!(Exact) } else { quote!(Full) };
        quote! {
            ::stepwright::RetryPolicy {
                errors: [#(#names),*].concat(),
                interval_seconds: #interval,
                attempts: #attempts,
                backoff: #backoff,
                delay_seconds_max: #delay_max,
                jitter: ::stepwright::Jitter::#jitter,
            }
        }
    }
}

fn backoff(literal: &Lit) -> Result<f64> {
    let rate = match literal {
        Lit::Float(rate) => rate.base10_parse().ok(),
        Lit::Int(rate) => rate.base10_parse().ok(),
        _ => None,
    };
    let rate = rate.filter(|rate: &f64| rate.is_finite() && *rate >= 1.0);
    rate.ok_or_else(|| {
        Error::new_spanned(
            literal,
            "`backoff` is what the interval is multiplied with: at least 1.0",
        )
    })
}

fn exact(jitter: &LitStr) -> Result<bool> {
    match jitter.value().as_str() {
        "full" => Ok(false),
        "none" => Ok(true),
        _ => Err(Error::new_spanned(jitter, "`jitter` is `\"full\"` or `\"none\"`")),
    }
}
