//! Diagrams: what a state machine or a service looks like, as SVG and as Mermaid source.
//!
//! [`Diagram::of_machine`] draws any JSONata state machine, [`Diagram::of_service`] what stands around the machines of a
//! project. Both make the same small graph, of nodes that may hold regions of their own, and the two renderers,
//! [`Diagram::to_svg`] and [`Diagram::to_mermaid`], know that graph alone. Everything here is pure: the same machine
//! gives the same bytes on any computer.
//!
//! ```
//! let machine = asl::StateMachine::parse(r#"{
//!     "QueryLanguage": "JSONata", "StartAt": "Done", "States": { "Done": { "Type": "Succeed" } }
//! }"#).map_err(|problems| problems[0].to_string())?;
//! let diagram = stepwright::diagram::Diagram::of_machine("nothing-to-do", &machine);
//! assert!(diagram.to_svg().starts_with("<svg"));
//! assert!(diagram.to_mermaid().contains("flowchart TD"));
//! # Ok::<(), String>(())
//! ```

mod layout;
mod machine;
mod mermaid;
mod model;
mod service;
mod svg;
mod text;
mod words;

pub use model::{Diagram, Direction, Edge, EdgeKind, Node, NodeKind, Region};
pub(crate) use service::Called;
pub use service::{Endpoint, Service, ServiceTable, ServiceWorkflow};
