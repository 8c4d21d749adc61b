import pytest
from driftscope import ConfigError
from driftscope.hybrid import BinarySource


def test_what_cannot_be_made_stays_in_the_form_and_the_last_scene_is_seen(session, folder, flat):
    scene = session.simulation
    bare = {"kind": "binary", "path": str(folder / "deep" / "flat.bin")}
    session.restructure({"source": bare, "motion": {"kind": "still"}})
    assert session.simulation is scene
    assert session.config.source.num_channels == 384
    assert [one.path for one in session.problems] == ["source.path"]
    session.change({"source.num_channels": 96})
    assert [one.path for one in session.problems] == ["source.probe"]
    session.restructure({"source.probe": flat.source.probe.to_dict()})
    assert not session.problems
    assert session.simulation.config.num_samples == 30_001
    for _ in range(3):
        session.undo()
    assert session.simulation.origin == session.config == scene.origin


def test_what_lies_outside_is_not_even_taken_up(session, tmp_path):
    before, scene = session.config, session.simulation
    outside = BinarySource(path=tmp_path / "secret.bin").to_dict()
    commands = [
        lambda: session.restructure({"source": outside, "motion": {"kind": "still"}}),
        lambda: session.open(before.replace({"library": str(tmp_path)})),
        lambda: session.begin_with(before.replace({"library": str(tmp_path)})),
        lambda: session.change({"library": str(tmp_path)}),
    ]
    for command in commands:
        with pytest.raises(ConfigError, match="opens only files in"):
            command()
    assert (session.config, session.simulation) == (before, scene)
    assert not session.history.can_undo


def test_what_a_page_begins_with_is_no_step(session, small):
    session.begin_with(small.replace(seed=9))
    assert session.simulation.origin.seed == 9
    assert not session.history.can_undo


def test_it_is_taken_away_under_its_name(session):
    assert session.preset == "hybrid"
