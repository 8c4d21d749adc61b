"""Checks of probe, units, spikes and noise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from math import exp
from typing import Any

from ..base import ConfigError, extremes
from ..config import SimulationConfig
from ..cost import contact_count
from ..probe import FileProbe, InlineProbe, wired_probe
from .advice import Advice

FARTHEST_UM = 100.0
DETECTABLE = 5.0
"""Times the noise that a spike must reach for a threshold detector to find it."""
FASTEST_HZ = 100.0
SLOWEST_HZ = 0.05
SHORTEST_REFRACTORY_MS = 1.0
COARSEST_HZ = 10_000.0
MANY_CONTACTS = 2_000
"""From how many contacts on the factor of the reference's noise is worth a word."""


def settings_advice(config: SimulationConfig) -> list[Advice]:
    """Return what is implausible about probe, units, spikes and noise.

    Parameters
    ----------
    config : SimulationConfig
        Any valid one.
    """
    checks = (
        _probe_remarks, _loudness, _places, _ends, _rates, _refractoriness, _synchrony, _sampling, _reference_noise,
    )  # fmt: skip
    return [one for check in checks for one in check(config)]


def _middle(value: Any) -> float:
    low, high = extremes(value)
    return float(low + high) / 2


def typical_peak_uv(config: SimulationConfig) -> float:
    """Return the height of the negative peak of a middling unit on a contact right in front of it, in µV."""
    templates, units = config.templates, config.units
    distance = (units.minimum_z_um + units.maximum_z_um) / 2
    share = distance / _middle(templates.spatial_decay_um)
    if templates.spatial_profile == "power":
        falloff: float = 1 + share ** _middle(templates.spatial_power)
        return _middle(templates.alpha_uv) / falloff
    return _middle(templates.alpha_uv) * exp(-share)


def _probe_remarks(config: SimulationConfig) -> Iterator[Advice]:
    """Yield what was assumed or left out when the probe was read from a description."""
    probe = config.probe
    if isinstance(probe, (FileProbe, InlineProbe)):
        path = "probe.path" if isinstance(probe, FileProbe) else "probe.probeinterface_json"
        with suppress(ConfigError):  # which the configuration's problems say already
            yield from (Advice(path, words) for words in wired_probe(probe).remarks)


def _loudness(config: SimulationConfig) -> Iterator[Advice]:
    if config.units.num_units == 0:
        return
    amplitude, noise = typical_peak_uv(config), _middle(config.noise.level_uv)
    if amplitude >= DETECTABLE * noise:
        return
    words = (
        f"Most units are hard to detect: about {amplitude:.3g} µV on the nearest contact, "
        f"with noise of {noise:.3g} µV. Detection needs about five times the noise."
    )
    if noise > 15.0 and (level := round(amplitude / 10, 1)) > 0:
        yield Advice("noise.level_uv", words, remedy=f"Use {level:g} µV", changes={"noise.level_uv": level})
        return
    yield from _louder(config, 1.6 * DETECTABLE * noise / amplitude if amplitude > 0 else 0.0, words)


def _louder(config: SimulationConfig, factor: float, words: str) -> Iterator[Advice]:
    low, high = (float(f"{factor * end:.2g}") for end in extremes(config.templates.alpha_uv))
    if 0 < high <= 1e5:
        changes = {"templates.alpha_uv": {"low": low, "high": high}}
        yield Advice("templates.alpha_uv", words, remedy=f"Use {low:g} to {high:g} µV", changes=changes)


def _places(config: SimulationConfig) -> Iterator[Advice]:
    units = config.units
    if units.locations_um is not None or units.num_units == 0:
        return
    if units.margin_um > FARTHEST_UM:
        words = f"Units up to {units.margin_um:g} µm beside the probe are not recorded by any contact."
        yield Advice("units.margin_um", words, remedy="Use 20 µm", changes={"units.margin_um": 20.0})
    if units.maximum_z_um > FARTHEST_UM:
        words = f"Units up to {units.maximum_z_um:g} µm in front of the probe are lost in the noise."
        nearest = min(units.minimum_z_um, 5.0)
        changes = {"units.minimum_z_um": nearest, "units.maximum_z_um": 45.0}
        yield Advice("units.maximum_z_um", words, remedy="Use 45 µm", changes=changes)


