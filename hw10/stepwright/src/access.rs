//! What steps may do with tables, as plain data: declared once, beside the steps. The generator draws it and grants it;
//! it reaches no table itself.

/// A DynamoDB table, and what each step may do with it.
///
/// ```
/// use stepwright::access::{Access, Action, Table};
///
/// let orders = Table {
///     name: "Orders",
///     resource: "Orders",
///     variable: "ORDERS_TABLE",
///     access: vec![Access::new("place_order", &[Action::GetItem, Action::PutItem])],
/// };
/// assert_eq!(orders.access[0].actions[1].iam(), "dynamodb:PutItem");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The table's name.
    pub name: &'static str,
    /// What the resource is called in the deployment's template.
    pub resource: &'static str,
    /// The environment variable that tells a function the table's name.
    pub variable: &'static str,
    /// Which step may do what; a step that is not named may do nothing.
    pub access: Vec<Access>,
}

/// What one step may do with a table, or with an index of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The step, by the name of its method.
    pub step: &'static str,
    /// The index; `None` is the table itself.
    pub index: Option<&'static str>,
    /// What it may do.
    pub actions: &'static [Action],
}

impl Access {
    /// What a step may do with the table itself.
    pub const fn new(step: &'static str, actions: &'static [Action]) -> Access {
        Access {
            step,
            index: None,
            actions,
        }
    }

    /// The same with an index of the table instead.
    #[must_use]
    pub const fn of_index(self, index: &'static str) -> Access {
        Access {
            index: Some(index),
            ..self
        }
    }
}

/// What IAM lets be done with the items of a table.
///
/// A transaction needs what its parts need: there is no action for the whole.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Reads one item.
    GetItem,
    /// Reads up to a hundred items.
    BatchGetItem,
    /// Reads the items of one partition.
    Query,
    /// Reads every item.
    Scan,
    /// Checks an item within a transaction.
    ConditionCheckItem,
    /// Writes a whole item.
    PutItem,
    /// Changes attributes of an item.
    UpdateItem,
    /// Removes an item.
    DeleteItem,
    /// Writes and removes up to 25 items.
    BatchWriteItem,
}

impl Action {
    /// The action's name in a policy.
    pub const fn iam(self) -> &'static str {
        match self {
            Action::GetItem => "dynamodb:GetItem",
            Action::BatchGetItem => "dynamodb:BatchGetItem",
            Action::Query => "dynamodb:Query",
            Action::Scan => "dynamodb:Scan",
            Action::ConditionCheckItem => "dynamodb:ConditionCheckItem",
            Action::PutItem => "dynamodb:PutItem",
            Action::UpdateItem => "dynamodb:UpdateItem",
            Action::DeleteItem => "dynamodb:DeleteItem",
            Action::BatchWriteItem => "dynamodb:BatchWriteItem",
        }
    }
}
