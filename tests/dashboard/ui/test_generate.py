"""A whole recording is written from the page, which stays live; it can be stopped, found again and gone on with."""

from driftscope.export import verify
from playwright.sync_api import expect

SMALL = "?preset=tetrode"


def open_panel(dashboard):
    dashboard.control("generate").get_by_role("button", name="Export recording").click()
    dashboard.control("generate").locator(".estimate", has_text="of recording").wait_for()


def write(dashboard, name):
    dashboard.control("generate").get_by_label("Name of the folder").fill(name)
    write = dashboard.control("generate").get_by_role("button", name="Write", exact=True)
    dashboard.page.wait_for_function("button => !button.disabled", arg=write.element_handle())
    write.click()


def test_a_recording_is_written_with_chosen_options_and_its_bytes_hold(dashboard, written):
    dashboard.open(SMALL)
    open_panel(dashboard)
    panel = dashboard.control("generate")
    panel.locator(".ds-generate-recording select").select_option("both")
    panel.locator(".ds-generate-dtype select").select_option("float32")
    assert not panel.locator(".ds-generate-gain_uv").is_visible()
    write(dashboard, "from the page")
    panel.locator(".writing.done", has_text="from the page").wait_for()
    assert verify(written / "from the page").is_whole
    assert (written / "from the page" / "static").is_dir()
    done = panel.locator(".writing.done", has_text="from the page is finished")
    expect(done.get_by_label("Folder of from the page")).to_have_value(str(written / "from the page"))
    expect(panel.get_by_label("Name of the folder")).to_have_value("from the page-2")
    done.get_by_role("button", name="Copy path: from the page").click()
    expect(done.get_by_role("status")).not_to_be_empty()


def test_a_folder_that_exists_and_a_bad_name_are_refused_in_words(dashboard, written):
    (written / "taken").mkdir(exist_ok=True)
    dashboard.open(SMALL)
    open_panel(dashboard)
    panel = dashboard.control("generate")
    for name, words in (("taken", "already exists"), ("../up", "slashes")):
        panel.get_by_label("Name of the folder").fill(name)
        panel.locator(".estimate.wrong", has_text=words).wait_for()
        assert panel.get_by_role("button", name="Write", exact=True).is_disabled()


def test_the_page_stays_live_while_it_writes_and_finds_it_again(dashboard, written):
    dashboard.open("?preset=published-drift")
    open_panel(dashboard)
    write(dashboard, "long")
    panel = dashboard.control("generate")
    panel.locator(".writing.running", has_text="long").wait_for()
    dashboard.page.keyboard.press("Escape")
    before = dashboard.picture()
    dashboard.page.keyboard.press("ArrowRight")
    dashboard.wait_for_other_picture(before)
    dashboard.open(SMALL)
    open_panel(dashboard)
    panel.get_by_role("button", name="Stop: long").click()
    panel.locator(".writing.stopped", has_text="long").wait_for()
    assert (written / "long.part").exists()
    assert not (written / "long").exists()
    panel.get_by_role("button", name="Remove from this list: long").click()
    panel.locator(".writing", has_text="long").wait_for(state="detached")
