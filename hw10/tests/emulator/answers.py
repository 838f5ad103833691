"""Every kind of request, sent to the deployed API and to `local`: both must answer as the table says, answer alike apart from
ids and times, and hold the same rows afterwards."""

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal

import requests
from stack import Tables

# Two rows that no deployment puts: one close to what the bank keeps at most, one that a person has spoilt.
STRANGE = [
    {"account": "rich", "balance": 9999999999999, "date-opened": "2025-01-01", "name": "Croesus"},
    {"account": "spoilt", "balance": "much", "date-opened": "2025-01-01", "name": "Nobody"},
]

DEPOSIT = {"account": "12345", "amount": 500, "type": "dep", "desc": "My paycheck"}
WITHDRAWAL = {"account": "12345", "amount": 500, "type": "wtd", "desc": "Store purchase"}

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@dataclass
class Request:
    """A request, and how it is answered: with a receipt, or with a fault."""

    body: object
    status: int = 200
    fault: str = ""
    headers: dict = field(default_factory=dict)
    method: str = "POST"
    path: str = "/transactions"

    def send(self, url):
        body = self.body if isinstance(self.body, (str, bytes)) else json.dumps(self.body)
        data = body.encode() if isinstance(body, str) else body
        headers = {"Content-Type": "application/json"} | self.headers
        return requests.request(self.method, url + self.path, data=data, headers=headers, timeout=60)


def key(text):
    return {"Idempotency-Key": text}


def deposit(**change):
    return DEPOSIT | change


def invalid(body):
    return Request(body, 400, "invalid-transaction")


REQUESTS = [
    # The assignment's examples, and other ways to say the same.
    Request(DEPOSIT),
    Request(WITHDRAWAL),
    Request('{"type":"dep","amount":5e2,"account":"12345"}'),
    Request('{"account":"12345","amount":500.0,"type":"wtd","desc":null}'),
    Request(deposit(amount=0.01)),
    Request(deposit(amount=0.29, desc='quoted "twice", \\ and \' once')),
    Request(deposit(desc="Größe 北京 🏦 \u2028 \x7f </script> $context #set($a=1)")),
    Request(deposit(desc="x" * 256)),
    Request(deposit(account="34567", amount=1000000000)),
    Request(WITHDRAWAL, headers={"Content-Type": "application/x-www-form-urlencoded"}),
    Request(WITHDRAWAL, headers={"Content-Type": "application/json; charset=utf-8"}),
    # The same request again under a key, bare or as a string; another one under it.
    Request(deposit(amount=7), headers=key('"first"')),
    Request(deposit(amount=7), headers=key('"first"')),
    Request(deposit(amount=7), headers=key("first")),
    Request(deposit(amount=8), 422, "key-reused", headers=key("first")),
    Request(WITHDRAWAL | {"amount": 7}, 422, "key-reused", headers=key("first")),
    Request(WITHDRAWAL, headers=key('"a \\"quoted\\" key"')),
    Request(WITHDRAWAL, headers=key('"a \\"quoted\\" key"')),
    # A decline is no posting: its key is still free.
    Request(WITHDRAWAL | {"account": "56789", "amount": 20}, 422, "insufficient-funds", headers=key("declined")),
    Request(deposit(account="56789", amount=20), headers=key("declined")),
    # What the bank refuses.
    Request(deposit(account="99999"), 404, "unknown-account"),
    Request(WITHDRAWAL | {"account": "99999"}, 404, "unknown-account"),
    Request(WITHDRAWAL | {"account": "23456", "amount": 250.76}, 422, "insufficient-funds"),
    Request(WITHDRAWAL | {"account": "23456", "amount": 1000000000}, 422, "insufficient-funds"),
    Request(deposit(account="rich", amount=1000000000), 422, "balance-limit"),
    Request(deposit(account="spoilt"), 500, "unusable-account"),
    # What is no transaction.
    invalid(""),
    invalid("{"),
    invalid("account=12345&amount=500"),
    invalid("[]"),
    invalid("null"),
    invalid({}),
    invalid({"account": "12345", "amount": 500}),
    invalid({"amount": 500, "type": "dep"}),
    invalid({"account": "12345", "type": "dep"}),
    invalid(deposit(note="?")),
    invalid(deposit(amount=0)),
    invalid(deposit(amount=-5)),
    invalid(deposit(amount=0.001)),
    invalid(deposit(amount=1000000000.01)),
    invalid(deposit(amount="500")),
    invalid(deposit(amount=None)),
    invalid(deposit(type="deposit")),
    invalid(deposit(account=12345)),
    invalid(deposit(account="")),
    invalid(deposit(account="1" * 35)),
    invalid(deposit(account="12 345")),
    invalid(deposit(desc="x" * 257)),
    invalid(deposit(desc=5)),
    # What is no key.
    Request(DEPOSIT, 400, "invalid-idempotency-key", headers=key("")),
    Request(DEPOSIT, 400, "invalid-idempotency-key", headers=key("k" * 256)),
    Request(DEPOSIT, 400, "invalid-idempotency-key", headers=key('"open')),
    # What is no request to the bank.
    Request(DEPOSIT, 404, "not-found", path="/transaction"),
    Request(DEPOSIT, 404, "not-found", path="/transactions/12345"),
    Request("", 404, "not-found", method="GET", path="/"),
    Request("", 405, "method-not-allowed", method="GET"),
    Request(DEPOSIT, 405, "method-not-allowed", method="PUT"),
    Request("", 405, "method-not-allowed", method="DELETE"),
    Request(DEPOSIT, 415, "unsupported-media-type", headers={"Content-Type": "text/plain"}),
    Request(DEPOSIT, 415, "unsupported-media-type", headers={"Content-Type": "application/xml"}),
]

