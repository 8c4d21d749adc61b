"""The figures of the tab Score, declared by the pictures of `plots.score`, and the columns they are drawn from."""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, LinearColorMapper, Range1d
from driftscope.results import REASONS, Recall
from driftscope.results.snr_fit import SnrFit
from numpy.typing import NDArray

from ..plots.dimensions import MOVED
from ..plots.score import (
    Scores,
    accuracy_picture,
    confusion_picture,
    dot_sizes,
    fit_line,
    reason_bars,
    reasons_picture,
    recall_columns,
    recall_picture,
    snr_range,
)
from ..theme import amplitude_palette, tell_values
from .base import update_columns
from .figures import Figure
from .tab import narrow

Array = NDArray[Any]

USUAL_PIXELS = {"inner_width": 300, "inner_height": 160}
"""How large the figure is before the browser has said it."""


def example() -> Scores:
    """Return the scores of two units, from which the figures are declared."""
    two, counts = np.array([1.0, 2.0]), np.ones((2, 2), np.int64)
    recall = Recall(np.arange(3.0), counts, counts)
    reasons, order = np.ones((2, len(REASONS)), np.int64), np.arange(2)
    agreement = np.eye(2, dtype=np.float32)
    return Scores(
        two, two / 2, two / 2, two / 2, two, SnrFit(1.0, 1.0), recall, recall, reasons, agreement, order, order,
        ("0", "1"),
    )  # fmt: skip


def accuracy_example() -> Any:
    """Return a picture of accuracies."""
    return accuracy_picture(example(), example(), 0)


def recall_example() -> Any:
    """Return a picture of what was found."""
    return recall_picture(example().by_displacement, 0, MOVED)


def reasons_example() -> Any:
    """Return a picture of reasons."""
    return reasons_picture(example(), 0)


def confusion_example() -> Any:
    """Return a picture of agreement."""
    return confusion_picture(example(), 0)


def _range(start: float = 0.0, end: float = 1.0) -> Range1d:
    return Range1d(start=start, end=end)


class AccuracyFigure:
    """Accuracy of every unit against its signal-to-noise ratio."""

    def __init__(self) -> None:
        figure = Figure(
            accuracy_example, "score", x_range=_range(1, 10), y_range=_range(-0.04, 1.04), x_axis_type="log", tools=[]
        )
        self.made = narrow(figure.made, 48)
        self._pixels = dict(USUAL_PIXELS)
        for side in USUAL_PIXELS:
            self.made.on_change(side, lambda attr, old, new: self._pixels.update({attr: new or USUAL_PIXELS[attr]}))
        names = {"fit": "xy", "joins": ("x", "y", "x1", "y1"), "other": ("x", "y", "size")}
        names |= {"units": ("x", "y", "size", "unit", "rate"), "chosen": ("x", "y", "size")}
        self.sources = {name: ColumnDataSource({one: [] for one in own}) for name, own in names.items()}
        figure.add("fit", self.sources["fit"], x="x", y="y")
        figure.add("joins", self.sources["joins"], x0="x", y0="y", x1="x1", y1="y1")
        for name in ("other", "units", "chosen"):
            drawn = figure.add(name, self.sources[name], x="x", y="y", size="size")
            if name == "units":
                rows = {"unit": "@unit", "accuracy": "@y{0.00}", "SNR": "@x{0.0}", "rate": "@rate{0.0} spikes/s"}
                tell_values(self.made, [drawn], rows)

    def show(self, scores: Scores, other: Scores | None, unit: int | None) -> None:
        """Draw all units, what joins them to another result's, and the chosen one."""
        sizes, snr, accuracy = dot_sizes(scores.rate_hz), scores.snr, scores.accuracy
        ends = np.empty(0) if other is None else other.accuracy
        there, chosen = slice(0, ends.size), [] if unit is None else [unit]
        x, y = fit_line(scores)
        start, end = snr_range(snr)
        self.made.x_range.update(start=start, end=end)
        columns = {
            "fit": {"x": x, "y": y},
            "joins": {"x": snr[there], "y": ends, "x1": snr[there], "y1": accuracy[there]},
            "other": {"x": snr[there], "y": ends, "size": sizes[there]},
            "units": {"x": snr, "y": accuracy, "size": sizes, "unit": np.arange(snr.size), "rate": scores.rate_hz},
            "chosen": {"x": snr[chosen], "y": accuracy[chosen], "size": sizes[chosen] + 3},
        }
        for name, own in columns.items():
            update_columns(self.sources[name], own)

    def nearest(self, scores: Scores, x: float, y: float, reach: float = 24.0) -> int | None:
        """Return the unit whose dot is nearest to a place, within so many pixels; None when none is."""
        if scores.snr.size == 0 or x <= 0:
            return None
        along, up = self.made.x_range, self.made.y_range
        width, height = self._pixels["inner_width"], self._pixels["inner_height"]
        across = np.log(scores.snr / x) / np.log(along.end / along.start) * width
        above = (scores.accuracy - y) / (up.end - up.start) * height
        apart = np.hypot(across, above)
        return int(apart.argmin()) if apart.min() <= reach else None


