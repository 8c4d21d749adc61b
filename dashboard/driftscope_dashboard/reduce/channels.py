"""Which channels are drawn, and where they stand on the depth axis."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_LINES = 32
DEPTH_MARGIN_UM = 30.0


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


def channels_looked_at(
    contact_positions_um: NDArray[Any],
    depth_um: float | None,
    depth_range_um: tuple[float, float] | None,
    most: int = MOST_LINES,
) -> NDArray[np.intp]:
    """Return the channels within a depth range, evenly thinned when they are too many; else those at a depth.

    Parameters
    ----------
    contact_positions_um : ndarray, shape (channels, 2)
        Where the contacts are.
    depth_um : float or None
        Around which depth, when there is no range; see `channels_shown`.
    depth_range_um : tuple of float or None
        From which depth to which; where it holds no contact, the two nearest ones are taken.
    most : int
        How many channels can be shown.

    Examples
    --------
    >>> import numpy as np
    >>> line = np.stack([np.zeros(100), np.arange(100) * 20.0], axis=1)
    >>> channels_looked_at(line, None, (100.0, 180.0)), channels_looked_at(line, None, (0.0, 1980.0), most=4)
    (array([5, 6, 7, 8, 9]), array([ 0, 33, 66, 99]))
    """
    if depth_range_um is None:
        return channels_shown(contact_positions_um, depth_um)
    order = depth_order(contact_positions_um)
    depths = contact_positions_um[order, 1]
    low, high = depth_range_um
    found = np.flatnonzero((depths >= low) & (depths <= high))
    if found.size == 0:
        found = np.sort(np.argsort(np.abs(depths - (low + high) / 2), kind="stable")[:2])
    if found.size > most:
        found = found[np.linspace(0, found.size - 1, most).round().astype(int)]
    return order[found]


def depth_limits_um(contacts_um: NDArray[Any], locations_um: NDArray[Any]) -> tuple[float, float]:
    """Return the depths between which all contacts and units stand, with some air.

    Examples
    --------
    >>> import numpy as np
    >>> depth_limits_um(np.array([[0.0, 0.0], [0.0, 300.0]]), np.array([[5.0, -20.0, 3.0]]))
    (-50.0, 330.0)
    """
    depths = np.concatenate([contacts_um[:, 1], locations_um[:, 1]])
    return float(depths.min()) - DEPTH_MARGIN_UM, float(depths.max()) + DEPTH_MARGIN_UM
