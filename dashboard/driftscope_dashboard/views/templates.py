"""The template of a unit: its waveforms on the contacts around it, at rest and at the cursor, and its fading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from bokeh.models import ColumnDataSource, Range1d
from bokeh.models.annotations import Legend, Span
from driftscope.motion import Motion
from driftscope.templates import TemplateMaker
from numpy.typing import NDArray

from ..decimate import one_line
from ..focus import focus_of, template_peaks
from ..theme import plot, tell_values, unit_colour
from ..workbench import Control, Node
from .tab import NO_UNITS, TabView, narrow, spread

Array = NDArray[Any]
Line = tuple[Array, Array]

MOST_ROWS = 6
MOST_CONTACTS = 32
MOST_STEPS = 61
REACH_UM = 100.0
FAINT = 0.03


class Request(NamedTuple):
    """What the picture depends on; no maker and no motion is needed without a unit."""

    maker: TemplateMaker
    motion: Motion
    unit: int | None
    step: int
    words: str


@dataclass(frozen=True)
class Waveforms:
    """Waveforms laid out on the probe, in µm.

    Attributes
    ----------
    rest, moved : tuple of ndarray
        x and y of one line with a gap after every contact.
    contacts_um : ndarray, shape (contacts, 2)
        Where these contacts are.
    ms_um, uv_um : float
        How wide a millisecond and how high a microvolt are drawn.
    scale_uv : float
        A round potential that suits these waveforms.
    """

    rest: Line
    moved: Line
    contacts_um: Array
    ms_um: float
    uv_um: float
    scale_uv: float


@dataclass(frozen=True)
class Picture:
    """A unit's template on some channels, and its peaks along the drift."""

    unit: int
    waveforms: Waveforms
    channels: NDArray[np.intp]
    peaks_uv: Array
    rest_um: Array
    moved_um: Array
    along_um: Array
    best_uv: Array
    resting_uv: Array
    now_um: float
    resting_um: float
    words: str


def contacts_around(positions_um: Array, place_um: Array) -> NDArray[np.intp]:
    """Return the contacts whose waveforms are drawn: some rows around a place, on its side of the probe.

    Parameters
    ----------
    positions_um : ndarray, shape (contacts, 2)
        All contacts.
    place_um : ndarray, shape (2,)
        x and depth of the unit.

    Returns
    -------
    ndarray of int
        At most `MOST_CONTACTS`, from deep to shallow.

    Examples
    --------
    >>> import numpy as np
    >>> line = np.stack([np.zeros(40), np.arange(40) * 20.0], axis=1)
    >>> contacts_around(line, np.array([10.0, 200.0]))
    array([ 7,  8,  9, 10, 11, 12])
    """
    aside = np.abs(positions_um[:, 0] - place_um[0])
    near = aside <= aside.min() + REACH_UM
    rows = np.round(positions_um[:, 1], 1)
    depths = np.unique(rows[near])
    kept = depths[np.argsort(np.abs(depths - place_um[1]), kind="stable")[:MOST_ROWS]]
    found = np.flatnonzero(near & np.isin(rows, kept))
    order = np.argsort(np.hypot(*(positions_um[found] - place_um).T), kind="stable")
    nearest = found[order[:MOST_CONTACTS]]
    return nearest[np.lexsort((positions_um[nearest, 0], positions_um[nearest, 1]))]


def cell_um(positions_um: Array) -> tuple[float, float]:
    """Return the width and height that every contact has for its waveform, in µm."""
    rows = np.round(positions_um[:, 1], 1)
    depths = np.unique(rows)
    height = float(np.median(np.diff(depths))) if depths.size > 1 else 20.0
    gaps = [np.diff(np.sort(positions_um[rows == depth, 0])) for depth in depths]
    beside = np.concatenate(gaps)
    beside = beside[beside > 0]
    return (float(beside.min()) if beside.size else 1.5 * height), height


