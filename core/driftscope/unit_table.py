"""What drift does to every unit at one moment: the rows behind the question which unit drops out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from .source import Source
from .unit_peaks import UnitPeaks, peaks_of

WORST_REST_PEAK_NOISE = 8.0
"""Times the noise that a unit's peak has to have at rest to be among the worst: a faint one is lost anyway."""


@dataclass(frozen=True)
class UnitRow:
    """Properties of one unit at one time.

    Attributes
    ----------
    unit : int
        Index of the unit.
    depth_um : float
        Where it is at rest along the probe, in µm.
    moved_um : float
        How far it has moved up, in µm.
    rest_channel : int
        The channel on which its spike is largest at rest.
    rest_uv : float
        Its peak there at rest, in µV.
    now_uv : float
        Its peak on the same channel now, in µV.
    left : float
        The share of its peak at rest that is left on that channel.
    best_channel : int
        The channel on which it is largest now.
    best_uv : float
        Its peak there, in µV.
    rate_hz : float
        Mean firing rate, in spikes per second.
    snr : float
        Its peak at rest over the noise of the rest channel.
    share_below : float
        The share of the time in which its peak on the rest channel is below 5 x noise.
    """

    unit: int
    depth_um: float
    moved_um: float
    rest_channel: int
    rest_uv: float
    now_uv: float
    left: float
    best_channel: int
    best_uv: float
    rate_hz: float
    snr: float
    share_below: float


UNIT_ROW_COLUMNS = tuple(field.name for field in fields(UnitRow))
"""The columns of the table, in order."""


def unit_rows(
    peaks: Sequence[UnitPeaks],
    depths_um: NDArray[np.float64],
    noise_uv: NDArray[np.float64],
    rates_hz: NDArray[np.float64],
    time_bin: int,
) -> list[UnitRow]:
    """Return the rows of some units at one time.

    Parameters
    ----------
    peaks : sequence of UnitPeaks
        The units.
    depths_um : ndarray, shape (all units,)
        Where all units are at rest.
    noise_uv : ndarray, shape (channels,)
        Noise of every channel.
    rates_hz : ndarray, shape (all units,)
        Mean firing rate of all units.
    time_bin : int
        The bin of the motion.

    Returns
    -------
    list of UnitRow
        In the order of the peaks.
    """
    return [_row(one, depths_um, noise_uv, rates_hz, time_bin) for one in peaks]


def _row(
    peaks: UnitPeaks,
    depths_um: NDArray[np.float64],
    noise_uv: NDArray[np.float64],
    rates_hz: NDArray[np.float64],
    time_bin: int,
) -> UnitRow:
    now = min(max(time_bin, 0), peaks.best_uv.size - 1)
    noise = float(noise_uv[peaks.rest_channel])
    return UnitRow(
        unit=peaks.unit,
        depth_um=float(depths_um[peaks.unit]),
        moved_um=float(peaks.displacement_um[now, 1]),
        rest_channel=peaks.rest_channel,
        rest_uv=peaks.rest_uv,
        now_uv=float(peaks.on_rest_channel_uv[now]),
        left=float(peaks.left()[now]),
        best_channel=int(peaks.best_channel[now]),
        best_uv=float(peaks.best_uv[now]),
        rate_hz=float(rates_hz[peaks.unit]),
        snr=peaks.rest_uv / noise if noise > 0 else float("inf"),
        share_below=peaks.share_below(noise),
    )


def table_of(source: Source, units: Iterable[int], time_s: float) -> list[UnitRow]:
    """Return the unit table of a recording for some units at one time.

    Parameters
    ----------
    source : Simulation or Hybrid
        Whose units.
    units : iterable of int
        Which of them.
    time_s : float
        The moment.

    Returns
    -------
    list of UnitRow
        One for every unit; firing rates are counted over the whole recording.
    """
    trains = source.spikes.between(0, source.drifting.get_num_samples())
    counts = np.bincount(trains.unit_index, minlength=len(source.locations_um))
    depths_um = np.asarray(source.locations_um, dtype=np.float64)[:, 1]
    time_bin = int(time_s * source.motion.sampling_frequency_hz)
    rates_hz = counts / source.drifting.get_duration()
    return unit_rows(peaks_of(source, units), depths_um, source.noise_levels_uv, rates_hz, time_bin)


def worst_moments(peaks: Iterable[UnitPeaks], noise_uv: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return units and the motion bins in which each is most reduced, the worst first.

    Parameters
    ----------
    peaks : iterable of UnitPeaks
        The units to choose from.
    noise_uv : ndarray, shape (channels,)
        Noise of every channel; units whose peak at rest is below 8 x noise are left out.
    """
    loud = [one for one in peaks if one.rest_uv >= WORST_REST_PEAK_NOISE * noise_uv[one.rest_channel]]
    ordered = sorted(loud, key=lambda one: (one.left()[one.worst_bin()], one.unit))
    return [(one.unit, one.worst_bin()) for one in ordered]


def to_csv(rows: Iterable[UnitRow]) -> str:
    """Return the unit table as CSV with a header."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(UNIT_ROW_COLUMNS)
    table.writerows([getattr(row, name) for name in UNIT_ROW_COLUMNS] for row in rows)
    return text.getvalue()
