"""Where spikes are lost: the share found by displacement, by time and by whatever else the true spikes differ in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DISPLACEMENT_BIN_UM = 5.0
TIME_BIN_S = 60.0
TRACKING_BIN_S = 10.0
TRACKED_RECALL = 0.5
_TWO_SIDED_95 = 1.959963984540054


@dataclass(frozen=True, eq=False)
class Recall:
    """The share of spikes that was found, by bins of a quantity.

    Attributes
    ----------
    edges : ndarray, shape (bins + 1,)
        Where the bins begin and end, in the quantity's unit.
    fired, found : ndarray of int, shape (..., bins)
        True spikes in every bin, and how many of them were found.
    """

    edges: NDArray[np.float64]
    fired: NDArray[np.int64]
    found: NDArray[np.int64]

    @property
    def share(self) -> NDArray[np.float64]:
        """Share of the spikes that was found, shape (..., bins); NaN where nothing fired."""
        return np.where(self.fired > 0, self.found / np.maximum(self.fired, 1), np.nan)

    @property
    def pooled(self) -> Recall:
        """The same over all units."""
        return Recall(self.edges, self.fired.sum(axis=0), self.found.sum(axis=0))

    @property
    def tracked(self) -> NDArray[np.float64]:
        """Of the bins with a spike, the share in which at least half of the spikes were found, shape (...)."""
        fires = self.fired > 0
        is_tracked = fires & (self.found >= TRACKED_RECALL * self.fired)
        shares: NDArray[np.float64] = is_tracked.sum(axis=-1) / np.maximum(fires.sum(axis=-1), 1)
        return shares

    def interval(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the ends of the 95 % confidence interval of the share, each of shape (..., bins).

        References
        ----------
        Wilson (1927), Probable inference, the law of succession, and statistical inference, J. Am. Stat. Assoc. 22,
        209-212, doi:10.1080/01621459.1927.10502953.
        """
        number = np.where(self.fired > 0, self.fired, np.nan)
        share, square = self.found / number, _TWO_SIDED_95**2
        centre = (share + square / (2 * number)) / (1 + square / number)
        half = _TWO_SIDED_95 * np.sqrt(share * (1 - share) / number + square / (4 * number**2)) / (1 + square / number)
        return centre - half, centre + half


def recall_by(
    values: NDArray[np.float64],
    is_found: NDArray[np.bool_],
    unit_index: NDArray[np.int64],
    num_units: int,
    bin_width: float,
) -> Recall:
    """Count spikes fired and found by bins of a quantity that each of them has, unit by unit.

    Parameters
    ----------
    values : ndarray, shape (spikes,)
        For example the absolute displacement in µm, or the time in s; not negative.
    is_found : ndarray of bool, shape (spikes,)
        Which spikes were found.
    unit_index : ndarray of int, shape (spikes,)
        Whose they are.
    num_units : int
        Number of units.
    bin_width : float
        Width of a bin, in the unit of the values.

    Returns
    -------
    Recall
        ``fired`` and ``found`` have the shape (units, bins); their sums over units are the pooled counts.
    """
    bins = (np.asarray(values) // bin_width).astype(np.int64)
    number = int(bins.max(initial=0)) + 1
    address = unit_index * number + bins
    fired, found = (
        np.bincount(chosen, minlength=num_units * number).reshape(num_units, number)
        for chosen in (address, address[is_found])
    )
    return Recall(np.arange(number + 1, dtype=np.float64) * bin_width, fired, found)
