"""Motion estimates as motion estimation leaves them: Motion folders of SpikeInterface, and tables of displacement."""

from __future__ import annotations

from pathlib import Path

from ..base import ConfigError
from ..measured_motion import MeasuredMotion, load_motion
from .problems import ResultError

_KILOSORT_SNIPPET = """from pathlib import Path
import numpy as np
from spikeinterface.core.motion import Motion
ops = np.load("ops.npy", allow_pickle=True).item()
times_s = (np.arange(len(ops["dshift"])) + 0.5) * ops["NT"] / ops["fs"]
Motion([ops["dshift"]], [times_s], ops["yblk"]).save("motion")"""


def read_motion_estimate(path: str | Path) -> MeasuredMotion:
    """Read an estimate of the motion along the probe.

    Parameters
    ----------
    path : str or Path
        A folder that SpikeInterface's ``Motion.save`` has written, or the folder that holds it as ``motion``.

    Returns
    -------
    MeasuredMotion
        Displacement over time and depth, positive up.

    Raises
    ------
    ResultError
        When there is none, or it cannot be read; the message says what to do.
    """
    place = Path(path).expanduser()
    if place.name == "ops.npy" or ((place / "ops.npy").is_file() and not _motion_folder(place)):
        raise ResultError(
            f"{place}: Kilosort's ops.npy is a pickle, which could execute anything and is never opened. "
            f"Save its motion where you trust it, and give the folder 'motion':\n{_KILOSORT_SNIPPET}"
        )
    folder = _motion_folder(place)
    if folder is None:
        raise ResultError(
            f"{place} holds no motion estimate: give a folder that SpikeInterface's Motion.save has written"
        )
    try:
        segments = load_motion(folder)
    except ConfigError as error:
        raise ResultError(str(error)) from None
    if len(segments) != 1:
        raise ResultError(f"{folder} has {len(segments)} segments, but a recording here has one: save that one alone")
    return segments[0]


def holds_motion(path: str | Path) -> bool:
    """Return whether a path is, or holds, a motion estimate rather than a sorting."""
    place = Path(path).expanduser()
    return place.name == "ops.npy" or _motion_folder(place) is not None


def _motion_folder(place: Path) -> Path | None:
    for folder in (place, place / "motion", place / "sorter_output" / "motion"):
        if (folder / "spikeinterface_info.json").is_file() and (folder / "spatial_bins_um.npy").is_file():
            return folder
    return None
