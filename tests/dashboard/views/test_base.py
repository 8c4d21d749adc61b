import numpy as np
from bokeh.core.serialization import Serializer
from bokeh.document import Document
from bokeh.models import ColumnDataSource
from driftscope_dashboard.views import all_views
from driftscope_dashboard.views.base import View, tab_of, unchanged, update_columns
from driftscope_dashboard.views.tab import PlainTab


def test_all_views_are_found():
    assert {view.name for view in all_views()} >= {"probe", "motion", "traces"}
    assert View not in all_views()
    assert all(view.title and view.area in ("probe", "middle", "traces", "tabs") for view in all_views())


def test_columns_are_replaced_together_where_one_differs():
    x, y = np.arange(4.0), np.zeros(4)
    source = ColumnDataSource({"x": x, "y": y})
    heard = []
    source.on_change("data", lambda attr, old, new: heard.append(sorted(new)))
    update_columns(source, {"x": x.copy(), "y": y.copy()})
    assert heard == []
    update_columns(source, {"x": x.copy(), "y": y + 1})
    assert source.data["y"].sum() == 4
    update_columns(source, {"x": np.arange(2.0), "y": np.zeros(2)})
    assert heard == 2 * [["x", "y"]]


def test_what_one_batch_of_changes_sends_has_columns_of_one_length():
    source, document, sent = ColumnDataSource({"x": [1.0], "y": [2.0]}), Document(), []
    document.add_root(source)
    document.on_change(sent.append)
    document.hold("combine")
    update_columns(source, {"x": [3.0], "y": [2.0]})
    update_columns(source, {"x": [], "y": []})
    document.unhold()
    assert sent
    for event in sent:
        encoded = Serializer().encode(event)
        columns = encoded["new" if encoded["kind"] == "ModelChanged" else "data"]["entries"]
        assert dict(columns) == {"x": [], "y": []}


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
