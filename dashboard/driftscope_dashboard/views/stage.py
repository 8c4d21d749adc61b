"""The row of pictures that show the same depths side by side: the room around them, so that they align."""

from __future__ import annotations

from typing import Any

from ..ticks import DEPTH_THOUSANDS_FROM, UP, put_ticks

TOP, BOTTOM = 22, 31
"""Pixels above and below the picture itself, in every figure whose vertical axis is the depth."""
LEFT, RIGHT = 71, 24
"""Pixels beside the picture itself, in every figure whose horizontal axis is the recording's time."""


def align_depth(made: Any) -> Any:
    """Let a figure begin and end as high as the others that show the same depths."""
    made.min_border_top, made.min_border_bottom = TOP, BOTTOM
    return made


def align_time(made: Any) -> Any:
    """Let a figure begin and end as far right as the others that show the same time; seconds are its ticks."""
    made.min_border_left, made.min_border_right = LEFT, RIGHT
    put_ticks(made.xaxis[0], "s")
    return made


def put_depths(made: Any) -> Any:
    """Let the vertical axis of a figure tell depths."""
    axis = put_ticks(made.yaxis[0], "µm", number=UP, thousands_from=DEPTH_THOUSANDS_FROM)
    axis.major_tick_out = axis.major_label_standoff = 3
    return made


def hide_axis(axis: Any) -> None:
    """Draw an axis that another picture beside it tells no more; it takes no room."""
    axis.visible = False
