"""The template of a unit: its waveforms on the contacts around it, at rest and moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import holoviews as hv
import numpy as np
from driftscope.interpolation import Interpolator
from numpy.typing import NDArray

from ..reduce.decimate import one_line
from .curve import Curve, along_um, curve_of, curve_picture
from .dimensions import ACROSS, DEPTH
from .peaks import template_peaks
from .sources import is_source, seen, shown_time, shown_unit
from .style import Theme, checked, dots, line, load_backends, picture, titled, words

Array = NDArray[Any]
Line = tuple[Array, Array]

MOST_ROWS = 6
MOST_CONTACTS = 32
REACH_UM = 100.0
FAINT = 0.03
LETTER_PIXELS, USUAL_PIXELS = 8.5, 340
"""How wide a letter of the ruler is, and how wide a picture where that is not known."""


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
    back : tuple of ndarray, optional
        The one that was interpolated back to rest, likewise.
    """

    rest: Line
    moved: Line
    contacts_um: Array
    ms_um: float
    uv_um: float
    scale_uv: float
    back: Line | None = None


@dataclass(frozen=True)
class Picture:
    """A unit's template on some channels.

    Attributes
    ----------
    unit : int
        Which one.
    waveforms : Waveforms
        At rest and moved.
    channels : ndarray of int, shape (contacts,)
        The channels of these contacts.
    peaks_uv : ndarray, shape (2, contacts)
        Peaks on them, at rest and moved.
    rest_um, moved_um : ndarray, shape (2,)
        x and depth of the unit.
    words : str
        How large it is, in a sentence.
    left : float, optional
        The share of the peak that is left when the moved waveforms are interpolated back.
    """

    unit: int
    waveforms: Waveforms
    channels: NDArray[np.intp]
    peaks_uv: Array
    rest_um: Array
    moved_um: Array
    words: str
    left: float | None = None


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


def lay_out(
    rest_uv: Array, moved_uv: Array, positions_um: Array, rate_hz: float, back_uv: Array | None = None
) -> Waveforms:
    """Place the waveforms of two templates on their contacts.

    Parameters
    ----------
    rest_uv, moved_uv : ndarray, shape (samples, contacts)
        The templates.
    positions_um : ndarray, shape (contacts, 2)
        Where the contacts are.
    rate_hz : float
        Samples a second.
    back_uv : ndarray, shape (samples, contacts), optional
        The template that was interpolated back to rest.

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
    for template in (rest_uv, moved_uv, *([] if back_uv is None else [back_uv])):
        x, y = one_line(places, template[part], positions_um[:, 1], uv_um)
        lines.append((x + np.repeat(positions_um[:, 0], len(places) + 1).astype(np.float32), y))
    scale = round_below(max(0.8 * float(np.abs(both).max()), 1e-6))
    rest, moved, *back = lines
    ms_um = sample_um * rate_hz / 1000.0
    return Waveforms(rest, moved, positions_um, ms_um, uv_um, scale, back[0] if back else None)


def realigned_uv(maker: Any, unit: int, moved_um: Array) -> Array:
    """Return a unit's template, moved and then interpolated linearly back to where it rests, shape (samples, channels).

    Parameters
    ----------
    maker : TemplateMaker
        Makes the templates.
    unit : int
        Which one.
    moved_um : ndarray, shape (2,)
        How far it moved, in x and in depth.
    """
    contacts = maker.contact_positions_um
    operator = Interpolator(contacts, "linear").operator(contacts + moved_um)
    back: Array = np.asarray(operator @ maker.dense(unit, moved_um).astype(np.float64).T).T
    return back


def template_of(maker: Any, motion: Any, unit: int, step: int, named: str = "", *, realigned: bool = False) -> Picture:
    """Make a unit's template at rest and where a step of the motion takes it.

    Parameters
    ----------
    maker : TemplateMaker
        Makes the templates.
    motion : Motion
        What moves the units.
    unit : int
        Which one.
    step : int
        Which of the motion's displacements.
    named : str
        How the unit is called in words.
    realigned : bool
        Whether the moved template is interpolated back, too.
    """
    both = motion.steps_um[[motion.resting_step, step]]
    peaks = template_peaks(maker, unit, both)
    place, positions = maker.locations_um[unit, :2], maker.contact_positions_um
    contacts = contacts_around(positions, place)
    rest, moved = (maker.dense(unit, displacement)[:, contacts] for displacement in both)
    back = realigned_uv(maker, unit, both[1]) if realigned else None
    return Picture(
        unit,
        lay_out(
            rest, moved, positions[contacts], maker.sampling_frequency_hz, None if back is None else back[:, contacts]
        ),
        contacts,
        peaks[:, contacts],
        place + both[0],
        place + both[1],
        template_words(named or f"Unit {unit}", peaks[0], peaks[1], both[1] - both[0]),
        None if back is None else float(back.min() / min(rest.min(), -1e-9)),
    )


def best_contacts(found: Picture) -> tuple[int, int]:
    """Return at which of the contacts the unit is largest, at rest and moved."""
    at_rest, moved = found.peaks_uv.argmax(axis=1).tolist()
    return at_rest, moved


def of_contact(trace: Line, contact: int, number: int) -> Line:
    """Return the part of a line that is one contact's, of so many."""
    x, y = trace
    size = len(x) // number
    part = slice(contact * size, (contact + 1) * size)
    return x[part], y[part]


