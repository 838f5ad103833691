//! What the targets have met before, and a little that they have not, without a fuzzer.

use fuzz::{ASL, COMMAND, COMPAT, EXECUTE, EXPRESSION, POST, STEP_PAYLOAD, Target, corpus};

/// How many inputs are made up for each target, half of them as text.
const MADE_UP: u64 = 100;

#[track_caller]
fn check(target: Target) {
    let kept = corpus::read(target.name).expect("the corpus can be read");
    assert!(!kept.is_empty());
    kept.iter().for_each(|input| target.run(input));
    for seed in 0..MADE_UP {
        target.run(&made_up(seed, &kept));
    }
}

/// Choices, or a kept input with a few bytes changed.
fn made_up(seed: u64, kept: &[Vec<u8>]) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(seed);
    if seed.is_multiple_of(2) {
        let length = random.usize(..512);
        return std::iter::once(0)
            .chain(std::iter::repeat_with(|| random.u8(..)).take(length))
            .collect();
    }
    let mut input = kept[random.usize(..kept.len())].clone();
    for _ in 0..random.usize(1..=8) {
        if !input.is_empty() {
            let place = random.usize(..input.len());
            input[place] = random.u8(..);
        }
    }
    input
}

#[test]
fn bytes_on_a_connection_move_money_with_a_receipt_alone() {
    check(POST);
}

#[test]
fn a_step_answers_any_payload_and_posts_with_a_receipt_alone() {
    check(STEP_PAYLOAD);
}

#[test]
fn any_document_is_judged() {
    check(ASL);
}

#[test]
fn any_machine_ends_or_waits() {
    check(EXECUTE);
}

#[test]
fn any_expression_has_a_value_or_an_error() {
    check(EXPRESSION);
}

#[test]
fn any_two_contracts_are_compared_and_nothing_is_called_milder_than_it_is() {
    check(COMPAT);
}

#[test]
fn any_command_line_has_an_answer_or_an_error_that_helps() {
    check(COMMAND);
}
