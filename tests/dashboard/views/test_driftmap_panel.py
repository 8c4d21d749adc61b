from bokeh.models import PanTool
from driftscope_dashboard.views.driftmap_panel import GAP, DriftmapPanel
from driftscope_dashboard.views.stage import LEFT, RIGHT


def test_a_picture_beside_others_leaves_their_axis_to_the_first(state, services):
    first, second = (DriftmapPanel(state, services, is_first=is_first) for is_first in (True, False))
    for panel in (first, second):
        panel.arrange(2)
    assert (first.figure.min_border_left, first.figure.min_border_right) == (LEFT, GAP)
    assert second.figure.min_border_left == GAP
    assert not second.figure.yaxis[0].visible
    assert first.figure.xaxis[0].ticker.desired_num_ticks == 3
    first.arrange(1)
    assert first.figure.min_border_right == RIGHT


def test_dragging_pans_and_the_axes_are_shared(state, services):
    panel = DriftmapPanel(state, services, is_first=True)
    assert isinstance(panel.figure.toolbar.active_drag, PanTool)
    assert panel.figure.x_range is services.axes.time
    assert panel.figure.y_range is services.axes.depth
