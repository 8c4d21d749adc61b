"""The motion is edited: in the list, by hand on its picture, from a file, and its marked window is dragged."""

import io
import math
import re

import numpy as np
import pytest
from driftscope import SimulationConfig
from driftscope_dashboard.session.sharing import Look, Shared, encode
from playwright.sync_api import expect

SMALL = SimulationConfig().replace(
    {
        "duration_s": 60.0,
        "probe": {"kind": "linear", "num_contacts": 16},
        "units": {"num_units": 8, "minimum_distance_um": None},
        "motion.start_um": (0.0, 30.0),
        "motion.stop_um": (0.0, -30.0),
        "motion.components": [
            {"kind": "zigzag", "amplitude_factor": 0.5, "period_s": 20.0},
            {"kind": "bump", "amplitude_factor": 0.5, "shortest_s": 3.0, "longest_s": 9.0},
        ],
    }
)
LINK = f"?c={encode(Shared(SMALL, Look(time_s=30.0, window_s=5.0)))}"
CURVE = """() => {
    for (const d of Bokeh.documents) for (const m of d._all_models.values())
        if (m.type === "Figure" && m.name === "motion") {
            const {xs, ys} = m.renderers[0].data_source.data
            return [[...xs[0]], [...ys[0]]]
        } }"""
MARKS = """name => {
    for (const d of Bokeh.documents) for (const m of d._all_models.values())
        if (m.type === "Figure" && m.name === name) {
            const cursor = m.center.find(r => r.type === "Span"), box = m.center.find(r => r.type === "BoxAnnotation")
            const [view] = Bokeh.index.query(v => v.model === m)
            const {x, y} = view.el.getBoundingClientRect()
            const at = time => x + view.frame.x_scale.compute(time)
            return {cursor: cursor.location, left: box.left, right: box.right, x0: at(box.left), x1: at(box.right),
                    y: y + view.frame.bbox.top + view.frame.bbox.height / 3}
        } }"""


class Motions:
    """The motions of a page, and ways to change them."""

    def __init__(self, dashboard):
        self.dashboard, self.page = dashboard, dashboard.page

    @property
    def choices(self):
        """The controls that say of which kind each motion is."""
        return self.page.locator("[class*='-kind'][class*='motion-components'] select")

    def expect_kinds(self, *kinds):
        expect(self.choices).to_have_count(len(kinds))
        for number, kind in enumerate(kinds):
            expect(self.choices.nth(number)).to_have_value(kind)
        self.dashboard.wait_for_picture()

    def tool(self, index, name):
        return self.page.locator(f".ds-motion-components-{index}-{name} button")

    def drawing(self, index):
        return self.page.locator(f".ds-motion-components-{index}-tools svg.drawing path").get_attribute("d")

    def add(self, name):
        self.dashboard.control("motion-add").get_by_role("button", name="Add a motion").click()
        self.dashboard.control("motion-add").locator(f"[data-value={name}]").click()

    def undo(self):
        self.dashboard.control("undo").locator("button").click()

    def curve(self):
        return [np.array(values) for values in self.page.evaluate(CURVE)]

    def at(self, *times_s):
        return np.interp(times_s, *self.curve())

    def changed(self, act):
        """Do something that changes the motion's picture, and wait for it."""
        before = self.dashboard.picture("motion")
        act()
        self.dashboard.wait_for_other_picture(before, "motion")

    def begin_drawing(self):
        self.dashboard.control("motion-draw").get_by_role("button", name="Draw").click()
        sheet = self.page.locator(".ds-motion-sheet")
        expect(sheet).to_be_visible()
        self.page.wait_for_function(
            """() => { const view = [...Bokeh.index.query(v => v.model.name === "motion")][0]
                return view.frame.bbox.height > 100 && view.model.y_range.end > 20 }"""
        )
        return sheet.bounding_box()

    def draw(self, box, curve, shares=(0.0, 1.0), up=True):
        """Draw a curve, a function from 0..1 (left to right) to 0..1 (bottom to top), over a part of the picture."""
        steps = np.linspace(*shares, 40)
        for number, share in enumerate(steps):
            self.page.mouse.move(
                box["x"] + 0.5 + share * (box["width"] - 1), box["y"] + box["height"] * (1 - curve(share))
            )
            if number == 0:
                self.page.mouse.down()
        if up:
            self.page.mouse.up()


@pytest.fixture
def motions(dashboard):
    return Motions(dashboard.open(LINK))


def wave(share):
    return 0.5 + 0.3 * math.sin(4 * math.pi * share)


