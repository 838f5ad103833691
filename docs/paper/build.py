"""Writes the paper that is handed in: the link to the repository, the design diagram, the sources consulted.

    docs/paper/build.py                          # writes docs/paper/hw10.pdf
    docs/paper/build.py --repository URL --output FILE

The diagrams are those that the generator wrote; the sources are the pages that the files of the repository cite, so
that neither can be out of date.
"""

import argparse
import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CITING = {".cjs", ".json", ".md", ".mjs", ".py", ".rs", ".toml", ".yml"}
PAGE = re.compile(r"https://[\w.-]+/[\w./~%?=&+-]*")

# Whose pages count as sources; what else looks like an address is an example of one.
GROUPS = {
    "https://docs.aws.amazon.com/step-functions/": "AWS Step Functions",
    "https://docs.aws.amazon.com/lambda/": "AWS Lambda",
    "https://docs.aws.amazon.com/apigateway/": "Amazon API Gateway",
    "https://docs.aws.amazon.com/amazondynamodb/": "Amazon DynamoDB",
    "https://docs.aws.amazon.com/": "AWS, other documentation",
    "https://aws.amazon.com/": "AWS, other documentation",
    "https://states-language.net/": "Specifications",
    "https://www.rfc-editor.org/": "Specifications",
    "https://spec.openapis.org/": "Specifications",
    "https://json-schema.org/": "Specifications",
    "https://schema.postman.com/": "Specifications",
    "https://docs.jsonata.org/": "Specifications",
    "https://man7.org/": "Other",
    "https://howardhinnant.github.io/": "Other",
    "https://www.serverless.com/": "Other",
}


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    paths = (Path(name) for name in listed.stdout.split("\0") if name)
    cites = (path for path in paths if path.suffix in CITING and "generated" not in path.parts)
    return [path for path in cites if path.name != "package-lock.json" and (ROOT / path).exists()]


def group_of(url: str) -> str | None:
    return next((about for prefix, about in GROUPS.items() if url.startswith(prefix)), None)


def sources() -> list[dict]:
    """The pages by group, each with the files that cite it."""
    citing: dict[str, set[str]] = defaultdict(set)
    for path in tracked_files():
        for found in PAGE.findall((ROOT / path).read_text(encoding="utf-8")):
            url = found.rstrip(".")
            if group_of(url) and url not in GROUPS:
                citing[url].add(str(path))
    groups = {about: [] for about in GROUPS.values()}
    for url, files in sorted(citing.items()):
        groups[group_of(url)].append({"url": url, "files": sorted(files)})
    return [{"about": about, "pages": pages} for about, pages in groups.items() if pages]


def remote() -> str | None:
    """The repository's address in a browser, as the clone knows it."""
    asked = subprocess.run(["git", "remote", "get-url", "origin"], cwd=ROOT, capture_output=True, text=True, check=False)
    url = re.sub(r"^git@([^:]+):", r"https://\1/", asked.stdout.strip())
    url = re.sub(r"^https://[^/@]+@", "https://", url).removesuffix(".git")
    return url if url.startswith("https://") else None


def main() -> int:
    arguments = argparse.ArgumentParser(description="Writes the paper that is handed in.")
    arguments.add_argument("--repository", help="the address that the paper links to (default: the remote `origin`)")
    arguments.add_argument("--output", type=Path, default=HERE / "hw10.pdf", help="the file (default: beside this script)")
    asked = arguments.parse_args()
    repository = asked.repository or remote()
    if not repository:
        print("The clone has no remote `origin` with an address to link to: say it by --repository https://...", file=sys.stderr)
        return 2
    try:
        import typst
    except ImportError:
        print("It is set by typst: pip install -r hw10/scripts/requirements.txt", file=sys.stderr)
        return 2
    typst.compile(
        HERE / "paper.typ",
        output=asked.output,
        root=ROOT,
        sys_inputs={"repository": repository, "sources": json.dumps(sources())},
    )
    print(f"{asked.output}: {sum(len(it['pages']) for it in sources())} sources, linked to {repository}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
