"""A real server and pages of it in a real browser; a page that complains or asks an outside host fails its test."""

import os
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.parse import urlparse
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

PATIENCE_S = 60
expect.set_options(timeout=PATIENCE_S * 1000 / 2)  # two pages at once on two cores are slow, and not wrong
OWN_HOSTS = {"localhost", "127.0.0.1", ""}

SERVE = """
import sys
from pathlib import Path
from driftscope_dashboard.server import serve
serve(port=int(sys.argv[1]), open_browser=False, output=Path(sys.argv[2]), data=[Path(sys.argv[3])])
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if "/dashboard/ui/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


def wait_until_healthy(address, process):
    """Wait until the server says that it can serve."""
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE_S:
        assert process.poll() is None, "the server ended"
        try:
            with urlopen(f"{address}/healthz", timeout=5) as answer:  # noqa: S310 - our own server
                assert answer.status == 200
                return
        except URLError:
            time.sleep(0.05)
    pytest.fail("the server does not answer")


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """Where the server's pages write recordings."""
    return tmp_path_factory.mktemp("written")


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    """The folder whose recordings the server's pages may open."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def address(written, data):
    """Where a server of the page listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(port), str(written), str(data)], env=environment)
    try:
        wait_until_healthy(f"http://localhost:{port}", process)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


class Dashboard:
    """A page, and the questions that tests ask it."""

    def __init__(self, page, address):
        self.page, self.address, self.complaints = page, address, []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _request(self, request):
        target = urlparse(request.url)
        if target.scheme in ("http", "https", "ws", "wss") and target.hostname not in OWN_HOSTS:
            self.complaints.append(f"asked {request.url}")

    def open(self, query=""):
        self.page.goto(f"{self.address}/{query}")
        self.wait_for_picture()
        return self

    def wait_for_picture(self):
        """Wait until traces are drawn and nothing is computed any more."""
        self.page.wait_for_function("""() => {
            const drawn = (window.Bokeh?.documents ?? []).some(d => [...d._all_models.values()].some(
                m => m.type === "Figure" && m.name.startsWith("traces-") && m.visible
                     && m.renderers.some(r => Object.values(r.data_source.data).some(c => c.length > 0))))
            return drawn && document.querySelector(".ds-status").textContent === "ready"
        }""")

    def control(self, name):
        return self.page.locator(f".ds-{name}")

    def value(self, name):
        """Return what a control holds."""
        return self._of(name, "value")

    def problem(self, name):
        return self._of(name, "problem")

    def _of(self, name, field):
        return self.page.evaluate(
            "([name, field]) => document.querySelector(`.ds-${name}`)?.node[field]", [name, field]
        )

    def picture(self, view="traces"):
        """Return a number that tells pictures of a view apart."""
        return self.page.evaluate("""name => {
            let sum = 0, number = 0
            const add = value => {
                if (value == null) return
                if (typeof value === "number" && !Number.isFinite(value)) return
                if (typeof value === "number") { sum = (sum * 31 + value) % 1e9; number++ }
                else if (typeof value !== "string") for (const item of value.array ?? value) add(item)
            }
            for (const d of Bokeh.documents) for (const m of d._all_models.values())
                if (m.type === "Figure" && m.visible && (m.name === name || m.name.startsWith(name + "-")))
                    for (const r of m.renderers)
                        for (const [, column] of Object.entries(r.data_source.data).sort()) add(column)
            return [sum, number]
        }""", view)  # fmt: skip

    def wait_for_other_picture(self, before, view="traces"):
        """Wait until a view shows something else than before."""
        begun = time.monotonic()
        while self.picture(view) == before:
            assert time.monotonic() - begun < PATIENCE_S, "the picture stays"
            self.page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))")
        self.wait_for_picture()
        return self.picture(view)

    def unfold(self, *groups):
        for group in groups:
            details = self.page.locator(f".ds-group-{group}")
            if details.get_attribute("open") is None:
                details.locator("summary").click()

    def type_into(self, name, text, which=0):
        """Type a number into a control."""
        box = self.control(name).locator("input.number").nth(which)
        box.fill(text)
        box.press("Enter")


@pytest.fixture
def dashboard(chromium, address, request):
    """A page of the size most people have, not yet opened."""
    options = {"viewport": {"width": 1440, "height": 900}, **getattr(request, "param", {})}
    context = chromium.new_context(accept_downloads=True, **options)
    context.set_default_timeout(PATIENCE_S * 1000)
    board = Dashboard(context.new_page(), address)
    yield board
    context.close()
    assert board.complaints == []


WATCHED = """
import ctypes, functools, gc, sys, threading
from driftscope.cache import the_cache
from driftscope_dashboard.server import serving
from driftscope_dashboard.session.state import Session

def resident_mb():
    with open("/proc/self/smaps_rollup") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024

def answer():
    for _ in sys.stdin:
        the_cache().clear()
        gc.collect()
        if sys.platform == "linux":
            ctypes.CDLL(None).malloc_trim(0)
        waiting = sum(one.ready_pages.waiting for one in servers)
        print(sum(isinstance(one, Session) for one in gc.get_objects()) - waiting, resident_mb(), flush=True)

threading.Thread(target=answer, daemon=True).start()
soon = {"unused_session_lifetime_milliseconds": 5000, "check_unused_sessions_milliseconds": 500}
servers, make = [], functools.partial(serving.page_server, **soon)

def page_server(*given, **more):
    servers.append(make(*given, **more))
    return servers[-1]

serving.page_server = page_server
serving.serve(port=int(sys.argv[1]), open_browser=False)
"""


class WatchedServer:
    """A server of its own that says how many sessions live in it and how much memory it has."""

    def __init__(self, log):
        from driftscope_dashboard.server import free_port

        port = free_port()
        self.address, self._log = f"http://localhost:{port}", log
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with log.open("w", encoding="utf-8") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-c", WATCHED, str(port)],
                env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip
        wait_until_healthy(self.address, self.process)
        self.process.stdout.readline()

    def watch(self):
        """Return the number of live sessions and the memory in MB without garbage and without the cache of results."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        sessions, memory = self.process.stdout.readline().split()
        return int(sessions), float(memory)

    def complaints(self):
        """Return what the server wrote into its log as an error."""
        text = self._log.read_text(encoding="utf-8")
        return text if "Traceback" in text or "ERROR" in text else ""


@pytest.fixture
def watched_server(tmp_path):
    """A server that can be asked about its sessions and memory."""
    server = WatchedServer(tmp_path / "server.log")
    yield server
    server.process.terminate()
    server.process.communicate(timeout=20)
