"""The motion: how far units are displaced, over the whole recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import panel as pn
from bokeh.events import Tap
from bokeh.models import ColumnDataSource, PanTool, Range1d, WheelZoomTool
from bokeh.models.annotations import BoxAnnotation, Span
from driftscope.motion import Motion
from numpy.typing import NDArray
from panel.viewable import Viewable

from ..controls import Control
from ..decimate import thinned
from ..state import window_frames
from ..theme import depth_colour, plot
from .base import View

COLUMNS = 1_500
MOST_CURVES = 5


@dataclass(frozen=True)
class Curves:
    """Displacement of some units over time.

    Attributes
    ----------
    times_s : list of ndarray
        One for every curve.
    displacement_um : list of ndarray
        One for every curve.
    colours, dashes, labels : list of str
        How each is drawn and what it is.
    duration_s : float
        Length of the recording.
    limits_um : tuple of float
        Between which they lie.
    """

    times_s: list[NDArray[Any]]
    displacement_um: list[NDArray[Any]]
    colours: list[str]
    dashes: list[str]
    labels: list[str]
    duration_s: float
    limits_um: tuple[float, float]


def representative_units(depths_um: NDArray[Any], factors: NDArray[Any]) -> NDArray[np.intp]:
    """Choose units that stand for all: one when all move alike, else some evenly spread over depth.

    Parameters
    ----------
    depths_um : ndarray, shape (units,)
        Where the units stand.
    factors : ndarray, shape (units, components)
        Share of each component that a unit follows.

    Returns
    -------
    ndarray of int
        Indices of units, from deep to shallow.
    """
    order = np.argsort(depths_um, kind="stable")
    if factors.size == 0 or np.ptp(factors, axis=0).max() == 0:
        return order[len(order) // 2 : len(order) // 2 + 1]
    places = np.linspace(0, len(order) - 1, min(MOST_CURVES, len(order))).round().astype(int)
    return order[np.unique(places)]


def curves_of(displacement_um: NDArray[Any], depths_um: NDArray[Any], rate_hz: float, duration_s: float) -> Curves:
    """Turn displacements into curves: along the probe solid, across it dashed and only where there is any.

    Parameters
    ----------
    displacement_um : ndarray, shape (times, units, 2)
        x and y displacement.
    depths_um : ndarray, shape (units,)
        Depth of these units.
    rate_hz, duration_s : float
        Times a second, and length.

    Returns
    -------
    Curves
        Ready to be drawn.
    """
    times = np.arange(len(displacement_um)) / rate_hz
    shades = (
        [depth_colour(share) for share in np.linspace(0, 1, len(depths_um))]
        if len(depths_um) > 1
        else [depth_colour(0.5)]
    )
    parts: dict[str, list[Any]] = {"times": [], "values": [], "colours": [], "dashes": [], "labels": []}
    for axis, dash in ((1, "solid"), (0, "dashed")):
        if axis == 0 and not displacement_um[:, :, 0].any():
            continue
        kept_times, kept = thinned(times, displacement_um[:, :, axis], COLUMNS)
        for unit, depth in enumerate(depths_um):
            parts["times"].append(kept_times.astype(np.float32))
            parts["values"].append(kept[:, unit].astype(np.float32))
            parts["colours"].append(shades[unit])
            parts["dashes"].append(dash)
            parts["labels"].append(f"{'xy'[axis]} at {depth:.0f} µm")
    extent = displacement_um if displacement_um.size else np.zeros(1)
    limits = padded(float(extent.min()), float(extent.max()))
    return Curves(
        parts["times"], parts["values"], parts["colours"], parts["dashes"], parts["labels"], duration_s, limits
    )


def padded(low: float, high: float) -> tuple[float, float]:
    """Return limits with some air around them, also around a flat line."""
    air = max(0.08 * (high - low), 1.0)
    return low - air, high + air


def motion_figure(time_range: Range1d) -> tuple[Any, ColumnDataSource]:
    """Return the empty figure of the motion and the source of its curves."""
    made = plot("motion", x_range=time_range, y_range=Range1d(start=-1, end=1), tools=[])
    source = ColumnDataSource({"xs": [], "ys": [], "colour": [], "dash": [], "label": []})
    made.multi_line("xs", "ys", source=source, line_color="colour", line_dash="dash", line_width=1.5)
    made.yaxis.axis_label = "displacement (µm)"
    made.xaxis.axis_label = "time (s)"
    zoom = WheelZoomTool(dimensions="width")
    made.add_tools(PanTool(dimensions="width"), zoom)
    made.toolbar.active_scroll = zoom
    return made, source


class MotionView(View):
    """Displacement over time, with the cursor and the trace window."""

    name: ClassVar[str] = "motion"
    title: ClassVar[str] = "Motion"
    order: ClassVar[int] = 10
    weight: ClassVar[float] = 1.0

    def build(self) -> None:
        """Make the figure, the cursor and the window."""
        self.time_range = Range1d(start=0, end=1, bounds="auto")
        self.figure, self.source = motion_figure(self.time_range)
        self.cursor = Span(dimension="height", line_width=1.25, tags=["line:ink"])
        self.window = BoxAnnotation(fill_alpha=0.12, line_alpha=0, tags=["fill:ink"])
        self.figure.add_layout(self.window)
        self.figure.add_layout(self.cursor)
        self.figures = [self.figure]
        self.figure.on_event(Tap, self.services.guarded(self._tapped))
        self.state.selection.subscribe({"time_s", "window_s"}, self._move_cursor)
        self.state.session.subscribe({"simulation"}, self._move_cursor)
        self._move_cursor()

    def body(self) -> Viewable:
        """Return the figure."""
        return pn.pane.Bokeh(self.figure, sizing_mode="stretch_both")

    def tools(self) -> list[Viewable]:
        """Return the key of the curves, shown while units move unequally."""
        shades = [depth_colour(share) for share in (0.0, 0.5, 1.0)]
        self.key = Control(
            kind="legend", options=[[shades, "deep to shallow"]], width=136, height=24, margin=0, visible=False
        )
        return [self.key]

    def request(self) -> tuple[Motion, NDArray[Any], float]:
        """Return motion, locations of the units, and duration."""
        simulation = self.state.session.simulation
        return simulation.motion, simulation.locations_um, simulation.config.duration_s

    @staticmethod
    def compute(request: tuple[Motion, NDArray[Any], float]) -> Curves:
        """Make the curves of representative units."""
        motion, locations, duration_s = request
        depths = locations[:, 1]
        units = representative_units(depths, motion.factors)
        bins = np.arange(motion.vectors_um.shape[0])
        displacement = np.stack([motion.displacement_um(bins, np.full(bins.size, unit)) for unit in units], axis=1)
        return curves_of(displacement, depths[units], motion.sampling_frequency_hz, duration_s)

    def show(self, picture: Curves) -> None:
        """Draw the curves."""
        self.source.data = {
            "xs": picture.times_s,
            "ys": picture.displacement_um,
            "colour": picture.colours,
            "dash": picture.dashes,
            "label": picture.labels,
        }
        self.key.visible = len(set(picture.colours)) > 1
        self.figure.y_range.start, self.figure.y_range.end = picture.limits_um
        if self.time_range.bounds != (0, picture.duration_s):
            self.time_range.bounds = (0, picture.duration_s)
            self.time_range.start, self.time_range.end = 0, picture.duration_s

    def _move_cursor(self) -> None:
        selection, config = self.state.selection, self.state.session.simulation.config
        self.cursor.location = selection.time_s
        start, end = window_frames(selection.time_s, selection.window_s, config)
        self.window.left = start / config.sampling_frequency_hz
        self.window.right = end / config.sampling_frequency_hz

    def _tapped(self, event: Tap) -> None:
        duration = self.state.session.simulation.config.duration_s
        if event.x is not None:
            self.state.selection.look(time_s=min(max(event.x, 0.0), duration))
