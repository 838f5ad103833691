//! The metrics that a service is watched by: those of AWS's services, and those that each invocation of a step writes.

use serde_json::{Value, json};

use super::cloudformation::{NAMESPACE, name, reference};
use super::functions::function_id;
use crate::access::Table;
use crate::signals;
use crate::step::StepDescription;

/// A metric of CloudWatch.
#[derive(Clone)]
pub(super) struct Metric {
    namespace: &'static str,
    name: &'static str,
    dimensions: Vec<(&'static str, Of)>,
}

/// What a metric is of.
#[derive(Clone)]
enum Of {
    /// A name that is known when the template is written.
    Name(String),
    /// A resource of the template, whose name CloudFormation gives.
    Resource(String),
}

impl Metric {
    /// Of the API: <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html>.
    pub(super) fn api(name: &'static str) -> Metric {
        let stage = Of::Name("${sls:stage}".to_owned());
        let dimensions = vec![("ApiName", Of::Name(self::name("api"))), ("Stage", stage)];
        Metric::new("AWS/ApiGateway", name, dimensions)
    }

    /// Of a state machine: <https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html>.
    pub(super) fn machine(name: &'static str, machine: &str) -> Metric {
        let dimensions = vec![("StateMachineArn", Of::Resource(machine.to_owned()))];
        Metric::new("AWS/States", name, dimensions)
    }

    /// Of a step's function: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html>.
    pub(super) fn function(name: &'static str, step: &StepDescription) -> Metric {
        let dimensions = vec![("FunctionName", Of::Resource(function_id(step.state)))];
        Metric::new("AWS/Lambda", name, dimensions)
    }

    /// Of a table, or of an index of it: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html>.
    pub(super) fn table(name: &'static str, table: &Table, index: Option<&str>) -> Metric {
        let mut dimensions = vec![("TableName", Of::Resource(table.resource.to_owned()))];
        dimensions.extend(index.map(|it| ("GlobalSecondaryIndexName", Of::Name(it.to_owned()))));
        Metric::new("AWS/DynamoDB", name, dimensions)
    }

    /// How many invocations had this outcome: the name of a fault.
    pub(super) fn outcome(outcome: &str) -> Metric {
        let dimensions = vec![(signals::OUTCOME, Of::Name(outcome.to_owned()))];
        Metric::new(NAMESPACE, signals::INVOCATIONS, dimensions)
    }

    /// How long the invocations of a step took.
    pub(super) fn duration(step: &StepDescription) -> Metric {
        let dimensions = vec![(signals::STEP, Of::Name(step.name.to_owned()))];
        Metric::new(NAMESPACE, signals::DURATION, dimensions)
    }

    fn new(namespace: &'static str, name: &'static str, dimensions: Vec<(&'static str, Of)>) -> Metric {
        Metric {
            namespace,
            name,
            dimensions,
        }
    }

    /// The properties of an alarm that say what it watches.
    pub(super) fn watched(&self) -> Value {
        let dimension = |(name, of): &(&str, Of)| {
            let value = match of {
                Of::Name(name) => Value::from(name.as_str()),
                Of::Resource(resource) => reference(resource),
            };
            json!({ "Name": name, "Value": value })
        };
        json!({
            "Namespace": self.namespace,
            "MetricName": self.name,
            "Dimensions": self.dimensions.iter().map(dimension).collect::<Vec<_>>(),
        })
    }

    /// A line of a graph, in a text that CloudFormation puts the resources' names into.
    pub(super) fn line(&self, label: &str, statistic: &str) -> Value {
        let mut line = vec![self.namespace.to_owned(), self.name.to_owned()];
        for (name, of) in &self.dimensions {
            let value = match of {
                Of::Name(name) => name.clone(),
                Of::Resource(resource) => format!("${{{resource}}}"),
            };
            line.extend([(*name).to_owned(), value]);
        }
        let mut line: Vec<_> = line.into_iter().map(Value::from).collect();
        line.push(json!({ "label": label, "stat": statistic }));
        line.into()
    }
}
