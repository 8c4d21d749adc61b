"""One picture in place of all, and the page for a projector."""

from urllib.parse import parse_qs, urlparse

import pytest
from driftscope import SimulationConfig
from driftscope_dashboard.session.sharing import Shared, decode, encode
from playwright.sync_api import expect

EMPTY = encode(Shared(SimulationConfig()))

SIZES = [{"viewport": {"width": 1024, "height": 768}}, {"viewport": {"width": 1280, "height": 720}}]
BOXES = {"probe": ".column.probe", "driftmap": ".column.middle", "traces": ".column.traces",
         "amplitudes": ".ds-view-amplitudes", "templates": ".ds-view-templates", "curve": ".ds-view-curve",
         "unit": ".tabs"}  # fmt: skip

SMALL_TARGETS = """() => [...document.querySelectorAll(".tabs button, .tabs input, .enlarge, .ds-present button")]
    .filter(part => part.checkVisibility() && part.getClientRects().length)
    .map(part => [part.getBoundingClientRect(), part.className || part.textContent])
    .filter(([box]) => box.width < 23.5 || box.height < 23.5).map(([box, name]) => [name, box.width, box.height])"""
SMALL_TYPE = """() => {
    const found = new Set(), walk = document.createTreeWalker(document.querySelector(".tabs"), NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) {
        const part = walk.currentNode.parentElement
        const size = parseFloat(getComputedStyle(part).fontSize), words = walk.currentNode.textContent.trim()
        if (words && part.checkVisibility() && size < 12) found.add(`${words} ${size}`)
    }
    return [...found]
}"""


def is_large(page, selector):
    """Return whether a picture fills the room between the sentence and the time."""
    box, main, say = (page.locator(one).bounding_box() for one in (selector, "main", ".say"))
    wide, below = box["width"] > 0.97 * main["width"], box["y"] >= say["y"] + say["height"]
    return wide and below and box["height"] > 0.95 * (main["height"] - say["height"]) - 20


