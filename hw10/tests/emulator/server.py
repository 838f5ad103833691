"""The emulator's process: ministack with what it lacks, on loopback, in plain and with TLS.

    python server.py PLAIN_PORT TLS_PORT CERTIFICATE TROUBLE
"""

import asyncio
import sys
from pathlib import Path

import missing
from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app
from trouble import Trouble


def main(plain_port, tls_port, certificate, trouble):
    missing.put_in_place()
    Trouble(Path(trouble))
    config = Config()
    config.insecure_bind = [f"127.0.0.1:{plain_port}"]
    config.bind = [f"127.0.0.1:{tls_port}"]
    config.certfile = config.keyfile = certificate
    asyncio.run(serve(app, config))


if __name__ == "__main__":
    main(*sys.argv[1:])
