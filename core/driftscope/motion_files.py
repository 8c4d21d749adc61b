"""Where the files of a measured motion are: in a Motion folder of SpikeInterface, above it, or beside one of them."""

from __future__ import annotations

import re
from pathlib import Path

from .base import ConfigError, Problem
from .paths import located, looked_at

INFO = "spikeinterface_info.json"
DISPLACEMENT = "displacement_seg{}.npy"
TIMES = "temporal_bins_s_seg{}.npy"
DEPTHS = "spatial_bins_um.npy"
_OF_SEGMENT = re.compile(r"displacement_seg(\d+)\.npy")
_BELOW = ("motion", "sorter_output/motion")
_BIN_NAMES = ("temporal_bins", "spatial_bins")


def motion_folder(path: str | Path) -> Path:
    """Return the folder with the files of a motion.

    Parameters
    ----------
    path : str or Path
        That folder, one that holds it as ``motion``, or the file ``displacement_seg0.npy`` in it.

    Raises
    ------
    ConfigError
        When there is no motion there, with what is missing.
    """
    place = located(path)
    if not place.exists():
        raise _refused(path, f"no such file or folder: {looked_at(path)}; give a folder written by Motion.save")
    if place.is_dir():
        found = next(
            (folder for folder in (place, *(place / below for below in _BELOW)) if _holds_motion(folder)), None
        )
        if found is None:
            message = (
                "is not a SpikeInterface Motion folder: give one written by Motion.save, its parent folder, or arrays "
                f"named {DISPLACEMENT.format(0)}, {TIMES.format(0)} and {DEPTHS}; looked in {place}"
            )
            raise _refused(path, message)
        return found
    if message := refusal_of_file(place.name):
        raise _refused(path, message)
    if not _holds_motion(place.parent):
        message = (
            f"is an array without its bins: put {TIMES.format(0)} and {DEPTHS} next to it, or give times_s, depths_um "
            f"and displacement_um (kind: measured); looked in {place.parent}"
        )
        raise _refused(path, message)
    return place.parent


def refuse_other_segment(path: str | Path, segment_index: int) -> None:
    """Raise a ConfigError when a path names the displacement of another segment than the one that is asked for.

    That of the first segment stands for the whole folder.
    """
    named = _OF_SEGMENT.fullmatch(located(path).name)
    if named is not None and int(named[1]) not in (0, segment_index):
        message = (
            f"is the displacement of segment {named[1]}, but segment {segment_index} is needed: give the folder, "
            f"or {DISPLACEMENT.format(segment_index)} in it"
        )
        raise _refused(path, message)


def refusal_of_file(name: str) -> str:
    """Return why a file of this name holds no displacement, in words; nothing when it may.

    Examples
    --------
    >>> refusal_of_file("displacement_seg0.npy")
    ''
    >>> refusal_of_file("temporal_bins_s_seg0.npy")[:51]
    'contains the bins of a motion, not its displacement'
    """
    if not Path(name).name.startswith(_BIN_NAMES):
        return ""
    return f"contains the bins of a motion, not its displacement: give the folder, or {DISPLACEMENT.format(0)} in it"


def _holds_motion(folder: Path) -> bool:
    """Return whether a folder has SpikeInterface's description of a motion, or all of its arrays."""
    arrays = (DISPLACEMENT.format(0), TIMES.format(0), DEPTHS)
    return (folder / INFO).is_file() or all((folder / name).is_file() for name in arrays)


def _refused(path: str | Path, message: str) -> ConfigError:
    return ConfigError([Problem("path", message, str(path))])
