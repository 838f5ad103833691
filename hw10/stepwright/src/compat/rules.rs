//! What can be found, and what each code teaches.

use std::fmt;

/// One kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The stable code, `SW1001` and up.
    pub code: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Why the verdict is what it is.
    pub explanation: &'static str,
    /// What to do where it is not safe.
    pub help: &'static str,
    /// A change that is found.
    pub bad: &'static str,
    /// The same purpose without harm.
    pub good: &'static str,
}

impl fmt::Display for Rule {
    /// The page that teaches the rule.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{} (change): {}\n", self.code, self.title)?;
        writeln!(out, "{}\n", self.explanation)?;
        if !self.help.is_empty() {
            writeln!(out, "Where it is not safe: {}.\n", self.help)?;
        }
        if !self.bad.is_empty() {
            writeln!(out, "Not so:\n\n{}\n", self.bad)?;
        }
        writeln!(out, "But so:\n\n{}\n", self.good)?;
        writeln!(out, "Source: our own, as `stepwright::compat` derives it")
    }
}

/// The rule of that code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|it| it.code == code)
}

macro_rules! rules {
    ($($name:ident = $code:literal, $title:literal, $explanation:literal, help $help:literal, bad $bad:literal, good $good:literal;)*) => {
        $(pub(super) static $name: Rule = Rule {
            code: $code,
            title: $title,
            explanation: $explanation,
            help: $help,
            bad: $bad,
            good: $good,
        };)*

        /// Every kind of change that can be found, by its code.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    WORKFLOW_REMOVED = "SW1001", "a workflow is gone",
        "The state machine's ARN goes with it. Whoever starts executions by it fails: an API, a schedule, another workflow. A new \
         name is a new ARN. AWS lets running Standard executions end before it deletes their state machine.",
        help "keep the workflow until nobody starts it any more; give a new one a new name beside it",
        bad "pub async fn bank_transaction(..)   // renamed: pub async fn post_transaction(..)",
        good "pub async fn bank_transaction(..)   // stays\npub async fn post_transaction(..)   // beside it";
    WORKFLOW_ADDED = "SW1002", "a workflow is new",
        "Nobody knows it yet.",
        help "", bad "", good "Project::new(\"generated\").workflow::<bank_transaction>().workflow::<monthly_statement>()";
    KIND_CHANGED = "SW1003", "a workflow is of the other kind",
        "AWS cannot change the type of a state machine: it would have to be deleted and made anew, and executions with it. The \
         kinds promise different things as well: how often a step runs, how long, how an execution is started and looked at. \
         https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html",
        help "give the workflow of the other kind a new name, move its callers, then remove the old one",
        bad "#[workflow(express)] pub async fn bank_transaction   // was: #[workflow(standard)]",
        good "#[workflow(standard)] pub async fn bank_transaction   // stays\n#[workflow(express)] pub async fn post_quickly        // beside it";
    INPUT_NARROWED = "SW1004", "a workflow refuses an input that it accepted",
        "Clients send what they have always sent, and what waits in queues and schedules was written long ago. An optional field \
         with a new name is not refused under its old one, but ignored, which is worse.",
        help "make a new field an `Option`; keep accepting old values; keep a field's name by `#[serde(rename = \"…\")]`; or give \
              the stricter workflow a new name",
        bad "pub struct Transaction { pub account: AccountId, pub branch: Branch }   // `branch` is new",
        good "pub struct Transaction { pub account: AccountId, pub branch: Option<Branch> }";
    INPUT_WIDENED = "SW1005", "a workflow accepts more than it did",
        "Whatever clients send today is accepted as before.",
        help "", bad "", good "pub enum Kind { Deposit, Withdrawal, Transfer }   // `Transfer` is new in an input";
    OUTPUT_CHANGED = "SW1006", "a workflow answers what a client does not expect",
        "A client reads the answer by the schema that it knows: a field that is missing, of another type or `null`, a number beyond \
         its limits, or a variant that it has never heard of is an error there. A new variant of an enum counts: a client that \
         matches on it, as every generated one does, has no arm for it.",
        help "keep the old field and add a new one beside it; say a new variant in a new field; or give the workflow a new name",
        bad "pub struct Receipt { pub id: TransactionId }   // was: pub transaction: TransactionId",
        good "pub struct Receipt { pub transaction: TransactionId, pub id: TransactionId }";
    OUTPUT_COMPATIBLE = "SW1007", "a workflow's answer changed, and clients can read it",
        "A field more, or fewer values than there could have been.",
        help "", bad "", good "pub struct Receipt { pub transaction: TransactionId, pub branch: Branch }   // `branch` is new in an output";
    FAULT_ADDED = "SW1008", "an execution may fail in a new way",
        "A client that handles faults one by one meets one that it does not know. That is so whenever a service grows, and a client \
         must treat an unknown fault by its status, as RFC 9457 says of unknown problem types.",
        help "", bad "", good "#[derive(Fault)] pub enum Rejection { UnknownAccount(UnknownAccount), AccountFrozen(AccountFrozen) }";
    FAULT_REMOVED = "SW1009", "an execution does not fail in some way any more",
        "Who handles it waits in vain, and that is all.",
        help "", bad "", good "#[derive(Fault)] pub enum Rejection { UnknownAccount(UnknownAccount) }";
    FAULT_FIELDS = "SW1010", "a fault has other fields than clients expect",
        "The fields of a fault are the members of the API's problem and the JSON in an execution's cause.",
        help "keep the old fields and add new ones beside them; or report a new fault",
        bad "pub struct InsufficientFunds { pub id: AccountId }   // was: pub account: AccountId",
        good "pub struct InsufficientFunds { pub account: AccountId, pub id: AccountId }";
    FAULT_FIELDS_COMPATIBLE = "SW1011", "a fault's fields changed, and clients can read them",
        "A field more, or fewer values than there could have been.",
        help "", bad "", good "pub struct InsufficientFunds { pub account: AccountId, pub missing: Amount }   // `missing` is new";
    FAULT_RENAMED = "SW1012", "a fault that clients know has another name",
        "A client knows a fault by its name: the execution's `error`, the problem's `type`.",
        help "keep the name: `#[fault(name = \"…\")]` lets the Rust type be called otherwise",
        bad "pub struct NotEnoughMoney { .. }   // was: pub struct InsufficientFunds",
        good "#[fault(name = \"InsufficientFunds\", ..)] pub struct NotEnoughMoney { .. }";
    STATUS_CHANGED = "SW1013", "a fault is answered with another HTTP status",
        "Clients, proxies and gateways act by the status before they read a word: whether to send again, whether to raise an alarm, \
         whose mistake it was.",
        help "keep the status; where it was wrong, report a new fault with the right one",
        bad "#[fault(status = 400, ..)] pub struct InsufficientFunds   // was: 422",
        good "#[fault(status = 422, ..)] pub struct InsufficientFunds";
    STEP_REMOVED = "SW1020", "a step is gone",
        "With the method goes its Lambda function, with all its versions, and a running execution that comes to call it fails. The \
         name of a method is the name of its function: a new name is the old step removed and a new one added.",
        help "keep the method in the trait until the last execution that began by the old definition has ended (in an Express \
              workflow five minutes after the deployment); then remove it in a second deployment",
        bad "pub trait BankSteps { async fn post(..); }   // was: async fn process_deposit(..)",
        good "pub trait BankSteps { async fn process_deposit(..); async fn post(..); }";
    STEP_ADDED = "SW1021", "a step is new",
        "No running execution calls it.",
        help "", bad "", good "pub trait BankSteps { async fn process_deposit(..); async fn notify(..); }";
    STEP_INPUT_NARROWED = "SW1022", "a step refuses what running executions send",
        "The old definition sends what it always sent, to the new code, which answers `ContractViolation`. The payload is keyed by \
         the names of the parameters, so that a renamed one is a refused payload. This meets executions that are running, and those \
         that start until the state machine itself has been updated. Where the definition names published versions of the functions \
         (`--pinned-functions`), it keeps the old code as long as those versions are kept.",
        help "make a new parameter or field an `Option`; keep a field's name by `#[serde(rename = \"…\")]`; or give the step a new \
              name and keep the old one until running executions have ended; or let the state machine call published versions of its functions",
        bad "async fn process_deposit(&self, entry: &Posting)   // was: posting: &Posting",
        good "async fn process_deposit(&self, posting: &Posting, branch: Option<Branch>)";
    STEP_INPUT_WIDENED = "SW1023", "a step accepts more than it did",
        "Whatever a running execution sends is accepted as before.",
        help "", bad "", good "pub struct Posting { pub account: AccountId, pub branch: Option<Branch> }   // `branch` is new";
    STEP_OUTPUT_CHANGED = "SW1024", "a step answers what running executions cannot read",
        "The old definition reads the new code's answer. A field that is not there is undefined in JSONata, and ends an execution \
         with `States.QueryEvaluationError`; a variant that it has no arm for ends it with `ContractViolation`; and a value that it \
         only hands on is met by whoever receives it. Only what the old definition looks at is judged.",
        help "keep answering the old field and add a new one beside it; or give the step a new name and keep the old one until \
              running executions have ended; or let the state machine call published versions of its functions",
        bad "pub struct Account { pub number: AccountId }   // was: pub id: AccountId",
        good "pub struct Account { pub id: AccountId, pub number: AccountId }";
    STEP_OUTPUT_COMPATIBLE = "SW1025", "a step's answer changed, and running executions can read it",
        "It has more than they read, or what changed is nothing that they look at.",
        help "", bad "", good "pub struct Account { pub id: AccountId, pub branch: Branch }   // `branch` is new";
    STEP_FAULT_ADDED = "SW1026", "a step may report a new fault",
        "A running execution goes by its old definition, which does not handle the fault: it ends with it, and what the new \
         definition would do about it, to try again or to undo, is not done. A Catch of `States.ALL` handles it.",
        help "let running executions end before the step's code reports the fault; or let the state machine call published \
              versions of its functions",
        bad "async fn charge(..) -> Result<(), PaymentError>   // with a new variant, which a workflow compensates",
        good "async fn charge(..)      // as it was\nasync fn charge_card(..)   // a new step, which reports the new fault";
    STEP_FAULT_RENAMED = "SW1027", "a step reports a fault under another name than running executions handle",
        "The old definition's `Catch` or `Retry` names the fault. It does not find it by another name: nothing is tried again, \
         nothing is undone, the execution ends.",
        help "keep the name: `#[fault(name = \"…\")]` lets the Rust type be called otherwise",
        bad "pub struct Refused { .. }   // was: pub struct CardRefused",
        good "#[fault(name = \"CardRefused\", ..)] pub struct Refused { .. }";
    STEP_FAULT_FIELDS = "SW1028", "a step's fault has other fields than running executions read",
        "The old definition handles the fault, and may read its fields or hand them on.",
        help "keep the old fields and add new ones beside them; or report a new fault",
        bad "pub struct CardRefused { pub why: String }   // was: pub reason: String",
        good "pub struct CardRefused { pub reason: String, pub why: String }";
    ANSWER_CHANGED = "SW1029", "a task token is answered with what running executions cannot read",
        "A token was given out by the old definition, and is answered, perhaps days later, by new code. The answer is the result of \
         the old definition's task.",
        help "keep the old fields of the answer and add new ones beside them; or ask by a new step",
        bad "TaskToken<Verdict, NotMine>   // and: pub struct Verdict { pub ok: bool }, was: pub approved: bool",
        good "pub struct Verdict { pub approved: bool, pub remark: Option<String> }";
    ANSWER_COMPATIBLE = "SW1030", "what a task token is answered with changed, and running executions can read it",
        "It has more than they read, or what changed is nothing that they look at.",
        help "", bad "", good "pub struct Verdict { pub approved: bool, pub at: Timestamp }   // `at` is new";
    STATE_NAMES = "SW1040", "states have other names, came or went",
        "A running execution keeps the definition that it began with, also when it is redriven: the state that it stands on stays \
         for it. The names of states are in histories, logs, dashboards, metric filters and alarms: who searches by them must look \
         for the new ones.",
        help "", bad "", good "#[state(\"ReleaseUnpaid\")]   // keeps a state's name when the code around it changes";
    TIMING = "SW1041", "timeouts or waits changed",
        "A running execution keeps those that it began with.",
        help "", bad "", good "#[step(timeout_seconds = 8)]";
    RETRIES = "SW1042", "retries changed",
        "A running execution keeps those that it began with.",
        help "", bad "", good "#[step(idempotent)]   // lets the state machine call the step again after a fault of Lambda's";
    LOGIC = "SW1043", "a workflow does something else",
        "A running execution goes on by the definition that it began with, with the variables that this one sets. The new definition \
         is for executions that start afterwards. Whether it does the right thing is for its tests to say.",
        help "", bad "", good "if posting.amount > limit { steps.screen(&posting).await?; }";
    DOCUMENTATION = "SW1044", "documentation changed, or the order of fields",
        "Titles, descriptions, examples and comments are for people, and fields go by their names.",
        help "", bad "", good "/// The number of the account, as it stands on the card.";
    OPERATION_REMOVED = "SW1060", "the API lost an operation",
        "A client that calls it gets 403 or 404. Another path or method is another operation.",
        help "keep the operation, and add the new one beside it",
        bad "POST /postings   # was: POST /transactions",
        good "POST /transactions\nPOST /postings";
    OPERATION_ADDED = "SW1061", "the API has a new operation",
        "Nobody calls it yet.",
        help "", bad "", good "GET /transactions/{id}";
    REQUEST_NARROWED = "SW1062", "the API refuses a request that it accepted",
        "Clients send what they have always sent.",
        help "make a new field or header optional; keep accepting old values; or add an operation",
        bad "pub struct Transaction { pub account: AccountId, pub branch: Branch }   // `branch` is new",
        good "pub struct Transaction { pub account: AccountId, pub branch: Option<Branch> }";
    RESPONSE_CHANGED = "SW1063", "the API answers otherwise",
        "A client reads an answer by the schema that it knows. A new error status is safe: a client must treat an unknown one as the \
         x00 of its class (RFC 9110, section 15).",
        help "keep the old field and add a new one beside it; or add an operation",
        bad "{\"id\": \"r-1\"}   # was: {\"transaction\": \"r-1\"}",
        good "{\"transaction\": \"r-1\", \"id\": \"r-1\"}";
}
