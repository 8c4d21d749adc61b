import re
from pathlib import Path

import driftscope_dashboard
from driftscope_dashboard.controls import Control, Notices, PageLink, control_for
from driftscope_dashboard.forms import Field

ROOT = Path(driftscope_dashboard.__file__).parent
SCRIPT = "\n".join(
    part.read_text(encoding="utf-8") for part in [*sorted((ROOT / "browser").glob("*.js")), ROOT / "controls.js"]
)


def test_a_control_shows_its_field():
    field = Field("noise.level_uv", "per_unit", "Level", "µV", "How loud.", 0.0, 30.0, 0.2)
    control = control_for(field, [6.0, 8.0], [6.0, 8.0])
    assert control.css_classes == ["ds-noise-level_uv"]
    assert (control.kind, control.value, control.unit) == ("per_unit", [6.0, 8.0], "µV")
    assert (control.label, control.help) == ("Level", "How loud.")
    assert (control.start, control.end, control.step) == (0.0, 30.0, 0.2)


def test_messages_from_the_browser_reach_who_asked():
    heard = []
    Control(kind="button", on_message=heard.append)._handle_msg({"clicked": True})
    Control(kind="button")._handle_msg({"clicked": True})
    assert heard == [{"clicked": True}]


def test_the_browser_hears_up_to_which_message_it_was_answered_after_changes_that_are_held_back():
    link, waiting, said = PageLink(), [], []
    link.later, link._send_msg = (lambda function, milliseconds: waiting.append((function, milliseconds))), said.append
    link._handle_msg({"told": 7})
    [(answer, milliseconds)] = waiting
    assert (said, milliseconds > Control._debounce) == ([], True)
    answer()
    assert said == [{"answered": 7}]


def test_the_script_draws_every_kind_of_component():
    exported = SCRIPT.split("export default")[1]
    assert all(f"{component.__name__}:" in exported for component in (Control, Notices, PageLink))


def test_the_script_draws_every_kind_of_field():
    kinds = {"number", "integer", "per_unit", "pair", "numbers", "choice", "switch", "text", "listing"}
    drawn = re.search(r"const BODIES = \{(.*?)\}", SCRIPT, re.DOTALL)[1]
    assert set(re.findall(r"(\w+):", drawn)) == kinds


def test_the_script_asks_nobody_outside():
    assert set(re.findall(r"https?://[^\"]+", SCRIPT)) == {"http://www.w3.org/2000/svg"}
