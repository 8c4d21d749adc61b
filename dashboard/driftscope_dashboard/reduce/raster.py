"""From spikes to a picture of them all: where each stands, how strong it is, and which pixel it falls into."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from driftscope.motion import Motion
from driftscope.spikes import Spikes
from driftscope.spikes import read_spikes as read_spikes
from driftscope.templates import TemplateMaker
from numpy.typing import NDArray

_UNITS_AT_ONCE = 256

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Frame:
    """What a picture covers and how many pixels it has.

    Attributes
    ----------
    start_s, end_s : float
        From when to when.
    low_um, high_um : float
        From which depth to which.
    columns, rows : int
        Pixels.
    """

    start_s: float
    end_s: float
    low_um: float
    high_um: float
    columns: int
    rows: int

    def coarser(self, pixels: int) -> Frame:
        """Return the same with pixels so many times as large."""
        columns, rows = max(self.columns // pixels, 1), max(self.rows // pixels, 1)
        return Frame(self.start_s, self.end_s, self.low_um, self.high_um, columns, rows)


@lru_cache(maxsize=4)
def unit_peaks_uv(maker: TemplateMaker) -> Array:
    """Return the largest amplitude that each unit has on any contact while it rests, shape (units,)."""
    number = maker.parameters.num_units
    peaks = np.zeros(number, dtype=np.float32)
    for begin in range(0, number, _UNITS_AT_ONCE):
        units = np.arange(begin, min(begin + _UNITS_AT_ONCE, number))
        peaks[units] = maker.footprint(units, np.zeros((units.size, 2)))[0].max(axis=1)
    peaks.flags.writeable = False
    return peaks


def round_limit(peaks_uv: NDArray[Any]) -> float:
    """Return a round amplitude that few units exceed, the end of a colour map.

    Examples
    --------
    >>> import numpy as np
    >>> round_limit(np.array([12.0, 30.0, 87.0])), round_limit(np.empty(0))
    (90.0, 10.0)
    """
    loud = float(np.percentile(peaks_uv, 98)) if len(peaks_uv) else 0.0
    step = 10.0 if loud < 100 else 50.0
    return max(float(np.ceil(loud / step) * step), 10.0)


def spike_depths_um(spikes: Spikes, depths_um: NDArray[Any], motion: Motion | None, rate_hz: float) -> Array:
    """Return the depth of every spike's unit at the time of the spike.

    Parameters
    ----------
    spikes : Spikes
        Some spikes.
    depths_um : ndarray, shape (units,)
        Depth of every unit at rest.
    motion : Motion or None
        What moves the units; nothing when None.
    rate_hz : float
        The recording's rate.

    Returns
    -------
    ndarray, shape (spikes,), float32
        In µm.
    """
    places: Array = depths_um.astype(np.float32)[spikes.unit_index]
    if motion is None:
        return places
    times_s = spikes.sample_index / rate_hz
    for part in motion.parts:
        if part.axis == 1:
            places += part.displacement_um(times_s, spikes.unit_index).astype(np.float32)
    if not motion.held_columns:
        return places
    bins = (spikes.sample_index * (motion.sampling_frequency_hz / rate_hz)).astype(np.int32)
    np.minimum(bins, motion.vectors_um.shape[0] - 1, out=bins)
    for component in range(motion.held_columns):
        moved = motion.vectors_um[:, 1, component].astype(np.float32)[bins]
        share = motion.factors[:, component].astype(np.float32)
        places += moved if np.all(share == 1.0) else moved * share[spikes.unit_index]
    return places


def levels_of(amplitudes_uv: NDArray[Any], limit_uv: float) -> NDArray[np.uint8]:
    """Return amplitudes as bytes from 1 to 255, the limit and all above it.

    Examples
    --------
    >>> import numpy as np
    >>> levels_of(np.array([0.0, 50.0, 400.0]), 100.0)
    array([  1, 128, 255], dtype=uint8)
    """
    return (1.0 + 254.0 * np.clip(amplitudes_uv / limit_uv, 0.0, 1.0)).astype(np.uint8)


def spike_levels(spikes: Spikes, peaks_uv: NDArray[Any], limit_uv: float) -> NDArray[np.uint8]:
    """Return every spike's amplitude as a byte, see `levels_of`."""
    if spikes.amplitude_factor is None:
        return levels_of(peaks_uv, limit_uv)[spikes.unit_index]
    return levels_of(peaks_uv[spikes.unit_index] * spikes.amplitude_factor, limit_uv)


def draw_raster(
    times_s: NDArray[Any], depths_um: NDArray[Any], levels: NDArray[np.uint8], frame: Frame
) -> NDArray[np.uint8]:
    """Draw spikes into pixels; each pixel takes the strongest of its spikes.

    Parameters
    ----------
    times_s, depths_um : ndarray, shape (spikes,)
        Where the spikes stand; those outside of the frame are left out.
    levels : ndarray of uint8, shape (spikes,)
        How strong they are, at least 1.
    frame : Frame
        What is drawn.

    Returns
    -------
    ndarray of uint8, shape (rows, columns)
        The deepest row first; 0 where there is no spike.

    Examples
    --------
    >>> import numpy as np
    >>> frame = Frame(0.0, 4.0, 0.0, 20.0, columns=4, rows=2)
    >>> draw_raster(np.array([0.5, 3.5, 3.6]), np.array([5.0, 15.0, 12.0]), np.array([9, 3, 7], np.uint8), frame)
    array([[9, 0, 0, 0],
           [0, 0, 0, 7]], dtype=uint8)
    """
    return painted(pixels_of(times_s, depths_um, frame), levels, frame)


def pixels_of(times_s: NDArray[Any], depths_um: NDArray[Any], frame: Frame) -> NDArray[np.intp]:
    """Return into which pixel of a frame each spike falls, row by row; the one after the last is outside.

    Parameters
    ----------
    times_s, depths_um : ndarray, shape (spikes,)
        Where the spikes stand.
    frame : Frame
        What is drawn.
    """
    across = (times_s - frame.start_s) * (frame.columns / (frame.end_s - frame.start_s))
    up = (depths_um - np.float32(frame.low_um)) * np.float32(frame.rows / (frame.high_um - frame.low_um))
    pixels = up.astype(np.intp) * frame.columns + across.astype(np.intp)
    inside = (across >= 0) & (across < frame.columns) & (up >= 0) & (up < frame.rows)
    if not inside.all():
        pixels[~inside] = frame.rows * frame.columns
    return pixels


def painted(pixels: NDArray[np.intp], levels: NDArray[np.uint8], frame: Frame) -> NDArray[np.uint8]:
    """Return the picture of spikes in their pixels, shape (rows, columns); see `draw_raster`."""
    picture = np.zeros(frame.rows * frame.columns + 1, dtype=np.uint8)
    np.maximum.at(picture, pixels, levels)
    return picture[:-1].reshape(frame.rows, frame.columns)
