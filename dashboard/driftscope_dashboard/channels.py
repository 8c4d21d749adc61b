"""Which channels are drawn, and where they stand on the depth axis."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_LINES = 32


def depth_order(contact_positions_um: NDArray[Any]) -> NDArray[np.intp]:
    """Return the channels from deep to shallow, from left to right where they are equally deep."""
    return np.lexsort((contact_positions_um[:, 0], contact_positions_um[:, 1]))


def channels_shown(contact_positions_um: NDArray[Any], depth_um: float | None) -> NDArray[np.intp]:
    """Return the channels whose traces fit on the screen as lines, around a depth.

    Parameters
    ----------
    contact_positions_um : ndarray, shape (channels, 2)
        Where the contacts are.
    depth_um : float or None
        Around which depth; the middle of the probe when None.

    Returns
    -------
    ndarray of int
        At most `MOST_LINES` neighbouring channels, from deep to shallow.

    Examples
    --------
    >>> import numpy as np
    >>> line = np.stack([np.zeros(100), np.arange(100) * 20.0], axis=1)
    >>> channels_shown(line, 0.0)[[0, -1]]
    array([ 0, 31])
    """
    order = depth_order(contact_positions_um)
    depths = contact_positions_um[order, 1]
    centre = len(order) // 2 if depth_um is None else int(np.searchsorted(depths, depth_um))
    first = min(max(centre - MOST_LINES // 2, 0), max(len(order) - MOST_LINES, 0))
    return order[first : first + MOST_LINES]


def row_extent_um(depths_um: NDArray[Any]) -> tuple[float, float]:
    """Return the depths between which rows of equal height stand for channels, half a row beyond the outermost."""
    low, high = float(np.min(depths_um)), float(np.max(depths_um))
    half = (high - low) / (2 * (len(depths_um) - 1)) if high > low else 10.0
    return low - half, high + half


def row_centres_um(depths_um: NDArray[Any]) -> NDArray[np.float64]:
    """Return the depth at which the row of each channel is drawn, evenly spaced from deep to shallow."""
    low, high = row_extent_um(depths_um)
    height = (high - low) / len(depths_um)
    centres: NDArray[np.float64] = low + height * (np.arange(len(depths_um), dtype=np.float64) + 0.5)
    return centres
