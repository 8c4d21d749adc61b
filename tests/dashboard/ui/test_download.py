import io
import re

import pytest
from driftscope import SimulationConfig
from driftscope.presets import PRESETS
from PIL import Image
from playwright.sync_api import expect


def taken(dashboard, name, size=None):
    """Return the file that a choice of the menu brings."""
    menu = dashboard.control("export")
    menu.get_by_role("button", name="Download").click()
    if size is not None:
        menu.get_by_label("Size of pictures").select_option(size)
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
    for choice in ("Python script: driftscope", "Python script: SpikeInterface"):
        name, content = taken(dashboard, choice)
        compile(content, name, "exec")
    name, content = taken(dashboard, "Table (CSV): Spikes")
    assert name == "tetrode-spikes.csv"
    lines = content.decode().splitlines()
    assert lines[0].startswith("time_s,sample_index,unit")
    assert len(lines) > 10_000


def test_pictures_are_saved_with_title_and_units_as_svg_and_png(dashboard):
    dashboard.open("?preset=tetrode")
    for view in ("Driftmap", "Traces", "Probe"):
        name, content = taken(dashboard, f"{view} as PNG 2×")
        assert name == f"driftscope-{view.lower()}.png"
        assert content.startswith(b"\x89PNG")
        _, drawing = taken(dashboard, f"{view} as SVG")
        words = re.findall(r"<text[^>]*>([^<]*)", drawing.decode())
        assert words[0] == view
        assert any(word.strip("−").replace(" ", "").isdigit() for word in words)
        assert drawing.count(b"<path") > 3


@pytest.mark.parametrize(
    ("size", "width", "height"), [("slide", 1920, 1080), ("column", 642, None), ("full", 1360, None)]
)
def test_pictures_have_the_size_of_a_slide_or_a_column_and_the_page_stays_as_it_was(dashboard, size, width, height):
    dashboard.open("?preset=tetrode")
    before = dashboard.page.locator(".ds-view-traces .picture").bounding_box()
    _, content = taken(dashboard, "Traces as PNG 2×", size)
    made = Image.open(io.BytesIO(content))
    assert made.width == width
    assert height in (None, made.height)
    assert dashboard.page.locator(".ds-view-traces .picture").bounding_box() == before
    _, drawing = taken(dashboard, "Traces as SVG", size)
    if size == "column":
        assert b'width="85mm"' in drawing[:200]


def test_the_cursor_is_in_a_picture_only_where_it_is_wanted(dashboard):
    dashboard.open("?preset=tetrode")
    _, without = taken(dashboard, "Driftmap as SVG")
    dashboard.control("export").get_by_role("button", name="Download").click()
    dashboard.control("export").get_by_role("switch", name="Show the cursor in pictures").check()
    dashboard.page.keyboard.press("Escape")
    _, with_it = taken(dashboard, "Driftmap as SVG")
    assert with_it.count(b"<path") > without.count(b"<path")
