"""What a thumb does on a phone, where pictures take the whole width of the page."""

import pytest

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
STEPS = 12
SHOWN = """() => {
    const [view] = [...Bokeh.index.query(one => one.model.name === "driftmap")]
    return [view.model.y_range.start, view.model.y_range.end] }"""


def swipe(page, start, up):
    """Move a finger up."""
    touch = page.context.new_cdp_session(page)
    at = [{"x": start[0], "y": start[1] - up * step / STEPS} for step in range(STEPS + 1)]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at[0]]})
    for one in at[1:]:
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [one]})
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => done(true)))")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("dashboard", [PHONE], indirect=True)
def test_a_finger_over_the_driftmap_scrolls_the_page_and_the_unit_stays(dashboard):
    page = dashboard.open("?preset=published-drift").page
    box, depths = page.locator(".ds-view-driftmap").bounding_box(), page.evaluate(SHOWN)
    swipe(page, (box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.7), 300)
    page.wait_for_function("() => document.querySelector('main').scrollTop > 200")
    dashboard.wait_for_picture()
    assert page.evaluate(SHOWN) == depths


@pytest.mark.parametrize("dashboard", [PHONE], indirect=True)
def test_a_link_is_made_without_a_search(dashboard):
    page = dashboard.open("?preset=tetrode").page
    box = page.locator(".ds-share button").first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
