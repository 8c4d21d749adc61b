"""The traces in a real browser: modes, gain, channels, what the pointer is told, and playing."""

import pytest
from playwright.sync_api import expect

FIGURE = """(name) => [...Bokeh.documents[0]._all_models.values()].find(m => m.type === "Figure" && m.name === name)"""
COLUMN = f"""([name, glyph, column]) => {{
    const figure = ({FIGURE})(name)
    const found = figure.renderers.filter(r => r.glyph.type === glyph && r.data_source.data[column])
    return [...found.at(-1).data_source.data[column]] }}"""
RANGE = f"({FIGURE})('traces-drifting').x_range"
LAID_OUT = f"""(name) => {{
    const [view] = Bokeh.index.query(v => v.model === ({FIGURE})(name))
    const box = view.el.getBoundingClientRect(), {{inner_width, inner_height}} = view.model
    return [box.x, box.y, box.width, inner_width, inner_height] }}"""
STILL = {"reduced_motion": "reduce"}


@pytest.fixture
def opened(dashboard):
    return dashboard.open("?preset=published-drift")


def column(dashboard, figure, glyph, name):
    return dashboard.page.evaluate(COLUMN, [figure, glyph, name])


def channels(dashboard):
    return column(dashboard, "traces-drifting", "HStrip", "channel")


def range_of(dashboard):
    return dashboard.page.evaluate(
        f"() => {{ const r = ({FIGURE})('traces-drifting').x_range; return [r.start, r.end] }}"
    )


def test_both_recordings_stand_beside_each_other_at_the_same_gain(opened):
    static, drifting = (opened.page.evaluate(LAID_OUT, f"traces-{one}") for one in ("static", "drifting"))
    assert static[0] + static[2] <= drifting[0] + 1
    assert (static[1], static[3:]) == (drifting[1], drifting[3:])
    assert channels(opened) == [194, 193, 192, 191, 190, 189, 188, 186]
    assert column(opened, "traces-static", "Text", "words") == ["172\u00a0µV", "62\u00a0µV"]
    assert column(opened, "traces-drifting", "Text", "words") == ["56\u00a0µV", "185\u00a0µV"]


def test_the_frames_are_as_high_as_those_of_the_driftmap(opened):
    heights = {opened.page.evaluate(LAID_OUT, name)[4] for name in ("traces-static", "traces-rows", "driftmap")}
    assert len(heights) == 1


def test_modes_and_keys_choose_the_figures(opened):
    page, before = opened.page, opened.picture()
    opened.control("traces-mode").get_by_role("radio", name="overlaid").click()
    before = opened.wait_for_other_picture(before)
    assert opened.picture("traces-static")[1] == 0
    for key, mode in (("s", "static"), ("d", "drifting"), ("b", "side by side")):
        page.keyboard.press(key)
        before = opened.wait_for_other_picture(before)
        assert opened.value("traces-mode") == mode
    assert opened.picture("traces-static")[1] > 0


def test_gain_and_channels_are_chosen(opened):
    gain, before = opened.control("gain"), opened.picture()
    expect(gain.locator("output")).to_have_text("100\u00a0µV")
    gain.get_by_role("button", name="Gain: higher").click()
    before = opened.wait_for_other_picture(before)
    expect(gain.locator("output")).to_have_text("50\u00a0µV")
    opened.page.keyboard.press("-")
    before = opened.wait_for_other_picture(before)
    expect(gain.locator("output")).to_have_text("100\u00a0µV")
    opened.control("channels").locator("select").select_option("1")
    before = opened.wait_for_other_picture(before)
    assert channels(opened) == [192]
    opened.control("channels").locator("select").select_option("0")
    opened.wait_for_other_picture(before)
    assert len(channels(opened)) > 20


def test_the_pointer_is_told_both_potentials(opened):
    x, y, _, width, height = opened.page.evaluate(LAID_OUT, "traces-drifting")
    opened.page.mouse.move(x + 10 + width / 2, y + 22 + height * 2.5 / 8)
    card = opened.page.locator(".ds-hover")
    expect(card).to_be_visible()
    for words in ("Channel 192", "ms", "depth", "static", "drifting"):
        expect(card).to_contain_text(words)
    assert card.inner_text().count("µV") == 2


def test_playing_locks_to_the_spikes_and_pausing_returns_the_window(opened):
    page, window = opened.page, range_of(opened)
    time = opened.value("time")
    assert opened.value("speed") == "whole"
    opened.control("play").get_by_role("button").click()
    page.wait_for_function(f"() => {RANGE}.start === -2")
    page.wait_for_function(f"""() => ({FIGURE})('traces-drifting').renderers.some(r => r.glyph.type === "Text" &&
        [...r.data_source.data.words].some(words => words.endsWith(" spikes")))""")
    page.locator("h1").click()
    page.keyboard.press("Space")
    expect(opened.control("play").get_by_role("button", name="Play")).to_be_visible()
    page.wait_for_function(
        f"start => Math.abs(({FIGURE})('traces-drifting').x_range.start - start) < 1e-6", arg=window[0]
    )
    assert opened.value("time") > time + 1
    assert opened.value("window") == 20


@pytest.mark.parametrize("dashboard", [STILL], indirect=True)
def test_in_little_motion_it_plays_four_steps_a_second(opened):
    asked = opened.page.evaluate("""() => new Promise((done) => {
        const node = document.querySelector(".ds-play").node, begun = performance.now(), times = []
        const poll = () => {
            if (times.at(-1) !== document.querySelector(".ds-time").node.value) {
                times.push(document.querySelector(".ds-time").node.value)
            }
            if (performance.now() - begun < 1500) requestAnimationFrame(poll); else done(times.length - 1)
        }
        document.querySelector(".ds-play button").click()
        poll()
    })""")
    assert 1 <= asked <= 7


@pytest.mark.parametrize("dashboard", [{"viewport": {"width": 1280, "height": 720}}], indirect=True)
def test_a_narrow_window_has_menus_and_fewer_rows(opened):
    expect(opened.control("traces-mode").locator("select")).to_be_visible()
    assert len(channels(opened)) == 6
