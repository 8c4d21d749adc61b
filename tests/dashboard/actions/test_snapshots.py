import pytest
from driftscope_dashboard.actions.snapshots import MOST_LINES, SnapshotButtons


@pytest.fixture
def letters(state, services):
    [control] = SnapshotButtons(state, services).controls()
    return control


def press(letters, letter, keep=False):
    letters.hear({"letter": letter, "keep": keep})


def test_the_first_press_keeps_and_the_next_goes_back(letters, state, small):
    press(letters, "A")
    state.session.change({"seed": 5})
    press(letters, "A")
    assert state.session.config == small
    state.session.undo()
    assert state.session.config.seed == 5


def test_with_shift_a_letter_is_kept_anew(letters, state):
    press(letters, "B")
    state.session.change({"seed": 5})
    press(letters, "B", keep=True)
    state.session.change({"seed": 6})
    press(letters, "B")
    assert state.session.config.seed == 5


def test_a_letter_says_what_differs(letters, state):
    assert letters.options[0] == ["A", False, False, "Save this configuration as A"]
    press(letters, "A")
    assert letters.options[0][1:3] == [True, True]
    state.session.change({"noise.level_uv": 20.0})
    assert letters.options[0][1:3] == [True, False]
    assert "Noise: Level: 6 to 8 µV → 20 µV" in letters.options[0][3]


def test_many_differences_are_counted(letters, state):
    press(letters, "C")
    config = state.session.config
    names = [name for name, value in config.templates.to_dict().items() if isinstance(value, dict)]
    changes = {f"templates.{name}": config.to_dict()["templates"][name]["low"] for name in names}
    state.session.change({**changes, "seed": 3, "noise.level_uv": 1.0, "units.num_units": 4, "duration_s": 15.0})
    words = letters.options[2][3].splitlines()
    assert len(words) == MOST_LINES + 3
    assert words[-1].startswith("and ")


def test_an_unknown_letter_keeps_nothing(letters, state, small):
    press(letters, "Q")
    assert [kept for _, kept, *_ in letters.options] == [False] * 3
    assert state.session.config == small
