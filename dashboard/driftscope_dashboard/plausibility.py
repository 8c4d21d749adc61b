"""What is allowed and yet hardly meant: advice beside a field, each with a change that mends it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import exp, hypot
from typing import Any

from driftscope import SimulationConfig
from driftscope.base import extremes
from driftscope.motion import ZigzagMotion

DETECTABLE = 5.0
"""Times the noise that a spike must reach for a threshold detector to find it."""
FARTHEST_UM = 100.0
FASTEST_HZ = 100.0
SLOWEST_HZ = 0.05
SHORTEST_REFRACTORY_MS = 1.0
WIDEST_MOTION_UM = 120.0
FASTEST_MOTION_UM_PER_S = 5.0
COARSEST_HZ = 10_000.0


@dataclass(frozen=True)
class Advice:
    """Something that is valid, but not plausible.

    Attributes
    ----------
    path : str
        Of the field beside which it is said.
    message : str
        What is not plausible, with the numbers.
    remedy : str
        What the change does, in a few words.
    changes : mapping
        New values by path that mend it.
    """

    path: str
    message: str
    remedy: str
    changes: Mapping[str, Any] = field(default_factory=dict)


def advice_on(config: SimulationConfig) -> list[Advice]:
    """Return what is not plausible in a configuration.

    Parameters
    ----------
    config : SimulationConfig
        Any valid one.

    Examples
    --------
    >>> advice_on(SimulationConfig())
    []
    >>> [one] = advice_on(SimulationConfig().replace({"spikes.refractory_period_ms": 0.2}))
    >>> one.path, one.remedy
    ('spikes.refractory_period_ms', 'Use 4 ms')
    """
    checks = (_loudness, _places, _rates, _refractoriness, _reach, _speed, _sampling)
    return [found for check in checks for found in check(config)]


def _middle(value: Any) -> float:
    return sum(extremes(value)) / 2


def typical_amplitude_uv(config: SimulationConfig) -> float:
    """Return the amplitude of a middling unit on a contact right in front of it, in µV."""
    templates, units = config.templates, config.units
    distance = (units.minimum_z_um + units.maximum_z_um) / 2
    share = distance / _middle(templates.spatial_decay_um)
    if templates.spatial_profile == "power":
        return _middle(templates.alpha_uv) / (1 + share ** _middle(templates.spatial_power))
    return _middle(templates.alpha_uv) * exp(-share)


def _loudness(config: SimulationConfig) -> Iterator[Advice]:
    if config.units.num_units == 0:
        return
    amplitude, noise = typical_amplitude_uv(config), _middle(config.noise.level_uv)
    if amplitude >= DETECTABLE * noise:
        return
    words = (
        f"Most units are hard to detect: about {amplitude:.3g} µV on the nearest contact, "
        f"in noise of {noise:.3g} µV. Five times the noise is needed."
    )
    if noise > 15.0 and (level := round(amplitude / 10, 1)) > 0:
        yield Advice("noise.level_uv", words, f"Use {level:g} µV", {"noise.level_uv": level})
        return
    factor = 1.6 * DETECTABLE * noise / amplitude if amplitude > 0 else 0.0
    low, high = (float(f"{factor * end:.2g}") for end in extremes(config.templates.alpha_uv))
    if 0 < high <= 1e5:
        changes = {"templates.alpha_uv": {"low": low, "high": high}}
        yield Advice("templates.alpha_uv", words, f"Use {low:g} to {high:g} µV", changes)


def _places(config: SimulationConfig) -> Iterator[Advice]:
    units = config.units
    if units.locations_um is not None or units.num_units == 0:
        return
    if units.margin_um > FARTHEST_UM:
        words = f"Units up to {units.margin_um:g} µm off the probe are seen by no contact."
        yield Advice("units.margin_um", words, "Use 20 µm", {"units.margin_um": 20.0})
    if units.maximum_z_um > FARTHEST_UM:
        words = f"Units up to {units.maximum_z_um:g} µm in front of the probe are lost in the noise."
        nearest = min(units.minimum_z_um, 5.0)
        changes = {"units.minimum_z_um": nearest, "units.maximum_z_um": 45.0}
        yield Advice("units.maximum_z_um", words, "Use 45 µm", changes)


def _rates(config: SimulationConfig) -> Iterator[Advice]:
    spikes = config.spikes
    if spikes.times_s is not None or config.units.num_units == 0:
        return
    slowest, fastest = extremes(spikes.firing_rate_hz)
    usual = {"spikes.firing_rate_hz": {"low": 2.0, "high": 8.0}}
    if fastest > FASTEST_HZ:
        words = f"Hardly any neuron keeps firing at {fastest:g} Hz."
        yield Advice("spikes.firing_rate_hz", words, "Use 2 to 8 Hz", usual)
    elif slowest < SLOWEST_HZ:
        words = f"At {slowest:g} Hz a unit has a spike every {1 / slowest:.3g} s, too few for a sorter."
        yield Advice("spikes.firing_rate_hz", words, "Use 2 to 8 Hz", usual)


def _refractoriness(config: SimulationConfig) -> Iterator[Advice]:
    spikes = config.spikes
    if spikes.times_s is not None or spikes.refractory_period_ms >= SHORTEST_REFRACTORY_MS:
        return
    rest = 4.0 if extremes(spikes.firing_rate_hz)[1] * 0.004 < 1 else SHORTEST_REFRACTORY_MS
    if extremes(spikes.firing_rate_hz)[1] * rest / 1000 < 1:
        words = "Neurons stay silent for 1 to 5 ms after a spike."
        yield Advice("spikes.refractory_period_ms", words, f"Use {rest:g} ms", {"spikes.refractory_period_ms": rest})


def _reach(config: SimulationConfig) -> Iterator[Advice]:
    motion = config.motion
    way = hypot(motion.stop_um[0] - motion.start_um[0], motion.stop_um[1] - motion.start_um[1])
    if not any(part.enabled for part in motion.components) or way <= WIDEST_MOTION_UM:
        return
    share = 60.0 / way
    start, stop = ([round(share * end, 3) for end in ends] for ends in (motion.start_um, motion.stop_um))
    words = f"Units move by up to {way:.3g} µm; tissue drifts by some tens of µm."
    yield Advice("motion.stop_um", words, "Use 60 µm in all", {"motion.start_um": start, "motion.stop_um": stop})


def _speed(config: SimulationConfig) -> Iterator[Advice]:
    motion = config.motion
    way = hypot(motion.stop_um[0] - motion.start_um[0], motion.stop_um[1] - motion.start_um[1])
    for index, part in enumerate(motion.components):
        if not isinstance(part, ZigzagMotion) or not part.enabled:
            continue
        span = 2 * way * abs(part.amplitude_factor)
        if span / part.period_s > FASTEST_MOTION_UM_PER_S:
            speed = span / part.period_s
            words = f"This moves {speed:.3g} µm in a second; drift is slower than {FASTEST_MOTION_UM_PER_S:g}."
            path, period = f"motion.components.{index}.period_s", float(f"{span:.2g}")
            yield Advice(path, words, f"Use {period:g} s", {path: period})


def _sampling(config: SimulationConfig) -> Iterator[Advice]:
    if config.sampling_frequency_hz < COARSEST_HZ:
        words = (
            f"At {config.sampling_frequency_hz:g} Hz a spike's peak of a tenth of a millisecond falls between samples."
        )
        yield Advice("sampling_frequency_hz", words, "Use 30000 Hz", {"sampling_frequency_hz": 30_000.0})
