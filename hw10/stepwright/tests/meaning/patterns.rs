//! Patterns, labels, and the names that they bind.

use stepwright::workflow;

use crate::desk::{Closed, Desk, DeskError, Empty, Payment, Progress, Slip};
use crate::machine::check;

#[test]
fn alternatives_bind_what_each_holds() {
    #[workflow(standard)]
    async fn bind(desk: &impl Desk, number: u32) -> Result<u32, Closed> {
        let payment = desk.pay(number).await?;
        let progress = desk.progress(number / 5).await?;
        #[state("Match")]
        match (number % 3, payment, progress) {
            (few @ 0, Payment::Cash, _) | (1, Payment::Cheque(few), _) => Ok(few + 1),
            (
                _,
                Payment::Cheque(cents) | Payment::Card { cents, limit: None },
                Progress::Running { percent } | Progress::Done { percent, .. },
            ) if cents + percent > 20 => Ok(cents * 100 + percent),
            (
                _,
                Payment::Card {
                    limit: Some(limit @ 2..=4),
                    ..
                },
                Progress::NotStarted,
            ) => Ok(limit),
            (left, _, Progress::Done { by, .. }) if by == "me" => Ok(left),
            (_, Payment::Cash | Payment::Cheque(_), _) => Ok(7),
            (_, Payment::Card { cents, .. }, _) => Ok(cents % 10),
        }
    }
    check!(bind);
}

#[test]
fn labels_leave_blocks_and_loops() {
    #[workflow(standard)]
    async fn leave(desk: &impl Desk, number: u32) -> Result<Vec<u32>, DeskError> {
        let mut found = Vec::new();
        let first = 'first: {
            if number.is_multiple_of(3) {
                break 'first 0;
            }
            match desk.take(number).await {
                Ok(Some(taken)) if taken > 4 => break 'first taken,
                Ok(_) => {}
                Err(_) => break 'first 99,
            }
            desk.ask(number + 1).await?
        };
        found.push(first);
        'rows: for row in 0..3 {
            'columns: {
                #[state("EachColumn")]
                for column in 0..3 {
                    if row * column == number % 5 {
                        continue 'rows;
                    }
                    if row + column > 3 {
                        break 'columns;
                    }
                    found.push(row * 10 + column);
                }
                found.push(77);
            }
            if row == number % 4 || number.is_multiple_of(row * 7) {
                break;
            }
        }
        Ok(found)
    }
    check!(leave);
}

#[test]
fn loops_take_their_items_apart() {
    #[workflow(standard)]
    async fn apart(desk: &impl Desk, number: u32) -> Result<Vec<String>, Closed> {
        let mut texts = Vec::new();
        for Slip { number: count, text } in &desk.slips(number).await? {
            let Some(text) = text else {
                texts.push(String::new());
                continue;
            };
            if *count > 2 {
                texts.push(format!("{text}: {count}"));
            }
        }
        Ok(texts)
    }
    check!(apart);
}

#[test]
fn what_may_fail_fails_even_where_nobody_reads_it() {
    #[workflow(standard)]
    async fn unread(desk: &impl Desk, number: u32) -> Result<u32, Empty> {
        let doubled = number * 2;
        let _unread = doubled + 1;
        match desk.take(doubled).await? {
            Some(taken) => {
                let sum = taken + doubled;
                Ok(sum)
            }
            None => Ok(doubled),
        }
    }
    check!(unread);
}

#[test]
fn tuples_are_looked_into_by_number() {
    #[workflow(standard)]
    async fn sum(desk: &impl Desk, number: u32) -> Result<u32, Closed> {
        let counted = desk.slips(number).await?;
        let pair = (counted.len() > 2, (number + 1, counted));
        if pair.0 && !pair.1.1.is_empty() {
            return Ok(pair.1.0 + pair.1.1[0].number);
        }
        Ok(pair.1.0)
    }
    check!(sum);
}
