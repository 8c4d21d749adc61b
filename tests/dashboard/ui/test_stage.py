"""Minimap, probe, motion, displacement and driftmap: one axis of depth, and what hand and keys do on it."""

from functools import cache

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.presets import PRESETS
from playwright.sync_api import expect

WITH_DEPTH = ("minimap", "probe", "driftmap", "traces-static", "traces-drifting")
WITH_TIME = ("motion", "field", "driftmap")
FRAMES = """names => Object.fromEntries(names.map(name => {
    const [view] = [...Bokeh.index.query(v => v.model.type === "Figure" && v.model.name === name)]
    const box = view.el.getBoundingClientRect(), {left, right, top, bottom} = view.frame.bbox
    return [name, [box.x + left, box.x + right, box.y + top, box.y + bottom]]
}))"""
BOXES = """name => [...Bokeh.index.query(v => v.model.type === "Figure" && v.model.name === name)]
    .map(view => view.el.getBoundingClientRect().toJSON()).sort((one, other) => one.x - other.x)"""
SHOWN = """([name, axis]) => {
    const [view] = [...Bokeh.index.query(v => v.model.type === "Figure" && v.model.name === name)]
    return [view.model[`${axis}_range`].start, view.model[`${axis}_range`].end]
}"""
PIXEL = """([name, x, y]) => {
    const [view] = [...Bokeh.index.query(v => v.model.type === "Figure" && v.model.name === name)]
    const box = view.el.getBoundingClientRect(), {x_scale, y_scale} = view.frame
    return [box.x + x_scale.compute(x), box.y + y_scale.compute(y)]
}"""
SIZES = {(1280, 720): 24, (1440, 900): 32, (1920, 1080): 48}
"""Sizes of the window, and how many pixels the selected unit's way has at least."""
OVERLAPPING = """names => [...Bokeh.index.query(v => v.model.type === "Figure")].flatMap(view => {
    if (!names.includes(view.model.name)) return []
    const pen = document.createElement("canvas").getContext("2d"), found = []
    for (const axis of [...view.model.below, ...view.model.left].filter(one => one.visible)) {
        const [drawn] = [...Bokeh.index.query(v => v.model === axis)], side = view.model.below.includes(axis) ? 0 : 1
        pen.font = `${axis.major_label_text_font_size} ${axis.major_label_text_font}`
        const places = drawn.tick_coords.major[side], scale = side ? view.frame.y_scale : view.frame.x_scale
        const words = axis.formatter.doFormat(places, {loc: 0}), size = parseFloat(axis.major_label_text_font_size)
        const spans = places.map((place, at) => {
            const middle = scale.compute(place), half = (side ? size : pen.measureText(words[at]).width) / 2
            return [middle - half, middle + half]
        }).sort((one, other) => one[0] - other[0])
        const overlap = spans.slice(1).some(([start], at) => start < spans[at][1])
        if (overlap || !words.length) found.push([view.model.name, side, words])
    }
    return found
})"""


def frames(dashboard, *names):
    return dashboard.page.evaluate(FRAMES, list(names))


def shown(dashboard, name="driftmap", axis="y"):
    return dashboard.page.evaluate(SHOWN, [name, axis])


def pixel(dashboard, name, x, y):
    return dashboard.page.evaluate(PIXEL, [name, x, y])


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(*(a + (b - a) * step / 5 for a, b in zip(start, end, strict=True)))
    page.mouse.up()


@cache
def ways():
    """Return the way of the unit that each preset that drifts is opened with, as a share of the depths shown."""
    found = {}
    for name, preset in PRESETS.items():
        look, simulation = preset.look, Simulation(preset.config)
        if look.unit is not None:
            motion = simulation.motion
            bins = np.arange(len(motion.vectors_um))
            start_s, end_s = look.times_s or (0.0, preset.config.duration_s)
            bins = bins[
                (bins >= start_s * motion.sampling_frequency_hz) & (bins < end_s * motion.sampling_frequency_hz)
            ]
            depths = (
                simulation.locations_um[look.unit, 1]
                + motion.displacement_um(bins, np.full(bins.size, look.unit))[:, 1]
            )
            low, high = look.depths_um
            assert low <= depths.min() < depths.max() <= high, name
            found[name] = np.ptp(depths) / (high - low)
    return found


