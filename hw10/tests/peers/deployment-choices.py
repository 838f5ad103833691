"""Resolves a packaged template as CloudFormation does, for every combination of what a stage can choose, and says where what
would be deployed is not what was chosen.

    python tests/peers/deployment-choices.py .serverless/cloudformation-template-update-stack.json
"""

import itertools
import json
import sys

POOL = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Example"
TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"
CHOICES = {
    "Authorization": ["open", "iam", "api_key", "jwt"],
    "AllowedOrigin": ["", "https://shop.example"],
    "AlarmTopicArn": ["", TOPIC],
    "Shift": ["none", "all_at_once", "canary", "linear"],
}
ABSENT = object()


class Stack:
    """The template under one set of parameters."""

    def __init__(self, template, parameters):
        self.parameters, self.conditions = parameters, template["Conditions"]
        kept = {name: it for name, it in template["Resources"].items() if self.has(it)}
        self.resources = {name: self.resolved(it) for name, it in kept.items()}
        self.outputs = {name for name, it in template["Outputs"].items() if self.has(it)}

    def has(self, part):
        return "Condition" not in part or self.holds(self.conditions[part["Condition"]])

    def holds(self, condition):
        ((kind, operands),) = condition.items()
        if kind == "Fn::Equals":
            one, other = (self.resolved(it) for it in operands)
            return one == other
        if kind == "Fn::Not":
            return not self.holds(operands[0])
        raise ValueError(f"a condition by {kind}")

    def resolved(self, value):
        if isinstance(value, list):
            return [it for it in map(self.resolved, value) if it is not ABSENT]
        if not isinstance(value, dict):
            return value
        if "Fn::If" in value:
            condition, holds, otherwise = value["Fn::If"]
            return self.resolved(holds if self.holds(self.conditions[condition]) else otherwise)
        if value == {"Ref": "AWS::NoValue"}:
            return ABSENT
        if set(value) == {"Ref"} and value["Ref"] in self.parameters:
            return self.parameters[value["Ref"]]
        fields = ((name, self.resolved(it)) for name, it in value.items())
        return {name: it for name, it in fields if it is not ABSENT}

    def of(self, kind):
        return {name: it["Properties"] for name, it in self.resources.items() if it["Type"] == kind}

    def methods(self, method):
        return [it for it in self.of("AWS::ApiGateway::Method").values() if it["HttpMethod"] == method]


def problems(stack):
    yield from references(stack)
    yield from authorization(stack, stack.parameters["Authorization"])
    yield from origin(stack, stack.parameters["AllowedOrigin"])
    yield from alarms(stack, stack.parameters["AlarmTopicArn"])
    yield from shift(stack, stack.parameters["Shift"])


def references(stack):
    """Whatever is referred to is there."""
    known = stack.resources.keys() | stack.parameters.keys()
    for name, resource in stack.resources.items():
        for target in targets(resource):
            if target not in known and not target.startswith("AWS::"):
                yield f"{name} refers to {target}, which is not there"


def targets(value):
    if isinstance(value, list):
        for it in value:
            yield from targets(it)
    elif isinstance(value, dict):
        if set(value) == {"Ref"}:
            yield value["Ref"]
        elif set(value) == {"Fn::GetAtt"}:
            yield value["Fn::GetAtt"][0]
        else:
            for it in value.values():
                yield from targets(it)


def authorization(stack, chosen):
    types = {"open": "NONE", "iam": "AWS_IAM", "api_key": "NONE", "jwt": "COGNITO_USER_POOLS"}
    for method in stack.methods("POST"):
        asked = (method["AuthorizationType"], method["ApiKeyRequired"], "AuthorizerId" in method)
        if asked != (types[chosen], chosen == "api_key", chosen == "jwt"):
            yield f"a method asks for {asked}"
    authorizers = [it["ProviderARNs"] for it in stack.of("AWS::ApiGateway::Authorizer").values()]
    if authorizers != ([[POOL]] if chosen == "jwt" else []):
        yield f"tokens of {authorizers} are taken"
    for kind in ["ApiKey", "UsagePlan", "UsagePlanKey"]:
        if len(stack.of(f"AWS::ApiGateway::{kind}")) != (chosen == "api_key"):
            yield f"there is a {kind}, or there is none"
    for plan in stack.of("AWS::ApiGateway::UsagePlan").values():
        if not (plan["Throttle"]["RateLimit"] > 0 and plan["Throttle"]["BurstLimit"] > 0 and plan["Quota"]["Limit"] > 0):
            yield f"the usage plan limits nothing: {plan}"
    if ("ApiKeyId" in stack.outputs) != (chosen == "api_key"):
        yield "the key's id is said, or is not"
    unsigned = stack.resources["AnswerMissingAuthenticationToken"]["Properties"]
    if unsigned["StatusCode"] != ("403" if chosen == "iam" else "404"):
        yield f"a request without a signature is answered {unsigned['StatusCode']}"


