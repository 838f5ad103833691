"""Reads the paper again that docs/paper/build.py wrote: the link to the repository, both diagrams, the sources.

    python scripts/check-paper.py ../docs/paper/hw10.pdf https://github.com/somebody/hw10
"""

import re
import sys
from pathlib import Path

from pypdf import PdfReader

ROOT = Path(__file__).resolve().parent.parent


def labels(diagram):
    """What the nodes of a diagram are called, by its Mermaid source."""
    quoted = re.findall(r'"([^"]+)"', (ROOT / "generated" / diagram).read_text(encoding="utf-8"))
    return {line for text in quoted for line in text.split("<br>")}


def main(paper, repository):
    pages = PdfReader(paper).pages
    text = "\n".join(page.extract_text() for page in pages)
    links = {it.get_object()["/A"]["/URI"] for page in pages for it in page.get("/Annots", [])}
    wanted = labels("service.mmd")
    missing = sorted(label for label in wanted if label not in text)
    sources = {link for link in links if link.startswith("https://docs.aws.amazon.com/")}
    for label in missing:
        print(f"{label} is in the diagram's source and not in the paper", file=sys.stderr)
    if repository not in links:
        print(f"the paper does not link to {repository}", file=sys.stderr)
    if not sources:
        print("the paper names no page of AWS", file=sys.stderr)
    print(f"{len(pages)} pages, {len(wanted) - len(missing)} of {len(wanted)} labels of the design, {len(links) - 1} sources")
    return 1 if missing or repository not in links or not sources else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
