//! The generated code names everything by its full path.

mod contracts {
    #[derive(Debug, Clone, serde::Serialize, serde::Deserialize, schemars::JsonSchema, stepwright::Contract)]
    pub(crate) struct Result {
        pub(crate) option: std::option::Option<std::string::String>,
    }

    #[derive(Debug, Clone, serde::Serialize, serde::Deserialize, schemars::JsonSchema, stepwright::Contract)]
    pub(crate) enum Option {
        View,
        Expr,
    }

    #[derive(
        Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema, stepwright::Contract, stepwright::Fault,
    )]
    #[fault(status = 400, detail = "Not {vec}.")]
    pub(crate) struct Box {
        pub(crate) vec: u32,
    }

    #[derive(Debug, stepwright::Fault)]
    pub(crate) enum Fault {
        Ok(Box),
    }
}

mod flow {
    #![allow(dead_code)]

    use super::contracts::{self, Box, Option, Result};

    struct Vec;
    struct String;
    struct Some;
    struct None;
    struct Clone;
    struct Default;
    struct View;
    struct Expr;
    struct Contract;
    mod stepwright {}
    mod core {}
    mod std {}
    mod serde_json {}
    mod schemars {}

    type StepResult<T> = ::std::result::Result<T, Box>;

    #[::stepwright::steps]
    pub(crate) trait Steps {
        async fn look(&self, option: Option) -> ::std::result::Result<Result, Box>;
    }

    #[::stepwright::workflow(express)]
    pub(crate) async fn confusing(
        steps: &impl Steps,
        option: Option,
    ) -> ::std::result::Result<Result, contracts::Fault> {
        let result = steps.look(option).await?;
        if result.option.is_none() {
            return Err(contracts::Fault::Ok(Box { vec: 3 }));
        }
        Ok(Result { option: result.option })
    }

    fn unused(_: StepResult<()>) {}
}

#[test]
fn it_is_a_state_machine() {
    use ::stepwright::flow::Record;
    ::stepwright::lower(&flow::confusing::flow()).expect("a state machine");
}
