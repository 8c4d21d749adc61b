import pytest
from playwright.sync_api import expect

GROUPS = ("recording", "probe", "units", "motion", "templates", "spikes", "noise")
TABS = ("unit", "firing", "noise")
WORDS = {"unit": "amplitudes-words"}
INTERACTIVE = {
    "button", "checkbox", "combobox", "dialog", "image", "img", "link", "listbox", "menuitem", "radio", "radiogroup",
    "region", "slider", "spinbutton", "switch", "tab", "tabpanel", "textbox",
}  # fmt: skip
NARROW = {"viewport": {"width": 1024, "height": 768}}
WIDE = {"viewport": {"width": 1920, "height": 1080}}
STILL = {"reduced_motion": "reduce"}

EVERYWHERE = """
function everywhere(root) {
  return [...root.querySelectorAll("*")].flatMap(e => [e, ...e.shadowRoot ? everywhere(e.shadowRoot) : []])
}
function focused() {
  let element = document.activeElement
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element
}
"""


def nameless(page):
    """Return the roles and descriptions of what can be used, or is a landmark, and has no name."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    found = []
    for node in nodes:
        role = node.get("role", {}).get("value", "")
        if not node["ignored"] and role in INTERACTIVE and not node.get("name", {}).get("value", "").strip():
            found.append((role, node.get("description", {}).get("value", "")))
    assert len(nodes) > 200
    return found


def where(page):
    """Return in which part of the page the focus is, and whether it shows there."""
    return page.evaluate(f"""() => {{ {EVERYWHERE}
        const parts = [".toolbar", "aside", "main", "footer", ".skip"]
        let element = focused()
        const look = getComputedStyle(element), around = element.closest(".button")
        const ringed = [look, around && getComputedStyle(around)].some(
            style => style && style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2)
        const name = element.getAttribute("aria-label") || element.textContent
        let host = element
        while (host && !parts.some(part => host.matches?.(part))) host = host.parentNode ?? host.host
        return [host ? parts.find(part => host.matches(part)) : "", ringed, name] }}""")


def test_whatever_can_be_used_has_a_name(dashboard):
    page = dashboard.open("?preset=tetrode").page
    dashboard.unfold(*GROUPS)
    for more in page.locator(".link:visible").all():
        more.click()
    for tab in TABS:
        page.locator(f".ds-tab-{tab}").click()
        expect(page.locator(f"#panel-{tab} canvas").first).to_be_visible()
        assert nameless(page) == []
    page.locator(".ds-tab-units").click()
    expect(page.get_by_role("grid", name="Units")).to_be_visible()
    assert nameless(page) == []


def test_what_a_button_of_the_toolbar_opens_has_names_too(dashboard):
    page = dashboard.open("?preset=tetrode").page
    for action in ("preset", "export", "help"):
        dashboard.control(action).locator("button").first.click()
        expect(dashboard.control(action).get_by_role("dialog")).to_be_visible()
        assert nameless(page) == []
        page.keyboard.press("Escape")
        expect(dashboard.control(action).get_by_role("dialog")).to_be_hidden()


def test_no_two_elements_have_the_same_id(dashboard):
    page = dashboard.open("?preset=tetrode").page
    repeated = page.evaluate(f"""() => {{ {EVERYWHERE}
        const seen = new Map(), twice = []
        for (const element of everywhere(document)) {{
            if (!element.id) continue
            const ids = seen.get(element.getRootNode()) ?? new Set()
            if (ids.has(element.id)) twice.push(element.id)
            seen.set(element.getRootNode(), ids.add(element.id))
        }}
        return twice }}""")  # fmt: skip
    assert repeated == []


def test_a_screen_reader_calls_the_pictures_by_name(dashboard):
    page = dashboard.open("?preset=tetrode").page
    names = {"traces": "traces, static", "curve": "curve", "amplitudes": "amplitudes"}
    for view in ("probe", "motion", "driftmap", "templates", *names):
        expect(page.locator(f".ds-view-{view}").get_by_role("img").first).to_have_attribute(
            "aria-label", f"{names.get(view, view)}: picture"
        )


def test_the_keyboard_goes_everywhere_in_the_order_of_the_page_and_shows_where_it_is(dashboard):
    page = dashboard.open("?preset=tetrode").page
    parts, pictures = [], set()
    for _ in range(160):
        page.keyboard.press("Tab")
        part, ringed, name = where(page)
        if not part:
            break
        assert ringed, name
        parts.append(part)
        pictures |= {name} if name.endswith(": picture") else set()
    visited = [part for place, part in enumerate(parts) if place == 0 or parts[place - 1] != part]
    assert visited == [".skip", ".toolbar", "aside", "main", "footer"]
    assert {"probe: picture", "motion: picture", "driftmap: picture", "traces, static: picture"} <= pictures


def test_a_link_leads_past_the_configuration(dashboard):
    page = dashboard.open("?preset=tetrode").page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert where(page)[0] == "main"


def test_a_click_into_a_picture_draws_no_ring(dashboard):
    page = dashboard.open("?preset=tetrode").page
    picture = page.locator(".ds-view-driftmap canvas").first.bounding_box()
    page.mouse.click(picture["x"] + 200, picture["y"] + 60)
    part, ringed, name = where(page)
    assert (part, ringed, name) == ("main", False, "driftmap: picture")


def test_arrows_choose_among_segments_and_leave_the_time_alone(dashboard):
    page = dashboard.open("?preset=tetrode").page
    before, time_s = dashboard.picture(), dashboard.value("time")
    dashboard.control("traces-mode").get_by_role("radio", name="overlaid").focus()
    page.keyboard.press("ArrowRight")
    expect(dashboard.control("traces-mode").get_by_role("radio", name="difference")).to_be_focused()
    dashboard.wait_for_other_picture(before)
    assert (dashboard.value("traces-mode"), dashboard.value("time")) == ("difference", time_s)


@pytest.mark.parametrize("dashboard", [STILL], indirect=True)
def test_whoever_wants_less_motion_sees_none_in_the_controls(dashboard):
    page = dashboard.open("?preset=tetrode").page
    moving = page.evaluate(f"""() => {{ {EVERYWHERE}
        return everywhere(document).filter(e => e.closest(".field, .group, .ds-status")
            && parseFloat(getComputedStyle(e).transitionDuration) > 0).map(e => e.className) }}""")
    assert moving == []


def test_a_folded_group_counts_what_is_wrong_and_leads_to_it(dashboard):
    page = dashboard.open("?preset=tetrode").page
    group = page.locator(".ds-group-spikes")
    expect(group.locator(".flag")).to_be_hidden()
    dashboard.unfold("spikes")
    dashboard.type_into("spikes-refractory_period_ms", "0.2")
    expect(group.locator(".flag")).to_have_text("1")
    expect(group.locator(".flag")).to_have_accessible_name("Firing: 1 implausible: show")
    dashboard.type_into("spikes-refractory_period_ms", "4000")
    expect(group.locator(".flag")).to_have_accessible_name("Firing: 1 invalid: show")
    group.locator("summary .title").click()
    expect(dashboard.control("spikes-refractory_period_ms")).to_be_hidden()
    group.locator(".flag").click()
    expect(dashboard.control("spikes-refractory_period_ms").locator("input.number")).to_be_focused()
    dashboard.control("undo").locator("button").click()
    expect(group.locator(".flag")).to_have_accessible_name("Firing: 1 implausible: show")
    dashboard.control("undo").locator("button").click()
    expect(group.locator(".flag")).to_be_hidden()


def test_words_that_name_a_field_lead_to_it_even_when_it_is_folded_away(dashboard):
    page = dashboard.open("?preset=tetrode").page
    dashboard.control("import").locator("input").set_input_files(
        files=[{"name": "bad.yaml", "mimeType": "text/plain", "buffer": b"units: {maximum_z_um: -3, loudness: 2}"}]
    )
    page.locator(".notice.error").get_by_role("button", name="units.maximum_z_um").click()
    expect(dashboard.control("units-maximum_z_um").locator("input.number")).to_be_focused()
    expect(dashboard.control("units-maximum_z_um")).to_be_in_viewport()


def test_units_without_room_are_said_beside_the_distance(dashboard):
    dashboard.open("?preset=tetrode")
    dashboard.unfold("units")
    dashboard.control("units-minimum_distance_um").get_by_role("switch").check()
    dashboard.type_into("units-minimum_distance_um", "25")
    dashboard.type_into("units-num_units", "90")
    advice = dashboard.control("units-minimum_distance_um").locator(".advice")
    expect(advice).to_contain_text("closer than 25 µm")
    advice.get_by_role("button").click()
    expect(advice).to_be_hidden()
    assert 0 < dashboard.value("units-minimum_distance_um") < 25


@pytest.mark.parametrize("dashboard", [NARROW], indirect=True)
def test_a_narrow_page_keeps_the_size_and_its_sentences(dashboard):
    page = dashboard.open().page
    page.locator(".ds-form-toggle").click()
    expect(page.locator(".ds-summary")).to_be_visible()
    expect(page.locator(".ds-summary .line", has_text="GB")).to_be_in_viewport(ratio=1)
    page.locator(".ds-form-toggle").click()
    for tab in TABS:
        page.locator(f".ds-tab-{tab}").click()
        words = dashboard.control(WORDS.get(tab, f"{tab}-words")).locator(".words")
        expect(words).not_to_be_empty()
        assert words.evaluate("e => e.scrollHeight <= e.clientHeight + 1 && e.scrollWidth <= e.clientWidth + 1")


@pytest.mark.parametrize("dashboard", [NARROW, WIDE], indirect=True)
def test_nothing_leaves_its_place(dashboard):
    page = dashboard.open().page
    outside = page.evaluate(f"""() => {{ {EVERYWHERE}
        return everywhere(document.querySelector(".toolbar")).concat(everywhere(document.querySelector("footer")))
            .filter(e => e.checkVisibility() && e.getClientRects().length && !e.closest(".rest, .drop"))
            .filter(e => {{ const box = e.getBoundingClientRect()
                return box.width > 1 && (box.left < 0 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1) }})
            .map(e => e.className) }}""")  # fmt: skip
    assert outside == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_values_are_told_under_the_pointer(dashboard):
    page = dashboard.open("?preset=tetrode").page
    picture = page.locator(".ds-view-curve .bk-events").first.bounding_box()
    page.mouse.move(picture["x"] + picture["width"] * 0.6, picture["y"] + picture["height"] * 0.5)
    page.mouse.move(picture["x"] + picture["width"] * 0.62, picture["y"] + picture["height"] * 0.5)
    expect(page.locator(".bk-Tooltip")).to_contain_text("displacement")
    expect(page.locator(".bk-Tooltip")).to_contain_text("µV")
    page.mouse.move(5, 5)
    expect(page.locator(".bk-Tooltip:visible")).to_have_count(0)


def test_a_probe_is_opened_from_the_form(dashboard):
    dashboard.open("?preset=tetrode")
    dashboard.unfold("probe")
    before = dashboard.picture("probe")
    prb = b"channel_groups = {0: {'channels': list(range(3)), 'geometry': {0: (0, 0), 1: (0, 20), 2: (0, 40)}}}"
    sent = {"name": "three.prb", "mimeType": "text/plain", "buffer": prb}
    dashboard.control("probe-open").locator("input").set_input_files(files=[sent])
    dashboard.wait_for_other_picture(before, "probe")
    expect(dashboard.control("probe-probeinterface_json")).to_contain_text("3 contacts")
    expect(dashboard.page.locator(".ds-summary")).to_contain_text("3 channels")
    dashboard.control("probe-open").locator("input").set_input_files(files=[{**sent, "buffer": b"import os"}])
    expect(dashboard.page.locator(".notice.error")).to_contain_text("three.prb: is not a PRB file")


def test_every_control_of_the_form_has_a_name_of_its_own(dashboard):
    page = dashboard.open("?preset=published-drift").page
    dashboard.unfold(*GROUPS)
    for more in page.locator("#form .link:visible").all():
        more.click()
    dashboard.wait_for_picture()
    names = page.evaluate("""() => [...document.querySelectorAll("#form input, #form select, #form button")]
        .filter(e => e.checkVisibility() && !e.closest(".message, .advice"))
        .map(e => `${e.type} ${e.getAttribute("aria-label") || e.textContent}`)
        .filter(name => !/More|Less/.test(name))""")
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_pictures_have_the_sentence_as_their_text(dashboard):
    page = dashboard.open("?preset=tetrode").page
    sentence = page.locator(".sentence").text_content()
    for view in ("probe", "driftmap", "traces"):
        expect(page.locator(f".ds-view-{view}").get_by_role("img").first).to_have_attribute(
            "aria-description", sentence
        )
