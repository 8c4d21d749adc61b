"""The table of units with what a sorting found of each: drift and loss side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ..unit_table import UNIT_ROW_COLUMNS, UnitRow
from .comparison import Comparison

SCORE_COLUMNS = ("accuracy", "recall", "precision", "main_reason", "tracking", "lost_spikes")
"""What a result adds to a unit; ``tracking`` is the share of time in which it is found."""
SCORED_UNIT_COLUMNS = (*UNIT_ROW_COLUMNS, *SCORE_COLUMNS)
"""The columns of the joined table, in order."""


def scored_units(rows: Sequence[UnitRow], comparison: Comparison) -> list[dict[str, Any]]:
    """Return rows of the unit table with scores, sorted by missed spikes, most first.

    Parameters
    ----------
    rows : sequence of UnitRow
        From :func:`driftscope.unit_table.table_of`; of the recording that the comparison is of.
    comparison : Comparison
        From :func:`driftscope.results.compare`.

    Returns
    -------
    list of dict
        With the columns of ``SCORED_UNIT_COLUMNS``.
    """
    score = comparison.score
    columns = (
        score.accuracy.tolist(),
        score.recall.tolist(),
        score.precision.tolist(),
        comparison.main_reasons,
        comparison.tracking.tolist(),
        score.false_negatives.tolist(),
    )
    joined = [
        asdict(row) | dict(zip(SCORE_COLUMNS, (column[row.unit] for column in columns), strict=True)) for row in rows
    ]
    return sorted(joined, key=lambda row: -row["lost_spikes"])
