import re
from pathlib import Path

import driftscope_dashboard.workbench
import pytest
from driftscope_dashboard.session.form_fields import Field
from driftscope_dashboard.workbench import Control, FigureSlot, Freehand, Row, Stack, control_for

BROWSER = Path(driftscope_dashboard.workbench.__file__).parent / "browser"
SCRIPT = "\n".join(part.read_text(encoding="utf-8") for part in sorted(BROWSER.glob("*.js")))


def test_a_control_shows_its_field():
    field = Field("noise.level_uv", "per_unit", "Level", "µV", "How loud.", 0.0, 30.0, 0.2)
    control = control_for(field, [6.0, 8.0], [6.0, 8.0], original=[[1.0, 2.0]])
    assert control.hook == "noise-level_uv"
    assert (control.kind, control.value, control.unit) == ("per_unit", [6.0, 8.0], "µV")
    assert (control.label, control.help) == ("Level", "How loud.")
    assert (control.start, control.end, control.step, control.original) == (0.0, 30.0, 0.2, [[1.0, 2.0]])


@pytest.mark.parametrize(("end", "scale"), [(200.0, "linear"), (1_000.0, "log")])
def test_a_slider_over_many_powers_of_ten_goes_by_factors(end, scale):
    assert control_for(Field("a.b", "number", "A", "µm", "It.", 1.0, end, 1.0), 25.0).scale == scale


def test_messages_from_the_browser_reach_who_asked():
    heard = []
    Control(kind="button", on_message=heard.append).hear({"clicked": True})
    Control(kind="button").hear({"clicked": True})
    Control(kind="button", on_message=heard.append).hear("no message")
    assert heard == [{"clicked": True}]


def test_only_what_the_browser_sets_is_handed_on():
    taken = []
    control = Control(value=1, on_set=taken.append)
    control.value = 2
    control.update(value=3)
    assert (taken, control.value) == ([], 3)
    control.take(4)
    assert (taken, control.value) == ([4], 4)


def test_what_cannot_be_set_stays():
    slot = FigureSlot()
    slot.take(3)
    assert slot.place == -1


def test_an_unknown_field_is_refused():
    with pytest.raises(TypeError, match="Control has no field colour"):
        Control(colour="red")


def test_two_nodes_share_no_state():
    one, other = Freehand(), Freehand()
    one.limits = [1.0, 2.0]
    assert (other.limits, one.key == other.key) == ([], False)


def test_what_is_not_as_usual_is_described():
    assert Control(label="A").described() == {"label": "A"}
    assert Row(hook="a").described() == {"kind": "row", "hook": "a", "children": []}


def test_a_stack_has_its_children_in_order():
    parts = [Control(), Control()]
    assert list(Stack(*parts).parts()) == parts


def test_the_script_draws_every_kind_of_field():
    kinds = {"number", "integer", "per_unit", "pair", "numbers", "choice", "switch", "text", "listing"}
    drawn = re.search(r"const BODIES = \{(.*?)\}", SCRIPT, re.DOTALL)[1]
    assert set(re.findall(r"(\w+):", drawn)) == kinds


def test_the_script_asks_nobody_outside():
    assert set(re.findall(r"https?://[^\"]+", SCRIPT)) == {"http://www.w3.org/2000/svg"}
