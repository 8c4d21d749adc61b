"""Units of a library are added to a recording: chosen, dragged, scaled, seen, shared, written."""

import os
import subprocess
import sys
import warnings

import numpy as np
import pytest
from driftscope import SimulationConfig
from driftscope.export import verify
from driftscope.hybrid import BinarySource, HybridConfig, SpikeInterfaceSource
from driftscope.probe import NeuropixelsProbe, build_probe
from driftscope_dashboard.session.sharing import Shared, encode
from playwright.sync_api import expect

PROBE = NeuropixelsProbe(part_number="NP1000", num_contacts=96, first_contact=100)
SECONDS = 2.0
NUMBER = 96
FEW = 20

PLACE_OF_RING = """unit => {
    const [view] = Bokeh.index.query(v => v.model.type === "Figure" && v.model.name === "probe")
    const units = view.model.renderers.find(r => r.data_source.data.strength).data_source.data
    const {x, y} = view.el.getBoundingClientRect()
    return [x + view.frame.x_scale.compute(units.x0[unit]), y + view.frame.y_scale.compute(units.y0[unit])] }"""
RINGS = """() => {
    const [view] = Bokeh.index.query(v => v.model.type === "Figure" && v.model.name === "probe")
    return [...view.model.renderers.find(r => r.data_source.data.strength).data_source.data.y0] }"""
LINES = """() => {
    const [view] = Bokeh.index.query(v => v.model.type === "Figure" && v.model.name === "traces-drifting")
    return view.model.renderers.filter(r => r.glyph.type === "MultiLine").map(r => {
        const {xs, ys} = r.data_source.data
        return [...xs].map((_, at) => [[...xs[at]], [...ys[at]]]) }) }"""
VALUE = "name => document.querySelector(`.${name}`).node.value"
COLUMNS = ["Template", "Area", "Depth µm", "Peak to peak µV", "S/N (peak to peak)", "Probe"]


def noise(rate=30_000.0):
    samples = round(SECONDS * rate)
    return np.random.default_rng(0).normal(0.0, 8.0, (samples, NUMBER)).astype(np.float32)


def save_with_spikeinterface(samples, folder, rate=30_000.0):
    from spikeinterface.core import NumpyRecording

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it says of itself while it writes is not ours
        made = NumpyRecording([samples], rate)
        made = made.set_probe(build_probe(PROBE)) or made
        made.set_channel_gains(1.0)
        made.set_channel_offsets(0.0)
        made.save(folder=folder, verbose=False, progress_bar=False)


@pytest.fixture(scope="module")
def recordings(data):
    """Recordings under the server's folder: a good one and three with a fault, each of its own kind."""
    save_with_spikeinterface(noise(), data / "session")
    broken = noise()
    broken[1_000, 3] = np.nan
    save_with_spikeinterface(broken, data / "broken")
    save_with_spikeinterface(noise(20_000.0), data / "slow", 20_000.0)
    np.round(noise()[:30_001, :FEW]).astype("<i2").tofile(data / "flat.bin")
    return data


@pytest.fixture
def hybrid(dashboard, recordings):
    return dashboard.open("hybrid")


def settled(dashboard):
    """Wait until what was asked for is seen."""
    dashboard.page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))")
    dashboard.wait_for_picture()


def table(dashboard):
    return dashboard.control("library-table")


def names(dashboard):
    return table(dashboard).locator("tbody td.name").all_inner_texts()


def figures(dashboard, column):
    cells = table(dashboard).locator(f"tbody td:nth-child({COLUMNS.index(column) + 1})").all_inner_texts()
    return [float(cell.replace(",", "")) for cell in cells]


def wait_for_value(dashboard, name, value):
    dashboard.page.wait_for_function(
        "([name, value]) => JSON.stringify(document.querySelector(`.${name}`)?.node.value) === value",
        arg=[f"ds-{name}", value],
    )


def drag_ring(dashboard, unit, by_pixels):
    page, (x, y) = dashboard.page, dashboard.page.evaluate(PLACE_OF_RING, unit)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(x, y + by_pixels * step / 5)
    page.mouse.up()