def _ends(config: SimulationConfig) -> Iterator[Advice]:
    units = config.units
    if units.locations_um is not None or units.num_units == 0:
        return
    farthest = FARTHEST_UM + abs(config.motion.stop_um[1] - config.motion.start_um[1])
    if units.depth_margin_um is not None and units.depth_margin_um > farthest:
        words = f"Units up to {units.depth_margin_um:g} µm beyond the ends are not recorded even when they move."
        changes = {"units.depth_margin_um": farthest}
        yield Advice("units.depth_margin_um", words, remedy=f"Use {farthest:g} µm", changes=changes)


def _rates(config: SimulationConfig) -> Iterator[Advice]:
    spikes = config.spikes
    if spikes.times_s is not None or config.units.num_units == 0:
        return
    slowest, fastest = extremes(spikes.firing_rate_hz)
    usual = {"spikes.firing_rate_hz": {"low": 2.0, "high": 8.0}}
    if fastest > FASTEST_HZ:
        words = f"Few neurons fire at {fastest:g} Hz for long."
        yield Advice("spikes.firing_rate_hz", words, remedy="Use 2 to 8 Hz", changes=usual)
    elif slowest < SLOWEST_HZ:
        words = f"At {slowest:g} Hz a unit has a spike every {1 / slowest:.3g} s, too few for a sorter."
        yield Advice("spikes.firing_rate_hz", words, remedy="Use 2 to 8 Hz", changes=usual)


def _refractoriness(config: SimulationConfig) -> Iterator[Advice]:
    spikes = config.spikes
    if spikes.times_s is not None or spikes.refractory_period_ms >= SHORTEST_REFRACTORY_MS:
        return
    rest = 4.0 if extremes(spikes.firing_rate_hz)[1] * 0.004 < 1 else SHORTEST_REFRACTORY_MS
    if extremes(spikes.firing_rate_hz)[1] * rest / 1000 < 1:
        words = "Neurons have refractory periods of about 1 to 5 ms."
        yield Advice(
            "spikes.refractory_period_ms",
            words,
            remedy=f"Use {rest:g} ms",
            changes={"spikes.refractory_period_ms": rest},
        )


def _synchrony(config: SimulationConfig) -> Iterator[Advice]:
    spikes = config.spikes
    drawn = spikes.times_s is None and config.units.num_units > 1
    if drawn and config.random.is_reference and spikes.synchrony_ratio > 0 and spikes.refractory_period_ms > 0:
        words = (
            "Synchronous spikes may violate the refractory period of their unit, as in SpikeInterface. With "
            "independent streams they do not."
        )
        yield Advice(
            "spikes.synchrony_ratio", words, remedy="Use independent streams", changes={"streams": "independent"}
        )


def _sampling(config: SimulationConfig) -> Iterator[Advice]:
    if config.sampling_frequency_hz < COARSEST_HZ:
        words = f"At {config.sampling_frequency_hz:g} Hz, a spike's peak (about 0.1 ms) falls between samples."
        yield Advice("sampling_frequency_hz", words, remedy="Use 30000 Hz", changes={"sampling_frequency_hz": 30_000.0})


def _reference_noise(config: SimulationConfig) -> Iterator[Advice]:
    contacts = contact_count(config.probe) or 0
    if not config.random.is_reference or config.noise.spatial_decay_um is None or contacts < MANY_CONTACTS:
        return
    seconds, gigabytes = 20 * (contacts / 3_200) ** 3, 9 * 8 * contacts**2 / 1e9
    words = (
        f"SpikeInterface's noise on {contacts} correlated contacts needs a factor that takes about {seconds:.0f} s and "
        f"{gigabytes:.1f} GB, once per probe and correlation length; independent streams need a tenth."
    )
    yield Advice("streams", words, "spikeinterface", "Use independent streams", {"streams": "independent"})
