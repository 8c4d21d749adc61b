from base64 import b64encode
from io import BytesIO

import numpy as np
import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope_dashboard.actions.files import Files
from driftscope_dashboard.actions.uploads import MOST_BYTES


def test_a_refused_file_leaves_everything(state, services, small):
    files = Files(state, services)
    [bring] = files.controls()
    bring.hear({"name": "a.yaml", "text": "nonsense: 1", "size": 11})
    assert isinstance(services.failures[0], ConfigError)
    assert state.session.config == small


def test_an_opened_file_is_announced(state, services):
    [bring] = Files(state, services).controls()
    text = SimulationConfig(seed=77).to_text("yaml")
    bring.hear({"name": "a.yaml", "text": text, "size": len(text)})
    assert state.session.config.seed == 77
    assert "a.yaml" in state.notices.latest[2]


def bring(files, content, name="drift.csv"):
    [control] = files.controls()
    asked = []
    control.tell = asked.append
    control.hear({"name": name, "bytes": b64encode(content).decode(), "size": len(content)})
    return control, asked


def test_a_drift_within_the_limits_becomes_the_motion_in_one_step(state, services, small):
    _, asked = bring(Files(state, services), b"0,-5\n10,15\n20,0")
    zigzag, curve = state.session.config.motion.components
    assert (zigzag.enabled, curve.times_s, curve.positions) == (False, (0.0, 10.0, 20.0), (0.125, -0.375, 0.0))
    assert asked == []
    assert state.notices.latest[2] == "drift.csv is now the motion. The other motions are muted."
    state.session.undo()
    assert state.session.config == small


def test_a_drift_beyond_the_limits_waits_for_an_answer(state, services, small):
    control, asked = bring(Files(state, services), b"0,0\n20,44.5")
    assert state.session.config == small
    assert [answer for answer, _ in asked[0]["answers"]] == ["widen", "cut", ""]
    control.hear({"answer": ""})
    control.hear({"answer": "widen"})
    assert state.session.config == small


@pytest.mark.parametrize(("answer", "limits", "reached"), [("widen", (45, -20), 44.5), ("cut", (20, -20), 20)])
def test_the_limits_are_widened_or_the_drift_is_cut(state, services, answer, limits, reached):
    control, _ = bring(Files(state, services), b"0,0\n10,44.5\n20,0")
    control.hear({"answer": answer})
    motion = state.session.config.motion
    assert (motion.start_um[1], motion.stop_um[1]) == limits
    assert state.session.simulation.motion.vectors_um[:, 1].max() == pytest.approx(reached, abs=0.3)
    state.session.undo()
    assert state.session.config.motion.components[0].enabled


def test_many_samples_are_kept_as_few_points_and_it_says_so(state, services):
    times = np.linspace(0, 20, 5_000)
    table = np.column_stack([times, 10 * np.sin(times)])
    bring(Files(state, services), "\n".join(f"{time},{moved}" for time, moved in table).encode())
    curve = state.session.config.motion.components[1]
    assert 10 < len(curve.times_s) < 200
    moved = 40 * -np.interp(times, curve.times_s, curve.positions)
    assert np.abs(moved - table[:, 1]).max() < 0.15
    assert f"{len(curve.times_s)} of 5000 samples are kept" in state.notices.latest[2]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"0,0\n1,90000", "is it in µm?"),
        ("a.npy", b"no", "not an NPY file"),
        ("a.csv", b"0,0\n0,0", "increase"),
    ],
)
def test_a_refused_drift_leaves_everything(state, services, small, name, content, words):
    bring(Files(state, services), content, name)
    assert words in str(services.failures[0])
    assert state.session.config == small


def test_a_drift_that_was_broken_on_its_way_is_refused(state, services):
    [control] = Files(state, services).controls()
    control.hear({"name": "a.npy", "bytes": "%%", "size": 2})
    control.hear({"name": "a.csv", "size": MOST_BYTES + 1})
    assert "was not uploaded completely" in str(services.failures[0])
    assert "larger than" in str(services.failures[1])


def array_of(table):
    content = BytesIO()
    np.save(content, np.asarray(table, dtype=float))
    return content.getvalue()


def test_displacement_at_several_depths_becomes_a_field(state, services):
    bring(Files(state, services), b"time_s,0,200\n0,1,2\n5,30,-4\n", "motion.csv")
    *others, field = state.session.config.motion.components
    assert (field.kind, field.times_s, field.depths_um) == ("field", (0.0, 5.0), (0.0, 200.0))
    assert field.displacement_um == ((1.0, 2.0), (30.0, -4.0))
    assert not any(part.enabled for part in others)
    assert "motion.csv is now the motion" in state.notices.latest[2]


def test_an_array_of_times_and_depths_is_spread_over_the_probe(state, services):
    bring(Files(state, services), array_of(np.arange(12).reshape(4, 3)), "motion.npy")
    field = state.session.config.motion.components[-1]
    contacts = state.session.simulation.contact_positions_um[:, 1]
    assert field.depths_um[0] == contacts.min() and field.depths_um[-1] == contacts.max()
    assert field.times_s[-1] == state.session.config.duration_s
    assert "spread evenly" in state.notices.latest[2]


def test_the_files_of_a_motion_folder_become_a_field(state, services):
    names = ("displacement_seg0.npy", "temporal_bins_s_seg0.npy", "spatial_bins_um.npy")
    arrays = ([[0.0, 1.0], [2.0, 3.0]], [0.0, 4.0], [50.0, 150.0])
    held = {name: b64encode(array_of(array)).decode() for name, array in zip(names, arrays, strict=True)}
    [control] = Files(state, services).controls()
    control.hear({"name": "motion", "size": 99, "files": held})
    assert state.session.config.motion.components[-1].displacement_um == ((0.0, 1.0), (2.0, 3.0))
    control.hear({"name": "other", "size": 9, "files": {".": ""}})
    assert "is not a SpikeInterface Motion folder" in str(services.failures[-1])
    control.hear({"name": "other", "size": 9, "files": {name: "%" for name in names}})
    assert "was not uploaded completely" in str(services.failures[-1])
