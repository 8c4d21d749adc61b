"""A result's marks on pictures over time: rings for missed spikes, crosses for false ones, a dashed line of motion."""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, Line, Scatter

from ..plots.driftmap import corrected_depths_um
from ..plots.motion_error import depth_bin
from ..reduce.selection import present_units
from ..results.correcting import correction
from ..results.misses import NONE, between, depths_um, marks_of, thinned
from ..session.state import State
from .base import Services, update_columns
from .figures import draw_glyph


class MissMarks:
    """Missed and false spikes of the chosen unit on a figure of depth over time; what was found is not marked.

    Where many lie in the time shown some are left out, evenly: zooming in shows them all.

    Parameters
    ----------
    figure : bokeh.plotting.figure
        On which.
    state : State
        Whose unit is chosen.
    services : Services
        Of the page, with its results.
    """

    def __init__(self, figure: Any, state: State, services: Services) -> None:
        self.state, self.services = state, services
        self.sources = {name: ColumnDataSource({"x": [], "y": []}) for name in ("missed", "false")}
        missed = Scatter(
            x="x", y="y", marker="circle", size=6, fill_color=None, line_width=1.4, line_color="#d0246a",
            tags=["line:missed"],
        )  # fmt: skip
        false = Scatter(x="x", y="y", marker="x", size=6, line_width=1.4, line_color="#1a212b", tags=["line:ink"])
        for name, glyph in {"missed": missed, "false": false}.items():
            draw_glyph(figure, glyph, self.sources[name], name=name)
        services.results.subscribe({"shown", "scored"}, self.follow)
        state.selection.subscribe({"units", "moving"}, self.follow)
        state.overlays.subscribe({"shown"}, self.follow)
        state.session.subscribe({"simulation"}, self.follow)
        services.axes.subscribe(services.safe(self.follow))

    def follow(self) -> None:
        """Mark the spikes of the chosen unit in the time shown; none without a result of the recording shown."""
        simulation, selection, scored = self.state.session.simulation, self.state.selection, self.services.results.score
        comparison = None if scored is None or scored.simulation is not simulation else scored.comparison
        units = present_units(selection.units, len(simulation.locations_um))
        marks = marks_of(comparison, units[0]) if comparison is not None and units else NONE
        rate, shown = simulation.config.sampling_frequency_hz, self.services.axes.shown["time"]
        for name, samples in (("missed", marks.missed), ("false", marks.false)):
            samples = thinned(between(samples, shown[0] * rate, shown[1] * rate))
            places = self._depths_um(samples, units[0]) if samples.size else np.empty(0)
            update_columns(self.sources[name], {"x": samples / rate, "y": places})

    def _depths_um(self, samples: Any, unit: int) -> Any:
        """Return where the driftmap shows a unit when spikes fire, shape (spikes,), in µm."""
        simulation, moving = self.state.session.simulation, self.state.selection.moving
        places = depths_um(simulation, samples, unit, moving=moving)
        if (estimate := correction(self.state, self.services.results)) is None:
            return places
        times_s = simulation.motion.clock.at(samples / simulation.config.sampling_frequency_hz)
        return corrected_depths_um(times_s, places, estimate)


class EstimateLine:
    """The estimated displacement of a result, dashed over the true one, where the chosen unit is.

    Parameters
    ----------
    figure : bokeh.plotting.figure
        Of displacement over time.
    state : State
        Whose unit is chosen.
    services : Services
        Of the page, with its results.
    """

    def __init__(self, figure: Any, state: State, services: Services) -> None:
        self.state, self.services = state, services
        self.source = ColumnDataSource({"x": [], "y": []})
        line = Line(x="x", y="y", line_dash=[5, 3], line_width=1.3, line_color="#1a212b", tags=["line:ink"])
        draw_glyph(figure, line, self.source, name="estimate")
        services.results.subscribe({"shown", "scored"}, self.follow)
        state.selection.subscribe({"units", "depths_um", "depth_um"}, self.follow)
        state.session.subscribe({"simulation"}, self.follow)

    def follow(self) -> None:
        """Draw the estimate at the depth of the chosen unit; nothing without an estimate of the recording shown."""
        simulation, scored = self.state.session.simulation, self.services.results.score
        error = None if scored is None or scored.simulation is not simulation else scored.motion
        if error is None:
            update_columns(self.source, {"x": np.empty(0), "y": np.empty(0)})
            return
        at = depth_bin(error, chosen_depth_um(self.state))
        update_columns(self.source, {"x": error.times_s, "y": error.estimate_um[:, at] + error.offset_um})


def chosen_depth_um(state: State) -> float | None:
    """Return the depth that is looked at: that of the chosen unit, else the middle of the depths shown."""
    selection, places = state.selection, state.session.simulation.locations_um
    if units := present_units(selection.units, len(places)):
        return float(places[units[0], 1])
    return sum(selection.depths_um) / 2 if selection.depths_um is not None else selection.depth_um
