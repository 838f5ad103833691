"""Holds a packaged template against checkov's rules, and what they find against the answers in checkov.json: a finding that
is not answered there is a problem, and so is an answer to what is not found.

    python scripts/check-rules.py .serverless/cloudformation-template-update-stack.json
"""

import json
import subprocess
import sys
from pathlib import Path

# The rules are those of the pinned release: nothing is fetched, and nothing is told to anybody.
CHECKOV = ["checkov", "--framework", "cloudformation", "--skip-download", "--compact", "--output", "json"]


def main(template):
    command = [str(Path(sys.executable).with_name(CHECKOV[0])), *CHECKOV[1:], "--file", template]
    run = subprocess.run(command, capture_output=True, text=True)
    if not run.stdout.startswith("{"):
        print(run.stdout + run.stderr, file=sys.stderr)
        return 1
    report = json.loads(run.stdout)
    summary, failed = report["summary"], report["results"]["failed_checks"]
    names = {it["check_id"]: it["check_name"] for it in failed}
    found = {(it["check_id"], it["resource"].rsplit(".", 1)[1]) for it in failed}
    answers = json.loads(Path(__file__).with_name("checkov.json").read_text(encoding="utf-8"))
    answered = {(it["check"], resource) for it in answers for resource in it["resources"]}
    for check, resource in sorted(found - answered):
        print(f"{resource}: {names[check]} ({check}): mend it, or answer it in scripts/checkov.json", file=sys.stderr)
    for check, resource in sorted(answered - found):
        print(f"{resource}: scripts/checkov.json answers {check}, which is not found", file=sys.stderr)
    print(f"{summary['passed']} checks passed, {len(found & answered)} findings answered, {len(found ^ answered)} problems")
    return 1 if found != answered or summary["parsing_errors"] or not summary["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
