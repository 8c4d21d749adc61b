"""Whether a measured motion fits a recording: its clock, its length, and the depths of its probe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .base import Problem
from .measured_motion import AXES, MeasuredMotion

_MS_RATIO = (800.0, 1_250.0)
"""A motion that is about so many times as long as the recording counts milliseconds."""
_MIN_RATIO = (1 / 75, 1 / 48)
_LONG_RATIO = 50.0
"""A motion that is so much longer than the recording hardly belongs to it."""
_UNCOVERED_SHARE = 0.01
_LEAST_SPACING_UM = 50.0
_FARTHEST_UM = 1_000.0
"""Depths that are farther than this from the probe are of another one."""
_UNITS_UM = {"millimetres": 1e3, "metres": 1e6}
_SMALL_SHARE = 0.01
"""Depths within this share of the probe's extent are checked for their unit."""
_ALIKE_SHARE = 0.2

Window = tuple[float, float]


def problems_of_fit(measured: Sequence[MeasuredMotion], clock_s: Window, contacts_um: NDArray[Any]) -> list[Problem]:
    """Return why a motion cannot belong to a recording.

    Parameters
    ----------
    measured : sequence of MeasuredMotion
        One, or one per axis.
    clock_s : (float, float)
        When the recording begins and ends, on its own clock.
    contacts_um : ndarray, shape (contacts, 2)
        Where its contacts are.

    Returns
    -------
    list of Problem
        About ``times_s`` and ``depths_um``.
    """
    found: dict[Problem, None] = {}
    for one in measured:
        found |= dict.fromkeys([*_time_problems(one, clock_s), *_place_problems(one, contacts_um)])
    return list(found)


def remarks_on_fit(measured: Sequence[MeasuredMotion], clock_s: Window, contacts_um: NDArray[Any]) -> list[Problem]:
    """Return what of a recording a motion does not cover, where its outermost values are held; as `problems_of_fit`."""
    found: dict[Problem, None] = {}
    for one in measured:
        remarks = (*_time_remarks(one, clock_s), *_place_remarks(one, contacts_um), *_size_remarks(one, contacts_um))
        found |= dict.fromkeys(remarks)
    return list(found)


def _time_problems(one: MeasuredMotion, clock_s: Window) -> Iterator[Problem]:
    (first, last), (begin, end) = _covered_s(one), clock_s
    ms = f"; are they in milliseconds? Then divide them by 1000{_clock_words(begin)}"
    ratios = _ratios(one, clock_s)
    is_ms = max(ratios) > _LONG_RATIO and _overlaps((first / 1000, last / 1000), (begin, end))
    if first >= end:
        hint = ms if is_ms else _shift_words(one, clock_s)
        yield Problem("times_s", f"the motion starts at {first:g} s, after the recording ends ({end:g} s){hint}", first)
    elif last <= begin:
        hint = _shift_words(one, clock_s)
        yield Problem(
            "times_s", f"the motion ends at {last:g} s, before the recording begins ({begin:g} s){hint}", last
        )
    elif max(ratios) > _MS_RATIO[0]:
        is_ms = is_ms and any(_MS_RATIO[0] < ratio < _MS_RATIO[1] for ratio in ratios)
        times = "a thousand times" if is_ms else f"{max(ratios):.0f} times"
        unit = (
            "its times look like milliseconds, divide them by 1000" if is_ms else "are its times samples? Give seconds"
        )
        words = f"the motion lasts {last - first:g} s, {times} as long as the recording ({end - begin:g} s)"
        cut = "; a motion that is really that long must be cut to the recording"
        yield Problem("times_s", f"{words}: {unit}{cut}", last)


def _ratios(one: MeasuredMotion, clock_s: Window) -> tuple[float, float]:
    """Return how many times as long as a recording a motion is, from its first bin to its last, and between centres."""
    (first, last), (begin, end) = _covered_s(one), clock_s
    centres = float(one.times_s[-1] - one.times_s[0])
    return (last - first) / max(end - begin, 1e-9), centres / max(end - begin, 1e-9)


def _clock_words(begin: float) -> str:
    return "" if begin == 0 else f", on the recording's clock, which begins at {begin:g} s"


def _shift_words(one: MeasuredMotion, clock_s: Window) -> str:
    """Say what to add when the motion counts from the recording's start, but the recording's clock does not."""
    first, last = _covered_s(one)
    begin, end = clock_s
    if begin != 0 and _overlaps((first + begin, last + begin), clock_s):
        return f": times are on the recording's clock, add its start ({begin:g} s) when they count from there"
    return f": times are in s on the recording's clock, which goes from {begin:g} to {end:g} s"


