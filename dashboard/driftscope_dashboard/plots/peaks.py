"""How large a unit is on every channel, wherever it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from driftscope.templates import TemplateMaker
from numpy.typing import NDArray

Array = NDArray[Any]


def template_peaks(maker: TemplateMaker, unit: int, displacements_um: Array) -> Array:
    """Return how deep a unit's template goes on every channel.

    Parameters
    ----------
    maker : TemplateMaker
        Makes the templates.
    unit : int
        Whose.
    displacements_um : ndarray, shape (n, 2)
        Where the unit is, relative to its place.

    Returns
    -------
    ndarray, shape (n, channels)
        Height of the negative peak as it is sampled, positive, in µV.
    """
    peaks = np.zeros((len(displacements_um), len(maker.contact_positions_um)))
    for row, template in enumerate(maker.make([unit] * len(displacements_um), displacements_um)):
        if template.channels.size:
            peaks[row, template.channels] = -template.waveform.min(axis=0)
    return np.maximum(peaks, 0.0)
