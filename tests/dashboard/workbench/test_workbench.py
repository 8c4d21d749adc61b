import json

from bokeh.plotting import figure
from driftscope_dashboard.workbench import Control, FigureSlot, Messages, Stack
from driftscope_dashboard.workbench.workbench import Workbench


def workbench_of(*nodes):
    turns, arrivals = [], []
    made = Workbench(Messages(), nodes, turns.append, lambda: arrivals.append(True))
    return made, turns, arrivals


def test_all_nodes_are_written_once():
    inner = Control(label="inside")
    outer = Stack(inner)
    made, *_ = workbench_of(outer, Control())
    nodes = json.loads(made.nodes)
    assert len(nodes) == 3
    assert nodes[outer.key]["children"] == [inner.key]
    assert json.loads(made.usual)["kind"] == "number"


def test_figures_are_its_children_in_the_order_of_their_places():
    shown, later = FigureSlot(figure()), FigureSlot()
    made, *_ = workbench_of(Stack(shown), later)
    assert (shown.place, later.place) == (0, 1)
    assert made.figures == [shown.viewable, later.viewable]
    later.fill(figure())
    assert len(later.viewable) == 1


def test_the_browser_is_heard_when_it_is_the_documents_turn():
    heard = []
    control = Control(on_message=heard.append)
    made, turns, arrivals = workbench_of(control)
    made._handle_msg({"hello": True})
    made._handle_msg({"number": 1, "told": [[control.key, "message", {"clicked": True}]]})
    assert (heard, arrivals) == ([], [])
    for turn in turns:
        turn()
    assert (heard, arrivals) == ([{"clicked": True}], [True])
