import pytest
from playwright.sync_api import expect

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


def sums(page):
    """Return the sum of every column that the traces show."""
    return page.evaluate("""() => {
        const deep = one => typeof one !== 'string' && one?.[Symbol.iterator]
        const numbers = column => [...column].flatMap(one => deep(one) ? numbers(one) : [one])
        const sum = column => numbers(column).reduce((all, v) => Number.isFinite(v) ? all + v : all, 0)
        return Bokeh.documents.flatMap(d => [...d._all_models.values()])
            .filter(m => m.type === "Figure" && m.name.startsWith("traces-") && m.visible)
            .flatMap(m => m.renderers.map(r => Object.entries(r.data_source.data).sort().map(
                ([name, column]) => [name, column.length, sum(column)])))
    }""")


@pytest.mark.parametrize("dashboard", [CLIPBOARD], indirect=True)
def test_a_copied_link_opens_the_same_page(dashboard):
    page = dashboard.open().page
    dashboard.unfold("recording")
    picture = dashboard.picture()
    dashboard.type_into("seed", "4711")
    picture = dashboard.wait_for_other_picture(picture)
    dashboard.control("traces-mode").get_by_role("radio", name="overlaid").click()
    picture = dashboard.wait_for_other_picture(picture)
    dashboard.type_into("time", "123")
    dashboard.wait_for_other_picture(picture)
    shown = sums(page)
    dashboard.control("share").get_by_role("button").click()
    expect(page.locator(".notice")).to_contain_text("Link copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(dashboard.address)
    page.goto("about:blank")
    dashboard.open(link.removeprefix(f"{dashboard.address}/"))
    assert dashboard.value("seed") == 4711
    assert dashboard.value("time") == 123
    assert dashboard.value("traces-mode") == "overlaid"
    assert sums(page) == shown


def test_where_the_browser_does_not_copy_the_link_is_shown(dashboard):
    page = dashboard.open().page
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    dashboard.control("share").get_by_role("button").click()
    shown = dashboard.control("share").get_by_role("textbox")
    expect(shown).to_be_visible()
    assert shown.input_value().startswith(f"{dashboard.address}/?c=1-")


@pytest.mark.parametrize(("code", "words"), [("1-nonsense", "damaged"), ("9-AAAA", "format 9")])
def test_a_link_that_cannot_be_read_is_said_and_the_page_opens(dashboard, code, words):
    page = dashboard.open(f"?c={code}").page
    expect(page.locator(".notice.error")).to_contain_text(words)
    expect(page.locator(".ds-status")).to_have_text("ready")
