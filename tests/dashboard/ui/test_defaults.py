from playwright.sync_api import expect


def test_a_changed_field_goes_back_to_its_default(dashboard):
    dashboard.open("?preset=tetrode")
    period = dashboard.control("motion-components-0-period_s")
    back = period.get_by_role("button", name="reset to the default")
    expect(back).to_be_hidden()
    dashboard.type_into("motion-components-0-period_s", "77")
    expect(back).to_be_visible()
    back.click()
    expect(back).to_be_hidden()
    assert dashboard.value("motion-components-0-period_s") == 200


def test_a_changed_group_goes_back_to_its_defaults(dashboard):
    page = dashboard.open("?preset=tetrode").page
    back = page.get_by_role("button", name="Noise: reset to the defaults")
    expect(back).to_be_hidden()
    dashboard.type_into("noise-spatial_decay_um", "99")
    dashboard.type_into("noise-level_uv", "5")
    back.click()
    expect(back).to_be_hidden()
    assert dashboard.value("noise-spatial_decay_um") == 25
    assert dashboard.value("noise-level_uv") == [6, 8]
    assert page.locator(".ds-group-noise").get_attribute("open") is not None
