"""Results in a real browser: dropped, chosen by a click, stepped through, compared, and never of another recording."""

import json

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.export import export
from driftscope.presets import PRESETS
from driftscope.results import truth_of_source
from driftscope.results.motion_error import true_displacement_um
from playwright.sync_api import expect

DROP = """([name, files]) => {
    const transfer = new DataTransfer()
    for (const [path, content] of files) {
        const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
        transfer.items.add(new File([bytes], path))
    }
    document.dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true}))
}"""


def sorting_in(folder, truth, keep):
    folder.mkdir(parents=True)
    np.save(folder / "spike_times.npy", truth.train.sample_index[keep])
    np.save(folder / "spike_clusters.npy", truth.train.unit_index[keep].astype(np.int32))
    (folder / "params.py").write_text(f"sample_rate = {truth.sampling_frequency_hz}\n")
    return folder


@pytest.fixture(scope="module")
def truth():
    return truth_of_source(Simulation(PRESETS["tetrode"].config))


@pytest.fixture(scope="module")
def sorters(data, truth):
    """Two sorters' folders and an estimate of the motion, below the folder of the server."""
    number = np.arange(len(truth.train))
    for name, every in (("good", 10), ("poor", 3)):
        sorting_in(data / "sorted" / name, truth, number % every > 0)
    motion = data / "sorted" / "good" / "motion"
    motion.mkdir()
    times, depths = np.arange(1.0, 300.0, 2.0), np.array([-50.0, 50.0])
    np.save(motion / "displacement_seg0.npy", 0.5 * true_displacement_um(truth, times, depths))
    np.save(motion / "temporal_bins_s_seg0.npy", times)
    np.save(motion / "spatial_bins_um.npy", depths)
    info = {"object": "Motion", "num_segments": 1, "direction": "y", "interpolation_method": "linear"}
    (motion / "spikeinterface_info.json").write_text(json.dumps(info))
    return data / "sorted"


def drop(dashboard, name, folder):
    from base64 import b64encode

    files = [[path.name, b64encode(path.read_bytes()).decode()] for path in sorted(folder.iterdir()) if path.is_file()]
    dashboard.page.evaluate(DROP, [name, files])


def open_listed(dashboard, name):
    dashboard.control("result").locator("button").first.click()
    dashboard.page.locator(".ds-result-found", has_text=name).first.click()


def wait_for_score(dashboard, words):
    expect(dashboard.control("score-words")).to_contain_text(words)
    dashboard.wait_for_picture()


def test_a_dropped_result_is_scored_and_a_click_selects_a_unit(dashboard, sorters):
    page = dashboard.open("?preset=tetrode").page
    expect(page.locator(".ds-tab-score")).to_be_hidden()
    drop(dashboard, "good", sorters / "good")
    expect(page.locator(".ds-tab-score")).to_have_attribute("aria-selected", "true")
    wait_for_score(dashboard, "units well detected")
    expect(dashboard.control("score-words")).to_contain_text("90 % of the spikes found")
    expect(page.locator(".ds-tab-motionerror")).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    before = dashboard.picture("driftmap")
    canvas = page.locator(".ds-view-score canvas").nth(3)
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"])
    expect(dashboard.control("unit")).to_contain_text("Unit")
    dashboard.wait_for_other_picture(before, "driftmap")


def test_n_and_p_step_through_the_misses_with_their_reasons(dashboard, sorters):
    page = dashboard.open("?preset=tetrode").page
    open_listed(dashboard, "sorted/poor")
    wait_for_score(dashboard, "poor: ")
    page.evaluate("document.activeElement.blur()")
    before = dashboard.value("time")
    page.keyboard.press("n")
    expect(page.locator(".notices")).to_contain_text("Likely")
    dashboard.wait_for_picture()
    after = dashboard.value("time")
    assert after > before
    page.keyboard.press("n")
    dashboard.wait_for_picture()
    page.keyboard.press("p")
    page.wait_for_function("time => document.querySelector('.ds-time').node.value === time", arg=after)


