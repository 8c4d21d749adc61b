from playwright.sync_api import expect


def test_one_can_blink_between_two_configurations(dashboard):
    page = dashboard.open("?preset=tetrode").page
    letters = dashboard.control("snapshots")
    letters.get_by_role("button", name="Snapshot A").click()
    expect(letters.get_by_role("button", name="Snapshot A")).to_have_attribute("aria-pressed", "true")
    first = dashboard.picture("motion")
    dashboard.type_into("motion-components-0-period_s", "40")
    second = dashboard.wait_for_other_picture(first, "motion")
    page.locator("h1").click()
    page.keyboard.press("Shift+Digit2")
    expect(letters.get_by_role("button", name="Snapshot B")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Digit1")
    assert dashboard.wait_for_other_picture(second, "motion") == first
    page.keyboard.press("Digit2")
    assert dashboard.wait_for_other_picture(first, "motion") == second
    letters.get_by_role("button", name="Snapshot A").hover()
    expect(page.locator(".ds-bubble")).to_contain_text("Motion 1: Period: 200 s → 40 s")


def test_digits_that_are_typed_into_a_field_keep_nothing(dashboard):
    page = dashboard.open("?preset=tetrode").page
    dashboard.unfold("recording")
    dashboard.control("seed").locator("input.number").focus()
    page.keyboard.press("Digit1")
    expect(dashboard.control("snapshots").get_by_role("button", name="Snapshot A")).to_have_attribute(
        "aria-pressed", "false"
    )
