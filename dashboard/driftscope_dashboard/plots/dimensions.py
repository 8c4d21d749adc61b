"""The axes of pictures, each with its unit; pictures with the same axis share it when they stand together."""

from __future__ import annotations

import holoviews as hv

TIME = hv.Dimension("time_s", label="time", unit="s")
WINDOW = hv.Dimension("window_ms", label="time", unit="ms")
DEPTH = hv.Dimension("depth_um", label="depth", unit="µm")
ACROSS = hv.Dimension("x_um", label="x", unit="µm")
DISPLACEMENT = hv.Dimension("displacement_um", label="displacement", unit="µm")
PEAK = hv.Dimension("peak_uv", label="peak", unit="µV")
POTENTIAL = hv.Dimension("potential_uv", label="potential", unit="µV")
AMPLITUDE = hv.Dimension("amplitude_uv", label="amplitude", unit="µV")
LEVEL = hv.Dimension("level_uv", label="level", unit="µV")
DISTANCE = hv.Dimension("distance_um", label="distance", unit="µm")
CORRELATION = hv.Dimension("correlation", label="correlation")
FREQUENCY = hv.Dimension("frequency_khz", label="frequency", unit="kHz")
DENSITY = hv.Dimension("density", label="density", unit="µV/√Hz")
RATE = hv.Dimension("rate_hz", label="rate", unit="Hz")
RANK = hv.Dimension("rank", label="unit, sorted by rate")
INTERVAL = hv.Dimension("interval_ms", label="interval", unit="ms")
INTERVALS = hv.Dimension("intervals", label="intervals")
LAG = hv.Dimension("lag_ms", label="lag", unit="ms")
ROW = hv.Dimension("row", label="unit, deep to shallow")
