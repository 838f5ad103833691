//! The kinds of change that a contract can undergo, and what each does at least to who is there already.

use hw10_tests::copy::Edited;
use stepwright::compat::Verdict;

/// Who meets a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The workflow, from a client.
    Sent,
    /// A step, from the workflow.
    Passed,
    /// The workflow from a step, or a client from the workflow.
    Answered,
    /// Whoever handles a fault.
    Failed,
}

/// Who meets each type of the bank that has fields, variants or limits.
const ROLES: &[(&str, &[Role])] = &[
    ("Transaction", &[Role::Sent]),
    ("Request", &[Role::Sent]),
    ("Posting", &[Role::Passed]),
    ("Account", &[Role::Answered]),
    ("Receipt", &[Role::Answered]),
    ("Kind", &[Role::Sent, Role::Passed, Role::Answered]),
    ("Amount", &[Role::Sent, Role::Passed, Role::Answered, Role::Failed]),
    ("Balance", &[Role::Answered]),
    ("AccountId", &[Role::Sent, Role::Passed, Role::Answered, Role::Failed]),
    ("Description", &[Role::Sent, Role::Passed]),
    ("IdempotencyKey", &[Role::Sent, Role::Passed]),
    ("RequestId", &[Role::Sent, Role::Passed]),
    ("TransactionId", &[Role::Answered, Role::Failed]),
    ("PostedAt", &[Role::Answered]),
];

/// Who meets a type.
pub(crate) fn roles(name: &str) -> &'static [Role] {
    let found = ROLES.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("say in ROLES who meets `{name}`")).1
}

macro_rules! mutations {
    ($($name:ident: $least:tt,)*) => {
        /// A kind of change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Mutation { $($name),* }

        impl Mutation {
            /// Every kind.
            pub(crate) const ALL: &[Mutation] = &[$(Mutation::$name),*];

            /// The mildest verdict that an expert could give where the change compiles, by who meets it; none where
            /// nothing of it is on the wire.
            fn verdict(self, role: Role) -> Option<Verdict> {
                match self { $(Mutation::$name => least!($least, role)),* }
            }
        }
    };
}

/// `{ sent, passed, answered, failed }`, or one for all.
macro_rules! least {
    (unseen, $role:ident) => {
        None
    };
    ({ $sent:ident, $passed:ident, $answered:ident, $failed:ident }, $role:ident) => {
        Some(match $role {
            Role::Sent => Verdict::$sent,
            Role::Passed => Verdict::$passed,
            Role::Answered => Verdict::$answered,
            Role::Failed => Verdict::$failed,
        })
    };
    ($all:ident, $role:ident) => {
        Some(Verdict::$all)
    };
}

mutations! {
    FieldRenamed: Breaking,
    FieldRenamedOnTheWire: Breaking,
    FieldRetyped: Breaking,
    // Another text may be longer or shorter.
    FieldGivenAnotherText: Safe,
    FieldMadeOptional: { Safe, Safe, Breaking, Breaking },
    FieldMadeRequired: { Breaking, Breaking, Safe, Safe },
    FieldDropped: { Breaking, Safe, Breaking, Breaking },
    FieldAdded: { Breaking, Breaking, Safe, Safe },
    OptionalFieldAdded: Safe,
    LimitNarrowed: { Breaking, Breaking, Safe, Safe },
    VariantRenamed: Breaking,
    VariantRenamedOnTheWire: Breaking,
    VariantDropped: { Breaking, Breaking, Safe, Safe },
    VariantAdded: { Safe, Safe, Breaking, Breaking },
    FaultRenamedOnTheWire: Breaking,
    FaultStatusChanged: Breaking,
    FaultDetailChanged: Safe,
    FaultRetryAfterChanged: Safe,
    FaultNoLongerTransient: Safe,
    FaultAdded: Safe,
    FaultDropped: Safe,
    FaultExchanged: Safe,
    // The variant of a fault enum has no name but in Rust: a fault goes by its type's.
    FaultVariantRenamed: unseen,
    StepRenamed: Breaking,
    StepDropped: Breaking,
    StepAdded: Safe,
    StepTimeoutChanged: Safe,
    StepNoLongerIdempotent: Safe,
    StepOutputRetyped: Breaking,
    StepFaultsExchanged: Safe,
    ParameterRenamed: Breaking,
    ParameterRetyped: Breaking,
    ParameterGivenAnotherText: Safe,
    ParameterMadeOptional: Safe,
    ParameterDropped: Breaking,
    ParameterAdded: Breaking,
    OptionalParameterAdded: Safe,
    WorkflowRenamed: Breaking,
    WorkflowMadeStandard: Breaking,
    WorkflowTimeoutChanged: Safe,
    WorkflowInputRetyped: Breaking,
    WorkflowOutputRetyped: Breaking,
    WorkflowFaultsExchanged: Safe,
}

impl Mutation {
    /// The kind in words: `field renamed on the wire`.
    pub(crate) fn words(self) -> String {
        let mut words = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_uppercase() && !words.is_empty() {
                words.push(' ');
            }
            words.extend(letter.to_lowercase());
        }
        words
    }
}

/// The contract with one change.
#[derive(Clone)]
pub(crate) struct Mutant {
    pub(crate) mutation: Mutation,
    /// What is changed.
    pub(crate) place: String,
    /// Who meets it.
    pub(crate) roles: &'static [Role],
    /// The file, and its text with the change.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Mutant {
    /// The mildest verdict that an expert could give; none where nothing of it is on the wire.
    pub(crate) fn least(&self) -> Option<Verdict> {
        self.roles.iter().filter_map(|role| self.mutation.verdict(*role)).max()
    }

    pub(crate) fn edited(&self) -> Edited {
        Edited::from([(self.path.clone(), self.text.clone())])
    }
}