def _time_remarks(one: MeasuredMotion, clock_s: Window) -> Iterator[Problem]:
    (first, last), (begin, end) = _covered_s(one), clock_s
    least = max(_UNCOVERED_SHARE * (end - begin), _spacing(one.times_s))
    if one.times_s.size > 1 and (first - begin > least or end - last > least):
        words = (
            f"the motion covers {_tidy(first):g} to {_tidy(last):g} s of the recording's {begin:g} to {end:g} s: "
            "before and after, its first and last values are held"
        )
        is_min = any(_MIN_RATIO[0] < ratio < _MIN_RATIO[1] for ratio in _ratios(one, clock_s))
        yield Problem("times_s", f"{words}; are its times in minutes?" if is_min else words)
    elif max(_ratios(one, clock_s)) > _LONG_RATIO:
        words = (
            f"the motion covers {_tidy(first):g} to {_tidy(last):g} s, the recording only {begin:g} to {end:g} s: "
            "the rest is not used; are its times in seconds?"
        )
        yield Problem("times_s", words)


def _tidy(seconds: float) -> float:
    """Return a time without the last digits that half a bin's width leaves: 1.7e-18."""
    return round(seconds, 9) + 0.0


def _place_problems(one: MeasuredMotion, contacts_um: NDArray[Any]) -> Iterator[Problem]:
    if one.bins_um.size < 2:
        return
    places, name = contacts_um[:, AXES.index(one.place_axis)], _name_of(one)
    margin = max(_spacing(one.bins_um), _FARTHEST_UM)
    low, high = float(one.bins_um[0]), float(one.bins_um[-1])
    if low - margin <= places.max() and high + margin >= places.min():
        if unit := _small_unit(one, places):
            words = f"the motion's {name} from {low:g} to {high:g} look like {unit}: give them in µm"
            yield Problem("depths_um", words, high)
        return
    mm = (low * 1000, high * 1000)
    hint = "; are they in millimetres?" if _overlaps(mm, (float(places.min()), float(places.max()))) else ""
    probe = f"{places.min():g} to {places.max():g} µm"
    words = f"the motion's {name} from {low:g} to {high:g} µm lie beside the probe ({probe})"
    yield Problem("depths_um", f"{words}: give them in the coordinates of the probe{hint}", low)


def _small_unit(one: MeasuredMotion, places: NDArray[Any]) -> str:
    """Return the unit in which places have the extent of the probe, of which they are a tiny part in µm."""
    low, high, span = float(one.bins_um[0]), float(one.bins_um[-1]), float(np.ptp(places))
    if high - low >= _SMALL_SHARE * span:
        return ""
    for unit, factor in _UNITS_UM.items():
        is_alike = _ALIKE_SHARE < (high - low) * factor / span < 1 / _ALIKE_SHARE
        if is_alike and _overlaps((low * factor, high * factor), (float(places.min()), float(places.max()))):
            return unit
    return ""


def _place_remarks(one: MeasuredMotion, contacts_um: NDArray[Any]) -> Iterator[Problem]:
    if one.bins_um.size < 2:
        return
    places, name = contacts_um[:, AXES.index(one.place_axis)], _name_of(one)
    margin = max(_spacing(one.bins_um), _LEAST_SPACING_UM)
    low, high = float(one.bins_um[0]), float(one.bins_um[-1])
    if low - margin > places.min() or high + margin < places.max():
        words = (
            f"the motion covers {name} from {low:g} to {high:g} µm of the probe's {places.min():g} to "
            f"{places.max():g} µm: beyond, its outermost values are held"
        )
        yield Problem("depths_um", words)


def _size_remarks(one: MeasuredMotion, contacts_um: NDArray[Any]) -> Iterator[Problem]:
    farthest = float(np.abs(one.displacement_um).max())
    length = float(np.ptp(contacts_um[:, AXES.index(one.place_axis)]))
    if farthest > max(length, _FARTHEST_UM):
        words = f"the displacement reaches {farthest:g} µm, more than the probe is long ({length:g} µm): is it in µm?"
        yield Problem("displacement_um", words, farthest)


def _name_of(one: MeasuredMotion) -> str:
    return "depths" if one.place_axis == "y" else "places across the probe"


def _covered_s(one: MeasuredMotion) -> Window:
    half = _spacing(one.times_s) / 2
    return float(one.times_s[0]) - half, float(one.times_s[-1]) + half


def _spacing(values: NDArray[np.float64]) -> float:
    return float(np.median(np.diff(values))) if values.size > 1 else 0.0


def _overlaps(one: Window, other: Window) -> bool:
    return one[0] < other[1] and one[1] > other[0]