def test_motions_are_added_copied_moved_muted_and_removed(motions):
    motions.expect_kinds("zigzag", "bump")
    motions.add("random_walk")
    motions.expect_kinds("zigzag", "bump", "random_walk")
    expect(motions.page.locator(".notice")).to_contain_text("All motions share the range")
    motions.tool(2, "up").click()
    motions.expect_kinds("zigzag", "random_walk", "bump")
    motions.tool(2, "copy").click()
    motions.expect_kinds("zigzag", "random_walk", "bump", "bump")
    expect(motions.page.locator(".ds-motion-components-3-enabled input")).to_be_checked()
    assert motions.dashboard.value("motion-components-3-amplitude_factor") > 0
    motions.changed(lambda: motions.page.locator(".ds-motion-components-2-enabled input").click())
    motions.changed(lambda: motions.tool(0, "remove").click())
    motions.expect_kinds("random_walk", "bump", "bump")
    motions.undo()
    motions.expect_kinds("zigzag", "random_walk", "bump", "bump")
    motions.undo()
    expect(motions.page.locator(".ds-motion-components-2-enabled input")).to_be_checked()
    for kinds in [("zigzag", "random_walk", "bump"), ("zigzag", "bump", "random_walk"), ("zigzag", "bump")]:
        motions.undo()
        motions.expect_kinds(*kinds)


def test_the_keyboard_moves_a_motion_and_stays_with_it(motions):
    page = motions.page
    motions.tool(1, "copy").focus()
    page.keyboard.press("Alt+ArrowUp")
    motions.expect_kinds("bump", "zigzag")
    moved = page.get_by_role("group", name="Motion 1 of 2, bump")
    expect(moved.get_by_role("button", name="Motion 1 of 2, bump: move down")).to_be_focused()
    page.keyboard.press("Enter")
    motions.expect_kinds("zigzag", "bump")
    expect(page.get_by_role("button", name="Motion 2 of 2, bump: move up")).to_be_focused()
    expect(page.get_by_role("button", name="Motion 2 of 2, bump: move down")).to_be_disabled()
    page.get_by_role("button", name="Motion 2 of 2, bump: remove").press("Enter")
    expect(page.get_by_role("button", name="Motion 1 of 1, zigzag: remove")).to_be_focused()


def test_a_motion_is_chosen_with_the_keyboard(motions):
    page = motions.page
    motions.dashboard.control("motion-add").get_by_role("button", name="Add a motion").press("Enter")
    expect(page.locator(".card[data-value=zigzag]")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".card[data-value]").last).to_be_focused()
    page.locator(".card[data-value=curve]").focus()
    page.keyboard.press("Enter")
    motions.expect_kinds("zigzag", "bump", "curve")


def test_the_small_pictures_follow_the_parameters(motions):
    before = [motions.drawing(index) for index in (0, 1)]
    motions.changed(lambda: motions.dashboard.type_into("motion-components-0-period_s", "6"))
    assert motions.drawing(0) != before[0]
    assert motions.drawing(1) == before[1]


def test_a_drawn_curve_becomes_the_motion_in_one_step(motions):
    box = motions.begin_drawing()
    motions.changed(lambda: motions.draw(box, wave))
    motions.expect_kinds("zigzag", "bump", "curve")
    expect(motions.page.locator(".notice")).to_contain_text("The other components are muted")
    times, moved = motions.curve()
    drawn = np.array([wave(time / 60) for time in times])
    assert np.corrcoef(drawn, moved)[0, 1] > 0.995
    assert np.abs(moved).max() <= 30.0
    assert 5 < len(motions.dashboard.value("motion-components-2-times_s")) < 100
    motions.changed(motions.undo)
    motions.expect_kinds("zigzag", "bump")


def test_a_part_can_be_drawn_anew_and_the_rest_stays(motions):
    box = motions.begin_drawing()
    motions.changed(lambda: motions.draw(box, wave))
    before = motions.curve()
    motions.changed(lambda: motions.draw(box, lambda _: 0.85, (0.6, 0.4)))
    motions.expect_kinds("zigzag", "bump", "curve")
    after = motions.curve()
    outside = np.concatenate([np.arange(0, 23), np.arange(37, 60)])
    np.testing.assert_allclose(np.interp(outside, *after), np.interp(outside, *before), atol=0.2)
    assert np.ptp(motions.at(*range(25, 35))) < 0.5
    assert motions.at(30)[0] > 20


