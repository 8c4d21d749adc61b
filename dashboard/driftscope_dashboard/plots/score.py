"""What a sorting found: accuracy of every unit, recall by displacement and time, likely reasons, confusions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import holoviews as hv
import numpy as np
from driftscope.results import REASONS, Comparison, Recall, Result
from driftscope.results.snr_fit import SnrFit
from numpy.typing import NDArray

from .dimensions import ACCURACY, AGREEMENT, MINUTE, MOVED, RECALL, SHARE, SNR, TESTED, TRUE, WHOSE
from .style import Theme, checked, dots, image, line, load_backends, picture, rule, segments, themed, titled

Array = NDArray[Any]

SIZES = (4.0, 14.0)
"""Diameters of the dots of the rarest and the most active unit, in pixels."""
FIT_POINTS = 120
REASON_ALPHAS = {"collision": 1.0, "small": 0.65, "edge": 0.4, "other": 0.2}
LEAST_SNR, MOST_SNR = 0.1, 1e3
SECONDS = 60.0


@dataclass(frozen=True, eq=False)
class Scores:
    """What is drawn of a sorting that was held against the ground truth.

    Attributes
    ----------
    snr, accuracy, recall, precision, rate_hz : ndarray, shape (units,)
        Of every true unit.
    fit : SnrFit or None
        How accuracy grows with SNR.
    by_displacement, by_minute : Recall
        Spikes fired and found, of every unit, by bins of displacement in µm and of time in minutes.
    reasons : ndarray, shape (units, reasons)
        How many spikes of every unit were missed for each of ``driftscope.results.REASONS``.
    agreement : ndarray, shape (units, tested units)
        Both in the order of their depths.
    rows : ndarray, shape (units,)
        Which true unit stands in which row of the agreement, the deepest first.
    columns : ndarray, shape (tested units,)
        Which tested unit stands in which column.
    names : tuple of str
        Of the tested units.
    """

    snr: Array
    accuracy: Array
    recall: Array
    precision: Array
    rate_hz: Array
    fit: SnrFit | None
    by_displacement: Recall
    by_minute: Recall
    reasons: Array
    agreement: Array
    rows: Array
    columns: Array
    names: tuple[str, ...]


def scores_of(comparison: Comparison) -> Scores:
    """Return what is drawn of a comparison."""
    score, truth = comparison.score, comparison.truth
    by_time = comparison.recall_by_time()
    rows = np.argsort(truth.locations_um[:, 1], kind="stable")
    columns = _by_depth(score.agreement, truth.locations_um[:, 1])
    return Scores(
        snr=np.clip(truth.snr, LEAST_SNR, MOST_SNR),
        accuracy=score.accuracy,
        recall=score.recall,
        precision=score.precision,
        rate_hz=score.true.counts * truth.sampling_frequency_hz / truth.num_samples,
        fit=comparison.snr_fit,
        by_displacement=comparison.recall_by_displacement(),
        by_minute=Recall(by_time.edges / SECONDS, by_time.fired, by_time.found),
        reasons=comparison.reason_counts(),
        agreement=score.agreement[np.ix_(rows, columns)].astype(np.float32),
        rows=rows,
        columns=columns,
        names=comparison.sorting.unit_ids,
    )


def _by_depth(agreement: Array, depths_um: Array) -> Array:
    """Return tested units by the depth of the true unit that each agrees with most; those that agree with none last."""
    if agreement.size == 0:
        return np.arange(agreement.shape[1])
    depths = np.where(agreement.max(axis=0) > 0, depths_um[agreement.argmax(axis=0)], np.inf)
    return np.argsort(depths, kind="stable")


def dot_sizes(rates_hz: Array) -> Array:
    """Return how large the dots of units are: their area grows with the rate.

    Examples
    --------
    >>> import numpy as np
    >>> dot_sizes(np.array([0.0, 1.0, 4.0])).tolist()
    [4.0, 9.0, 14.0]
    """
    low, high = SIZES
    shares = np.sqrt(rates_hz / max(float(np.max(rates_hz, initial=0.0)), 1e-9))
    return low + (high - low) * shares


def fit_line(scores: Scores) -> tuple[Array, Array]:
    """Return the fitted accuracy over the range of SNR; empty without a fit."""
    if scores.fit is None or scores.snr.size == 0:
        return np.empty(0), np.empty(0)
    snr = np.geomspace(float(scores.snr.min()), float(scores.snr.max()), FIT_POINTS)
    return snr, scores.fit.accuracy(snr)


def accuracy_picture(scores: Scores, other: Scores | None, unit: int | None, theme: Theme = "light") -> hv.Overlay:
    """Draw the accuracy of every unit against its SNR; lines lead from another result's dots to these."""
    ends = np.empty(0) if other is None else other.accuracy
    chosen = [] if unit is None else [unit]
    tell = {"unit": "@unit", "accuracy": "@accuracy{0.00}", "SNR": "@snr{0.0}", "rate": "@rate_hz{0.0} spikes/s"}
    joined = (scores.snr[: ends.size], ends, scores.snr[: ends.size], scores.accuracy[: ends.size])
    sizes = dot_sizes(scores.rate_hz)
    drawn = [
        line(fit_line(scores), SNR, ACCURACY, {"label": "fit", "colour": "muted", "dash": "long"}, theme),
        segments(joined, [SNR, ACCURACY, "snr_1", "accuracy_1"], [], {"label": "joins", "colour": "common"}, theme),
        dots(
            (scores.snr[: ends.size], ends, sizes[: ends.size]), [SNR, ACCURACY], ["size"],
            {"label": "other", "colour": "common", "hollow": True, "size": "size"}, theme,
        ),
        dots(
            (scores.snr, scores.accuracy, np.arange(scores.snr.size), scores.rate_hz, sizes),
            [SNR, ACCURACY], ["unit", "rate_hz", "size"],
            {"label": "units", "colour": "common", "alpha": 0.75, "size": "size", "tell": tell}, theme,
        ),
        dots(
            (scores.snr[chosen], scores.accuracy[chosen], sizes[chosen]), [SNR, ACCURACY], ["size"],
            {"label": "chosen", "colour": "drifting", "size": "size"}, theme,
        ),
    ]  # fmt: skip
    return picture(
        hv.Overlay(drawn), theme, xlim=snr_range(scores.snr), ylim=(-0.04, 1.04), logx=True,
        title="Accuracy against SNR",
    )  # fmt: skip


