"""The project's own trains: drawn block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil

import numpy as np
from numpy.typing import NDArray

from ..streams import stream
from .config import SpikesConfig, rates_in_time
from .rates import compensated_rate
from .trains import Spikes

BLOCK_S = 2.0
_GROUP = 256
_SYNCHRONY_ROUNDS = 4

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class BlockProcess:
    """A Poisson process with refractory period that can be entered at any block.

    Within a block intervals are exact. Where two blocks meet, spikes that follow the last one of the block
    before too closely are left out; the error of the mean rate is of second order in rate x refractory
    period, below one in ten thousand at 20 Hz and 4 ms.

    Exponential draws are laid out interval by interval for groups of 256 units, so that a change of one rate
    moves that unit's spikes smoothly and a change of the number of units leaves the others alone. Rates that change in
    time leave all spikes before the change alone.
    """

    config: SpikesConfig
    rates_hz: Array
    sampling_frequency_hz: float
    seed: int
    _latest: dict[str, tuple[int, Spikes]] = field(default_factory=dict, repr=False)

    @property
    def refractory(self) -> int:
        """The refractory period in samples."""
        return int(self.config.refractory_period_ms / 1000.0 * self.sampling_frequency_hz)

    @property
    def block_size(self) -> int:
        """Samples of a block."""
        return max(round(BLOCK_S * self.sampling_frequency_hz), 2 * self.refractory + 2)

    def block(self, index: int) -> Spikes:
        """Return the spikes of one block; those that follow the block before too closely are left out."""
        before = self._raw(index - 1) if index > 0 else None
        spikes = self._raw(index)
        if before is not None:
            last = np.full(self.rates_hz.size, -self.block_size, dtype=np.int64)
            last[before.unit_index] = before.sample_index
            spikes = spikes.where(spikes.sample_index - last[spikes.unit_index] > self.refractory)
        return self._synchronous(spikes, index) if self.config.synchrony_ratio > 0 else spikes

    def _raw(self, index: int) -> Spikes:
        """Return a block as drawn; the latest one is remembered, as the next block asks for it again."""
        number, raw = self._latest.get("raw", (-1, None))
        if number != index or raw is None:
            raw = self._drawn(index)
            self._latest["raw"] = (index, raw)
        return raw

    def _drawn(self, index: int) -> Spikes:
        """Draw a block; where rates change within it, each piece is taken from a block of its own rates."""
        pieces = list(self._pieces(index))
        if len(pieces) == 1:
            return self._at_rates(index, pieces[0][2])
        parts = [self._at_rates(index, rates).between(start, end) for start, end, rates in pieces]
        return self._apart(Spikes.joined(parts))

    def _pieces(self, index: int) -> Iterator[tuple[int, int, Array]]:
        """Yield the pieces of a block in which rates are the same: first sample, end and rates."""
        begin, end = index * self.block_size, (index + 1) * self.block_size
        rates = list(rates_in_time(self.config, self.rates_hz))
        starts = [round(from_s * self.sampling_frequency_hz) for from_s, _ in rates]
        for start, stop, (_, present) in zip(starts, [*starts[1:], end], rates, strict=True):
            first, last = max(start, begin), min(max(stop, start), end)
            if first < last:
                yield first, last, present

    def _at_rates(self, index: int, rates_hz: Array) -> Spikes:
        groups = range(0, rates_hz.size, _GROUP)
        return Spikes.joined(
            self._group(index, begin // _GROUP, rates_hz[begin : begin + _GROUP]) for begin in groups
        ).in_order()

    def _apart(self, spikes: Spikes) -> Spikes:
        """Leave out what follows a spike of the same unit too closely, where two pieces meet."""
        order = np.lexsort((spikes.sample_index, spikes.unit_index))
        close = np.diff(spikes.unit_index[order]) == 0
        close &= np.diff(spikes.sample_index[order]) <= self.refractory
        kept = np.ones(len(spikes), dtype=np.bool_)
        kept[order[1:][close]] = False
        return spikes.where(kept)

    def _group(self, index: int, group: int, rates_hz: Array) -> Spikes:
        fs, size = self.sampling_frequency_hz, self.block_size
        chance = np.minimum(compensated_rate(rates_hz, self.config.refractory_period_ms / 1000.0) / fs, 1.0)
        with np.errstate(divide="ignore"):
            scale = -1.0 / np.log1p(-chance)
        rng = stream(self.seed, "spikes.intervals", index, group)
        frames = np.empty((0, rates_hz.size), dtype=np.int64)
        ends = np.full(rates_hz.size, -1 - self.refractory, dtype=np.int64)
        while frames.size == 0 or frames[-1].min() < size:
            missing = (size - ends).max()
            expected = float(rates_hz.max()) * max(missing, 1) / fs
            draws = rng.standard_exponential((ceil(expected + 5 * np.sqrt(expected) + 4), _GROUP))
            steps = np.floor(draws[:, : rates_hz.size] * scale).astype(np.int64) + 1 + self.refractory
            more = ends + np.cumsum(steps, axis=0)
            frames, ends = np.concatenate([frames, more]), more[-1]
        units, places = np.nonzero((frames < size).T)
        factors = None
        if self.config.amplitude_std:
            normals = stream(self.seed, "spikes.amplitude_std", index, group).standard_normal((len(frames), _GROUP))
            factors = 1 + self.config.amplitude_std * normals[places, units]
        return Spikes(frames[places, units] + index * size, units.astype(np.int64) + group * _GROUP, factors)

    def _synchronous(self, spikes: Spikes, index: int) -> Spikes:
        """Add spikes that coincide with one of another unit and keep that unit's refractory period."""
        rng = stream(self.seed, "spikes.synchrony", index)
        begin = index * self.block_size
        inside = (spikes.sample_index >= begin + self.refractory) & (
            spikes.sample_index < begin + self.block_size - self.refractory
        )
        sources = spikes.sample_index[inside], spikes.unit_index[inside]
        wanted = int(len(spikes) * self.config.synchrony_ratio)
        whole = spikes
        for _ in range(_SYNCHRONY_ROUNDS if sources[0].size and self.rates_hz.size > 1 else 0):
            if (missing := wanted - (len(whole) - len(spikes))) <= 0:
                break
            chosen = rng.integers(0, sources[0].size, missing)
            others = (sources[1][chosen] + rng.integers(1, self.rates_hz.size, missing)) % self.rates_hz.size
            whole = self._with_compatible(whole, Spikes(sources[0][chosen], others), rng)
        return whole

    def _with_compatible(self, spikes: Spikes, added: Spikes, rng: np.random.Generator) -> Spikes:
        if spikes.amplitude_factor is not None:
            std = self.config.amplitude_std or 0.0
            added = Spikes(added.sample_index, added.unit_index, rng.normal(1, std, len(added)))
        both = Spikes.joined([spikes, added])
        is_added = np.arange(len(both)) >= len(spikes)
        order = np.lexsort((is_added, both.sample_index, both.unit_index))
        same_unit = np.diff(both.unit_index[order]) == 0
        close = same_unit & (np.diff(both.sample_index[order]) <= self.refractory)
        near = np.zeros(len(both), dtype=bool)
        near[order[1:]] |= close
        near[order[:-1]] |= close
        kept = both.where(~(near & is_added))
        return kept.where(np.lexsort((kept.unit_index, kept.sample_index)))
