//! Tables, and what steps may do with them, as plain data: declared once, beside the steps. The generator draws it, grants
//! it and deploys it; it reaches no table itself.

/// A DynamoDB table, and what each step may do with it.
///
/// ```
/// use stepwright::access::{Access, Action, Attribute, Index, Key, Table};
///
/// let orders = Table {
///     name: "Orders",
///     resource: "Orders",
///     variable: "ORDERS_TABLE",
///     key: Key::of(Attribute::text("order")),
///     indexes: vec![Index {
///         name: "by-day",
///         key: Key::of(Attribute::text("day")).then(Attribute::number("minute")),
///     }],
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
    /// What tells one item from every other.
    pub key: Key,
    /// The indexes over the whole table, each with every attribute.
    pub indexes: Vec<Index>,
    /// Which step may do what; a step that is not named may do nothing.
    pub access: Vec<Access>,
}

/// An index of a table: its items by another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// The index's name.
    pub name: &'static str,
    /// What its items are found by; several may have the same.
    pub key: Key,
}

/// What an item is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The attribute that says where the item is kept, and which a query names.
    pub partition: Attribute,
    /// The attribute by which the items of a partition are in order.
    pub sort: Option<Attribute>,
}

impl Key {
    /// One attribute alone.
    pub const fn of(partition: Attribute) -> Key {
        Key { partition, sort: None }
    }

    /// The same, and in a partition by this attribute.
    #[must_use]
    pub const fn then(self, sort: Attribute) -> Key {
        Key {
            sort: Some(sort),
            ..self
        }
    }
}

/// An attribute of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    /// The attribute's name.
    pub name: &'static str,
    /// What its values are.
    pub kind: AttributeKind,
}

impl Attribute {
    /// An attribute whose values are texts.
    pub const fn text(name: &'static str) -> Attribute {
        Attribute {
            name,
            kind: AttributeKind::Text,
        }
    }

    /// An attribute whose values are numbers.
    pub const fn number(name: &'static str) -> Attribute {
        Attribute {
            name,
            kind: AttributeKind::Number,
        }
    }
}

/// What the values of a key's attribute can be, beside bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeKind {
    /// Texts.
    Text,
    /// Numbers.
    Number,
}

impl AttributeKind {
    /// What DynamoDB calls it:
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeDefinition.html>.
    pub const fn name(self) -> &'static str {
        match self {
            AttributeKind::Text => "S",
            AttributeKind::Number => "N",
        }
    }
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
