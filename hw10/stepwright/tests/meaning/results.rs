//! What is done about a `Result`.

use stepwright::{join, workflow};

use crate::desk::{Closed, Desk, DeskError, Empty};
use crate::machine::check;

#[test]
fn arms_look_into_faults() {
    #[workflow(standard)]
    async fn look(desk: &impl Desk, number: u32) -> Result<u32, DeskError> {
        match desk.ask(number).await {
            Ok(0) => Err(Empty { left: 100 })?,
            Ok(few @ 1..=3) => Ok(few),
            Ok(many) if many == number % 7 => Ok(50),
            Ok(_) => Ok(60),
            Err(DeskError::Empty(Empty { left: 0 })) => Ok(70),
            Err(DeskError::Empty(Empty { left })) if left < 3 => Ok(left + 80),
            Err(DeskError::Closed(_)) if number.is_multiple_of(2) => Ok(90),
            Err(DeskError::Empty(fault)) =>
            {
                #[state("EmptyAfterAll")]
                Err(fault)?
            }
            Err(DeskError::Closed(_)) => Err(Closed {}.into()),
        }
    }
    check!(look);
}

#[test]
fn the_one_fault_of_a_step_is_looked_into() {
    #[workflow(standard)]
    async fn look(desk: &impl Desk, number: u32) -> Result<u32, Empty> {
        match desk.take(number).await {
            Ok(Some(taken)) => Ok(taken),
            Ok(None) => Ok(1_000),
            Err(Empty { left: 0 }) => Ok(2_000),
            Err(other) if other.left > number % 10 => Ok(3_000),
            Err(Empty { left: 1 }) => Ok(4_000),
            Err(fault) => Err(fault),
        }
    }
    check!(look);
}

#[test]
fn else_is_for_whatever_else_came() {
    #[workflow(standard)]
    async fn otherwise(desk: &impl Desk, number: u32) -> Result<u32, DeskError> {
        let taken = if let Ok(Some(taken)) = desk.take(number).await
            && taken > 3
        {
            taken
        } else {
            desk.ask(number).await?
        };
        #[state("TakeAgain")]
        if let Err(Empty { left: 1 }) = desk.take(taken).await {
            #[state("AskAgain")]
            desk.ask(taken).await?;
        } else {
            #[state("PayElse")]
            desk.pay(taken).await?;
        }
        #[state("AskAtTheEnd")]
        if let Err(DeskError::Empty(Empty { left })) = desk.ask(taken + 3).await {
            Ok(left)
        } else {
            Ok(taken + 100)
        }
    }
    check!(otherwise);
}

#[test]
fn a_loop_goes_on_while_a_result_is_that() {
    #[workflow(standard)]
    async fn drain(desk: &impl Desk, number: u32) -> Result<u32, Closed> {
        let mut next = number;
        let mut sum = 0;
        while let Ok(Some(taken)) = desk.take(next).await
            && sum < 30
        {
            next += taken + 1;
            if taken % 2 == 0 {
                continue;
            }
            sum += taken;
            if sum == 21 {
                break;
            }
        }
        Ok(sum * 1_000 + next)
    }
    check!(drain);
}

#[test]
fn what_branches_came_to_is_looked_into() {
    #[workflow(standard)]
    async fn both(desk: &impl Desk, number: u32) -> Result<u32, DeskError> {
        let (asked, taken) = join!(desk.ask(number), desk.take(number));
        match asked {
            Ok(few) if few < 4 => Ok(few),
            Ok(_) => match taken {
                Ok(Some(taken)) => Ok(taken + 100),
                Ok(None) => Ok(200),
                Err(Empty { left: 0 | 1 }) => Ok(300),
                Err(fault) => Err(fault)?,
            },
            Err(DeskError::Empty(Empty { left: 0 })) => Ok(400),
            Err(DeskError::Empty(fault)) =>
            {
                #[state("MoreThanThat")]
                Err(Empty { left: fault.left + 1 })?
            }
            Err(DeskError::Closed(_)) => Ok(500),
        }
    }
    check!(both);
}