def snr_range(snr: Array) -> tuple[float, float]:
    """Return from where to where the axis of SNR reaches.

    Examples
    --------
    >>> import numpy as np
    >>> snr_range(np.array([2.0, 10.0])), snr_range(np.empty(0))
    ((1.6, 12.5), (1.0, 10.0))
    """
    return (float(snr.min()) * 0.8, float(snr.max()) * 1.25) if snr.size else (1.0, 10.0)


def recall_columns(recall: Recall) -> dict[str, Array]:
    """Return centres, shares and intervals of the bins in which something fired."""
    low, high = recall.interval()
    fires = recall.fired > 0
    centres = (recall.edges[:-1] + recall.edges[1:]) / 2
    values = {"x": centres, "share": recall.share, "low": low, "high": high, "fired": recall.fired}
    return {name: value[fires] for name, value in values.items()}


def recall_picture(recall: Recall, unit: int | None, along: Any, theme: Theme = "light") -> hv.Overlay:
    """Draw the share of spikes found in every bin, of all units and of one, with intervals of 95 %."""
    drawn = _recall(recall.pooled, "pooled", "ink", along, theme)
    if unit is not None:
        own = Recall(recall.edges, recall.fired[unit], recall.found[unit])
        drawn += _recall(own, "unit", "drifting", along, theme)
    title = "Found, by displacement" if along is MOVED else "Found, by minute"
    return picture(hv.Overlay(drawn), theme, ylim=(-0.04, 1.04), xlim=(0, float(recall.edges[-1])), title=title)


def _recall(recall: Recall, label: str, colour: str, along: Any, theme: Theme) -> list[Any]:
    found = recall_columns(recall)
    tell = {str(along): f"@{along.name}{{0.0}}", "found": "@recall{0 %}", "spikes": "@fired"}
    bars = (found["x"], found["low"], found["x"], found["high"])
    return [
        segments(bars, [along, RECALL, "x_1", "high"], [], {"label": f"{label} interval", "colour": colour}, theme),
        line((found["x"], found["share"]), along, RECALL, {"label": f"{label} line", "colour": colour}, theme),
        dots(
            (found["x"], found["share"], found["fired"]), [along, RECALL], ["fired"],
            {"label": label, "colour": colour, "size": 5, "tell": tell}, theme,
        ),
    ]  # fmt: skip


