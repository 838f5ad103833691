//! SW0902: variables against 262,144 bytes a state.

use std::rc::Rc;

use insta::assert_snapshot;
use serde_json::json;
use stepwright::bounds::bounds;
use stepwright::flow::{Expression, Flow, Node, Record, VariableId};
use stepwright::{execution, workflow};

use crate::depot::{Closed, Depot, Images, Name, Pages};
use crate::{check, said};

#[test]
fn what_one_state_sets_may_be_too_large() {
    #[workflow(standard)]
    async fn bind(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        let first = depot.page(1).await?;
        #[state("Second")]
        let second = depot.page(2).await?;
        let pages = Pages { first, second };
        depot.count(&name).await?;
        Ok(depot.bind(&pages).await?)
    }
    assert_snapshot!(said::<bind>(), @"
    warning[SW0901]: `bind`: the payload of `Bind` may have 300,034 bytes, of 262,144 that a payload may have
      = help: put the bulk into an object on S3, and pass its key; or bound the type more tightly
      = note: Bind (300,034 bytes)

    warning[SW0902]: `bind`: the variables that `Second` sets may have 300,034 bytes, of 262,144 that a state may set
      = help: keep the bulk in an object on S3, and its key in the variable; or bound the types more tightly
      = note: Second (300,034 bytes)
    ");
}

#[test]
fn what_one_state_sets_may_always_be_too_large() {
    #[workflow(standard)]
    async fn show(depot: &impl Depot, name: Name) -> Result<Images, Closed> {
        let first = depot.image(1).await?;
        #[state("Second")]
        let second = depot.image(2).await?;
        let images = Images { first, second };
        depot.count(&name).await?;
        Ok(images)
    }
    let said = said::<show>();
    assert!(
        said.contains("error[SW0902]: `show`: the variables that `Second` sets have at least 300,0"),
        "{said}"
    );
}

#[test]
fn a_text_that_grows_in_a_loop_has_no_bound() {
    #[workflow(standard)]
    async fn grow(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        let mut text = "".to_owned();
        for _ in 0..3 {
            depot.keep(1).await?;
            text = format!("{text}.");
        }
        depot.count(&name).await?;
        if text == "..." { Ok(1) } else { Ok(2) }
    }
    assert_snapshot!(said::<grow>(), @"
    warning[SW0902]: `grow`: nothing keeps the variables that `Start` sets below 262,144 bytes
      = help: keep the bulk in an object on S3, and its key in the variable; or bound the types more tightly
      = note: Start (`text`, which grows in a loop)
    ");
}

#[test]
fn a_variable_that_is_set_anew_in_a_loop_is_no_larger() {
    #[workflow(standard)]
    async fn total(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        let mut all: u32 = 0;
        let mut last: u32 = 0;
        for _ in 0..3 {
            let before = last;
            last = depot.count(&name).await?;
            all = all + last + before;
        }
        Ok(all)
    }
    check::<total>(&[]);
}

#[test]
fn what_another_workflow_answers_has_been_measured_where_it_came_in() {
    #[workflow(standard)]
    async fn inner(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        Ok(depot.count(&name).await?)
    }
    #[workflow(standard)]
    async fn outer(depot: &impl Depot, name: Name) -> Result<u32, Closed> {
        let answer = execution(inner(depot, name.clone())).await?;
        depot.count(&name).await?;
        Ok(answer)
    }
    check::<outer>(&[]);
}

/// What is found where so many variables are set, each to the input, a page of 150,002 bytes at most.
fn about_copies(copies: usize) -> Vec<String> {
    #[workflow(standard)]
    async fn keep(depot: &impl Depot, _page: crate::depot::Page) -> Result<(), Closed> {
        Ok(depot.keep(1).await?)
    }
    let mut flow = keep::flow();
    let mut machine = stepwright::lower(&flow).expect("a state machine");
    for number in 0..copies {
        let (name, id) = (format!("copy{number}"), VariableId(flow.variables.len()));
        let page = Rc::new(Expression::Variable(Flow::INPUT));
        flow.variables.push(name.clone());
        flow.body.nodes.push(Node::Let(id, page));
        let mut pass = asl::State::new(asl::Pass {
            transition: asl::Transition::End,
        });
        pass.assign.insert(name, json!("{% $states.input %}"));
        machine.branch.states.insert(format!("Copy{number}"), pass);
    }
    let findings = bounds(&flow, &machine).into_iter();
    findings.map(|finding| finding.diagnosis.message).collect()
}

#[test]
fn all_variables_together_have_ten_mebibytes() {
    assert_eq!(about_copies(69), Vec::<String>::new());
    assert_eq!(
        about_copies(70),
        ["`keep`: all variables of an execution may have 10,500,140 bytes together, of 10,485,760"]
    );
}
