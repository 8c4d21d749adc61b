"""What the kinds of motion in µm accept, and how they refuse the rest."""

import numpy as np
import pytest
from driftscope import ConfigError, Simulation, SimulationConfig
from driftscope.motion import FieldMotion, FolderMotion, KicksMotion, MotionConfig, OscillationMotion, WanderMotion
from spikeinterface.core.motion import Motion as TheirMotion

FIELD = {"kind": "field", "times_s": [0, 10], "depths_um": [0, 500], "displacement_um": [[0, 0], [5, 9]]}


def written(folder, displacement, times=(0.0, 300.0, 600.0), depths=(0.0, 400.0)):
    TheirMotion([np.asarray(displacement)], [np.asarray(times)], np.asarray(depths)).save(folder)
    return folder


def configured(*components, **more):
    return SimulationConfig().replace({"motion.components": list(components), **more})


def refused(*components, **more):
    with pytest.raises(ConfigError) as caught:
        Simulation(configured(*components, **more)).motion  # noqa: B018
    return [(problem.path, problem.message) for problem in caught.value.problems]


def test_the_defaults_are_those_of_the_table():
    assert (WanderMotion().std_um, WanderMotion().correlation_s, WanderMotion().correlation_um) == (5, 100, 800)
    kicks = KicksMotion()
    assert (kicks.rate_per_min, kicks.size_um.low, kicks.size_um.high) == (2, 5, 20)
    assert (kicks.rise_s, kicks.decay_s, kicks.up_share, kicks.depth_um) == (0.2, 2, 0.5, None)
    oscillation = OscillationMotion()
    assert (oscillation.amplitude_um, oscillation.frequency_hz, oscillation.phase_jitter) == (4, 1.1, 0.15)
    assert (oscillation.sharpness, oscillation.depth_gain, FieldMotion().scale) == (0, (1, 1), 1)


def test_they_survive_a_file():
    parts = [FIELD, {"kind": "wander"}, {"kind": "kicks", "depth_um": [300, 80]}, {"kind": "oscillation"}]
    config = configured(*parts)
    assert SimulationConfig.from_text(config.to_text("yaml"), "yaml") == config
    assert config.version == 1


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"times_s": [0, 10, 5]}, "times_s", "must increase, but 5 follows 10"),
        ({"times_s": []}, "times_s", "is empty"),
        ({"depths_um": [0, 0]}, "depths_um", "must increase"),
        ({"displacement_um": [[0, 0]]}, "displacement_um", "has 1 rows for 2 times"),
        ({"displacement_um": [[0, 0], [1]]}, "displacement_um", "row 1 has 1 values for 2 depths"),
        ({"displacement_x_um": [[0, 0]]}, "displacement_x_um", "has 1 rows for 2 times"),
        ({"displacement_um": [[0, float("nan")], [1, 2]]}, "displacement_um.0.1", "must be a finite number"),
        ({"displacement_um": [[0, 1e7], [1, 2]]}, "displacement_um", "at most 5000 µm"),
        ({"displacement_um": "a lot"}, "displacement_um", "must be a list"),
        ({"scale": 99}, "scale", "at most 10"),
        ({"method": "cubic"}, "method", "must be 'linear' or 'nearest'"),
        ({"times_s": list(range(1_000)), "depths_um": list(range(300))}, "displacement_um", "exceed 200000 values"),
    ],
)
def test_a_field_that_cannot_be_is_refused_in_words(changes, path, words):
    found = refused({**FIELD, **changes})
    assert any(place == f"motion.components.0.{path}" and words in message for place, message in found), found


@pytest.mark.parametrize(
    "turned",
    [
        {"times_s": [10, 0], "displacement_um": [[5, 9], [0, 1]]},
        {"depths_um": [500, 0], "displacement_um": [[1, 0], [9, 5]]},
        {"times_s": [10, 0], "depths_um": [500, 0], "displacement_um": [[9, 5], [1, 0]]},
    ],
)
def test_times_and_depths_of_a_field_that_decrease_are_put_in_order(turned):
    assert FieldMotion(**{**FIELD, **turned}) == FieldMotion(**{**FIELD, "displacement_um": [[0, 1], [5, 9]]})


