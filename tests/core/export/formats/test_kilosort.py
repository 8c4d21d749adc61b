"""Kilosort4 gets a probe with the keys that it requires, and a program that hands everything to it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from driftscope.export import SampleFormat
from driftscope.results import read_motion_estimate
from spikeinterface.core import BinaryRecordingExtractor

Write = Callable[..., Any]

# Kilosort4 needs PyTorch, too much for a test: this notes what it is given. The real `load_probe` reads JSON like this.
STANDS_IN = {
    "__init__.py": """
import json, pathlib
import numpy as np
def run_kilosort(settings, probe, filename, results_dir, data_dtype):
    given = dict(settings=settings, probe=probe, filename=str(filename), data_dtype=data_dtype)
    pathlib.Path(results_dir).with_suffix('.json').write_text(json.dumps(given))
    pathlib.Path(results_dir).mkdir()
    ops = dict(dshift=np.arange(6.0).reshape(3, 2), yblk=np.array([50.0, 150.0]), batch_size=60_000, fs=30_000.0)
    return ops, None, None
""",
    "io.py": "import json\ndef load_probe(path):\n    return json.loads(path.read_text())\n",
}


def _run(written: Any, tmp_path: Path) -> dict[str, Any]:
    package = tmp_path / "packages" / "kilosort"
    package.mkdir(parents=True)
    for name, text in STANDS_IN.items():
        (package / name).write_text(text)
    command = [sys.executable, written.folder / "run_kilosort.py"]
    subprocess.run(command, check=True, cwd=tmp_path, env={"PYTHONPATH": str(package.parent)})
    given: dict[str, Any] = json.loads((written.folder / "kilosort4.json").read_text())
    return given


def test_the_program_hands_everything_over(write: Write, choice: tuple[Any, SampleFormat], tmp_path: Path) -> None:
    probe, samples = choice
    written = write("kilosort", probe, samples)
    given = _run(written, tmp_path)
    job = written.job
    assert given["settings"]["n_chan_bin"] == given["probe"]["n_chan"] == job.num_channels
    assert given["settings"]["fs"] == job.sampling_frequency_hz
    assert given["settings"].get("nearest_chans", 10) <= job.num_channels or job.num_channels > 10
    assert given["probe"]["chanMap"] == list(range(job.num_channels))
    places = np.stack([given["probe"]["xc"], given["probe"]["yc"]], axis=1)
    np.testing.assert_array_equal(places, job.source.contact_positions_um)
    recording = BinaryRecordingExtractor(
        given["filename"], given["settings"]["fs"], given["data_dtype"], given["settings"]["n_chan_bin"]
    )
    found_uv = recording.get_traces() * np.float32(samples.gain_to_uv) + np.float32(samples.offset_to_uv)
    np.testing.assert_allclose(found_uv, written.traces_uv, rtol=0, atol=written.tolerance_uv)


def test_shanks_are_groups_of_channels(write: Write, four_shanks: dict[str, Any]) -> None:
    probe = json.loads((write("kilosort", four_shanks).folder / "probe.json").read_text())
    assert probe["kcoords"] == np.repeat([0.0, 1.0, 2.0, 3.0], 10).tolist()
    assert {len(probe[key]) for key in ("chanMap", "xc", "yc", "kcoords")} == {40}


def test_the_program_saves_the_motion_that_it_finds(
    write: Write, choice: tuple[Any, SampleFormat], tmp_path: Path
) -> None:
    written = write("kilosort", choice[0], choice[1])
    _run(written, tmp_path)
    found = read_motion_estimate(written.folder / "kilosort4")
    assert found.displacement_um.tolist() == [[0, 1], [2, 3], [4, 5]]
    np.testing.assert_allclose(found.times_s, written.job.start_s + np.array([1.0, 3.0, 5.0]))
    from spikeinterface.core.motion import Motion

    loaded = Motion.load(written.folder / "kilosort4" / "motion")
    assert loaded.interpolation_method == "linear" and loaded.num_segments == 1
