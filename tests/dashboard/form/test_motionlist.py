import numpy as np
import pytest
from driftscope import ConfigError
from driftscope_dashboard.form.motionlist import described, moved
from driftscope_dashboard.kinds import SYNTHETIC
from driftscope_dashboard.session.allowed_paths import AllowedPaths
from driftscope_dashboard.session.motion_folders import DROP, SERVER


@pytest.fixture
def motions(state, services):
    return SYNTHETIC.editor(state, services).sections["motion"].motions


def kinds(state):
    return [part.kind for part in state.session.config.motion.components]


def test_motions_change_places_up_to_the_ends_of_the_list(state, motions):
    for kind in ("bump", "curve"):
        motions.add(kind)
    assert kinds(state) == ["zigzag", "bump", "curve"]
    motions.move(2, -1)
    assert kinds(state) == ["zigzag", "curve", "bump"]
    for index, direction in ((0, -1), (2, 1)):
        motions.move(index, direction)
        assert kinds(state) == ["zigzag", "curve", "bump"]
    state.session.undo()
    assert kinds(state) == ["zigzag", "bump", "curve"]


def test_moving_keeps_every_motion():
    parts = [{"number": number} for number in range(4)]
    assert sorted(part["number"] for part in moved(parts, 1, 1)) == [0, 1, 2, 3]
    assert moved(parts, 3, 1) == moved(parts, 0, -1) == parts


def amplitudes(state):
    return [part.amplitude_factor for part in state.session.config.motion.components]


def test_an_added_motion_shares_the_way_and_never_has_none_of_it(state, motions):
    motions.add("random_walk")
    assert amplitudes(state) == [0.5, 0.5]
    assert state.notices.latest[2] == "The new motion has amplitude 0.5, which the others leave unused."
    motions.add("curve")
    assert state.session.config.motion.components[2].times_s == (0.0, 20.0)
    assert amplitudes(state) == pytest.approx([0.333, 0.333, 0.333])
    assert "the new one has amplitude 0.333, and the others are scaled by 0.667" in state.notices.latest[2]
    state.session.undo()
    assert amplitudes(state) == [0.5, 0.5]
    motions.add("earthquake")
    assert len(kinds(state)) == 2


def test_a_copy_is_halved_with_its_motion_when_there_is_no_room_for_both(state, motions):
    motions.copy(0)
    assert amplitudes(state) == [0.5, 0.5]
    motions.copy(1)
    assert amplitudes(state) == [0.5, 0.25, 0.25]
    assert "half the amplitude" in state.notices.latest[2]
    state.session.undo()
    assert amplitudes(state) == [0.5, 0.5]


def test_a_muted_motion_for_which_there_is_no_room_lets_all_be_scaled_when_it_moves_again(state, motions):
    motions.copy(0)
    motions.turn(0, False)
    state.session.change({"motion.components.1.amplitude_factor": 1.0})
    motions.turn(0, True)
    assert amplitudes(state) == pytest.approx([0.333, 0.666])
    assert "scaled by 0.667" in state.notices.latest[2]


def test_a_muted_motion_blocks_nothing_and_says_what_it_needs_when_it_is_to_move(state, motions):
    state.session.change({"motion.components.0.start_s": 15.0})
    motions.turn(0, False)
    state.session.change({"duration_s": 10.0})
    assert state.session.config.duration_s == 10.0
    assert motions._tools[0].options[0]
    motions.turn(0, True)
    assert [problem.path for problem in state.session.problems] == ["motion.components.0.start_s"]


def test_the_card_that_was_changed_is_led_to(state, motions):
    motions.add("bump")
    motions.move(1, -1)
    assert motions._tools[0].value[1] == "up"
    motions.remove(1)
    assert motions._tools[0].value[1] == "remove"
    motions.remove(0)
    assert motions._add.value
    assert kinds(state) == []


def test_cards_that_stay_are_not_made_anew(state, services):
    editor = SYNTHETIC.editor(state, services)
    period = editor.controls["motion.components.0.period_s"]
    editor.sections["motion"].motions.add("bump")
    state.session.change({"motion.components.0.period_s": 5.0})
    assert editor.controls["motion.components.0.period_s"] is period
    assert period.value == 5.0
    assert len(editor.bodies["motion"].children) == len(set(editor.bodies["motion"].children))


def test_a_card_describes_its_motion_and_follows_it(state, motions):
    motions.add("bump")
    drawing, words, *place = described(state.session.config, 0)
    assert (words, place) == ("Motion 1 of 2, zigzag", [0, 2, True])
    state.session.change({"motion.components.0.enabled": False, "motion.components.0.period_s": 4.0})
    assert motions._tools[0].options[1] == "Motion 1 of 2, zigzag, muted"
    assert motions._tools[0].options[0] != drawing


def test_the_browser_can_ask_for_every_change(state, motions):
    motions._add.hear({"kind": "bump"})
    for command in ("copy", "down", "up", "remove", "nonsense"):
        motions._tools[0].hear({"do": command})
    assert kinds(state) == ["zigzag", "bump"]


def motion_in(folder):
    folder.mkdir()
    np.save(folder / "displacement_seg0.npy", np.array([[0.0], [8.0]]))
    np.save(folder / "temporal_bins_s_seg0.npy", np.array([0.0, 20.0]))
    np.save(folder / "spatial_bins_um.npy", np.array([100.0]))
    return folder


def test_folders_of_the_server_are_offered_as_motion(state, services, tmp_path):
    folder = motion_in(tmp_path / "measured")
    motions = SYNTHETIC.editor(state, services, AllowedPaths((tmp_path,))).sections["motion"].motions
    menu = motions._add
    menu.hear({"open": True})
    assert menu.options[-1][:2] == ["folder", "measured"] and menu.note == DROP
    menu.hear({"kind": "folder", "path": menu.options[-1][3]})
    added = state.session.config.motion.components[-1]
    assert (added.kind, str(added.path)) == ("folder", str(folder))
    parts = state.session.simulation.motion.parts
    assert parts[-1].displacement_um(np.array([20.0]), np.array([0])) == [8.0]


def test_without_folders_the_menu_says_how_motion_is_brought(state, motions):
    menu = motions._add
    assert menu.note == f"{DROP} {SERVER}"
    menu.hear({"open": True})
    assert all(kind != "folder" for kind, *_ in menu.options)


@pytest.mark.parametrize("path", ["/etc", "nowhere", "../..", "\0"])
def test_other_folders_are_refused_in_words(state, services, tmp_path, path):
    motions = SYNTHETIC.editor(state, services, AllowedPaths((tmp_path,))).sections["motion"].motions
    before = kinds(state)
    with pytest.raises(ConfigError, match=r"opens only files in|no such file or folder"):
        motions._add.hear({"kind": "folder", "path": path})
    assert kinds(state) == before
