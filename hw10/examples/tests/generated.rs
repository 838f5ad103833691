//! What lies in `generated/` follows from the workflows.

use std::process::Command;

#[test]
fn generated_files_are_fresh() {
    let output = Command::new(env!("CARGO_BIN_EXE_examples-gen"))
        .arg("check")
        .output()
        .expect("the command runs");
    let text = String::from_utf8([output.stdout, output.stderr].concat()).expect("text");
    assert!(output.status.success(), "{text}  = help: cargo run -p examples");
}
