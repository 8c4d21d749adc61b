"""The configuration of the spike trains, and how many spikes it makes."""

from __future__ import annotations

from typing import Any

from ..base import Config, PerUnit, parameter


class SpikesConfig(Config):
    """How the units fire."""

    firing_rate_hz: PerUnit = parameter(
        (2.0, 8.0),
        "Mean firing rate; with a range, each unit draws its own.",
        label="Firing rate",
        unit="Hz",
        ge=1e-3,
        le=1_000,
        span=(0.1, 50),
    )
    refractory_period_ms: float = parameter(
        4.0,
        "Minimum time between two spikes of a unit.",
        label="Refractory period",
        unit="ms",
        ge=0,
        le=1_000,
        span=(0, 20),
    )
    amplitude_std: float | None = parameter(
        None,
        "Standard deviation of spike amplitudes, relative to the unit's amplitude; empty for none.",
        label="Amplitude variation",
        ge=0,
        le=1,
        span=(0, 0.5),
    )
    synchrony_ratio: float = parameter(
        0.0,
        "Added spikes that coincide with one of another unit, as a fraction of all spikes; with SpikeInterface's "
        "streams they may violate the refractory period.",
        label="Synchrony",
        ge=0,
        le=1,
        span=(0, 1),
    )
    times_s: tuple[tuple[float, ...], ...] | None = parameter(
        None,
        "Given spike times, one list per unit, instead of drawn ones.",
        label="Own spike trains",
        unit="s",
        ge=0,
        le=604_800,
    )


def expected_spikes(config: SpikesConfig, num_units: int, duration_s: float) -> float:
    """Return about how many spikes a configuration makes."""
    if config.times_s is not None:
        return float(sum(len(times) for times in config.times_s))
    rate = config.firing_rate_hz
    total = sum(rate) if isinstance(rate, tuple) else num_units * _middle(rate)
    return total * duration_s * (1 + config.synchrony_ratio)


def _middle(rate: Any) -> float:
    return float(rate) if isinstance(rate, (int, float)) else (rate.low + rate.high) / 2
