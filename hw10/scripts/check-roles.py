"""Names every role of a packaged template that may do more than it has to.

A statement names its actions. It names its resources too, unless the role's metadata says under the statement's id why AWS
knows none narrower; CloudFormation does not read that, a person does. A function has a role of its own.
    python scripts/check-roles.py .serverless/cloudformation-template-update-stack.json
"""

import json
import sys
from collections import Counter

# What one service of AWS may be granted by a policy of AWS's own, because it asks for that very policy.
MANAGED = {"ApiLoggingRole": "service-role/AmazonAPIGatewayPushToCloudWatchLogs"}


def main(path):
    with open(path, encoding="utf-8") as file:
        resources = json.load(file)["Resources"]
    roles = {name: it for name, it in resources.items() if it["Type"] == "AWS::IAM::Role"}
    problems = [problem for name, role in roles.items() for problem in of_role(name, role)] + shared(resources)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(roles)} roles, {len(problems)} problems")
    return 1 if problems or not roles else 0


def of_role(name, role):
    properties = role["Properties"]
    for policy in properties.get("ManagedPolicyArns", []):
        if MANAGED.get(name) is None or MANAGED[name] not in json.dumps(policy):
            yield f"{name} has the managed policy {json.dumps(policy)}: write the actions that it needs"
    reasons = role.get("Metadata", {}).get("AllResources", {})
    statements = [it for policy in properties.get("Policies", []) for it in policy["PolicyDocument"]["Statement"]]
    used = {it["Sid"] for it in statements if "*" in listed(it["Resource"])}
    for statement in statements:
        yield from of_statement(name, statement, reasons)
    for extra in sorted(set(reasons) - used):
        yield f"{name} gives a reason for {extra}, which is no statement on all resources"


def of_statement(name, statement, reasons):
    place = f"{name}, statement {statement.get('Sid')}"
    if statement["Effect"] != "Allow" or "NotAction" in statement or "NotResource" in statement:
        yield f"{place}: say what is allowed, and nothing else"
    for action in listed(statement["Action"]):
        if "*" in action:
            yield f"{place}: {action} is more than one action"
    for resource in listed(statement["Resource"]):
        if resource == "*" and statement.get("Sid") not in reasons:
            yield f"{place}: allowed on all resources, and the role's metadata gives no reason"
        elif resource != "*" and not is_own(resource):
            yield f"{place}: {json.dumps(resource)} is no resource of this template"


def is_own(resource):
    """A resource of the template, an index of a table, or every version of a function."""
    if not isinstance(resource, dict) or len(resource) != 1:
        return False
    kind, value = next(iter(resource.items()))
    if kind != "Fn::Sub":
        return kind in ("Ref", "Fn::GetAtt")
    before, _, after = value.partition(".Arn}")
    return before.startswith("${") and (after == ":*" or (after.startswith("/index/") and "*" not in after))


def shared(resources):
    functions = [it for it in resources.values() if it["Type"] == "AWS::Lambda::Function"]
    roles = Counter(json.dumps(it["Properties"]["Role"], sort_keys=True) for it in functions)
    return [f"{count} functions share the role {role}" for role, count in roles.items() if count > 1]


def listed(value):
    return value if isinstance(value, list) else [value]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