def reason_bars(scores: Scores, unit: int | None) -> list[dict[str, Array]]:
    """Return, for every reason, where its pieces of the bars begin and end: all units below, one unit above."""
    counts = [scores.reasons.sum(axis=0), *([] if unit is None else [scores.reasons[unit]])]
    ends = np.array([np.cumsum(row) / max(row.sum(), 1) for row in counts])
    begins = np.column_stack([np.zeros(len(counts)), ends[:, :-1]])
    rows = np.arange(len(counts), dtype=np.float64)
    return [
        {"left": begins[:, at], "right": ends[:, at], "bottom": rows - 0.32, "top": rows + 0.32}
        for at in range(len(REASONS))
    ]


def reasons_picture(scores: Scores, unit: int | None, theme: Theme = "light") -> hv.Overlay:
    """Draw why spikes were likely missed, as shares of a bar: all units below, one unit above."""
    drawn = []
    for reason, bars in zip(REASONS, reason_bars(scores, unit), strict=True):
        made = hv.Rectangles(
            (bars["left"], bars["bottom"], bars["right"], bars["top"]), [SHARE, WHOSE, "right", "top"], label=reason
        )
        colour = {"color": "#d0246a" if theme != "dark" else "#ff9dbf", "alpha": REASON_ALPHAS[reason]}
        drawn.append(themed(made, theme, colour, {"line_color": None, "show_legend": True}, {"linewidth": 0}))
    ticks = [(0, "all units"), *([] if unit is None else [(1, f"unit {unit}")])]
    return picture(
        hv.Overlay(drawn), theme, xlim=(0, 1), ylim=(-0.6, 1.6), yticks=ticks, show_legend=True,
        ylabel="", title="Likely reasons for misses",
    )  # fmt: skip


def confusion_picture(scores: Scores, unit: int | None, theme: Theme = "light") -> hv.Overlay:
    """Draw how much every true unit agrees with every unit of the sorting, both by depth."""
    rows, columns = scores.agreement.shape
    values = scores.agreement if scores.agreement.size else np.zeros((1, 1), np.float32)
    bounds = (-0.5, -0.5, max(columns, 1) - 0.5, max(rows, 1) - 0.5)
    look = {"label": "agreement", "theme": theme, "palette": "amplitude", "limits": (0, 1), "vdim": AGREEMENT}
    drawn: list[Any] = [image(values, bounds, [TESTED, TRUE], look)]
    if unit is not None and rows:
        place = int(np.flatnonzero(scores.rows == unit)[0])
        drawn.append(rule(place, {"colour": "drifting", "alpha": 0.8}, theme))
    return picture(hv.Overlay(drawn), theme, title="Agreement, 0 to 1; units by depth")


def score(
    result: Result | Comparison, other: Result | Comparison | None = None, *, unit: int | None = None,
    theme: Theme = "light",
) -> hv.Layout:  # fmt: skip
    """Draw what a sorting found and what it missed.

    Parameters
    ----------
    result : Result or Comparison
        From ``driftscope.results.compare``.
    other : Result or Comparison, optional
        Another sorting of the same recording; lines lead from its accuracy to that of the first one.
    unit : int, optional
        A true unit that is told apart.
    theme : {"light", "dark", "print"}
        How it looks.

    Returns
    -------
    holoviews.Layout
        Accuracy against signal-to-noise ratio; the share found by displacement and by minute, with intervals of 95 %;
        likely reasons of misses; agreement of all pairs of units.

    Raises
    ------
    ValueError
        When the result has no sorting, or there is no such unit.
    """
    load_backends()
    theme = checked(theme)
    own = scores_of(_comparison(result))
    if unit is not None and not 0 <= unit < own.snr.size:
        raise ValueError(f"Unknown unit {unit}. Available: 0 to {own.snr.size - 1}.")
    before = None if other is None else scores_of(_comparison(other))
    made = [
        accuracy_picture(own, before, unit, theme),
        recall_picture(own.by_displacement, unit, MOVED, theme),
        recall_picture(own.by_minute, unit, MINUTE, theme),
        reasons_picture(own, unit, theme),
        confusion_picture(own, unit, theme),
    ]
    return titled(hv.Layout(made).cols(2), "", theme)


def _comparison(result: Result | Comparison) -> Comparison:
    found = result.comparison if isinstance(result, Result) else result
    if found is None:
        raise ValueError("The result has no sorting: pass one to driftscope.results.compare.")
    return found
