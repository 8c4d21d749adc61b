"""The trains of ``spikeinterface.generation``, spike by spike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..cache import once
from ..streams import Streams
from .config import SpikesConfig
from .rates import compensated_rate, refuse_refractory
from .trains import Indices, Spikes

Array = NDArray[np.float64]


def reference_poisson(
    rates_hz: Array, refractory_period_ms: float, duration_s: float, fs: float, rng: np.random.Generator
) -> Spikes:
    """Draw trains as ``spikeinterface.generation`` does: geometric intervals for all units in one call.

    Parameters
    ----------
    rates_hz : ndarray, shape (units,)
        Mean rates.
    refractory_period_ms, duration_s, fs : float
        Silence after a spike, length, sampling rate.
    rng : numpy.random.Generator
        The segment's generator, ``default_rng(seed)``.

    Returns
    -------
    Spikes
        Sorted by time, ties in unit order.

    Raises
    ------
    ValueError
        When the refractory period is too long for a rate.
    """
    refuse_refractory(rates_hz, refractory_period_ms)
    refractory_s = refractory_period_ms / 1000.0
    last_frame = int(duration_s * fs) - 1
    columns = _reference_columns(rates_hz, last_frame, fs)
    chance = np.minimum(compensated_rate(rates_hz, refractory_s) / fs, 1.0)
    frames = rng.geometric(chance[:, np.newaxis], size=(rates_hz.size, columns))
    frames[:, 1:] += int(refractory_s * fs)
    np.cumsum(frames, axis=1, out=frames)
    units, places = np.nonzero(frames <= last_frame)
    return Spikes(frames[units, places], units.astype(np.int64)).in_order()


def _sorted(parts: list[NDArray[Any]], units: list[NDArray[np.intp]]) -> tuple[Indices, Indices]:
    """Return samples and units in the order of time, ties in unit order, by one sort of both in one number."""
    bits = max(len(units) - 1, 1).bit_length()
    keys = np.concatenate([np.empty(0, np.int64), *parts], dtype=np.int64)
    keys <<= bits
    keys |= np.concatenate([np.empty(0, np.int64), *units], dtype=np.int64)
    keys.sort()
    return keys >> bits, keys & ((1 << bits) - 1)


def _reference_columns(rates_hz: Array, last_frame: int, fs: float) -> int:
    """Return how many intervals the reference draws for every unit."""
    most_likely = float(np.max(rates_hz / fs, initial=0.0))
    expected = ceil(last_frame * most_likely)
    return expected + 4 * int(np.sqrt(expected * (1 - most_likely)))


@dataclass(frozen=True, eq=False)
class LongTrains:
    """The reference's trains of a long recording: drawn when first asked for, unit by unit, and kept so.

    A window is merged from all units when it is asked for, so that hours of spikes need a few bytes each.

    Attributes
    ----------
    config : SpikesConfig
        Refractory period and amplitude variation.
    rates_hz : ndarray, shape (units,)
        Mean rates.
    duration_s, sampling_frequency_hz : float
        The recording's length and rate.
    streams : Streams
        The reference's.
    """

    config: SpikesConfig
    rates_hz: Array
    duration_s: float
    sampling_frequency_hz: float
    streams: Streams

    def between(self, start: int, end: int) -> Spikes:
        """Return the spikes with ``start <= sample_index < end``."""
        return self.within([start], [end])

    def within(self, starts: Sequence[int], ends: Sequence[int]) -> Spikes:
        """Return the spikes of several windows, which follow each other: every train is searched once for all."""
        edges = np.array([starts, ends]).clip(0, self._num_samples)
        places = np.zeros((len(self._trains), *edges.shape), dtype=np.intp)
        for place, train in zip(places, self._trains, strict=True):
            place[:] = self._searched(train, edges)
        parts, units = [], []
        for unit, (train, (firsts, lasts)) in enumerate(zip(self._trains, places, strict=True)):
            own = [train[first:last] for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)]
            parts += own
            units.append(np.full(sum(part.size for part in own), unit))
        samples, unit_index = _sorted(parts, units)
        if self._factors is None:
            return Spikes(samples, unit_index)
        firsts, lasts = places.sum(axis=0).tolist()
        factors = [self._factors[first:last] for first, last in zip(firsts, lasts, strict=True)]
        return Spikes(samples, unit_index, np.concatenate([np.empty(0), *factors]))

    @staticmethod
    def _searched(train: NDArray[Any], edges: Indices) -> NDArray[np.intp]:
        """Search with keys of the train's own type: any other would make numpy convert the whole train."""
        found: NDArray[np.intp] = np.searchsorted(train, edges.astype(train.dtype))
        return found

    @property
    def _num_samples(self) -> int:
        return int(self.duration_s * self.sampling_frequency_hz)

    def all(self) -> Spikes:
        """Return every spike of the recording."""
        return self.between(0, self._num_samples)

    @once
    def _trains(self) -> list[NDArray[Any]]:
        """Draw row by row what the reference draws in one call."""
        refuse_refractory(self.rates_hz, self.config.refractory_period_ms)
        fs, refractory_s = self.sampling_frequency_hz, self.config.refractory_period_ms / 1000.0
        last_frame = int(self.duration_s * fs) - 1
        columns = _reference_columns(self.rates_hz, last_frame, fs)
        rng = self.streams.generator("spikes")
        trains = []
        for chance in np.minimum(compensated_rate(self.rates_hz, refractory_s) / fs, 1.0).tolist():
            frames = rng.geometric(chance, size=columns)
            frames[1:] += int(refractory_s * fs)
            frames = np.cumsum(frames)
            trains.append(frames[frames <= last_frame].astype(np.min_scalar_type(-last_frame - 1)))
        return trains

    @once
    def _factors(self) -> Array | None:
        if not self.config.amplitude_std:
            return None
        number = sum(train.size for train in self._trains)
        return self.streams.generator("spikes.amplitude_std").normal(1, self.config.amplitude_std, number)
