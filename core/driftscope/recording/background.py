"""What is in a recording before any spike: noise, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..noise import Noise

Channels = NDArray[np.intp] | None


class Background(Protocol):
    """Whatever templates are added onto."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the samples."""
        ...

    def read(self, start: int, end: int, channels: Channels) -> NDArray[Any]:
        """Return a fresh, writable array of shape (end - start, channels)."""
        ...


@dataclass(frozen=True, eq=False)
class NoiseBackground:
    """Noise, put together from chunks.

    Attributes
    ----------
    noise : Noise
        Where the chunks come from.
    chunk : callable
        From a chunk's number to its samples: ``noise.chunk``, or the same behind a cache.
    """

    noise: Noise
    chunk: Callable[[int], NDArray[Any]]

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the samples."""
        return self.noise.dtype

    @property
    def nbytes(self) -> int:
        """Bytes held, about, without any chunk."""
        return self.noise.nbytes

    @property
    def block_size(self) -> int:
        """Samples that are best read together."""
        return self.noise.block_size

    def read(self, start: int, end: int, channels: Channels) -> NDArray[Any]:
        """Return a fresh, writable array of shape (end - start, channels)."""
        width = self.noise.num_channels if channels is None else channels.size
        traces = np.empty((end - start, width), dtype=self.dtype)
        at = start
        while at < end:
            index, row = self.noise.place(at)
            samples = self.chunk(index)[row : row + end - at]
            traces[at - start : at - start + len(samples)] = samples if channels is None else samples[:, channels]
            at += len(samples)
        return traces


@dataclass(frozen=True, eq=False)
class Silence:
    """No background at all."""

    num_channels: int
    dtype: np.dtype[Any]

    def read(self, start: int, end: int, channels: Channels) -> NDArray[Any]:
        """Return zeros of shape (end - start, channels)."""
        return np.zeros((end - start, self.num_channels if channels is None else channels.size), dtype=self.dtype)
