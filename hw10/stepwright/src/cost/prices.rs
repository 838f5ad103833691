//! The dated table of prices.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What AWS charges, at a date, in a region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// What the figures are, and are not.
    pub about: String,
    /// When they were looked up, as `2026-11-28`.
    pub date: String,
    /// The region that they are for.
    pub region: String,
    /// Their currency.
    pub currency: String,
    /// Each price, by what is paid for.
    pub prices: BTreeMap<Item, Price>,
}

/// What is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// A state transition of a Standard workflow.
    StandardTransition,
    /// An execution of an Express workflow.
    ExpressRequest,
    /// A GB-second of an Express workflow.
    ExpressGbSecond,
    /// A call of a Lambda function.
    LambdaRequest,
    /// A GB-second of a Lambda function on x86_64.
    #[serde(rename = "lambda_gb_second_x86_64")]
    LambdaGbSecondX86,
    /// A GB-second of a Lambda function on arm64.
    #[serde(rename = "lambda_gb_second_arm64")]
    LambdaGbSecondArm,
    /// A request to a REST API.
    ApiRequest,
    /// A read request unit of DynamoDB, on demand.
    DynamodbRead,
    /// A write request unit of DynamoDB, on demand.
    DynamodbWrite,
}

impl Item {
    /// Everything that is paid for.
    pub const ALL: [Item; 9] = [
        Item::StandardTransition,
        Item::ExpressRequest,
        Item::ExpressGbSecond,
        Item::LambdaRequest,
        Item::LambdaGbSecondX86,
        Item::LambdaGbSecondArm,
        Item::ApiRequest,
        Item::DynamodbRead,
        Item::DynamodbWrite,
    ];
}

/// One price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Dollars for a million of them.
    pub dollars_per_million: f64,
    /// What one of them is.
    pub unit: String,
    /// The page that says so.
    pub source: String,
    /// What has shown the figure.
    pub confirmed: Confirmed,
}

/// What has shown a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confirmed {
    /// A page of AWS's own.
    Aws,
    /// Pages of others, which agree.
    Others,
}

impl Prices {
    /// The table that comes with the library.
    pub fn known() -> Prices {
        serde_json::from_str(include_str!("prices.json")).expect("a test reads the table")
    }

    /// What a million of them cost.
    pub fn per_million(&self, item: Item) -> f64 {
        self.prices.get(&item).map_or(0.0, |price| price.dollars_per_million)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_date_a_region_and_a_source_for_each_price() {
        let prices = Prices::known();
        let digits = |text: &str| {
            text.chars()
                .map(|it| if it.is_ascii_digit() { '0' } else { it })
                .collect::<String>()
        };
        assert_eq!(digits(&prices.date), "0000-00-00");
        assert_eq!((prices.region.as_str(), prices.currency.as_str()), ("us-east-1", "USD"));
        for item in Item::ALL {
            let price = prices
                .prices
                .get(&item)
                .unwrap_or_else(|| panic!("{item:?} has no price"));
            assert!(price.dollars_per_million > 0.0, "{item:?}");
            assert!(price.source.starts_with("https://"), "{item:?}");
        }
    }
}
