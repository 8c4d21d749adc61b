"""At every size nothing is cut, nothing is wider than the window, and every target can be hit."""

import pytest

SIZES = [(390, 844), (640, 360), (800, 600), (1024, 768), (1280, 720), (1366, 768), (1440, 900), (1920, 1080)]
LEAST_TARGET = 24
LEAST_TYPE = 12
MEASURED = """([target, type]) => {
    const shown = {visibilityProperty: true, opacityProperty: true}
    const seen = e => e.checkVisibility(shown) && e.getClientRects().length && !e.closest(".heard, .skip, .root")
    const all = [...document.body.querySelectorAll("*")].filter(seen)
    const box = e => e.getBoundingClientRect(), look = e => getComputedStyle(e)
    const words = e => (e.getAttribute("aria-label") ?? e.textContent).trim().slice(0, 40)
    const place = e => e.closest("[class*=ds-]")?.className
    const name = e => `${e.tagName} .${[...e.classList].join(".")} in ${place(e)}: ${words(e)}`
    const size = e => `${name(e)} ${Math.round(box(e).width)}x${Math.round(box(e).height)}`
    const has_text = e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
    const pressed = "button, a[href], select, summary, [role=tab], input:not([type=file])"
    const small = all.filter(e => e.matches(pressed) && Math.min(box(e).width, box(e).height) < target - 0.5)
    const type_of = e => parseFloat(look(e).fontSize)
    const tiny = all.filter(e => has_text(e) && 0 < type_of(e) && type_of(e) < type)
    const scrolls = e => [look(e).overflowX, look(e).overflowY].some(v => ["auto", "scroll"].includes(v))
    const overflows = e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1
    const told_whole = e => e.matches(".gallery .title")  // in its list and in a bubble
    const cut = all.filter(e => has_text(e) && look(e).overflowX !== "visible" && e.clientWidth > 0 && overflows(e)
        && !scrolls(e) && !told_whole(e))
    const above = e => [e.parentElement].filter(Boolean).flatMap(p => p === document.body ? [] : [p, ...above(p)])
    const pen = document.createElement("canvas").getContext("2d")
    const room = e => e.clientWidth - parseFloat(look(e).paddingLeft) - parseFloat(look(e).paddingRight)
    const chosen = e => { pen.font = look(e).font; return pen.measureText(e.selectedOptions[0]?.text ?? "").width }
    cut.push(...all.filter(e => e.matches("footer select") && chosen(e) > room(e) + 0.5))
    const wide = all.filter(e => box(e).width > 1 && (box(e).right > innerWidth + 1 || box(e).left < -1)
        && !above(e).some(scrolls))
    return {small: small.map(size), tiny: tiny.map(name), cut: cut.map(name), wide: wide.map(name),
            scrolls: document.documentElement.scrollWidth > innerWidth}
}"""
FINE = {"small": [], "tiny": [], "cut": [], "wide": [], "scrolls": False}


def measured(page):
    return page.evaluate(MEASURED, [LEAST_TARGET, LEAST_TYPE])


@pytest.mark.parametrize("dashboard", [{"viewport": {"width": w, "height": h}} for w, h in SIZES], indirect=True)
def test_nothing_is_cut_or_small_or_wider_than_the_window(dashboard):
    page = dashboard.open("?preset=published-drift").page
    assert measured(page) == FINE
    if page.locator(".ds-form-toggle").get_attribute("aria-expanded") == "false":
        page.locator(".ds-form-toggle").click()
    dashboard.unfold("recording", "probe", "units", "motion", "templates", "spikes", "noise")
    for more in page.locator("#form .link:visible").all():
        more.click()
    dashboard.wait_for_picture()
    assert measured(page) == FINE
