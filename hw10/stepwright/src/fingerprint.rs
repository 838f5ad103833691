//! A digest of everything that the generated files follow from.

use schemars::generate::{Contract as Side, SchemaSettings};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value, json};

use crate::fault::{Fault, FaultEntry};
use crate::step::StepDescription;
use crate::workflow::Workflow;

/// The digest of a workflow, 16 hexadecimal digits.
pub fn fingerprint<W: Workflow>() -> String {
    let mut types = SchemaSettings::draft2020_12()
        .with(|it| it.contract = Side::Deserialize)
        .into_generator();
    let description = json!({
        "stepwright": env!("CARGO_PKG_VERSION"),
        "name": W::NAME,
        "description": W::DESCRIPTION,
        "kind": format!("{:?}", W::KIND),
        "timeout_seconds": W::TIMEOUT_SECONDS,
        "source": W::SOURCE,
        "input": W::Input::json_schema(&mut types),
        "output": W::Output::json_schema(&mut types),
        "faults": faults(&W::Fault::table(), &mut types),
        "steps": W::steps().iter().map(|it| step(it, &mut types)).collect::<Vec<_>>(),
    });
    let definitions = Value::Object(types.take_definitions(true));
    format!("{:016x}", digest(format!("{description}{definitions}").as_bytes()))
}

fn step(step: &StepDescription, types: &mut SchemaGenerator) -> Value {
    let parameters = step.parameters.iter().map(|it| json!([it.name, (it.schema)(types)]));
    json!({
        "name": step.name,
        "description": step.description,
        "task": format!("{:?}", step.task),
        "timeout_seconds": step.timeout_seconds,
        "heartbeat_seconds": step.heartbeat_seconds,
        "idempotent": step.idempotent,
        "retry": format!("{:?}", step.retriers()),
        "parameters": parameters.collect::<Vec<_>>(),
        "output": (step.output)(types),
        "faults": faults(&step.faults, types),
    })
}

fn faults(table: &[&'static FaultEntry], types: &mut SchemaGenerator) -> Vec<Value> {
    let fault = |it: &&'static FaultEntry| {
        json!([
            it.name,
            it.matches,
            format!("{:?}", it.origin),
            it.title,
            it.detail,
            it.status,
            it.retry_after_seconds,
            it.transient,
            (it.schema)(types)
        ])
    };
    table.iter().map(fault).collect()
}

/// FNV-1a, 64 bits. It tells an old build from a new one; nobody forges it.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn the_digest_is_fnv_1a() {
        assert_eq!(digest(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(digest(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
