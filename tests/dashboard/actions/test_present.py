from driftscope_dashboard.actions import all_actions
from driftscope_dashboard.actions.present import Present
from driftscope_dashboard.kinds import KINDS


def test_the_browser_presents_by_itself(state, services):
    [present] = Present(state, services).controls()
    assert (present.hook, present.kind, present.icon) == ("present", "presenter", "present")
    assert "P" in present.help


def test_both_pages_can_be_presented():
    assert Present in all_actions()
    assert all(Present in kind.actions for kind in KINDS)
