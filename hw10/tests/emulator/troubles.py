"""What only trouble brings about: each fault that tells the client to send the request again, under the key that it had."""

from stack import PREFIX

DEPOSIT = {"account": "45678", "amount": 3, "type": "dep"}

# Longer than the state machine waits for the step, and than the Lambda for its code.
LATE = {"held": f"{PREFIX}-ValidateAccount", "seconds": 7}
DOWN = {"refused": "GetItem", "as": "InternalServerError"}
CONFLICT = {"refused": "TransactWriteItems", "as": "TransactionCanceledException"}

TROUBLES = [
    (LATE, 504, "outcome-unknown", None),
    (DOWN, 503, "store-unavailable", "2"),
    (CONFLICT, 503, "account-busy", "1"),
]


def check(stack, emulator):
    """Answers how many troubles there were; after each, the same request under the same key is posted, once."""
    for number, (trouble, status, fault, retry_after) in enumerate(TROUBLES):
        key = f"trouble-{number}"
        before = stack.tables.rows()
        with emulator.trouble(**trouble):
            answer = stack.post(DEPOSIT, key)
        found = (answer.status_code, answer.json()["type"].rpartition("/")[2], answer.headers.get("Retry-After"))
        assert found == (status, fault, retry_after), (trouble, found, answer.text)
        assert stack.tables.rows() == before, f"{trouble}: a row is there"
        receipts = [stack.post(DEPOSIT, key) for _ in range(2)]
        assert [it.status_code for it in receipts] == [200, 200], [it.text for it in receipts]
        assert receipts[0].json() == receipts[1].json(), [it.text for it in receipts]
        assert len(stack.tables.rows()["transactions"]) == len(before["transactions"]) + 1, trouble
    return len(TROUBLES)
