"""The configuration of the spike trains, and how many spikes it makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..base import Config, PerUnit, extremes, parameter


class RateChange(Config):
    """Change of the firing rate of some units at a given time."""

    from_s: float = parameter(..., "Time at which the rate changes.", label="From", unit="s", ge=0, le=604_800)
    firing_rate_hz: float = parameter(
        ..., "Mean firing rate from that time on.", label="Firing rate", unit="Hz", ge=1e-3, le=1_000
    )
    units: tuple[int, ...] = parameter(
        (), "Indices of the units whose rate changes, from 0; empty for all.", label="Units", ge=0, le=20_000
    )


class SpikesConfig(Config):
    """Configuration of the spike trains."""

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
        "Added spikes that coincide with a spike of another unit, as a fraction of all spikes; with SpikeInterface's "
        "streams they may violate the refractory period.",
        label="Synchrony",
        ge=0,
        le=1,
        span=(0, 1),
    )
    times_s: tuple[tuple[float, ...], ...] | None = parameter(
        None,
        "Fixed spike times, one list per unit, instead of random ones.",
        label="Own spike trains",
        unit="s",
        ge=0,
        le=604_800,
    )
    rate_changes: tuple[RateChange, ...] = parameter(
        (),
        "Changes of the firing rate over time for groups of units, in any order; not with SpikeInterface's streams.",
        label="Rate changes",
    )

    @property
    def fastest_hz(self) -> float:
        """The highest mean rate that a unit can have at any time."""
        changed = (change.firing_rate_hz for change in self.rate_changes)
        return (
            max(extremes(self.firing_rate_hz)[1], *changed) if self.rate_changes else extremes(self.firing_rate_hz)[1]
        )


def rates_in_time(config: SpikesConfig, rates_hz: NDArray[np.float64]) -> Iterator[tuple[float, NDArray[np.float64]]]:
    """Yield from when on units fire at which rates, the beginning first.

    Parameters
    ----------
    config : SpikesConfig
        Its changes are followed.
    rates_hz : ndarray, shape (units,)
        Mean rates at the beginning.

    Yields
    ------
    from_s : float
        When they begin.
    rates_hz : ndarray, shape (units,)
        Mean rates from then on.
    """
    present = rates_hz
    yield 0.0, present
    for change in sorted(config.rate_changes, key=lambda one: one.from_s):
        present = present.copy()
        present[list(change.units) or slice(None)] = change.firing_rate_hz
        yield change.from_s, present


def expected_spikes(config: SpikesConfig, num_units: int, duration_s: float) -> float:
    """Return about how many spikes a configuration makes."""
    if config.times_s is not None:
        return float(sum(len(times) for times in config.times_s))
    rate = config.firing_rate_hz
    if not config.rate_changes:
        total = sum(rate) if isinstance(rate, tuple) else num_units * _middle(rate)
        return total * duration_s * (1 + config.synchrony_ratio)
    first = np.array(rate) if isinstance(rate, tuple) else np.full(num_units, _middle(rate))
    pieces = list(rates_in_time(config, first))
    ends_s = [*(start_s for start_s, _ in pieces[1:]), duration_s]
    lengths_s = np.diff(np.minimum([0.0, *ends_s], duration_s))
    total = sum(length * rates.sum() for length, (_, rates) in zip(lengths_s, pieces, strict=True))
    return float(total) * (1 + config.synchrony_ratio)


def _middle(rate: Any) -> float:
    return float(rate) if isinstance(rate, (int, float)) else (rate.low + rate.high) / 2
