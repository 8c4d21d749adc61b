"""What a class on one machine waits for: `python tests/benchmarks/classroom.py [pages] [--processes 1 2]`.

Starts `driftscope serve` with a token, as a lecturer does, and prints

- how long it takes until all pages of one link are ready that clients open at once by the protocol, without a browser,
  and the processor time of the server for each: of a link, of a lesson, and of a class that has begun;
- how long it takes until all pages of one link, opened at once in a real Chromium, can be used, and the processor time
  of server and browsers;
- how long ten pages wait for each of 30 changes that all make at once (median, and the slowest of a hundred), alone and
  while another visitor tries what hurts: links with 10 000 units, configurations that take hours, large files, requests
  that are none;
- both with one process and with several.

Browsers and server share the processors here; with browsers elsewhere a class waits for less.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from conftest import ARGUMENTS, find_chromium
from driftscope import SimulationConfig
from driftscope.presets import PRESETS
from driftscope_dashboard.server.access import ACCESS_COOKIE
from driftscope_dashboard.session.sharing import Shared, encode
from page_clients import all_open, processor_s
from playwright.sync_api import Page, sync_playwright
from tornado.httpclient import AsyncHTTPClient

SESSIONS, CHANGES = 10, 30
ALL_TRIED, LONGEST = 10, 3_000
PATIENCE_MS = 120_000
REST_S = 4.0
"""A server that is left alone for so long makes pages in advance."""
CHANGE = """(status) => { window.changed = new Promise((done) => {
    const begun = performance.now()
    let seen = false
    const look = new MutationObserver(() => {
        if (status.textContent === "busy") seen = true
        else if (seen) { look.disconnect(); done(performance.now() - begun) }
    })
    look.observe(status, {childList: true, characterData: true, subtree: true, attributes: true})
    document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true, composed: true}))
    setTimeout(() => { look.disconnect(); done(seen ? 60000 : null) }, 60000)
}) }"""
RAW = [
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00", b"A" * 70_000,
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: bokeh, %00..\r\n\r\n",
    b"GET /hybrid?c=1-AAAA HTTP/1.1\r\nHost: localhost\r\n\r\n",
]  # fmt: skip


class Server:
    """A server as a lecturer starts it."""

    def __init__(self, processes: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115
        words = ["serve", "--no-browser", "--port", str(self.port), "--token", "--processes", str(processes), "--class"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "driftscope", *words], stdout=subprocess.PIPE, stderr=self._log, text=True,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        self.number = self._process.pid
        self.token = re.search(r"token=(\S+)", self._process.stdout.readline())[1]

    @property
    def cookie(self) -> str:
        """What a browser has that came in with the token."""
        connection = HTTPConnection("localhost", self.port, timeout=60)
        connection.request("GET", f"/?token={self.token}")
        return re.search(rf"{ACCESS_COOKIE}=(\w+)", connection.getresponse().headers["Set-Cookie"])[1]

    def address(self, query: str = "", page: str = "") -> str:
        return f"http://localhost:{self.port}/{page}?token={self.token}{query}"

    def stop(self) -> int:
        """End it, and return how many errors its log has."""
        self._process.terminate()
        self._process.wait(timeout=20)
        self._log.seek(0)
        lines = self._log.read().splitlines()
        errors = [number for number, line in enumerate(lines) if "Traceback" in line or line.startswith("ERROR")]
        for number in errors[:3]:
            print("\n".join(lines[max(number - 1, 0) : number + 30]))
        return len(errors)


async def opened_by_protocol(server: Server, number: int) -> None:
    """Print what pages cost that clients open at once, which take nothing but what the server has to give."""
    lesson, link = "lesson=drift&lang=en", "preset=published-first"
    for name, query in {"a link": link, "a lesson": lesson, "a class": f"{lesson}&class="}.items():
        if query.endswith("class="):
            query = await begun_class(server)
        before, address = processor_s(server.number), f"http://localhost:{server.port}/?{query}"
        clients, took = await all_open(address, number, f"{ACCESS_COOKIE}={server.cookie}")
        each = 1000 * (processor_s(server.number) - before) / number
        print(
            f"    {number} pages of {name} by the protocol: {took:.1f} s, {each:.0f} ms of the server each", flush=True
        )
        for client in clients:
            client.close()
        await asyncio.sleep(REST_S)


async def begun_class(server: Server) -> str:
    """Begin a class, wait until the server has made its pages in advance, and return what they ask for."""
    headers = {
        "Content-Type": "application/json",
        "Accept-Language": "en",
        "Cookie": f"{ACCESS_COOKIE}={server.cookie}",
    }
    here = f"http://localhost:{server.port}/"
    asked = json.dumps({"lesson": "drift", "here": here, "language": "en"})
    answer = await AsyncHTTPClient().fetch(f"{here}class", method="POST", body=asked, headers=headers)
    before = -1.0
    while (now := processor_s(server.number)) - before > 0.1 * REST_S:
        before = now
        await asyncio.sleep(REST_S)
    return urlsplit(json.loads(answer.body)["link"]).query.partition("&token=")[0]


def ready(page: Page) -> None:
    page.locator(".ds-status", has_text="ready").wait_for(timeout=PATIENCE_MS)


def open_all(browser, server: Server, number: int, preset: str) -> tuple[list[Page], float]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.new_page().goto(server.address(f"&preset={preset}"))
    pages = [context.new_page() for _ in range(number)]
    begun = time.monotonic()
    for page in pages:
        page.goto(f"http://localhost:{server.port}/?preset={preset}", wait_until="commit")
    for page in pages:
        ready(page)
    return pages, time.monotonic() - begun


def waits(pages: list[Page]) -> list[float]:
    """Return how long each page waited for each change, in ms."""
    found: list[float] = []
    for _ in range(CHANGES):
        for page in pages:
            page.locator(".ds-status").evaluate(CHANGE)
        found += [took for page in pages if (took := page.evaluate("window.changed")) is not None]
    return found


def hostile_configurations(folder: Path) -> list[Path]:
    """Return files that a visitor may send."""
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    files = {
        "pipe.yaml": f"probe: {{kind: file, path: {pipe}}}\n",
        "tty.yaml": "probe: {kind: file, path: /dev/tty}\n",
        "hours.yaml": "units: {minimum_distance_um: 1000, max_iteration: 10000}\n",
        "crowd.yaml": "units: {num_units: 20000}\n",
        "contacts.yaml": "probe: {kind: multi_column, num_columns: 64, num_contacts_per_column: 150}\n",
        "levels.yaml": "noise: {level_uv: [1.0, 2.0]}\n",
        "large.yaml": "a: [" + ", ".join(["1.5"] * 180_000) + "]\n",
        "huge.yaml": "a: [" + ", ".join(["1.5"] * 800_000) + "]\n",
        "deep.yaml": "a: " + "[" * 100_000 + "\n",
        "synchrony.yaml": "streams: spikeinterface\nduration_s: 36000\nspikes: {synchrony_ratio: 1.0}\n",
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text)
    return [folder / name for name in files]


class Hostile(threading.Thread):
    """A visitor who tries what hurts; in a browser of its own, for Playwright belongs to one thread."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self._server, self.ending, self.tried = server, threading.Event(), 0

    def run(self) -> None:
        large = SimulationConfig().replace({"units.num_units": 10_000, "units.minimum_distance_um": None})
        with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            page = browser.new_page()
            files = hostile_configurations(Path(folder))
            while not self.ending.is_set():
                page.goto(self._server.address(f"&c={encode(Shared(large))}"), wait_until="commit")
                ready(page)
                for file in files:
                    page.locator("input[type=file]").first.set_input_files(file)
                    self.tried += 1
                    if self.ending.wait(0.3):
                        break
                for sent in RAW:
                    with socket.create_connection(("127.0.0.1", self._server.port), timeout=5) as connection:
                        connection.sendall(sent)
            browser.close()


