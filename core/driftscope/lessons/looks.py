"""What a lesson may say of the page, by name: what one looks at, its views, tabs and overlays.

The names are those of the dashboard, which a test of the dashboard compares; the core draws nothing.
"""

from __future__ import annotations

from typing import Literal

LookName = Literal[
    "time_s",
    "window_s",
    "mode",
    "style",
    "depth_um",
    "gain",
    "channels",
    "units",
    "depths_um",
    "exaggeration",
    "times_s",
    "speed",
    "moving",
    "tab",
    "threshold",
    "follow",
    "scatter",
]
"""What one looks at, by the names that a link carries."""

ScatterName = Literal[
    "depth_um",
    "moved_um",
    "rest_uv",
    "now_uv",
    "left",
    "best_uv",
    "rate_hz",
    "share_below",
    "snr",
    "alpha_uv",
    "distance_um",
    "lost",
    "accuracy",
    "recall",
    "precision",
    "tracking",
]
"""Properties of units that can be shown against each other; the last five are those of a sorter's result."""

TabName = Literal["unit", "units", "scatter", "firing", "noise", "field", "score", ""]
"""The tabs below the traces."""

ViewName = Literal[
    "minimap",
    "probe",
    "motion",
    "field",
    "driftmap",
    "traces",
    "templates",
    "curve",
    "amplitudes",
    "units",
    "scatter",
    "firing",
    "noise",
]
"""The pictures of the page."""

OverlayName = Literal["threshold", "found", "rings", "reference", "estimate", "realigned", "merged"]
"""What a reveal can draw over the pictures: the threshold; found, missed and false spikes; rings around the contacts
above threshold; the median reference; estimated motion; the realigned waveform; the intervals of merged units."""
