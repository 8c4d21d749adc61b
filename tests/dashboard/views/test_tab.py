import pytest
from bokeh.events import Tap
from driftscope_dashboard.views import all_views
from driftscope_dashboard.views.amplitudes import AmplitudesView
from driftscope_dashboard.views.base import tab_of
from driftscope_dashboard.views.curve import CurveView
from driftscope_dashboard.views.firing import FiringView
from driftscope_dashboard.views.noise import NoiseView
from driftscope_dashboard.views.tab import PlainTab
from driftscope_dashboard.views.templates import TemplatesView

TABS = [view for view in all_views() if view.area == "tabs" and not view.hidden_at_first]
PICTURES = [view for view in TABS if not issubclass(view, PlainTab)]


def test_views_share_the_panel_and_four_of_them_a_tab():
    assert [(tab_of(view), view.name) for view in TABS] == [
        ("unit", "unit"), ("unit", "amplitudes"), ("unit", "templates"), ("unit", "curve"), ("units", "units"),
        ("scatter", "scatter"),        ("firing", "firing"), ("noise", "noise"), ("field", "knots"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", PICTURES, ids=lambda kind: kind.name)
def test_a_hidden_view_makes_and_computes_nothing(state, services, kind):
    state.selection.look(tab="")
    view = kind(state, services)
    asked = []
    view._latest.ask = asked.append
    view.refresh()
    state.session.change({"noise.level_uv": 3.0, "motion.components.0.period_s": 5.0})
    state.selection.look(time_s=3.0, units=(1,))
    assert (asked, view.figures, len(view.picture.viewable)) == ([], [], 0)
    state.selection.look(tab=tab_of(kind))
    assert len(asked) == 1
    assert view.figures[0].name == kind.name
    state.selection.look(tab="")
    state.selection.look(tab=tab_of(kind))
    assert len(asked) == 1


@pytest.mark.parametrize("kind", PICTURES, ids=lambda kind: kind.name)
def test_a_view_says_what_one_sees(state, services, kind):
    state.selection.look(tab=tab_of(kind))
    view = kind(state, services)
    view.refresh()
    assert view.words.label
    assert view.picture.visible
    assert services.failures == []


@pytest.mark.parametrize("kind", [AmplitudesView, CurveView, FiringView, TemplatesView], ids=lambda kind: kind.name)
def test_without_units_the_view_shows_nothing(state, services, kind):
    state.selection.look(tab=tab_of(kind))
    view = kind(state, services)
    view.refresh()
    state.session.change({"units.num_units": 0})
    assert not view.picture.visible
    state.session.change({"units.num_units": 2})
    assert view.picture.visible
    assert services.failures == []


@pytest.mark.parametrize("kind", [AmplitudesView, FiringView])
def test_without_units_that_is_said(state, services, kind):
    state.selection.look(tab=tab_of(kind))
    view = kind(state, services)
    state.session.change({"units.num_units": 0})
    assert "No units" in view.words.label


@pytest.mark.parametrize(("kind", "figure"), [(FiringView, "raster"), (AmplitudesView, "figure")])
def test_a_click_brings_the_cursor(state, services, kind, figure):
    state.selection.look(tab=tab_of(kind))
    view = kind(state, services)
    for x, expected in ((7.5, 7.5), (1_000.0, 20.0), (-3.0, 0.0)):
        view._tapped(Tap(getattr(view, figure), x=x, y=0.0))
        assert state.selection.time_s == view._cursor.location == expected


def test_the_cursor_of_a_hidden_view_waits(state, services):
    state.selection.look(tab="unit", time_s=1.0)
    view = AmplitudesView(state, services)
    state.selection.look(tab="noise")
    state.selection.look(time_s=9.0)
    assert view._cursor.location == 1.0
    state.selection.look(tab="unit")
    assert view._cursor.location == 9.0


def test_a_view_whose_subject_is_missing_hides_its_tab(state, services):
    class Later(NoiseView):
        name = "score"
        hidden_at_first = True

    Later(state, services)
    assert state.tabs.hidden == {"score"}


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
        state.selection.look(tab=tab_of(kind))
        view = kind(state, services)
        view.refresh()
    assert services.failures == []
