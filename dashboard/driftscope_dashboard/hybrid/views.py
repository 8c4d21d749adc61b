"""The views of a hybrid recording: those of a simulation, with words and tools of their own."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from bokeh.models import PointDrawTool
from driftscope import ConfigError
from driftscope.hybrid import HybridConfig

from ..plots.probe import Scene
from ..views.amplitudes import AmplitudesView
from ..views.curve import CurveView
from ..views.driftmap import DriftmapView
from ..views.field import FieldView
from ..views.firing import FiringView
from ..views.minimap import MinimapView
from ..views.motion import MotionView
from ..views.motionerror import MotionErrorView
from ..views.probe import ProbeView
from ..views.scatter import ScatterView
from ..views.score import ScoreView
from ..views.templates import TemplatesView
from ..views.traces import TracesView
from ..views.unit import UnitView
from ..views.units import UnitsView
from ..workbench import Control, Node
from .cards import name_of
from .library import LibraryView

LEAST_MOVE_UM = 0.05


class HybridTraces(TracesView):
    """The recording before and after units are added, and what was added."""

    names: ClassVar[dict[str, str]] = {"static": "before", "drifting": "after"}


class HybridMotion(MotionView):
    """Motion of the added units."""

    def tools(self) -> list[Node]:
        """Return nothing: a motion that follows the recording is not drawn."""
        return []

    def _follow_limits(self) -> None:
        """Nothing is drawn by hand here."""


class HybridProbe(ProbeView):
    """Contacts and added units; their rings can be dragged to another place."""

    wider_pixels: ClassVar[float] = 6.0

    def build(self) -> None:
        """Make the figure, and let units be dragged."""
        super().build()
        self._showing = True
        rings = next(
            one
            for one in self.figure.renderers
            if getattr(one.glyph, "x", "") == "x0" and "size" in one.glyph.properties()
        )
        for one in self.figure.renderers:
            if one.data_source is self.sources["units"]:  # what is in the hand does not pale the others
                one.selection_glyph = one.nonselection_glyph = None
        rings.glyph.update(line_alpha="strength", line_width=1.5)
        tool = PointDrawTool(renderers=[rings], add=False, drag=True, num_objects=0)
        self.figure.add_tools(tool)
        self.figure.toolbar.active_tap = None
        self.figure.toolbar.active_drag = tool
        self.sources["units"].on_change("data", lambda attr, old, new: self.services.safe(self._dragged)())

    def tools(self) -> list[Node]:
        """Return the key of the marks."""
        marks = [[["var(--ds-muted)", "ring"], "drag"], [["var(--ds-muted)", "disc"], "now"]]
        return [Control(kind="legend", options=marks), self.cards.node]

    def show(self, picture: Scene) -> None:
        """Draw contacts and units."""
        self._showing = True
        try:
            super().show(picture)
        finally:
            self._showing = False

    def _dragged(self) -> None:
        """Move the unit whose ring was dragged; one drag is one step of the history."""
        if self._showing or self._picture is None:
            return
        rings, session = self.sources["units"].data, self.state.session
        if len(rings["x0"]) != len(self._picture.rest_um):
            self._put_back()
            return
        drawn = np.column_stack([rings["x0"], rings["y0"]]).astype(np.float64)
        if changes := moves_drawn(drawn, self._picture.rest_um, session.simulation, session.config):
            try:
                session.restructure({f"units.{unit}.move_um": move for unit, move in changes.items()})
            except ConfigError:
                self._put_back()
                raise
            self.state.selection.look(units=(next(iter(changes)),))

    def _put_back(self) -> None:
        """Show the rings where their units are."""
        self._showing = True
        self.sources["units"].data = {name: [] for name in self.sources["units"].data}
        if self._picture is not None:
            self.show(self._picture)


def moves_drawn(drawn_um: Any, shown_um: Any, scene: Any, config: HybridConfig) -> dict[int, list[float]]:
    """Return the moves of the units whose rings stand elsewhere than they were shown.

    Parameters
    ----------
    drawn_um, shown_um : ndarray, shape (units, 2)
        Where the rings are, and where they were shown.
    scene : Scene
        Of which the rings tell; what is configured may be ahead of it.
    config : HybridConfig
        The configuration.

    Returns
    -------
    dict
        New moves in tenths of a µm, by unit; none for those that are configured already.
    """
    known, units = scene.origin.units, config.units
    if list(map(name_of, known)) != list(map(name_of, units)) or len(drawn_um) != len(units):
        return {}
    recorded_um = scene.locations_um[:, :2] - np.array([unit.move_um for unit in known])
    moves = np.round(drawn_um - recorded_um, 1) + 0.0
    taken = np.flatnonzero(np.abs(drawn_um - shown_um).max(axis=1) > LEAST_MOVE_UM)
    wanted = {int(unit): moves[unit].tolist() for unit in taken}
    return {unit: move for unit, move in wanted.items() if np.abs(np.subtract(move, units[unit].move_um)).max() > 0.05}


VIEWS = (
    MinimapView, HybridProbe, HybridMotion, FieldView, DriftmapView, HybridTraces, LibraryView, UnitView,
    AmplitudesView, TemplatesView, CurveView, UnitsView, ScatterView, FiringView, ScoreView, MotionErrorView,
)  # fmt: skip
"""In the order in which they stand in their areas."""
