"""Spikes of a given sorting that no recording can show: before its first sample, or after its last one."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from ..sorting import Sorting


def lost_spikes(sorting: Sorting, num_samples: Sequence[int]) -> str:
    """Return what to say of spikes outside of the segments of a recording; empty when there are none.

    Parameters
    ----------
    sorting : Sorting
        The spikes.
    num_samples : sequence of int
        Length of every segment.

    Examples
    --------
    >>> from driftscope.generation import generate_sorting
    >>> lost_spikes(generate_sorting(durations=[2.0], seed=0), [60_000])
    ''
    """
    for index, (part, length) in enumerate(zip(sorting.segments, num_samples, strict=True)):
        outside = np.flatnonzero((part.sample_index < 0) | (part.sample_index >= length))
        if outside.size:
            sample, unit = part.sample_index[outside[-1]], sorting.unit_ids[part.unit_index[outside[-1]]]
            where = f" of segment {index}" if len(num_samples) > 1 else ""
            return (
                f"{outside.size} of {len(part)} spikes{where} are outside the recording, which has {length} samples "
                f"(for example unit {unit} at sample {sample}): remove them, or lengthen the recording"
            )
    return ""


def warn_of_lost_spikes(sorting: Sorting, num_samples: Sequence[int]) -> None:
    """Warn of spikes that stand in a sorting and not in the recording."""
    if message := lost_spikes(sorting, num_samples):
        warnings.warn(message, stacklevel=5)
