"""How large a unit is on every channel, wherever it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from driftscope.templates import TemplateMaker
from numpy.typing import NDArray

Array = NDArray[Any]


def template_peaks(maker: TemplateMaker, unit: int, displacements_um: Array) -> Array:
    """Return how large a unit's template is on every channel.

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
        Largest absolute value as it is sampled, in µV.
    """
    peaks = np.zeros((len(displacements_um), len(maker.contact_positions_um)))
    for row, template in enumerate(maker.make([unit] * len(displacements_um), displacements_um)):
        if template.channels.size:
            peaks[row, template.channels] = np.abs(template.waveform).max(axis=0)
    return peaks
