import pytest
from bokeh.events import Tap
from driftscope_dashboard.views import all_views
from driftscope_dashboard.views.amplitudes import AmplitudesView
from driftscope_dashboard.views.firing import FiringView

TABS = [view for view in all_views() if view.area == "tabs"]


def test_four_views_share_the_panel():
    assert [view.name for view in TABS] == ["templates", "firing", "noise", "amplitudes"]


@pytest.mark.parametrize("kind", TABS, ids=lambda kind: kind.name)
def test_a_hidden_view_makes_and_computes_nothing(state, services, kind):
    state.selection.look(tab="")
    view = kind(state, services)
    asked = []
    view._latest.ask = asked.append
    view.refresh()
    state.session.change({"noise.level_uv": 3.0, "motion.components.0.period_s": 5.0})
    state.selection.look(time_s=3.0, units=(1,))
    assert (asked, view.figures, len(view.picture.viewable)) == ([], [], 0)
    state.selection.look(tab=kind.name)
    assert len(asked) == 1
    assert view.figures[0].name == kind.name
    state.selection.look(tab="")
    state.selection.look(tab=kind.name)
    assert len(asked) == 1


@pytest.mark.parametrize("kind", TABS, ids=lambda kind: kind.name)
def test_a_view_says_what_one_sees(state, services, kind):
    state.selection.look(tab=kind.name)
    view = kind(state, services)
    view.refresh()
    assert view.words.label.endswith(".")
    assert view.picture.visible
    assert services.failures == []


@pytest.mark.parametrize("kind", [view for view in TABS if view.about_unit], ids=lambda kind: kind.name)
def test_without_units_the_view_says_so(state, services, kind):
    state.selection.look(tab=kind.name)
    view = kind(state, services)
    view.refresh()
    state.session.change({"units.num_units": 0})
    assert "no units" in view.words.label
    assert not view.picture.visible
    state.session.change({"units.num_units": 2})
    assert view.picture.visible
    assert services.failures == []


@pytest.mark.parametrize(("kind", "figure"), [(FiringView, "raster"), (AmplitudesView, "figure")])
def test_a_click_brings_the_cursor(state, services, kind, figure):
    state.selection.look(tab=kind.name)
    view = kind(state, services)
    for x, expected in ((7.5, 7.5), (1_000.0, 20.0), (-3.0, 0.0)):
        view._tapped(Tap(getattr(view, figure), x=x, y=0.0))
        assert state.selection.time_s == view._cursor.location == expected


def test_the_cursor_of_a_hidden_view_waits(state, services):
    state.selection.look(tab="amplitudes", time_s=1.0)
    view = AmplitudesView(state, services)
    state.selection.look(tab="noise")
    state.selection.look(time_s=9.0)
    assert view._cursor.location == 1.0
    state.selection.look(tab="amplitudes")
    assert view._cursor.location == 9.0


@pytest.mark.parametrize(
    "changes",
    [
        {"probe.num_contacts": 1},
        {"units.num_units": 1},
        {"duration_s": 0.1},
        {"motion.start_um": (0.0, 0.0), "motion.stop_um": (0.0, 0.0)},
        {"motion.start_um": (-10.0, 0.0), "motion.stop_um": (10.0, 0.0)},
        {"motion.start_um": (0.0, 900.0), "motion.stop_um": (0.0, -900.0), "motion.step_um": 0.5},
        {"noise.level_uv": 0.0, "templates.alpha_uv": 0.0},
        {"spikes.refractory_period_ms": 0.0, "spikes.amplitude_std": 0.2},
        {"spikes.times_s": [[1.0, 2.0], [], [], [], [], []]},
        {"streams": "spikeinterface", "noise.strategy": "tile_pregenerated"},
        {"sampling_frequency_hz": 2_000.0, "templates.ms_before": 5.0, "noise.spatial_decay_um": None},
    ],
    ids=lambda changes: " ".join(changes),
)
def test_unusual_configurations_are_shown(state, services, changes):
    state.session.open(state.session.config.replace(changes))
    for kind in TABS:
        state.selection.look(tab=kind.name)
        view = kind(state, services)
        view.refresh()
        assert view.words.label.endswith(".")
    assert services.failures == []
