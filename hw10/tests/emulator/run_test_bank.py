"""Has the Python test test a bank of its own, which runs in memory on free ports.

    python tests/emulator/run_test_bank.py target/debug/local
"""

import os
import subprocess
import sys

from local import Local
from stack import SERVICE


def main(program):
    with Local(program, SERVICE / "generated") as bank:
        environment = os.environ | {
            "HW10_API_URL": bank.api,
            "HW10_DYNAMODB_URL": bank.dynamodb,
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
        }
        return subprocess.run([sys.executable, SERVICE / "tests" / "test_bank.py"], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
