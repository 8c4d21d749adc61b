"""The noise: gaussian, correlated between neighbouring channels, addressable by chunk."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from .base import Config, PerUnit, draw_per_unit, parameter
from .cache import once
from .streams import Streams, stream

REFERENCE_BLOCK = 30_000
_CHUNK = 256
_REFERENCE_CHUNK = 500
_TILE = 32
_ROWS = 128
_MOST_BOOKMARKS = 4_096
_FAINT = 1e-4

Array = NDArray[np.float64]
Strategy = Literal["on_the_fly", "tile_pregenerated"]


class NoiseConfig(Config):
    """The background: how loud, and how far it is shared between channels."""

    level_uv: PerUnit = parameter(
        (6.0, 8.0),
        "Standard deviation of the noise; a range gives every channel its own level.",
        label="Level",
        unit="µV",
        ge=0,
        le=1e5,
        span=(0, 30),
    )
    spatial_decay_um: float | None = parameter(
        25.0,
        "Distance over which the correlation between channels falls to a third; empty for none.",
        label="Correlation length",
        unit="µm",
        gt=0,
        le=1e5,
        span=(1, 200),
    )
    strategy: Strategy = parameter(
        "on_the_fly", "Fresh noise throughout, or one second of it repeated (tile_pregenerated).", label="Strategy"
    )


class Noise(Protocol):
    """Noise that is computed chunk by chunk; a chunk depends on nothing but its number."""

    @property
    def num_channels(self) -> int:
        """How many channels there are."""
        ...

    @property
    def nbytes(self) -> int:
        """Bytes held, about."""
        ...

    @property
    def chunk_size(self) -> int:
        """Most samples that a chunk has."""
        ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the samples."""
        ...

    @property
    def block_size(self) -> int:
        """Samples that are best drawn together: a window within needs what stands before it in the same block."""
        ...

    @property
    def repeats(self) -> bool:
        """Whether the same chunks come again and again."""
        ...

    def chunk(self, index: int) -> NDArray[Any]:
        """Return the samples of one chunk, shape (up to chunk_size, channels), in µV; read-only."""
        ...

    def place(self, frame: int) -> tuple[int, int]:
        """Return the chunk that holds a frame and the frame's row in it."""
        ...


def covariance(contact_positions_um: Array, spatial_decay_um: float | None) -> Array | None:
    """Return the correlation between channels, shape (channels, channels): ``exp(-distance / decay)``."""
    if spatial_decay_um is None:
        return None
    gaps = contact_positions_um[:, np.newaxis] - contact_positions_um[np.newaxis]
    correlation: Array = np.exp(-np.linalg.norm(gaps, axis=2) / spatial_decay_um)
    return correlation


def make_noise(
    config: NoiseConfig, contact_positions_um: Array, sampling_frequency_hz: float, streams: Streams
) -> Noise:
    """Make the noise of one recording.

    Parameters
    ----------
    config : NoiseConfig
        Level, correlation and strategy.
    contact_positions_um : ndarray, shape (channels, 2)
        Where the contacts are.
    sampling_frequency_hz : float
        The recording's rate; with independent streams a repeated tile lasts one second.
    streams : Streams
        Independent streams use this project's fast generator, the others reproduce the reference's samples.

    Returns
    -------
    Noise
        Chunks on demand.
    """
    levels = draw_per_unit(config.level_uv, len(contact_positions_um), _level_stream(config, streams))
    correlation = covariance(contact_positions_um, config.spatial_decay_um)
    if streams.is_reference:
        [segment_seed] = segment_seeds(streams.seed, 1)
        return ReferenceNoise(levels, correlation, segment_seed, config.strategy)
    tile = round(sampling_frequency_hz) if config.strategy == "tile_pregenerated" else None
    return FastNoise(levels, correlation, streams.seed, tile)


def _level_stream(config: NoiseConfig, streams: Streams) -> np.random.Generator:
    return streams.generator("noise.level_uv")


def segment_seeds(seed: int, number: int) -> list[int]:
    """Return the reference's seed of every segment's noise."""
    rng = np.random.default_rng(seed)
    return [int(rng.integers(0, 2**63)) for _ in range(number)]


@cache
def _quantiles() -> NDArray[np.float32]:
    """Return the normal's mean over each of its 65536 equally likely parts."""
    from statistics import NormalDist

    inner = [NormalDist().inv_cdf(part / 65_536) for part in range(1, 65_536)]
    edges = np.array([-np.inf, *inner, np.inf])
    density = np.exp(-(edges**2) / 2) / np.sqrt(2 * np.pi)
    means: Array = (density[:-1] - density[1:]) * 65_536
    return means.astype(np.float32)


def _into_tail(normals: NDArray[np.float32], bits: NDArray[np.uint16], rng: np.random.Generator) -> None:
    """Redraw the outermost two of the 65536 parts from the normal's true tails, beyond 4.17 deviations."""
    from statistics import NormalDist

    for outer in np.flatnonzero(bits + np.uint16(1) < 2):
        sign = 1.0 if bits[outer] == 0 else -1.0
        normals.flat[outer] = sign * NormalDist().inv_cdf((1.0 - rng.random()) / 65_536)


