"""What the browser draws by hand on a figure, read with care."""

from __future__ import annotations

from typing import Any

import numpy as np
from driftscope.curves import DisplacementCurve

MOST_POINTS = 10_000


def curve_of(message: dict[str, Any]) -> DisplacementCurve | None:
    """Return the curve that a message of the browser brings, or None when it brings none.

    Examples
    --------
    >>> curve_of({"times_s": [1.0, 2.0], "displacement_um": [5.0, 6.0]}).times_s
    array([1., 2.])
    >>> curve_of({"times_s": [1.0], "displacement_um": "much"}) is None
    True
    """
    try:
        times, values = (np.array(message[name], dtype=np.float64) for name in ("times_s", "displacement_um"))
    except (KeyError, TypeError, ValueError):
        return None
    well_formed = times.ndim == 1 and times.shape == values.shape and 2 <= times.size <= MOST_POINTS
    if not well_formed or not (np.isfinite(times) & np.isfinite(values)).all() or (np.diff(times) <= 0).any():
        return None
    return DisplacementCurve(times, values)
