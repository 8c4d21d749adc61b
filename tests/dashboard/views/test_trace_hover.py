import numpy as np
from driftscope_dashboard.plots.trace_windows import Panel, Picture
from driftscope_dashboard.reduce.trace_rows import place_rows
from driftscope_dashboard.views.trace_hover import TraceHover, potentials_shown


def picture_of(**given):
    rows = place_rows(np.arange(2), np.array([[0.0, 0.0], [0.0, 20.0]]), None, (0.0, 20.0))
    return Picture(rows, [Panel("static"), Panel("drifting")], 0.0, 1.0, 0.0, 0.5, **given)


def test_potentials_are_told_wherever_the_page_holds_them():
    assert list(potentials_shown(("static", "drifting"))) == ["static", "drifting"]
    assert potentials_shown(("difference",)) == {"difference": ("traces-drifting", 0)}
    assert potentials_shown(("static",)) == {"static": ("traces-static", 0)}


def test_recordings_are_told_by_their_names():
    hover = TraceHover({"static": "before", "drifting": "after"})
    hover.show(picture_of(), ("static", "drifting"))
    assert [name for name, *_ in hover.node.value] == ["before", "after"]
    assert hover.node.options == [0.5, 0.0]


def test_while_spikes_lie_above_each_other_no_potential_is_told():
    hover = TraceHover({})
    hover.show(picture_of(), ("static", "drifting"))
    hover.show(picture_of(locked=True), ("static", "drifting"))
    assert hover.node.value == []
