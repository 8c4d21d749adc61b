from pathlib import Path

import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.presets import PRESETS
from driftscope_dashboard.session.session import Session, ready
from driftscope_dashboard.session.state import Observable

CONFIG = SimulationConfig()


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_two_pages_share_nothing():
    one, other = Session(CONFIG), Session(CONFIG)
    one.change({"seed": 7})
    assert other.config.seed == 0
    assert not other.history.can_undo
    assert Observable()._listeners is not Observable()._listeners


def test_a_valid_change_is_adopted_and_simulated():
    session = Session(CONFIG)
    session.change({"noise.level_uv": 3.0})
    assert session.config.noise.level_uv == 3.0
    assert session.simulation.config == session.config


def test_an_invalid_change_leaves_the_configuration_and_keeps_the_draft():
    session = Session(CONFIG)
    before = session.simulation
    session.change({"noise.level_uv": -3.0})
    assert session.config == CONFIG
    assert session.simulation is before
    assert session.drafts == {"noise.level_uv": -3.0}
    assert [problem.path for problem in session.problems] == ["noise.level_uv"]


def test_a_draft_waits_until_the_others_fit():
    session = Session(CONFIG)
    session.change({"spikes.refractory_period_ms": 500.0})
    assert session.problems
    session.change({"spikes.firing_rate_hz": 1.0})
    assert not session.problems
    assert not session.drafts
    assert session.config.spikes.refractory_period_ms == 500.0


def test_another_part_keeps_what_was_typed_elsewhere():
    session = Session(CONFIG)
    session.change({"noise.level_uv": -3.0})
    session.restructure({"motion.components": []})
    assert session.drafts == {"noise.level_uv": -3.0}
    assert session.config.motion.components == ()
    assert [problem.path for problem in session.problems] == ["noise.level_uv"]


def test_undo_takes_what_was_typed_last_first():
    session = Session(CONFIG)
    session.change({"seed": 5})
    session.change({"noise.level_uv": -3.0})
    assert session.can_undo
    session.undo()
    assert (session.config.seed, session.drafts) == (5, {})
    session.undo()
    assert session.config == CONFIG


def test_discarding_drafts_clears_their_problems():
    session = Session(CONFIG)
    session.change({"noise.level_uv": -3.0})
    session.discard_drafts()
    assert (session.drafts, session.problems) == ({}, ())


def test_undo_takes_a_whole_gesture_back():
    clock = Clock()
    session = Session(CONFIG, clock=clock)
    for seed in (1, 2, 3):
        clock.now += 0.1
        session.change({"seed": seed})
    clock.now += 10.0
    session.change({"seed": 9})
    session.undo()
    assert session.config.seed == 3
    session.undo()
    assert session.config.seed == 0
    assert not session.history.can_undo
    session.redo()
    session.redo()
    assert session.config.seed == 9
    assert not session.history.can_redo


def test_undo_and_redo_at_the_ends_do_nothing():
    session = Session(CONFIG)
    session.undo()
    session.redo()
    assert session.config == CONFIG


def test_the_name_of_a_preset_is_known_until_it_is_changed():
    name, preset = next(iter(PRESETS.items()))
    session = Session(preset.config)
    assert session.preset == name
    session.change({"seed": preset.config.seed + 1})
    assert session.preset is None


def test_what_cannot_be_made_is_refused_and_the_last_picture_stays(tmp_path):
    session = Session(CONFIG)
    before = session.simulation
    session.restructure({"probe": {"kind": "file", "path": str(tmp_path / "missing.json")}})
    assert session.config == CONFIG
    assert session.simulation is before
    assert "cannot be read" in session.problems[0].message


def test_a_value_that_only_shows_to_be_wrong_when_made_stays_in_its_control():
    def build(config, done, failed):
        failed(["a problem"]) if config.seed == 13 else done(ready(config))

    session = Session(CONFIG, build=build)
    session.change({"seed": 13})
    assert session.config.seed == 0
    assert session.drafts == {"seed": 13}


def test_an_invalid_structure_is_an_error_and_changes_nothing():
    session = Session(CONFIG)
    with pytest.raises(ConfigError):
        session.restructure({"probe": {"kind": "nothing"}})
    assert session.config == CONFIG
    assert not session.history.can_undo


def test_opening_a_configuration_ends_all_drafts():
    session = Session(CONFIG)
    session.change({"noise.level_uv": -3.0})
    session.open(CONFIG.replace(seed=5))
    assert session.config.seed == 5
    assert not session.drafts
    session.undo()
    assert session.config == CONFIG


def test_ready_names_what_is_missing():
    broken = CONFIG.replace({"probe": {"kind": "file", "path": str(Path("no") / "such.json")}})
    with pytest.raises(ConfigError, match="cannot be read"):
        ready(broken)
