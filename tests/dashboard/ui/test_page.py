import re
from urllib.request import urlopen

import pytest
from driftscope.presets import PRESETS
from driftscope_dashboard.theme import colour
from playwright.sync_api import expect

FIRST, *OTHERS = PRESETS


def test_the_server_says_that_it_can_serve(address):
    with urlopen(f"{address}/healthz") as answer:  # noqa: S310 - our own server
        assert answer.status == 200


@pytest.mark.parametrize(
    "dashboard",
    [{"viewport": {"width": 1440, "height": 900}}, {"viewport": {"width": 1024, "height": 768}}],
    indirect=True,
)
def test_the_page_opens_and_fits(dashboard):
    page = dashboard.open().page
    for view, least in (("probe", 100), ("motion", 36), ("driftmap", 100), ("traces", 100)):
        box = page.locator(f".ds-view-{view}").bounding_box()
        assert box["width"] >= 80
        assert box["height"] >= least
        assert box["x"] + box["width"] <= page.viewport_size["width"]
        assert box["y"] + box["height"] <= page.viewport_size["height"]
        expect(page.locator(f".ds-view-{view} canvas").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(page.locator(".ds-status")).to_have_text("ready")


def test_every_hook_is_there_and_nothing_is_a_stack_trace(dashboard):
    page = dashboard.open().page
    hooks = ["status", "preset", "undo", "redo", "export", "import", "theme", "time", "window"]
    hooks += ["view-probe", "view-motion", "view-traces", "noise-spatial_decay_um", "seed", "units-num_units"]
    hooks += ["motion-components-0-period_s", "templates-alpha_uv", "templates-spatial_decay_um"]
    assert [hook for hook in hooks if page.locator(f".ds-{hook}").count() != 1] == []
    assert not re.search(r"Traceback|File \"", page.inner_text("body"))


def test_a_dragged_slider_changes_the_traces(dashboard):
    dashboard.open()
    before = dashboard.picture()
    thumb = dashboard.control("noise-spatial_decay_um").locator("input[type=range]")
    thumb.scroll_into_view_if_needed()
    box = thumb.bounding_box()
    dashboard.page.mouse.move(box["x"] + box["width"] * 0.47, box["y"] + box["height"] / 2)
    dashboard.page.mouse.down()
    for step in range(10):
        dashboard.page.mouse.move(box["x"] + box["width"] * (0.5 + 0.04 * step), box["y"] + box["height"] / 2)
    dashboard.page.mouse.up()
    dashboard.wait_for_other_picture(before)
    assert dashboard.value("noise-spatial_decay_um") > 100


def test_what_was_just_changed_is_not_ready_before_it_is_seen(dashboard):
    dashboard.open()
    before = dashboard.picture()
    words = (
        dashboard.control("noise-level_uv")
        .locator("input.number")
        .first.evaluate("""box => {
        const status = document.querySelector(".ds-status"), words = [status.textContent]
        box.value = 13
        box.dispatchEvent(new Event("change"))
        return [...words, status.textContent] }""")
    )
    assert words == ["ready", "busy"]
    dashboard.wait_for_picture()
    assert dashboard.picture() != before


def test_a_typed_number_changes_the_picture(dashboard):
    dashboard.open()
    dashboard.unfold("recording", "units", "motion", "templates", "spikes", "noise")
    for control, text, view in [
        ("seed", "5", "traces"),
        ("units-num_modes", "2", "probe"),
        ("motion-components-0-period_s", "100", "motion"),
        ("templates-spatial_decay_um", "20", "traces"),
        ("templates-alpha_uv", "400", "traces"),
        ("spikes-firing_rate_hz", "4", "traces"),
        ("noise-level_uv", "5", "traces"),
    ]:
        before = dashboard.picture(view)
        dashboard.type_into(control, text)
        dashboard.wait_for_other_picture(before, view)


def test_an_invalid_value_is_marked_and_the_picture_stays(dashboard):
    dashboard.open()
    dashboard.unfold("spikes")
    before = dashboard.picture()
    dashboard.type_into("spikes-refractory_period_ms", "400")
    message = dashboard.control("spikes-refractory_period_ms").locator(".message")
    expect(message).to_contain_text("is too long")
    dashboard.wait_for_picture()
    assert dashboard.picture() == before
    message.locator("button").click()
    expect(message).to_be_hidden()
    dashboard.wait_for_other_picture(before)


def test_undo_brings_the_picture_back(dashboard):
    dashboard.open()
    before = dashboard.picture()
    dashboard.type_into("noise-level_uv", "3")
    changed = dashboard.wait_for_other_picture(before)
    dashboard.control("undo").locator("button").click()
    assert dashboard.wait_for_other_picture(changed) == before
    dashboard.control("redo").locator("button").click()
    assert dashboard.wait_for_other_picture(before) == changed


def test_a_downloaded_configuration_opened_again_gives_the_same_picture(dashboard, tmp_path):
    dashboard.open()
    first = dashboard.picture()
    dashboard.type_into("noise-level_uv", "4")
    mine = dashboard.wait_for_other_picture(first)
    dashboard.control("export").get_by_role("button", name="Download").click()
    with dashboard.page.expect_download() as download:
        dashboard.control("export").get_by_role("button", name="Configuration: YAML").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.name == "driftscope.yaml"
    dashboard.open()
    assert dashboard.picture() == first
    dashboard.control("import").locator("input").set_input_files(path)
    assert dashboard.wait_for_other_picture(first) == mine


def test_a_file_that_is_no_configuration_is_refused_in_words(dashboard):
    dashboard.open()
    before = dashboard.picture()
    dashboard.control("import").locator("input").set_input_files(
        files=[{"name": "bad.yaml", "mimeType": "text/plain", "buffer": b"noise: {level_uv: -3, loudness: 2}"}]
    )
    notice = dashboard.page.locator(".notice.error")
    expect(notice).to_contain_text("must be at least 0")
    expect(notice).to_contain_text("there is no such parameter")
    assert "Traceback" not in dashboard.page.content()
    assert dashboard.picture() == before


def test_every_preset_can_be_chosen_from_the_menu(dashboard):
    dashboard.open()
    for name in OTHERS:
        before = dashboard.picture()
        dashboard.control("preset").locator("button.gallery").click()
        dashboard.control("preset").locator(f"button.card[data-value='{name}']").click()
        dashboard.wait_for_other_picture(before)
        assert dashboard.value("preset") == name


def test_a_preset_opens_by_its_address(dashboard):
    dashboard.open(f"?preset={OTHERS[-1]}")
    assert dashboard.value("preset") == OTHERS[-1]


def test_an_unknown_preset_is_said_and_the_page_opens(dashboard):
    dashboard.open("?preset=nonsense")
    expect(dashboard.page.locator(".notice.error")).to_contain_text("Unknown preset 'nonsense'")


def test_a_click_on_the_motion_moves_the_traces(dashboard):
    dashboard.open()
    before, time_s = dashboard.picture(), dashboard.value("time")
    canvas = dashboard.page.locator(".ds-view-motion canvas").first.bounding_box()
    dashboard.page.mouse.click(canvas["x"] + canvas["width"] * 0.95, canvas["y"] + canvas["height"] * 0.4)
    dashboard.wait_for_other_picture(before)
    assert dashboard.value("time") > time_s + 60


def test_what_was_changed_by_both_at_once_is_as_the_server_has_it(dashboard):
    dashboard.open()
    before = dashboard.picture()
    shown = dashboard.page.evaluate("""() => {
        const {node} = document.querySelector(".ds-noise-level_uv")
        node.value = 13
        node.patch({value: 6})  // as if the server had sent it before it heard of 13
        return node.value }""")
    assert shown == 13
    dashboard.wait_for_other_picture(before)
    assert dashboard.value("noise-level_uv") == 13


DRIFTMAP = "[...Bokeh.documents[0]._all_models.values()].find((model) => model.name === 'driftmap')"


def test_the_driftmap_is_of_what_the_browser_shows_when_changes_crossed(dashboard):
    page = dashboard.open().page
    before = dashboard.picture("driftmap")
    page.evaluate(f"{DRIFTMAP}.x_range.setv({{start: 2, end: 5}}, {{sync: false}})")
    dashboard.wait_for_other_picture(before, "driftmap")
    columns = page.evaluate(f"{DRIFTMAP}.renderers[0].data_source.data")
    assert (columns["x"], columns["dw"]) == ([2], [3])


def test_an_axis_with_nothing_between_its_ends_is_taken_back(dashboard):
    page = dashboard.open().page
    ends = f"(({{start, end}}) => [start, end])({DRIFTMAP}.x_range)"
    whole = page.evaluate(ends)
    for wrong in ("start: 5, end: 2", "start: NaN, end: NaN"):
        page.evaluate(f"{DRIFTMAP}.x_range.setv({{{wrong}}})")
        page.wait_for_function(f"([low, high]) => {ends}[0] === low && {ends}[1] === high", arg=whole)
    dashboard.wait_for_picture()
    assert page.evaluate(ends) == whole


def test_time_and_window_move_the_traces(dashboard):
    dashboard.open()
    before = dashboard.picture()
    dashboard.type_into("time", "100")
    moved = dashboard.wait_for_other_picture(before)
    dashboard.type_into("window", "40")
    dashboard.wait_for_other_picture(moved)


def test_another_mode_shows_other_traces(dashboard):
    dashboard.open()
    before = dashboard.picture()
    for mode in ("overlaid", "difference", "side by side"):
        dashboard.control("traces-mode").get_by_text(mode).click()
        before = dashboard.wait_for_other_picture(before)


def test_the_heatmap_shows_both_recordings_beside_each_other(dashboard):
    dashboard.open()
    before = dashboard.picture()
    dashboard.control("traces-style").get_by_text("heatmap").click()
    dashboard.wait_for_other_picture(before)
    assert dashboard.picture("traces-drifting")[1] > 0
    assert dashboard.picture("traces-static") != dashboard.picture("traces-drifting")


def test_motions_are_added_and_removed(dashboard):
    dashboard.open()
    number = dashboard.page.locator("[class*='-amplitude_factor']").count()
    added = dashboard.control(f"motion-components-{number}-amplitude_factor")
    dashboard.control("motion-add").get_by_role("button", name="Add a motion").click()
    dashboard.control("motion-add").locator("[data-value=zigzag]").click()
    expect(added).to_be_visible()
    dashboard.control(f"motion-components-{number}-remove").locator("button").click()
    expect(added).to_have_count(0)
    dashboard.wait_for_picture()


@pytest.mark.parametrize(
    "dashboard", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True
)  # fmt: skip
def test_the_appearance_follows_the_system_and_the_switch(dashboard):
    page = dashboard.open().page
    first = page.evaluate("document.documentElement.dataset.theme")
    assert first == ("dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light")
    shade = page.evaluate("getComputedStyle(document.body).backgroundColor")
    dashboard.control("theme").locator("button").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", first)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != shade
    page.wait_for_function(
        """muted => Bokeh.documents.some(d => [...d._all_models.values()].some(
        m => m.type === "LinearAxis" && m.major_label_text_color === muted))""",
        arg=colour("muted", dark=first == "light"),
    )  # fmt: skip
    dashboard.open()
    assert page.evaluate("document.documentElement.dataset.theme") != first


def test_help_is_the_sentence_of_the_parameter(dashboard):
    dashboard.open()
    dashboard.control("noise-level_uv").locator(".label").hover()
    expect(dashboard.page.locator(".ds-bubble")).to_contain_text("Standard deviation of the noise")
