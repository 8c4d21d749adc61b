"""The address follows the page; what was done and kept survives a reload."""

import re

import numpy as np
import pytest
from driftscope.presets import PRESETS
from driftscope_dashboard.session.sharing import decode
from playwright.sync_api import expect

SHARED = "document.querySelector('.node-address').node.shared"


def held(url):
    """Return what an address holds."""
    return decode(re.search(r"c=(1-[\w-]+)", url)[1])


def wait_for_address(dashboard):
    """Wait until the address holds what the page shows."""
    dashboard.wait_for_picture()
    dashboard.page.wait_for_function(f"new URLSearchParams(location.search).get('c') === {SHARED}")


def change(dashboard, name, text):
    before = dashboard.page.url
    dashboard.type_into(name, text)
    dashboard.page.wait_for_url(lambda url: url != before)
    wait_for_address(dashboard)


def test_reload_and_a_second_tab_give_the_same_page(dashboard):
    page = dashboard.open("?preset=tetrode").page
    assert page.url.endswith("?preset=tetrode")
    change(dashboard, "motion-components-0-period_s", "40")
    change(dashboard, "time", "31.5")
    dashboard.control("traces-mode").get_by_role("radio", name="overlaid").click()
    page.wait_for_url(lambda url: held(url).look.mode == "overlaid")
    for look_again in (page.reload, lambda: page.goto(page.url)):
        look_again()
        dashboard.wait_for_picture()
        assert dashboard.value("motion-components-0-period_s") == 40
        assert (dashboard.value("time"), dashboard.value("traces-mode")) == (31.5, "overlaid")


def test_back_and_forward_bring_the_page_as_it_was(dashboard):
    page = dashboard.open("?preset=tetrode&theme=dark").page
    entries = page.evaluate("history.length")
    change(dashboard, "motion-components-0-period_s", "40")
    change(dashboard, "time", "31.5")
    change(dashboard, "motion-components-0-period_s", "50")
    assert page.evaluate("history.length") == entries + 2
    assert "theme=dark" in page.url
    shown = dashboard.picture("motion")
    page.go_back()
    dashboard.wait_for_other_picture(shown, "motion")
    assert (dashboard.value("motion-components-0-period_s"), dashboard.value("time")) == (40, 31.5)
    page.go_back()
    expect(page.locator(".ds-preset")).to_contain_text(PRESETS["tetrode"].title)
    page.go_forward()
    page.go_forward()
    expect(dashboard.control("motion-components-0-period_s").locator("input.number")).to_have_value("50")
    wait_for_address(dashboard)
    assert page.evaluate("history.length") == entries + 2
    page.keyboard.press("Control+z")
    expect(dashboard.control("motion-components-0-period_s").locator("input.number")).not_to_have_value("50")


def test_what_was_done_and_kept_survives_a_reload(dashboard):
    page = dashboard.open("?preset=tetrode").page
    dashboard.control("snapshots").get_by_role("button", name="Snapshot A").click()
    expect(page.locator(".notice")).to_contain_text("A is saved in this browser tab")
    change(dashboard, "motion-components-0-period_s", "40")
    change(dashboard, "motion-components-0-period_s", "50")
    dashboard.control("undo").locator("button").click()
    box = dashboard.control("motion-components-0-period_s").locator("input.number")
    expect(box).to_have_value("40")
    page.wait_for_function("JSON.parse(sessionStorage[`driftscope ${location.pathname} index`]).future.length === 1")
    wait_for_address(dashboard)
    page.reload()
    dashboard.wait_for_picture()
    expect(dashboard.control("redo").locator("button")).to_be_enabled()
    dashboard.control("redo").locator("button").click()
    expect(box).to_have_value("50")
    dashboard.control("undo").locator("button").click()
    dashboard.control("undo").locator("button").click()
    expect(box).to_have_value("200")
    dashboard.control("redo").locator("button").click()
    dashboard.control("snapshots").get_by_role("button", name="Snapshot A").click()
    expect(page.locator(".ds-preset")).to_contain_text(PRESETS["tetrode"].title)


def test_what_the_browser_has_no_room_for_is_not_called_kept(dashboard):
    page = dashboard.open("?preset=tetrode").page
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') } }"
    )
    dashboard.control("snapshots").get_by_role("button", name="Snapshot A").click()
    expect(page.locator(".notice.error")).to_contain_text("A is lost when this page is closed")


def test_a_page_too_long_for_an_address_is_said_and_comes_back_in_its_tab(dashboard):
    page = dashboard.open("?preset=tetrode").page
    chance = np.random.default_rng(0)
    for _ in range(3):
        rows = [f"{time / 10},{moved:.3f}" for time, moved in enumerate(chance.uniform(-4, 4, 3000))]
        table = "\n".join(["time_s,displacement_um", *rows]).encode()
        before = dashboard.picture("motion")
        dashboard.control("import").locator("input").set_input_files(
            files=[{"name": "drift.csv", "mimeType": "text/csv", "buffer": table}]
        )
        shown = dashboard.wait_for_other_picture(before, "motion")
    expect(page.locator(".notice", has_text="too long for a URL")).to_contain_text("keeps it for a reload")
    assert page.url.endswith("?kept=tab")
    page.reload()
    expect(page.locator("[class*='-kind'][class*='motion-components'] select")).to_have_count(4)
    dashboard.wait_for_picture()
    assert dashboard.picture("motion") == shown
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".notice.error")).to_contain_text("no longer has it")
    other.close()


@pytest.mark.parametrize("pause", [False, True])
def test_one_drag_of_a_slider_is_one_undo(dashboard, pause):
    page = dashboard.open("?preset=tetrode").page
    track = dashboard.control("motion-components-0-period_s").locator("input[type=range]")
    box = track.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.33, y)
    page.mouse.down()
    for share in (0.4, 0.5, 0.6):
        before = dashboard.value("motion-components-0-period_s")
        page.mouse.move(box["x"] + box["width"] * share, y)
        page.wait_for_function(
            "before => document.querySelector('.ds-motion-components-0-period_s').node.value !== before", arg=before
        )
        dashboard.wait_for_picture()
        if pause:
            page.evaluate("() => new Promise(done => setTimeout(done, 1200))")
    page.mouse.up()
    dashboard.wait_for_picture()
    dashboard.control("undo").locator("button").click()
    expect(dashboard.control("motion-components-0-period_s").locator("input.number")).to_have_value("200")
    expect(dashboard.control("undo").locator("button")).to_be_disabled()
