//! What does not compile, and what its author is told.
//!
//! A fixture is named by its mistake. Its `.stderr` is what the author reads: review a change of it as one of the API.

#[test]
fn mistakes_are_told_where_they_are_made() {
    // No fixture that passes beside them: so they are checked in one go.
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
