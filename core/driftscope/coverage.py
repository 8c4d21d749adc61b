"""Regions covered by contacts: around every shank and bank, not in the gaps between them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

GAP_UM = 80.0
"""Contacts that are farther apart than this have a gap between them."""
NEAR_UM = 0.75 * GAP_UM
"""Within this of a contact a place is covered, such as the middle of four contacts at the corners of a square."""
_CELL_UM = 40.0
_MOST_DISTANCES = 4_000_000


@dataclass(frozen=True, eq=False)
class Coverage:
    """The part of a probe's plane in which contacts are near.

    Attributes
    ----------
    contacts_um : ndarray, shape (contacts, 2)
        Positions of the contacts.
    groups_um : ndarray, shape (groups, 2, 2)
        Lower left and upper right corner of every group of contacts between which there is no gap.
    margin_um : ndarray, shape (2,)
        How far beyond a group, across and along, the tissue still counts; negative ends that much inside the outermost
        contacts.
    """

    contacts_um: Array
    groups_um: Array
    margin_um: Array

    @property
    def limits_um(self) -> Array:
        """Lower left and upper right corner of all, shape (2, 2)."""
        margin = self.margin_um
        return np.array([self.contacts_um.min(axis=0) - margin, self.contacts_um.max(axis=0) + margin])

    def intervals_um(self, axis: int) -> Array:
        """Return where along x (0) or y (1) there is any coverage, increasing and apart, shape (intervals, 2)."""
        low, high = self.limits_um[:, axis]
        margin = max(float(self.margin_um[axis]), 0.0)
        spans = self.groups_um[:, :, axis] + [-margin, margin]
        return _merged(np.clip(spans[np.argsort(spans[:, 0])], low, high))

    def contains(self, places_um: Array) -> NDArray[np.bool_]:
        """Return which places, shape (n, 2), are covered."""
        margin, covered = np.maximum(self.margin_um, 0.0), np.zeros(len(places_um), dtype=np.bool_)
        for low, high in self.groups_um:
            inside = np.all((places_um >= low - margin) & (places_um <= high + margin), axis=1) & ~covered
            covered[inside] = self._near(np.clip(places_um[inside], low, high))
        return covered

    @property
    def is_gapless(self) -> bool:
        """Whether contacts are near everywhere within the limits: each cell of a fine grid over them has one."""
        if len(self.groups_um) > 1:
            return False
        low, high = self.contacts_um.min(axis=0), self.contacts_um.max(axis=0)
        numbers = [max(ceil(width / _CELL_UM), 1) for width in (high - low).tolist()]
        share = (self.contacts_um - low) / np.maximum(high - low, 1e-9)
        cells = np.minimum((share * numbers).astype(np.int64), np.array(numbers) - 1)
        return bool(len(np.unique(cells, axis=0)) == numbers[0] * numbers[1])

    def _near(self, places_um: Array) -> NDArray[np.bool_]:
        rows = max(_MOST_DISTANCES // len(self.contacts_um), 1)
        parts = [
            np.hypot(*np.moveaxis(places_um[begin : begin + rows, np.newaxis] - self.contacts_um, 2, 0)).min(axis=1)
            for begin in range(0, len(places_um), rows)
        ]
        return np.concatenate(parts or [np.zeros(0)]) <= NEAR_UM


def coverage_of(contact_positions_um: Array, margin_um: float | tuple[float, float]) -> Coverage:
    """Return where a layout covers the tissue.

    Parameters
    ----------
    contact_positions_um : ndarray, shape (contacts, 2)
        Positions of the contacts, in µm.
    margin_um : float or (float, float)
        How far beyond contacts the tissue counts, in both directions or across and along the probe.

    Examples
    --------
    >>> shanks = np.array([[0.0, 0.0], [0.0, 40.0], [250.0, 0.0], [250.0, 40.0]])
    >>> coverage_of(shanks, 20.0).intervals_um(0).tolist()
    [[-20.0, 20.0], [230.0, 270.0]]
    """
    contacts = np.asarray(contact_positions_um, dtype=np.float64)
    groups = [(part.min(axis=0), part.max(axis=0)) for part in _apart(contacts)]
    return Coverage(contacts, np.array(groups), np.array(np.broadcast_to(margin_um, 2), dtype=np.float64))


def _apart(contacts: Array) -> list[Array]:
    """Split contacts wherever a gap goes straight through them, across or along, until there is none."""
    for axis in (0, 1):
        ordered = contacts[np.argsort(contacts[:, axis], kind="stable")]
        borders = np.flatnonzero(np.diff(ordered[:, axis]) > GAP_UM) + 1
        if borders.size:
            return [group for part in np.split(ordered, borders) for group in _apart(part)]
    return [contacts]


def _merged(spans: Array) -> Array:
    """Return intervals in order, those that touch as one."""
    merged = [spans[0].tolist()]
    for low, high in spans[1:].tolist():
        if low <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], high)
        else:
            merged.append([low, high])
    return np.array(merged)


def along_intervals(offsets_um: Array, intervals_um: Array) -> Array:
    """Return the places at some offsets along intervals that are laid end to end.

    Examples
    --------
    >>> along_intervals(np.array([5.0, 15.0]), np.array([[0.0, 10.0], [100.0, 110.0]])).tolist()
    [5.0, 105.0]
    """
    lengths = np.diff(intervals_um, axis=1)[:, 0]
    begins = np.concatenate([[0.0], np.cumsum(lengths)[:-1]])
    which = np.maximum(np.searchsorted(begins, offsets_um, side="right") - 1, 0)
    return np.asarray(intervals_um[which, 0] + offsets_um - begins[which])
