"""The noise of ``spikeinterface.generation``, sample by sample."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .config import Strategy
from .correlation import Correlated, correlated

REFERENCE_BLOCK = 30_000
_CHUNK = 500
_MOST_BOOKMARKS = 4_096

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ReferenceNoise:
    """The noise of ``spikeinterface.generation``, sample by sample.

    The reference draws whole blocks row by row; here a chunk needs only the rows up to its end, and the state
    of the block's generator is remembered at every chunk that was passed.

    Attributes
    ----------
    levels_uv : ndarray, shape (channels,)
        Standard deviation of every channel; the reference ignores it for repeated, correlated noise.
    correlation : Correlated, ndarray of shape (channels, channels), or None
        Covariance before the levels.
    segment_seed : int
        The segment's seed.
    strategy : {"on_the_fly", "tile_pregenerated"}
        A new block every ``block_size`` samples, or one block repeated.
    """

    levels_uv: Array
    correlation: Correlated | Array | None
    segment_seed: int
    strategy: Strategy = "on_the_fly"
    block_size: int = REFERENCE_BLOCK
    dtype: np.dtype[Any] = field(default_factory=lambda: np.dtype(np.float32))
    chunk_size: int = _CHUNK
    _bookmarks: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Factor a given matrix once, whatever the number of chunks."""
        if self.correlation is not None:
            object.__setattr__(self, "correlation", correlated(self.correlation))

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what follows from the rest: a copy in another process finds its own bookmarks."""
        kept = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**kept, "_bookmarks": {}}

    @property
    def num_channels(self) -> int:
        """Number of channels."""
        return self.levels_uv.size

    @property
    def nbytes(self) -> int:
        """Bytes held, about: the factor is kept elsewhere."""
        return self.levels_uv.nbytes

    @property
    def repeats(self) -> bool:
        """Whether the same chunks come again and again."""
        return self.strategy == "tile_pregenerated"

    @property
    def _chunks_per_block(self) -> int:
        return -(-self.block_size // self.chunk_size)

    def place(self, frame: int) -> tuple[int, int]:
        """Return the chunk that holds a frame and the frame's row in it."""
        block, row = divmod(frame, self.block_size)
        if self.strategy == "tile_pregenerated":
            block = 0
        chunk, row = divmod(row, self.chunk_size)
        return block * self._chunks_per_block + chunk, row

    def chunk(self, index: int) -> NDArray[Any]:
        """Return the samples of one chunk, shape (up to chunk_size, channels), in µV; read-only."""
        block, chunk = divmod(index, self._chunks_per_block)
        rng, passed = self._at_bookmark(block, chunk)
        for number in range(passed, chunk):
            self._normals(rng, number)
            self._remember(block, number + 1, rng)
        samples = self._scaled(self._normals(rng, chunk))
        self._remember(block, chunk + 1, rng)
        samples.flags.writeable = False
        return samples

    def _remember(self, block: int, passed: int, rng: np.random.Generator) -> None:
        """Set a bookmark, and drop the older half of them when there are many."""
        if len(self._bookmarks) >= _MOST_BOOKMARKS:
            for old in list(self._bookmarks)[: _MOST_BOOKMARKS // 2]:
                self._bookmarks.pop(old, None)
        self._bookmarks[block, passed] = dict(rng.bit_generator.state)

    def _at_bookmark(self, block: int, chunk: int) -> tuple[np.random.Generator, int]:
        """Return the block's generator at the last known place up to a chunk, and that place."""
        address = self.segment_seed if self.strategy == "tile_pregenerated" else (self.segment_seed, block)
        rng = np.random.default_rng(address)
        for passed in range(chunk, 0, -1):
            if (state := self._bookmarks.get((block, passed))) is not None:
                rng.bit_generator.state = state
                return rng, passed
        return rng, 0

    def _normals(self, rng: np.random.Generator, chunk: int) -> NDArray[Any]:
        rows = min(self.chunk_size, self.block_size - chunk * self.chunk_size)
        dtype = self.dtype if self.correlation is None else np.dtype(np.float64)
        return rng.standard_normal((rows, self.num_channels), dtype=dtype.type)

    def _scaled(self, normals: NDArray[Any]) -> NDArray[Any]:
        if self.correlation is None:
            return (normals * self.levels_uv).astype(self.dtype)
        mixed = normals @ correlated(self.correlation).svd
        if self.strategy == "on_the_fly":
            mixed *= self.levels_uv
        return np.asarray(mixed.astype(self.dtype))


def segment_seeds(seed: int, number: int) -> list[int]:
    """Return the reference's seed of every segment's noise."""
    rng = np.random.default_rng(seed)
    return [int(rng.integers(0, 2**63)) for _ in range(number)]
