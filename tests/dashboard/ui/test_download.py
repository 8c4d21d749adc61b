from driftscope import SimulationConfig
from driftscope.presets import PRESETS
from playwright.sync_api import expect


def taken(dashboard, name):
    """Return the file that a choice of the menu brings."""
    menu = dashboard.control("export")
    menu.get_by_role("button", name="Download").click()
    with dashboard.page.expect_download() as download:
        menu.get_by_role("button", name=name, exact=True).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def dropped(dashboard, name, text):
    """Drag a file over the page, look at it, and drop it."""
    transfer = dashboard.page.evaluate_handle(
        "([name, text]) => { const data = new DataTransfer(); data.items.add(new File([text], name)); return data }",
        [name, text],
    )
    body = dashboard.page.locator("body")
    body.dispatch_event("dragenter", {"dataTransfer": transfer})
    expect(dashboard.page.locator(".ds-drop-target")).to_be_visible()
    body.dispatch_event("drop", {"dataTransfer": transfer})
    expect(dashboard.page.locator(".ds-drop-target")).to_be_hidden()


def test_what_was_taken_opens_again_when_it_is_dropped(dashboard):
    dashboard.open("?preset=tetrode")
    files = [(form, *taken(dashboard, f"Configuration: {form}")) for form in ("YAML", "JSON", "TOML")]
    dashboard.open()
    for form, name, content in files:
        assert SimulationConfig.from_text(content.decode(), form.lower()) == PRESETS["tetrode"].config
        before = dashboard.picture("motion")
        dropped(dashboard, name, content.decode())
        other = dashboard.wait_for_other_picture(before, "motion")
        assert dashboard.value("preset") == "tetrode"
        dashboard.page.keyboard.press("Control+z")
        assert dashboard.wait_for_other_picture(other, "motion") == before


def test_what_is_dropped_and_no_configuration_is_refused_in_words(dashboard):
    dashboard.open("?preset=tetrode")
    dropped(dashboard, "holiday.txt", "sun")
    expect(dashboard.page.locator(".notice.error")).to_contain_text("must end in")


def test_programs_and_tables_are_saved(dashboard):
    dashboard.open("?preset=tetrode")
    for choice in ("Python program: driftscope", "Python program: SpikeInterface"):
        name, content = taken(dashboard, choice)
        compile(content, name, "exec")
    name, content = taken(dashboard, "Table (CSV): Spikes")
    assert name == "tetrode-spikes.csv"
    lines = content.decode().splitlines()
    assert lines[0].startswith("time_s,sample_index,unit")
    assert len(lines) > 10_000


def test_pictures_are_saved_as_they_stand(dashboard):
    dashboard.open("?preset=tetrode")
    for view in ("Motion", "Traces", "Probe"):
        name, content = taken(dashboard, f"{view} as PNG")
        assert name == f"driftscope-{view.lower()}.png"
        assert content.startswith(b"\x89PNG")
        assert len(content) > 2_000
        _, drawing = taken(dashboard, f"{view} as SVG")
        assert drawing.startswith(b"<svg")
        assert b"<path" in drawing
        assert drawing.count(b"<text") > 3