def test_escape_cancels_a_stroke_then_ends_drawing_and_a_click_moves_the_cursor_again(motions):
    page, dashboard = motions.page, motions.dashboard
    before, time_s = dashboard.picture("motion"), dashboard.value("time")
    box = motions.begin_drawing()
    motions.draw(box, wave, (0.1, 0.5), up=False)
    expect(page.locator(".ds-motion-sheet .curve")).to_have_attribute("d", re.compile("M.*L"))
    page.keyboard.press("Escape")
    page.mouse.up()
    page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + 20)
    dashboard.wait_for_picture()
    assert (dashboard.picture("motion"), dashboard.value("time")) == (before, time_s)
    page.keyboard.press("Escape")
    expect(page.locator(".ds-motion-sheet")).to_have_count(0)
    expect(dashboard.control("motion-draw").locator("button")).to_have_attribute("aria-pressed", "false")
    traces = dashboard.picture()
    canvas = page.locator(".ds-view-motion canvas").first.bounding_box()
    page.mouse.click(canvas["x"] + canvas["width"] * 0.25, canvas["y"] + canvas["height"] * 0.4)
    dashboard.wait_for_other_picture(traces)
    assert dashboard.value("time") < time_s - 6
    assert dashboard.picture("motion") == before


def test_what_is_drawn_beyond_the_limits_is_cut_there_in_words(motions):
    box = motions.begin_drawing()
    motions.changed(lambda: motions.draw(box, lambda share: 0.5 + share))
    expect(motions.page.locator(".notice")).to_contain_text("Clipped at the motion's limits, -30 to 30 µm")
    assert motions.at(58)[0] == pytest.approx(30.0, abs=0.01)


@pytest.mark.parametrize("dashboard", [{"has_touch": True}], indirect=True)
def test_a_finger_draws_too(motions):
    box = motions.begin_drawing()
    touch = motions.page.context.new_cdp_session(motions.page)
    points = [(box["x"] + box["width"] * share, box["y"] + box["height"] * (0.2 + 0.6 * share)) for share in
              np.linspace(0.02, 0.98, 30)]  # fmt: skip

    def finger():
        for number, (x, y) in enumerate(points):
            kind = "touchMove" if number else "touchStart"
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    motions.changed(finger)
    motions.expect_kinds("zigzag", "bump", "curve")
    assert motions.at(6)[0] > 10 > -10 > motions.at(54)[0]


def table(values):
    return "\n".join(["time_s,displacement_um", *(f"{time},{value}" for time, value in values)]).encode()


def array(values):
    content = io.BytesIO()
    np.save(content, np.asarray(values))
    return content.getvalue()


def choose(dashboard, name, content):
    dashboard.control("import").locator("input").set_input_files(
        files=[{"name": name, "mimeType": "application/octet-stream", "buffer": content}]
    )


def drop(dashboard, name, content):
    dashboard.page.evaluate(
        """([name, content]) => {
            const files = new DataTransfer()
            files.items.add(new File([new Uint8Array(content)], name))
            document.dispatchEvent(new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true}))
        }""",
        [name, list(content)],
    )


@pytest.mark.parametrize("bring", [choose, drop])
def test_a_measured_drift_becomes_the_motion_in_one_step(motions, bring):
    motions.changed(lambda: bring(motions.dashboard, "drift.csv", table([(0, -10), (30, 25), (60, 5)])))
    motions.expect_kinds("zigzag", "bump", "curve")
    np.testing.assert_allclose(motions.at(0, 15, 30, 45), [-10, 7.5, 25, 15], atol=0.05)
    expect(motions.page.locator(".notice")).to_contain_text("drift.csv is now the motion. The other motions are muted.")
    motions.changed(motions.undo)
    motions.expect_kinds("zigzag", "bump")


def test_samples_without_times_are_spread_over_the_recording_in_words(motions):
    motions.changed(lambda: drop(motions.dashboard, "drift.npy", array(np.linspace(-20, 20, 61))))
    expect(motions.page.locator(".notice")).to_contain_text("spread evenly over the recording, 1 s apart")
    np.testing.assert_allclose(motions.at(15, 45), [-10, 10], atol=0.1)


def test_a_drift_beyond_the_limits_is_asked_about(motions):
    page, dashboard = motions.page, motions.dashboard
    before = dashboard.picture("motion")
    question = page.get_by_role("dialog", name="wide.csv goes beyond the motion's limits")
    for answer in ("Cancel", "Escape"):
        choose(dashboard, "wide.csv", table([(0, 0), (60, -44.5)]))
        expect(question).to_contain_text("It ranges from -44.5 to 0 µm; the motion's limits are -30 and 30 µm.")
        page.keyboard.press("Escape") if answer == "Escape" else question.get_by_role("button", name=answer).click()
        expect(question).to_be_hidden()
        assert dashboard.picture("motion") == before
    choose(dashboard, "wide.csv", table([(0, 0), (60, -44.5)]))
    motions.changed(question.get_by_role("button", name="Widen the limits to -45 and 30 µm").click)
    np.testing.assert_allclose(motions.at(30), [-22.25], atol=0.05)
    assert dashboard.value("motion-stop_um") == [0, -45]
    motions.changed(motions.undo)
    assert dashboard.value("motion-stop_um") == [0, -30]
    choose(dashboard, "wide.csv", table([(0, 0), (60, -44.5)]))
    motions.changed(question.get_by_role("button", name="Clip the drift").click)
    np.testing.assert_allclose(motions.at(30, 50, 59), [-22.25, -30, -30], atol=0.05)


