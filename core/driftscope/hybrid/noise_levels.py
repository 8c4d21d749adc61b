"""Noise levels of a recording, and whether its samples are numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..base import ConfigError, Problem
from ..recording import Recording

_PIECES = 20
_PIECE_S = 0.2
_SIGMA_OF_MAD = 0.6744897501960817
"""Median absolute deviation of a standard normal variable."""


def pieces_of(recording: Recording, segment_index: int) -> list[tuple[int, int]]:
    """Return up to 20 windows of 0.2 s, evenly over a segment."""
    length = recording.get_num_samples(segment_index)
    size = min(max(int(_PIECE_S * recording.sampling_frequency), 1), length)
    begins = np.unique(np.linspace(0, length - size, _PIECES).astype(np.int64)).tolist()
    return [(begin, begin + size) for begin in begins]


def noise_levels_uv(recording: Recording, segment_index: int = 0) -> NDArray[np.float64]:
    """Estimate every channel's noise level from some windows of a recording.

    Parameters
    ----------
    recording : Recording
        In µV.
    segment_index : int
        Index of the segment.

    Returns
    -------
    ndarray, shape (channels,)
        Median absolute deviation over 0.6745, in µV: the standard deviation of the noise, little disturbed by spikes.

    References
    ----------
    Quiroga, Nadasdy, Ben-Shaul (2004), Unsupervised spike detection and sorting with wavelets and superparamagnetic
    clustering, Neural Comput. 16, 1661-1687, doi:10.1162/089976604774201631.
    """
    windows = [recording.get_traces(segment_index, *window) for window in pieces_of(recording, segment_index)]
    samples = np.concatenate(windows)
    middle = np.median(samples, axis=0)
    return np.asarray(np.median(np.abs(samples - middle), axis=0), dtype=np.float64) / _SIGMA_OF_MAD


def check_samples(recording: Recording, segment_index: int) -> int:
    """Return how many windows were looked at; a ConfigError when they hold NaN or infinite samples."""
    windows = pieces_of(recording, segment_index)
    for start, end in windows:
        traces = recording.get_traces(segment_index, start, end)
        if (bad := ~np.isfinite(traces)).any():
            channels = np.flatnonzero(bad.any(axis=0))
            names = ", ".join(map(str, recording.channel_ids[channels[:10]])) + (" ..." if channels.size > 10 else "")
            sample = start + int(np.flatnonzero(bad.any(axis=1))[0])
            message = (
                f"has NaN or infinite samples, the first at sample {sample}, on "
                f"{channels.size} channels ({names}): remove these channels or fill the gaps"
            )
            raise ConfigError([Problem("source", message)])
    return len(windows)
