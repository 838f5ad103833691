"""Starts and stops the emulator, and says what a client's environment must hold to reach it."""

import contextlib
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import trustme
from tunnel import Tunnel

HERE = Path(__file__).parent
REGION = "us-east-1"
DOMAIN = f"{REGION}.amazonaws.com"
START_SECONDS_MAX = 60

# A machine's own account must play no part, nor a proxy of its own.
FOREIGN = ("AWS_", "HW10_", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy")


class Emulator:
    def __enter__(self):
        self.exit = contextlib.ExitStack()
        self.folder = Path(self.exit.enter_context(tempfile.TemporaryDirectory(prefix="hw10-emulator-")))
        self.port, tls_port = free_ports(2)
        self.url = f"http://127.0.0.1:{self.port}"
        self.trouble_file = self.folder / "trouble"
        certify(self.folder)
        self.start(tls_port)
        self.tunnel = self.exit.enter_context(Tunnel(tls_port))
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.exit.close()

    def start(self, tls_port):
        words = [sys.executable, HERE / "server.py", self.port, tls_port, self.folder / "server.pem", self.trouble_file]
        self.log = self.exit.enter_context(open(self.folder / "log", "w+", encoding="utf-8"))
        environment = own_environment() | {
            "AWS_ENDPOINT_URL": self.url,  # which its Lambdas inherit
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_HOST": DOMAIN,  # so that the API is at the address that the stack's output names
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "TMPDIR": str(self.folder),
        }
        self.process = subprocess.Popen([str(it) for it in words], env=environment, stdout=self.log, stderr=self.log)
        end = time.monotonic() + START_SECONDS_MAX
        while not answers(f"{self.url}/_ministack/health"):
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"the emulator did not start:\n{Path(self.log.name).read_text(encoding='utf-8')}")
            time.sleep(0.1)

    def environment(self):
        """What has the clients of AWS, curl, Node.js and requests talk to the emulator alone."""
        authority = str(self.folder / "authority.pem")
        return own_environment() | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "HTTPS_PROXY": self.tunnel.url,
            "https_proxy": self.tunnel.url,
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            "CURL_CA_BUNDLE": authority,
            "NODE_EXTRA_CA_CERTS": authority,
            "REQUESTS_CA_BUNDLE": authority,
        }

    @contextlib.contextmanager
    def trouble(self, **what):
        partial = self.trouble_file.with_suffix(".partial")
        partial.write_text(json.dumps(what), encoding="utf-8")
        partial.replace(self.trouble_file)
        try:
            yield
        finally:
            self.trouble_file.unlink()

    def bootstraps(self):
        """The processes in which Lambdas run."""
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        pids = [int(pid) for file in children for pid in file.read_text(encoding="ascii").split()]
        return [pid for pid in pids if is_bootstrap(pid)]


def own_environment():
    return {name: it for name, it in os.environ.items() if not name.startswith(FOREIGN)}


def is_bootstrap(pid):
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() == "bootstrap"
    except FileNotFoundError:
        return False


def free_ports(count):
    """Below those that the system gives to clients, so that none of them has one when the server comes to listen."""
    ports = set()
    while len(ports) < count:
        port = random.randrange(20_000, 32_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            ports.add(port)
    return ports


def certify(folder):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    authority.issue_cert(f"*.execute-api.{DOMAIN}").private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False
