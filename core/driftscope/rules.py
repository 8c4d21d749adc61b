"""The rules between the parts of a configuration: what no part can know alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import Problem, extremes
from .motion import BumpMotion, CurveMotion, make_motion
from .probe import NeuropixelsProbe
from .spikes import expected_spikes
from .templates import DRAWN, longest_waveform_ms, samples_of

if TYPE_CHECKING:
    from .config import SimulationConfig

MOST_SPIKES_AT_ONCE = 2e8
MOST_MOTION_VALUES = 5e7
MOST_TEMPLATE_SAMPLES = 20_000


def rules(config: SimulationConfig) -> Iterator[Problem]:
    """Yield what is wrong between the parts of a configuration whose parts are valid."""
    yield from _probe_rules(config)
    yield from _unit_rules(config)
    yield from _motion_rules(config)
    yield from _template_rules(config)
    yield from _spike_rules(config)


def _probe_rules(config: SimulationConfig) -> Iterator[Problem]:
    probe = config.probe
    if isinstance(probe, NeuropixelsProbe) and probe.first_contact + probe.num_contacts > probe.contacts_on_probe:
        last = probe.first_contact + probe.num_contacts - 1
        message = (
            f"contacts {probe.first_contact} to {last} are asked for, but "
            f"{probe.part_number} has {probe.contacts_on_probe}"
        )
        yield Problem("probe.num_contacts", message, probe.num_contacts)


def _unit_rules(config: SimulationConfig) -> Iterator[Problem]:
    units = config.units
    if units.minimum_z_um > units.maximum_z_um:
        message = f"is above the farthest place, {units.maximum_z_um:g} µm: exchange the two"
        yield Problem("units.minimum_z_um", message, units.minimum_z_um)
    if units.locations_um is not None and len(units.locations_um) != units.num_units:
        message = f"{len(units.locations_um)} locations are given for {units.num_units} units"
        yield Problem("units.locations_um", message, len(units.locations_um))
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
    way = float(np.hypot(motion.stop_um[0] - motion.start_um[0], motion.stop_um[1] - motion.start_um[1]))
    if way / motion.step_um > 100_000:
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
        if isinstance(component, CurveMotion):
            yield from _curve_rules(component, path)


def _curve_rules(curve: CurveMotion, path: str) -> Iterator[Problem]:
    if len(curve.times_s) != len(curve.positions) or not curve.times_s:
        message = f"{len(curve.times_s)} times are given for {len(curve.positions)} positions"
        yield Problem(f"{path}.times_s", message, len(curve.times_s))
    if any(later <= earlier for earlier, later in zip(curve.times_s, curve.times_s[1:], strict=False)):
        yield Problem(f"{path}.times_s", "times must increase", curve.times_s)


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
    if templates.ms_after <= longest:
        message = (
            f"is shorter than repolarization + recovery (up to {longest:g} ms): "
            "lengthen the window or lower recovery_ms"
        )
        yield Problem("templates.ms_after", message, templates.ms_after)
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


def _spike_rules(config: SimulationConfig) -> Iterator[Problem]:
    spikes = config.spikes
    fastest = extremes(spikes.firing_rate_hz)[1]
    if spikes.times_s is None and spikes.refractory_period_ms / 1000 * fastest >= 1:
        message = (
            f"is too long for {fastest:g} Hz: give less than {1000 / fastest:g} ms, or lower spikes.firing_rate_hz"
        )
        yield Problem("spikes.refractory_period_ms", message, spikes.refractory_period_ms)
    if spikes.times_s is None and fastest >= config.sampling_frequency_hz / 2:
        yield Problem("spikes.firing_rate_hz", "is beyond half the sampling rate", fastest)
    if spikes.times_s is not None and len(spikes.times_s) != config.units.num_units:
        message = f"{len(spikes.times_s)} trains are given for {config.units.num_units} units"
        yield Problem("spikes.times_s", message, len(spikes.times_s))
    if spikes.times_s is not None and any(max(times, default=0.0) > config.duration_s for times in spikes.times_s):
        yield Problem("spikes.times_s", f"a spike comes after the recording ends ({config.duration_s:g} s)", "...")
    number = expected_spikes(spikes, config.units.num_units, config.duration_s)
    if config.streams == "spikeinterface" and number > MOST_SPIKES_AT_ONCE:
        message = (
            f"about {number:.2g} spikes would have to be held in memory: "
            "shorten the recording or use independent streams"
        )
        yield Problem("streams", message, config.streams)
