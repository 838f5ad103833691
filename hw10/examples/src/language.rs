//! What a workflow may compute, all of it in one: the state machine of this workflow has every form of expression that
//! is ever written, so that whoever judges it judges them all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{Contract, Fault, steps, workflow};

/// Data of every kind.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Data {
    /// An integer.
    pub count: i32,
    /// A greater one.
    pub wide: i64,
    /// A text.
    pub text: String,
    /// What may be absent.
    pub note: Option<String>,
    /// A list.
    pub numbers: Vec<i32>,
    /// A list of lists.
    pub rows: Vec<Vec<i32>>,
    /// Structs.
    pub lines: Vec<Line>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// How many.
    pub pieces: u32,
    /// What of.
    pub article: Option<String>,
}

/// What is computed.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Computed {
    /// With integers.
    pub integers: Vec<i32>,
    /// With greater ones.
    pub wide: i64,
    /// With texts.
    pub texts: Vec<String>,
    /// Of what is true.
    pub booleans: Vec<bool>,
    /// Of what may be absent.
    pub options: Vec<Option<String>>,
    /// Of lists.
    pub lists: Vec<Vec<i32>>,
    /// Of structs.
    pub lines: Vec<Line>,
    /// Of several kinds.
    pub tuple: (i32, Option<String>, Vec<i32>),
}

/// It cannot be computed.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 422, detail = "Never.")]
pub struct Never {}

/// Nothing is called.
#[steps]
pub trait Nothing {}

/// Computes.
#[workflow(express)]
pub async fn calculate(_nothing: &impl Nothing, data: Data) -> Result<Computed, Never> {
    let first = data.numbers.first().copied().unwrap_or(1);
    let integers = vec![
        data.count + 1,
        7 - data.count,
        data.count * first,
        data.count / first,
        data.count % first,
        -data.count,
        data.count.min(first).max(-5),
        data.numbers[0],
        data.numbers.iter().sum(),
    ];
    let texts = vec![
        format!(
            "{} of {}: {{{text}}}",
            data.count,
            data.numbers.is_empty(),
            text = data.text
        ),
        data.note.clone().unwrap_or_default(),
        data.count.to_string(),
        format!("${{{}}}", data.text),
    ];
    let booleans = vec![
        data.text.contains("a") && data.text.starts_with("b") || data.text.ends_with("c"),
        data.numbers.contains(&data.count),
        data.numbers.iter().any(|number| *number > 3),
        data.lines.iter().all(|line| line.article.is_some()),
        matches!(data.count, 1..=9 | 20) || data.numbers.len() > 2,
        data.note.as_ref().is_some_and(|note| !note.is_empty()),
    ];
    let options = vec![
        data.note.clone(),
        data.note.clone().map(|note| format!("<{note}>")),
        data.lines.last().and_then(|line| line.article.clone()),
        data.note
            .clone()
            .filter(|note| *note != "no")
            .or(Some(data.text.clone())),
    ];
    let lists = vec![
        data.numbers.iter().map(|number| number % 10).collect(),
        data.numbers
            .iter()
            .filter(|number| **number > data.count)
            .copied()
            .collect(),
        data.rows.get(1).cloned().unwrap_or_default(),
    ];
    let lines = data
        .lines
        .iter()
        .map(|line| Line {
            pieces: line.pieces + 1,
            article: Some(data.text.clone()),
        })
        .collect();
    let wide = i64::from(data.count) * 3 + data.wide;
    let tuple = (data.count, data.note, data.numbers);
    Ok(Computed {
        integers,
        wide,
        texts,
        booleans,
        options,
        lists,
        lines,
        tuple,
    })
}
