"""What a result adds to the table of units, as its columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..unit_properties import RESULT, Column, result_values
from .held import Scored

COLUMNS = RESULT


def score_columns(scored: Scored | None, simulation: Any) -> list[tuple[Column, Sequence[Any]]]:
    """Return the columns with a value for every unit; none without a sorting's score of the recording shown."""
    comparison = None if scored is None or scored.simulation is not simulation else scored.comparison
    return [] if comparison is None else list(zip(COLUMNS, result_values(comparison), strict=True))
