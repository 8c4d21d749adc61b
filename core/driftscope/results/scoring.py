"""How well a sorting finds the true units: partners, counts, accuracy, and what each tested unit is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from ..cache import once
from .matching import Integers, Matches, Train, lag_samples, match

DELTA_TIME_MS = 0.4
MATCH_SCORE = 0.5
CHANCE_SCORE = 0.1
WELL_DETECTED_ACCURACY = 0.8
SHARED_AGREEMENT = 0.2
LARGEST_LAG_MS = 2.0
NO_UNIT = -1

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Score:
    """A sorting held against the ground truth.

    Attributes
    ----------
    true, tested : Train
        The spikes that were compared, on the clock of the ground truth.
    matches : Matches
        Which of them coincide.
    delta_samples : int
        How many samples coincident spikes are apart at the most.
    lag_samples : int
        By how many samples the tested spikes come later than the true ones, as measured before any correction.
    is_lag_corrected : bool
        Whether the tested spikes were moved back by the lag.
    is_exhaustive : bool
        Whether the ground truth knows every spike of the recording; if not, nothing tested is a false positive unit.
    match_score : float
        The agreement below which a tested unit is no partner.

    References
    ----------
    Buccino et al. (2020), SpikeInterface, a unified framework for spike sorting, eLife 9, e61834,
    doi:10.7554/eLife.61834: agreement, partners and performance.
    """

    true: Train
    tested: Train
    matches: Matches
    delta_samples: int
    lag_samples: int = 0
    is_lag_corrected: bool = False
    is_exhaustive: bool = True
    match_score: float = MATCH_SCORE

    @once
    def agreement(self) -> Floats:
        """Coincidences over all spikes of both units, shape (true units, tested units), from 0 to 1."""
        together = self.matches.counts
        either = self.true.counts[:, np.newaxis] + self.tested.counts - together
        shares: Floats = together / np.maximum(either, 1)
        return shares

    @once
    def partner(self) -> Integers:
        """The tested unit assigned to every true one, so that the sum of agreement is largest; -1 for none."""
        likely = np.where(self.agreement >= self.match_score, self.agreement, 0.0)
        partners = np.full(self.true.num_units, NO_UNIT, dtype=np.int64)
        rows, columns = linear_sum_assignment(-likely)
        is_likely = self.agreement[rows, columns] >= self.match_score
        partners[rows[is_likely]] = columns[is_likely]
        return partners

    @once
    def best_partner(self) -> Integers:
        """The tested unit that agrees most with every true one, shared or not; -1 when none agrees at all."""
        if self.tested.num_units == 0:
            return np.full(self.true.num_units, NO_UNIT, dtype=np.int64)
        best = np.argmax(self.agreement, axis=1)
        return np.where(np.max(self.agreement, axis=1) > 0, best, NO_UNIT)

    @once
    def true_positives(self) -> Integers:
        """Spikes of every true unit that its partner found, shape (true units,)."""
        counts = np.zeros(self.true.num_units, dtype=np.int64)
        has = self.partner != NO_UNIT
        counts[has] = self.matches.counts[has, self.partner[has]]
        return counts

    @property
    def false_negatives(self) -> Integers:
        """Spikes of every true unit that its partner missed, shape (true units,)."""
        return self.true.counts - self.true_positives

    @property
    def false_positives(self) -> Integers:
        """Spikes of every partner that are not its true unit's, shape (true units,)."""
        has = self.partner != NO_UNIT
        counts = np.zeros(self.true.num_units, dtype=np.int64)
        counts[has] = self.tested.counts[self.partner[has]] - self.true_positives[has]
        return counts

    @property
    def accuracy(self) -> Floats:
        """Accuracy of every true unit, tp / (tp + fn + fp); 0 without a partner."""
        return _share(self.true_positives, self.true_positives + self.false_negatives + self.false_positives)

    @property
    def recall(self) -> Floats:
        """Share of every true unit's spikes that was found, tp / (tp + fn)."""
        return _share(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def precision(self) -> Floats:
        """Share of every partner's spikes that are the true unit's, tp / (tp + fp)."""
        return _share(self.true_positives, self.true_positives + self.false_positives)

    @property
    def false_discovery_rate(self) -> Floats:
        """Share of every partner's spikes that are not the true unit's, fp / (tp + fp); 0 where nothing was found."""
        return _share(
            np.where(self.true_positives > 0, self.false_positives, 0), self.true_positives + self.false_positives
        )

    @property
    def miss_rate(self) -> Floats:
        """Share of every true unit's spikes that was missed; 0 where nothing was found, as in SpikeInterface."""
        return _share(np.where(self.true_positives > 0, self.false_negatives, 0), self.true.counts)

    @property
    def is_well_detected(self) -> NDArray[np.bool_]:
        """Which true units have an accuracy of at least 0.8."""
        return self.accuracy >= WELL_DETECTED_ACCURACY

    @once
    def tested_kind(self) -> NDArray[np.str_]:
        """What every tested unit is, shape (tested units,).

        ``matched``: a partner; ``overmerged``: agrees above 0.2 with two or more true units; ``partial``: agrees most
        with a true unit, by at least 0.2, but too little to be its partner; ``redundant``: agrees by at least 0.2 with
        a true unit that another agrees with more; ``false positive``: agrees with none, or ``unknown`` where the ground
        truth is not exhaustive.
        """
        highest = self.agreement.max(axis=0, initial=0.0)
        kinds = np.full(self.tested.num_units, "false positive" if self.is_exhaustive else "unknown", dtype="U14")
        if self.true.num_units:
            is_best = self.best_partner[np.argmax(self.agreement, axis=0)] == np.arange(self.tested.num_units)
            kinds[highest >= SHARED_AGREEMENT] = "redundant"
            kinds[(highest >= SHARED_AGREEMENT) & is_best] = "partial"
        kinds[self.partner[self.partner != NO_UNIT]] = "matched"
        kinds[(self.agreement > SHARED_AGREEMENT).sum(axis=0) >= 2] = "overmerged"
        return kinds

    @once
    def is_found(self) -> NDArray[np.bool_]:
        """Which true spikes the partners of their units found, shape (true spikes,)."""
        found = np.zeros(len(self.true), dtype=bool)
        for unit, partner in enumerate(self.partner.tolist()):
            if partner != NO_UNIT:
                found[self.matches.of_pair(unit, partner)[0]] = True
        return found

    @once
    def is_false(self) -> NDArray[np.bool_]:
        """Which spikes of partners are not their true units', shape (tested spikes,)."""
        wrong = np.isin(self.tested.unit_index, self.partner[self.partner != NO_UNIT])
        for unit, partner in enumerate(self.partner.tolist()):
            if partner != NO_UNIT:
                wrong[self.matches.of_pair(unit, partner)[1]] = False
        return wrong


def score_trains(
    true: Train,
    tested: Train,
    sampling_frequency_hz: float,
    *,
    delta_time_ms: float = DELTA_TIME_MS,
    match_score: float = MATCH_SCORE,
    correct_lag: bool = False,
    is_exhaustive: bool = True,
) -> Score:
    """Hold tested spike trains against true ones.

    Parameters
    ----------
    true, tested : Train
        The spikes.
    sampling_frequency_hz : float
        Rate of both.
    delta_time_ms : float
        How far apart coincident spikes may be, inclusive.
    match_score : float
        The agreement below which a tested unit is no partner.
    correct_lag : bool
        Whether a constant shift between the two clocks, at most 2 ms, is taken out first. It is measured and reported
        in any case.
    is_exhaustive : bool
        Whether the ground truth knows every spike of the recording.

    Returns
    -------
    Score
        Partners, counts and performance.
    """
    delta = int(delta_time_ms / 1000 * sampling_frequency_hz)
    lag = lag_samples(true, tested, int(LARGEST_LAG_MS / 1000 * sampling_frequency_hz))
    compared = tested.shifted(-lag) if correct_lag else tested
    matches = match(true, compared, delta)
    return Score(true, compared, matches, delta, lag, correct_lag, is_exhaustive, match_score)


def _share(part: Integers, whole: Any) -> Floats:
    shares: Floats = part / np.maximum(whole, 1)
    return shares
