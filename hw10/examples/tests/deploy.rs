//! What the generator does not deploy is said, with what to do instead.

use examples::language::calculate;
use examples::nightly::settle_night;
use stepwright::api::{Api, Endpoint, EndpointDescription, GatewayFault};
use stepwright::generate::Project;

fn api(endpoint: EndpointDescription) -> Api {
    Api {
        title: "An API",
        description: "Is not served.",
        version: "1",
        license: "MIT",
        local_url: "http://127.0.0.1:8080",
        problem_base: "https://example.com/faults/",
        request_id_header: "X-Request-Id",
        gateway_fault: |_| GatewayFault {
            name: "InternalError",
            status: 500,
            title: "Internal error",
            detail: "It did not work.",
            retry_after_seconds: None,
        },
        endpoints: vec![endpoint],
    }
}

#[track_caller]
fn check(project: Project, expected: &str) {
    let error = project.deploy().artifacts().expect_err(expected).to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn a_call_whose_resource_is_not_in_the_contract_is_refused() {
    check(examples::project(), "error[SW1101]: `settle-night` calls `s3:");
}

#[test]
fn an_api_waits_for_no_standard_workflow() {
    let project = Project::new("generated").workflow::<settle_night>();
    let endpoint = Endpoint::<settle_night>::post("/nights").describe();
    check(
        project.api(api(endpoint)),
        "error[SW1102]: POST /nights starts `settle-night`, a Standard workflow",
    );
}

#[test]
fn an_api_waits_no_longer_than_its_gateway() {
    let project = Project::new("generated").workflow::<calculate>();
    let endpoint = Endpoint::<calculate>::post("/sums").describe();
    check(
        project.api(api(endpoint)),
        "error[SW1102]: POST /sums may wait for `calculate` longer than API Gateway does",
    );
}