def drop(dashboard, name, content):
    dashboard.control("import").locator("input").set_input_files(
        files=[{"name": name, "mimeType": "text/plain", "buffer": content.encode()}]
    )


def choose_recording(dashboard, name):
    dashboard.control("source-kind").locator("select").select_option(name)


def lines(dashboard):
    """Return the drawn lines of every kind: one array of x and y for each channel."""
    drawn = dashboard.page.evaluate(LINES)
    return [[np.array(line, dtype=float) for line in kind] for kind in drawn if kind]


def test_at_first_a_spike_that_was_added_is_seen(hybrid):
    assert (
        hybrid.picture("traces-static")[0] != hybrid.picture("traces-drifting")[0]
    )  # the same noise, without and with


def test_the_difference_is_only_what_was_added(hybrid):
    before = hybrid.picture()
    hybrid.control("traces-mode").get_by_text("difference").click()
    hybrid.wait_for_other_picture(before)
    channels = [
        piece[np.isfinite(piece)] for [(_, y)] in lines(hybrid) for piece in np.split(y, np.flatnonzero(np.isnan(y)))
    ]
    off = [np.abs(channel - np.median(channel)) > 1e-3 for channel in channels if channel.size]
    assert any(one.any() for one in off)
    assert max(one.mean() for one in off) < 0.4  # flat but for the spikes


def test_the_library_is_filtered_sorted_previewed_and_added_from(hybrid):
    page = hybrid.page
    heads = table(hybrid).locator("thead th").all_inner_texts()
    assert [head.rstrip(" ▾▴\n") for head in heads[:6]] == COLUMNS
    assert (np.diff(figures(hybrid, "S/N (peak to peak)")) <= 0).all()
    table(hybrid).get_by_role("button", name="Depth").click()
    expect(table(hybrid).locator("th[aria-sort=descending]")).to_contain_text("Depth")
    assert (np.diff(figures(hybrid, "Depth µm")) <= 0).all()

    hybrid.control("library-area").locator("select").select_option("CA1")
    expect(table(hybrid).locator("tbody td.brain_area", has_not_text="CA1")).to_have_count(0)
    heights = figures(hybrid, "Peak to peak µV")
    hybrid.control("library-peak_to_peak_uv").get_by_label("Peak to peak, least").fill("150")
    page.keyboard.press("Enter")
    expect(table(hybrid).locator("tbody tr")).to_have_count(sum(height >= 150 for height in heights))
    assert min(figures(hybrid, "Peak to peak µV")) >= 150

    before = hybrid.picture("library")
    table(hybrid).locator("tbody tr").nth(1).click()
    hybrid.wait_for_other_picture(before, "library")
    chosen = names(hybrid)[1]
    table(hybrid).get_by_role("button", name=f"Add {chosen}").click()
    card = hybrid.control("units-5")
    expect(card).to_contain_text("Unit 5")
    expect(card).to_contain_text(chosen)
    settled(hybrid)
    assert len(page.evaluate(RINGS)) == 6
    page.keyboard.press("Control+z")
    expect(card).to_have_count(0)


def test_a_search_without_a_result_says_so(hybrid):
    hybrid.control("library-depth_um").get_by_label("Depth, least").fill("99999")
    hybrid.page.keyboard.press("Enter")
    expect(table(hybrid).locator(".none")).to_contain_text("No matching templates")


@pytest.mark.parametrize("dashboard", [{}, {"viewport": {"width": 1024, "height": 768}}], indirect=True)
def test_the_table_fits(hybrid):
    box, room = (
        hybrid.page.evaluate(
            "part => { const {scrollWidth, clientWidth} = part; return [scrollWidth, clientWidth] }", part
        )
        for part in (table(hybrid).locator(selector).element_handle() for selector in (".scroll", ".table"))
    )
    assert box[0] <= box[1]
    assert room[0] <= room[1]


