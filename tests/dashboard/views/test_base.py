import numpy as np
from bokeh.models import ColumnDataSource
from driftscope_dashboard.views import all_views
from driftscope_dashboard.views.base import View, tab_of, unchanged, update_columns
from driftscope_dashboard.views.tab import PlainTab


def test_all_views_are_found():
    assert {view.name for view in all_views()} >= {"probe", "motion", "traces"}
    assert View not in all_views()
    assert all(view.title and view.area in ("probe", "middle", "traces", "tabs") for view in all_views())


def test_columns_of_equal_length_are_replaced_one_by_one():
    x, y = np.arange(4.0), np.zeros(4)
    source = ColumnDataSource({"x": x, "y": y})
    heard = []
    source.on_change("data", lambda attr, old, new: heard.append(attr))
    update_columns(source, {"x": x.copy(), "y": y + 1})
    assert source.data["x"] is x
    assert source.data["y"].sum() == 4
    update_columns(source, {"x": np.arange(2.0), "y": np.zeros(2)})
    assert len(source.data["x"]) == 2


def test_a_request_is_the_same_when_its_results_are_the_same_objects():
    array = np.zeros(3)
    assert unchanged((array, 1.0, "a", None), (array, 1.0, "a", None))
    assert not unchanged((array, 1.0), (array.copy(), 1.0))
    assert not unchanged((array, 1.0), (array, 2.0))
    assert not unchanged(None, (array,))


def test_every_figure_is_named_after_its_view_and_drawn_when_asked(state, services):
    for kind in all_views():
        state.selection.look(tab=tab_of(kind))
        view = kind(state, services)
        view.refresh()
        named = [made.name.removesuffix("-static") for made in view.figures[:1]]
        assert named == [view.name] * (not issubclass(kind, PlainTab))
        assert view.body() is not None
    assert services.failures == []


def test_a_change_of_noise_redraws_only_what_shows_noise(state, services):
    views = {kind.name: kind(state, services) for kind in all_views()}
    shown = []
    for name, view in views.items():
        view.refresh()
        view._latest._deliver = lambda picture, name=name: shown.append(name)
    state.session.change({"noise.level_uv": 1.0})
    assert set(shown) == {"traces", "unit", "amplitudes"}


def test_dark_figures_have_dark_colours(state, services):
    for kind in [kind for kind in all_views() if not issubclass(kind, PlainTab)]:
        state.selection.look(tab=tab_of(kind))
        view = kind(state, services)
        before = view.figures[0].xaxis[0].major_label_text_color
        state.appearance.use(dark=True)
        assert view.figures[0].xaxis[0].major_label_text_color != before
        state.appearance.use(dark=False)
