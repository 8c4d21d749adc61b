"""Numbers are read as people write them; what cannot be read stays in its field, with words and an offer."""

import pytest
from playwright.sync_api import expect

READ = "([text, unit]) => import('./browser/reading.js').then(({read_number}) => read_number(text, unit))"
WRITTEN = [
    ("10 min", "s", 600), ("1:30", "s", 90), ("2 h", "s", 7200), ("250 ms", "s", 0.25), ("0.5 s", "ms", 500),
    ("1e3", "", 1000), ("30k", "Hz", 30000), ("30 kHz", "Hz", 30000), ("-20", "µm", -20), ("−20", "µm", -20),
    ("0.02 mm", "µm", 20), ("20 um", "µm", 20), ("12 000", "", 12000), ("1\u2009500", "", 1500), ("0,125", "", 0.125),
    ("2,5", "", 2.5), ("1,234,567", "", 1234567), ("1,234.5", "", 1234.5), (".5", "", 0.5), ("", "", None),
]  # fmt: skip
UNREAD = [("abc", "", None), ("10 kg", "s", 10), ("1,500", "s", 1500), ("1e999", "", None), ("--3", "", None)]


def test_numbers_are_read_as_people_write_them(dashboard):
    page = dashboard.open("?preset=tetrode").page
    for text, unit, value in WRITTEN:
        assert page.evaluate(READ, [text, unit]) == {"value": value}, text
    for text, unit, offer in UNREAD:
        answer = page.evaluate(READ, [text, unit])
        assert answer["words"].endswith(".")
        assert answer.get("offer") == offer, text


def test_what_was_typed_stays_until_it_can_be_read(dashboard):
    page = dashboard.open("?preset=tetrode").page
    dashboard.unfold("recording")
    field = dashboard.control("duration_s")
    dashboard.type_into("duration_s", "ten minutes")
    expect(field.locator(".message")).to_contain_text("“ten minutes” is not a number.")
    expect(field.locator("input.number")).to_have_attribute("aria-invalid", "true")
    dashboard.type_into("seed", "5")
    dashboard.wait_for_picture()
    expect(field.locator("input.number")).to_have_value("ten minutes")
    dashboard.type_into("duration_s", "10 mn")
    field.get_by_role("button", name="Use 10").click()
    expect(field.locator(".message")).to_be_hidden()
    expect(field.locator("input.number")).to_have_value("10")
    dashboard.type_into("duration_s", "2 min")
    expect(field.locator("input.number")).to_have_value("120")
    dashboard.type_into("duration_s", "much")
    page.keyboard.press("Escape")
    expect(field.locator("input.number")).to_have_value("120")


@pytest.mark.parametrize("text", ["123456", "-0.12345", "1234567"])
def test_six_digits_fit_into_a_field(dashboard, text):
    dashboard.open("?preset=tetrode")
    dashboard.unfold("recording", "motion")
    name = "seed" if text.isdigit() else "motion-components-0-amplitude_factor"
    dashboard.type_into(name, text)
    box = dashboard.control(name).locator("input.number")
    expect(box).to_have_value(text)
    assert box.evaluate("e => e.scrollWidth <= e.clientWidth")
