"""What a comparison is written as: a table of units, a summary, and the error of the motion."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .comparison import Comparison, Result
from .motion_error import MotionError
from .problems import ResultError
from .reasons import REASONS
from .scoring import NO_UNIT

UNIT_COLUMNS = (
    "unit",
    "partner",
    "best_partner",
    "best_agreement",
    "true_positives",
    "false_negatives",
    "false_positives",
    "accuracy",
    "recall",
    "precision",
    "snr",
    "rms_displacement_um",
    "tracking",
    "main_reason",
    *(f"missed_{reason}" for reason in REASONS),
)
"""Columns of ``score.csv``, a row for every true unit; ``tracking`` is the share of time in which it is found."""


def unit_table(comparison: Comparison) -> list[dict[str, Any]]:
    """Return one row per true unit with the columns of ``UNIT_COLUMNS``; None without a matched unit.

    Units of which most spikes were lost come first.
    """
    score, names = comparison.score, comparison.sorting.unit_ids
    agreement = score.agreement.max(axis=1, initial=0.0)
    columns: list[list[Any]] = [
        list(comparison.truth.unit_ids),
        [None if partner == NO_UNIT else names[partner] for partner in score.partner.tolist()],
        [None if partner == NO_UNIT else names[partner] for partner in score.best_partner.tolist()],
        agreement.tolist(),
        *(values.tolist() for values in (score.true_positives, score.false_negatives, score.false_positives)),
        *(values.tolist() for values in (score.accuracy, score.recall, score.precision)),
        comparison.truth.snr.tolist(),
        comparison.rms_displacement_um.tolist(),
        comparison.tracking.tolist(),
        list(comparison.main_reasons),
        *comparison.reason_counts().T.tolist(),
    ]
    rows = [dict(zip(UNIT_COLUMNS, row, strict=True)) for row in zip(*columns, strict=True)]
    return sorted(rows, key=lambda row: -row["false_negatives"])


def summary(result: Result) -> dict[str, Any]:
    """Return summary numbers of a comparison as plain values for JSON."""
    found: dict[str, Any] = {"notes": list(result.notes)}
    if result.comparison is not None:
        found["configuration_digest"] = result.comparison.truth.digest
        found["sorting"] = _sorting_summary(result.comparison)
    if result.motion is not None:
        found["motion"] = _motion_summary(result.motion)
    return found


def _sorting_summary(comparison: Comparison) -> dict[str, Any]:
    score = comparison.score
    kinds, numbers = np.unique(score.tested_kind, return_counts=True)
    return {
        "settings": {
            "delta_samples": score.delta_samples,
            "match_score": score.match_score,
            "lag_samples": score.lag_samples,
            "is_lag_corrected": score.is_lag_corrected,
            "is_exhaustive": score.is_exhaustive,
        },
        "true_units": score.true.num_units,
        "tested_units": score.tested.num_units,
        "well_detected_units": int(score.is_well_detected.sum()),
        "tested_units_by_kind": dict(zip(kinds.tolist(), numbers.tolist(), strict=True)),
        "true_spikes": len(score.true),
        "found_spikes": int(score.true_positives.sum()),
        "mean_accuracy": _mean(score.accuracy),
        "mean_recall": _mean(score.recall),
        "mean_precision": _mean(score.precision[score.partner != NO_UNIT]),
        "missed_by_reason": dict(zip(REASONS, comparison.reason_counts().sum(axis=0).tolist(), strict=True)),
    }


def _motion_summary(motion: MotionError) -> dict[str, Any]:
    return {
        "rms_error_um": motion.rms_um,
        "offset_um": motion.offset_um,
        "explained_variance": None if np.isnan(motion.explained) else motion.explained,
        "rms_error_by_band_um": motion.rms_by_band_um,
        "is_turned": motion.is_turned,
    }


def _mean(values: Any) -> float | None:
    return float(np.mean(values)) if len(values) else None


def write_report(result: Result, folder: Path, provenance: dict[str, Any] | None = None) -> list[Path]:
    """Write a comparison into a folder.

    Parameters
    ----------
    result : Result
        What was compared.
    folder : Path
        Made if there is none; files of an earlier comparison are replaced.
    provenance : dict, optional
        What is said in ``score.json`` about the files that were compared.

    Returns
    -------
    list of Path
        ``score.json``; ``score.csv`` where there is a sorting; ``motion_error.npy`` (times x depths, in µm) with
        ``motion_error_times_s.npy`` and ``motion_error_depths_um.npy`` where there is a motion estimate.
    """
    text = json.dumps({**(provenance or {}), **summary(result)}, indent=2, ensure_ascii=False) + "\n"
    writers: dict[str, Callable[[Path], object]] = {}
    if (comparison := result.comparison) is not None:
        writers["score.csv"] = partial(_write_table, unit_table(comparison))
    if result.motion is not None:
        for name, array in _motion_arrays(result.motion).items():
            writers[f"{name}.npy"] = partial(_write_array, array)
    writers["score.json"] = partial(Path.write_text, data=text, encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    return _replaced(folder, writers)


def _motion_arrays(motion: MotionError) -> dict[str, NDArray[np.float64]]:
    return {
        "motion_error": motion.error_um,
        "motion_error_times_s": motion.times_s,
        "motion_error_depths_um": motion.depths_um,
    }


def _write_table(rows: list[dict[str, Any]], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, UNIT_COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def _write_array(array: NDArray[np.float64], path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, array)


def _replaced(folder: Path, writers: dict[str, Callable[[Path], object]]) -> list[Path]:
    """Write files beside their places, and move them there once all are whole, so that none is seen half-written."""
    beside = {folder / name: folder / f".{name}.part" for name in writers}
    try:
        for (place, part), write in zip(beside.items(), writers.values(), strict=True):
            if place.is_dir():
                raise ResultError(f"{place} is a folder: move it away, or give another --output")
            write(part)
        for place, part in beside.items():
            part.replace(place)
    finally:
        for part in beside.values():
            part.unlink(missing_ok=True)
    return list(beside)
