"""The rules between the parts of a configuration; each takes the parts that it compares, so that all kinds share them.

Every rule yields a `Problem` for each thing that is wrong: where, what was given, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeGuard

import numpy as np

from .base import Problem, extremes
from .motion import (
    BumpMotion,
    ComponentConfig,
    CurveMotion,
    FieldMotion,
    KicksMotion,
    MotionConfig,
    OscillationMotion,
    RangeMotion,
    count_steps,
    held_motion,
)
from .probe import MOST_CONTACTS, MultiColumnProbe, NeuropixelsProbe, ProbeConfig
from .spikes import SpikesConfig
from .streams import Streams
from .templates import TemplatesConfig, longest_waveform_ms, samples_of
from .units import UnitsConfig

MOST_MOTION_VALUES = 5e7
MOST_MOTION_STEPS = 100_000
MOST_BUMPS = 1e6
MOST_TEMPLATE_SAMPLES = 20_000


def duration_rules(duration_s: float, sampling_frequency_hz: float) -> Iterator[Problem]:
    """A recording has at least one sample."""
    if int(duration_s * sampling_frequency_hz) < 1:
        yield Problem("duration_s", f"is less than one sample at {sampling_frequency_hz:g} Hz: lengthen it", duration_s)


def probe_rules(probe: ProbeConfig) -> Iterator[Problem]:
    """A Neuropixels probe has the contacts that are recorded; columns have as many values as there are columns."""
    if isinstance(probe, NeuropixelsProbe) and probe.first_contact + probe.num_contacts > probe.contacts_on_probe:
        last = probe.first_contact + probe.num_contacts - 1
        message = (
            f"contacts {probe.first_contact} to {last} are selected, but "
            f"{probe.part_number} has only {probe.contacts_on_probe}"
        )
        yield Problem("probe.num_contacts", message, probe.num_contacts)
    if isinstance(probe, MultiColumnProbe):
        yield from _column_rules(probe)


def _column_rules(probe: MultiColumnProbe) -> Iterator[Problem]:
    columns, each = probe.num_columns, probe.num_contacts_per_column
    if isinstance(each, tuple) and len(each) != columns:
        yield Problem("probe.num_contacts_per_column", f"has {len(each)} values for {columns} columns", each)
    shifts = probe.y_shift_per_column_um
    if shifts is not None and len(shifts) != columns:
        yield Problem("probe.y_shift_per_column_um", f"has {len(shifts)} values for {columns} columns", shifts)
    number = sum(each) if isinstance(each, tuple) else columns * each
    if number > MOST_CONTACTS:
        message = f"gives {number} contacts, more than the maximum of {MOST_CONTACTS}"
        yield Problem("probe.num_contacts_per_column", message, each)


def unit_rules(units: UnitsConfig) -> Iterator[Problem]:
    """The nearest place is not beyond the farthest, and each unit has one of the given places."""
    if units.minimum_z_um > units.maximum_z_um:
        message = f"is above units.maximum_z_um ({units.maximum_z_um:g} µm): swap them"
        yield Problem("units.minimum_z_um", message, units.minimum_z_um)
    if units.locations_um is not None and len(units.locations_um) != units.num_units:
        message = f"has {len(units.locations_um)} locations for {units.num_units} units"
        yield Problem("units.locations_um", message, len(units.locations_um))


def per_unit_rules(num_units: int, values: Mapping[str, Any]) -> Iterator[Problem]:
    """What is given unit by unit has one value for each.

    Parameters
    ----------
    num_units : int
        Number of units.
    values : mapping of str to value
        Parameters by their path: a number, a range, or one number for each unit.
    """
    for path, value in values.items():
        if isinstance(value, tuple) and len(value) != num_units:
            message = f"has {len(value)} values for {num_units} units (a range is written low: ..., high: ...)"
            yield Problem(path, message, value)


def motion_rules(motion: MotionConfig, duration_s: float, num_units: int, streams: Streams) -> Iterator[Problem]:
    """Motion fits into the recording, into memory, and all components together into its limits.

    A muted component only has to be well-formed: what another recording would need of it is asked when it is enabled.
    """
    found = [*_motion_size_rules(motion, duration_s, streams)]
    for index, component in enumerate(motion.components):
        path = f"motion.components.{index}"
        is_muted = isinstance(component, RangeMotion) and not component.enabled
        found += _shape_rules(component, path) if is_muted else _component_rules(component, path, duration_s)
    yield from found or _limit_rules(motion, duration_s, num_units, streams)


def _motion_size_rules(motion: MotionConfig, duration_s: float, streams: Streams) -> Iterator[Problem]:
    rate = motion.sampling_frequency_hz
    enabled = sum(component.enabled for component in motion.components if isinstance(component, RangeMotion))
    fastest = max((one.frequency_hz for one in motion.components if _oscillates(one)), default=0.0)
    if 10 * fastest * duration_s * 2 * (enabled + 1) > MOST_MOTION_VALUES:
        words = "needs ten bins per cycle, too many for this duration: lower it"
        index = next(i for i, one in enumerate(motion.components) if _oscillates(one) and one.frequency_hz == fastest)
        yield Problem(f"motion.components.{index}.frequency_hz", words, fastest)
    if rate * duration_s * 2 * max(enabled, 1) > MOST_MOTION_VALUES:
        yield Problem("motion.sampling_frequency_hz", "is too high for this duration: lower it", rate)
    if count_steps(motion, through_rest=not streams.is_reference) > MOST_MOTION_STEPS:
        yield Problem("motion.step_um", f"gives more than {MOST_MOTION_STEPS} steps: increase it", motion.step_um)


def _oscillates(component: ComponentConfig) -> TypeGuard[OscillationMotion]:
    return isinstance(component, OscillationMotion) and component.enabled


def _component_rules(component: ComponentConfig, path: str, duration_s: float) -> Iterator[Problem]:
    if isinstance(component, RangeMotion):
        yield from _range_rules(component, path, duration_s)
    elif isinstance(component, FieldMotion):
        yield from _field_rules(component, path)
    elif isinstance(component, KicksMotion):
        yield from _kick_rules(component, path)


def _field_rules(field: FieldMotion, path: str) -> Iterator[Problem]:
    for name, table in (("displacement_um", field.displacement_um), ("displacement_x_um", field.displacement_x_um)):
        if table is not None:
            yield from _in_component(path, field.problems_of(name, table))


def _in_component(path: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    for problem in problems:
        yield Problem(f"{path}.{problem.path}", problem.message, problem.given)


def _kick_rules(kicks: KicksMotion, path: str) -> Iterator[Problem]:
    if 0 < kicks.decay_s <= kicks.rise_s:
        message = f"is not longer than the rise ({kicks.rise_s:g} s): lengthen it, or use 0 for permanent steps"
        yield Problem(f"{path}.decay_s", message, kicks.decay_s)
    if kicks.depth_um is not None and kicks.depth_um[1] <= 0:
        yield Problem(f"{path}.depth_um", "has a width of 0 or less: give centre and width in µm", kicks.depth_um)


def _range_rules(component: RangeMotion, path: str, duration_s: float) -> Iterator[Problem]:
    start = component.start_s or 0.0
    end = duration_s if component.end_s is None else component.end_s
    if start >= duration_s:
        yield Problem(f"{path}.start_s", f"the motion starts after the recording ends ({duration_s:g} s)", start)
    elif end < start:
        yield Problem(f"{path}.end_s", f"the motion ends before it starts ({start:g} s)", end)
    if end > duration_s:
        yield Problem(f"{path}.end_s", f"the motion ends after the recording ({duration_s:g} s)", end)
    if isinstance(component, BumpMotion):
        yield from _bump_rules(component, path, duration_s)
    yield from _shape_rules(component, path)


def _shape_rules(component: object, path: str) -> Iterator[Problem]:
    """What does not depend on the recording."""
    if isinstance(component, CurveMotion):
        yield from _curve_rules(component, path)


def _bump_rules(bump: BumpMotion, path: str, duration_s: float) -> Iterator[Problem]:
    if bump.shortest_s > bump.longest_s:
        yield Problem(f"{path}.shortest_s", f"is longer than the longest rest, {bump.longest_s:g} s", bump.shortest_s)
    if duration_s / bump.shortest_s > MOST_BUMPS:
        yield Problem(f"{path}.shortest_s", "gives too many jumps: increase it", bump.shortest_s)


def _curve_rules(curve: CurveMotion, path: str) -> Iterator[Problem]:
    if len(curve.times_s) != len(curve.positions) or not curve.times_s:
        message = f"has {len(curve.times_s)} times for {len(curve.positions)} positions"
        yield Problem(f"{path}.times_s", message, len(curve.times_s))
    if any(later <= earlier for earlier, later in zip(curve.times_s, curve.times_s[1:], strict=False)):
        yield Problem(f"{path}.times_s", "times must increase from one point to the next", curve.times_s)


def _limit_rules(motion: MotionConfig, duration_s: float, num_units: int, streams: Streams) -> Iterator[Problem]:
    if (excess := _excess(motion, duration_s, min(num_units, 2), streams)) is not None:
        factors = [part.amplitude_factor for part in motion.components if isinstance(part, RangeMotion)]
        yield Problem("motion.components", excess, factors)


@lru_cache(maxsize=64)
def _excess(motion: MotionConfig, duration_s: float, num_units: int, streams: Streams) -> str | None:
    """Make the motion of the outermost units, which is where a sum of components first leaves the limits.

    The answer is kept: a week of motion would otherwise be made again whatever is changed.
    """
    span = np.subtract(motion.stop_um, motion.start_um)
    outermost = np.stack([np.zeros(2), span]) if num_units > 1 else np.zeros((1, 2))
    try:
        held_motion(motion, outermost, duration_s, streams)
    except ValueError as error:
        return str(error)
    return None


def template_rules(templates: TemplatesConfig, sampling_frequency_hz: float) -> Iterator[Problem]:
    """The window holds every unit's waveform, and each part of the waveform has a sample."""
    yield from _waveform_rules(templates, sampling_frequency_hz)
    yield from _window_rules(templates, sampling_frequency_hz)
    slowest_smoothing = extremes(templates.smooth_ms)[1]
    if 8 * slowest_smoothing > templates.ms_before + templates.ms_after:
        message = "is longer than the whole window: lower it or lengthen the window"
        yield Problem("templates.smooth_ms", message, slowest_smoothing)


