"""Clients post through the deployed API while the processes of its Lambdas are killed; each sends a request again, under its
key, until it knows the outcome. Then the books must be right."""

import os
import random
import signal
import subprocess
import threading
import time

import requests

CLIENTS = 6
SECONDS = 12
ACCOUNTS = ("12345", "23456", "34567")
KILL_PAUSE_SECONDS = (0.01, 0.1)
# After these a client knows what became of its transaction; after anything else it sends it again.
KNOWN = (200, 422)
ATTEMPTS_MAX = 50


class Client(threading.Thread):
    def __init__(self, stack, number, seed, end):
        super().__init__(daemon=True)
        self.stack, self.number, self.end = stack, number, end
        self.random = random.Random(f"{seed} {number}")
        self.outcomes = {}
        self.again = 0
        self.start()

    def run(self):
        while time.monotonic() < self.end:
            key = f"fire-{self.number}-{len(self.outcomes)}"
            amount = self.random.randrange(1, 50000) / 100
            body = {"account": self.random.choice(ACCOUNTS), "amount": amount, "type": self.random.choice(("dep", "wtd"))}
            self.outcomes[key] = self.settle(body, key)

    def settle(self, body, key):
        for attempt in range(ATTEMPTS_MAX):
            self.again += attempt > 0
            try:
                answer = self.stack.post(body, key)
            except requests.RequestException:
                continue  # The outcome is unknown, as after a 504.
            if answer.status_code in KNOWN:
                return answer
        return None


def check(stack, emulator, reconcile, seed):
    """Answers what happened, in numbers."""
    before = set(stack.tables.rows()["transactions"])
    end = time.monotonic() + SECONDS
    clients = [Client(stack, number, seed, end) for number in range(CLIENTS)]
    killed = kill_bootstraps(emulator, random.Random(seed), end)
    for client in clients:
        client.join()
    outcomes = {key: it for client in clients for key, it in client.outcomes.items()}
    again = sum(it.again for it in clients)
    unsettled = [key for key, it in outcomes.items() if it is None]
    assert not unsettled, f"not settled in {ATTEMPTS_MAX} attempts: {unsettled}"
    posted = check_books(stack, before, outcomes)
    assert killed and again, "nothing was killed in the middle of its work: this round proves nothing"
    audit(emulator, reconcile)
    return {"clients": CLIENTS, "posted": posted, "declined": len(outcomes) - posted, "killed": killed, "sent again": again}


def kill_bootstraps(emulator, chance, end):
    killed = 0
    while time.monotonic() < end:
        time.sleep(chance.uniform(*KILL_PAUSE_SECONDS))
        alive = emulator.bootstraps()
        if alive:
            killed += kill(chance.choice(alive))
    return killed


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
        return 1
    except ProcessLookupError:
        return 0


def check_books(stack, before, outcomes):
    """Every acknowledged transaction is there once, as its receipt says; a declined one is not, nor any other."""
    rows = stack.tables.rows()["transactions"]
    receipts = [it.json() for it in outcomes.values() if it.status_code == 200]
    assert {f"k-{key}" for key, it in outcomes.items() if it.status_code == 200} == set(rows) - before
    for receipt in receipts:
        row = rows[receipt["transaction"]]
        assert (float(row["balance_after"]), row["posted_at"]) == (receipt["balance"], receipt["posted_at"]), (row, receipt)
    return len(receipts)


def audit(emulator, reconcile):
    done = subprocess.run([reconcile, "--endpoint", emulator.url], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, f"reconcile finds the books wrong:\n{done.stdout}{done.stderr}"
