"""The table of units in a real browser: sorted, walked through by keys, selected from, taken away."""

import pytest
from driftscope import Simulation
from driftscope.presets import PRESETS
from driftscope.unit_table import table_of, to_csv
from playwright.sync_api import expect

PHONE = {"viewport": {"width": 390, "height": 844}}
MANY = {"name": "many.yaml", "mimeType": "text/plain", "buffer": b"""
duration_s: 20
units: {num_units: 2000}
probe: {kind: linear, num_contacts: 64}
"""}  # fmt: skip


TABLE = "document.querySelector('.ds-units-table').node"


def opened(dashboard, query="?preset=four-shank"):
    page = dashboard.open(query).page
    page.locator(".ds-tab-units").click()
    expect(rows(page).first).to_be_visible()
    dashboard.wait_for_picture()
    return page


def rows(page):
    return page.locator(".ds-units-table tbody tr:not(.room)")


def listed(dashboard, name):
    """Return the values of a column as the table holds them, by unit."""
    held, now = dashboard.page.evaluate(f"[{TABLE}.fixed, {TABLE}.now]")
    return dict(zip(held["unit"], {**held, **now}[name], strict=True))


def units_in_order(page):
    return [int(text) for text in rows(page).locator("td.of-unit").all_inner_texts()]


def test_the_unit_that_drops_out_is_the_first_and_one_click_shows_it(dashboard):
    page = opened(dashboard)
    left = listed(dashboard, "left")
    first = units_in_order(page)[0]
    assert left[first] == min(left.values())
    expect(page.locator("th.of-left")).to_have_attribute("aria-sort", "ascending")
    other = units_in_order(page)[1]
    rows(page).nth(1).click()
    expect(page.locator(".ds-unit")).to_have_text(f"Unit {other}")
    expect(page.locator(f"#unit-row-{other}")).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("column", ["depth", "rate", "unit", "rest", "below", "best"])
def test_every_column_sorts_both_ways(dashboard, column):
    page = opened(dashboard)
    values = listed(dashboard, column)
    for way, direction in (("ascending", 1), ("descending", -1)):
        page.locator(f"th.of-{column} button").click()
        expect(page.locator(f"th.of-{column}")).to_have_attribute("aria-sort", way)
        shown = units_in_order(page)
        assert shown == sorted(values, key=lambda unit: (direction * values[unit], unit))[: len(shown)]
    expect(page.locator("th.of-left")).to_have_attribute("aria-sort", "none")


def test_keys_walk_through_the_table_sort_and_select(dashboard):
    page = opened(dashboard)
    grid, time_s = page.get_by_role("grid", name="Units"), dashboard.value("time")
    page.locator("th.of-depth button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("th.of-depth")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("th.of-depth button")).to_be_focused()
    grid.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    second = units_in_order(page)[1]
    expect(grid).to_have_attribute("aria-activedescendant", f"unit-row-{second}")
    page.keyboard.press("Enter")
    expect(page.locator(".ds-unit")).to_have_text(f"Unit {second}")
    dashboard.wait_for_picture()
    assert dashboard.value("time") == time_s


def test_the_file_is_the_table_of_core(dashboard):
    page = opened(dashboard)
    page.locator("th.of-unit button").click()
    with page.expect_download() as taken:
        dashboard.control("units-csv").locator("button").click()
    preset = PRESETS["four-shank"]
    rows_of_core = table_of(Simulation(preset.config), sorted(listed(dashboard, "unit")), preset.look.time_s)
    assert taken.value.path().read_text() == to_csv(rows_of_core)
    assert taken.value.suggested_filename == f"four-shank-units-at-{preset.look.time_s:.3f}s.csv"


def test_the_table_follows_the_cursor_and_the_depths(dashboard):
    page = opened(dashboard)
    before, shown = listed(dashboard, "left"), len(listed(dashboard, "unit"))
    dashboard.type_into("time", "20")
    page.wait_for_function(f"{TABLE}.now.left.join() !== '{','.join(map(str, before.values()))}'")
    page.locator(".ds-units-depths").get_by_role("radio", name="all").click()
    page.wait_for_function(f"{TABLE}.fixed.unit.length === 200")
    assert shown < 200


def test_of_thousands_of_units_only_those_that_are_seen_are_made(dashboard):
    page = opened(dashboard, "?preset=tetrode")
    dashboard.control("import").locator("input").set_input_files(files=[MANY])
    page.locator(".ds-units-depths").get_by_role("radio", name="all").click()
    page.wait_for_function(f"{TABLE}.fixed.unit?.length === 2000", timeout=120_000)
    assert rows(page).count() < 40
    page.get_by_role("grid", name="Units").focus()
    page.keyboard.press("End")
    expect(page.locator(".ds-units-table tbody tr.active")).to_be_in_viewport()
    expect(page.locator(".ds-units-table tbody tr.active")).to_have_attribute("aria-rowindex", "2001")
    assert rows(page).count() < 40


@pytest.mark.parametrize("dashboard", [PHONE], indirect=True)
def test_where_it_is_narrow_the_curve_stays(dashboard):
    page = opened(dashboard)
    for column, visible in (("rate", False), ("below", False), ("left", True), ("curve", True), ("unit", True)):
        expect(page.locator(f"th.of-{column}")).to_be_visible(visible=visible)


def test_the_hybrid_page_has_the_table_too(dashboard):
    page = dashboard.page
    page.goto(f"{dashboard.address}/hybrid")
    page.wait_for_function("document.querySelector('.ds-status').textContent === 'ready'")
    page.locator(".ds-tab-units").click()
    expect(page.locator(".ds-units-table")).to_be_visible()
    expect(rows(page)).not_to_have_count(0)


def place_of_dot(page, unit):
    """Return where a unit's dot is on the screen."""
    return page.evaluate(
        """unit => {
          const [figure] = Bokeh.index.query(view => view.model.name === "scatter")
          const {left, top} = figure.el.getBoundingClientRect(), dots = figure.model.renderers[0].data_source.data
          const at = [...dots.unit].indexOf(unit)
          return [left + figure.frame.x_scale.compute(dots.x[at]), top + figure.frame.y_scale.compute(dots.y[at])]
        }""",
        unit,
    )


def test_two_properties_of_units_are_shown_against_each_other(dashboard):
    page = dashboard.open("?preset=four-shank").page
    page.locator(".ds-tab-scatter").click()
    expect(page.locator(".ds-scatter-words")).to_contain_text(
        "left (%) against peak at rest (µV); correlation", timeout=60_000
    )
    page.locator(".ds-scatter-x select").select_option("rate_hz")
    expect(page.locator(".ds-scatter-words")).to_contain_text("left (%) against firing rate (spikes/s)")
    dashboard.wait_for_picture()
    page.mouse.move(*place_of_dot(page, 28))
    expect(page.locator(".ds-hover")).to_contain_text("spikes/s")
    told = page.locator(".ds-hover strong").inner_text()
    page.mouse.click(*place_of_dot(page, 28))
    expect(page.locator(".ds-unit")).to_have_text(told)


def test_a_link_brings_the_two_properties_along(dashboard):
    page = dashboard.open("?preset=four-shank").page
    page.locator(".ds-tab-scatter").click()
    page.locator(".ds-scatter-y select").select_option("moved_um")
    expect(page.locator(".ds-scatter-words")).to_contain_text("moved (µm) against", timeout=60_000)
    page.wait_for_function("location.search.includes('c=')")
    page.reload()
    expect(page.locator(".ds-scatter-words")).to_contain_text("moved (µm) against", timeout=60_000)