def _waveform_rules(templates: TemplatesConfig, fs: float) -> Iterator[Problem]:
    longest_fall = extremes(templates.depolarization_ms)[1]
    if templates.ms_before <= longest_fall:
        message = (
            f"is shorter than the depolarization (up to {longest_fall:g} ms): "
            "lengthen the window or lower depolarization_ms"
        )
        yield Problem("templates.ms_before", message, templates.ms_before)
    longest = longest_waveform_ms(templates)
    parts = (extremes(templates.repolarization_ms)[1], extremes(templates.recovery_ms)[1])
    needed = sum(_whole_samples(part, fs) for part in parts)
    if templates.ms_after <= longest or samples_of(templates.ms_after, fs) <= needed:
        message = (
            f"is shorter than repolarization + recovery (up to {longest:g} ms): "
            "lengthen the window or lower recovery_ms"
        )
        yield Problem("templates.ms_after", message, templates.ms_after)
    shortest_rise = extremes(templates.repolarization_ms)[0]
    if _whole_samples(shortest_rise, fs) < 1:
        message = f"is less than one sample at {fs:g} Hz, so there would be no peak: lengthen it"
        yield Problem("templates.repolarization_ms", message, shortest_rise)


def _window_rules(templates: TemplatesConfig, fs: float) -> Iterator[Problem]:
    for name in ("ms_before", "ms_after"):
        if samples_of(length_ms := getattr(templates, name), fs) < 1:
            yield Problem(f"templates.{name}", f"is less than one sample at {fs:g} Hz: lengthen it", length_ms)
    if samples_of(templates.ms_before + templates.ms_after, fs) > MOST_TEMPLATE_SAMPLES:
        message = f"gives templates of more than {MOST_TEMPLATE_SAMPLES} samples: shorten the window"
        yield Problem("templates.ms_after", message, templates.ms_after)


