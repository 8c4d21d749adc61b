import numpy as np
import pytest
from driftscope import ConfigError
from driftscope_dashboard.hybrid.views import VIEWS, HybridMotion, HybridProbe, HybridTraces, moves_drawn
from driftscope_dashboard.views.base import tab_of


@pytest.fixture
def view(state, services):
    made = HybridProbe(state, services)
    made.refresh()
    return made


def drag(view, unit, way_um):
    """Let the browser say that a ring was dragged."""
    data = view.sources["units"].data
    x, y = data["x0"].copy(), data["y0"].copy()
    x[unit] += way_um[0]
    y[unit] += way_um[1]
    view.sources["units"].data = {**data, "x0": x, "y0": y}


def test_a_dragged_ring_moves_its_unit_in_one_step_each(view, state):
    session, before = state.session, state.session.simulation.locations_um
    drag(view, 1, (8.0, -120.0))
    drag(view, 1, (0.0, 20.0))
    assert session.config.units[1].move_um == (8.0, -100.0)
    np.testing.assert_allclose(session.simulation.locations_um[1, :2], before[1, :2] + (8.0, -100.0), atol=0.1)
    assert state.selection.units == (1,)
    session.undo()
    assert session.config.units[1].move_um == (8.0, -120.0)
    session.undo()
    assert session.config.units[1].move_um == (0.0, 0.0)
    assert not session.history.can_undo
    np.testing.assert_allclose(view.sources["units"].data["y0"], before[:, 1], atol=0.01)


def test_a_ring_that_was_deleted_or_dragged_too_far_is_put_back(view, state):
    whole = {name: list(column) for name, column in view.sources["units"].data.items()}
    view.sources["units"].data = {name: column[:1] for name, column in whole.items()}
    assert len(view.sources["units"].data["x0"]) == 2
    with pytest.raises(ConfigError):
        drag(view, 0, (0.0, 50_000.0))
    assert list(view.sources["units"].data["y0"]) == whole["y0"]
    assert state.session.config.units[0].move_um == (0.0, 0.0)


def test_what_was_dragged_before_the_last_drag_is_seen_is_not_moved_twice(state):
    scene, config = state.session.simulation, state.session.config
    shown = scene.locations_um[:, :2]
    drawn = shown + np.array([[0.0, 30.0], [0.0, -50.0]])
    ahead = config.replace({"units.0.move_um": [0, 30]})
    assert moves_drawn(drawn, shown, scene, ahead) == {1: [0.0, -50.0]}
    assert moves_drawn(shown, shown, scene, ahead) == {}
    assert moves_drawn(drawn, shown, scene, config.replace(units=config.units[::-1])) == {}


def test_traces_are_called_before_and_after(state, services):
    made = HybridTraces(state, services)
    made.refresh()
    assert (made.static.title.text, made.drifting.title.text) == ("before", "after")
    assert [name for name, *_ in made.hover.node.value] == ["before", "after"]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_the_scene(view, state, services):
    state.selection.look(tab=tab_of(view) if view.area == "tabs" else "")
    made = view(state, services)
    made.refresh()
    made.body(), made.tools()
    assert services.failures == []


def test_the_motion_has_no_pencil(state, services):
    assert HybridMotion(state, services).tools() == []
