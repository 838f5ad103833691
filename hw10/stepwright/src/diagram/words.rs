//! What is written into a diagram of a state's fields: a few readable words each.

use asl::{Map, ProcessorMode, Retrier, Task, jsonata_in};
use serde_json::Value;

/// What a Task calls.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Callee {
    /// A Lambda function, by its name.
    Function(String),
    /// An execution of a state machine, by its name.
    Execution(String),
    /// An action of a service, or an activity.
    Action(String),
}

/// How a Task waits for what it calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    /// For the answer to the request.
    RequestResponse,
    /// For the end of the job.
    UntilDone,
    /// For a task token.
    Callback,
}

/// What a Task calls, and how it waits for it.
pub(super) fn callee(task: &Task) -> (Callee, Pattern) {
    let (action, pattern) = action(&task.resource);
    let argument = |name: &str| {
        let value = task.arguments.as_ref().and_then(|it| it.get(name));
        value.and_then(Value::as_str).map(name_in)
    };
    let callee = match action {
        "lambda:invoke" => argument("FunctionName").map(Callee::Function),
        "states:startExecution" | "states:startSyncExecution" => argument("StateMachineArn").map(Callee::Execution),
        _ => function_arn(&task.resource).map(|name| Callee::Function(name.to_owned())),
    };
    (callee.unwrap_or_else(|| Callee::Action(action.to_owned())), pattern)
}

/// The action in an ARN such as `arn:aws:states:::sqs:sendMessage.waitForTaskToken`, and how it is waited for.
fn action(resource: &str) -> (&str, Pattern) {
    let action = match resource.split_once(":states:::") {
        Some((_, action)) => action,
        None => resource.find("activity:").map_or(resource, |at| &resource[at..]),
    };
    let action = action.strip_prefix("aws-sdk:").unwrap_or(action);
    let patterns = [
        (".waitForTaskToken", Pattern::Callback),
        (".sync:2", Pattern::UntilDone),
        (".sync", Pattern::UntilDone),
    ];
    let found = patterns
        .iter()
        .find_map(|(suffix, pattern)| action.strip_suffix(suffix).map(|it| (it, *pattern)));
    found.unwrap_or((action, Pattern::RequestResponse))
}

/// The name of a function in its ARN, as an older Task has it for its resource.
fn function_arn(resource: &str) -> Option<&str> {
    let (_, name) = resource.split_once(":function:")?;
    Some(name.split(':').next().unwrap_or(name))
}

/// The name in an ARN, a placeholder `${Name}` or an expression.
fn name_in(text: &str) -> String {
    if jsonata_in(text).is_some() {
        return expression(text);
    }
    let arn_parts: Vec<_> = text.split(':').collect();
    let name = match arn_parts[..] {
        ["arn", _, "lambda", _, _, "function", name, ..] | ["arn", _, "states", _, _, "stateMachine", name, ..] => name,
        _ => text,
    };
    let placeholder = name.strip_prefix("${").and_then(|it| it.strip_suffix('}'));
    placeholder.unwrap_or(name).to_owned()
}

impl Callee {
    /// What is called, in a few words.
    pub(super) fn words(&self, pattern: Pattern) -> String {
        let called = match self {
            Callee::Function(name) => format!("Lambda {name}"),
            Callee::Execution(name) => format!("state machine {name}"),
            Callee::Action(action) => action.clone(),
        };
        match pattern {
            Pattern::RequestResponse => called,
            Pattern::UntilDone => format!("{called}, until done"),
            Pattern::Callback => format!("{called}, until called back"),
        }
    }
}

/// A value in words: an expression without its braces, all else as JSON has it.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::String(text) => expression(text),
        other => other.to_string(),
    }
}

/// What an execution fails with. A name that is read from what a catcher kept is the one that was caught.
pub(super) fn failure(error: Option<&str>) -> String {
    let Some(error) = error else {
        return "fails".to_owned();
    };
    let is_caught = jsonata_in(error).is_some_and(|it| {
        let variable = it.trim().strip_prefix('$').and_then(|it| it.strip_suffix(".Error"));
        variable.is_some_and(|it| it.chars().all(|c| c.is_alphanumeric() || c == '_'))
    });
    match is_caught {
        true => "fails with what was caught".to_owned(),
        false => format!("fails with {}", expression(error)),
    }
}