REFUSED = [
    ("empty.csv", b"", "is empty"),
    ("prose.csv", b"Dear reader,\nthis is no table", "must be named time_s and displacement_um"),
    ("nan.csv", table([(0, 1), (1, "nan")]), "displacement_um is NaN or infinite"),
    ("back.csv", table([(0, 1), (2, 1), (1, 1)]), "times must increase"),
    ("large.csv", b"0,0\n" * (2**20 + 1), "larger than 4 MiB"),
    ("shape.npy", array(np.zeros((3, 4, 2))), "must have the shape"),
    ("objects.npy", array(np.array([{}, {}], dtype=object)), "Python objects, which are never opened"),
    ("far.csv", table([(0, 0), (1, 90_000)]), "more than the maximum of 5000 µm"),
]


def test_bad_files_are_refused_in_words_and_nothing_is_lost(motions):
    page, before = motions.page, motions.dashboard.picture("motion")
    for name, content, words in REFUSED:
        choose(motions.dashboard, name, content)
        notice = page.locator(".notice.error")
        expect(notice).to_contain_text(words)
        notice.get_by_role("button", name="Close").click()
        expect(notice).to_have_count(0)
    assert motions.dashboard.picture("motion") == before
    assert "Traceback" not in page.content()
    motions.expect_kinds("zigzag", "bump")


@pytest.mark.parametrize(("view", "other"), [("motion", "driftmap"), ("driftmap", "motion")])
def test_the_marked_window_is_dragged_and_all_follow(motions, view, other):
    page, dashboard = motions.page, motions.dashboard
    time_s = dashboard.value("time")
    marks = page.evaluate(MARKS, view)
    assert marks["x1"] - marks["x0"] > 30
    page.mouse.move(marks["x0"] + 6, marks["y"])
    page.mouse.down()
    traces = dashboard.picture()
    for step in range(1, 11):
        page.mouse.move(marks["x0"] + 6 + 10 * step, marks["y"])
    traces = dashboard.wait_for_other_picture(traces)
    page.mouse.up()
    seconds = 100 * 5 / (marks["x1"] - marks["x0"])
    page.wait_for_function(
        "([name, time]) => { const at = (" + MARKS + ")(name); return Math.abs(at.cursor - time) < 0.05 }",
        arg=[other, time_s + seconds],
    )
    assert dashboard.value("time") == pytest.approx(time_s + seconds, abs=0.05)
    for name in (view, other):
        now = page.evaluate(MARKS, name)
        assert (now["right"] - now["left"], now["cursor"]) == pytest.approx((5.0, time_s + seconds), abs=0.05)
        assert (now["left"] + now["right"]) / 2 == pytest.approx(now["cursor"], abs=0.01)


def test_the_top_moves_a_share_of_the_tip_that_is_read_at_a_glance(motions):
    dashboard = motions.dashboard
    field = dashboard.control("motion-components-0-non_rigid_gradient")
    assert dashboard.value("motion-components-0-non_rigid_gradient") == 100
    expect(field).to_contain_text("Top moves")
    motions.changed(lambda: dashboard.type_into("motion-components-0-non_rigid_gradient", "250"))
    expect(field.locator(".note")).to_have_text("The top moves most; the tip moves 40 % as far.")
    motions.changed(lambda: field.locator(".reset").click())
    expect(field.locator(".note")).to_be_hidden()
    expect(field.locator("input.number")).to_have_value("100")


def test_a_shortened_recording_keeps_a_curve_or_rescales_it(motions):
    dashboard = motions.dashboard
    motions.changed(lambda: choose(dashboard, "drift.csv", table([(0, -10), (30, 25), (60, 5)])))
    dashboard.unfold("recording")
    motions.changed(lambda: dashboard.type_into("duration_s", "30"))
    advice = dashboard.control("motion-components-2-times_s").locator(".advice")
    expect(advice).to_contain_text("ends at 60 s, the recording at 30 s")
    np.testing.assert_allclose(motions.at(15), [7.5], atol=0.1)
    motions.changed(advice.get_by_role("button", name="Rescale it to 30 s").click)
    np.testing.assert_allclose(motions.at(15), [25], atol=0.5)
    expect(advice).to_be_hidden()
