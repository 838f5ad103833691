"""A Lambda runtime API on loopback, which starts a runtime and measures it.
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"""

import json
import queue
import subprocess
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

START_SECONDS_MAX = 30
INVOCATION_SECONDS_MAX = 30


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # An answer is one packet.

    def do_GET(self):
        self.server.ready.put(time.perf_counter())
        event = self.server.events.get()
        if event is None:
            self.close_connection = True
            return
        headers = {
            "Lambda-Runtime-Aws-Request-Id": str(uuid.uuid4()),
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + INVOCATION_SECONDS_MAX) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:000000000000:function:figures",
        }
        self.server.sent = time.perf_counter()
        self.answer(200, json.dumps(event).encode(), headers)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        took = time.perf_counter() - self.server.sent
        self.answer(202, b"")
        self.server.answers.put((took, self.path.endswith("/response"), body))

    def answer(self, status, body, headers=None):
        self.send_response(status)
        for name, it in ({"Content-Type": "application/json", "Content-Length": str(len(body))} | (headers or {})).items():
            self.send_header(name, it)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Runtime(ThreadingHTTPServer):
    """A started runtime: `start_seconds` from its spawn to its first question for an event."""

    daemon_threads = True

    def __init__(self, words, environment):
        super().__init__(("127.0.0.1", 0), Handler)
        self.events, self.answers, self.ready = queue.Queue(), queue.Queue(), queue.Queue()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        environment = environment | {"AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.server_address[1]}"}
        start = time.perf_counter()
        self.process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.start_seconds = self.ready.get(timeout=START_SECONDS_MAX) - start

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.events.put(None)
        self.shutdown()
        self.server_close()

    def invoke(self, event):
        """How long the runtime took to answer, in seconds."""
        self.events.put(event)
        took, succeeded, body = self.answers.get(timeout=INVOCATION_SECONDS_MAX)
        assert succeeded, body
        self.ready.get(timeout=INVOCATION_SECONDS_MAX)
        return took

    def memory_bytes_max(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        (peak,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
        return int(peak) * 1024
