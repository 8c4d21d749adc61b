"""A unit's peak against its displacement: on the channel that is best there, and on the one that is best at rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import holoviews as hv
import numpy as np
from numpy.typing import NDArray

from .dimensions import DISPLACEMENT, PEAK
from .peaks import template_peaks
from .style import Theme, dots, line, picture, rule, words

Array = NDArray[Any]

MOST_STEPS = 61
LABEL_PIXELS = 17
"""How high a label is, with its plate."""
USUAL_PIXELS = 280
"""How high the axis of the peaks is where that is not known."""


@dataclass(frozen=True)
class Curve:
    """Peaks of a unit along the drift.

    Attributes
    ----------
    along_um : ndarray, shape (steps,)
        Displacements, ascending.
    best_uv, resting_uv : ndarray, shape (steps,)
        Peak on the channel that is best there, and on the one that is best at rest.
    channel : int
        The channel that is best at rest.
    resting_um : float
        Where the unit rests.
    """

    along_um: Array
    best_uv: Array
    resting_uv: Array
    channel: int
    resting_um: float


def along_um(steps_um: Array) -> Array:
    """Return how far along the drift each step is, up (or, for drift across the probe, right) is positive.

    Examples
    --------
    >>> import numpy as np
    >>> along_um(np.array([[0.0, 20.0], [0.0, 0.0], [0.0, -20.0]]))
    array([ 20.,   0., -20.])
    """
    span = steps_um[-1] - steps_um[0]
    length = float(np.hypot(*span))
    if length == 0:
        return steps_um[:, 1].copy()
    ahead = span[1] if abs(span[1]) > 1e-9 * length else span[0]
    along: Array = steps_um @ (span / length) * np.sign(ahead)
    return along + 0.0


def some_steps(number: int, most: int = MOST_STEPS) -> NDArray[np.intp]:
    """Return evenly spread numbers of steps, the first and the last among them."""
    return np.unique(np.linspace(0, number - 1, min(number, most)).round().astype(np.intp))


def curve_of(maker: Any, motion: Any, unit: int) -> Curve:
    """Measure a unit's peaks along the drift.

    Parameters
    ----------
    maker : TemplateMaker
        Makes the templates.
    motion : Motion
        What moves the units.
    unit : int
        Which one.
    """
    steps = motion.steps_um
    along = along_um(steps)
    kept = some_steps(len(steps))
    kept = kept[np.argsort(along[kept], kind="stable")]
    rest = steps[[motion.resting_step]]
    peaks = template_peaks(maker, unit, np.concatenate([rest, steps[kept]]))
    channel = int(np.argmax(peaks[0]))
    return Curve(
        along[kept], peaks[1:].max(axis=1), peaks[1:, channel], channel, float(along[motion.resting_step])
    )  # fmt: skip


def marked_peaks(found: Curve, now_um: float) -> tuple[float, float, float]:
    """Return the peaks that are marked: at rest, and now on the best channel and on the one that is best at rest."""
    x = found.along_um
    at_rest = float(np.interp(found.resting_um, x, found.best_uv))
    return at_rest, float(np.interp(now_um, x, found.best_uv)), float(np.interp(now_um, x, found.resting_uv))


def curve_labels(found: Curve, pixels: float = USUAL_PIXELS) -> dict[str, Any]:
    """Return what the two lines are called, at that end of each where they lie farther apart.

    Parameters
    ----------
    found : Curve
        The lines.
    pixels : float
        How high the axis of the peaks is: no label lies on the ticks below it, nor on the other label.
    """
    gap = found.best_uv - found.resting_uv
    end = 0 if gap[0] > gap[-1] else -1
    best_uv, resting_uv = float(found.best_uv[end]), float(found.resting_uv[end])
    _, top = curve_limits(found)
    best, resting = best_uv / top * pixels, resting_uv / top * pixels
    labels = {
        "x": [found.along_um[end]] * 2, "y": [best_uv, resting_uv], "dy": [0.0, 0.0],
        "words": ["best channel", f"channel {found.channel}"], "colour": ["drifting", "static"],
        "align": ["right" if end else "left"] * 2, "baseline": ["bottom", "bottom"],
    }  # fmt: skip
    if resting > LABEL_PIXELS:
        labels["baseline"] = ["bottom", "top"]
    elif best - resting < LABEL_PIXELS:
        labels["dy"] = [-max(resting + LABEL_PIXELS - best, 0.0), 0.0]
    return labels


def curve_limits(found: Curve) -> tuple[tuple[float, float], float]:
    """Return from where to where the axis of the displacement runs, and where the axis of the peaks ends."""
    x = found.along_um
    air = max(0.04 * float(np.ptp(x)), 1.0)
    return (float(x[0]) - air, float(x[-1]) + air), 1.25 * max(float(found.best_uv.max()), 1e-3)


def curve_picture(found: Curve, now_um: float, theme: Theme = "light") -> hv.Overlay:
    """Draw the peaks along the drift: on the best channel, and (dashed) on the one that is best at rest."""
    rest, x = found.resting_um, found.along_um
    (low, high), top = curve_limits(found)
    tell = {
        "displacement": "@displacement_um{0.0} µm", "best channel": "@peak_uv{0} µV",
        "best at rest": "@resting_uv{0} µV",
    }  # fmt: skip
    at_rest, now, resting = marked_peaks(found, now_um)
    drawn = [
        line((x, found.best_uv, found.resting_uv), DISPLACEMENT, [PEAK, "resting_uv"],
             {"label": "best channel", "colour": "drifting", "width": 2.25, "tell": tell}, theme),
        line((x, found.resting_uv), DISPLACEMENT, PEAK,
             {"label": "best at rest", "colour": "static", "width": 1.75, "dash": "dashed"}, theme),
        _dots([rest, now_um], [at_rest, resting], "static", theme),
        _dots([now_um], [now], "drifting", theme),
        rule(now_um, {"colour": "ink"}, theme, across=False),
        *_words(curve_labels(found), theme),
    ]  # fmt: skip
    return picture(hv.Overlay(drawn), theme, width=380, height=340, xlim=(low, high), ylim=(0.0, top))


def _dots(x: list[float], y: list[float], kind: str, theme: Theme) -> hv.Points:
    look = {"label": f"{kind} dots", "colour": kind, "size": 8, "edge": "panel", "edge_width": 1.5}
    return dots((x, y), [DISPLACEMENT, PEAK], [], look, theme)


def _words(labels: dict[str, Any], theme: Theme) -> list[hv.Labels]:
    return [
        words(
            ([labels["x"][number]], [labels["y"][number]], [labels["words"][number]]),
            [DISPLACEMENT, PEAK],
            {
                "label": f"words {number}", "colour": labels["colour"][number], "align": labels["align"][number],
                "baseline": labels["baseline"][number],
            },
            theme,
        )
        for number in range(2)
    ]  # fmt: skip