class RecallFigure:
    """The share of spikes found, by displacement or by time, of all units and of one."""

    def __init__(self) -> None:
        figure = Figure(recall_example, "score-recall", x_range=_range(), y_range=_range(-0.04, 1.04), tools=[])
        self.made = narrow(figure.made, 48)
        self.sources = {}
        for name in ("pooled", "unit"):
            source = ColumnDataSource({one: [] for one in ("x", "share", "low", "high", "fired")})
            self.sources[name] = source
            figure.add(f"{name} interval", source, x0="x", y0="low", x1="x", y1="high")
            figure.add(f"{name} line", source, x="x", y="share")
            drawn = figure.add(name, source, x="x", y="share")
            tell_values(self.made, [drawn], {"at": "@x{0.0}", "found": "@share{0.00}", "of spikes": "@fired"})

    def show(self, recall: Recall, unit: int | None, along: str) -> None:
        """Draw what was found in every bin."""
        update_columns(self.sources["pooled"], recall_columns(recall.pooled))
        own = Recall(recall.edges, recall.fired[:0].sum(axis=0), recall.found[:0].sum(axis=0))
        if unit is not None:
            own = Recall(recall.edges, recall.fired[unit], recall.found[unit])
        update_columns(self.sources["unit"], recall_columns(own))
        self.made.x_range.update(start=0, end=float(recall.edges[-1]))
        self.made.xaxis.axis_label = along


class ReasonsFigure:
    """Why spikes were likely missed, as shares of bars."""

    def __init__(self) -> None:
        figure = Figure(reasons_example, "score-reasons", x_range=_range(), y_range=_range(-0.6, 1.6), tools=[])
        self.made = narrow(figure.made, 62)
        self.sources = []
        for reason in REASONS:
            source = ColumnDataSource({one: [] for one in ("left", "right", "bottom", "top", "number")})
            drawn = figure.add(reason, source, left="left", right="right", bottom="bottom", top="top")
            drawn.glyph.tags = ["fill:missed"]
            tell_values(self.made, [drawn], {reason: "@number"})
            self.sources.append(source)
        self.made.yaxis.ticker = [0, 1]
        self.made.yaxis.axis_label = ""
        self.made.ygrid.visible = False

    def show(self, scores: Scores, unit: int | None) -> None:
        """Draw the bars, of all units and of one."""
        counts = np.vstack([scores.reasons.sum(axis=0), *([] if unit is None else [scores.reasons[unit]])])
        for at, bars in enumerate(reason_bars(scores, unit)):
            update_columns(self.sources[at], {**bars, "number": counts[:, at]})
        self.made.yaxis.major_label_overrides = {0: "all units", 1: "" if unit is None else f"unit {unit}"}


class ConfusionFigure:
    """How much every true unit agrees with every unit of the sorting."""

    def __init__(self) -> None:
        figure = Figure(confusion_example, "score-confusion", x_range=_range(), y_range=_range(), tools=[])
        self.made = narrow(figure.made, 48)
        self.source = ColumnDataSource({"image": [], "dw": [], "dh": []})
        self.mapper = LinearColorMapper(palette=amplitude_palette(dark=False), low=0, high=1)
        figure.add("agreement", self.source, image="image", x=-0.5, y=-0.5, dw="dw", dh="dh", color_mapper=self.mapper)
        self.made.grid.visible = False
        self.row = figure.mark()

    def show(self, scores: Scores, unit: int | None) -> None:
        """Draw the agreement, and mark the row of the chosen unit."""
        rows, columns = (max(number, 1) for number in scores.agreement.shape)
        image = scores.agreement if scores.agreement.size else np.zeros((rows, columns), np.float32)
        update_columns(self.source, {"image": [image], "dw": [float(columns)], "dh": [float(rows)]})
        self.made.x_range.update(start=-0.5, end=columns - 0.5)
        self.made.y_range.update(start=-0.5, end=rows - 0.5)
        place = np.flatnonzero(scores.rows == unit) if unit is not None else np.empty(0)
        self.row.update(visible=bool(place.size), location=float(place[0]) if place.size else 0.0)

    @staticmethod
    def unit_at(scores: Scores, y: float) -> int | None:
        """Return the unit of the row at a height."""
        row = round(y)
        return int(scores.rows[row]) if 0 <= row < scores.rows.size else None

    def restyle(self, *, dark: bool) -> None:
        """Draw with the palette of an appearance."""
        self.mapper.palette = amplitude_palette(dark=dark)
