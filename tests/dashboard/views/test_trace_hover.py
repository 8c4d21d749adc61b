import numpy as np
from bokeh.models import Range1d
from driftscope_dashboard.plots.trace_windows import Panel, Picture
from driftscope_dashboard.trace_rows import place_rows
from driftscope_dashboard.views.trace_figures import trace_figure
from driftscope_dashboard.views.trace_hover import TraceHover, potentials_shown, rows_told


def picture_of(**given):
    rows = place_rows(np.arange(2), np.array([[0.0, 0.0], [0.0, 20.0]]), None, (0.0, 20.0))
    return Picture(rows, [Panel("static"), Panel("drifting")], 0.0, 1.0, 0.0, 0.5, **given)


def test_both_potentials_are_told_wherever_the_page_holds_them():
    assert list(potentials_shown(("static", "drifting"))) == ["static", "drifting"]
    assert potentials_shown(("difference",)) == {"difference": (1, 0)}
    assert potentials_shown(("static",)) == {"static": (0, 0)}


def test_recordings_are_told_by_their_names():
    assert list(rows_told(["static", "drifting"], {"drifting": "after"})) == [
        "time", "channel", "depth", "static", "after"
    ]  # fmt: skip


def test_while_spikes_lie_above_each_other_no_potential_is_told():
    figures = [trace_figure(name, Range1d(), Range1d()) for name in ("traces-static", "traces-drifting")]
    hover = TraceHover(figures, {})
    hover.show(picture_of(), ("static", "drifting"))
    assert hover.info.data["figure"] == [0, 1]
    assert all("@channel{drifting}" in tool.tooltips for tool in hover.tools)
    hover.show(picture_of(locked=True), ("static", "drifting"))
    assert all("@channel{" not in tool.tooltips for tool in hover.tools)
