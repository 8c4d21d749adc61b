from playwright.sync_api import expect


def test_advice_is_given_beside_the_field_and_a_click_follows_it(dashboard):
    page = dashboard.open("?preset=tetrode").page
    assert page.locator(".advice:visible").count() == 0
    period = dashboard.control("motion-components-0-period_s")
    dashboard.type_into("motion-components-0-period_s", "2")
    expect(period.locator(".advice")).to_contain_text("µm/s")
    assert period.locator(".advice .words").evaluate("words => getComputedStyle(words).whiteSpace") == "normal"
    period.get_by_role("button", name="Use").click()
    expect(period.locator(".advice")).to_be_hidden()
    assert dashboard.value("motion-components-0-period_s") == 20


def test_a_refused_value_offers_the_nearest_one(dashboard):
    dashboard.open("?preset=tetrode")
    dashboard.unfold("recording")
    dashboard.type_into("sampling_frequency_hz", "900000")
    field = dashboard.control("sampling_frequency_hz")
    field.get_by_role("button", name="Use 200000").click()
    expect(field.locator(".message")).to_be_hidden()
    assert dashboard.value("sampling_frequency_hz") == 200_000


def test_the_summary_says_size_and_time(dashboard):
    page = dashboard.open("?preset=tetrode").page
    page.locator(".ds-summary").hover()
    expect(page.locator(".ds-bubble")).to_contain_text("as int16")
    expect(page.locator(".ds-bubble")).to_contain_text(" ms")