@dataclass(frozen=True, eq=False)
class FastNoise:
    """Gaussian noise with a stream of its own for every chunk.

    Normals come from 16-bit uniforms through a table of quantiles, with the two outermost parts drawn from
    the true tails; a banded Cholesky factor, cut where it is below 1e-4, mixes them into correlated channels.

    Attributes
    ----------
    levels_uv : ndarray, shape (channels,)
        Standard deviation of every channel.
    correlation : ndarray, shape (channels, channels), or None
        Correlation between channels, unit diagonal.
    seed : int
        The recording's seed.
    tile : int or None
        Repeat after this many samples; None never repeats.
    """

    levels_uv: Array
    correlation: Array | None
    seed: int
    tile: int | None = None
    chunk_size: int = _CHUNK
    dtype: np.dtype[Any] = field(default_factory=lambda: np.dtype(np.float32))

    @property
    def num_channels(self) -> int:
        """How many channels there are."""
        return self.levels_uv.size

    @property
    def nbytes(self) -> int:
        """Bytes held, about: the correlation, and at most as much again to mix with."""
        return self.levels_uv.nbytes + (0 if self.correlation is None else 2 * self.correlation.nbytes)

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
        normals = _quantiles().take(bits).reshape(self.chunk_size, self.num_channels)
        _into_tail(normals, bits, rng)
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
        sources, targets = (array.reshape(-1, _ROWS, self.num_channels) for array in (normals, mixed))
        for outputs, inputs, weights in self._mixer:
            if isinstance(outputs, slice):
                np.matmul(sources[:, :, inputs], weights, out=targets[:, :, outputs])
            else:
                targets[:, :, outputs] = sources[:, :, inputs] @ weights
        return mixed

    @once
    def _mixer(self) -> list[tuple[Any, slice, NDArray[np.float32]]] | None:
        return None if self.correlation is None else _banded_mixer(self.correlation, self.levels_uv)


def _banded_mixer(correlation: Array, levels: Array) -> list[tuple[Any, slice, NDArray[np.float32]]]:
    """Cut the covariance's Cholesky factor into tiles of output channels and the few inputs each needs.

    The products are so small that the linear algebra library computes each in one thread: quick while other
    threads work, and the same bits on any number of cores. Channels are put in an order of small bandwidth
    (reverse Cuthill-McKee) when that is better than their own.
    """
    order: Any = np.arange(len(correlation))
    factor, first = _cut_factor(correlation)
    if np.mean(order - first) > 2 * _TILE:
        better = _order_of_small_bandwidth(correlation)
        other, other_first = _cut_factor(correlation[np.ix_(better, better)])
        if other_first.sum() > first.sum():
            order, factor, first = better, other, other_first
    is_own = bool(np.all(order[:-1] < order[1:]))
    tiles = []
    for begin in range(0, len(order), _TILE):
        end = min(begin + _TILE, len(order))
        inputs = slice(int(first[begin:end].min()), end)
        weights = factor[begin:end, inputs] * levels[order[begin:end], np.newaxis]
        outputs = slice(begin, end) if is_own else order[begin:end]
        tiles.append((outputs, inputs, np.ascontiguousarray(weights.T, dtype=np.float32)))
    return tiles


def _cut_factor(correlation: Array) -> tuple[Array, NDArray[np.intp]]:
    """Return the Cholesky factor without its faintest parts, its rows of unit length, and where each row begins."""
    factor: Array = np.asarray(np.linalg.cholesky(correlation + 1e-9 * np.eye(len(correlation))), dtype=np.float64)
    factor[np.abs(factor) < _FAINT] = 0.0
    factor /= np.linalg.norm(factor, axis=1, keepdims=True)
    first: NDArray[np.intp] = np.argmax(factor != 0, axis=1)
    return factor, first


def _order_of_small_bandwidth(correlation: Array) -> NDArray[np.intp]:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    near = csr_array(correlation > 10 * _FAINT)
    return np.asarray(reverse_cuthill_mckee(near, symmetric_mode=True), dtype=np.intp)


@dataclass(frozen=True, eq=False)
class ReferenceNoise:
    """The noise of ``spikeinterface.generation``, sample by sample.

    The reference draws whole blocks row by row; here a chunk needs only the rows up to its end, and the state
    of the block's generator is remembered at every chunk that was passed.

    Attributes
    ----------
    levels_uv : ndarray, shape (channels,)
        Standard deviation of every channel; the reference ignores it for repeated, correlated noise.
    correlation : ndarray, shape (channels, channels), or None
        Covariance before the levels.
    segment_seed : int
        The segment's seed.
    strategy : {"on_the_fly", "tile_pregenerated"}
        A new block every ``block_size`` samples, or one block repeated.
    """

    levels_uv: Array
    correlation: Array | None
    segment_seed: int
    strategy: Strategy = "on_the_fly"
    block_size: int = REFERENCE_BLOCK
    dtype: np.dtype[Any] = field(default_factory=lambda: np.dtype(np.float32))
    chunk_size: int = _REFERENCE_CHUNK
    _bookmarks: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what follows from the rest: a copy in another process finds its own bookmarks."""
        kept = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**kept, "_bookmarks": {}}

    @property
    def num_channels(self) -> int:
        """How many channels there are."""
        return self.levels_uv.size

    @property
    def nbytes(self) -> int:
        """Bytes held, about: the correlation and its factor."""
        return self.levels_uv.nbytes + (0 if self.correlation is None else 2 * self.correlation.nbytes)

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
        if self._factor is None:
            return (normals * self.levels_uv).astype(self.dtype)
        mixed = normals @ self._factor
        if self.strategy == "on_the_fly":
            mixed *= self.levels_uv
        return mixed.astype(self.dtype)

    @once
    def _factor(self) -> Array | None:
        if self.correlation is None:
            return None
        left, singular, _ = np.linalg.svd(self.correlation)
        factor: Array = (left * np.sqrt(singular)).T
        return factor
