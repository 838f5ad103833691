"""Deploys other choices of a stage than the usual ones: a key that callers show, a web page's origin, an alias that callers
go by; then the usual ones again."""

import json

import requests
from stack import PREFIX, osls

DEPOSIT = {"account": "45678", "amount": 1, "type": "dep"}
ORIGIN = "https://shop.example"
CHOICES = {"authorization": "api_key", "allowed_origin": ORIGIN, "shift": "canary"}


def check(stack):
    """Answers which versions of the state machine the alias was shifted to."""
    osls("deploy", *(f"--param={name}={value}" for name, value in CHOICES.items()))
    check_key(stack)
    check_origin(stack)
    versions = [check_alias(stack)]
    # Another state machine: its log has no execution data now.
    osls("deploy", *(f"--param={name}={value}" for name, value in {**CHOICES, "execution_data": "false"}.items()))
    versions.append(check_alias(stack))
    assert versions == ["1", "2"], versions
    osls("deploy")
    assert stack.post(DEPOSIT).status_code == 200, "open again"
    assert aliases(stack) == [], aliases(stack)
    return versions


def post(stack, **headers):
    return requests.post(f"{stack.url}/transactions", json=DEPOSIT, headers=headers, timeout=60)


def check_key(stack):
    refused = post(stack)
    assert (refused.status_code, refused.headers["Content-Type"]) == (403, "application/problem+json"), refused.text
    assert post(stack, **{"x-api-key": key(stack)}).status_code == 200
    (plan,) = stack.gateway.get_usage_plans()["items"]
    assert plan["throttle"]["rateLimit"] > 0 and plan["quota"]["limit"] > 0, plan


def key(stack):
    (only,) = stack.gateway.get_api_keys(includeValues=True)["items"]
    return only["value"]


def check_origin(stack):
    preflight = requests.options(f"{stack.url}/transactions", headers={"Origin": ORIGIN}, timeout=60)
    assert preflight.status_code == 204, (preflight.status_code, preflight.text)
    assert "Idempotency-Key" in preflight.headers["Access-Control-Allow-Headers"], preflight.headers
    answers = [preflight, post(stack), post(stack, **{"x-api-key": key(stack)})]
    answers.append(requests.get(f"{stack.url}/transactions", timeout=60))
    assert [it.status_code for it in answers] == [204, 403, 200, 405], answers
    for answer in answers:
        assert answer.headers.get("Access-Control-Allow-Origin") == ORIGIN, (answer.status_code, answer.headers)


def check_alias(stack):
    """The version that requests start."""
    (alias,) = aliases(stack)
    (route,) = stack.machines.describe_state_machine_alias(stateMachineAliasArn=alias)["routingConfiguration"]
    (api,) = [it for it in stack.gateway.get_rest_apis()["items"] if it["name"] == f"{PREFIX}-api"]
    (path,) = [it for it in stack.gateway.get_resources(restApiId=api["id"])["items"] if it["path"] == "/transactions"]
    method = stack.gateway.get_integration(restApiId=api["id"], resourceId=path["id"], httpMethod="POST")
    assert all(alias in template for template in method["requestTemplates"].values()), json.dumps(method)
    assert post(stack, **{"x-api-key": key(stack)}).status_code == 200
    return route["stateMachineVersionArn"].rsplit(":", 1)[1]


def aliases(stack):
    machine = stack.machine()["stateMachineArn"]
    found = stack.machines.list_state_machine_aliases(stateMachineArn=machine)["stateMachineAliases"]
    return [it["stateMachineAliasArn"] for it in found]