def test_two_results_are_compared_named_and_removed(dashboard, sorters):
    page = dashboard.open("?preset=tetrode").page
    open_listed(dashboard, "sorted/good")
    wait_for_score(dashboard, "good: ")
    open_listed(dashboard, "sorted/poor")
    wait_for_score(dashboard, "poor: ")
    joined = """() => [...Bokeh.documents[0]._all_models.values()].find(m => m.type === "Figure" && m.name === "score")
        .renderers.find(r => r.glyph.type === "Segment").data_source.data.x.length"""
    assert page.evaluate(joined) == PRESETS["tetrode"].config.units.num_units
    dashboard.control("result-shown").get_by_text("A", exact=True).click()
    wait_for_score(dashboard, "good: ")
    dashboard.control("result").locator("button").first.click()
    box = page.get_by_label("Name of result A")
    box.fill("best")
    box.press("Enter")
    wait_for_score(dashboard, "best: ")
    page.get_by_label("Remove poor").click()
    expect(dashboard.control("result-shown")).to_be_hidden()
    page.get_by_label("Remove best").click()
    expect(page.locator(".ds-tab-score")).to_be_hidden()


def test_the_motion_estimate_is_held_against_the_truth(dashboard, sorters):
    page = dashboard.open("?preset=tetrode").page
    open_listed(dashboard, "sorted/good")
    page.locator(".ds-tab-motionerror").click()
    expect(dashboard.control("motionerror-words")).to_contain_text("74 % of the motion explained")
    expect(page.locator(".ds-view-motionerror canvas").first).to_be_visible()
    assert dashboard.picture("motionerror-image")[1] > 0


def test_the_result_of_another_recording_is_never_scored(dashboard, sorters, data):
    config = PRESETS["tetrode"].config.replace(duration_s=10.0, seed=77)
    if not (data / "another").exists():
        export(Simulation(config), data / "another", format="phy", jobs=1)
    page = dashboard.open("?preset=tetrode").page
    open_listed(dashboard, "another/drifting")
    wait_for_score(dashboard, "belongs to another configuration than the page shows now")
    expect(page.locator(".ds-view-score canvas").first).to_be_hidden()
    dashboard.control("result-configuration").locator("button").click()
    wait_for_score(dashboard, "100 % of the spikes found")
    dashboard.unfold("noise")
    dashboard.type_into("noise-level_uv", "5")
    wait_for_score(dashboard, "shows now: noise.level_uv")


def test_what_is_no_result_is_said_in_words(dashboard, sorters, tmp_path):
    page = dashboard.open("?preset=tetrode").page
    (tmp_path / "ks").mkdir()
    np.save(tmp_path / "ks" / "spike_times.npy", np.array([{}], dtype=object), allow_pickle=True)
    np.save(tmp_path / "ks" / "spike_clusters.npy", np.zeros(1))
    drop(dashboard, "ks", tmp_path / "ks")
    expect(page.locator(".notices")).to_contain_text("without pickles")
    expect(page.locator(".ds-tab-score")).to_be_hidden()


def test_an_estimate_straightens_the_driftmap_and_can_be_added_as_motion(dashboard, sorters):
    page = dashboard.open("?preset=tetrode").page
    expect(dashboard.control("driftmap-corrected")).to_be_hidden()
    open_listed(dashboard, "sorted/good/motion")
    switch = dashboard.control("driftmap-corrected").locator("button")
    expect(switch).to_be_visible()
    dashboard.wait_for_picture()
    before = dashboard.picture("driftmap")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    dashboard.wait_for_other_picture(before, "driftmap")
    boxes = [dashboard.control(name).bounding_box() for name in ("driftmap-kind", "enlarge-driftmap")]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"], "tools lie side by side"
    dashboard.unfold("motion")
    dashboard.control("motion-add").get_by_role("button", name="Add a motion").click()
    folder = dashboard.control("motion-add").locator("[data-path]", has_text="sorted/good/motion")
    expect(dashboard.control("motion-add").locator(".hint")).to_contain_text("drop the files of a Motion folder")
    folder.click()
    expect(dashboard.control("motion-components-1-path")).to_be_visible()
    expect(page.locator(".ds-driftmap-corrected")).to_be_hidden()