/// An expression in words: on one line, without its braces, without the dollars of its variables and functions, without
/// `$states`. A text that is no expression stays as it is.
pub(super) fn expression(text: &str) -> String {
    let Some(jsonata) = jsonata_in(text) else {
        return text.to_owned();
    };
    let mut words = String::new();
    let mut quote = None;
    let mut rest = jsonata.chars().peekable();
    while let Some(character) = rest.next() {
        let follows_name = rest.peek().is_some_and(|it| it.is_alphabetic() || *it == '_');
        match (quote, character) {
            (None, '$') if follows_name => continue,
            (None, '\'' | '"' | '`') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
        let is_space = character.is_whitespace() && quote.is_none();
        if !(is_space && words.ends_with(' ')) {
            words.push(if is_space { ' ' } else { character });
        }
    }
    words
        .replace("states.input", "input")
        .replace("states.context", "context")
}

/// A number of seconds, or an expression that gives one, in words.
pub(super) fn seconds(value: &Value) -> String {
    match value.as_u64() {
        Some(seconds) => duration(seconds),
        None => format!("{} s", self::value(value)),
    }
}

fn duration(seconds: u64) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "min")];
    let unit = units
        .iter()
        .find(|(length, _)| seconds >= 2 * length && seconds.is_multiple_of(*length));
    match unit {
        Some((length, word)) => format!("{} {word}", seconds / length),
        None => format!("{seconds} s"),
    }
}

/// How often a state is tried again; `None`: never.
pub(super) fn retries(retriers: &[Retrier]) -> Option<String> {
    let mut counts: Vec<_> = retriers.iter().map(attempts).filter(|it| *it > 0).collect();
    counts.dedup();
    let counts: Vec<_> = counts.iter().map(|it| format!("{it}×")).collect();
    (!counts.is_empty()).then(|| format!("retries {}", counts.join(", ")))
}

/// What a retrier does, in full.
pub(super) fn retrier(retrier: &Retrier) -> String {
    let interval = retrier.interval_seconds.unwrap_or(1);
    let rate = retrier.backoff_rate.unwrap_or(2.0);
    let longest = retrier
        .max_delay_seconds
        .map(|it| format!(", at most {}", duration(it)));
    format!(
        "retries {}× after {} (× {rate}{}): {}",
        attempts(retrier),
        duration(interval),
        longest.unwrap_or_default(),
        retrier.error_equals.join(", ")
    )
}

/// How many retries there are at most; AWS's default is 3.
fn attempts(retrier: &Retrier) -> u64 {
    retrier.max_attempts.unwrap_or(3)
}

/// The names of errors, a line each; of many the first, and how many more there are.
pub(super) fn error_names(names: &[String]) -> Vec<String> {
    const SHOWN: usize = 3;
    let mut lines: Vec<_> = names.iter().take(SHOWN).cloned().collect();
    if names.len() > SHOWN {
        lines.push(format!("and {} more", names.len() - SHOWN));
    }
    lines
}

/// What is said of a Map: where its items come from, how many are at work at once, what may fail, where results go.
pub(super) fn map(map: &Map) -> Vec<String> {
    let mode = match map.item_processor.mode {
        ProcessorMode::Inline => "Map".to_owned(),
        ProcessorMode::Distributed(execution) => format!("Distributed Map, {execution:?} executions"),
    };
    let concurrency = map.max_concurrency.as_ref().filter(|it| it.as_u64() != Some(0));
    let concurrency = concurrency.map(|it| format!("{} at once", value(it)));
    let mut lines = vec![join([Some(mode), concurrency])];
    lines.push(join([items(map), batches(map)]));
    lines.push(join([tolerance(map), results(map)]));
    lines.retain(|line| !line.is_empty());
    lines
}

fn items(map: &Map) -> Option<String> {
    let Some(reader) = &map.item_reader else {
        return map.items.as_ref().map(|items| format!("over {}", value(items)));
    };
    let format = reader.reader_config.as_ref().and_then(|it| it.input_type);
    let format = format.map(|it| format!(" ({})", format!("{it:?}").to_uppercase()));
    Some(format!(
        "reads {}{}",
        action(&reader.resource).0,
        format.unwrap_or_default()
    ))
}

fn batches(map: &Map) -> Option<String> {
    let batcher = map.item_batcher.as_ref()?;
    let items = batcher
        .max_items_per_batch
        .as_ref()
        .map(|it| format!("batches of {}", value(it)));
    let bytes = batcher
        .max_input_bytes_per_batch
        .as_ref()
        .map(|it| format!("batches of {} bytes", value(it)));
    items.or(bytes)
}

fn tolerance(map: &Map) -> Option<String> {
    let count = map
        .tolerated_failure_count
        .as_ref()
        .map(|it| format!("{} may fail", value(it)));
    let percentage = map
        .tolerated_failure_percentage
        .as_ref()
        .map(|it| format!("{} % may fail", value(it)));
    count.or(percentage)
}

fn results(map: &Map) -> Option<String> {
    let resource = map.result_writer.as_ref()?.resource.as_ref()?;
    Some(format!("writes {}", action(resource).0))
}

/// What there is, in one line.
pub(super) fn join<const N: usize>(parts: [Option<String>; N]) -> String {
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    parts.join(" · ")
}

/// What a Map reads its items from and writes its results to.
pub(super) fn storage(map: &Map) -> impl Iterator<Item = Callee> + '_ {
    let reader = map.item_reader.as_ref().map(|it| &it.resource);
    let writer = map.result_writer.as_ref().and_then(|it| it.resource.as_ref());
    let resources = reader.into_iter().chain(writer);
    resources.map(|it| Callee::Action(action(it).0.to_owned()))
}
