"""Writing how units move: by component, unit by unit, and as motion objects of SpikeInterface.

Components between start and stop are held in every time bin of the motion, and SpikeInterface interpolates. With them
the motion objects have the motion's own time bins and the interpolation method "nearest", so that they give at every
spike what its unit is displaced by. Places are the units' own, with further ones between units that move differently,
where shares follow the line from one unit to the next. With motion in µm displacement is interpolated linearly instead,
between times on both sides of every jump, at every bend, and so many along kicks and oscillations that lines follow
them within 1e-6 µm, or as closely as fits into 128 MB. All of it stands on the recording's clock.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..motion import Motion
from ..motion_bins import Clock, shares_by_place, summed
from .npy_files import GrowingArray
from .truth_parts import write_parts

Array = NDArray[np.float64]

_MOST_VALUES = 2**20
_AXES = "xy"


def write_motion(motion: Motion, clock: Clock, folder: Path) -> None:
    """Write a motion's components, the displacement of every unit in every time bin, and what is known exactly."""
    folder.mkdir(parents=True, exist_ok=True)
    write_parts(motion.parts, folder)
    for name in ("vectors_um", "factors", "steps_um"):
        np.save(folder / f"{name}.npy", np.ascontiguousarray(getattr(motion, name)))
    edges = clock.at(np.arange(len(motion.vectors_um) + 1) / motion.sampling_frequency_hz)
    np.save(folder / "time_bin_edges_s.npy", edges)
    num_units = len(motion.factors)
    with GrowingArray(folder / "unit_displacements_um.npy", "<f8", (num_units, 2)) as displacements:
        for rows in _parts(len(motion.vectors_um), 2 * num_units):
            displacements.add(motion.unit_displacements_um(rows))


def write_spikeinterface_motion(motion: Motion, locations_um: NDArray[np.floating], clock: Clock, folder: Path) -> str:
    """Write the displacement along the probe as SpikeInterface's ``Motion``, and that across it when there is any.

    Parameters
    ----------
    motion : Motion
        How the units move.
    locations_um : ndarray, shape (units, 2 or 3)
        Where they are at rest.
    clock : Clock
        Of the recording.
    folder : Path
        Where; that for the motion across the probe has the same name with ``_x``.

    Returns
    -------
    str
        What could not be written, for those who read it; empty when everything was.
    """
    lost, notes = [], []
    for axis in (1, 0):
        moves = bool(motion.vectors_um[:, axis].any())
        if axis == 1 or moves:
            places = np.asarray(locations_um, dtype=np.float64)[:, axis]
            name = folder.name if axis == 1 else f"{folder.name}_x"
            is_ambiguous, off_um = _write_along(motion, axis, places, clock, folder.with_name(name))
            if is_ambiguous:
                lost.append(name)
            if off_um:
                notes.append(
                    f"{name}: between its times, kicks and oscillations have an error of up to {off_um:.2g} µm; "
                    "driftscope.export.Truth(folder).motion is exact"
                )
    if lost:
        notes.append(_ambiguous(lost))
    return "; ".join(notes)


def _ambiguous(names: list[str]) -> str:
    return (
        f"{' and '.join(names)}: units at the same depth move differently, which a SpikeInterface Motion cannot "
        "represent; it contains their mean, and motion/unit_displacements_um.npy the displacement of each"
    )


def _write_along(motion: Motion, axis: int, places_um: Array, clock: Clock, folder: Path) -> tuple[bool, float]:
    """Write the motion along one axis; return whether units at one place move differently, and how far it is off."""
    reach = np.abs(motion.vectors_um[:, axis]).max(axis=0, initial=0.0)
    bins, shares, is_ambiguous = shares_by_place(places_um, motion.factors, reach, motion.interpolation)
    motion = replace(motion, clock=clock)
    moments = motion.moments(bins.size)
    with GrowingArray(folder / "displacement_seg0.npy", "<f8", (bins.size,)) as displacement:
        for rows in _parts(len(moments), bins.size):
            displacement.add(summed(motion.columns_um(moments[rows], axis), shares))
    np.save(folder / "temporal_bins_s_seg0.npy", moments.times_s)
    np.save(folder / "spatial_bins_um.npy", bins)
    info = {"version": "0.105.0", "dev_mode": False, "object": "Motion", "num_segments": 1}
    info |= {"direction": _AXES[axis], "interpolation_method": motion.interpolation}
    (folder / "spikeinterface_info.json").write_text(json.dumps(info, indent=4) + "\n", encoding="utf-8")
    return is_ambiguous, moments.off_um


def _parts(number: int, row_values: int) -> Iterator[slice]:
    """Yield slices that cover rows, each of few values."""
    rows = max(_MOST_VALUES // max(row_values, 1), 1)
    for begin in range(0, number, rows):
        yield slice(begin, min(begin + rows, number))