def ways_px(height):
    """Return how many pixels these ways have in a picture of some height."""
    return {name: share * height for name, share in ways().items()}


@pytest.fixture
def opened(dashboard):
    return dashboard.open("?preset=published-drift")


def test_pictures_of_the_same_axis_are_aligned(opened):
    for width, height in SIZES:
        opened.page.set_viewport_size({"width": width, "height": height})
        opened.page.wait_for_function("width => document.querySelector('.stage').clientWidth < width", arg=width)
        opened.wait_for_picture()
        found = frames(opened, *WITH_DEPTH, *WITH_TIME)
        top, bottom = found["driftmap"][2:]
        for name, pixels in ways_px(bottom - top).items():
            assert pixels >= SIZES[width, height], (name, width)
        assert opened.page.evaluate(OVERLAPPING, list(WITH_TIME)) == []
        for name in WITH_DEPTH:
            assert found[name][2:] == pytest.approx(found["driftmap"][2:], abs=1.5), (name, width)
        for name in WITH_TIME:
            assert found[name][:2] == pytest.approx(found["driftmap"][:2], abs=1.5), (name, width)


def test_the_frame_of_the_minimap_is_the_range_of_depths(opened):
    page, before = opened.page, opened.picture("driftmap")
    low, high = shown(opened)
    middle, up = pixel(opened, "minimap", 0.5, (low + high) / 2), pixel(opened, "minimap", 0.5, high)
    drag(page, middle, (middle[0], middle[1] - 40))
    opened.wait_for_other_picture(before, "driftmap")
    moved = shown(opened)
    assert moved[0] > low + 100
    assert moved[1] - moved[0] == pytest.approx(high - low, abs=1.0)
    assert shown(opened, "probe") == moved
    before = opened.picture("driftmap")
    up = pixel(opened, "minimap", 0.5, moved[1])
    drag(page, up, (up[0], up[1] - 20))
    opened.wait_for_other_picture(before, "driftmap")
    resized = shown(opened)
    assert resized[0] == pytest.approx(moved[0], abs=1.0)
    assert resized[1] > moved[1] + 50
    before = opened.picture("driftmap")
    page.mouse.dblclick(*pixel(opened, "minimap", 0.5, 600.0))
    opened.wait_for_other_picture(before, "driftmap")
    assert shown(opened) == shown(opened, "minimap")


def test_a_click_on_a_lane_or_button_chooses_the_shank(dashboard):
    dashboard.open("?preset=four-shank")
    page, before = dashboard.page, dashboard.picture("driftmap")
    buttons = [page.locator(f".ds-shank-{number}") for number in (1, 2, 3, 4)]
    expect(buttons[2]).to_have_attribute("aria-pressed", "true")
    buttons[0].click()
    before = dashboard.wait_for_other_picture(before, "driftmap")
    expect(buttons[0]).to_have_attribute("aria-pressed", "true")
    expect(buttons[2]).to_have_attribute("aria-pressed", "false")
    page.keyboard.down("Shift")
    page.mouse.click(*pixel(dashboard, "minimap", 1.5, 60.0))
    page.keyboard.up("Shift")
    dashboard.wait_for_other_picture(before, "driftmap")
    assert [one.get_attribute("aria-pressed") for one in buttons] == ["true", "true", "false", "false"]
    left, right = page.evaluate(BOXES, "driftmap")
    assert left["x"] + left["width"] <= right["x"] + 1
    assert left["width"] > 100 and right["width"] > 100
    for one in buttons:
        box = one.bounding_box()
        assert min(box["width"], box["height"]) >= 24


