"""Deploys a changed step while executions run: each ends with the version of the functions that it began with."""

import os
import shutil
import subprocess
import tempfile
import threading
import time
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path

from stack import PREFIX, SERVICE

# Which steps work on a deposit, in order.
DEPOSIT = {"account": "45678", "amount": 1, "type": "dep"}
FIRST, STEP = "ValidateAccount", "ProcessDeposit"
OLD, NEW = "1", "2"

# The changed code says so in its log, and is otherwise what it was.
CHANGED = "the changed step"
BOOTSTRAP = f"""#!/bin/sh
echo '{{"message":"{CHANGED}"}}'
exec "$LAMBDA_TASK_ROOT/steps/bootstrap"
"""

# Between two posts; each of them waits before its first step, shorter than its state's timeout, so that it is overtaken.
PAUSE_SECONDS = 0.5
HELD = {"held": f"{PREFIX}-{FIRST}", "seconds": 3}


class Post(threading.Thread):
    def __init__(self, stack, key):
        super().__init__(daemon=True)
        self.stack, self.key = stack, key
        self.start()

    def run(self):
        self.answer = self.stack.post(DEPOSIT, self.key)

    def receipt(self):
        self.join()
        assert self.answer.status_code == 200, self.answer.text
        return self.answer.json()


def check(stack, emulator):
    """Answers how many executions the deployment overtook."""
    assert set(stack.called_versions().values()) == {OLD}, stack.called_versions()
    before = calls(stack)
    with tempfile.TemporaryDirectory() as folder:
        copy_service(Path(folder))
        posts, deployed = post_while_deploying(stack, emulator, Path(folder))
    receipts = [it.receipt() for it in posts]
    last = Post(stack, "after the deployment").receipt()
    assert set(stack.called_versions().values()) == {NEW}, stack.called_versions()
    check_published(stack)
    check_calls(calls(stack), before, len(posts) + 1)
    return overtaken(stack, receipts, last, deployed)


def calls(stack):
    """How often each of both steps has run as each version."""
    ran = {step: [version for line, version in stack.spoken(step) if line.get("message") == "invocation"] for step in (FIRST, STEP)}
    return {step: Counter(versions) for step, versions in ran.items()}


def check_calls(now, before, executions):
    """An execution that went on with another version than it began with would leave a step that ran more often as it."""
    first, then = (now[step] - before[step] for step in (FIRST, STEP))
    assert first == then and first.total() == executions, f"{executions} executions began with {first}, and went on with {then}"


def check_published(stack):
    for step, published in stack.versions().items():
        assert set(published) == {OLD, NEW} and published[OLD] != published[NEW], (step, published)
    changed = [version for line, version in stack.spoken(STEP) if line.get("message") == CHANGED]
    assert changed and set(changed) == {NEW}, "the changed code says what it is, and no other does"


def overtaken(stack, receipts, last, deployed):
    versions = {line["transaction"]: version for line, version in stack.spoken(STEP) if "transaction" in line}
    assert versions[last["transaction"]] == NEW, versions
    late = [it for it in receipts if datetime.fromisoformat(it["posted_at"]) > deployed]
    count = sum(versions[it["transaction"]] == OLD for it in late)
    assert count, "no execution was in flight when the state machine was updated"
    return count


def post_while_deploying(stack, emulator, folder):
    """Posts until the state machine calls the new version; answers the posts, and when it was updated."""
    posts = []
    words = ["npx", "--no-install", "osls", "deploy"]
    environment = os.environ | {"HW10_ZIP": "keep"}
    with open(folder / "log", "w+", encoding="utf-8") as log:
        deploy = subprocess.Popen(words, cwd=folder, env=environment, stdout=log, stderr=log)
        with emulator.trouble(**HELD):
            while OLD in stack.called_versions().values() and deploy.poll() is None:
                posts.append(Post(stack, f"in flight {len(posts)}"))
                time.sleep(PAUSE_SECONDS)
            deployed = datetime.now().astimezone()
        if deploy.wait() != 0:
            raise AssertionError(Path(log.name).read_text(encoding="utf-8"))
    return posts, deployed


def copy_service(folder):
    """The service with another zip: what is deployed beside it is the same."""
    for name in ("deploy", "generated", "node_modules", "package.json"):
        (folder / name).symlink_to(SERVICE / name)
    shutil.copy(SERVICE / "serverless.yml", folder)
    artifact = Path("target/lambda/bootstrap.zip")
    (folder / artifact).parent.mkdir(parents=True)
    with zipfile.ZipFile(SERVICE / artifact) as now, zipfile.ZipFile(folder / artifact, "w", zipfile.ZIP_DEFLATED) as changed:
        add(changed, "bootstrap", BOOTSTRAP)
        add(changed, "steps/bootstrap", now.read("bootstrap"))


def add(archive, name, data):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o100755 << 16
    archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