def channel_labels(found: Picture) -> dict[str, Any]:
    """Return the numbers of the channel that is best at rest and of the one that is best now, beside their contacts."""
    width, height = cell_um(found.waveforms.contacts_um)
    at_rest, moved = best_contacts(found)
    named = {at_rest: "static"} if at_rest == moved else {at_rest: "static", moved: "drifting"}
    places = found.waveforms.contacts_um[[*named]]
    return {
        "x": places[:, 0] + 0.1 * width, "y": places[:, 1] + 0.25 * height,
        "words": [str(found.channels[contact]) for contact in named], "colour": [*named.values()],
    }  # fmt: skip


def template_words(unit: str, rest_uv: Array, moved_uv: Array, displacement_um: Array) -> str:
    """Say how large a unit's peaks are, at rest and after a movement.

    Parameters
    ----------
    unit : str
        Which unit.
    rest_uv, moved_uv : ndarray, shape (channels,)
        Its peaks.
    displacement_um : ndarray, shape (2,)
        How far it moved, in x and in depth.

    Examples
    --------
    >>> import numpy as np
    >>> template_words("Unit 3", np.array([90.0, 20.0]), np.array([50.0, 10.0]), np.array([0.0, 12.0]))
    'Unit 3: 90 µV at rest on channel 0; at the cursor moved 12 µm up, 50 µV there.'
    """
    channel, best = int(np.argmax(rest_uv)), int(np.argmax(moved_uv))
    words = f"{unit}: {rest_uv[channel]:.0f} µV at rest on channel {channel}; at the cursor "
    distance = float(np.hypot(*displacement_um))
    if distance < 1e-6:
        return words + "the same, it has not moved."
    directions = ("down", "up") if abs(displacement_um[1]) > 1e-9 * distance else ("left", "right")
    where = directions[int(displacement_um[1] > 0 if directions[1] == "up" else displacement_um[0] > 0)]
    words += f"moved {distance:.3g} µm {where}, {moved_uv[channel]:.0f} µV there"
    return words + ("." if best == channel else f" and {moved_uv[best]:.0f} µV on channel {best}, its best now.")


@dataclass(frozen=True)
class Ruler:
    """The bars that say how much a waveform's width and height are, and the room that everything takes.

    Attributes
    ----------
    bar : tuple of ndarray
        x and y of one line.
    labels : dict
        Columns of the words beside it.
    x_limits, y_limits : tuple of float
        What the axes show.
    """

    bar: Line
    labels: dict[str, Any]
    x_limits: tuple[float, float]
    y_limits: tuple[float, float]