def round_below(value: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20, ... that is not above a positive value.

    Examples
    --------
    >>> round_below(180.0), round_below(0.7)
    (100.0, 0.5)
    """
    power = 10.0 ** np.floor(np.log10(value))
    return float(power * max(step for step in (1.0, 2.0, 5.0) if step * power <= value * (1 + 1e-9)))


def lay_out(rest_uv: Array, moved_uv: Array, positions_um: Array, rate_hz: float) -> Waveforms:
    """Place the waveforms of two templates on their contacts.

    Parameters
    ----------
    rest_uv, moved_uv : ndarray, shape (samples, contacts)
        The templates.
    positions_um : ndarray, shape (contacts, 2)
        Where the contacts are.
    rate_hz : float
        Samples a second.

    Returns
    -------
    Waveforms
        Both in the same scale: the larger one fills a bit more than a row; the flat ends are left out.
    """
    strongest = np.maximum(np.abs(rest_uv), np.abs(moved_uv)).max(axis=1)
    peak = float(strongest.max())
    shown = np.flatnonzero(strongest > FAINT * peak) if peak > 0 else np.arange(len(rest_uv))
    part = slice(int(shown[0]), int(shown[-1]) + 1)
    width, height = cell_um(positions_um)
    extent = max(float(np.ptp(both := np.concatenate([rest_uv[part], moved_uv[part]]), axis=0).max()), 1e-9)
    uv_um, sample_um = 2.2 * height / extent, 0.86 * width / max(part.stop - part.start - 1, 1)
    places = np.arange(part.stop - part.start, dtype=np.float64) * sample_um - 0.43 * width
    lines = []
    for template in (rest_uv, moved_uv):
        x, y = one_line(places, template[part], positions_um[:, 1], uv_um)
        lines.append((x + np.repeat(positions_um[:, 0], len(places) + 1).astype(np.float32), y))
    scale = round_below(max(0.8 * float(np.abs(both).max()), 1e-6))
    return Waveforms(lines[0], lines[1], positions_um, sample_um * rate_hz / 1000.0, uv_um, scale)


def along_um(steps_um: Array) -> Array:
    """Return how far along the drift each step is, up (or, for drift across the probe, right) is positive.

    Examples
    --------
    >>> import numpy as np
    >>> along_um(np.array([[0.0, 20.0], [0.0, 0.0], [0.0, -20.0]]))
    array([ 20.,   0., -20.])
    """
    way = steps_um[-1] - steps_um[0]
    length = float(np.hypot(*way))
    if length == 0:
        return steps_um[:, 1].copy()
    ahead = way[1] if abs(way[1]) > 1e-9 * length else way[0]
    along: Array = steps_um @ (way / length) * np.sign(ahead)
    return along + 0.0


def some_steps(number: int, most: int = MOST_STEPS) -> NDArray[np.intp]:
    """Return evenly spread numbers of steps, the first and the last among them."""
    return np.unique(np.linspace(0, number - 1, min(number, most)).round().astype(np.intp))


def draw_template(request: Request) -> Picture | None:
    """Make the picture of one unit's template; nothing without a unit."""
    maker, motion, unit, step, words = request
    if unit is None:
        return None
    steps = motion.steps_um
    along = along_um(steps)
    kept = some_steps(len(steps))
    kept = kept[np.argsort(along[kept], kind="stable")]
    both = steps[[motion.resting_step, step]]
    peaks = template_peaks(maker, unit, np.concatenate([both, steps[kept]]))
    channel = int(np.argmax(peaks[0]))
    place, positions = maker.locations_um[unit, :2], maker.contact_positions_um
    contacts = contacts_around(positions, place)
    rest, moved = (maker.dense(unit, displacement)[:, contacts] for displacement in both)
    return Picture(
        unit,
        lay_out(rest, moved, positions[contacts], maker.sampling_frequency_hz),
        contacts,
        peaks[:2, contacts],
        place + both[0],
        place + both[1],
        along[kept],
        peaks[2:].max(axis=1),
        peaks[2:, channel],
        float(along[step]),
        float(along[motion.resting_step]),
        template_words(words, peaks[0], peaks[1], both[1] - both[0]),
    )


def template_words(unit: str, rest_uv: Array, moved_uv: Array, way_um: Array) -> str:
    """Say how large a unit's peaks are, at rest and after a movement.

    Parameters
    ----------
    unit : str
        Which unit.
    rest_uv, moved_uv : ndarray, shape (channels,)
        Its peaks.
    way_um : ndarray, shape (2,)
        How far it moved, in x and in depth.

    Examples
    --------
    >>> import numpy as np
    >>> template_words("Unit 3", np.array([90.0, 20.0]), np.array([50.0, 10.0]), np.array([0.0, 12.0]))
    'Unit 3: 90 µV at rest on channel 0; at the cursor moved 12 µm up, 50 µV there.'
    """
    channel, best = int(np.argmax(rest_uv)), int(np.argmax(moved_uv))
    words = f"{unit}: {rest_uv[channel]:.0f} µV at rest on channel {channel}; at the cursor "
    distance = float(np.hypot(*way_um))
    if distance < 1e-6:
        return words + "the same, not moved."
    ways = ("down", "up") if abs(way_um[1]) > 1e-9 * distance else ("left", "right")
    where = ways[int(way_um[1] > 0 if ways[1] == "up" else way_um[0] > 0)]
    words += f"moved {distance:.3g} µm {where}, {moved_uv[channel]:.0f} µV there"
    return words + ("." if best == channel else f" and {moved_uv[best]:.0f} µV on channel {best}, its best now.")


def waveform_figure() -> tuple[Any, dict[str, ColumnDataSource]]:
    """Return the empty figure of the waveforms and its sources."""
    made = narrow(plot("templates", x_range=Range1d(start=-1, end=1), y_range=Range1d(start=-1, end=1), tools=[]), 52)
    sources = {name: ColumnDataSource({"x": [], "y": []}) for name in ("contacts", "rest", "moved", "bar")}
    sources["contacts"] = ColumnDataSource({name: [] for name in ("x", "y", "channel", "rest", "moved")})
    sources["unit"] = ColumnDataSource({"x": [], "y": [], "fill": [], "line": []})
    sources["words"] = ColumnDataSource({"x": [], "y": [], "words": [], "baseline": [], "dy": []})
    made.scatter("x", "y", source=sources["contacts"], marker="square", size=3, line_color=None, tags=["fill:common"])
    made.scatter("x", "y", source=sources["unit"], size=8, fill_color="fill", line_color="line", fill_alpha=0.85)
    made.line("x", "y", source=sources["rest"], line_width=1.6, tags=["line:static"])
    made.line("x", "y", source=sources["moved"], line_width=1.4, tags=["line:drifting"])
    made.line("x", "y", source=sources["bar"], line_width=2, tags=["line:ink"])
    made.text(
        "x", "y", "words", source=sources["words"], text_baseline="baseline", y_offset="dy",
        text_font_size="11px", tags=["text:ink"],
    )  # fmt: skip
    made.xaxis.axis_label, made.yaxis.axis_label = "x (µm)", "depth (µm)"
    made.grid.visible = False
    around = made.scatter("x", "y", source=sources["contacts"], size=22, fill_alpha=0, line_color=None)
    peaks = {"at rest": "@rest{0.0} µV", "at the cursor": "@moved{0.0} µV"}
    tell_values(made, [around], {"channel": "@channel", "depth": "@y{0} µm", **peaks})
    return made, sources


def drift_figure() -> tuple[Any, dict[str, ColumnDataSource], Span]:
    """Return the empty figure of the peaks along the drift, its sources, and the cursor."""
    made = narrow(plot("templates-drift", x_range=Range1d(start=-1, end=1), y_range=Range1d(start=0, end=1), tools=[]))
    sources = {name: ColumnDataSource({"x": [], "y": []}) for name in ("best", "resting", "now", "rest")}
    sources["best"].data["resting"] = []
    best = made.line("x", "y", source=sources["best"], line_width=1.6, tags=["line:drifting"])
    resting = made.line("x", "y", source=sources["resting"], line_width=1.6, line_dash=[5, 3], tags=["line:drifting"])
    made.scatter("x", "y", source=sources["rest"], size=7, line_width=1.2, tags=["fill:static", "line:panel"])
    made.scatter("x", "y", source=sources["now"], size=7, line_width=1.2, tags=["fill:drifting", "line:panel"])
    cursor = Span(dimension="height", line_width=1.25, tags=["line:ink"])
    made.add_layout(cursor)
    compact: dict[str, Any] = {"padding": 0, "margin": 0, "spacing": 14, "label_height": 12, "label_standoff": 5}
    size: dict[str, Any] = {"glyph_width": 20, "glyph_height": 12, "label_text_font_size": "11px"}
    items = [("best channel", [best]), ("best at rest", [resting])]
    clear: dict[str, Any] = {"border_line_color": None, "background_fill_color": None, "orientation": "horizontal"}
    legend = Legend(items=items, location="center", tags=["label_text:text"], **compact, **size, **clear)
    made.add_layout(legend, "above")
    peaks = {"best channel": "@y{0} µV", "best at rest": "@resting{0} µV"}
    tell_values(made, [best], {"displacement": "@x{0.0} µm", **peaks}, along="vline")
    made.xaxis.axis_label, made.yaxis.axis_label = "displacement (µm)", "peak (µV)"
    return made, sources, cursor


class TemplatesView(TabView):
    """Waveforms on the probe, and peaks along the drift."""

    name: ClassVar[str] = "templates"
    title: ClassVar[str] = "Template"
    order: ClassVar[int] = 10
    watches: ClassVar[dict[str, tuple[str, ...]]] = {
        "session": ("simulation",),
        "selection": ("time_s", "units", "depth_um", "depths_um"),
    }

    def draw(self) -> list[Any]:
        """Make the two figures."""
        self.waveforms, self.sources = waveform_figure()
        self.drift, self.curves, self.cursor = drift_figure()
        return spread([self.waveforms, self.drift], [5, 4])

    def tools(self) -> list[Node]:
        """Return the key of the colours."""
        marks = [[["var(--ds-static)"], "at rest"], [["var(--ds-drifting)"], "at the cursor"]]
        return [Control(kind="legend", options=marks)]

    def request(self) -> Request:
        """Return what templates and motion are made of, the unit, and its displacement at the cursor."""
        simulation, selection = self.state.session.simulation, self.state.selection
        focus, motion, fs = focus_of(simulation, selection), simulation.motion, simulation.config.sampling_frequency_hz
        step = motion.resting_step
        if focus.unit is not None:
            frame = min(round(selection.time_s * fs), simulation.config.num_samples - 1)
            step = int(motion.step_of(np.array([frame]), np.array([focus.unit]), fs)[0])
        return Request(simulation.template_maker, motion, focus.unit, step, focus.words)

    @staticmethod
    def compute(request: Request) -> Picture | None:
        """Make the picture."""
        return draw_template(request)

    def show(self, picture: Picture | None) -> None:
        """Draw waveforms and peaks, or say that there are no units."""
        if picture is None:
            self.say(NO_UNITS, empty=True)
            return
        self.say(picture.words)
        self._show_waveforms(picture)
        x, best, resting = picture.along_um, picture.best_uv, picture.resting_uv
        self.curves["best"].data = {"x": x, "y": best, "resting": resting}
        self.curves["resting"].data = {"x": x, "y": resting}
        now = picture.now_um
        values = [float(np.interp(now, x, best)), float(np.interp(now, x, resting))]
        self.curves["now"].data = {"x": [now, now], "y": values}
        rest = picture.resting_um
        self.curves["rest"].data = {"x": [rest], "y": [float(np.interp(rest, x, best))]}
        self.cursor.location = now
        air = max(0.04 * float(np.ptp(x)), 1.0)
        self.drift.x_range.update(start=float(x[0]) - air, end=float(x[-1]) + air)
        self.drift.y_range.update(start=0, end=1.15 * max(float(best.max()), 1e-3))

    def _show_waveforms(self, picture: Picture) -> None:
        laid, colour = picture.waveforms, unit_colour(picture.unit)
        told = {"channel": picture.channels, "rest": picture.peaks_uv[0], "moved": picture.peaks_uv[1]}
        contacts = tuple(laid.contacts_um.T)
        for name, (x, y), more in (("rest", laid.rest, {}), ("moved", laid.moved, {}), ("contacts", contacts, told)):
            self.sources[name].data = {
                "x": np.ascontiguousarray(x, np.float32),
                "y": np.ascontiguousarray(y, np.float32),
                **more,
            }
        places = np.stack([picture.rest_um, picture.moved_um])
        self.sources["unit"].data = {
            "x": places[:, 0].copy(), "y": places[:, 1].copy(), "fill": [None, colour], "line": [colour, colour],
        }  # fmt: skip
        width, height = cell_um(laid.contacts_um)
        lowest, highest = laid.contacts_um[[0, -1], 1] + np.array([-1.5, 1.5]) * height
        inside = (places[:, 1] > lowest) & (places[:, 1] < highest)
        everything = np.concatenate([laid.contacts_um, places[inside]])
        (left, low), (right, high) = everything.min(axis=0), everything.max(axis=0)
        height_um = laid.scale_uv * laid.uv_um
        start, end = left - 0.6 * width, right + 0.6 * width
        corner, base = end + 0.15 * width, low + (1.3 if high - low > 3 * height else 0.5) * height
        self.sources["bar"].data = {
            "x": [corner, corner, corner + laid.ms_um], "y": [base + height_um, base, base],
        }  # fmt: skip
        self.sources["words"].data = {
            "x": [corner, corner], "y": [base + height_um, base], "words": [f"{laid.scale_uv:g} µV", "1 ms"],
            "baseline": ["bottom", "top"], "dy": [-2, 4],
        }  # fmt: skip
        self.waveforms.x_range.update(start=start, end=corner + max(laid.ms_um, 0.7 * width) + 0.15 * width)
        heights = np.concatenate([laid.rest[1], laid.moved[1]])
        low, high = (
            min(low, float(np.nanmin(heights))),
            max(high, float(np.nanmax(heights)), base + height_um + 0.5 * height),
        )
        self.waveforms.y_range.update(start=low - 0.3 * height, end=high + 0.3 * height)
