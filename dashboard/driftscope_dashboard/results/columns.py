"""What a result adds to the table of units, as its columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..session.unit_columns import Column
from .held import Scored

COLUMNS = (
    Column("lost", "lost", "How many of its spikes were missed", "whole"),
    Column("accuracy", "accuracy", "Found spikes over found, missed and false ones", "share"),
    Column("recall", "recall", "The share of its spikes that was found", "share"),
    Column("precision", "precision", "The share of its partner's spikes that are its own", "share"),
    Column("reason", "main reason", "Why most of its missed spikes were likely missed", "words"),
    Column("tracking", "tracked", "The share of the time in which at least half of its spikes were found", "share"),
)
"""What is told of every unit when a result is loaded."""


def score_columns(scored: Scored | None, simulation: Any) -> list[tuple[Column, Sequence[Any]]]:
    """Return the columns with a value for every unit; none without a sorting's score of the recording shown."""
    comparison = None if scored is None or scored.simulation is not simulation else scored.comparison
    if comparison is None:
        return []
    score = comparison.score
    values: list[Sequence[Any]] = [
        score.false_negatives.tolist(),
        *(np.round(share, 4).tolist() for share in (score.accuracy, score.recall, score.precision)),
        list(comparison.main_reasons),
        np.round(comparison.tracking, 4).tolist(),
    ]
    return list(zip(COLUMNS, values, strict=True))