def ruler_of(found: Picture, pixels: float = USUAL_PIXELS) -> Ruler:
    """Place the bars of a millisecond and of some microvolts beside the waveforms, in a picture of so many pixels."""
    laid = found.waveforms
    places = np.stack([found.rest_um, found.moved_um])
    width, height = cell_um(laid.contacts_um)
    lowest, highest = laid.contacts_um[[0, -1], 1] + np.array([-1.5, 1.5]) * height
    inside = (places[:, 1] > lowest) & (places[:, 1] < highest)
    everything = np.concatenate([laid.contacts_um, places[inside]])
    (left, low), (right, high) = everything.min(axis=0), everything.max(axis=0)
    height_um = laid.scale_uv * laid.uv_um
    start, end = left - 0.6 * width, right + 0.6 * width
    corner, base = end + 0.15 * width, low + (1.3 if high - low > 3 * height else 0.5) * height
    bar = np.array([corner, corner, corner + laid.ms_um]), np.array([base + height_um, base, base])
    labels = {
        "x": [corner, corner], "y": [base + height_um, base], "words": [f"{laid.scale_uv:g} µV", "1 ms"],
        "baseline": ["bottom", "top"], "dy": [-2, 4],
    }  # fmt: skip
    heights = np.concatenate([laid.rest[1], laid.moved[1]])
    low, high = (
        min(low, float(np.nanmin(heights))),
        max(high, float(np.nanmax(heights)), base + height_um + 0.5 * height),
    )
    share = min(LETTER_PIXELS * max(map(len, labels["words"])) / pixels, 0.5)
    words_end = (corner - share * start) / (1 - share)
    last = max(corner + max(laid.ms_um, 0.7 * width) + 0.15 * width, words_end)
    return Ruler(bar, labels, (start, last), (low - 0.3 * height, high + 0.3 * height))


def waveforms_picture(found: Picture, theme: Theme = "light") -> hv.Overlay:
    """Draw the waveforms on their contacts, stronger where the unit is largest, and where the unit is."""
    laid, ruler = found.waveforms, ruler_of(found)
    x, y = laid.contacts_um.T
    tell = {
        "channel": "@channel", "depth": "@depth_um{0} µm", "at rest": "@rest_uv{0.0} µV", "moved": "@moved_uv{0.0} µV",
    }  # fmt: skip
    contacts = (x, y, found.channels, *found.peaks_uv)
    look = {"label": "contacts", "colour": "common", "marker": "square", "tell": tell}
    at_rest, moved = best_contacts(found)
    number = len(found.channels)
    drawn = [
        dots(contacts, [ACROSS, DEPTH], ["channel", "rest_uv", "moved_uv"], look, theme),
        _place(found.rest_um, {"label": "unit at rest", "colour": "static", "hollow": True}, theme),
        _place(found.moved_um, {"label": "unit", "colour": "drifting", "alpha": 0.85}, theme),
        *(
            line(trace, ACROSS, DEPTH, {"label": label, "colour": colour, "width": width}, theme)
            for label, colour, width, trace in (
                ("rest", "static", 1.4, laid.rest),
                ("moved", "drifting", 1.4, laid.moved),
                ("rest on its channel", "static", 2.4, of_contact(laid.rest, at_rest, number)),
                ("moved on its channel", "drifting", 2.4, of_contact(laid.moved, moved, number)),
                ("bar", "ink", 2.0, ruler.bar),
            )
        ),
        *_realigned(laid, theme),
        words(_first(ruler.labels, 0), [ACROSS, DEPTH], {"label": "volts", "baseline": "bottom"}, theme),
        words(_first(ruler.labels, 1), [ACROSS, DEPTH], {"label": "milliseconds", "baseline": "top"}, theme),
        *_numbers(channel_labels(found), theme),
    ]
    return picture(
        hv.Overlay(drawn), theme, width=380, height=340, xlim=ruler.x_limits, ylim=ruler.y_limits, show_grid=False
    )


def _realigned(laid: Waveforms, theme: Theme) -> list[hv.Curve]:
    look = {"label": "realigned", "colour": "ink", "width": 1.4, "dash": "dashed"}
    return [] if laid.back is None else [line(laid.back, ACROSS, DEPTH, look, theme)]


