//! Diagrams: the graph of each construct, and its two renderings.

mod graph;
mod mermaid;
mod service;
mod svg;

use asl::StateMachine;
use serde_json::{Value, json};
use stepwright::diagram::Diagram;

/// The diagram of a machine with these states, the first of which it starts at.
fn diagram(states: Value) -> Diagram {
    let first = states.as_object().and_then(|it| it.keys().next()).expect("a state");
    let machine = json!({ "QueryLanguage": "JSONata", "StartAt": first, "States": states });
    Diagram::of_machine("machine", &StateMachine::from_value(machine).expect("a machine"))
}

/// The machines that the project's generators have written, by their paths.
fn generated() -> Vec<(String, StateMachine)> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let directories = ["generated", "examples/generated"];
    let entries = directories.iter().flat_map(|directory| {
        let entries = std::fs::read_dir(format!("{root}/{directory}")).expect("generated files");
        entries.map(|it| it.expect("an entry").path().join("state-machine.asl.json"))
    });
    let read = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a machine");
        (
            path.display().to_string(),
            StateMachine::parse(&text).expect("a machine"),
        )
    };
    let machines: Vec<_> = entries.filter(|it| it.exists()).map(read).collect();
    assert!(machines.len() >= 9, "{} machines", machines.len());
    machines
}

/// A name that no format takes lightly, 80 characters at most.
const HOSTILE: [&str; 7] = [
    r#"say "hi" & <b>go</b> 'now' ]]>"#,
    "end",
    "graph; subgraph x[y] --> z{w}|v| %% #quot; `code` **bold** ~~~ $$x$$ \\n",
    "帳戶🏦é́\u{202e}rtl",
    "tab\tand\u{7}bell\u{fffe}",
    "1. list",
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
];

/// A machine whose names, errors and conditions are all hostile.
fn hostile() -> Diagram {
    let mut states = serde_json::Map::new();
    for (index, name) in HOSTILE.iter().enumerate() {
        let next = HOSTILE[(index + 1) % HOSTILE.len()];
        states.insert(
            (*name).to_owned(),
            json!({
                "Type": "Task", "Comment": name, "Resource": name, "Next": next,
                "Catch": [{ "ErrorEquals": [name], "Next": "choice" }],
            }),
        );
    }
    let rules = HOSTILE.map(|name| json!({ "Condition": format!("{{% {name} %}}"), "Next": name }));
    states.insert(
        "choice".to_owned(),
        json!({ "Type": "Choice", "Choices": rules, "Default": "fail" }),
    );
    states.insert(
        "fail".to_owned(),
        json!({ "Type": "Fail", "Error": HOSTILE[0], "Cause": HOSTILE[0] }),
    );
    diagram(Value::Object(states))
}
