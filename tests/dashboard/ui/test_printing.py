"""The page is printed on one A4 sheet, from the menu and from the browser's own."""

import re

import pytest

A4_POINTS = (595, 842)
DARK = {"color_scheme": "dark"}


def pages(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def held_sheet(page):
    """Let the page make its sheet, and keep the browser from printing."""
    page.evaluate("() => { window.print = () => { window.printed = true } }")
    page.keyboard.press("Control+p")
    page.wait_for_function("window.printed")
    return page.locator(".ds-sheet")


@pytest.mark.parametrize("dashboard", [{}, DARK], indirect=True)
def test_the_page_is_printed_on_one_sheet_with_all_that_belongs_to_it(dashboard):
    page = dashboard.open("?preset=published-drift").page
    sentence = page.locator(".sentence").text_content()
    sheet = held_sheet(page)
    assert sheet.locator(".told").text_content() == sentence
    assert sheet.locator("svg svg path").count() > 20
    assert 1 <= sheet.locator("tbody tr").count() <= 10
    assert "Period 200 s" in sheet.locator(".configuration").text_content()
    assert sheet.locator("a").get_attribute("href") == page.url
    assert sheet.evaluate("e => e.scrollHeight <= e.clientHeight")
    pdf = page.pdf(prefer_css_page_size=True)
    assert pages(pdf) == 1
    size = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf)
    assert [float(one) for one in size.groups()] == pytest.approx(A4_POINTS, abs=1)


def test_the_browsers_own_print_is_one_sheet_too_and_leaves_nothing_behind(dashboard):
    page = dashboard.open("?preset=tetrode").page
    assert pages(page.pdf(prefer_css_page_size=True)) == 1
    page.wait_for_function("document.querySelectorAll('.ds-sheet').length === 0")
    dashboard.wait_for_picture()