def _numbers(labels: dict[str, Any], theme: Theme) -> list[hv.Labels]:
    return [
        words(
            _first(labels, number),
            [ACROSS, DEPTH],
            {"label": f"channel {number}", "colour": colour, "baseline": "bottom"},
            theme,
        )
        for number, colour in enumerate(labels["colour"])
    ]


def _first(labels: dict[str, Any], number: int) -> tuple[list[Any], list[Any], list[str]]:
    return [labels["x"][number]], [labels["y"][number]], [labels["words"][number]]


def _place(place_um: Array, look: dict[str, Any], theme: Theme) -> hv.Points:
    return dots((place_um[:1], place_um[1:2]), [ACROSS, DEPTH], [], {"size": 8, **look}, theme)


def template(
    source: Any,
    moved_uv: Array | None = None,
    contact_positions_um: Array | None = None,
    sampling_frequency_hz: float = 30_000.0,
    *,
    unit: int | None = None,
    time_s: float | None = None,
    realigned: bool = False,
    theme: Theme = "light",
) -> hv.Layout | hv.Overlay:
    """Draw a unit's template at rest and displaced, and its peaks along the drift.

    Parameters
    ----------
    source : Simulation, Hybrid or ndarray, shape (samples, channels)
        Whose unit; or a template at rest, in µV.
    moved_uv : ndarray, shape (samples, channels), optional
        The template where it moved to, in µV; for a template. The one at rest by default.
    contact_positions_um : ndarray, shape (channels, 2), optional
        Where the channels are; for a template.
    sampling_frequency_hz : float
        Samples a second; for a template.
    unit : int, optional
        Which unit; the largest one by default.
    time_s : float, optional
        When it is seen moved; by default at the moment of the largest displacement.
    realigned : bool
        Whether the moved template is drawn interpolated back to rest, too, dashed.
    theme : {"light", "dark", "print"}
        How it looks.

    Returns
    -------
    holoviews.Layout or holoviews.Overlay
        Waveforms on the probe, and beside them the peaks in µV against displacement in µm; of arrays only the first.

    Raises
    ------
    TypeError
        When a template comes without positions.
    """
    load_backends()
    theme = checked(theme)
    if is_source(source):
        found, curve, now_um = _seen_at(seen(source), unit, time_s, realigned=realigned)
        both = [waveforms_picture(found, theme), curve_picture(curve, now_um, theme)]
        return titled(hv.Layout(both), found.words, theme)
    if contact_positions_um is None:
        raise TypeError("A template needs contact_positions_um.")
    rest = np.asarray(source)
    moved = rest if moved_uv is None else np.asarray(moved_uv)
    return waveforms_picture(_given(rest, moved, np.asarray(contact_positions_um), sampling_frequency_hz), theme)


def _seen_at(whole: Any, unit: int | None, time_s: float | None, *, realigned: bool) -> tuple[Picture, Curve, float]:
    """Return the picture of a unit at a moment, its peaks along the drift, and how far it has moved."""
    chosen, fs = shown_unit(whole, unit), whole.config.sampling_frequency_hz
    frame = min(round(shown_time(whole, time_s) * fs), whole.config.num_samples - 1)
    [step] = whole.motion.step_of(np.array([frame]), np.array([chosen]), fs)
    maker, motion = whole.template_maker, whole.motion
    now_um = float(along_um(motion.steps_um)[step])
    found = template_of(maker, motion, chosen, int(step), realigned=realigned)
    return found, curve_of(maker, motion, chosen), now_um


def _given(rest_uv: Array, moved_uv: Array, positions_um: Array, rate_hz: float) -> Picture:
    """Return the picture of templates as they are given; the unit stands at the centre of its amplitudes."""
    peaks = np.stack([np.maximum(-one.min(axis=0), 0.0) for one in (rest_uv, moved_uv)])
    weights = np.maximum(peaks, 1e-9)
    places = (weights @ positions_um[:, :2]) / weights.sum(axis=1, keepdims=True)
    contacts = contacts_around(positions_um, positions_um[int(np.argmax(peaks[0])), :2])
    laid = lay_out(rest_uv[:, contacts], moved_uv[:, contacts], positions_um[contacts], rate_hz)
    return Picture(0, laid, contacts, peaks[:, contacts], places[0], places[1], "")
