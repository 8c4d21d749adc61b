"""The rules between the parts of a configuration: what no part can know alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import Problem, extremes
from .motion import BumpMotion, CurveMotion, count_steps, make_motion
from .probe import MOST_CONTACTS, MultiColumnProbe, NeuropixelsProbe
from .spikes import expected_spikes
from .templates import DRAWN, longest_waveform_ms, samples_of

if TYPE_CHECKING:
    from .config import SimulationConfig

MOST_SPIKES_AT_ONCE = 2e8
MOST_MOTION_VALUES = 1e7
MOST_BUMPS = 1e6
MOST_TEMPLATE_SAMPLES = 20_000


def rules(config: SimulationConfig, faulty: Collection[str] = ()) -> Iterator[Problem]:
    """Yield what is wrong between the parts of a configuration; nothing that looks at a faulty part."""
    for parts, rule in _RULES:
        if not set(parts) & set(faulty):
            yield from rule(config)


def _duration_rules(config: SimulationConfig) -> Iterator[Problem]:
    if config.num_samples < 1:
        yield Problem(
            "duration_s", f"is less than one sample at {config.sampling_frequency_hz:g} Hz", config.duration_s
        )


def _probe_rules(config: SimulationConfig) -> Iterator[Problem]:
    probe = config.probe
    if isinstance(probe, NeuropixelsProbe) and probe.first_contact + probe.num_contacts > probe.contacts_on_probe:
        last = probe.first_contact + probe.num_contacts - 1
        message = (
            f"contacts {probe.first_contact} to {last} are asked for, but "
            f"{probe.part_number} has {probe.contacts_on_probe}"
        )
        yield Problem("probe.num_contacts", message, probe.num_contacts)


def _column_rules(config: SimulationConfig) -> Iterator[Problem]:
    probe = config.probe
    if not isinstance(probe, MultiColumnProbe):
        return
    columns, each = probe.num_columns, probe.num_contacts_per_column
    if isinstance(each, tuple) and len(each) != columns:
        yield Problem("probe.num_contacts_per_column", f"{len(each)} numbers are given for {columns} columns", each)
    shifts = probe.y_shift_per_column_um
    if shifts is not None and len(shifts) != columns:
        yield Problem("probe.y_shift_per_column_um", f"{len(shifts)} shifts are given for {columns} columns", shifts)
    number = sum(each) if isinstance(each, tuple) else columns * each
    if number > MOST_CONTACTS:
        message = f"makes {number} contacts: at most {MOST_CONTACTS} are possible"
        yield Problem("probe.num_contacts_per_column", message, each)


def _unit_rules(config: SimulationConfig) -> Iterator[Problem]:
    units = config.units
    if units.minimum_z_um > units.maximum_z_um:
        message = f"is above the farthest place, {units.maximum_z_um:g} µm: exchange the two"
        yield Problem("units.minimum_z_um", message, units.minimum_z_um)
    if units.locations_um is not None and len(units.locations_um) != units.num_units:
        message = f"{len(units.locations_um)} locations are given for {units.num_units} units"
        yield Problem("units.locations_um", message, len(units.locations_um))


def _per_unit_rules(config: SimulationConfig) -> Iterator[Problem]:
    units = config.units
    per_unit: list[tuple[str, Any]] = [(f"templates.{name}", getattr(config.templates, name)) for name in DRAWN]
    for path, value in [*per_unit, ("spikes.firing_rate_hz", config.spikes.firing_rate_hz)]:
        if isinstance(value, tuple) and len(value) != units.num_units:
            message = (
                f"{len(value)} values are given for {units.num_units} units (a range is written low: ..., high: ...)"
            )
            yield Problem(path, message, value)


def _motion_rules(config: SimulationConfig) -> Iterator[Problem]:
    found = [*_motion_size_rules(config), *_component_rules(config)]
    yield from found or _excess_rules(config)


def _motion_size_rules(config: SimulationConfig) -> Iterator[Problem]:
    motion = config.motion
    values = motion.sampling_frequency_hz * config.duration_s * 2 * max(len(motion.components), 1)
    if values > MOST_MOTION_VALUES:
        yield Problem(
            "motion.sampling_frequency_hz",
            "is too high for so long a recording",
            motion.sampling_frequency_hz,
        )
    if count_steps(motion, through_rest=config.streams == "independent") > 100_000:
        yield Problem("motion.step_um", "makes more than 100000 steps: lengthen it", motion.step_um)


def _component_rules(config: SimulationConfig) -> Iterator[Problem]:
    for index, component in enumerate(config.motion.components):
        path = f"motion.components.{index}"
        start = component.start_s or 0.0
        end = config.duration_s if component.end_s is None else component.end_s
        if start >= config.duration_s:
            yield Problem(
                f"{path}.start_s",
                f"the motion starts after the recording ends ({config.duration_s:g} s)",
                start,
            )
        elif end < start:
            yield Problem(f"{path}.end_s", f"the motion ends before it starts ({start:g} s)", end)
        if end > config.duration_s:
            yield Problem(f"{path}.end_s", f"the motion ends after the recording ({config.duration_s:g} s)", end)
        if isinstance(component, BumpMotion) and component.shortest_s > component.longest_s:
            yield Problem(
                f"{path}.shortest_s",
                f"is longer than the longest rest, {component.longest_s:g} s",
                component.shortest_s,
            )
        if isinstance(component, BumpMotion) and config.duration_s / component.shortest_s > MOST_BUMPS:
            yield Problem(f"{path}.shortest_s", "makes too many jumps: lengthen it", component.shortest_s)
        if isinstance(component, CurveMotion):
            yield from _curve_rules(component, path)


def _curve_rules(curve: CurveMotion, path: str) -> Iterator[Problem]:
    if len(curve.times_s) != len(curve.positions) or not curve.times_s:
        message = f"{len(curve.times_s)} times are given for {len(curve.positions)} positions"
        yield Problem(f"{path}.times_s", message, len(curve.times_s))
    if any(later <= earlier for earlier, later in zip(curve.times_s, curve.times_s[1:], strict=False)):
        yield Problem(f"{path}.times_s", "times must increase from one point to the next", curve.times_s)


def _in_samples(ms: float, fs: float) -> int:
    """Return the whole samples of a part of the waveform."""
    return int(ms * fs / 1000.0)


def _excess_rules(config: SimulationConfig) -> Iterator[Problem]:
    """Make the motion of the outermost units, which is where a sum first leaves the limits."""
    motion = config.motion
    way = np.subtract(motion.stop_um, motion.start_um)
    outermost = np.stack([np.zeros(2), way]) if config.units.num_units > 1 else np.zeros((1, 2))
    try:
        make_motion(motion, outermost, config.duration_s, config.random)
    except ValueError as error:
        factors = [component.amplitude_factor for component in motion.components]
        yield Problem("motion.components", str(error), factors)


def _template_rules(config: SimulationConfig) -> Iterator[Problem]:
    templates, fs = config.templates, config.sampling_frequency_hz
    longest_fall = extremes(templates.depolarization_ms)[1]
    if templates.ms_before <= longest_fall:
        message = (
            f"is shorter than the depolarization (up to {longest_fall:g} ms): "
            "lengthen the window or lower depolarization_ms"
        )
        yield Problem("templates.ms_before", message, templates.ms_before)
    longest = longest_waveform_ms(templates)
    parts = (extremes(templates.repolarization_ms)[1], extremes(templates.recovery_ms)[1])
    needed = sum(_in_samples(part, fs) for part in parts)
    if templates.ms_after <= longest or samples_of(templates.ms_after, fs) <= needed:
        message = (
            f"is shorter than repolarization + recovery (up to {longest:g} ms): "
            "lengthen the window or lower recovery_ms"
        )
        yield Problem("templates.ms_after", message, templates.ms_after)
    shortest_rise = extremes(templates.repolarization_ms)[0]
    if _in_samples(shortest_rise, fs) < 1:
        message = f"is less than one sample at {fs:g} Hz, so that there would be no peak: lengthen it"
        yield Problem("templates.repolarization_ms", message, shortest_rise)
    for name in ("ms_before", "ms_after"):
        if samples_of(getattr(templates, name), fs) < 1:
            yield Problem(
                f"templates.{name}",
                f"is less than one sample at {fs:g} Hz: lengthen it",
                getattr(templates, name),
            )
    if samples_of(templates.ms_before + templates.ms_after, fs) > MOST_TEMPLATE_SAMPLES:
        yield Problem(
            "templates.ms_after",
            "makes templates of too many samples: shorten the window",
            templates.ms_after,
        )
    slowest_smoothing = extremes(templates.smooth_ms)[1]
    if 8 * slowest_smoothing > templates.ms_before + templates.ms_after:
        message = "smooths over more than the whole window: lower it or lengthen the window"
        yield Problem("templates.smooth_ms", message, slowest_smoothing)


def _rate_rules(config: SimulationConfig) -> Iterator[Problem]:
    spikes = config.spikes
    fastest = extremes(spikes.firing_rate_hz)[1]
    if spikes.times_s is None and spikes.refractory_period_ms / 1000 * fastest >= 1:
        message = (
            f"is too long for {fastest:g} Hz: give less than {1000 / fastest:g} ms, or lower spikes.firing_rate_hz"
        )
        yield Problem("spikes.refractory_period_ms", message, spikes.refractory_period_ms)
    if spikes.times_s is None and fastest >= config.sampling_frequency_hz / 2:
        yield Problem("spikes.firing_rate_hz", "is beyond half the sampling rate", fastest)


def _train_rules(config: SimulationConfig) -> Iterator[Problem]:
    spikes = config.spikes
    if spikes.times_s is not None and len(spikes.times_s) != config.units.num_units:
        message = f"{len(spikes.times_s)} trains are given for {config.units.num_units} units"
        yield Problem("spikes.times_s", message, len(spikes.times_s))
    if spikes.times_s is not None and any(max(times, default=0.0) > config.duration_s for times in spikes.times_s):
        yield Problem("spikes.times_s", f"a spike comes after the recording ends ({config.duration_s:g} s)", "...")
    if spikes.times_s is not None:
        number = expected_spikes(spikes, config.units.num_units, config.duration_s)
    else:
        number = config.units.num_units * extremes(spikes.firing_rate_hz)[1] * config.duration_s
    if config.streams == "spikeinterface" and number > MOST_SPIKES_AT_ONCE:
        message = (
            f"up to {number:.2g} spikes would have to be held in memory: "
            "shorten the recording or use independent streams"
        )
        yield Problem("streams", message, config.streams)


_RULES: tuple[tuple[tuple[str, ...], Callable[[SimulationConfig], Iterator[Problem]]], ...] = (
    (("duration_s", "sampling_frequency_hz"), _duration_rules),
    (("probe",), _probe_rules),
    (("probe",), _column_rules),
    (("units",), _unit_rules),
    (("units", "templates", "spikes"), _per_unit_rules),
    (("motion", "duration_s", "units", "seed", "streams"), _motion_rules),
    (("templates", "sampling_frequency_hz"), _template_rules),
    (("spikes", "sampling_frequency_hz"), _rate_rules),
    (("spikes", "units", "duration_s", "streams"), _train_rules),
)
"""Every rule with the parts that it looks at."""
