//! DynamoDB's operations on the embedded engine: an operation's name and a JSON body in, a JSON body out.
//! Knows no HTTP and no table.

use dynoxide::actions::transact_write_items::TransactWriteItemsRequest;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What an operation answered: the body, and whether it is an error and which status that has.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// Runs one operation. Blocks for as long as the engine takes, which on a file includes the flush to disk.
pub(crate) fn call(database: &Database, operation: &str, body: &[u8]) -> Answer {
    match run(database, operation, body) {
        Ok(body) => Answer { status: 200, body },
        Err(error) => refusal(&error),
    }
}

/// What is answered where the engine is not to be believed.
pub(crate) fn failed(why: &str) -> Answer {
    refusal(&DynoxideError::InternalServerError(why.to_owned()))
}

fn refusal(error: &DynoxideError) -> Answer {
    Answer {
        status: error.status_code(),
        body: error.to_json(),
    }
}

fn run(database: &Database, operation: &str, body: &[u8]) -> dynoxide::Result<String> {
    macro_rules! operations {
        ($($name:literal => $method:ident,)*) => {
            match operation {
                "TransactWriteItems" => answer(&database.transact_write_items(without_token(request(body)?))?),
                $($name => answer(&database.$method(request(body)?)?),)*
                other => Err(DynoxideError::ValidationException(format!("the embedded store has no operation {other}"))),
            }
        };
    }
    operations! {
        "GetItem" => get_item,
        "TransactGetItems" => transact_get_items,
        "PutItem" => put_item,
        "UpdateItem" => update_item,
        "DeleteItem" => delete_item,
        "BatchGetItem" => batch_get_item,
        "BatchWriteItem" => batch_write_item,
        "Query" => query,
        "Scan" => scan,
        "CreateTable" => create_table,
        "DescribeTable" => describe_table,
        "UpdateTable" => update_table,
        "DeleteTable" => delete_table,
        "ListTables" => list_tables,
    }
}

/// The SDK puts a token into every transaction, so that a request repeated on the network applies once. There is no
/// network here, and the engine would look through the tokens of the last ten minutes at each transaction.
fn without_token(request: TransactWriteItemsRequest) -> TransactWriteItemsRequest {
    TransactWriteItemsRequest {
        client_request_token: None,
        ..request
    }
}

fn request<T: DeserializeOwned>(body: &[u8]) -> dynoxide::Result<T> {
    serde_json::from_slice(body).map_err(|error| DynoxideError::SerializationException(error.to_string()))
}

fn answer(response: &impl Serialize) -> dynoxide::Result<String> {
    serde_json::to_string(response).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}
