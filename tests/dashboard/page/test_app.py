from driftscope import SimulationConfig
from driftscope_dashboard.kinds import SYNTHETIC
from driftscope_dashboard.page.app import _asked_for, _session
from driftscope_dashboard.session.allowed_paths import AllowedPaths
from driftscope_dashboard.session.session import Session
from driftscope_dashboard.session.state import State


def test_without_an_address_the_page_begins_as_told(small):
    assert _asked_for(SYNTHETIC, small) == (small, "")


def test_a_configuration_that_cannot_be_made_is_said_and_replaced(tmp_path):
    broken = SimulationConfig().replace({"probe": {"kind": "file", "path": str(tmp_path / "no.json")}})
    session, complaint = _session(SYNTHETIC, broken, AllowedPaths((tmp_path,)))
    assert "cannot be read" in complaint
    assert session.preset is not None


def test_a_page_has_a_state_of_its_own(small):
    one, other = State(Session(small)), State(Session(small))
    one.selection.look(time_s=5.0)
    assert other.selection.time_s == 0.0