@pytest.mark.parametrize("name", BOXES)
def test_a_button_enlarges_every_picture_and_escape_returns(dashboard, name):
    page = dashboard.open("?preset=tetrode").page
    before = page.locator(BOXES[name]).bounding_box()
    page.locator(f".ds-enlarge-{name}").click()
    assert is_large(page, BOXES[name])
    expect(page.locator("footer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".enlarged")).to_have_count(0)
    assert page.locator(BOXES[name]).bounding_box() == before
    assert dashboard.value("unit") is not None


@pytest.mark.parametrize("name", ["amplitudes", "driftmap", "unit"])
def test_a_link_shows_what_fills_the_page(dashboard, name):
    page = dashboard.open("?preset=tetrode").page
    page.locator(f".ds-enlarge-{name}").click()
    page.wait_for_function("() => document.querySelector('.node-enlarged').node.value !== ''")
    dashboard.wait_for_picture()
    page.wait_for_url(lambda url: decode(parse_qs(urlparse(url).query).get("c", [""])[0] or EMPTY).look.enlarged != "")
    page.reload()
    dashboard.wait_for_picture()
    assert is_large(page, BOXES[name])
    page.keyboard.press("Escape")
    expect(page.locator(".enlarged")).to_have_count(0)
    page.wait_for_url(lambda url: decode(parse_qs(urlparse(url).query)["c"][0]).look.enlarged == "")


def test_the_title_and_a_key_enlarge_too(dashboard):
    page = dashboard.open("?preset=tetrode").page
    page.locator(".column.traces h2").dblclick()
    assert is_large(page, ".column.traces")
    page.locator(".column.traces h2").dblclick()
    expect(page.locator(".enlarged")).to_have_count(0)
    page.locator(".ds-view-amplitudes .words").dblclick()
    assert is_large(page, ".ds-view-amplitudes")
    page.locator(".ds-enlarge-amplitudes").click()
    expect(page.locator(".enlarged")).to_have_count(0)
    page.locator(".ds-view-driftmap").click(position={"x": 150, "y": 60})
    page.keyboard.press("m")
    assert is_large(page, ".column.middle")
    assert page.locator(".column.traces").evaluate("part => part.inert")
    page.keyboard.press("m")
    expect(page.locator(".enlarged")).to_have_count(0)
    assert not page.locator(".column.traces").evaluate("part => part.inert")


def test_an_enlarged_picture_keeps_up_with_the_window_and_other_tabs(dashboard):
    page = dashboard.open("?preset=tetrode").page
    page.locator(".ds-enlarge-unit").click()
    page.locator(".ds-tab-units").click()
    assert is_large(page, ".tabs")
    page.set_viewport_size({"width": 1100, "height": 760})
    page.wait_for_function("""() => {
        const box = document.querySelector(".tabs").getBoundingClientRect()
        return box.right <= innerWidth && box.bottom <= innerHeight }""")
    page.keyboard.press("Escape")
    expect(page.locator(".ds-units-table")).to_be_visible()


def test_escape_goes_back_one_step_at_a_time(dashboard):
    page = dashboard.open("?preset=tetrode").page
    page.keyboard.press("Shift+P")
    expect(page.locator(".toolbar")).to_be_hidden()
    page.locator(".ds-enlarge-traces").click()
    page.keyboard.press("Escape")
    expect(page.locator(".enlarged")).to_have_count(0)
    expect(page.locator(".toolbar")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".toolbar")).to_be_visible()
    expect(page.locator(".ds-unit")).not_to_have_text("No unit")


@pytest.mark.parametrize("dashboard", SIZES, indirect=True)
def test_the_page_for_a_projector_is_large_and_nothing_is_cut(dashboard):
    page = dashboard.open("?preset=published-first&view=projector").page
    expect(page.locator(".toolbar")).to_be_hidden()
    expect(page.locator("aside")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sentence = page.locator(".sentence")
    assert sentence.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 24
    for part in (".say", ".stage", ".tabs", "footer"):
        box, window = page.locator(part).bounding_box(), page.viewport_size
        assert box["x"] >= 0 and box["x"] + box["width"] <= window["width"] + 1
        assert box["y"] >= 0 and box["y"] + box["height"] <= window["height"] + 1
        assert page.locator(part).evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    assert page.locator(".tabs > header").evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    sizes = page.evaluate("""() => [...Bokeh.index.query(view => view.model.type === "Figure" && view.el.offsetWidth)]
        .flatMap(view => [...view.model.left, ...view.model.below]).filter(axis => axis.visible)
        .map(axis => axis.major_label_text_font_size)""")
    assert {size for size in sizes if size != "0px"} == {"16px"}


def test_the_header_leads_to_the_presentation_and_figures_come_back_as_they_were(dashboard):
    page = dashboard.open("?preset=tetrode").page
    widths = """() => [...Bokeh.index.query(view => view.model.name === "driftmap")][0].model.min_border_left"""
    before = page.evaluate(widths)
    dashboard.control("present").locator("button").click()
    expect(page.locator("html")).to_have_attribute("data-view", "projector")
    assert "view=projector" in page.url
    assert page.evaluate(widths) > before
    page.locator(".ds-present-leave").click()
    expect(page.locator(".toolbar")).to_be_visible()
    assert page.evaluate(widths) == before
    assert "view=projector" not in page.url


def test_a_remote_steps_through_the_snapshots(dashboard):
    page = dashboard.open("?preset=tetrode").page
    page.keyboard.press("1")
    dashboard.unfold("noise")
    dashboard.type_into("noise-level_uv", "2")
    dashboard.wait_for_picture()
    page.locator(".ds-tab-unit").focus()
    page.keyboard.press("2")
    page.keyboard.press("Shift+P")
    level = "JSON.stringify(document.querySelector('.ds-noise-level_uv').node.value)"
    with_b = page.evaluate(level)
    expect(page.locator(".ds-snapshots .letter.kept")).to_have_count(2)
    page.keyboard.press("PageUp")
    page.wait_for_function(f"{level} !== '{with_b}'")
    page.keyboard.press("PageDown")
    page.wait_for_function(f"{level} === '{with_b}'")


@pytest.mark.parametrize("dashboard", [{"reduced_motion": "reduce"}], indirect=True)
def test_whoever_wants_less_motion_sees_none_while_enlarging(dashboard):
    page = dashboard.open("?preset=tetrode").page
    page.locator(".ds-enlarge-traces").click()
    assert page.locator(".column.traces").evaluate("part => part.getAnimations().length") == 0


@pytest.mark.parametrize("dashboard", [*SIZES, {"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_targets_and_type_in_the_card_are_large_enough(dashboard):
    page = dashboard.open("?preset=four-shank").page
    for tab in ("unit", "units", "firing", "noise"):
        page.locator(f".ds-tab-{tab}").click()
        dashboard.wait_for_picture()
        assert page.evaluate(SMALL_TARGETS) == []
        assert page.evaluate(SMALL_TYPE) == []