def measure(browser, processes: int, number: int) -> None:
    server = Server(processes)
    print(f"{processes} process(es)")
    asyncio.run(opened_by_protocol(server, number))
    before, all_before = processor_s(server.number), processor_s(os.getpid())
    pages, took = open_all(browser, server, number, "published-first")
    spent, of_all = processor_s(server.number) - before, processor_s(os.getpid()) - all_before
    shares = f"of the server {spent:.1f} s, of browsers {of_all - spent:.1f} s"
    print(f"    {number} pages of a link in browsers: {took:.1f} s; {shares}", flush=True)
    for page in pages[SESSIONS:]:
        page.close()
    alone = waits(pages[:SESSIONS])
    hostile = Hostile(server)
    hostile.start()
    disturbed: list[float] = []
    while len(disturbed) < LONGEST and hostile.tried < ALL_TRIED:
        disturbed += waits(pages[:SESSIONS])
    hostile.ending.set()
    hostile.join(60)
    for name, found in (("alone", alone), (f"while one tries {hostile.tried} things that hurt", disturbed)):
        slowest = statistics.quantiles(found, n=100)[98]
        print(f"    {name}: {statistics.median(found):.0f} ms, slowest of a hundred {slowest:.0f} ms ({len(found)})")
    print(f"    errors in the log: {server.stop()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="?", type=int, default=30)
    parser.add_argument("--processes", nargs="+", type=int, default=[1, 2])
    given = parser.parse_args()
    assert "published-first" in PRESETS
    with sync_playwright() as playwright:
        for processes in given.processes:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            measure(browser, processes, given.pages)
            browser.close()


if __name__ == "__main__":
    main()
