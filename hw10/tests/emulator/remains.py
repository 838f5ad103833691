"""What an account still holds after the stack is removed, asked of each service."""

import boto3

# What is one for all APIs of an account is retained: another stack may need it.
KEPT = {"role ApiLoggingRole", "gateway's logging role"}


def found():
    database, gateway, roles = boto3.client("dynamodb"), boto3.client("apigateway"), boto3.client("iam")
    yield from (f"stack {it['StackName']}" for it in stacks())
    yield from (f"table {it}" for it in database.list_tables()["TableNames"])
    yield from (f"function {it['FunctionName']}" for it in boto3.client("lambda").list_functions()["Functions"])
    yield from (f"machine {it['name']}" for it in boto3.client("stepfunctions").list_state_machines()["stateMachines"])
    yield from (f"api {it['name']}" for it in gateway.get_rest_apis()["items"])
    yield from (f"log {it['logGroupName']}" for it in boto3.client("logs").describe_log_groups()["logGroups"])
    yield from (f"bucket {it['Name']}" for it in boto3.client("s3").list_buckets()["Buckets"])
    yield from (f"role {logical(it['RoleName'])}" for it in roles.list_roles()["Roles"])
    if gateway.get_account().get("cloudwatchRoleArn"):
        yield "gateway's logging role"


def stacks():
    return [it for it in boto3.client("cloudformation").list_stacks()["StackSummaries"] if it["StackStatus"] != "DELETE_COMPLETE"]


def logical(role):
    """CloudFormation names a role by its stack, its logical id and something random."""
    return role.removeprefix("hw10-bank-dev-").rpartition("-")[0]


def check(before):
    """Nothing is there that was not there before the deployment, but for what is kept."""
    left = set(found()) - before
    assert left == KEPT, f"after `osls remove` there is {sorted(left)}, not {sorted(KEPT)}"
    return sorted(left)