def origin(stack, chosen):
    if len(stack.methods("OPTIONS")) != bool(chosen):
        yield f"{len(stack.methods('OPTIONS'))} methods answer to a preflight"
    for method in stack.methods("OPTIONS"):
        (answer,) = method["Integration"]["IntegrationResponses"]
        parameters = answer["ResponseParameters"]
        if method["AuthorizationType"] != "NONE" or "POST" not in parameters[header("Methods")]:
            yield "a preflight is not let through"
        for name in ["Idempotency-Key", "Content-Type", "Authorization", "X-Api-Key"]:
            if name not in parameters[header("Headers")]:
                yield f"a preflight does not let {name} through"
    for name, place, announced, parameters in answers(stack):
        allowed = parameters.get(f"{place}.Access-Control-Allow-Origin")
        expected = {"Fn::Sub": "'${AllowedOrigin}'"} if chosen else None
        if allowed != expected:
            yield f"{name} answers to the origin {allowed}"
        if announced is not None and not parameters.keys() <= announced.keys():
            yield f"{name} answers headers that its method does not announce"


def header(name):
    return f"method.response.header.Access-Control-Allow-{name}"


def answers(stack):
    """Every answer: who gives it, what its headers are called there, which are announced, which are given."""
    for name, method in stack.of("AWS::ApiGateway::Method").items():
        announced = {it["StatusCode"]: it["ResponseParameters"] for it in method["MethodResponses"]}
        for answer in method["Integration"]["IntegrationResponses"]:
            yield name, "method.response.header", announced[answer["StatusCode"]], answer["ResponseParameters"]
    for name, answer in stack.of("AWS::ApiGateway::GatewayResponse").items():
        yield name, "gatewayresponse.header", None, answer["ResponseParameters"]


def alarms(stack, topic):
    expected = [topic] if topic else None
    for name, alarm in stack.of("AWS::CloudWatch::Alarm").items():
        if (alarm.get("AlarmActions"), alarm.get("OKActions")) != (expected, expected):
            yield f"{name} tells {alarm.get('AlarmActions')}"


def shift(stack, chosen):
    aliases = stack.of("AWS::StepFunctions::StateMachineAlias")
    versions = [it for it in stack.resources.values() if it["Type"] == "AWS::StepFunctions::StateMachineVersion"]
    if (len(aliases), len(versions)) != ((0, 0) if chosen == "none" else (1, 1)):
        yield f"there are {len(aliases)} aliases and {len(versions)} versions"
    for version in versions:
        if (version.get("DeletionPolicy"), version.get("UpdateReplacePolicy")) != ("Retain", "Retain"):
            yield "the version before would be deleted, and the alias could not go back"
    for alias in aliases.values():
        preference = alias["DeploymentPreference"]
        gradual = "Percentage" in preference and "Interval" in preference
        if preference["Type"] != chosen.upper() or gradual != (chosen != "all_at_once"):
            yield f"callers are shifted by {preference}"
        watched = [stack.resources[it["Ref"]]["Properties"]["MetricName"] for it in preference["Alarms"]]
        if watched != ["5XXError"]:
            yield f"callers are taken back by {watched}"
    called = {"Ref": "BankTransaction" if chosen == "none" else "BankTransactionAlias"}
    for method in stack.methods("POST"):
        for template in method["Integration"]["RequestTemplates"].values():
            if template["Fn::Sub"][1] != {"BankTransaction": called}:
                yield f"a request starts {template['Fn::Sub'][1]}"


def main(path):
    with open(path, encoding="utf-8") as file:
        template = json.load(file)
    combinations = [dict(zip(CHOICES, values)) for values in itertools.product(*CHOICES.values())]
    wrong = []
    for chosen in combinations:
        parameters = {**chosen, "UserPoolArn": POOL if chosen["Authorization"] == "jwt" else ""}
        missing = template["Parameters"].keys() ^ parameters.keys()
        assert not missing, f"the template's parameters are not those that are tried here: {missing}"
        wrong += [(problem, chosen) for problem in problems(Stack(template, parameters))]
    for problem, chosen in wrong[:10]:
        print(f"{problem}, where the stage has {chosen}", file=sys.stderr)
    print(f"{len(combinations)} combinations of what a stage can choose, {len(wrong)} problems")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
