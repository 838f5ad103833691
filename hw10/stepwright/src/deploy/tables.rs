//! The tables: each as the contract says its keys, the rest as the stage says it for all.

use serde_json::{Value, json};

use super::Service;
use super::cloudformation::{TAGS, parameter, template};
use crate::access::{Attribute, Index, Key, Table};
use crate::generate::Artifact;

pub(super) fn file(service: &Service<'_>) -> Option<Artifact> {
    let rust_path = service.workflows.first().map_or("", |(flow, _)| flow.rust_path);
    let tables = service.tables.iter().map(|it| (it.resource.to_owned(), resource(it)));
    let file = Artifact::json("deploy/tables.json".to_owned(), &template(tables)).of(rust_path);
    (!service.tables.is_empty()).then_some(file)
}

/// A table that is deleted with the stack leaves a backup for 35 days, since it can be recovered to any point in time.
fn resource(table: &Table) -> Value {
    let mut properties = json!({
        "TableName": table.name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": attributes(table).iter().map(definition).collect::<Vec<_>>(),
        "KeySchema": key_schema(table.key),
        "DeletionProtectionEnabled": parameter("deletion_protection"),
        "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true },
        "SSESpecification": { "SSEEnabled": true },
        "ContributorInsightsSpecification": contributor_insights(),
        "Tags": TAGS,
    });
    if !table.indexes.is_empty() {
        properties["GlobalSecondaryIndexes"] = table.indexes.iter().map(index).collect();
    }
    json!({ "Type": "AWS::DynamoDB::Table", "Properties": properties })
}

fn index(index: &Index) -> Value {
    json!({
        "IndexName": index.name,
        "KeySchema": key_schema(index.key),
        "Projection": { "ProjectionType": "ALL" },
        "ContributorInsightsSpecification": contributor_insights(),
    })
}

/// Which keys are used most, or throttled: what a table logs of itself without a trail.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/contributorinsights.html>
fn contributor_insights() -> Value {
    json!({ "Enabled": parameter("contributor_insights"), "Mode": "ACCESSED_AND_THROTTLED_KEYS" })
}

/// The attributes of all keys, each once.
fn attributes(table: &Table) -> Vec<Attribute> {
    let keys = table.indexes.iter().map(|index| index.key);
    let mut attributes = Vec::new();
    for attribute in [table.key].into_iter().chain(keys).flat_map(attributes_of) {
        if !attributes.contains(&attribute) {
            attributes.push(attribute);
        }
    }
    attributes
}

fn attributes_of(key: Key) -> impl Iterator<Item = Attribute> {
    [key.partition].into_iter().chain(key.sort)
}

fn definition(attribute: &Attribute) -> Value {
    json!({ "AttributeName": attribute.name, "AttributeType": attribute.kind.name() })
}

fn key_schema(key: Key) -> Vec<Value> {
    let element = |(attribute, kind): (Attribute, &str)| json!({ "AttributeName": attribute.name, "KeyType": kind });
    attributes_of(key).zip(["HASH", "RANGE"]).map(element).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_of_several_keys_is_defined_once() {
        let table = Table {
            name: "Parcels",
            resource: "Parcels",
            variable: "PARCELS_TABLE",
            key: Key::of(Attribute::text("parcel")).then(Attribute::number("leg")),
            indexes: vec![Index {
                name: "by-depot",
                key: Key::of(Attribute::text("depot")).then(Attribute::number("leg")),
            }],
            access: Vec::new(),
        };
        let properties = &resource(&table)["Properties"];
        let defined = [("parcel", "S"), ("leg", "N"), ("depot", "S")];
        let defined = defined.map(|(name, kind)| json!({ "AttributeName": name, "AttributeType": kind }));
        assert_eq!(properties["AttributeDefinitions"], json!(defined));
        assert_eq!(
            properties["GlobalSecondaryIndexes"][0]["KeySchema"],
            json!([
                { "AttributeName": "depot", "KeyType": "HASH" },
                { "AttributeName": "leg", "KeyType": "RANGE" },
            ])
        );
    }
}
