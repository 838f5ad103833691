"""Trouble on request: what happens on AWS and not on an idle emulator. A file says which, while it is there:

    {"held": "FUNCTION", "seconds": 4}      an invocation waits so long at most, as for a cold start
    {"refused": "ACTION", "as": "ERROR"}    DynamoDB answers a call so
"""

import json
import time

from ministack.services import dynamodb, lambda_svc

# What DynamoDB answers, and with which status.
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
ERRORS = {
    "InternalServerError": (500, {}),
    "TransactionCanceledException": (400, {"CancellationReasons": [{"Code": "TransactionConflict"}] * 2}),
}


class Trouble:
    def __init__(self, file):
        self.file = file
        self.call_function = lambda_svc._execute_function
        self.call_store = dynamodb.handle_request
        lambda_svc._execute_function = self.invoke
        dynamodb.handle_request = self.ask

    def now(self):
        try:
            return json.loads(self.file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}

    def invoke(self, function, event):
        name, start = (function.get("config") or function)["FunctionName"], time.monotonic()
        while (now := self.now()).get("held") == name and time.monotonic() < start + now["seconds"]:
            time.sleep(0.02)
        return self.call_function(function, event)

    async def ask(self, method, path, headers, body, query):
        now = self.now()
        if "refused" not in now or not headers.get("x-amz-target", "").endswith(f".{now['refused']}"):
            return await self.call_store(method, path, headers, body, query)
        status, fields = ERRORS[now["as"]]
        error = {"__type": f"com.amazonaws.dynamodb.v20120810#{now['as']}", "message": "on request", **fields}
        return status, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(error).encode()
