//! The store: dynoxide, in memory or on a file, whose tables are looked through after each write. Loses nothing; what
//! gets lost on the way to it is the wire's business.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fs, io};

use dynoxide::actions::get_item::GetItemRequest;
use dynoxide::actions::transact_write_items::TransactWriteItemsRequest;
use dynoxide::types::AttributeValue;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tempfile::TempDir;

use crate::books::Books;
use crate::chance::Site;
use crate::plan::{AccountPlan, Deployment, Plan};
use crate::tables::{ACCOUNTS, LEDGER, Snapshot, decimal};
use crate::world::{Group, World};

/// The attribute by which the ledger's table would delete rows; no row has it, unless a bug writes it.
const TIME_TO_LIVE: &str = "expires_at";

/// What the store answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// The store and the books that are kept of it.
pub(crate) struct BankStore {
    world: World,
    database: Mutex<Database>,
    books: Mutex<Books>,
    remembers_tokens: bool,
    /// Whether the tables are looked at after each write.
    is_inspected: bool,
    /// Where the database's file lies, if it has one; a new folder after each death of the process.
    folder: Mutex<Option<TempDir>>,
}

impl BankStore {
    /// A new store with the plan's accounts.
    pub(crate) fn open(world: &World, plan: &Plan) -> BankStore {
        let folder = match plan.deployment {
            Deployment::ProcessOnFile => Some(new_folder()),
            Deployment::Lambdas | Deployment::Process => None,
        };
        let database = match &folder {
            Some(folder) => open_file(folder.path()),
            None => Database::memory().expect("a database in memory opens"),
        };
        set_up(&database, &plan.accounts).expect("a new database takes tables and accounts");
        BankStore {
            world: world.clone(),
            database: Mutex::new(database),
            books: Mutex::new(Books::new(plan)),
            remembers_tokens: plan.remembers_tokens,
            is_inspected: plan.timing.is_none(),
            folder: Mutex::new(folder),
        }
    }

    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does what is asked for, and looks at the tables if that may have changed them.
    pub(crate) fn serve(&self, operation: &str, body: &[u8], site: Site, sender: Group) -> Reply {
        let answer = self.run(operation, body, site);
        let reply = answer.unwrap_or_else(|error| Reply {
            status: error.status_code(),
            body: error.to_json(),
        });
        // What was refused has changed nothing; if it had, the next look would show it.
        if operation != "GetItem" && reply.status == 200 && self.is_inspected {
            self.inspect_after(Some(sender));
        }
        reply
    }

    /// Looks at the tables.
    pub(crate) fn inspect(&self) {
        self.inspect_after(None);
    }

    fn inspect_after(&self, writer: Option<Group>) {
        let snapshot = Snapshot::read(&self.database()).map_err(|error| error.to_string());
        if let Ok(snapshot) = &snapshot
            && self.world.is_exhaustive()
        {
            self.world.tables_are(snapshot.digest());
        }
        let verdict = snapshot.and_then(|snapshot| self.books().inspect(snapshot, writer));
        if let Err(violation) = verdict {
            self.world.violated(violation);
        }
    }

    /// Deletes what has expired, as DynamoDB does by itself; then looks at the tables.
    pub(crate) fn sweep(&self) {
        let mut expired = self.expired();
        expired.sort_unstable();
        for name in expired {
            let key = json!({ "TableName": LEDGER, "Key": { "transaction": { "S": name } } });
            let request = serde_json::from_value(key).expect("a request to delete");
            self.database().delete_item(request).expect("a row can be deleted");
        }
        self.inspect();
    }

    fn expired(&self) -> Vec<String> {
        let snapshot = Snapshot::read(&self.database()).unwrap_or_default();
        let mortal = snapshot
            .ledger
            .into_iter()
            .filter(|(_, row)| row.contains_key(TIME_TO_LIVE));
        mortal.map(|(name, _)| name).collect()
    }

    /// The process dies: on a file, what the system holds of it at this moment is what the next one opens.
    pub(crate) fn die_and_open_again(&self) {
        self.books().all_executions_died();
        let mut folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(old) = folder.as_ref() else { return };
        let new = new_folder();
        copy_files(old.path(), new.path()).expect("the files can be copied");
        *self.database() = open_file(new.path());
        *folder = Some(new);
        drop(folder);
        self.inspect();
    }

