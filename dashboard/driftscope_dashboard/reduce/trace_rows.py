"""Which channels the traces show, and on which row each stands: plain functions on plain arrays.

Rows are evenly spaced on the depth axis of probe and driftmap, from top to bottom; a line joins each to its depth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .channels import channels_looked_at

CHANNEL_NUMBERS = (1, 4, 8, 32)
ALL_CHANNELS = 0
MOST_ROWS = 64
"""Of more channels than can be told apart as lines, every so many is left out."""
USUAL_ROWS, FEWER_ROWS = 8, 6
LOW_FRAME_PIXELS = 247
"""A frame that is lower than this, 300 pixels with the room above and below it, has fewer rows by default."""
GAP_ROWS = 0.6
"""Height of the gap before each shank, in rows."""
FEWEST_SLOTS = 4
"""A single row is no higher than this share of the picture asks for, so that its spikes stay inside."""

Array = NDArray[Any]
Channels = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Rows:
    """Channels on their rows.

    Attributes
    ----------
    channels : ndarray of int, shape (rows,)
        From top to bottom: by shank, on each from shallow to deep, and from right to left.
    centres_um : ndarray, shape (rows,)
        The middle of each row, on the depth axis.
    depths_um : ndarray, shape (rows,)
        Where the channel's contact is.
    height_um : float
        Of one row.
    extent_um : tuple of float
        The lower and the upper edge of the picture.
    gaps : tuple of (str, float)
        The name of each shank and the middle of the gap above it; none when there is only one.
    """

    channels: Channels
    centres_um: Array
    depths_um: Array
    height_um: float
    extent_um: tuple[float, float]
    gaps: tuple[tuple[str, float], ...] = ()

    @property
    def unit_um(self) -> float:
        """Height of what the gain is told for: a row, or less where there are few."""
        low, high = self.extent_um
        return min(self.height_um, (high - low) / FEWEST_SLOTS)

    def row_of(self, channel: int) -> int | None:
        """Return the row of a channel, or None where it is not shown."""
        found = np.flatnonzero(self.channels == channel)
        return int(found[0]) if found.size else None

    def groups(self) -> list[slice]:
        """Return the rows of each shank."""
        if not self.gaps:
            return [slice(0, len(self.channels))]
        places = [int(np.count_nonzero(self.centres_um > middle)) for _, middle in self.gaps]
        return [slice(begin, end) for begin, end in zip(places, [*places[1:], len(self.channels)], strict=True)]


def place_rows(channels: Channels, contacts_um: Array, shanks: Array | None, extent_um: tuple[float, float]) -> Rows:
    """Order channels from top to bottom and give each a row of equal height.

    Parameters
    ----------
    channels : ndarray of int
        Which ones, in any order.
    contacts_um : ndarray, shape (all channels, 2)
        Where the contacts are.
    shanks : ndarray of int, shape (all channels,), or None
        On which shank each is, from 0; all on one when None.
    extent_um : tuple of float
        The lower and the upper edge of the picture, on the depth axis.

    Examples
    --------
    >>> import numpy as np
    >>> line = np.stack([np.zeros(4), np.arange(4) * 20.0], axis=1)
    >>> rows = place_rows(np.array([0, 3]), line, None, (0.0, 100.0))
    >>> rows.channels.tolist(), rows.centres_um.tolist()
    ([3, 0], [75.0, 25.0])
    """
    on = np.zeros(len(contacts_um), dtype=np.intp) if shanks is None else shanks
    x, depths = contacts_um[channels, 0], contacts_um[channels, 1]
    ordered = channels[np.lexsort((-x, -depths, on[channels]))]
    groups, counts = np.unique(on[ordered], return_counts=True)
    gap = GAP_ROWS if groups.size > 1 else 0.0
    low, high = extent_um
    height = (high - low) / max(len(ordered) + gap * groups.size, 1)
    before = gap * (np.repeat(np.arange(groups.size), counts) + 1)
    centres = high - height * (np.arange(len(ordered)) + before + 0.5)
    begins = np.concatenate([[0], np.cumsum(counts)[:-1]]) + gap * np.arange(groups.size)
    gaps = tuple(
        (f"shank {group + 1}", float(high - height * (begin + gap / 2)))
        for group, begin in zip(groups, begins, strict=True)
        if gap
    )
    return Rows(ordered, centres, contacts_um[ordered, 1], height, extent_um, gaps)


def channels_of_unit(rest_uv: Array, now_uv: Array, distances_um: Array, most: int) -> Channels:
    """Return the channels on which a unit is largest, at rest or now.

    Parameters
    ----------
    rest_uv, now_uv : ndarray, shape (channels,)
        Its peak on every channel.
    distances_um : ndarray, shape (channels,)
        How far away each contact is; of channels that it does not reach, the nearest are taken.
    most : int
        How many there can be.

    Returns
    -------
    ndarray of int
        First the one that is best at rest, then the one best now.

    Examples
    --------
    >>> import numpy as np
    >>> rest, now = np.array([9.0, 50.0, 20.0, 0.0]), np.array([1.0, 10.0, 30.0, 5.0])
    >>> channels_of_unit(rest, now, np.zeros(4), 3).tolist(), channels_of_unit(rest, now, np.zeros(4), 1).tolist()
    ([1, 2, 0], [1])
    """
    order = np.lexsort((distances_um, -np.maximum(rest_uv, now_uv)))
    found = dict.fromkeys([int(np.argmax(rest_uv)), int(np.argmax(now_uv)), *order.tolist()])
    return np.array(list(found)[:most], dtype=np.intp)


def spread_channels(
    contacts_um: Array,
    shanks: Array | None,
    shown: tuple[int, ...],
    depths_um: tuple[float, float],
    most: int = MOST_ROWS,
) -> Channels:
    """Return channels evenly spread over some depths, of every shank about as many.

    Parameters
    ----------
    contacts_um : ndarray, shape (channels, 2)
        Where the contacts are.
    shanks : ndarray of int, shape (channels,), or None
        On which shank each is.
    shown : tuple of int
        The shanks to choose from; all of them when empty.
    depths_um : tuple of float
        From which depth to which; where there is no contact the two nearest ones are taken.
    most : int
        How many there can be.
    """
    on = np.zeros(len(contacts_um), dtype=np.intp) if shanks is None else shanks
    low, high = depths_um
    within = (contacts_um[:, 1] >= low) & (contacts_um[:, 1] <= high)
    own = [np.flatnonzero(on == shank) for shank in np.unique(on) if not shown or shank in shown]
    own = [one for one in own if within[one].any()] or own or [np.arange(len(contacts_um))]
    own = own[:most]
    shares = [(most + rest) // len(own) for rest in range(len(own))]
    return np.concatenate([
        one[channels_looked_at(contacts_um[one], None, depths_um, share)]
        for one, share in zip(own, shares, strict=True)
    ])  # fmt: skip


def usual_number(height_pixels: int) -> int:
    """Return how many rows a frame of some height has by default; 0 for one whose height is not known yet.

    Examples
    --------
    >>> usual_number(0), usual_number(400), usual_number(240)
    (8, 8, 6)
    """
    return FEWER_ROWS if 0 < height_pixels < LOW_FRAME_PIXELS else USUAL_ROWS


def joining_line(depth_um: float, row_um: float, width: float, points: int = 9) -> tuple[list[float], list[float]]:
    """Return a line that leaves a depth level and arrives at a row level, as x and y.

    Examples
    --------
    >>> joining_line(0.0, 10.0, 24.0, 3)
    ([0.0, 12.0, 24.0], [0.0, 5.0, 10.0])
    """
    along = np.linspace(0.0, 1.0, points)
    up = along * along * (3.0 - 2.0 * along)
    return np.round(width * along, 1).tolist(), np.round(depth_um + (row_um - depth_um) * up, 2).tolist()
