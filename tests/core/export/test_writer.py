"""An export survives any interruption, and its bytes follow from the configuration alone."""

import json
import os
import shutil
import signal
import subprocess
import sys
from threading import Event

import numpy as np
import pytest
from driftscope import ConfigError, Simulation
from driftscope.export import ExportError, ExportOptions, InterruptedExportError, SampleFormat, estimate, export, verify
from driftscope.export.formats.binary import Binary

from .conftest import PROBES, config_on

CONFIG = config_on(PROBES["tetrode"], duration_s=4.03)
BOTH = ExportOptions(recording="both", samples=SampleFormat(gain_uv=0.05, adc_bits=12))

STOPS = """
import sys
from driftscope import Simulation, SimulationConfig
from driftscope.export import ExportOptions, export

def report(progress):
    if (progress.phase, progress.share >= {share}) == ({phase!r}, True):
        print("here", flush=True)
        sys.stdin.read()

export(
    Simulation(SimulationConfig.load({config!r})), {folder!r}, ExportOptions.from_dict({options!r}),
    jobs={jobs}, chunk_s={chunk_s}, progress=report,
)
"""


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The same export, uninterrupted, by one process in large chunks."""
    folder = export(Simulation(CONFIG), tmp_path_factory.mktemp("whole") / "out", BOTH, jobs=1, chunk_s=3.0)
    return contents(folder)


def killed(folder, phase, share, sign=signal.SIGKILL):
    """Let another process write until it is at some place, and end it there."""
    CONFIG.save(folder.with_suffix(".yaml"))
    script = STOPS.format(
        phase=phase, share=share, config=str(folder.with_suffix(".yaml")), folder=str(folder), jobs=2, chunk_s=0.11,
        options=BOTH.to_dict(),
    )  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with process:
        assert process.stdout.readline() == b"here\n", process.stderr.read().decode()
        process.send_signal(sign)
        process.wait(timeout=60)
        process.stdin.close()
    assert not folder.exists()
    assert (folder.parent / f"{folder.name}.part").is_dir()


@pytest.mark.parametrize(
    ("phase", "share"),
    [("truth", 0.5), ("samples", 0.0), ("samples", 0.4), ("checksums", 0.0)],
)
def test_a_killed_export_goes_on_and_comes_to_the_same_bytes(phase, share, whole, tmp_path):
    folder = tmp_path / "out"
    killed(folder, phase, share)
    shares = []
    export(
        Simulation(CONFIG), folder, BOTH, jobs=1, chunk_s=0.7,
        progress=lambda progress: shares.append(progress.share) if progress.phase == "samples" else None,
    )  # fmt: skip
    assert contents(folder) == whole
    assert set(os.listdir(tmp_path)) == {"out", "out.yaml"}
    if phase in ("samples", "checksums"):
        assert shares[0] >= share * 0.99, "what was written is written again"


def test_one_that_is_killed_again_and_again_comes_to_the_same_bytes(whole, tmp_path):
    folder = tmp_path / "out"
    for share in (0.1, 0.6):
        killed(folder, "samples", share)
    export(Simulation(CONFIG), folder, BOTH, jobs=2, chunk_s=0.2)
    assert contents(folder) == whole
    assert verify(folder, everything=True).is_whole


def test_a_cancelled_export_says_so_and_goes_on(whole, tmp_path):
    cancel = Event()

    def report(progress):
        if progress.phase == "samples" and progress.share > 0:
            cancel.set()

    with pytest.raises(InterruptedExportError, match=r"out\.part: repeat the call"):
        export(Simulation(CONFIG), tmp_path / "out", BOTH, jobs=2, chunk_s=0.1, progress=report, cancel=cancel)
    assert not (tmp_path / "out").exists()
    assert contents(export(Simulation(CONFIG), tmp_path / "out", BOTH)) == whole


def test_each_recording_is_the_same_alone(whole, tmp_path):
    alone = contents(export(Simulation(CONFIG), tmp_path / "out", BOTH.replace(recording="static"), jobs=1))
    shared = {name: content for name, content in whole.items() if name.startswith(("static/", "truth/"))}
    assert shared.keys() <= alone.keys() and all(alone[name] == content for name, content in shared.items())


@pytest.mark.parametrize("streams", ["independent", "spikeinterface"])
@pytest.mark.parametrize("strategy", ["on_the_fly", "tile_pregenerated"])
def test_what_is_written_is_what_the_simulation_shows(streams, strategy, tmp_path):
    config = CONFIG.replace({"streams": streams, "noise.strategy": strategy, "spikes.synchrony_ratio": 0.1})
    options = ExportOptions(recording="both", samples=SampleFormat(dtype="float32"))
    folder = export(Simulation(config), tmp_path / "out", options, jobs=2, chunk_s=1.0)
    for name in ("static", "drifting"):
        written = np.fromfile(folder / name / "traces.raw", "<f4").reshape(-1, 4)
        expected = getattr(Simulation(config), name).get_traces()
        np.testing.assert_allclose(written, expected, atol=1e-4)
        assert np.mean(written == expected) > 0.999


def test_values_beyond_the_converter_are_counted_once(whole):
    manifest = json.loads(whole["driftscope.json"])
    expected = Simulation(CONFIG).drifting.get_traces()
    beyond = int(np.count_nonzero(np.abs(expected / 0.05 + 0.5) > 2048))
    assert beyond > 100
    assert manifest["recordings"]["drifting"]["clipped_values"] == pytest.approx(beyond, abs=beyond // 100)


# ---- refusals


def test_a_folder_that_is_there_is_never_touched(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years")
    with pytest.raises(ExportError, match="mine already exists: choose another folder, or remove it"):
        export(Simulation(CONFIG), tmp_path / "mine")
    assert contents(tmp_path) == {"mine/thesis.txt": b"years"}


def test_something_else_beside_it_is_left_alone(whole, tmp_path):
    (tmp_path / "out.part").mkdir()
    (tmp_path / "out.part" / "thesis.txt").write_text("years")
    export(Simulation(CONFIG), tmp_path / "out", BOTH, jobs=1)
    assert contents(tmp_path / "out") == whole
    assert (tmp_path / "out.part" / "thesis.txt").read_text() == "years"


def test_it_does_not_go_on_with_other_choices(tmp_path):
    cancel = Event()
    cancel.set()
    with pytest.raises(InterruptedExportError):
        export(Simulation(CONFIG), tmp_path / "out", jobs=1, cancel=cancel)
    other = CONFIG.replace(seed=8)
    with pytest.raises(
        ExportError, match=r"started with other options:\n  configuration.seed: 0 then, 8 now\nuse those"
    ):
        export(Simulation(other), tmp_path / "out", jobs=1)
    with pytest.raises(ExportError, match=r"options.samples.gain_uv: 0.195 then, 0.5 now"):
        export(Simulation(CONFIG), tmp_path / "out", ExportOptions(samples=SampleFormat(gain_uv=0.5)), jobs=1)


def test_a_disk_that_is_too_small_is_said_before_anything_is_written(monkeypatch, tmp_path):
    there = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: there._replace(free=64_000_000))
    with pytest.raises(ExportError, match=r"7\d\.\d MB needed in .*, but only 64 MB free: free space"):
        export(Simulation(CONFIG), tmp_path / "out", BOTH)
    assert not os.listdir(tmp_path)
    assert estimate(Simulation(CONFIG), tmp_path / "out", BOTH).disk_bytes > 2_000_000


def test_a_sample_type_that_a_format_cannot_hold_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(Binary, "dtypes", ("float32",))
    with pytest.raises(ExportError, match="the format binary cannot store int16: use float32"):
        export(Simulation(CONFIG), tmp_path / "out")
    with pytest.raises(ExportError, match=r"Unknown format 'papyrus'\. Available: binary"):
        export(Simulation(CONFIG), tmp_path / "out", format="papyrus")
    with pytest.raises(ConfigError, match="no such parameter"):
        export(Simulation(CONFIG), tmp_path / "out", compression=9)
