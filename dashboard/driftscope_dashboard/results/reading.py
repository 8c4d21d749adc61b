"""Reading what is brought back: a sorting, a motion estimate or both from a file or folder, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from driftscope import ConfigError
from driftscope.export.errors import ExportError
from driftscope.measured_motion import MeasuredMotion
from driftscope.results import (
    ResultError,
    Sorted,
    holds_motion,
    holds_sorting,
    origin_of,
    read_motion_estimate,
    read_sorting,
)

FORMS = (
    "a phy or Kilosort folder, a SpikeInterface sorting or motion folder, npz, CSV (sample_index,unit or time_s and "
    "depths) or NPY"
)


@dataclass(frozen=True, eq=False)
class Brought:
    """What was read, or why not.

    Attributes
    ----------
    name : str
        How it is called.
    sorting : Sorted or None
        What a sorter found.
    motion : MeasuredMotion or None
        What a motion estimator found.
    config : Config or None
        The configuration of the export that it lay in; None where that is not known.
    note : str
        What was left out.
    problem : str
        Why nothing was read; empty when something was.
    """

    name: str
    sorting: Sorted | None = None
    motion: MeasuredMotion | None = None
    config: Any = None
    note: str = ""
    problem: str = ""


def read_result(place: Path, name: str, root: Path) -> Brought:
    """Read a result; what is wrong with it is said without the path of the server's own copy.

    Parameters
    ----------
    place : Path
        A file or folder.
    name : str
        How it is called where it comes from.
    root : Path
        The folder above which no export is looked for.
    """
    try:
        return _read(place, name, root)
    except ResultError as error:
        return Brought(name, problem=str(error).replace(str(place), name))
    except (OSError, MemoryError) as error:
        reason = getattr(error, "strerror", None) or str(error) or "there is not enough memory"
        return Brought(name, problem=f"{name} cannot be read: {reason}")


def _read(place: Path, name: str, root: Path) -> Brought:
    has_sorting, has_motion = holds_sorting(place), holds_motion(place)
    if not (has_sorting or has_motion):
        if (place / "ops.npy").is_file():
            read_motion_estimate(place)  # refuses the pickle, and says what to do instead
        raise ResultError(f"{name} holds neither a sorting nor a motion estimate; a result is {FORMS}")
    sorting = read_sorting(place) if has_sorting else None
    motion = read_motion_estimate(place) if has_motion else None
    note = ""
    if sorting is not None and motion is None and (place / "ops.npy").is_file():
        note = "Its ops.npy is a pickle and was not opened: save the motion in it as the folder motion, see the README."
    return Brought(name, sorting, motion, _config_of(place, root), note)


def _config_of(place: Path, root: Path) -> Any:
    """Return the configuration of the export that a result lies in; None when that is not known."""
    origin = origin_of(place)
    if origin is None or not origin.folder.resolve().is_relative_to(root.resolve()):
        return None
    try:
        return origin.config
    except (ConfigError, ExportError):
        return None
