"""An HTTP proxy that leads every https address to the emulator, so that the API is asked under the very address that the
stack's output names. Nothing that asks through it leaves the machine."""

import socket
import socketserver
import threading

HTTPS = "443"


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        method, place, _ = self.rfile.readline().decode("ascii").split()
        while self.rfile.readline().strip():
            pass
        host, _, port = place.rpartition(":")
        if method != "CONNECT" or not (port == HTTPS or host == "127.0.0.1"):
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            return
        target = ("127.0.0.1", self.server.tls_port if port == HTTPS else int(port))
        with socket.create_connection(target) as there:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=copy, args=(there, self.connection), daemon=True)
            back.start()
            copy(self.connection, there)
            back.join()


def copy(source, sink):
    try:
        while block := source.recv(65536):
            sink.sendall(block)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # One of both has gone; the other finds out by itself.


class Tunnel(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, tls_port):
        super().__init__(("127.0.0.1", 0), Handler)
        self.tls_port = tls_port
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"
