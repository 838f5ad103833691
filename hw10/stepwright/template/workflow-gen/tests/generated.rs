//! What stands in `generated/` is what follows from the workflows.

#[test]
fn generated_is_fresh() {
    workflow_gen::project().assert_fresh();
}
