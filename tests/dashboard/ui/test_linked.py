"""The pictures are linked: what one selects, moves or plays in one of them, the others follow."""

from functools import cache

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.presets import PRESETS
from playwright.sync_api import expect

PLACE_OF_UNIT = """unit => {
    for (const d of Bokeh.documents) for (const m of d._all_models.values())
        if (m.type === "Figure" && m.name === "probe") {
            const [view] = Bokeh.index.query(v => v.model === m)
            const units = m.renderers.find(r => r.data_source.data.strength).data_source.data
            const box = view.el.getBoundingClientRect()
            const {x_scale, y_scale} = view.frame
            return [box.x + x_scale.compute(units.x[unit]), box.y + y_scale.compute(units.y[unit])]
        } }"""
VALUES = """([name, glyph, column]) => {
    for (const d of Bokeh.documents) for (const m of d._all_models.values())
        if (m.type === "Figure" && m.name === name)
            return [...m.renderers.filter(r => r.glyph.type === glyph && r.data_source.data[column]
                && !["missed", "false", "unit-now"].includes(r.name)).at(-1).data_source.data[column]] }"""
RANGE = """([name, axis]) => {
    for (const d of Bokeh.documents) for (const m of d._all_models.values())
        if (m.type === "Figure" && m.name === name) return [m[`${axis}_range`].start, m[`${axis}_range`].end] }"""


def values(dashboard, name, glyph, column):
    return dashboard.page.evaluate(VALUES, [name, glyph, column])


def limits(dashboard, name, axis):
    return dashboard.page.evaluate(RANGE, [name, axis])


def middle(dashboard, view, across=0.5, down=0.5):
    box = dashboard.page.locator(f".ds-view-{view} canvas").first.bounding_box()
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(*(a + (b - a) * step / 5 for a, b in zip(start, end, strict=True)))
    page.mouse.up()


@cache
def neighbour_of_the_first_look():
    """Return the unit of the published example that is next above the one that its first look follows."""
    preset = PRESETS["published-drift"]
    depths = Simulation(preset.config).locations_um[:, 1]
    return int(np.flatnonzero(depths > depths[preset.look.unit])[depths[depths > depths[preset.look.unit]].argmin()])


@pytest.fixture
def opened(dashboard):
    return dashboard.open("?preset=published-drift")


def test_a_click_on_a_unit_selects_it_everywhere_and_escape_clears(opened):
    page = opened.page
    before = {view: opened.picture(view) for view in ("probe", "motion", "driftmap", "traces")}
    page.mouse.click(*page.evaluate(PLACE_OF_UNIT, neighbour_of_the_first_look()))
    for view, picture in before.items():
        opened.wait_for_other_picture(picture, view)
    assert len(values(opened, "driftmap", "Scatter", "x")) > 100
    assert sum(strength > 0.5 for strength in values(opened, "probe", "Scatter", "strength")) == 1
    expect(page.locator(".ds-unit")).to_have_text(f"Unit {neighbour_of_the_first_look()}")
    selected = opened.picture("probe")
    page.keyboard.press("Escape")
    opened.wait_for_other_picture(selected, "probe")
    assert len(values(opened, "driftmap", "Scatter", "x")) == 0


@pytest.mark.parametrize("view", ["probe", "driftmap"])
def test_dragged_depths_are_shown_everywhere(opened, view):
    before = {name: opened.picture(name) for name in ("driftmap", "traces")}
    low, high = limits(opened, "probe", "y")
    x, y = middle(opened, view, 0.4, 0.3)
    if view == "driftmap":
        opened.page.keyboard.down("Shift")
    drag(opened.page, (x, y), (x, y + 60))
    opened.page.keyboard.up("Shift")
    for name, picture in before.items():
        opened.wait_for_other_picture(picture, name)
    shown = limits(opened, "probe", "y")
    assert shown == limits(opened, "driftmap", "y")
    assert low < shown[0] < shown[1] < high


@pytest.mark.parametrize("view", ["motion", "driftmap"])
def test_a_click_moves_cursor_and_window(opened, view):
    before = opened.picture("traces")
    opened.page.mouse.click(*middle(opened, view, 0.25, 0.5))
    opened.wait_for_other_picture(before, "traces")
    assert 60 < opened.value("time") < 200


def test_time_is_one_axis_and_depth_is_one(opened):
    page, before = opened.page, opened.picture("driftmap")
    page.mouse.move(*middle(opened, "motion"))
    page.mouse.wheel(0, -300)
    opened.wait_for_other_picture(before, "driftmap")
    assert limits(opened, "motion", "x") == limits(opened, "driftmap", "x") != [0, 600]
    before = opened.picture("driftmap")
    page.mouse.move(*middle(opened, "probe", 0.7))
    page.mouse.wheel(0, -300)
    opened.wait_for_other_picture(before, "driftmap")
    assert limits(opened, "probe", "y") == limits(opened, "driftmap", "y")


def test_dragging_and_the_wheel_move_time_and_gain_on_the_traces(opened):
    page, (x, y) = opened.page, middle(opened, "traces")
    before, time = opened.picture("traces"), opened.value("time")
    drag(page, (x, y), (x - 80, y))
    before = opened.wait_for_other_picture(before, "traces")
    assert 0.005 < opened.value("time") - time < 0.015
    window = opened.value("window")
    page.mouse.wheel(0, -200)
    before = opened.wait_for_other_picture(before, "traces")
    assert opened.value("window") < window
    window = opened.value("window")
    page.keyboard.down("Shift")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Shift")
    opened.wait_for_other_picture(before, "traces")
    assert opened.value("window") == window


def test_keys_move_and_are_left_alone_while_one_types(opened):
    page, before, time = opened.page, opened.picture("traces"), opened.value("time")
    page.keyboard.press("ArrowRight")
    before = opened.wait_for_other_picture(before, "traces")
    assert opened.value("time") == pytest.approx(time + 0.002)
    page.keyboard.press("n")
    before = opened.wait_for_other_picture(before, "traces")
    page.keyboard.press("s")
    opened.wait_for_other_picture(before, "traces")
    assert opened.value("traces-mode") == "static"
    box = opened.control("time").locator("input.number")
    box.click()
    box.press("d")
    box.press("Escape")
    assert opened.value("traces-mode") == "static"


def test_the_list_of_keys_opens_and_closes(opened):
    keys = opened.page.get_by_role("dialog", name="Help: pictures and keys")
    opened.page.keyboard.press("?")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Play or pause")
    opened.page.keyboard.press("Escape")
    expect(keys).not_to_be_visible()
    opened.control("help").get_by_role("button", name="Help: pictures and keys (?)").click()
    expect(keys).to_be_visible()


def test_playing_moves_the_cursor_until_it_is_paused(opened):
    page, time = opened.page, opened.value("time")
    opened.control("speed").locator("select").select_option("10")
    opened.control("play").get_by_role("button").click()
    before = opened.picture("traces")
    before = opened.wait_for_other_picture(before, "traces")
    expect(opened.control("play").get_by_role("button", name="Pause")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("Space")
    expect(opened.control("play").get_by_role("button", name="Play")).to_be_visible()
    assert opened.value("time") > time
