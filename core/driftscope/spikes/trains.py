"""Spikes in memory, and trains that can be asked for a period of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Spikes:
    """Some spikes, in the order of time (ties in the order of units).

    Attributes
    ----------
    sample_index : ndarray of int64, shape (spikes,)
        Sample of the peak.
    unit_index : ndarray of int64, shape (spikes,)
        Which unit fired.
    amplitude_factor : ndarray of float, shape (spikes,), or None
        Strength of each spike relative to its template; None when all are alike.
    """

    sample_index: Indices
    unit_index: Indices
    amplitude_factor: Array | None = None

    def __post_init__(self) -> None:
        """Show the arrays, which may be kept and shared, read-only."""
        for name in ("sample_index", "unit_index", "amplitude_factor"):
            if (array := getattr(self, name)) is not None and array.flags.writeable:
                shown = array.view()
                shown.flags.writeable = False
                object.__setattr__(self, name, shown)

    def __len__(self) -> int:
        return self.sample_index.size

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        factors = 0 if self.amplitude_factor is None else self.amplitude_factor.nbytes
        return self.sample_index.nbytes + self.unit_index.nbytes + factors

    def where(self, chosen: Any) -> Self:
        """Return the chosen spikes, by mask, slice or index."""
        factors = None if self.amplitude_factor is None else self.amplitude_factor[chosen]
        return type(self)(self.sample_index[chosen], self.unit_index[chosen], factors)

    def between(self, start: int, end: int) -> Self:
        """Return the spikes with ``start <= sample_index < end``."""
        first, last = np.searchsorted(self.sample_index, (start, end))
        return self.where(slice(first, last))

    def in_order(self) -> Self:
        """Return the same spikes sorted by time, ties in the order they stand."""
        return self.where(np.argsort(self.sample_index, kind="stable"))

    @classmethod
    def joined(cls, parts: Iterable[Spikes]) -> Self:
        """Return several parts one after the other."""
        parts = list(parts)
        if not parts:
            return cls(np.empty(0, np.int64), np.empty(0, np.int64))
        factors = [part.amplitude_factor for part in parts if part.amplitude_factor is not None]
        return cls(
            np.concatenate([part.sample_index for part in parts]),
            np.concatenate([part.unit_index for part in parts]),
            np.concatenate(factors) if factors else None,
        )


class SpikeTrains(Protocol):
    """Spike trains that can be asked for a window of time."""

    def between(self, start: int, end: int) -> Spikes:
        """Return the spikes with ``start <= sample_index < end``."""
        ...

    def all(self) -> Spikes:
        """Return every spike of the recording."""
        ...


@runtime_checkable
class ReadsWindows(Protocol):
    """Spike trains that read many windows at once faster than one by one."""

    def within(self, starts: Sequence[int], ends: Sequence[int]) -> Spikes:
        """Return the spikes of several windows, which follow each other."""
        ...


@dataclass(frozen=True, eq=False)
class WholeTrains:
    """Spike trains that are in memory."""

    spikes: Spikes

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return self.spikes.nbytes

    def between(self, start: int, end: int) -> Spikes:
        """Return the spikes with ``start <= sample_index < end``."""
        return self.spikes.between(start, end)

    def all(self) -> Spikes:
        """Return every spike of the recording."""
        return self.spikes


@dataclass(frozen=True, eq=False)
class BlockTrains:
    """Spike trains that are drawn block by block, so that a window costs the same in an hour as in a minute.

    Attributes
    ----------
    block : callable
        From a block's number to its spikes; depends on nothing else.
    block_size : int
        Samples of a block.
    num_samples : int
        Samples of the recording.
    passing : callable, optional
        The same as ``block`` for blocks that are read once, which need not be kept.
    """

    block: Callable[[int], Spikes]
    block_size: int
    num_samples: int
    passing: Callable[[int], Spikes] | None = None

    def between(self, start: int, end: int) -> Spikes:
        """Return the spikes with ``start <= sample_index < end``."""
        return self._read(self.block, start, end)

    def within(self, starts: Sequence[int], ends: Sequence[int]) -> Spikes:
        """Return the spikes of several windows, which follow each other; their blocks are not kept."""
        block = self.passing or self.block
        return Spikes.joined(self._read(block, start, end) for start, end in zip(starts, ends, strict=True))

    def _read(self, block: Callable[[int], Spikes], start: int, end: int) -> Spikes:
        start, end = max(start, 0), min(end, self.num_samples)
        if end <= start:
            return Spikes.joined([])
        blocks = range(start // self.block_size, (end - 1) // self.block_size + 1)
        return Spikes.joined(block(index) for index in blocks).between(start, end)

    def all(self) -> Spikes:
        """Return every spike of the recording."""
        return self.between(0, self.num_samples)
