"""What might be changed about an added unit: a template that is cut off in time or space, or off the probe."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..advice import Advice
from ..summaries import names_of
from .placed import PlacedTemplates, PlacedUnit

CUT_OFF_SHARE = 0.05
LEFT_SHARE = 0.5
ENDING_SHARE = 0.25
_SAME_ROW_UM = 5.0


def advice_on(placed: PlacedTemplates) -> Iterator[Advice]:
    """Yield what a user might want to change; found once for a unit, however often others change."""
    for index, unit in enumerate(placed.units):
        if index not in unit.said:
            unit.said[index] = tuple(_about(unit, index, placed.sampling_frequency_hz))
        yield from unit.said[index]
    yield from _resampled(placed)


def _resampled(placed: PlacedTemplates) -> Iterator[Advice]:
    """Say once for every rate of a library that its templates are resampled."""
    fs, of_rate = placed.sampling_frequency_hz, dict[float, list[int]]()
    for index, unit in enumerate(placed.units):
        if unit.fitted.resampled_from_hz is not None:
            of_rate.setdefault(unit.fitted.resampled_from_hz, []).append(index)
    for own, units in of_rate.items():
        message = (
            f"its templates are sampled at {own:g} Hz, the recording at {fs:g} Hz: they are resampled, band-limited to "
            f"{min(own, fs) / 2:g} Hz (units {names_of(units)})"
        )
        yield Advice(f"units.{units[0]}.dataset", message)


def _about(unit: PlacedUnit, index: int, fs: float) -> Iterator[Advice]:
    yield from _cut_off_in_time(unit, index, fs)
    yield from _cut_off_in_space(unit, index)
    left = unit.peak_uv / (unit.scale * float(np.abs(unit.fitted.waveform).max()))
    if left < LEFT_SHARE:
        message = (
            f"only {left:.0%} of the template's peak remains on the recording's contacts: its centre lies off the "
            "probe or between shanks; move it less, or choose another template"
        )
        yield moving_onto_probe(unit, index, message)


def moving_onto_probe(unit: PlacedUnit, index: int, message: str) -> Advice:
    """Return a message with the move that brings a unit to the nearest contact.

    One that is beyond an end of the probe comes in again at the other, so that units that were apart stay apart.
    """
    place, contacts = unit.location_um[:2], unit.fitted.moved.contacts_um[:, :2]
    low, high = contacts[:, 1].min(), contacts[:, 1].max()
    inside = low <= place[1] <= high or high == low
    aim = np.array([place[0], place[1] if inside else low + (place[1] - low) % (high - low)])
    nearest = contacts[np.linalg.norm(contacts - aim, axis=1).argmin()]
    onto = (np.round(unit.move_um + nearest - place, 1) + 0.0).tolist()
    path, remedy = f"units.{index}.move_um", f"Move it by {onto[0]:g}, {onto[1]:g} µm"
    return Advice(path, message, unit.move_um, remedy, {path: onto})


def _cut_off_in_time(unit: PlacedUnit, index: int, fs: float) -> Iterator[Advice]:
    used = np.flatnonzero(unit.fitted.waveform.any(axis=1))
    ends = float(np.abs(unit.rest.waveform[[used[0], used[-1]]]).max(initial=0.0)) / unit.peak_uv
    if ends > CUT_OFF_SHARE:
        taper_ms = round(max(used.size / fs * 100, 0.1), 1)
        message = (
            f"unit {index} is truncated: {ends:.0%} of its peak remains at an end of its template, so its spikes "
            f"begin or end with a step; taper it with taper_ms, for example {taper_ms:.1f}"
        )
        yield Advice("taper_ms", message, remedy=f"Fade over {taper_ms:g} ms", changes={"taper_ms": taper_ms})


def _cut_off_in_space(unit: PlacedUnit, index: int) -> Iterator[Advice]:
    """Look whether the template was still large where its own probe ended, and the recording's goes on there."""
    moved, along = unit.fitted.moved, unit.move_um[1]
    own, there = moved.interpolator.positions_um[:, 1], moved.contacts_um[:, 1]
    heights = np.abs(unit.fitted.waveform).max(axis=0)
    for end, goes_on in (
        (own.min(), there.min() < own.min() + along - _SAME_ROW_UM),
        (own.max(), there.max() > own.max() + along + _SAME_ROW_UM),
    ):
        share = float(heights[np.abs(own - end) < _SAME_ROW_UM].max() / heights.max())
        if goes_on and share > ENDING_SHARE:
            message = (
                f"its template still had {share:.0%} of its peak where the probe of its dataset ended: beyond that it "
                "is zero here; choose a template from the middle of its probe"
            )
            yield Advice(f"units.{index}.template_index", message)