def test_the_driftmap_is_panned_and_with_shift_its_depths_are_marked(opened):
    page, before = opened.page, opened.picture("driftmap")
    low, high = shown(opened)
    x, y = pixel(opened, "driftmap", 150.0, (low + high) / 2)
    drag(page, (x, y), (x, y + 40))
    before = opened.wait_for_other_picture(before, "driftmap")
    panned = shown(opened)
    assert panned[0] > low + 10
    assert panned[1] - panned[0] == pytest.approx(high - low)
    page.keyboard.down("Shift")
    drag(page, (x, y), (x + 30, y + 50))
    page.keyboard.up("Shift")
    before = opened.wait_for_other_picture(before, "driftmap")
    marked = shown(opened)
    assert panned[0] < marked[0] < marked[1] < panned[1]
    page.keyboard.down("Shift")
    page.mouse.wheel(0, 200)
    page.keyboard.up("Shift")
    before = opened.wait_for_other_picture(before, "driftmap")
    assert shown(opened)[1] - shown(opened)[0] > marked[1] - marked[0] + 10
    page.mouse.dblclick(x, y)
    opened.wait_for_other_picture(before, "driftmap")
    assert shown(opened) == pytest.approx([low, high])


def test_keys_pan_and_zoom_the_picture_that_has_the_focus(opened):
    page, before = opened.page, opened.picture("driftmap")
    low, high = shown(opened)
    page.locator(".ds-view-driftmap").get_by_role("img").focus()
    page.keyboard.press("ArrowUp")
    before = opened.wait_for_other_picture(before, "driftmap")
    assert shown(opened) == pytest.approx([low + 0.1 * (high - low), high + 0.1 * (high - low)])
    page.keyboard.press("z")
    before = opened.wait_for_other_picture(before, "driftmap")
    start, end = shown(opened, axis="x")
    assert 0 < start < end < 600
    page.keyboard.press("Shift+ArrowDown")
    opened.wait_for_other_picture(before, "driftmap")
    assert shown(opened)[1] - shown(opened)[0] == pytest.approx((high - low) / 1.25)


def test_the_hover_card_tells_what_is_under_the_pointer(opened):
    page, card = opened.page, opened.page.locator(".ds-hover")
    x, y = pixel(opened, "driftmap", 406.627, 1886.0)
    page.mouse.move(x - 2, y)
    expect(card).to_contain_text("Unit 231")
    for words in ("at rest 1\u2009911", "channel 192: 172 \u2192 56", "channel 188: 62 \u2192 185", "spikes/s", "SNR"):
        expect(card).to_contain_text(words)
    box = card.bounding_box()
    assert not (box["x"] <= x <= box["x"] + box["width"] and box["y"] <= y <= box["y"] + box["height"])
    page.mouse.move(*pixel(opened, "motion", 406.0, -25.0))
    expect(card).to_contain_text("\u221225")
    page.mouse.move(*pixel(opened, "field", 406.0, 1900.0))
    expect(card).to_contain_text("406.0")
    expect(card).to_contain_text("\u2212")
    page.mouse.move(5, 5)
    expect(card).to_be_hidden()


def test_at_the_edges_the_card_flips_and_a_focused_picture_tells_of_its_unit(opened):
    page, card = opened.page, opened.page.locator(".ds-hover")
    page.set_viewport_size({"width": 700, "height": 900})
    opened.wait_for_picture()
    right, bottom = pixel(opened, "driftmap", 599.0, 1741.0)
    page.mouse.move(right - 3, bottom - 3)
    page.mouse.move(*pixel(opened, "field", 599.0, 1900.0))
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box["x"] + box["width"] < 700
    page.locator(".ds-view-driftmap").get_by_role("img").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(card).to_contain_text("Unit 231")
