"""Deploys the bank to an emulator of AWS on loopback, uses it, deploys it anew, and removes it, by the README's commands.

    python tests/emulator/run.py target/debug/local target/debug/reconcile [SEED]

Says what was checked, and ends with 1 at the first thing that is not as it should be.
"""

import os
import random
import re
import shlex
import sys
import time
from importlib.metadata import version
from pathlib import Path

import answers
import choices
import fire
import flight
import readme
import remains
import troubles
from emulator import Emulator
from local import Local
from stack import SERVICE, Stack, osls

README = SERVICE.parent / "README.md"


class Report:
    def __init__(self):
        self.start = self.last = time.monotonic()

    def say(self, what):
        now = time.monotonic()
        print(f"{now - self.last:6.1f} s  {what}", flush=True)
        self.last = now


def main(local, reconcile, seed=None):
    seed = seed or str(random.randrange(10**6))
    report = Report()
    tools, deploy, post, logs, remove = readme.blocks(README, "Deploy it")
    path = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    with readme.Shell(SERVICE.parent, os.environ | path) as shell, Emulator() as emulator:
        shell.run(tools)
        report.say("README: the tools are there")
        enter(emulator.environment() | path, shell)
        there = set(remains.found())
        report.say(f"ministack {version('ministack')} is up, and empty but for {sorted(there) or 'nothing'}")
        stack = deploy_it(shell, deploy, report)
        check_answers(stack, local, report)
        report.say(f"{troubles.check(stack, emulator)} troubles: answered as retryable, nothing posted, then posted once by key")
        use_it(shell, post, logs, report)
        redeploy(stack, report)
        shifted = choices.check(stack)
        report.say(f"a key, an origin, an alias, shifted to versions {' and '.join(shifted)} of the machine; then none of them again")
        overtaken = flight.check(stack, emulator)
        report.say(f"a changed step: {overtaken} executions in flight went on with version 1 of it, the next one had 2")
        burnt = fire.check(stack, emulator, reconcile, seed)
        said = ", ".join(f"{it} {name}" for name, it in burnt.items())
        report.say(f"fire, seed {seed}: {said}; reconcile is clean, each receipt is in the ledger once, and nothing else")
        shell.run(remove)
        report.say(f"README: removed, and left {', '.join(remains.check(there))}")
    print(f"the stack on an emulator: all as it should be, in {time.monotonic() - report.start:.0f} s")


def enter(environment, shell):
    """From here on AWS is the emulator: for this process, and for what is typed into the shell."""
    gone = " ".join(set(os.environ) - set(environment))
    shell.run("\n".join([f"unset {gone}"] + [f"export {name}={shlex.quote(it)}" for name, it in environment.items()]))
    os.environ.clear()
    os.environ.update(environment)


def deploy_it(shell, block, report):
    said = shell.run(block)
    assert "5 of 5 first accounts" in said, said
    url = re.search(r"TransactionsUrl: (\S+)", osls("info", "--verbose"))[1]
    stack = Stack(url.removesuffix("/transactions"))
    rows = stack.tables.rows()
    assert (len(rows["accounts"]), len(rows["transactions"])) == (5, 0), rows
    report.say("README: packaged and deployed; 5 accounts are there, no transaction")
    return stack


def check_answers(stack, program, report):
    with Local(program, SERVICE / "generated") as local:
        receipts, faults = answers.check(stack, local.api, local.dynamodb)
    report.say(f"{receipts} receipts and {faults} faults through the API: as `local` answers, and with the same rows")


def use_it(shell, post, logs, report):
    said = shell.run(post)
    assert said.count('"posted_at"') == 2, said
    tests = re.search(r"Ran (\d+) tests", said)[1]
    assertions = re.search(r"assertions *│ *(\d+) *│ *(\d+)", said)
    assert int(assertions[1]) > 0 and assertions[2] == "0", said
    report.say(f"README: curl posted 2, newman made {assertions[1]} assertions, the Python test passed {tests} tests")
    said = shell.run(logs)
    assert '"step":"process_deposit"' in said, said
    report.say("README: the logs tell of the steps")


def redeploy(stack, report):
    """Twice: once the framework sees by itself that nothing has changed, once CloudFormation has to."""
    rows, resources = stack.tables.rows(), stack.resources()
    said = osls("deploy")
    assert "No changes to deploy" in said, said
    osls("deploy", "--force")
    assert stack.tables.rows() == rows, "a row has changed"
    assert stack.resources() == resources, (stack.resources(), resources)
    assert all(set(it) == {"1"} for it in resources["versions"].values()), resources["versions"]
    answer = stack.post(answers.DEPOSIT)
    assert answer.status_code == 200, answer.text
    count, functions = sum(len(it) for it in rows.values()), len(resources["versions"])
    report.say(f"nothing changed, deployed twice: the same API, machine, {functions} functions of one version, {count} rows")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: python tests/emulator/run.py LOCAL RECONCILE [SEED]")
    main(str(Path(sys.argv[1]).resolve()), str(Path(sys.argv[2]).resolve()), *sys.argv[3:])
