"""Motion estimates as motion estimation leaves them: Motion folders of SpikeInterface, and tables of displacement."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ..base import ConfigError, path_in_brief
from ..measured_motion import MeasuredMotion, load_motion
from ..motion_files import DEPTHS, DISPLACEMENT, INFO, TIMES
from ..paths import located
from .motion_tables import MOST_VALUES, TABLE_FORMS, is_motion_table, read_motion_table
from .problems import ResultError
from .untrusted_files import is_there, read_array

KILOSORT_SNIPPET = """from pathlib import Path
import numpy as np
ops = np.load("ops.npy", allow_pickle=True).item()
batch_s = ops["batch_size"] / ops["fs"]
Path("motion").mkdir(exist_ok=True)
np.save("motion/displacement_seg0.npy", ops["dshift"])
np.save("motion/temporal_bins_s_seg0.npy", (np.arange(len(ops["dshift"])) + 0.5) * batch_s)
np.save("motion/spatial_bins_um.npy", ops["yblk"])"""
"""Saves the motion that Kilosort found, where its folder is trusted; needs NumPy only."""
LARGEST_UM = 1e5
_PICKLES = (".pkl", ".pickle", ".joblib", ".pt", ".pth")


def read_motion_estimate(path: str | Path) -> MeasuredMotion:
    """Read an estimate of the motion along the probe.

    Parameters
    ----------
    path : str or Path
        A folder that SpikeInterface's ``Motion.save`` has written, or the folder that holds it as ``motion``; or a
        table: a CSV with the columns ``time_s`` and one per depth, headed by the depth in µm (``time_s`` and
        ``displacement_um`` for rigid motion); or an NPY with the same table, NaN in its corner, or with times x depths
        and ``times_s.npy`` and ``depths_um.npy`` beside it.

    Returns
    -------
    MeasuredMotion
        Displacement over time and depth, positive up.

    Raises
    ------
    ResultError
        When there is none, or it cannot be read; the message says what to do.
    """
    place = located(path)
    if not is_there(place):
        raise ResultError(f"{path_in_brief(place)}: no such file or folder; a motion estimate is {TABLE_FORMS}")
    _refuse_pickle(place)
    if (folder := _motion_folder(place)) is not None:
        return _plausible(place, _read_folder(folder))
    if is_motion_table(place):
        return _plausible(place, read_motion_table(place))
    raise ResultError(
        f"{place} contains no motion estimate: give a folder written by SpikeInterface's Motion.save, {TABLE_FORMS}"
    )


def holds_motion(path: str | Path) -> bool:
    """Return whether a path is, or contains, a motion estimate rather than a sorting."""
    place = located(path)
    if not is_there(place):
        return False
    return place.name == "ops.npy" or _motion_folder(place) is not None or is_motion_table(place)


def _refuse_pickle(place: Path) -> None:
    if place.name == "ops.npy" or ((place / "ops.npy").is_file() and not _motion_folder(place)):
        raise ResultError(
            f"{place}: Kilosort's ops.npy is a pickle, which can execute code and is never opened. "
            f"If you trust it, save its motion with these lines and use the folder 'motion':\n{KILOSORT_SNIPPET}"
        )
    if place.suffix.lower() in _PICKLES:
        raise ResultError(f"{place} is a pickle, which can execute code and is never opened; give {TABLE_FORMS}")


def _plausible(place: Path, motion: MeasuredMotion) -> MeasuredMotion:
    """Return a motion estimate, or raise a ResultError when it cannot be one in µm."""
    if (farthest := float(np.abs(motion.displacement_um).max(initial=0.0))) > LARGEST_UM:
        raise ResultError(f"{place} reaches {farthest:g} µm, more than the maximum of {LARGEST_UM:g} µm: is it in µm?")
    return motion


def _read_folder(folder: Path) -> MeasuredMotion:
    for name in (DISPLACEMENT.format(0), TIMES.format(0), DEPTHS):
        array = read_array(folder / name)  # mapped: only its header is read here
        if array.size > MOST_VALUES:
            raise ResultError(f"{folder / name} has {array.size} values, more than the maximum of {MOST_VALUES}")
        if array.dtype.kind not in "iuf":
            raise ResultError(f"{folder / name} must contain real numbers, not {array.dtype}")
    try:
        segments = load_motion(folder)
    except ConfigError as error:
        raise ResultError(str(error)) from None
    if len(segments) != 1:
        raise ResultError(
            f"{folder} has {len(segments)} segments, but driftscope's recordings have one: save only that segment"
        )
    return segments[0]


def _motion_folder(place: Path) -> Path | None:
    if place.is_file() and place.name == DISPLACEMENT.format(0):
        place = place.parent
    for folder in (place, place / "motion", place / "sorter_output" / "motion"):
        arrays = all((folder / name).is_file() for name in (DISPLACEMENT.format(0), TIMES.format(0), DEPTHS))
        if arrays or ((folder / INFO).is_file() and (folder / DEPTHS).is_file()):
            return folder
    return None
