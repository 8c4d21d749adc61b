"""What stands at the cursor of a driftmap: the time, and how far the selected unit has moved by then."""

from __future__ import annotations

from typing import Any

from bokeh.models import ColumnDataSource, Scatter
from bokeh.models.annotations import Label

from ..session.state import State
from .base import Services, update_columns
from .figures import draw_glyph

GAP = 9
"""Pixels between the cursor and what is said of the unit."""
WORDS: dict[str, Any] = {"level": "overlay", "text_font_size": "12px", "text_font_style": "bold", "padding": 3}
ROOM_PIXELS = 70
"""With less room right of the cursor, words stand left of it."""
USUAL_PIXELS = 400
"""How wide a driftmap is before the browser has said it."""


def moved_in_words(moved_um: float) -> str:
    """Return how far a unit has moved.

    Examples
    --------
    >>> moved_in_words(-25.3), moved_in_words(0.04), moved_in_words(3.21)
    ('−25 µm', '0 µm', '+3.2 µm')
    """
    digits = 0 if abs(moved_um) >= 10 else 1
    rounded = round(moved_um, digits)
    return f"{rounded:+.{digits}f} µm".replace("-", "−") if rounded else "0 µm"


class CursorWords:
    """A flag with the time on top of the cursor, and a dot with words where the selected unit is then.

    They lie in the layer of the cursor, above the picture, which is not painted anew when they move.

    Parameters
    ----------
    figure : bokeh figure
        Of one driftmap.
    state : State
        Whose cursor and unit are followed.
    services : Services
        Whose axes say where there is room for words.
    """

    def __init__(self, figure: Any, state: State, services: Services) -> None:
        self.state, self._axes, self._pixels = state, services.axes, USUAL_PIXELS
        self._units: tuple[int, ...] = ()
        self.source = ColumnDataSource({"x": [], "y": []})
        dot = Scatter(x="x", y="y", size=9, line_color=None, tags=["fill:drifting"])
        draw_glyph(figure, dot, self.source, level="overlay", name="unit-now")
        self.moved = Label(
            x=0, y=0, text="", visible=False, text_baseline="middle", background_fill_alpha=0.85,
            tags=["text:drifting", "background_fill:panel"], **WORDS,
        )  # fmt: skip
        self.flag = Label(
            x=0, y=0, y_units="screen", text="", tags=["text:panel", "background_fill:ink"], **WORDS
        )  # fmt: skip
        figure.add_layout(self.moved)
        figure.add_layout(self.flag)
        state.selection.subscribe({"time_s", "moving"}, self.follow)
        services.axes.subscribe(self.follow)
        figure.on_change("inner_width", lambda attr, old, new: self._resized(new))
        self.follow()

    def tell_of(self, units: tuple[int, ...]) -> None:
        """Say how far the first of these units has moved; nothing without one."""
        self._units = units
        self.follow()

    def follow(self) -> None:
        """Stand where the cursor is."""
        time_s, (start_s, end_s) = self.state.selection.time_s, self._axes.shown["time"]
        is_late = self._pixels * (end_s - time_s) < ROOM_PIXELS * (end_s - start_s)
        side: dict[str, Any] = {"text_align": "right" if is_late else "left", "x_offset": -GAP if is_late else GAP}
        self.flag.update(x=time_s, text=f"{time_s:.1f} s", text_align="right" if is_late else "left")
        place = self._place()
        update_columns(self.source, {"x": [place[0]] if place else [], "y": [place[1]] if place else []})
        if place is None:
            self.moved.visible = False
        else:
            self.moved.update(visible=True, x=place[0], y=place[1], text=moved_in_words(place[2]), **side)

    def _resized(self, pixels: int) -> None:
        if pixels > 0:
            self._pixels = pixels
            self.follow()

    def _place(self) -> tuple[float, float, float] | None:
        """Return time, depth and displacement of the unit; None without one, or when it is drawn at rest."""
        simulation, selection = self.state.session.simulation, self.state.selection
        depths_um = simulation.locations_um[:, 1]
        if not self._units or self._units[0] >= len(depths_um) or not selection.moving:
            return None
        motion, unit = simulation.motion, self._units[0]
        bin_ = min(max(int(selection.time_s * motion.sampling_frequency_hz), 0), len(motion.vectors_um) - 1)
        moved_um = float(motion.displacement_um([bin_], [unit])[0, 1])
        return selection.time_s, float(depths_um[unit]) + moved_um, moved_um
