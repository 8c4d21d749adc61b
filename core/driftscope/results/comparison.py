"""A result held against the ground truth: its spikes, its motion, or both, with what has to be said about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..cache import once
from ..measured_motion import MeasuredMotion
from .breakdown import DISPLACEMENT_BIN_UM, TIME_BIN_S, TRACKING_BIN_S, Recall, recall_by
from .ground_truth import GroundTruth
from .motion_error import MotionError, compare_motion
from .problems import ResultError
from .reasons import REASONS, reasons_of
from .scoring import CHANCE_SCORE, DELTA_TIME_MS, MATCH_SCORE, Score, score_trains
from .snr_fit import SnrFit, fit_snr
from .sortings import Sorted

_RATE_TOLERANCE = 1e-3
_NOTABLE_LAG_SAMPLES = 2


@dataclass(frozen=True, eq=False)
class Comparison:
    """A sorting held against the ground truth.

    Attributes
    ----------
    truth : GroundTruth
        What was to be found.
    sorting : Sorted
        What was found.
    score : Score
        Partners, counts and performance.
    """

    truth: GroundTruth
    sorting: Sorted
    score: Score

    @once
    def missed(self) -> NDArray[np.int64]:
        """The true spikes that were missed, as indices into the ground truth's train."""
        return np.flatnonzero(~self.score.is_found)

    @once
    def reasons(self) -> NDArray[np.int64]:
        """Why each missed spike was likely missed, an index into ``REASONS``, shape (missed,)."""
        return reasons_of(self.truth, self.missed)

    @once
    def _reason_counts(self) -> NDArray[np.int64]:
        units = self.truth.train.unit_index[self.missed]
        counts = np.bincount(units * len(REASONS) + self.reasons, minlength=len(self.truth.unit_ids) * len(REASONS))
        return counts.reshape(-1, len(REASONS))

    def reason_counts(self) -> NDArray[np.int64]:
        """Return how many spikes of every unit were missed for each reason, shape (units, reasons)."""
        return self._reason_counts

    @once
    def displacement_um(self) -> NDArray[np.float64]:
        """Absolute displacement of every true spike's unit, shape (spikes,), in µm."""
        moved: NDArray[np.float64] = np.linalg.norm(self.truth.displacements_um(), axis=1)
        return moved

    def recall_by_displacement(self, bin_um: float = DISPLACEMENT_BIN_UM) -> Recall:
        """Return the share found of every unit, by bins of absolute displacement in µm."""
        return self._recall_by(self.displacement_um, bin_um)

    def recall_by_time(self, bin_s: float = TIME_BIN_S) -> Recall:
        """Return the share found of every unit, by bins of time in s."""
        return self._recall_by(self.truth.train.sample_index / self.truth.sampling_frequency_hz, bin_s)

    @once
    def tracking(self) -> NDArray[np.float64]:
        """Share of the time in which a unit is found, shape (units,).

        Of the stretches of 10 s in which it fires, those in which at least half of its spikes were found.
        """
        return self.recall_by_time(TRACKING_BIN_S).tracked

    @once
    def main_reasons(self) -> tuple[str, ...]:
        """Why most of every unit's missed spikes were likely missed, a word of ``REASONS``; empty without a miss."""
        counts = self.reason_counts()
        return tuple(REASONS[row.argmax()] if row.any() else "" for row in counts)

    @once
    def snr_fit(self) -> SnrFit | None:
        """How accuracy grows with the signal-to-noise ratio, where it does."""
        return fit_snr(self.truth.snr, self.score.accuracy)

    def _recall_by(self, values: NDArray[np.float64], width: float) -> Recall:
        train = self.truth.train
        return recall_by(values, self.score.is_found, train.unit_index, train.num_units, width)

    @property
    def rms_displacement_um(self) -> NDArray[np.float64]:
        """Root mean square of the displacement of every unit's spikes, shape (units,), in µm; 0 without a spike."""
        train = self.truth.train
        squares = np.bincount(train.unit_index, self.displacement_um**2, minlength=train.num_units)
        rms: NDArray[np.float64] = np.sqrt(squares / np.maximum(train.counts, 1))
        return rms

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the numbers should know, in sentences."""
        return (*self.truth.notes, *self.sorting.notes, *self._chance_notes(), *self._lag_notes())

    def _chance_notes(self) -> tuple[str, ...]:
        agreement = self.score.agreement
        if agreement.size == 0 or len(self.score.tested) == 0 or agreement.max() >= CHANCE_SCORE:
            return ()
        return (
            f"No unit of the sorting agrees with a true one by more than {100 * agreement.max():.0f} %, as expected "
            "by chance: does the sorting belong to this recording and its clock?",
        )

    @property
    def has_lag(self) -> bool:
        """Whether the sorting's clock is off by a notable constant that was not taken out."""
        return abs(self.score.lag_samples) >= _NOTABLE_LAG_SAMPLES and not self.score.is_lag_corrected

    def _lag_notes(self) -> tuple[str, ...]:
        lag = self.score.lag_samples
        if abs(lag) < _NOTABLE_LAG_SAMPLES:
            return ()
        when = "late" if lag > 0 else "early"
        lag_ms = abs(lag) / self.truth.sampling_frequency_hz * 1000
        done = "and were moved back" if self.score.is_lag_corrected else "and were compared as they are"
        return (f"The sorting's spikes come {lag_ms:.2f} ms ({abs(lag)} samples) {when} {done}.",)


