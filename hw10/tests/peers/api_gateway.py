"""API Gateway's mapping templates, rendered by a Velocity engine that others made, with what API Gateway gives to them.

`airspeed` knows no Java: what a template asks of a Java string is given to it here, as java.lang.String does it.
"""

import json
import re

from airspeed import operators


def replace_all(text, pattern, replacement):
    """Java names a group `$1`, Python `\\1`; an escape is a backslash in both."""
    return re.sub(pattern, re.sub(r"\$(\d)", r"\\\1", replacement), text)


operators.__additional_methods__[str].update(
    {
        "replaceAll": replace_all,
        "equalsIgnoreCase": lambda self, other: self.lower() == other.lower(),
        "trim": lambda self: self.strip(),
    }
)


class Utilities:
    """`$util`, as API Gateway has it."""

    # Commons Lang's escapeJavaScript, of which API Gateway's documentation says that it escapes the apostrophe too.
    NAMED = {"\b": "\\b", "\n": "\\n", "\t": "\\t", "\f": "\\f", "\r": "\\r", "'": "\\'", '"': '\\"', "\\": "\\\\", "/": "\\/"}

    def escapeJavaScript(self, text):
        units = text.encode("utf-16-be", "surrogatepass")
        letters = (chr(int.from_bytes(units[i : i + 2], "big")) for i in range(0, len(units), 2))
        return "".join(self.NAMED.get(it) or (it if 32 <= ord(it) < 127 else f"\\u{ord(it):04X}") for it in letters)

    def parseJson(self, text):
        return json.loads(text)


class Input:
    """`$input`: the body, and the headers."""

    def __init__(self, body, headers=None):
        self.body = json.loads(body)
        self.headers = headers or {}

    def path(self, path):
        value = self.body
        for name in filter(None, path.removeprefix("$").split(".")):
            value = value.get(name)
        return value

    def json(self, path):
        return json.dumps(self.path(path), ensure_ascii=False)

    def params(self):
        return {"header": self.headers, "path": {}, "querystring": {}}


class Once(dict):
    """A map whose values are set once, as API Gateway wants it of an override."""

    def __setitem__(self, name, value):
        if name in self:
            raise AssertionError(f"{name} is set twice")
        super().__setitem__(name, value)


def render(template, given, request_id):
    """The text that a template makes, and what it overrides of the response: `status` and `header`."""
    override = Once()
    dict.__setitem__(override, "header", Once())
    context = {"requestId": request_id, "responseOverride": override}
    text = operators.Template(template).merge({"input": given, "util": Utilities(), "context": context})
    return text, override
