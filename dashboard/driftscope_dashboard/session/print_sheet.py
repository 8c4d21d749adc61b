"""What the printed page tells besides the pictures: the units of which least is left, as rows of words."""

from __future__ import annotations

from typing import Any

import numpy as np
from driftscope.source import Source
from driftscope.unit_table import WORST_REST_PEAK_NOISE, UnitRow, table_of

MOST_ROWS = 10
COLUMNS = (
    "Unit", "Depth (µm)", "Moved (µm)", "At rest (µV)", "Now, same channel (µV)", "Left (%)", "Best now (µV)",
    "Rate (1/s)", "Below 5 × noise (% of time)",
)  # fmt: skip


def in_words(row: UnitRow) -> list[str]:
    """Return the cells of a unit's row.

    Examples
    --------
    >>> in_words(UnitRow(3, 120.4, -8.0, 5, 90.0, 30.0, 1 / 3, 7, 80.0, 4.52, 9.0, 0.5))
    ['3', '120', '−8', '90 on 5', '30', '33', '80 on 7', '4.5', '50']
    """
    cells = [
        f"{row.unit}", f"{row.depth_um:.0f}", f"{row.moved_um:+.0f}", f"{row.rest_uv:.0f} on {row.rest_channel}",
        f"{row.now_uv:.0f}", f"{100 * row.left:.0f}", f"{row.best_uv:.0f} on {row.best_channel}",
        f"{row.rate_hz:.1f}", f"{100 * row.share_below:.0f}",
    ]  # fmt: skip
    return [cell.replace("-", "−") for cell in cells]


def worst_rows(request: tuple[Source, tuple[float, float] | None, float]) -> dict[str, Any]:
    """Return heading, columns and rows of the units of which least is left at one moment.

    Parameters
    ----------
    request : tuple
        The recording, the depths that are shown (None: all), and the moment in seconds.
    """
    source, depths_um, time_s = request
    low, high = depths_um or (-np.inf, np.inf)
    places, noise_uv = source.locations_um[:, 1], source.noise_levels_uv
    rows = table_of(source, np.flatnonzero((places >= low) & (places <= high)).tolist(), time_s)
    loud = [row for row in rows if row.rest_uv >= WORST_REST_PEAK_NOISE * noise_uv[row.rest_channel]]
    worst = sorted(loud, key=lambda row: (row.left, row.unit))[:MOST_ROWS]
    where = "" if depths_um is None else f" from {low:.0f} to {high:.0f} µm"
    heading = (
        f"Units most reduced at {time_s:.1f} s{where}" if worst else "No unit here has a peak of 8 × noise at rest"
    )
    return {"heading": heading, "columns": list(COLUMNS), "rows": [in_words(row) for row in worst]}
