import pytest
from driftscope_dashboard.views.axes import Axes, kept


@pytest.fixture
def axes(state):
    return Axes(state.session, state.selection)


def shown_by_browser(axis, start, end):
    """Let a range be as if the browser had moved it."""
    axis.update(start=start, end=end, tags=[start, end])


def test_the_axes_cover_recording_and_probe(state, axes):
    assert (axes.time.start, axes.time.end) == (0, 20.0)
    depths = state.session.simulation.contact_positions_um[:, 1]
    assert axes.depth.start < depths.min()
    assert axes.depth.end > depths.max()


def test_all_stays_all_when_the_recording_becomes_longer(state, axes):
    state.session.change({"duration_s": 40.0})
    assert (axes.time.start, axes.time.end) == (0, 40.0)


def test_a_part_stays_that_part(state, axes):
    shown_by_browser(axes.time, 5.0, 10.0)
    state.session.change({"duration_s": 40.0})
    assert (axes.time.start, axes.time.end) == (5.0, 10.0)
    axes.show_all_time()
    assert (axes.time.start, axes.time.end) == (0, 40.0)


def test_another_probe_is_shown_whole(state, axes):
    shown_by_browser(axes.depth, 100.0, 200.0)
    state.session.change({"units.num_units": 5})
    assert (axes.depth.start, axes.depth.end) == axes.shown["depth"] == (100.0, 200.0)
    state.session.change({"probe.num_contacts": 20})
    assert axes.depth.start < 0
    assert axes.depth.end > 380.0


def test_an_axis_that_shows_nothing_of_what_is_left_shows_all():
    assert kept((500, 600), (0, 600), (0, 300)) == (0, 300)


def test_whoever_listens_hears_of_ranges_set_here_while_changes_are_held(axes):
    from bokeh.document import Document

    document, heard = Document(), []
    document.add_root(axes.time)
    axes.subscribe(lambda: heard.append(axes.shown["time"]))
    shown_by_browser(axes.time, 2.0, 3.0)
    assert heard == [(2.0, 3.0)]
    document.hold("combine")
    axes.show_all_time()
    assert heard[-1][0] == 0


def test_what_the_browser_shows_counts_when_changes_crossed(state, axes):
    heard = []
    axes.subscribe(lambda: heard.append(axes.shown["time"]))
    axes.time.update(start=2.0, end=3.0)  # came too late to be shown: the browser had been told to show all
    axes.time.tags = [0.0, 20.0]
    assert (axes.shown["time"], heard) == ((0.0, 20.0), [])
    state.session.change({"duration_s": 40.0})
    assert (axes.time.start, axes.time.end) == heard[-1] == (0.0, 40.0)


def test_showing_all_is_said_even_when_it_seems_to_be_so(axes):
    sent = []
    axes.time.on_change("end", lambda attr, old, new: sent.append(new))
    axes.show_all_time()
    assert sent[-1] == axes.time.end == 20.0


def test_the_depths_shown_are_the_selected_ones_whoever_changes_them(state, axes):
    state.selection.look(depths_um=(50.0, 150.0))
    assert (axes.depth.start, axes.depth.end) == axes.shown["depth"] == (50.0, 150.0)
    shown_by_browser(axes.depth, 60.0, 120.0)
    assert state.selection.depths_um == (60.0, 120.0)
    axes.show_all_depth()
    assert state.selection.depths_um is None
    assert axes.depth.start < 0


def test_depths_beside_the_probe_show_what_of_them_there_is(state, axes):
    all_of_it = axes.shown["depth"]
    state.selection.look(depths_um=(-9_000.0, 100.0))
    assert axes.shown["depth"] == (all_of_it[0], 100.0)


def test_the_times_shown_are_selected_too(state, axes):
    state.selection.look(times_s=(5.0, 9.0))
    assert axes.shown["time"] == (5.0, 9.0)
    axes.show_all_time()
    assert state.selection.times_s is None and axes.shown["time"] == (0.0, 20.0)
