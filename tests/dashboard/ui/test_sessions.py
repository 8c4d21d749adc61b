"""Many pages at once: each goes on, none waits for another's work, and what a closed one held is free again."""

import time

import pytest
from driftscope.presets import PRESETS
from driftscope_dashboard.session.sharing import Look, Shared, encode
from playwright.sync_api import expect

PAGES = 10
PATIENCE_S = 60
MOST_MB = 100.0
"""What one more page may take."""
SMALL = PRESETS["tetrode"].config
LARGE = PRESETS["published-drift"].config.replace({"streams": "spikeinterface", "duration_s": 1200.0})


def link(address, config, time_s=5.0):
    return f"{address}/?c={encode(Shared(config, Look(time_s=time_s, tab='')))}"


def opened(chromium, address):
    page = chromium.new_context(viewport={"width": 1024, "height": 768}).new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(address)
    return page


def wait_until_ready(page):
    expect(page.locator(".ds-status")).to_have_text("ready", timeout=PATIENCE_S * 1000)


ANCHOR = """() => [...Bokeh.documents[0]._all_models.values()]
    .find((model) => model.type === "Figure" && model.name === "traces-drifting").x_range.bounds?.[0]"""


def go_to(page, seconds):
    """Ask for another time."""
    box = page.locator(".ds-time input.number")
    box.fill(str(seconds))
    box.press("Enter")


def anchor(page):
    """Return the moment at the zero of the traces' time axis, in seconds."""
    return -page.evaluate(ANCHOR) / 1000


def close(page):
    page.context.close()


def wait_for_sessions(server, number):
    """Wait until so many sessions live; a closed page's session ends a while later."""
    begun = time.monotonic()
    while (found := server.watch()[0]) != number:
        assert time.monotonic() - begun < 2 * PATIENCE_S, f"{found} sessions live"
        time.sleep(0.5)


def test_ten_pages_go_on_and_free_what_they_held(chromium, watched_server):
    first = opened(chromium, link(watched_server.address, SMALL))
    wait_until_ready(first)
    _, before = watched_server.watch()
    pages = [first, *(opened(chromium, link(watched_server.address, SMALL)) for _ in range(PAGES - 1))]
    for page in pages:
        wait_until_ready(page)
    sessions, after = watched_server.watch()
    assert sessions == PAGES
    assert (after - before) / (PAGES - 1) < MOST_MB
    for number, page in enumerate(pages):
        go_to(page, 10 + number)
    for number, page in enumerate(pages):
        page.wait_for_function("() => document.querySelector('.ds-status').textContent === 'ready'")
        expect(page.locator(".ds-time input.number")).to_have_value(str(10 + number))
        assert anchor(page) == pytest.approx(10 + number)
    for page in pages:
        close(page)
    wait_for_sessions(watched_server, 0)
    assert watched_server.complaints() == ""


def test_a_slow_page_does_not_hold_up_another(chromium, watched_server):
    quick = opened(chromium, link(watched_server.address, SMALL))
    wait_until_ready(quick)
    slow = opened(chromium, link(watched_server.address, LARGE))
    slow.locator(".ds-status").wait_for()
    steps = 0
    while slow.locator(".ds-status").text_content() == "busy":
        steps += 1
        go_to(quick, 10 + steps)
        quick.wait_for_function(
            f"wanted => Math.abs(({ANCHOR})() + 1000 * wanted) < 1e-6",
            arg=10 + steps,
        )
    assert steps >= 3, "the slow page was not slow, or the quick one waited for it"
    for page in (quick, slow):
        close(page)
