"""A sample of the spikes of a long recording, for pictures of hours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .trains import BlockTrains, ReadsWindows, Spikes, SpikeTrains

MOST_SPIKES = 3_000_000


def read_spikes(
    trains: SpikeTrains, start: int, end: int, expected: float, pieces: int, most: int = MOST_SPIKES
) -> tuple[Spikes, float]:
    """Read a window, or the beginning of each of its pieces when there are too many spikes.

    Trains that are drawn in blocks are then read in whole blocks, which are not kept.

    Parameters
    ----------
    trains : SpikeTrains
        All spikes.
    start, end : int
        The window, in samples.
    expected : float
        About how many spikes it has.
    pieces : int
        How many pieces, one for every column of a picture for example.
    most : int
        How many spikes are read, about.

    Returns
    -------
    spikes : Spikes
        In the order of time.
    share : float
        Which share of the window was read; 1 for all of it.
    """
    if expected <= most or end <= start:
        return trains.between(start, end), 1.0
    starts, ends = _windows(trains, start, end, max(pieces, 1), most / expected)
    share = float((ends - starts).sum() / (end - start))
    return spikes_within(trains, starts, ends), share


def spikes_within(trains: SpikeTrains, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Spikes:
    """Return the spikes of several windows, which follow each other."""
    if isinstance(trains, ReadsWindows):
        return trains.within(starts.tolist(), ends.tolist())
    return Spikes.joined(trains.between(one, other) for one, other in zip(starts.tolist(), ends.tolist(), strict=True))


def _windows(
    trains: SpikeTrains, start: int, end: int, pieces: int, share: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the window of each piece starts and ends: whole blocks where a piece has room for them."""
    edges = np.linspace(start, end, pieces + 1).astype(np.int64)
    starts, lengths = edges[:-1], np.maximum((np.diff(edges) * share).astype(np.int64), 1)
    if isinstance(trains, BlockTrains) and lengths.min() >= trains.block_size:
        size = trains.block_size
        starts, lengths = -(-starts // size) * size, lengths // size * size
    return starts, np.minimum(starts + lengths, edges[1:])