def compare_sorting(
    truth: GroundTruth,
    sorting: Sorted,
    *,
    delta_time_ms: float = DELTA_TIME_MS,
    match_score: float = MATCH_SCORE,
    correct_lag: bool = False,
) -> Comparison:
    """Hold a sorting against the ground truth.

    Parameters
    ----------
    truth : GroundTruth
        What was to be found.
    sorting : Sorted
        What was found.
    delta_time_ms : float
        How far apart coincident spikes may be, inclusive.
    match_score : float
        The agreement below which a tested unit is no partner, from 0 to 1.
    correct_lag : bool
        Whether a constant shift between the clocks, at most 2 ms, is taken out first.

    Returns
    -------
    Comparison
        Partners, counts, performance, and where spikes were lost.

    Raises
    ------
    ResultError
        When the sorting is of a recording with another rate, or of a longer one.
    """
    _refuse_other_recording(truth, sorting)
    score = score_trains(
        truth.train,
        sorting.train,
        truth.sampling_frequency_hz,
        delta_time_ms=delta_time_ms,
        match_score=match_score,
        correct_lag=correct_lag,
        is_exhaustive=truth.is_exhaustive,
    )
    return Comparison(truth, sorting, score)


def _refuse_other_recording(truth: GroundTruth, sorting: Sorted) -> None:
    rate_hz = sorting.sampling_frequency_hz
    if rate_hz is not None and abs(rate_hz / truth.sampling_frequency_hz - 1) > _RATE_TOLERANCE:
        raise ResultError(
            f"the sorting has a sampling rate of {rate_hz:g} Hz, but the recording {truth.sampling_frequency_hz:g} Hz: "
            "choose the sorting of this recording"
        )
    late = int((sorting.sample_index >= truth.num_samples).sum())
    if late:
        raise ResultError(
            f"{late} of the sorting's {sorting.sample_index.size} spikes lie after the recording's end (the last at "
            f"sample {int(sorting.sample_index[-1])}, the recording has {truth.num_samples}): choose the sorting of "
            "this recording, in samples"
        )


@dataclass(frozen=True, eq=False)
class Result:
    """Everything that was brought back of one recording.

    Attributes
    ----------
    comparison : Comparison or None
        The sorting, where there is one.
    motion : MotionError or None
        The motion estimate, where there is one.
    """

    comparison: Comparison | None = None
    motion: MotionError | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the numbers should know, in sentences."""
        found = list(self.comparison.notes) if self.comparison is not None else []
        if self.motion is not None and self.motion.looks_turned:
            found.append(
                "The motion estimate is anticorrelated with the truth: its sign seems to be reversed (positive is up)."
            )
        if self.motion is not None and self.motion.is_turned:
            found.append("The motion estimate was multiplied by -1 before the comparison.")
        return tuple(found)


def compare(
    truth: GroundTruth,
    sorting: Sorted | None = None,
    motion: MeasuredMotion | None = None,
    *,
    delta_time_ms: float = DELTA_TIME_MS,
    match_score: float = MATCH_SCORE,
    correct_lag: bool = False,
    turn_motion: bool = False,
) -> Result:
    """Compare a sorting, a motion estimate or both with the ground truth.

    Parameters
    ----------
    truth : GroundTruth
        From :func:`truth_of_source` or :func:`truth_of_export`.
    sorting : Sorted, optional
        From :func:`read_sorting`.
    motion : MeasuredMotion, optional
        From :func:`read_motion_estimate`.
    delta_time_ms, match_score, correct_lag
        As in :func:`compare_sorting`.
    turn_motion : bool
        Whether the motion estimate is multiplied by -1 first.

    Returns
    -------
    Result
        The comparisons.

    Raises
    ------
    ResultError
        When a result is of another recording.
    """
    comparison = None
    if sorting is not None:
        comparison = compare_sorting(
            truth, sorting, delta_time_ms=delta_time_ms, match_score=match_score, correct_lag=correct_lag
        )
    error = None if motion is None else compare_motion(truth, motion)
    return Result(comparison, error.turned() if error is not None and turn_motion else error)
