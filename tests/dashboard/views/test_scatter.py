import pytest
from bokeh.events import Tap
from driftscope.unit_table import table_of
from driftscope_dashboard.results.columns import score_columns
from driftscope_dashboard.session.sharing import Look
from driftscope_dashboard.views.scatter import READING, ScatterView
from driftscope_dashboard.views.units import NONE_SHOWN, UnitsView


@pytest.fixture
def view(state, services):
    state.selection.look(tab="scatter", time_s=4.0)
    return ScatterView(state, services)


def dots(view, name="units"):
    return view.figure.sources[name].data


def choose(view, place, value):
    view.axes[place].take(value)


def test_every_unit_is_a_dot_at_what_the_table_says(state, view):
    rows = table_of(state.session.simulation, range(6), 4.0)
    assert dots(view)["x"] == pytest.approx([row.rest_uv for row in rows], abs=0.06)
    assert dots(view)["y"] == pytest.approx([100 * row.left for row in rows], abs=0.01)
    assert view.words.label.startswith("6 units: left (%) against peak at rest (µV); correlation")


def test_both_properties_are_chosen_and_part_of_the_look(state, view):
    y, x = view.axes
    assert (x.value, y.value) == ("rest_uv", "left")
    assert ["rate_hz", "firing rate"] in x.options
    choose(view, 0, "rate_hz")
    choose(view, 1, "alpha_uv")
    assert state.selection.scatter == ("alpha_uv", "rate_hz") == Look.of(state.selection).scatter
    assert dots(view)["x"] == pytest.approx(state.session.simulation.unit_parameters.alpha_uv)
    assert view.figure.made.xaxis.axis_label == "amplitude at the cell (µV)"


def test_dots_follow_the_cursor_on_axes_that_only_grow(state, view):
    before, ends = list(dots(view)["y"]), (view.figure.made.y_range.start, view.figure.made.y_range.end)
    state.selection.look(time_s=7.0)
    assert list(dots(view)["y"]) != before
    assert view.figure.made.y_range.start <= ends[0] and view.figure.made.y_range.end >= ends[1]


def test_a_click_selects_the_nearest_unit_and_with_shift_more(state, view):
    places = dots(view)["x"], dots(view)["y"]

    def click(unit, *, shift=False):
        modifiers = {"shift": shift, "ctrl": False, "alt": False}
        view._tapped(Tap(view.figure.made, x=places[0][unit], y=places[1][unit], modifiers=modifiers))

    click(3)
    assert state.selection.units == (3,)
    assert dots(view, "chosen")["colour"] == ["#b34b00"]
    click(1, shift=True)
    assert state.selection.units == (3, 1)
    view._tapped(Tap(view.figure.made, x=1e6, y=0.0))
    assert state.selection.units == (3, 1)


def test_units_of_the_depths_shown_or_all(state, view):
    depths = state.session.simulation.locations_um[:, 1]
    middle = float(sorted(depths)[3])
    state.selection.look(depths_um=(middle - 0.5, middle + 0.5))
    assert len(dots(view)["x"]) == 6
    view.choose_depths("shown")
    assert list(dots(view)["unit"]) == [int(abs(depths - middle).argmin())]
    state.selection.look(depths_um=(-5_000.0, -4_000.0))
    assert (view.words.label, view.picture.visible) == (NONE_SHOWN, False)


def test_a_result_adds_its_properties_and_takes_them_along(state, results, loaded, view):
    results.add(loaded)
    state.unit_columns.show(score_columns(results.score, state.session.simulation))
    state.selection.look(tab="scatter", scatter=("snr", "recall"))
    assert dots(view)["y"] == pytest.approx(100 * results.score.comparison.score.recall, abs=0.01)
    state.unit_columns.show([])
    assert view.axes[0].value == "left"


def test_what_one_view_has_read_the_other_knows(state, services, view):
    assert UnitsView(state, services).list is view.list


def test_while_units_are_read_nothing_else_is_said(state, view):
    view._shown = []
    view._draw()
    assert view.words.label == READING
    view.depths = "shown"
    view._draw()
    assert view.words.label == READING


def test_without_units_the_view_says_so(state, view):
    state.session.change({"units.num_units": 0})
    assert "No units" in view.words.label


def test_dots_are_painted_again_in_the_dark(state, view):
    state.selection.look(units=(2,))
    state.appearance.use(dark=True)
    assert dots(view, "chosen")["colour"] == ["#f59f52"]
