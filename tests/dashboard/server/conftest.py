"""Servers of their own, spoken to without a browser."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time

import pytest

PATIENCE_S = 60


class Server:
    """A server that runs ``driftscope serve``."""

    def __init__(self, log, *words):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._log = log
        command = [sys.executable, "-m", "driftscope", "serve", "--no-browser", "--port", str(self.port), *words]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with log.open("w", encoding="utf-8") as told:
            self.process = subprocess.Popen(command, env=environment, stdout=told, stderr=told)
        self.wait_for("driftscope is running at")

    def log(self):
        return self._log.read_text(encoding="utf-8")

    def wait_for(self, words):
        begun = time.monotonic()
        while words not in self.log():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() - begun < PATIENCE_S, self.log()
            time.sleep(0.05)

    @property
    def tokens(self):
        """The visitors' token and the owner's."""
        return re.findall(r"token=([\w~.-]+)", self.log())

    def get(self, path="/", headers=None, method="GET"):
        """Return status, headers and text of an answer; redirections are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, answer.headers, text

    def raw(self, sent, patience_s=10):
        """Send bytes, and return all that comes until the server has nothing more to say."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience_s) as connection:
            connection.sendall(sent)
            received = b""
            try:
                while piece := connection.recv(2**16):
                    received += piece
            except (TimeoutError, ConnectionResetError):
                pass
            return received

    def open_socket(self, token="", path="/ws", headers="", patience_s=1):
        """Ask for a socket, and return the first line of the answer."""
        asked = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: bokeh, {token}\r\n{headers}\r\n"
        )
        return self.raw(asked.encode(), patience_s).split(b"\r\n")[0].decode()

    def stop(self):
        """Ask it to end, which it has to within the time that it promises, and a little for a machine that is busy."""
        self.process.terminate()
        self.process.wait(timeout=15)

    def complaints(self):
        return [line for line in self.log().splitlines() if "Traceback" in line or "ERROR" in line]


@pytest.fixture(scope="module")
def start_server(tmp_path_factory):
    """Start servers with words of the command line."""
    servers = []

    def start(*words):
        server = Server(tmp_path_factory.mktemp("server") / "log.txt", *words)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stop()
        assert server.complaints() == []
