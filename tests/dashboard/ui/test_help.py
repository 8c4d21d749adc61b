"""The help lists keys and pictures, and is offered once."""

from playwright.sync_api import expect


def test_the_help_explains_every_picture_of_the_page_and_the_keys(dashboard):
    page = dashboard.open("?preset=tetrode").page
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Help: pictures and keys")
    expect(dialog.locator("[data-view=driftmap]")).to_contain_text("Try: Switch between static and drifting")
    expect(dialog.locator("[data-view]")).not_to_have_count(0)
    for view in dialog.locator("[data-view]").all():
        expect(page.locator(f".ds-view-{view.get_attribute('data-view')}").first).to_be_attached()
    expect(dialog).to_contain_text("Undo, redo")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_first_visit_is_offered_the_help_once(dashboard):
    page = dashboard.open("?preset=tetrode").page
    offer = page.get_by_role("region", name="First visit")
    offer.get_by_role("button", name="What each picture shows (?)").click()
    expect(page.get_by_role("dialog", name="Help: pictures and keys")).to_be_visible()
    expect(offer).to_have_count(0)
    dashboard.open("?preset=tetrode")
    expect(offer).to_have_count(0)
