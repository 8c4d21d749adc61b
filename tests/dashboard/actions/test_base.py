from driftscope_dashboard.actions import all_actions
from driftscope_dashboard.actions.base import Action, button


def test_a_button_is_found_by_its_class():
    assert button("undo", icon="undo").hook == "undo"


def test_all_actions_are_found_in_their_order():
    found = all_actions()
    assert {"PresetMenu", "UndoRedo", "Files", "ThemeSwitch"} <= {action.__name__ for action in found}
    assert Action not in found
    assert sorted(found, key=lambda action: (action.side, action.order)) == list(found)