def test_a_ring_is_dragged_and_one_drag_is_one_step(hybrid):
    page = hybrid.page
    first = page.evaluate(RINGS)
    traces = hybrid.picture()
    drag_ring(hybrid, 2, -60)
    hybrid.wait_for_other_picture(traces)
    drag_ring(hybrid, 2, -30)
    page.wait_for_function(f"before => ({RINGS})()[2] > before + 60", arg=first[2])
    hybrid.page.wait_for_function(
        f"""first => Math.abs(({VALUE})("ds-units-2-move_um")[1] - (({RINGS})()[2] - first)) < 0.2""", arg=first[2]
    )
    moved = hybrid.value("units-2-move_um")
    assert page.evaluate(RINGS)[3] == first[3]
    expect(hybrid.control("units-2").locator("button.look")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+z")
    page.wait_for_function(f"moved => ({RINGS})()[2] < moved - 10", arg=first[2] + moved[1])
    assert hybrid.value("units-2-move_um")[1] > 0
    page.keyboard.press("Control+z")
    wait_for_value(hybrid, "units-2-move_um", "[0,0]")
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+y")
    wait_for_value(hybrid, "units-2-move_um", f"[{moved[0]:g},{moved[1]:g}]")


def test_amplitude_and_signal_to_noise_switch_each_other_off(hybrid):
    before = hybrid.picture()
    hybrid.control("units-2-peak_uv").get_by_role("switch").check()
    hybrid.type_into("units-2-peak_uv", "400")
    hybrid.wait_for_other_picture(before)
    assert hybrid.value("units-2-peak_uv") == 400
    hybrid.control("units-2-snr").get_by_role("switch").check()
    wait_for_value(hybrid, "units-2-peak_uv", "null")
    hybrid.type_into("units-2-snr", "6")
    wait_for_value(hybrid, "units-2-snr", "6")
    hybrid.control("units-2-peak_uv").get_by_role("switch").check()
    wait_for_value(hybrid, "units-2-snr", "null")
    assert hybrid.page.locator(".notice.error").all_inner_texts() == []


def test_selecting_a_unit_brings_its_card_into_view(hybrid):
    card = hybrid.control("units-4")
    expect(card).not_to_be_in_viewport()
    hybrid.page.mouse.click(*hybrid.page.evaluate(PLACE_OF_RING, 4))
    expect(card).to_be_in_viewport()


def test_a_recording_is_opened_from_the_folder(hybrid):
    before = hybrid.picture()
    choose_recording(hybrid, "session")
    hybrid.wait_for_other_picture(before)
    expect(hybrid.page.locator(".ds-summary")).to_contain_text("96 channels")
    assert hybrid.value("source-path").endswith("session")
    hybrid.unfold("motion")
    expect(hybrid.control("motion-advice")).to_contain_text("do not move")
    hybrid.control("source-path").locator("input").fill("")
    hybrid.page.keyboard.press("Enter")
    wait_for_value(hybrid, "source-kind", '"sample"')


def test_a_flat_file_is_opened_step_by_step(hybrid):
    before = hybrid.picture()
    choose_recording(hybrid, "flat.bin")
    expect(hybrid.control("source-path").locator(".message")).to_contain_text("not a whole number of samples")
    assert hybrid.picture() == before
    hybrid.type_into("source-num_channels", str(FEW))
    contacts = hybrid.control("source-probe-num_contacts")
    expect(contacts.locator(".message")).to_contain_text(f"contacts for {FEW} channels")
    assert hybrid.picture() == before
    contacts.get_by_role("button", name=f"Use {FEW}").click()
    expect(contacts.locator(".message")).to_be_hidden()
    strayed = hybrid.control("units-strayed").get_by_role("button", name="Move them onto it")
    strayed.click()
    hybrid.wait_for_other_picture(before)
    expect(hybrid.page.locator(".ds-summary")).to_contain_text(f"{FEW} channels")


@pytest.mark.parametrize(("name", "place", "words"), [("broken", "source-path", "NaN or infinite samples")])
def test_a_bad_recording_is_said_in_words_and_the_picture_stays(hybrid, name, place, words):
    before = hybrid.picture()
    choose_recording(hybrid, name)
    expect(hybrid.control(place).locator(".message")).to_contain_text(words)
    expect(hybrid.page.locator(".notice.error")).to_contain_text("the previous recording is shown")
    assert hybrid.picture() == before
    hybrid.page.keyboard.press("Escape")
    hybrid.page.keyboard.press("Control+z")
    expect(hybrid.control(place).locator(".message")).to_be_hidden()
    wait_for_value(hybrid, "source-kind", '"sample"')


def test_templates_are_resampled_to_a_slower_recording_and_that_is_said(hybrid):
    before = hybrid.picture()
    choose_recording(hybrid, "slow")
    hybrid.wait_for_other_picture(before)
    words = "sampled at 30000 Hz, the recording at 20000 Hz: they are resampled"
    expect(hybrid.control("units-0")).to_contain_text(words)


def test_a_unit_off_the_probe_is_said_and_brought_back(hybrid):
    hybrid.type_into("units-0-move_um", "-9000", which=1)
    move = hybrid.control("units-0-move_um")
    expect(move.locator(".message")).to_contain_text("off the recording's probe")
    move.locator(".message .offer").click()
    expect(move.locator(".message")).to_be_hidden()


def test_what_lies_outside_is_not_opened(hybrid, dashboard, tmp_path):
    secret = tmp_path / "secret.bin"
    np.zeros(96 * 30_000, dtype=np.int16).tofile(secret)
    before = hybrid.picture()
    hybrid.control("source-path").locator("input").fill(str(secret))
    hybrid.page.keyboard.press("Enter")
    expect(hybrid.page.locator(".notice.error").first).to_contain_text("opens only files in")
    outside = HybridConfig(source=BinarySource(path=secret), motion={"kind": "still"})
    drop(hybrid, "outside.yaml", outside.to_text("yaml"))
    expect(hybrid.page.locator(".notice.error").nth(1)).to_contain_text("opens only files in")
    assert hybrid.picture() == before
    dashboard.open(f"hybrid?c={encode(Shared(outside))}")
    expect(hybrid.page.locator(".notice.error")).to_contain_text("opens only files in")
    assert hybrid.value("source-kind") == "sample"


def test_a_link_opens_the_same_hybrid(hybrid, recordings, dashboard):
    source = SpikeInterfaceSource(path=recordings / "session")
    config = HybridConfig(source=source, motion={"kind": "still"}).replace({"units.1.peak_uv": 250.0})
    dashboard.open(f"hybrid?c={encode(Shared(config))}")
    wait_for_value(dashboard, "units-1-peak_uv", "250")
    expect(dashboard.page.locator(".ds-summary")).to_contain_text("23 MB")
    settled(dashboard)
    again = dashboard.picture()
    link = dashboard.page.evaluate("document.querySelector('.node-address').node.shared")
    dashboard.open(f"hybrid?c={link}")
    expect(dashboard.page.locator(".ds-summary")).to_contain_text("23 MB")
    settled(dashboard)
    assert dashboard.picture() == again


def test_what_is_taken_away_opens_again_and_runs(hybrid, tmp_path):
    def take(label):
        hybrid.control("export").get_by_role("button", name="Download").click()
        with hybrid.page.expect_download() as download:
            hybrid.control("export").get_by_role("button", name=label, exact=True).click()
        download.value.save_as(tmp_path / download.value.suggested_filename)
        return tmp_path / download.value.suggested_filename

    hybrid.type_into("units-1-move_um", "-40", which=1)
    wait_for_value(hybrid, "units-1-move_um", "[0,-40]")
    settled(hybrid)
    mine = hybrid.picture("probe")
    taken = take("Configuration: YAML")
    hybrid.page.keyboard.press("Control+z")
    hybrid.wait_for_other_picture(mine, "probe")
    drop(hybrid, taken.name, taken.read_text("utf-8"))
    wait_for_value(hybrid, "units-1-move_um", "[0,-40]")
    settled(hybrid)
    done = subprocess.run(
        [sys.executable, str(take("Python script: driftscope"))], capture_output=True, text=True, check=True
    )
    assert "96 channels" in done.stdout


def test_a_hybrid_is_written(hybrid, written):
    hybrid.type_into("source-duration_s", "1")
    expect(hybrid.page.locator(".ds-summary")).to_contain_text("11.5 MB")
    hybrid.control("generate").get_by_role("button", name="Export recording").click()
    panel = hybrid.control("generate")
    panel.get_by_label("Name of the folder").fill("a hybrid")
    panel.locator(".estimate", has_text="of recording").wait_for()
    write = panel.get_by_role("button", name="Write", exact=True)
    hybrid.page.wait_for_function("button => !button.disabled", arg=write.element_handle())
    write.click()
    panel.locator(".writing.done", has_text="a hybrid").wait_for()
    assert verify(written / "a hybrid").is_whole


def test_both_pages_lead_to_each_other(dashboard):
    dashboard.open("hybrid")
    kinds = dashboard.page.get_by_role("navigation", name="Kind of recording")
    expect(kinds.get_by_role("link", name="Hybrid")).to_have_attribute("aria-current", "page")
    kinds.get_by_role("link", name="Synthetic").click()
    dashboard.wait_for_picture()
    expect(kinds.get_by_role("link", name="Synthetic")).to_have_attribute("aria-current", "page")
    drop(dashboard, "mine.yaml", HybridConfig(seed=7).to_text("yaml"))
    dashboard.page.get_by_role("button", name="Open it on the hybrid page").click()
    dashboard.page.wait_for_url("**/hybrid?c=*")
    dashboard.wait_for_picture()
    wait_for_value(dashboard, "seed", "7")


@pytest.mark.parametrize(
    ("place", "config", "other"),
    [("", HybridConfig(seed=5), "/hybrid?c="), ("hybrid", SimulationConfig(seed=5), "/?c=")],
)
def test_a_link_of_the_other_kind_leads_to_the_other_page(dashboard, place, config, other):
    page = dashboard.page
    page.goto(f"{dashboard.address}/{place}?c={encode(Shared(config))}")
    expect(page.locator(".sorry")).to_contain_text("have their own page")
    page.get_by_role("link", name="Open it there").click()
    dashboard.wait_for_picture()
    assert other in page.url
    wait_for_value(dashboard, "seed", "5")


def test_all_can_be_done_with_a_keyboard_and_has_a_name(hybrid):
    nameless = hybrid.page.evaluate("""() => {
        const found = []
        const walk = root => { for (const one of root.querySelectorAll("*")) {
            if (one.shadowRoot) walk(one.shadowRoot)
            if (one.matches("button, input, select, a") && one.getClientRects().length
                && !(one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.length))
                found.push(one.outerHTML) } }
        walk(document)
        return found }""")
    assert nameless == []
    row = table(hybrid).locator("tbody tr").first
    row.focus()
    hybrid.page.keyboard.press("ArrowDown")
    expect(table(hybrid).locator("tbody tr").nth(1)).to_be_focused()
    expect(table(hybrid).locator("tbody tr").nth(1)).to_have_attribute("aria-selected", "true")
    hybrid.page.keyboard.press("Enter")
    expect(hybrid.control("units-5")).to_contain_text("Unit 5")


def test_the_server_begins_with_the_hybrid_it_is_given(chromium, tmp_path):
    config = HybridConfig()
    config.replace({"units": config.to_dict()["units"][:2]}).save(tmp_path / "hybrid.yaml")
    command = [sys.executable, "-m", "driftscope", "serve", "--no-browser", "--config", str(tmp_path / "hybrid.yaml")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            address = server.stdout.readline().split()[-1]
            assert address.endswith("/hybrid")
            page = chromium.new_page()
            page.goto(address)
            expect(page.locator(".ds-status")).to_have_text("ready", timeout=60_000)
            expect(page.locator(".ds-summary")).to_contain_text(" 2 units ")
            page.close()
        finally:
            server.terminate()
