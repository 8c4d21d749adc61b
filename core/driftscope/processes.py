"""Random processes by address: any part of an endless process is drawn without what came before it.

Both classes give the same numbers whatever was asked for before, in which order, and by which thread; and a longer
recording begins like a shorter one, since nothing depends on a duration.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .streams import stream

HORIZON_LEVELS = 19
"""A counting tree spans 2^19 blocks: 291 h of 2 s, beyond the longest recording."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class GaussianProcess:
    """Stationary gaussian noise with a given autocorrelation, by blocks of samples.

    A block is white noise of its own and of the block before it, filtered by overlap-save. All blocks have the same
    shape, so that the same samples have the same bits however they are read.

    Attributes
    ----------
    seed : int
        The recording's seed.
    name : str
        What is drawn; another name is an independent process.
    taps : ndarray, shape (taps,)
        Impulse response of the filter, at most ``block_size`` + 1 taps; scaled here to a standard deviation of 1.
    width : int
        How many independent processes run side by side.
    block_size : int
        Samples in a block.

    Raises
    ------
    ValueError
        When there are no taps, or more than a block takes.

    References
    ----------
    Oppenheim, Schafer (2010), Discrete-Time Signal Processing, 3rd ed., section 8.7.3: the overlap-save method.
    """

    seed: int
    name: str
    taps: Floats
    width: int = 1
    block_size: int = 1_024
    _response: NDArray[np.complex128] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        taps = np.asarray(self.taps, dtype=np.float64)
        if not 1 <= taps.size <= self.block_size + 1 or not np.any(taps):
            raise ValueError(f"taps must have 1 to {self.block_size + 1} values, not all zero, but has {taps.size}")
        unit = taps / np.linalg.norm(taps)
        response = np.fft.rfft(unit, 2 * self.block_size)[:, np.newaxis]
        object.__setattr__(self, "_response", response)

    def block(self, index: int) -> Floats:
        """Return one block, shape (block_size, width); its first sample is ``index`` x ``block_size``."""
        white = np.concatenate([self._white(index - 1), self._white(index)])
        filtered = np.fft.irfft(np.fft.rfft(white, axis=0) * self._response, 2 * self.block_size, axis=0)
        block: Floats = filtered[self.block_size :]
        return block

    def read(self, start: int, end: int) -> Floats:
        """Return the samples from ``start`` to before ``end``, shape (end - start, width); ``start`` is at least 0."""
        first, last = start // self.block_size, max(end - 1, start) // self.block_size
        blocks = np.concatenate([self.block(index) for index in range(first, last + 1)])
        return blocks[start - first * self.block_size : end - first * self.block_size]

    def _white(self, index: int) -> Floats:
        # An address cannot be negative: the block before the first has a name of its own.
        generator = stream(self.seed, self.name, index) if index >= 0 else stream(self.seed, f"{self.name}.before")
        return generator.standard_normal((self.block_size, self.width))


@dataclass(frozen=True, eq=False)
class CountingTree:
    """A Poisson process of which any block, and the number of events before it, is drawn at once.

    The number of events in a long horizon is drawn first and then divided by halves, so that every event has an ordinal
    number since the start: every k-th event, for example, makes a gamma process without an edge anywhere.

    Attributes
    ----------
    seed : int
        The recording's seed.
    name : str
        What is drawn; another name is an independent process.
    rates_hz : ndarray, shape (width,)
        Events per second of every process; they are independent.
    block_s : float
        Length of a block in seconds.

    References
    ----------
    Kingman (1993), Poisson Processes, section 2.4: given their number, events are divided binomially and lie uniformly.
    """

    seed: int
    name: str
    rates_hz: Floats
    block_s: float = 2.0

    @property
    def num_blocks(self) -> int:
        """How many blocks there are; none lies beyond."""
        return int(2**HORIZON_LEVELS)

    def count(self, block: int) -> Integers:
        """Return the number of events in a block, shape (width,)."""
        return self._descend(block)[0]

    def count_before(self, block: int) -> Integers:
        """Return the number of events in all blocks before one, shape (width,)."""
        return self._descend(block)[1]

    def times_s(self, block: int) -> list[Floats]:
        """Return when the events of a block happen, for every process its times in seconds, in order."""
        generator = stream(self.seed, f"{self.name}.times", block)
        begin = block * self.block_s
        return [begin + np.sort(generator.random(number)) * self.block_s for number in self.count(block).tolist()]

    def _descend(self, block: int) -> tuple[Integers, Integers]:
        if not 0 <= block < self.num_blocks:
            raise IndexError(f"block {block} is out of range: the process has {self.num_blocks}")
        expected = np.asarray(self.rates_hz, dtype=np.float64) * self.block_s * self.num_blocks
        count = stream(self.seed, self.name).poisson(expected)
        before = np.zeros_like(count)
        for level in range(HORIZON_LEVELS):
            shift = HORIZON_LEVELS - level - 1
            left = stream(self.seed, self.name, level, block >> (shift + 1)).binomial(count, 0.5)
            if (block >> shift) & 1:
                before, count = before + left, count - left
            else:
                count = left
        return count, before
