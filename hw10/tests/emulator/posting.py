"""The bank's four steps as one writes them for Lambda in Python: what the Rust bootstrap is measured beside.

It reads and writes the same tables in the same number of calls. It is no part of the service, and does not try again on a
conflict.
"""

import os
from datetime import datetime, timezone
from decimal import Decimal
from hashlib import sha256

import boto3

database = boto3.client("dynamodb")
ACCOUNTS = os.environ["ACCOUNTS_TABLE"]
TRANSACTIONS = os.environ["TRANSACTIONS_TABLE"]


class UnknownAccount(Exception):
    pass


class InsufficientFunds(Exception):
    pass


def validate_account(event, _context):
    return {"id": read_account(event["account"])["account"]["S"]}


def check_funds(event, _context):
    posting = event["posting"]
    if read_entry(posting) is None:
        funds(read_account(posting["account"]), posting)


def process_deposit(event, _context):
    return post(event["posting"], 1)


def process_withdrawal(event, _context):
    return post(event["posting"], -1)


def read_account(number):
    item = database.get_item(TableName=ACCOUNTS, Key={"account": {"S": number}}, ConsistentRead=True).get("Item")
    if item is None:
        raise UnknownAccount(number)
    return item


def read_entry(posting):
    key = {"transaction": {"S": transaction(posting)}}
    return database.get_item(TableName=TRANSACTIONS, Key=key, ConsistentRead=True).get("Item")


def transaction(posting):
    return f"k-{posting['idempotency_key']}" if posting["idempotency_key"] else f"r-{posting['request_id']}"


def funds(account, posting):
    balance = Decimal(account["balance"]["N"])
    if balance < Decimal(str(posting["amount"])):
        raise InsufficientFunds(posting["account"])
    return balance


def post(posting, sign):
    account = read_account(posting["account"])
    before = Decimal(account["balance"]["N"]) if sign > 0 else funds(account, posting)
    amount = Decimal(str(posting["amount"]))
    entry = {
        "transaction": {"S": transaction(posting)},
        "account": {"S": posting["account"]},
        "type": {"S": posting["type"]},
        "amount": {"N": str(amount)},
        "balance_before": {"N": str(before)},
        "balance_after": {"N": str(before + sign * amount)},
        "sequence": {"N": str(int(account.get("sequence", {"N": "0"})["N"]) + 1)},
        "posted_at": {"S": datetime.now(timezone.utc).isoformat(timespec="milliseconds")},
        "request_hash": {"S": sha256(repr(posting).encode()).hexdigest()},
    }
    database.transact_write_items(TransactItems=[{"Put": put(entry)}, {"Update": update(account, entry)}])
    return {name: entry[name]["S"] for name in ("transaction", "account", "type", "posted_at")}


def put(entry):
    new = {"ConditionExpression": "attribute_not_exists(#t)", "ExpressionAttributeNames": {"#t": "transaction"}}
    return {"TableName": TRANSACTIONS, "Item": entry, **new}


def update(account, entry):
    kept = "#s = :old" if "sequence" in account else "attribute_not_exists(#s)"
    values = {":after": entry["balance_after"], ":next": entry["sequence"], ":before": account["balance"]}
    if "sequence" in account:
        values[":old"] = account["sequence"]
    return {
        "TableName": ACCOUNTS,
        "Key": {"account": entry["account"]},
        "UpdateExpression": "SET #b = :after, #s = :next",
        "ConditionExpression": f"#b = :before AND {kept}",
        "ExpressionAttributeNames": {"#b": "balance", "#s": "sequence"},
        "ExpressionAttributeValues": values,
    }
