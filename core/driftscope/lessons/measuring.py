"""A lesson's references, answered: which function gives a number, asked once for the same recording and look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from ..base import ConfigError, Problem
from ..cache import the_cache
from ..estimated_motion import OFF_UM, estimate_error_um, estimated_motion
from ..measured_motion import MeasuredMotion
from ..motion_estimate import EstimateOptions
from ..simulation import Simulation
from ..source import Source
from . import measures, references
from .detecting import Detected, detected, noise_uv
from .format import Step
from .references import Measured, Reference

Look = Mapping[str, Any]
R = TypeVar("R")


def value_of(reference: Measured, source: Source, look: Look) -> float:
    """Return the number that a reference stands for.

    Parameters
    ----------
    reference : Reference
        The measure and what it needs to know.
    source : Simulation or Hybrid
        The recording.
    look : mapping
        What one looks at, by name: the cursor, the selected units and the threshold are read.

    Raises
    ------
    ConfigError
        When the recording has no such unit or channel.
    """
    asked: Any = reference
    if problems := list(_problems(asked, source, look)):
        raise ConfigError(problems)
    return float(_ANSWERS[type(asked)](asked, source, look))


def values_of(step: Step, source: Source, look: Look) -> dict[str, float]:
    """Return all values of a step by name; takes seconds where long stretches are searched for spikes.

    Raises
    ------
    ConfigError
        When the recording has no such unit or channel.
    """
    return {name: value_of(reference, source, look) for name, reference in step.values.items()}


def _problems(reference: Any, source: Source, look: Look) -> Any:
    number = len(source.locations_um)
    named = getattr(reference, "units", None) or ((_unit(reference, look),) if hasattr(reference, "unit") else ())
    for unit in named:
        if not 0 <= unit < number:
            yield Problem("unit", f"the recording has {number} units, numbered from 0", unit)
    channels = len(source.contact_positions_um)
    channel = getattr(reference, "channel", None)
    if isinstance(channel, int) and channel >= channels:
        yield Problem("channel", f"the recording has {channels} channels, numbered from 0", channel)
    if isinstance(reference, references.RealignedReference) and not isinstance(source, Simulation):
        yield Problem("measure", "realigned_peak is available only on the synthetic page", reference.measure)


def _unit(reference: Any, look: Look) -> int:
    if reference.unit != "selected":
        return int(reference.unit)
    units = look.get("units") or (0,)
    return int(units[0])


def _moment(at: str | float, look: Look) -> float | None:
    """Return the time in s, or None at rest."""
    if isinstance(at, str):
        return float(look.get("time_s", 0.0)) if at == "cursor" else None
    return float(at)


def _peak(asked: references.PeakReference, source: Source, look: Look) -> float:
    unit = _unit(asked, look)
    if asked.at == "least":
        return measures.least_peak_uv(source, unit, "rest" if asked.channel == "rest" else "best")
    return measures.peak_uv(source, unit, asked.channel, _moment(asked.at, look), asked.moved_um)


def _displacement(asked: references.DisplacementReference, source: Source, look: Look) -> float:
    return measures.displacement_um(source, _unit(asked, look), _moment(asked.at, look) or 0.0)


def _contacts(asked: references.ContactsAboveReference, source: Source, look: Look) -> float:
    above = measures.contacts_above(source, _unit(asked, look), asked.threshold_uv, _moment(asked.at, look))
    return float(above.size)


def _below(asked: references.ShareBelowReference, source: Source, look: Look) -> float:
    return measures.share_below(source, _unit(asked, look), asked.channel, asked.threshold_uv)


def _detected(asked: Any, source: Source, look: Look) -> Detected:
    unit = _unit(asked, look)
    channel = asked.channel
    if channel is None:
        channel = measures.best_channel(measures.template_of(source, unit))
    threshold = asked.threshold if asked.threshold is not None else float(look.get("threshold", 5.0))
    key = (unit, channel, threshold, asked.recording, asked.reference, asked.from_s, asked.to_s)
    return _kept(source, ("lesson detections", *key), lambda: detected(
        source, unit, channel, threshold, recording=asked.recording, reference=asked.reference, from_s=asked.from_s,
        to_s=asked.to_s,
    ))  # fmt: skip


def _noise(asked: references.NoiseReference, source: Source, _: Look) -> float:
    return _kept(source, ("lesson noise", asked.channel, asked.reference), lambda: noise_uv(
        source, asked.channel, asked.reference
    ))  # fmt: skip


def _estimate(asked: Any, source: Source) -> MeasuredMotion:
    options = EstimateOptions(asked.bin_s, asked.windows, asked.amplitude_bins)
    return _kept(source, ("lesson estimate", options), lambda: estimated_motion(source, options))


def _motion_error(asked: references.MotionErrorReference, source: Source, _: Look) -> float:
    estimate = _estimate(asked, source)
    if asked.statistic == "range":
        return float(np.ptp(estimate.displacement_um))
    error = np.abs(estimate_error_um(source, estimate))
    if asked.statistic == "off":
        return float(np.mean(error > OFF_UM))
    return float(np.median(error) if asked.statistic == "median" else error.max())


def _estimated(asked: references.EstimatedMotionReference, source: Source, look: Look) -> float:
    place = np.array([[0.0, asked.depth_um, 0.0]])
    return float(_estimate(asked, source).at([_moment(asked.at, look) or 0.0], place)[0, 0])


def _intervals(asked: references.IntervalsReference, source: Source, _: Look) -> float:
    intervals = measures.intervals_ms(source, asked.units)
    below = int(np.sum(intervals < asked.ms))
    if asked.statistic == "contamination":
        return measures.contamination(below, intervals.size + 1, source.drifting.get_duration(), asked.ms)
    return below if asked.statistic == "count" else below / max(intervals.size, 1)


def _realigned(asked: references.RealignedReference, source: Any, look: Look) -> float:
    unit = _unit(asked, look)
    key = ("lesson realigned", unit, asked.method, asked.within_um)
    found = _kept(source, key, lambda: measures.realigned_peak(source, unit, asked.method, asked.within_um))
    return found[0 if asked.statistic == "peak" else 1]


def _correlation(asked: references.CorrelationReference, source: Source, _: Look) -> float:
    first, second = (measures.unit_property(source, name) for name in (asked.first, asked.second))
    return measures.correlation(first, second)


_ANSWERS: dict[type[Reference], Callable[[Any, Any, Look], float]] = {
    references.PeakReference: _peak,
    references.DisplacementReference: _displacement,
    references.ContactsAboveReference: _contacts,
    references.ShareBelowReference: _below,
    references.FoundReference: lambda asked, source, look: _detected(asked, source, look).share_found,
    references.FalseReference: lambda asked, source, look: _detected(asked, source, look).false_per_s,
    references.TrueReference: lambda asked, source, look: _detected(asked, source, look).share_true,
    references.NoiseReference: _noise,
    references.MotionErrorReference: _motion_error,
    references.EstimatedMotionReference: _estimated,
    references.IntervalsReference: _intervals,
    references.RealignedReference: _realigned,
    references.CorrelationReference: _correlation,
    references.ExpectedFoundReference: lambda asked, source, _: measures.expected_found(
        source, asked.half, asked.threshold
    ),
}


def _kept(source: Source, key: tuple[Any, ...], make: Callable[[], R]) -> R:
    """Compute once what all who have the same lesson open ask for."""
    return the_cache().get((key[0], source.config.digest, *key[1:]), make)