def _whole_samples(ms: float, fs: float) -> int:
    """Return how many whole samples a part of the waveform has, as the template maker counts them."""
    return int(ms * fs / 1000.0)


def rate_rules(spikes: SpikesConfig, sampling_frequency_hz: float | None = None) -> Iterator[Problem]:
    """Units can fire as fast as asked for.

    Parameters
    ----------
    spikes : SpikesConfig
        When units fire; given trains are not judged.
    sampling_frequency_hz : float, optional
        Rate of the recording; None when only opening it would tell.
    """
    if spikes.times_s is not None:
        return
    fastest = spikes.fastest_hz
    if spikes.refractory_period_ms / 1000 * fastest >= 1:
        message = f"is too long for {fastest:g} Hz: use less than {1000 / fastest:g} ms, or lower spikes.firing_rate_hz"
        yield Problem("spikes.refractory_period_ms", message, spikes.refractory_period_ms)
    if sampling_frequency_hz is not None and fastest >= sampling_frequency_hz / 2:
        yield Problem("spikes.firing_rate_hz", "must be below half the sampling rate", fastest)


def rate_change_rules(spikes: SpikesConfig, num_units: int, streams: Streams) -> Iterator[Problem]:
    """Rates change with independent streams, and of units that there are.

    Parameters
    ----------
    spikes : SpikesConfig
        When units fire.
    num_units : int
        Number of units.
    streams : Streams
        The random streams.
    """
    if spikes.rate_changes and spikes.times_s is None and streams.is_reference:
        words = "SpikeInterface's streams have constant rates: choose independent streams, or remove the changes"
        yield Problem("spikes.rate_changes", words, f"{len(spikes.rate_changes)} changes")
    for index, change in enumerate(spikes.rate_changes):
        if beyond := [unit for unit in change.units if unit >= num_units]:
            words = f"there are {num_units} units, numbered from 0"
            yield Problem(f"spikes.rate_changes.{index}.units", words, beyond[0])


