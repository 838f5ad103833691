"""Renders the API's mapping templates, out of a packaged template, with a Velocity engine that others made, and compares
with what the bank's own gateway answered.

    HW10_ANSWERS=answers.json cargo test -p local --lib every_end_of_an_execution
    python tests/peers/mapping-templates.py .serverless/cloudformation-template-update-stack.json answers.json
"""

import json
import re
import sys
from pathlib import Path

from api_gateway import Input, render

ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:bank"


def answer(template, execution, request_id):
    text, override = render(template, Input(json.dumps(execution)), request_id)
    headers = {name.lower(): value for name, value in override["header"].items()}
    return {
        "status": override.get("status", 200),
        "headers": {"content-type": headers.get("content-type", "application/json"), "retry-after": headers.get("retry-after")},
        "body": json.loads(text),
    }


def execution_input(template, request, request_id):
    text, _ = render(template, Input(request["body"], request["headers"]), request_id)
    call = json.loads(text)
    assert (call["stateMachineArn"], call["name"]) == (ARN, request_id), call
    return json.loads(call["input"])


def is_key(text):
    """What the contract's pattern takes; the step refuses the rest."""
    return re.fullmatch("[ -~]{1,255}", text) is not None


def differences(integration, expected):
    request_id = expected["request_id"]
    by_status = {it["StatusCode"]: it["ResponseTemplates"]["application/json"] for it in integration["IntegrationResponses"]}
    for case in expected["executions"]:
        found = answer(by_status["200"], case["execution"], request_id)
        if found != case["answer"]:
            yield case["execution"], found, case["answer"]
    for media_type, template in integration["RequestTemplates"].items():
        template = template["Fn::Sub"][0].replace("${BankTransaction}", ARN)
        assert "${" not in template, f"CloudFormation would replace more in the template for {media_type}"
        for request in expected["requests"]:
            found = execution_input(template, request, request_id)
            refused = request["input"] is None and not is_key(found["idempotency_key"])
            if not refused and found != request["input"]:
                yield request, found, request["input"]
        # A client can choose the request's id.
        request = next(it for it in expected["requests"] if it["input"] is not None)
        for chosen in ['a", "stateMachineArn": "b', "it's \\ and\nmore"]:
            found = execution_input(template, request, chosen)
            if found["request_id"] != chosen:
                yield chosen, found, "the same id"
    for reason, status in [("ThrottlingException", 429), ("ExecutionLimitExceeded", 429), ("InvalidArn", 500), (None, 500)]:
        found = answer(by_status["500"], {"__type": reason, "message": ARN}, request_id)
        if found["status"] != status or found["body"]["status"] != status or ARN in json.dumps(found):
            yield reason, found, status


def main(template, answers):
    resources = json.loads(Path(template).read_text(encoding="utf-8"))["Resources"]
    expected = json.loads(Path(answers).read_text(encoding="utf-8"))
    integration = resources["PostTransactionsMethod"]["Properties"]["Integration"]
    wrong = list(differences(integration, expected))
    for given, found, right in wrong[:5]:
        print(f"given    {str(given)[:600]}\nanswered {str(found)[:600]}\nlocal    {str(right)[:600]}\n", file=sys.stderr)
    count = len(expected["executions"]) + len(expected["requests"])
    print(f"{count} executions and requests compared, {len(wrong)} differ")
    return 1 if wrong or not expected["executions"] or not expected["requests"] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