# What the gateway refuses by itself, of which its templates know no more than status and type.
GATEWAY = {"invalid-transaction", "invalid-idempotency-key", "not-found", "unsupported-media-type"}

# What comes to no execution: the deployed model refuses a body before one is started. (A key is looked at by the step.)
REFUSED = {"invalid-transaction", "not-found", "method-not-allowed", "unsupported-media-type"}


def check(stack, local_url, local_dynamodb):
    """Sends them all to both banks; answers how many receipts and how many faults there were."""
    local_tables = Tables(endpoint_url=local_dynamodb)
    for tables in (stack.tables, local_tables):
        for row in STRANGE:
            tables.accounts.put_item(Item=row)
    for request in REQUESTS:
        check_one(request, stack, local_url)
    check_tables(stack.tables, local_tables)
    check_executions(stack)
    for row in STRANGE:
        stack.tables.accounts.delete_item(Key={"account": row["account"]})
    receipts = sum(not it.fault for it in REQUESTS)
    return receipts, len(REQUESTS) - receipts


def check_one(request, stack, local_url):
    before = stack.tables.rows()
    answer = request.send(stack.url)
    after = stack.tables.rows()
    expect(request, answer.status_code, request.status, answer)
    expect(request, comparable(request, answer), comparable(request, request.send(local_url)), answer)
    if request.fault:
        expect(request, answer.headers["Content-Type"], "application/problem+json", answer)
        expect(request, answer.json()["type"].rpartition("/")[2], request.fault, answer)
        expect(request, after, before, answer)
    else:
        check_receipt(request, answer.json(), before, after)


def check_receipt(request, receipt, before, after):
    """A receipt speaks of a row that is there; a new one moved one account by as much as it says."""
    entry = after["transactions"][receipt["transaction"]]
    spoken = {name: receipt[name] for name in ("account", "type", "posted_at")}
    expect(request, {name: entry[name] for name in spoken}, spoken, entry)
    expect(request, [float(entry["amount"]), float(entry["balance_after"])], [receipt["amount"], receipt["balance"]], entry)
    if receipt["transaction"] in before["transactions"]:
        return expect(request, after, before, "a receipt that is given again")
    account = entry["account"]
    sign = 1 if entry["type"] == "dep" else -1
    moved = before["accounts"][account]["balance"] + sign * entry["amount"]
    expect(request, after["accounts"][account]["balance"], moved, entry)
    touched = (account, receipt["transaction"])
    expect(request, others(after, touched), others(before, touched), entry)


def others(tables, touched):
    return {name: {key: it for key, it in rows.items() if key not in touched} for name, rows in tables.items()}


def comparable(request, answer):
    """What both banks must say alike."""
    if request.fault in GATEWAY:
        return {"status": answer.status_code, "type": answer.json()["type"], "request id": "X-Request-Id" in answer.headers}
    headers = {name: answer.headers.get(name) for name in ("Content-Type", "Retry-After", "Allow")}
    body = TIME.sub("TIME", ID.sub("ID", json.dumps(answer.json(), sort_keys=True)))
    return {"status": answer.status_code, "body": body, "request id": "X-Request-Id" in answer.headers, **headers}


def check_tables(deployed, local):
    """Ids and times apart, both banks hold the same rows."""
    found, expected = plain(deployed.rows()), plain(local.rows())
    if found != expected:
        raise AssertionError(f"the tables differ:\n{found}\n{expected}")


def check_executions(stack):
    started = sum(line.get("message") == "invocation" for line, _ in stack.spoken("ValidateAccount"))
    expected = sum(it.fault not in REFUSED for it in REQUESTS)
    assert started == expected, f"{started} executions were started by these requests, not {expected}"


def plain(tables):
    rows = [row for table in tables.values() for row in table.values()]
    return sorted(str(sorted((name, plain_value(it)) for name, it in row.items())) for row in rows)


def plain_value(value):
    """ministack keeps the zeros at the end of a number, which DynamoDB drops."""
    return value.normalize() if isinstance(value, Decimal) else TIME.sub("TIME", ID.sub("ID", value))


def expect(request, found, expected, seen):
    if found != expected:
        seen = getattr(seen, "text", seen)
        found, expected = differing(found, expected)
        raise AssertionError(f"{request}\nfound    {found}\nexpected {expected}\nseen     {seen}")


def differing(found, expected):
    """Of two tables, or two rows, what is not the same in both; of anything else, both."""
    if not (isinstance(found, dict) and isinstance(expected, dict)):
        return found, expected
    names = [it for it in {**found, **expected} if found.get(it) != expected.get(it)]
    pairs = {it: differing(found.get(it), expected.get(it)) for it in names}
    return tuple({name: pair[side] for name, pair in pairs.items()} for side in (0, 1))
