import os
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from driftscope_dashboard.server import free_port
from playwright.sync_api import expect

SERVE = "import sys; from driftscope_dashboard.server import serve; serve(port=int(sys.argv[1]), open_browser=False)"
PATIENCE_S = 60
SHARED = "document.querySelector('.node-address').node.shared"


class Server:
    """A server that can be ended and begun anew at the same address."""

    def __init__(self):
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"

    def begin(self):
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self.process = subprocess.Popen([sys.executable, "-c", SERVE, str(self.port)], env=environment)
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE_S:
            try:
                with urlopen(f"{self.address}/healthz", timeout=5):  # noqa: S310 - our own server
                    return
            except URLError:
                time.sleep(0.05)
        pytest.fail("the server does not answer")

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture
def server():
    made = Server()
    made.begin()
    yield made
    made.end()


def test_after_the_server_was_gone_the_page_is_as_it_was(chromium, server):
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(f"{server.address}/?preset=tetrode")
    expect(page.locator(".ds-status")).to_have_text("ready", timeout=PATIENCE_S * 1000)
    known = page.evaluate(SHARED)
    box = page.locator(".ds-motion-components-0-period_s input.number")
    box.fill("77")
    box.press("Enter")
    expect(page.locator(".ds-preset")).to_contain_text("Custom configuration")
    expect(page.locator(".ds-status")).to_have_text("ready")
    page.wait_for_function(f"known => {SHARED} !== known", arg=known)
    server.end()
    expect(page.locator(".ds-lost")).to_contain_text("Connection lost", timeout=PATIENCE_S * 1000)
    server.begin()
    page.wait_for_url("**/?c=1-*")
    expect(page.locator(".ds-status")).to_have_text("ready", timeout=PATIENCE_S * 1000)
    expect(page.locator(".ds-lost")).to_be_hidden(timeout=PATIENCE_S * 1000)
    expect(box).to_have_value("77")
    page.locator(".ds-undo button").click()
    expect(page.locator(".ds-preset")).not_to_contain_text("Custom configuration")
    page.close()
