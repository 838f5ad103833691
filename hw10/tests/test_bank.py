"""Tests a running bank by its API and its tables: transactions are processed, and every posted one is recorded.

    pip install -r tests/requirements.txt
    python tests/test_bank.py

By its environment alone it tests

    local      nothing to set: `cargo run -p local` on its own ports
    a stage    HW10_API_URL=https://API-ID.execute-api.REGION.amazonaws.com/STAGE, and AWS credentials
    others     HW10_API_URL, and HW10_DYNAMODB_URL (or AWS_ENDPOINT_URL) for where the tables are

It posts to the account that the assignment's examples name, and takes out what it paid in; the ledger keeps the entries.
"""

import os
import unittest
import uuid
from decimal import Decimal

import boto3
import requests
from boto3.dynamodb.conditions import Attr

LOCAL_API = "http://127.0.0.1:8080"
LOCAL_DYNAMODB = "http://127.0.0.1:8000"

ACCOUNT = "12345"
UNKNOWN_ACCOUNT = "no-such-account"
DEPOSIT = {"account": ACCOUNT, "amount": 500, "type": "dep", "desc": "My paycheck"}
WITHDRAWAL = {"account": ACCOUNT, "amount": 500, "type": "wtd", "desc": "Store purchase"}


def tables():
    """Both tables: those of `local` unless the environment names another bank."""
    if "HW10_API_URL" in os.environ:
        place = {"endpoint_url": os.environ.get("HW10_DYNAMODB_URL")}
    else:
        place = {"endpoint_url": LOCAL_DYNAMODB, "aws_access_key_id": "any", "aws_secret_access_key": "any"}
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    database = boto3.resource("dynamodb", region_name=region, **place)
    return database.Table("HW10-Account-List"), database.Table("HW10-Transactions")


class BankTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.url = os.environ.get("HW10_API_URL", LOCAL_API).rstrip("/") + "/transactions"
        cls.accounts, cls.transactions = tables()

    def post(self, body, key=None):
        headers = {} if key is None else {"Idempotency-Key": f'"{key}"'}
        return requests.post(self.url, json=body, headers=headers, timeout=30)

    def balance(self):
        return self.accounts.get_item(Key={"account": ACCOUNT}, ConsistentRead=True)["Item"]["balance"]

    def entry(self, transaction):
        return self.transactions.get_item(Key={"transaction": transaction}, ConsistentRead=True).get("Item")

    def entries(self):
        """How many transactions of the account are recorded; not asked of the index, which may lag."""
        scan = {"FilterExpression": Attr("account").eq(ACCOUNT), "Select": "COUNT", "ConsistentRead": True}
        pages = self.transactions.meta.client.get_paginator("scan").paginate(TableName=self.transactions.name, **scan)
        return sum(page["Count"] for page in pages)

    def check_posted(self, body, change):
        before, count = self.balance(), self.entries()
        response = self.post(body)
        self.assertEqual(response.status_code, 200, response.text)
        receipt = response.json(parse_float=Decimal)
        self.assertEqual(self.balance(), before + change)
        self.assertEqual(receipt["balance"], before + change)
        self.assertEqual({name: receipt[name] for name in ("account", "amount", "type")}, without_desc(body))
        self.check_entry(receipt, body, before)
        self.assertEqual(self.entries(), count + 1)

    def check_entry(self, receipt, body, before):
        entry = self.entry(receipt["transaction"])
        self.assertIsNotNone(entry, "the transaction is not recorded")
        expected = {
            "account": body["account"],
            "amount": Decimal(str(body["amount"])),
            "balance_after": receipt["balance"],
            "balance_before": before,
            "posted_at": receipt["posted_at"],
            "type": body["type"],
        }
        self.assertEqual({name: entry[name] for name in expected}, expected)
        self.assertEqual(entry.get("desc"), body.get("desc"))

    def check_refused(self, body, status, fault, key=None):
        before, count = self.balance(), self.entries()
        response = self.post(body, key)
        self.assertEqual(response.status_code, status, response.text)
        self.assertEqual(response.headers["Content-Type"], "application/problem+json")
        self.assertTrue(response.json()["type"].endswith(f"/faults/{fault}"), response.text)
        self.assertEqual((self.balance(), self.entries()), (before, count), "a refused transaction left a trace")

    def test_a_deposit_is_processed_and_recorded(self):
        self.check_posted(DEPOSIT, Decimal(500))
        self.check_posted(WITHDRAWAL, Decimal(-500))

    def test_a_withdrawal_is_processed_and_recorded(self):
        self.check_posted({"account": ACCOUNT, "amount": 0.1, "type": "dep"}, Decimal("0.1"))
        self.check_posted({"account": ACCOUNT, "amount": 0.1, "type": "wtd"}, Decimal("-0.1"))

    def test_a_transaction_to_an_unknown_account_fails(self):
        self.check_refused(DEPOSIT | {"account": UNKNOWN_ACCOUNT}, 404, "unknown-account")
        self.check_refused(WITHDRAWAL | {"account": UNKNOWN_ACCOUNT}, 404, "unknown-account")

    def test_a_withdrawal_of_more_than_the_balance_fails(self):
        more = self.balance() + Decimal("0.01")
        self.check_refused(WITHDRAWAL | {"amount": float(more)}, 422, "insufficient-funds")

    def test_the_whole_balance_can_be_withdrawn(self):
        whole = float(self.balance())
        self.check_posted(WITHDRAWAL | {"amount": whole}, -self.balance())
        self.check_posted(DEPOSIT | {"amount": whole}, Decimal(str(whole)))

    def test_what_is_no_transaction_fails(self):
        amounts = [{"amount": it} for it in (0, -1, 0.001, "500", None)]
        for change in amounts + [{"type": "deposit"}, {"account": 12345}]:
            with self.subTest(change):
                self.check_refused(DEPOSIT | change, 400, "invalid-transaction")
        for missing in ("account", "amount", "type"):
            with self.subTest(missing=missing):
                self.check_refused({name: it for name, it in DEPOSIT.items() if name != missing}, 400, "invalid-transaction")

    def test_a_transaction_sent_twice_under_a_key_is_recorded_once(self):
        key = str(uuid.uuid4())
        first = self.post(DEPOSIT, key)
        self.assertEqual(first.status_code, 200, first.text)
        after, count = self.balance(), self.entries()
        again = self.post(DEPOSIT, key)
        self.assertEqual((again.status_code, again.json()), (200, first.json()))
        self.assertEqual((self.balance(), self.entries()), (after, count))
        self.check_refused(WITHDRAWAL, 422, "key-reused", key)
        self.check_posted(WITHDRAWAL, Decimal(-500))


def without_desc(body):
    return {name: Decimal(str(it)) if name == "amount" else it for name, it in body.items() if name != "desc"}


if __name__ == "__main__":
    unittest.main()
