import json
import zlib
from base64 import urlsafe_b64encode

import pytest
from driftscope.presets import PRESETS
from playwright.sync_api import expect

TABS = ("unit", "firing", "noise")
WORDS = {"unit": "amplitudes-words"}
PICTURES = {"unit": ("amplitudes", "templates", "curve")}


def opened(dashboard, name):
    """Open a tab and wait until its view says what one sees."""
    dashboard.control(f"tab-{name}").click()
    expect(dashboard.control(WORDS.get(name, f"{name}-words")).locator("p")).not_to_be_empty()
    dashboard.wait_for_picture()


@pytest.mark.parametrize(
    "dashboard",
    [{"viewport": {"width": 1440, "height": 900}}, {"viewport": {"width": 1024, "height": 768}}],
    indirect=True,
)
def test_one_tab_is_shown_at_a_time_and_the_page_still_fits(dashboard):
    page = dashboard.open("?preset=tetrode").page
    for name in TABS:
        opened(dashboard, name)
        for other in TABS:
            expect(page.locator(f"#panel-{other}")).to_be_visible(visible=other == name)
            selected = page.locator(f".ds-tab-{other}").get_attribute("aria-selected")
            assert selected == str(other == name).lower()
        for picture in PICTURES.get(name, (name,)):
            expect(page.locator(f".ds-view-{picture} canvas").first).to_be_visible()
            assert dashboard.picture(picture)[1] > 0
        fold = page.locator(".ds-tabs-fold").bounding_box()
        assert fold["x"] + fold["width"] <= page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_tabs_are_reached_and_changed_by_keyboard(dashboard):
    page = dashboard.open("?preset=tetrode").page
    page.locator(".ds-tab-unit").focus()
    page.keyboard.press("End")
    expect(page.locator(".ds-tab-field")).to_be_focused()
    expect(page.locator("#panel-field")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#panel-noise")).to_be_visible()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#panel-unit")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Unit")).to_be_visible()


def test_the_panel_is_folded_and_gives_its_room_to_the_traces(dashboard):
    page = dashboard.open("?preset=tetrode").page
    before = page.locator(".ds-view-traces").bounding_box()["height"]
    page.locator(".ds-tabs-fold").click()
    expect(page.locator(".ds-tabs-fold")).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".ds-view-templates")).to_be_hidden()
    assert page.locator(".ds-view-traces").bounding_box()["height"] > before + 50
    page.locator(".ds-tabs-fold").click()
    expect(page.locator(".ds-view-templates")).to_be_visible()


def test_another_unit_is_shown_in_every_tab(dashboard):
    page = dashboard.open("?preset=tetrode").page
    opened(dashboard, "unit")
    before = dashboard.picture("templates")
    dashboard.control("unit").locator("button").click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(dashboard.control("unit").locator("button")).to_be_focused()
    expect(dashboard.control("unit")).to_have_text("Unit 5")
    assert dashboard.wait_for_other_picture(before, "templates") != before
    opened(dashboard, "firing")
    expect(dashboard.control("firing-words")).to_contain_text("Unit 5")
    dashboard.control("unit").locator("button").click()
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(dashboard.control("firing-words")).to_contain_text("largest in view")


def test_a_number_that_cannot_be_read_stays_until_escape(dashboard):
    page = dashboard.open("?preset=tetrode").page
    unit = dashboard.control("unit")
    before = unit.locator("button").inner_text()
    unit.locator("button").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("5x")
    page.keyboard.press("Enter")
    expect(unit.locator("input")).to_be_focused()
    expect(unit.locator("input")).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Escape")
    expect(unit.locator("button")).to_be_focused()
    expect(unit.locator("button")).to_have_text(before)


def test_a_higher_threshold_hides_more_of_the_recording(dashboard):
    dashboard.open("?preset=tetrode")
    facts = dashboard.control("unit-numbers")
    expect(facts).to_contain_text("below 5 ×")
    box = dashboard.control("amplitudes-threshold").locator("input.number")
    box.fill("500")
    box.press("Enter")
    expect(facts).to_contain_text("below 100 ×100")


@pytest.mark.parametrize("older", ["templates", "amplitudes"])
def test_a_link_with_the_older_name_of_a_tab_opens_the_unit(dashboard, older):
    data = {"config": PRESETS["tetrode"].config.to_dict(), "look": {"tab": older}}
    packed = urlsafe_b64encode(zlib.compress(json.dumps(data).encode())).decode().rstrip("=")
    page = dashboard.open(f"?c=1-{packed}").page
    expect(page.locator(".ds-tab-unit")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".ds-view-curve canvas").first).to_be_visible()


FRAMES = """name => [...Bokeh.index.query(view => view.model.name === name)].map(view => {
    const box = view.frame.bbox, left = view.el.getBoundingClientRect().left
    return [Math.round(left + box.left), Math.round(left + box.right)] })[0]"""


@pytest.mark.parametrize(
    "dashboard",
    [{"viewport": {"width": 1440, "height": 900}}, {"viewport": {"width": 1280, "height": 720}}],
    indirect=True,
)
def test_the_peak_stands_below_the_driftmap_edge_to_edge(dashboard):
    page = dashboard.open("?preset=published-first").page
    opened(dashboard, "unit")
    above, below = (page.evaluate(FRAMES, name) for name in ("driftmap", "amplitudes"))
    assert abs(above[0] - below[0]) <= 1 and abs(above[1] - below[1]) <= 1


def test_a_slider_changes_what_an_open_tab_shows(dashboard):
    dashboard.open("?preset=tetrode")
    opened(dashboard, "noise")
    before = dashboard.picture("noise")
    dashboard.unfold("noise")
    dashboard.type_into("noise-level_uv", "2")
    assert dashboard.wait_for_other_picture(before, "noise") != before


def test_without_units_the_tab_says_so(dashboard):
    dashboard.open("?preset=noise-only")
    expect(dashboard.control("amplitudes-words")).to_contain_text("No units")