    fn database(&self) -> MutexGuard<'_, Database> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, operation: &str, body: &[u8], site: Site) -> Result<Reply, DynoxideError> {
        let database = self.database();
        match operation {
            "GetItem" => {
                let get: GetItemRequest = request(body)?;
                match self.replica_reply(&get, site) {
                    Some(reply) => Ok(reply),
                    None => reply(&database.get_item(get)?),
                }
            }
            "TransactWriteItems" => {
                let mut write: TransactWriteItemsRequest = request(body)?;
                write.client_request_token = write.client_request_token.filter(|_| self.remembers_tokens);
                reply(&database.transact_write_items(write)?)
            }
            "PutItem" => reply(&database.put_item(request(body)?)?),
            "UpdateItem" => reply(&database.update_item(request(body)?)?),
            other => Err(DynoxideError::ValidationException(format!(
                "the simulated store has no {other}"
            ))),
        }
    }

    /// What a read that need not be consistent may be told: how the row was some changes ago.
    fn replica_reply(&self, get: &GetItemRequest, site: Site) -> Option<Reply> {
        if get.consistent_read == Some(true) {
            return None;
        }
        let changes_ago = site.child("replica", 0).chance().usize(..4);
        let books = self.books();
        let past = books.past(changes_ago)?;
        let key = get.key.values().find_map(|value| match value {
            AttributeValue::S(key) => Some(key),
            _ => None,
        });
        let body = match past.row(&get.table_name, key?) {
            Some(row) => json!({ "Item": row }),
            None => json!({}),
        };
        let body = body.to_string();
        Some(Reply { status: 200, body })
    }
}

fn request<T: DeserializeOwned>(body: &[u8]) -> Result<T, DynoxideError> {
    serde_json::from_slice(body).map_err(|error| DynoxideError::SerializationException(error.to_string()))
}

fn reply(response: &impl Serialize) -> Result<Reply, DynoxideError> {
    let body = serde_json::to_string(response);
    let body = body.map_err(|error| DynoxideError::InternalServerError(error.to_string()))?;
    Ok(Reply { status: 200, body })
}

fn new_folder() -> TempDir {
    tempfile::tempdir().expect("the system has room for temporary files")
}

fn open_file(folder: &Path) -> Database {
    let path = folder.join("bank.db");
    Database::new(&path.to_string_lossy()).expect("the database's file opens")
}

fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    for file in fs::read_dir(from)? {
        let file = file?;
        fs::copy(file.path(), to.join(file.file_name()))?;
    }
    Ok(())
}

/// The tables as `steps::Tables` defines them, and the accounts as a person would make them by hand.
fn set_up(database: &Database, accounts: &[AccountPlan]) -> Result<(), DynoxideError> {
    for table in steps::Tables::default().definitions() {
        let create = table_request(&table);
        database.create_table(serde_json::from_value(create).expect("a request to create a table"))?;
    }
    for account in accounts.iter().filter(|account| account.exists) {
        let put = json!({ "TableName": ACCOUNTS, "Item": {
            "account": { "S": account.number },
            "balance": { "N": decimal(account.opening) },
            "date-opened": { "S": "2024-01-15" },
            "name": { "S": "Ada Lovelace" },
        }});
        database.put_item(serde_json::from_value(put).expect("a request to put an account"))?;
    }
    Ok(())
}

fn table_request(table: &steps::tables::TableDefinition) -> serde_json::Value {
    let key = |name: &str, kind: &str| json!({ "AttributeName": name, "KeyType": kind });
    let attribute = |name: &str, kind: &str| json!({ "AttributeName": name, "AttributeType": kind });
    let mut request = json!({
        "TableName": table.name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [attribute(table.key, "S")],
        "KeySchema": [key(table.key, "HASH")],
    });
    if let Some(index) = &table.index {
        request["AttributeDefinitions"] = json!([
            attribute(table.key, "S"),
            attribute(index.partition, "S"),
            attribute(index.sort, "N")
        ]);
        request["GlobalSecondaryIndexes"] = json!([{
            "IndexName": index.name,
            "KeySchema": [key(index.partition, "HASH"), key(index.sort, "RANGE")],
            "Projection": { "ProjectionType": "ALL" },
        }]);
    }
    request
}
