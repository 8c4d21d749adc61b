import csv
import io

import pytest
from driftscope import Simulation
from driftscope.unit_table import UNIT_ROW_COLUMNS, table_of, to_csv
from driftscope_dashboard.session.unit_columns import Column
from driftscope_dashboard.views import unit_reading as module
from driftscope_dashboard.views.units import NONE_SHOWN, UnitsView


@pytest.fixture
def view(state, services):
    state.selection.look(tab="units", time_s=4.0)
    view = UnitsView(state, services)
    view.refresh()
    return view


def saved(view, units):
    """Return the file that the browser gets for units in this order."""
    sent = []
    view.table.tell = sent.append
    view._told({"save": units})
    return sent[0]


def test_all_units_are_listed_with_what_drift_does_to_them(state, view):
    rows = table_of(state.session.simulation, range(6), 4.0)
    assert view.table.fixed["unit"] == [0, 1, 2, 3, 4, 5]
    assert view.table.now["left"] == pytest.approx([row.left for row in rows], abs=1e-4)
    assert view.table.words == ""


def test_the_cursor_changes_only_what_depends_on_time(state, view):
    fixed, before = view.table.fixed, view.table.now
    state.selection.look(time_s=7.0)
    assert view.table.fixed is fixed
    assert view.table.now != before


def test_while_a_changed_recording_is_read_the_cursor_leaves_the_rows_alone(state, view):
    changed = Simulation(state.session.simulation.config.replace({"seed": 9}))
    before = view.table.now
    view.list.follow(changed)
    state.selection.look(time_s=7.0)
    assert view.table.now is before


def test_only_units_in_the_depths_shown_are_listed_unless_all_are_wanted(state, view):
    depths = state.session.simulation.locations_um[:, 1]
    middle = float(sorted(depths)[3])
    state.selection.look(depths_um=(middle - 0.5, middle + 0.5))
    assert view.table.fixed["unit"] == [int(abs(depths - middle).argmin())]
    choose, _ = view.tools()
    choose.take("all")
    assert len(view.table.fixed["unit"]) == 6
    choose.take("shown")
    state.selection.look(depths_um=(-5_000.0, -4_000.0))
    assert (view.table.fixed["unit"], view.table.words) == ([], NONE_SHOWN)


def test_units_are_read_in_pieces(state, services, monkeypatch):
    monkeypatch.setattr(module, "PIECE", 2)
    state.selection.look(tab="noise")
    view = UnitsView(state, services)
    said = []
    update, view.table.update = view.table.update, lambda **fields: (said.append(fields.get("words")), update(**fields))
    state.selection.look(tab="units")
    assert [words for words in said if words] == ["Read 2 of 6 units …", "Read 4 of 6 units …"]
    assert view.table.fixed["unit"] == [0, 1, 2, 3, 4, 5]


def test_a_press_selects_and_with_shift_several(state, view):
    view._told({"select": 3})
    assert (state.selection.units, view.table.selected) == ((3,), [3])
    view._told({"select": 1, "more": True})
    assert state.selection.units == (3, 1)
    view._told({"select": 3, "more": True})
    assert state.selection.units == (1,)
    view._told({"select": 900})
    assert state.selection.units == (1,)


def test_a_unit_out_of_sight_brings_the_depths_along(state, view):
    depths = state.session.simulation.locations_um[:, 1]
    far = int(depths.argmax())
    state.selection.look(depths_um=(float(depths.min()) - 10.0, float(depths.min()) + 10.0))
    view._told({"select": far})
    low, high = state.selection.depths_um
    assert low <= depths[far] <= high


def test_the_file_is_the_table_of_core_in_the_order_shown(state, view):
    file = saved(view, [5, 2, 900, 0])
    assert file["name"] == "driftscope-units-at-4.000s.csv"
    assert file["text"] == to_csv(table_of(state.session.simulation, [5, 2, 0], 4.0))


def test_columns_of_a_result_stand_before_the_curve_and_in_the_file(state, view):
    column = Column("accuracy", "accuracy", "Share of its spikes found", "share")
    state.unit_columns.show([(column, [0.9, 0.8, None, 0.5])])
    assert [one["name"] for one in view.table.columns][-2:] == ["accuracy", "curve"]
    assert view.table.added == {"accuracy": [0.9, 0.8, None, 0.5, None, None]}
    heading, first, second = csv.reader(io.StringIO(saved(view, [1, 2])["text"]))
    assert heading == [*UNIT_ROW_COLUMNS, "accuracy"]
    assert (first[-1], second[-1]) == ("0.8", "")
    state.unit_columns.show([])
    assert [one["name"] for one in view.table.columns][-2:] == ["below", "curve"]


def test_without_units_that_is_said(state, view):
    state.session.change({"units.num_units": 0})
    assert "No units" in view.table.words
    assert view.table.fixed["unit"] == []


def test_a_hidden_table_reads_nothing(state, services):
    state.selection.look(tab="noise")
    view = UnitsView(state, services)
    view.refresh()
    state.selection.look(time_s=3.0, units=(1,))
    assert view.table.fixed == {}
