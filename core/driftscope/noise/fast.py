"""The project's own noise: gaussian, with a stream of its own for every chunk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..cache import once
from ..products import rows_at_once
from ..streams import stream
from .correlation import Correlated, correlated
from .quantiles import redraw_tails, table_of_normals

_CHUNK = 256
_ROWS = 128
_BYTES_PER_CHANNEL = 1_024

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FastNoise:
    """Gaussian noise with a stream of its own for every chunk.

    Normals come from 16-bit uniforms through a table of quantiles, with the two outermost parts drawn from
    the true tails; a banded Cholesky factor, cut where it is below 1e-4, mixes them into correlated channels.

    Attributes
    ----------
    levels_uv : ndarray, shape (channels,)
        Standard deviation of every channel.
    correlation : Correlated, ndarray of shape (channels, channels), or None
        Correlation between channels, unit diagonal.
    seed : int
        The recording's seed.
    tile : int or None
        Repeat after this many samples; None never repeats.
    """

    levels_uv: Array
    correlation: Correlated | Array | None
    seed: int
    tile: int | None = None
    chunk_size: int = _CHUNK
    dtype: np.dtype[Any] = field(default_factory=lambda: np.dtype(np.float32))

    def __post_init__(self) -> None:
        """Factor a given matrix once."""
        if self.correlation is not None:
            object.__setattr__(self, "correlation", correlated(self.correlation))

    @property
    def num_channels(self) -> int:
        """Number of channels."""
        return self.levels_uv.size

    @property
    def nbytes(self) -> int:
        """Bytes held, about: levels, and the weights with these levels once a chunk was made."""
        return self.num_channels * (8 + (0 if self.correlation is None else _BYTES_PER_CHANNEL))

    @property
    def block_size(self) -> int:
        """Samples that are best drawn together: a chunk, which needs no other."""
        return self.chunk_size

    @property
    def repeats(self) -> bool:
        """Whether the same chunks come again and again."""
        return self.tile is not None

    def place(self, frame: int) -> tuple[int, int]:
        """Return the chunk that holds a frame and the frame's row in it."""
        return divmod(frame if self.tile is None else frame % self.tile, self.chunk_size)

    def chunk(self, index: int) -> NDArray[np.float32]:
        """Return the samples of one chunk, shape (chunk_size, channels), in µV; read-only."""
        rng = stream(self.seed, "noise", index)
        size = self.chunk_size * self.num_channels
        bits = rng.bit_generator.random_raw(-(-size // 4)).view(np.uint16)[:size]
        normals = table_of_normals().take(bits).reshape(self.chunk_size, self.num_channels)
        redraw_tails(normals, bits, rng)
        mixed = self._mix(normals)
        if self.tile is not None:
            mixed = mixed[: self.tile - index * self.chunk_size]
        mixed.flags.writeable = False
        return mixed

    def _mix(self, normals: NDArray[np.float32]) -> NDArray[np.float32]:
        if self._mixer is None:
            normals *= self.levels_uv.astype(np.float32)
            return normals
        mixed = np.empty_like(normals)
        for outputs, inputs, weights in self._mixer:
            rows = rows_at_once(weights.size, _ROWS)
            sources, targets = (array.reshape(-1, rows, self.num_channels) for array in (normals, mixed))
            if isinstance(outputs, slice):
                np.matmul(sources[:, :, inputs], weights, out=targets[:, :, outputs])
            else:
                targets[:, :, outputs] = sources[:, :, inputs] @ weights
        return mixed

    @once
    def _mixer(self) -> list[tuple[Any, slice, NDArray[np.float32]]] | None:
        """The tiles with the levels in them: outputs, inputs and weights."""
        if self.correlation is None:
            return None
        tiles = correlated(self.correlation).banded.tiles
        return [(tile.outputs, tile.inputs, tile.at_levels(self.levels_uv)) for tile in tiles]
