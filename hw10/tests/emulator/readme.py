"""The README's commands, run as they stand in one shell."""

import re
import subprocess
from pathlib import Path

DONE = "the block is done"


def blocks(readme, section):
    """The shell blocks of a section, in order."""
    text = Path(readme).read_text(encoding="utf-8")
    body = re.search(rf"^## {re.escape(section)}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)[1]
    return re.findall(r"^```sh\n(.*?)^```$", body, re.MULTILINE | re.DOTALL)


class Shell:
    """A shell that one types blocks into: what a block sets, the next one has."""

    def __init__(self, directory, environment):
        self.process = subprocess.Popen(
            ["bash", "-eo", "pipefail"],
            cwd=directory,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def run(self, block):
        """What the block prints; ends the test if one of its commands fails."""
        self.process.stdin.write(f"{{\n{block}\n}} </dev/null\necho; echo {DONE!r}\n")
        self.process.stdin.flush()
        said = []
        for line in self.process.stdout:
            if line.strip() == DONE:
                return "".join(said)
            said.append(line)
        raise AssertionError(f"a command of the README fails:\n{block}\n{''.join(said)}")
