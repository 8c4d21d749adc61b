"""The selected unit is dragged on the probe by its ring, or moved by keys: it stands elsewhere at rest."""

import pytest
from playwright.sync_api import expect

REST = """() => {
    const [view] = [...Bokeh.index.query(v => v.model.name === "probe")], unit = document.querySelector(".ds-unit-drag").node.options[0]
    const data = view.model.renderers.find(r => "x0" in r.data_source.data).data_source.data
    const box = view.el.getBoundingClientRect(), {x_scale, y_scale} = view.frame
    return [data.x0[unit], data.y0[unit], box.x + x_scale.compute(data.x0[unit]), box.y + y_scale.compute(data.y0[unit])]
}"""  # noqa: E501


def moved(page, before, x_um, y_um, within=1.5):
    """Wait until the unit is at rest elsewhere, so far away."""
    page.wait_for_function(
        f"([x, y]) => {{ const [now_x, now_y] = ({REST})();"
        f" return Math.abs(now_x - x) < {within} && Math.abs(now_y - y) < {within} }}",
        arg=[before[0] + x_um, before[1] + y_um],
    )


@pytest.fixture
def opened(dashboard):
    dashboard.open("?preset=published-drift")
    return dashboard


def test_a_ring_is_dragged_and_undone_in_one_step(opened):
    page = opened.page
    before = page.evaluate(REST)
    x, y = before[2:]
    depths = page.evaluate("[...Bokeh.index.query(v => v.model.name === 'probe')][0].model.y_range.start")
    page.mouse.move(x, y)
    expect(page.locator(".ds-held")).to_be_visible()
    page.mouse.down()
    page.mouse.move(x + 4, y - 15)
    page.mouse.move(x + 8, y - 30)
    page.mouse.up()
    expect(page.locator(".ds-notices, .notices").first).to_contain_text(
        "positions of all 250 units are now listed one by one"
    )
    opened.wait_for_picture()
    after = page.evaluate(REST)
    assert (after[2], after[3]) == (pytest.approx(x + 8, abs=1), pytest.approx(y - 30, abs=1))
    assert page.evaluate("[...Bokeh.index.query(v => v.model.name === 'probe')][0].model.y_range.start") == depths
    page.keyboard.press("Control+z")
    moved(page, before, 0, 0, within=0.1)
    expect(page.locator(".ds-undo button")).to_be_disabled()


def test_alt_and_arrows_move_it_too(opened):
    page = opened.page
    before = page.evaluate(REST)
    page.locator(".ds-view-probe canvas").first.wait_for()
    page.evaluate("[...Bokeh.index.query(v => v.model.name === 'probe')][0].canvas_view.events_el.focus()")
    for _ in range(3):
        page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+Shift+ArrowRight")
    moved(page, before, 10, 3, within=0.2)


def test_elsewhere_a_drag_still_shows_a_range_of_depths(opened):
    page = opened.page
    x, y = page.evaluate(REST)[2:]
    start = "[...Bokeh.index.query(v => v.model.name === 'probe')][0].model.y_range.start"
    before = page.evaluate(start)
    page.mouse.move(x + 20, y - 40)
    page.mouse.down()
    page.mouse.move(x + 20, y)
    page.mouse.move(x + 20, y + 20)
    page.mouse.up()
    page.wait_for_function(f"before => Math.abs({start} - before) > 10", arg=before)
    assert opened.value("units-num_units") == 250
