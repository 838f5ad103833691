"""The deployed stack, seen from outside: its API, its tables, and what AWS's own calls say of its resources."""

import json
import os
import re
import subprocess
from pathlib import Path

import boto3
import requests

SERVICE = Path(__file__).parents[2]
ACCOUNTS = "HW10-Account-List"
TRANSACTIONS = "HW10-Transactions"
PREFIX = "hw10-bank-dev"
STEPS = ("CheckFunds", "ProcessDeposit", "ProcessWithdrawal", "ValidateAccount")


def osls(*words, directory=SERVICE, **environment):
    """What `osls` says; ends the test if it fails."""
    command = ["npx", "--no-install", "osls", *words]
    done = subprocess.run(command, cwd=directory, env=os.environ | environment, capture_output=True, encoding="utf-8")
    if done.returncode != 0:
        raise AssertionError(f"osls {' '.join(words)} fails:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


class Stack:
    def __init__(self, url):
        self.url = url.rstrip("/")
        self.tables = Tables()
        self.functions = boto3.client("lambda")
        self.machines = boto3.client("stepfunctions")
        self.gateway = boto3.client("apigateway")
        self.logs = boto3.client("logs")

    def post(self, body, key=None):
        headers = {} if key is None else {"Idempotency-Key": key}
        return requests.post(f"{self.url}/transactions", json=body, headers=headers, timeout=60)

    def machine(self):
        (found,) = self.machines.list_state_machines()["stateMachines"]
        return self.machines.describe_state_machine(stateMachineArn=found["stateMachineArn"])

    def versions(self):
        """The published versions of each step's function, with the hash of their code."""
        return {step: self.versions_of(f"{PREFIX}-{step}") for step in STEPS}

    def versions_of(self, function):
        pages = self.functions.get_paginator("list_versions_by_function").paginate(FunctionName=function)
        all_of_them = [it for page in pages for it in page["Versions"]]
        return {it["Version"]: it["CodeSha256"] for it in all_of_them if it["Version"] != "$LATEST"}

    def called_versions(self):
        """Which version of each step's function the state machine calls."""
        states = json.loads(self.machine()["definition"])["States"]
        arns = {name: it["Arguments"]["FunctionName"] for name, it in states.items() if it["Type"] == "Task"}
        return {name: arn.partition(f":{PREFIX}-{name}:")[2] for name, arn in arns.items()}

    def spoken(self, step):
        """What the code of a step's function has logged, each with the version that it ran as: the log stream's name has it."""
        pages = self.logs.get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{PREFIX}-{step}")
        lines = [it for page in pages for it in page["events"] if it["message"].startswith("{")]
        return [(json.loads(it["message"]), re.search(r"\[(.+)\]", it["logStreamName"])[1]) for it in lines]

    def resources(self):
        """What a deployment that changes nothing must leave as it is."""
        (api,) = self.gateway.get_rest_apis()["items"]
        (stage,) = self.gateway.get_stages(restApiId=api["id"])["item"]
        machine = self.machine()
        return {
            "api": (api["id"], stage["deploymentId"]),
            "machine": (machine["stateMachineArn"], machine["definition"]),
            "versions": self.versions(),
        }


class Tables:
    """Both tables, read whole: they are small."""

    def __init__(self, **place):
        database = boto3.resource("dynamodb", **place)
        self.accounts = database.Table(ACCOUNTS)
        self.transactions = database.Table(TRANSACTIONS)

    def rows(self):
        """Every row by its key, without an account's notes of the requests that it declined: they move no money."""
        return {"accounts": scan(self.accounts, "account"), "transactions": scan(self.transactions, "transaction")}


def scan(table, key):
    pages = table.meta.client.get_paginator("scan").paginate(TableName=table.name, ConsistentRead=True)
    return {it[key]: {name: value for name, value in it.items() if name != "declined"} for page in pages for it in page["Items"]}
