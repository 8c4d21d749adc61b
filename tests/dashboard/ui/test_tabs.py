import pytest
from playwright.sync_api import expect

TABS = ("templates", "firing", "noise", "amplitudes")


def opened(dashboard, name):
    """Open a tab and wait until its view says what one sees."""
    dashboard.control(f"tab-{name}").click()
    expect(dashboard.control(f"{name}-words").locator("p")).not_to_be_empty()
    dashboard.wait_for_picture()


@pytest.mark.parametrize(
    "dashboard",
    [{"viewport": {"width": 1440, "height": 900}}, {"viewport": {"width": 1024, "height": 768}}],
    indirect=True,
)
def test_one_tab_is_shown_at_a_time_and_the_page_still_fits(dashboard):
    page = dashboard.open("?preset=tetrode").page
    for name in TABS:
        opened(dashboard, name)
        for other in TABS:
            expect(page.locator(f".ds-view-{other}")).to_be_visible(visible=other == name)
            selected = page.locator(f".ds-tab-{other}").get_attribute("aria-selected")
            assert selected == str(other == name).lower()
        expect(page.locator(f".ds-view-{name} canvas").first).to_be_visible()
        assert dashboard.picture(name)[1] > 0
        fold = page.locator(".ds-tabs-fold").bounding_box()
        assert fold["x"] + fold["width"] <= page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_tabs_are_reached_and_changed_by_keyboard(dashboard):
    page = dashboard.open("?preset=tetrode").page
    page.locator(".ds-tab-templates").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".ds-tab-firing")).to_be_focused()
    expect(page.locator(".ds-view-firing")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".ds-view-amplitudes")).to_be_visible()
    page.keyboard.press("Home")
    expect(page.locator(".ds-view-templates")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Template")).to_be_visible()


def test_the_panel_is_folded_and_gives_its_room_to_the_traces(dashboard):
    page = dashboard.open("?preset=tetrode").page
    before = page.locator(".ds-view-traces").bounding_box()["height"]
    page.locator(".ds-tabs-fold").click()
    expect(page.locator(".ds-tabs-fold")).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".ds-view-templates")).to_be_hidden()
    assert page.locator(".ds-view-traces").bounding_box()["height"] > before + 50
    page.locator(".ds-tabs-fold").click()
    expect(page.locator(".ds-view-templates")).to_be_visible()


def test_another_unit_is_shown_in_every_tab(dashboard):
    page = dashboard.open("?preset=tetrode").page
    opened(dashboard, "templates")
    before = dashboard.picture("templates")
    box = dashboard.control("tabs-unit").locator("input.number")
    box.fill("5")
    box.press("Enter")
    expect(dashboard.control("templates-words")).to_contain_text("Unit 5:")
    assert dashboard.wait_for_other_picture(before, "templates") != before
    dashboard.control("tabs-unit").get_by_label("higher").click()
    for name in ("firing", "amplitudes"):
        opened(dashboard, name)
        expect(dashboard.control(f"{name}-words")).to_contain_text("Unit 6")
    page.get_by_label("Unit: no longer this one").click()
    expect(dashboard.control("amplitudes-words")).to_contain_text("largest in view")


def test_a_higher_threshold_hides_more_spikes(dashboard):
    dashboard.open("?preset=tetrode")
    opened(dashboard, "amplitudes")
    expect(dashboard.control("amplitudes-words")).to_contain_text("5 × noise")
    box = dashboard.control("amplitudes-threshold").locator("input.number")
    box.fill("500")
    box.press("Enter")
    expect(dashboard.control("amplitudes-words")).to_contain_text("100 × noise")
    expect(dashboard.control("amplitudes-words")).to_contain_text("even at rest")


def test_a_slider_changes_what_an_open_tab_shows(dashboard):
    dashboard.open("?preset=tetrode")
    opened(dashboard, "noise")
    before = dashboard.picture("noise")
    dashboard.unfold("noise")
    dashboard.type_into("noise-level_uv", "2")
    assert dashboard.wait_for_other_picture(before, "noise") != before


def test_without_units_the_tab_says_so(dashboard):
    dashboard.open("?preset=noise-only")
    expect(dashboard.control("templates-words")).to_contain_text("There are no units")
