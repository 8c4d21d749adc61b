import os
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from driftscope_dashboard.server import free_port
from playwright.sync_api import expect

PATIENCE_MS = 60_000
SERVE = """
import sys
from driftscope_dashboard.page import app
from driftscope_dashboard.server import serving
make = app._workspace
def broken(*given):
    if not app.pn.state.session_args:
        raise RuntimeError("the <b>views</b> are missing")
    return make(*given)
app._workspace = broken
serving.serve(port=int(sys.argv[1]), open_browser=False)
"""


@pytest.fixture
def broken():
    """Where a server listens that cannot make its first page."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port)], env=environment, stderr=subprocess.PIPE, text=True
    )
    address, begun = f"http://localhost:{port}", time.monotonic()
    while True:
        try:
            with urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 - our own server
                break
        except URLError:
            assert time.monotonic() - begun < PATIENCE_MS / 1000
            time.sleep(0.05)
    yield address, process
    process.terminate()
    process.wait()
    process.stderr.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_that_cannot_be_made_says_so_and_leads_on(chromium, broken, scheme):
    address, process = broken
    page = chromium.new_page(viewport={"width": 1024, "height": 768}, color_scheme=scheme)
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    sorry = page.locator(".sorry")
    expect(sorry).to_contain_text("This page cannot be opened")
    expect(sorry).to_contain_text("the <b>views</b> are missing")
    assert "Traceback" not in page.content()
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    sorry.locator("a.onward").click()
    expect(page.locator(".ds-status")).to_have_text("ready", timeout=PATIENCE_MS)
    page.close()
    process.terminate()
    assert "RuntimeError: the <b>views</b> are missing" in process.stderr.read()
