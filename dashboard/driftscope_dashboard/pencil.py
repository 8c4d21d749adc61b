"""Drawing on a figure by hand, with mouse, pen or finger; pencil.js draws the line while it grows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import panel as pn
import param
from driftscope.curves import DisplacementCurve

MOST_POINTS = 10_000


class Pencil(pn.custom.JSComponent):
    """While it is active, dragging over a figure draws a course; otherwise the figure is left alone."""

    _bundle = "pencil.js"

    figure = param.String(doc="Name of the figure that is drawn on.")
    active = param.Boolean(False, doc="Whether it draws.")
    limits = param.List([], doc="Lowest and highest value that can be drawn.")

    def __init__(self, on_message: Callable[[Any], None], **params: Any) -> None:
        self._on_message = on_message
        super().__init__(**params)

    @property
    def _linked_properties(self) -> tuple[str, ...]:
        """Nothing is changed by the browser; what it draws comes as a message."""
        return ()

    def _handle_msg(self, data: Any) -> None:
        self._on_message(data)

    def wipe(self) -> None:
        """Let the line fade that was drawn: the figure shows it now."""
        self._send_msg({"wipe": True})


def course_of(message: dict[str, Any]) -> DisplacementCurve | None:
    """Return the course that a message of the browser brings, or None when it brings none.

    Examples
    --------
    >>> course_of({"times_s": [1.0, 2.0], "displacement_um": [5.0, 6.0]}).times_s
    array([1., 2.])
    >>> course_of({"times_s": [1.0], "displacement_um": "much"}) is None
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
