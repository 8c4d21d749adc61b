"""Two properties of every unit against each other, to see what goes together: what drift leaves of it and its size."""

from __future__ import annotations

from time import monotonic
from typing import Any, ClassVar

import numpy as np
from bokeh.events import Tap

from ..plots.scatter import further_values, scatter_words, scattered
from ..reduce.selection import depths_with, present_units, with_unit
from ..session.selection import USUAL_SCATTER
from ..unit_properties import FURTHER, OWN, Column, on_axes
from ..workbench import Control, Node
from .scatter_figure import ScatterFigure
from .tab import NO_UNITS, TabView
from .unit_reading import Depths, Read, ReadsUnits, depths_control, keep, list_of, progress
from .units import NONE_SHOWN

READING = "Reading the units …"
LEAST_S = 0.1
"""Dots follow a cursor that plays only so often."""


class ScatterView(ReadsUnits, TabView):
    """A dot for every unit; which two properties are shown is a part of what one looks at."""

    name: ClassVar[str] = "scatter"
    title: ClassVar[str] = "Scatter"
    order: ClassVar[int] = 19

    def build(self) -> None:
        """Make the choices of the two properties."""
        safe = self.services.safe
        self.depths: Depths = "all"
        self.list, self._followed_s = list_of(self.state.session), 0.0
        self._shown: list[int] = []
        self._asked_units: list[int] = []
        self.axes = [
            Control(kind="menu", label=label, hook=f"scatter-{name}", value="", help=label, options=[])
            for name, label in (("y", "Vertical axis"), ("x", "Horizontal axis"))
        ]
        self.labels = Control(kind="scatterhover", options=["", ""])
        for place, control in zip((1, 0), self.axes, strict=True):
            control.on_set(safe(lambda value, place=place: self._choose(place, value)))
        self.state.selection.subscribe({"time_s", "playing"}, self._follow_time)
        self.state.selection.subscribe({"units", "tab", "scatter"}, self._draw)
        self.state.unit_columns.subscribe({"added"}, self._draw)

    def tools(self) -> list[Node]:
        """Return the choices of the two properties and of the units."""
        choose = self.services.safe(self.choose_depths)
        depths = depths_control("scatter-depths", "Depths of the units", choose, self.depths)
        return [*self.axes, depths, self.labels]

    def draw(self) -> list[Any]:
        """Make the figure."""
        self.figure = ScatterFigure()
        self.figure.made.on_event(Tap, self.services.safe(self._tapped))
        return [self.figure.made]

    def show(self, picture: Read) -> None:
        """Draw the units that are known, and read more of them."""
        if not keep(self.list, picture):
            return
        self._asked_units = picture.units
        self._shown = [unit for unit in picture.units if unit in self.list.known]
        self._draw()
        self.refresh()

    @property
    def known(self) -> list[int]:
        """The units of the picture; none that must be read again, since something else has changed meanwhile."""
        return [unit for unit in self._shown if unit in self.list.known]

    def values(self) -> dict[str, tuple[Column, Any]]:
        """Return the properties of the units shown, by name, each with its values."""
        units, known = self.known, self.list
        now, fixed = known.row_columns(units, self.state.selection.time_s), known.fixed_columns(units)
        found = {one.property_name: (one, {**fixed, **now}[one.name]) for one in on_axes(OWN)}
        source = self.list.source
        noise = np.array([source.noise_levels_uv[channel] for channel in fixed["rest_channel"]], dtype=np.float64)
        snr = np.divide(fixed["rest"], noise, out=np.full(len(units), np.nan), where=noise > 0)
        found["snr"] = (FURTHER[0], snr)
        for column, values in [*further_values(source), *self.state.unit_columns.added]:
            if column.has_axis:
                found[column.property_name] = (column, [_value(values, unit) for unit in units])
        return found

    def pair(self, offered: dict[str, Any]) -> tuple[str, str]:
        """Return the two properties, the usual ones in place of those that are not there."""
        wanted = self.state.selection.scatter
        x, y = (one if one in offered else usual for one, usual in zip(wanted, USUAL_SCATTER, strict=True))
        return x, y

    def restyle(self) -> None:
        """Paint the figure, and the dots in the greys of the appearance."""
        super().restyle()
        if self.figures:
            self._draw()

    def _draw(self) -> None:
        units = self.known
        if not self.visible or not self.figures or not units:
            self._say_none()
            return
        found = self.values()
        x, y = self.pair(found)
        options = [[name, column.title] for name, (column, _) in found.items()]
        for control, name in zip(self.axes, (y, x), strict=True):
            control.update(options=options, value=name)
        chosen = present_units(self.state.selection.units, len(self.list.source.locations_um))
        peaks = np.asarray(found["rest_uv"][1], dtype=np.float64)
        dots = scattered(np.array(units), peaks, (found[x], found[y]), chosen)
        about = (x, y, self.depths, self.state.selection.depths_um, self.list.source.motion)
        self.labels.options = list(dots.labels)
        self.figure.show(dots, about, dark=self.state.appearance.dark)
        self.say(progress(units, self._asked_units) or scatter_words(dots))

    def _say_none(self) -> None:
        if self.visible and self.figures:
            number = len(self.state.session.simulation.locations_um)
            asked = self.depths == "all" or self.request().units
            self.say((READING if asked else NONE_SHOWN) if number else NO_UNITS, empty=True)

    def _follow_time(self) -> None:
        now = monotonic()
        if self.state.selection.playing and now - self._followed_s < LEAST_S:
            return
        self._followed_s = now
        if self.visible and self._shown:
            self._draw()

    def _choose(self, place: int, value: Any) -> None:
        pair = list(self.state.selection.scatter)
        pair[place] = str(value)
        self.state.selection.look(scatter=tuple(pair))

    def _tapped(self, event: Tap) -> None:
        unit = None if event.x is None or event.y is None else self.figure.nearest(event.x, event.y)
        if unit is None:
            return
        selection, depth = self.state.selection, float(self.list.source.locations_um[unit, 1])
        more = event.modifiers is not None and event.modifiers["shift"]
        selection.look(
            units=with_unit(selection.units, unit, more=more), depths_um=depths_with(depth, selection.depths_um)
        )


def _value(values: Any, unit: int) -> Any:
    return values[unit] if unit < len(values) else None
