"""Steps of lessons as hands do them, with the mouse alone and with keys alone: nothing is done for them by the page."""

import math

import pytest
from driftscope.lessons import builtin_lessons
from playwright.sync_api import expect

SIZES = [{"viewport": {"width": width, "height": height}} for width, height in ((1280, 720), (1024, 768))]
LOOK = builtin_lessons().files["look"].lesson
FOCUSED = "wanted => Boolean(document.activeElement?.matches(wanted))"
MOST_TABS = 150


def centre(page, selector):
    box = page.locator(selector).first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def press(page, selector):
    """Press the mouse in the middle of something, whatever lies there."""
    expect(page.locator(selector).first).to_be_visible()
    expect(page.locator(selector).first).to_be_enabled()
    page.mouse.click(*centre(page, selector))


def tab_to(page, wanted):
    """Go on by Tab until something has the focus."""
    for _ in range(MOST_TABS):
        if page.evaluate(FOCUSED, wanted):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {wanted}")


def at_step(page, number):
    page.wait_for_function(
        "words => document.querySelector('.ds-lesson-progress')?.getAttribute('aria-label') === words"
        " && document.querySelector('.ds-status').dataset.word === 'ready'", arg=f"Step {number} of {len(LOOK.steps)}",
    )  # fmt: skip


def answered(page):
    expect(page.locator(".ds-lesson fieldset[disabled]")).to_have_count(1)


def on_axis(page, name, time_s):
    """Return where a time is on the screen, in the upper part of a figure."""
    return page.evaluate("""([name, time]) => {
        const [view] = [...Bokeh.index.query(one => one.model.name === name)]
        const {left, top} = view.el.getBoundingClientRect(), {x_scale, bbox} = view.frame
        return [left + x_scale.compute(time), top + bbox.top + 20] }""", [name, time_s])  # fmt: skip


@pytest.mark.parametrize("dashboard", SIZES, indirect=True)
def test_the_first_lesson_is_passed_with_the_mouse_alone(dashboard):
    page = dashboard.open("?lesson=look").page
    for number, step in enumerate(LOOK.steps):
        at_step(page, number + 1)
        if step.ask:
            press(page, f".ds-lesson-answer-{step.ask.answer[0]}")
            press(page, ".ds-lesson-show")
            answered(page)
        elif number == 1:
            page.mouse.click(*on_axis(page, "driftmap", 120.0))
        else:
            press(page, ".ds-unit-next button")
        press(page, ".ds-lesson-show")
        expect(page.locator(".ds-lesson-reveal")).to_be_visible()
        press(page, ".ds-lesson-next")
    expect(page.locator(".ds-lesson")).to_be_hidden()


@pytest.mark.parametrize("dashboard", SIZES, indirect=True)
def test_the_first_lesson_is_passed_with_keys_alone(dashboard):
    page = dashboard.open("?lesson=look").page
    for number, step in enumerate(LOOK.steps):
        at_step(page, number + 1)
        if step.ask:
            tab_to(page, ".ds-lesson [type=radio]")
            for key in ("Space", *["ArrowDown"] * step.ask.answer[0], "Enter"):
                page.keyboard.press(key)
            answered(page)
        elif number == 1:
            tab_to(page, ".ds-time input.number")
            page.keyboard.type("120")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press(".")
        expect(page.locator(".ds-lesson-show")).to_be_enabled()
        tab_to(page, ".ds-lesson-show")
        page.keyboard.press("Enter")
        expect(page.locator(".ds-lesson-reveal")).to_be_visible()
        tab_to(page, ".ds-lesson-next")
        page.keyboard.press("Enter")
    expect(page.locator(".ds-lesson")).to_be_hidden()


@pytest.mark.parametrize("dashboard", SIZES, indirect=True)
def test_a_curve_is_drawn_over_the_plate_that_hides_the_picture(dashboard):
    page = dashboard.open("?lesson=probes").page
    expect(page.locator(".ds-view-curve > .ds-plate")).to_be_visible()
    expect(page.locator(".ds-lesson-sheet")).to_be_visible()
    box = page.locator(".ds-lesson-sheet").bounding_box()
    across = [box["x"] + 2 + (box["width"] - 4) * share / 60 for share in range(61)]
    down = [box["y"] + box["height"] * (0.5 + 0.3 * math.cos(6 * math.pi * share / 60)) for share in range(61)]
    page.mouse.move(across[0], down[0])
    page.mouse.down()
    for place in zip(across, down, strict=True):
        page.mouse.move(*place)
    page.mouse.up()
    press(page, ".ds-lesson-show")
    answered(page)
    expect(page.locator(".ds-lesson .own")).to_contain_text("3")
    expect(page.locator(".ds-lesson-sheet")).to_have_count(0)


def test_a_large_number_is_reached_by_holding_an_arrow(dashboard):
    page = dashboard.open("?lesson=noise&step=3").page
    expect(page.locator(".ds-lesson-answer-0")).to_be_visible()
    page.mouse.move(*centre(page, ".ds-lesson .box [aria-label='+']"))
    page.mouse.down()
    page.wait_for_function("() => Number(document.querySelector('.ds-lesson-answer-0').value) > 60")
    page.mouse.up()
    reached = page.locator(".ds-lesson-answer-0").input_value()
    page.mouse.down()
    page.mouse.up()
    assert float(page.locator(".ds-lesson-answer-0").input_value()) == float(reached) + 1