@pytest.mark.parametrize(
    ("component", "path", "words"),
    [
        ({"kind": "kicks", "rise_s": 3.0}, "decay_s", "not longer than the rise"),
        ({"kind": "kicks", "depth_um": [100, 0]}, "depth_um", "width of 0 or less"),
        ({"kind": "kicks", "size_um": [9, 3]}, "size_um", "ends below its start"),
        ({"kind": "oscillation", "frequency_hz": 40.0}, "frequency_hz", "at most 20"),
        ({"kind": "wander", "correlation_s": 0.2}, "correlation_s", "at least 1"),
        ({"kind": "folder"}, "path", "is missing"),
        ({"kind": "flood"}, "", "Available: "),
    ],
)
def test_other_kinds_are_refused_in_words(component, path, words):
    found = refused(component)
    assert any(path in place and words in message for place, message in found), found


def test_a_week_of_fast_oscillation_is_refused_before_it_is_made():
    found = refused(
        {"kind": "oscillation", "frequency_hz": 20.0}, duration_s=604_800.0, **{"spikes.firing_rate_hz": 0.1}
    )
    assert [path for path, _ in found] == ["motion.components.0.frequency_hz"]


def test_a_field_of_another_recording_is_refused():
    assert "starts at 650 s, after the recording ends" in refused({**FIELD, "times_s": [700, 800]})[0][1]
    assert "lie beside the probe" in refused({**FIELD, "depths_um": [90_000, 91_000]})[0][1]


def test_what_a_field_does_not_cover_is_said():
    advice = Simulation(configured({**FIELD, "depths_um": [300, 400]})).advice
    assert {one.path for one in advice} >= {"motion.components.0.times_s", "motion.components.0.depths_um"}


def test_a_folder_is_followed(tmp_path):
    written(tmp_path / "motion", [[0.0, 0.0], [10.0, 20.0], [0.0, -8.0]])
    motion = make(FolderMotion(path=tmp_path, scale=2.0))
    moved = motion.displacement_at(np.array([300_000]), np.array([0]), 1_000.0)
    assert moved.tolist() == [[0.0, 30.0]]  # half way between the depths, times two


def make(component):
    from driftscope.motion import make_motion
    from driftscope.streams import Streams

    return make_motion(MotionConfig(components=(component,)), np.array([[0.0, 200.0, 5.0]]), 600.0, Streams(0))


def test_an_exchanged_folder_is_read_again_and_noticed_with_a_checksum(tmp_path):
    folder = written(tmp_path / "motion", [[0.0, 0.0], [10.0, 20.0], [0.0, -8.0]])
    sealed = FolderMotion(path=folder).with_checksum()
    simulation = Simulation(configured({"kind": "folder", "path": str(folder)}))
    before = simulation.motion.unit_displacements_um()
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    written(folder, [[0.0, 0.0], [-10.0, 20.0], [0.0, -9.0]], times=(0.0, 301.0, 600.0))
    assert not np.array_equal(simulation.motion.unit_displacements_um(), before)
    found = refused(sealed.to_dict())
    assert found[0][0] == "motion.components.0.path" and "for which the configuration was made" in found[0][1]


@pytest.mark.parametrize("content", ["nothing", "a file", "an empty folder", "a broken array", "a pickle", "segments"])
def test_a_folder_without_a_motion_is_refused_in_words(tmp_path, content):
    path = tmp_path / "motion"
    if content == "a file":
        path.write_text("no motion")
    elif content == "an empty folder":
        path.mkdir()
    elif content in ("a broken array", "a pickle"):
        written(path, [[0.0, 0.0], [1.0, 2.0], [0.0, 0.0]])
        if content == "a pickle":
            np.save(path / "displacement_seg0.npy", np.array([{}], dtype=object))
        else:
            (path / "displacement_seg0.npy").write_bytes(b"\x93NUMPY broken")
    elif content == "segments":
        table = np.zeros((2, 1))
        TheirMotion([table, table], [np.arange(2.0)] * 2, np.zeros(1)).save(path)
    [(place, message)] = refused({"kind": "folder", "path": str(path)})
    assert place == "motion.components.0.path"
    assert message and "Traceback" not in message