def train_rules(spikes: SpikesConfig, num_units: int, duration_s: float | None = None) -> Iterator[Problem]:
    """Each unit has one of the given trains, and no spike comes after the recording.

    Parameters
    ----------
    spikes : SpikesConfig
        When units fire.
    num_units : int
        Number of units.
    duration_s : float, optional
        Length of the recording; None when only opening it would tell.
    """
    if spikes.times_s is None:
        return
    if len(spikes.times_s) != num_units:
        yield Problem("spikes.times_s", f"has {len(spikes.times_s)} spike trains for {num_units} units", "...")
    for unit, times in enumerate(spikes.times_s if duration_s is not None else ()):
        if late := [time for time in times if time >= float(duration_s or 0.0)]:
            words = (
                f"a spike comes after the recording ends ({duration_s:g} s): unit {unit} has {len(late)}, the last at "
                f"{max(late):g} s; times are relative to the first sample"
            )
            yield Problem("spikes.times_s", words, "...")


def channel_rules(contacts: int | None, values: Mapping[str, Any]) -> Iterator[Problem]:
    """What is given channel by channel has one value for each.

    Parameters
    ----------
    contacts : int or None
        Number of channels; None when only a file tells.
    values : mapping of str to value
        Parameters by their path: a number, a range, or one number for each channel.
    """
    for path, value in values.items():
        if isinstance(value, tuple) and contacts is not None and len(value) != contacts:
            message = f"has {len(value)} values for {contacts} channels (a range is written low: ..., high: ...)"
            yield Problem(path, message, value)
