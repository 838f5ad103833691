"""Measures the functions' zip, their start, memory and speed beside the same steps in Python, and how long it takes to package
and to deploy; medians of several runs.

    pip install -r tests/emulator/figures.requirements.txt
    python tests/emulator/figures.py target/lambda/bootstrap.zip target/debug/local
"""

import os
import statistics
import sys
import tempfile
import time
import uuid
import zipfile
from pathlib import Path

from emulator import Emulator, own_environment
from local import Local
from runtime import Runtime
from stack import ACCOUNTS, SERVICE, TRANSACTIONS, osls

STARTS = 20
INVOCATIONS = 200
DEPLOYMENTS = 3
STEPS = ("validate_account", "check_funds", "process_deposit", "process_withdrawal")

MIB = 1024 * 1024


def main(archive, program):
    print(f"{os.cpu_count()} cores, on which {os.getloadavg()[0]:.1f} processes were running before")
    print(f"medians of {STARTS} starts, {INVOCATIONS} invocations of each step, {DEPLOYMENTS} deployments\n")
    with tempfile.TemporaryDirectory() as folder, Local(program, SERVICE / "generated") as local:
        with zipfile.ZipFile(archive) as packed:
            rust = [packed.extract("bootstrap", folder)]
            binary = packed.getinfo("bootstrap").file_size
        os.chmod(rust[0], 0o755)
        print(row("", "Rust", "Python"))
        print(row("zip", f"{os.path.getsize(archive) / 1e6:.2f} MB", ""))
        print(row("binary", f"{binary / 1e6:.2f} MB", ""))
        compare(rust, local.dynamodb)
    for name, seconds in deployments():
        print(row(name, f"{seconds:.1f} s", ""))


def row(*cells):
    return f"{cells[0]:34}{cells[1]:>12}{cells[2]:>12}"


def compare(rust, dynamodb):
    """The same rows for both: each of them is measured in its turn, so that what else the machine does meets both alike."""
    python = [sys.executable, "-m", "awslambdaric"]
    starts = {"rust": [], "python": []}
    for _ in range(STARTS):
        for name, words in (("rust", rust), ("python", [*python, "posting.process_deposit"])):
            with Runtime(words, environment("process_deposit", dynamodb)) as runtime:
                starts[name].append(runtime.start_seconds)
    print(row("spawn to the first /next", *(milliseconds(it) for it in starts.values())))
    peaks = {"rust": [], "python": []}
    for step in STEPS:
        took = {}
        for name, words in (("rust", rust), ("python", [*python, f"posting.{step}"])):
            with Runtime(words, environment(step, dynamodb)) as runtime:
                runtime.invoke(event(step))
                took[name] = [runtime.invoke(event(step)) for _ in range(INVOCATIONS)]
                peaks[name].append(runtime.memory_bytes_max())
        print(row(f"{step}, warm", *(milliseconds(it) for it in took.values())))
    print(row("peak memory, the step that has most", *(f"{max(it) / MIB:.1f} MiB" for it in peaks.values())))


def milliseconds(seconds):
    return f"{statistics.median(seconds) * 1000:.2f} ms"


def environment(step, dynamodb):
    """What Lambda sets, and what the deployment does."""
    return own_environment() | {
        "_HANDLER": step,
        "ACCOUNTS_TABLE": ACCOUNTS,
        "TRANSACTIONS_TABLE": TRANSACTIONS,
        "AWS_ENDPOINT_URL": dynamodb,
        "AWS_ACCESS_KEY_ID": "any",
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_LAMBDA_FUNCTION_NAME": "figures",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_LOG_GROUP_NAME": "figures",
        "AWS_LAMBDA_LOG_STREAM_NAME": "figures",
        "PYTHONPATH": str(Path(__file__).parent),
    }


def event(step):
    if step == "validate_account":
        return {"account": "45678"}
    posting = {"account": "45678", "amount": 0.01, "type": "dep", "desc": None, "idempotency_key": None}
    posting |= {"request_id": str(uuid.uuid4()), "type": "dep" if step == "process_deposit" else "wtd"}
    return {"posting": posting}


def deployments():
    """How long packaging and a first deployment take, with the zip as it is."""
    package, deploy = [], []
    there = own_environment()
    for _ in range(DEPLOYMENTS):
        package.append(seconds(lambda: osls("package", HW10_ZIP="keep")))
        with Emulator() as emulator:
            os.environ.update(emulator.environment())
            deploy.append(seconds(lambda: osls("deploy", HW10_ZIP="keep")))
        os.environ.clear()
        os.environ.update(there)
    return [("osls package", statistics.median(package)), ("osls deploy, to the emulator", statistics.median(deploy))]


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python tests/emulator/figures.py BOOTSTRAP_ZIP LOCAL")
    main(sys.argv[1], sys.argv[2])
