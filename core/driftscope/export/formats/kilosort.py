"""Kilosort4 format: flat binary, probe, settings, and a script that runs it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..job import Job
from ..properties import losses_of_clock, shank_of
from .flat import FlatFormat

TRACES = "recording.bin"
_MOST_NEAREST_CHANNELS = 10
"""How many channels Kilosort4 puts a spike on by default; a probe with fewer needs a smaller number."""

_PROGRAM = '''"""Sort this recording with Kilosort4 and save its motion estimate: python {name}"""

import json
from pathlib import Path

import numpy as np
from kilosort import run_kilosort
from kilosort.io import load_probe

here = Path(__file__).resolve().parent


def save_motion(ops, folder):
    """Save the motion as SpikeInterface's Motion does; driftscope score compares it with the true motion."""
    displacement = ops.get("dshift")
    if displacement is None:
        return
    folder.mkdir(exist_ok=True)
    batches_s = (np.arange(len(displacement)) + 0.5) * ops["batch_size"] / ops["fs"]
    np.save(folder / "displacement_seg0.npy", displacement)
    np.save(folder / "temporal_bins_s_seg0.npy", {start_s} + batches_s)
    np.save(folder / "spatial_bins_um.npy", ops["yblk"])
    info = dict(version="0.105.0", dev_mode=False, object="Motion", num_segments=1)
    info |= dict(direction="y", interpolation_method="linear")
    (folder / "spikeinterface_info.json").write_text(json.dumps(info, indent=4), encoding="utf-8")


if __name__ == "__main__":
    ops, *_ = run_kilosort(
        settings=json.loads((here / "settings.json").read_text(encoding="utf-8")),
        probe=load_probe(here / "probe.json"),
        filename=here / "{traces}",
        results_dir=here / "kilosort4",
        data_dtype="{dtype}",
    )
    save_motion(ops, here / "kilosort4" / "motion")
'''


class Kilosort(FlatFormat):
    """Flat binary with Kilosort4's probe and settings."""

    name = "kilosort"
    title = "Kilosort4"
    traces = TRACES

    def losses(self, job: Job) -> Iterable[str]:
        """Yield that times are counted from the first sample."""
        yield from losses_of_clock(job, self.title)

    def finish(self, folder: Path, job: Job) -> None:
        """Write probe, settings and program."""
        _write_json(folder / "probe.json", _probe(job))
        _write_json(folder / "settings.json", _settings(job))
        program = _PROGRAM.format(
            name="run_kilosort.py", traces=TRACES, dtype=job.samples.dtype, start_s=repr(float(job.start_s))
        )
        (folder / "run_kilosort.py").write_text(program, encoding="utf-8")


def _probe(job: Job) -> dict[str, Any]:
    """Return Kilosort4's description of a probe: column, place and shank of every channel."""
    x_um, y_um = job.source.contact_positions_um.T.tolist()
    return {
        "chanMap": list(range(job.num_channels)),
        "xc": x_um,
        "yc": y_um,
        "kcoords": shank_of(job).astype(float).tolist(),
        "n_chan": job.num_channels,
    }


def _settings(job: Job) -> dict[str, Any]:
    settings: dict[str, Any] = {"n_chan_bin": job.num_channels, "fs": job.sampling_frequency_hz}
    if job.num_channels < _MOST_NEAREST_CHANNELS:
        settings["nearest_chans"] = job.num_channels
    return settings


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


FORMAT = Kilosort()
