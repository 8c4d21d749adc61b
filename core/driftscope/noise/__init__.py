"""The noise: gaussian, correlated between neighbouring channels, addressable by chunk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..base import draw_per_unit
from ..streams import Streams
from .config import NoiseConfig, Strategy
from .correlation import ContactCorrelation, Correlated, Correlation, covariance
from .fast import FastNoise
from .reference import REFERENCE_BLOCK, ReferenceNoise, segment_seeds

__all__ = [
    "REFERENCE_BLOCK",
    "ContactCorrelation",
    "Correlated",
    "Correlation",
    "FastNoise",
    "Noise",
    "NoiseConfig",
    "ReferenceNoise",
    "Strategy",
    "covariance",
    "make_noise",
    "segment_seeds",
]

Array = NDArray[np.float64]


class Noise(Protocol):
    """Noise that is computed chunk by chunk; a chunk depends on nothing but its number."""

    @property
    def num_channels(self) -> int:
        """Number of channels."""
        ...

    @property
    def levels_uv(self) -> NDArray[np.float64]:
        """Standard deviation on every channel, shape (channels,), in µV."""
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


def make_noise(
    config: NoiseConfig,
    contact_positions_um: Array,
    sampling_frequency_hz: float,
    streams: Streams,
    correlate: Callable[[Array, float], Correlated] = ContactCorrelation,
) -> Noise:
    """Make the noise of one recording.

    Parameters
    ----------
    config : NoiseConfig
        Level, correlation and strategy.
    contact_positions_um : ndarray, shape (channels, 2)
        Positions of the contacts, in µm.
    sampling_frequency_hz : float
        Sampling rate in Hz; with independent streams a repeated tile lasts one second.
    streams : Streams
        Independent streams use this project's fast generator, the others reproduce the reference's samples.
    correlate : callable
        Gives the factors of the correlation between contacts, from their positions and its decay in µm; a
        simulation gives one that keeps them.

    Returns
    -------
    Noise
        Noise in µV, computed chunk by chunk.
    """
    levels = draw_per_unit(config.level_uv, len(contact_positions_um), streams.generator("noise.level_uv"))
    decay = config.spatial_decay_um
    correlation = None if decay is None else correlate(contact_positions_um, decay)
    if streams.is_reference:
        [segment_seed] = segment_seeds(streams.seed, 1)
        return ReferenceNoise(levels, correlation, segment_seed, config.strategy)
    tile = round(sampling_frequency_hz) if config.strategy == "tile_pregenerated" else None
    return FastNoise(levels, correlation, streams.seed, tile)
