"""What is told of every unit: each property declared once, for the table of units, its file and the scatter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

Kind = Literal["unit", "whole", "signed", "rate", "share", "on", "curve", "words"]

NOT_ON_AXES = ("unit", "curve", "words")


@dataclass(frozen=True)
class Column:
    """A column of the table of units.

    Attributes
    ----------
    name : str
        By which it is found, and what it is called in a CSV.
    label, help : str
        Its heading, and what it holds in a sentence.
    kind : str
        How its values are written: ``"share"`` for a share of 1, ``"words"`` for text, ``"on"`` for a peak with its
        channel, for example.
    key : str
        Its name in `driftscope.unit_table.UnitRow`, in links and in lessons; that of the column by default.
    axis : str
        What stands on an axis, with the unit; the heading by default.
    """

    name: str
    label: str
    help: str
    kind: Kind = "whole"
    key: str = ""
    axis: str = ""

    def described(self) -> dict[str, Any]:
        """Return it as the browser reads it."""
        described = asdict(self)
        return {name: described[name] for name in ("name", "label", "help", "kind")}

    @property
    def property_name(self) -> str:
        """Its name in links, in lessons and in Python."""
        return self.key or self.name

    @property
    def axis_label(self) -> str:
        """What stands on its axis; shares are drawn in percent."""
        return self.axis or (f"{self.label} (%)" if self.kind == "share" else self.label)

    @property
    def title(self) -> str:
        """What its axis is called, without the unit."""
        return self.axis_label.rpartition(" (")[0] or self.axis_label

    @property
    def has_axis(self) -> bool:
        """Whether it is a number that an axis can carry."""
        return self.kind not in NOT_ON_AXES


OWN = (
    Column("unit", "unit", "Index of the unit", "unit"),
    Column("depth", "depth (µm)", "Depth at rest, from the tip of the probe", "whole", "depth_um", "rest depth (µm)"),
    Column("moved", "moved (µm)", "Displacement at the cursor; up is positive", "signed", "moved_um"),
    Column(
        "rest", "at rest (µV)", "Its largest peak at rest, and the channel", "on", "rest_uv",
        "peak at rest (µV)",
    ),
    Column(
        "now", "now (µV)", "Its peak at the cursor on the channel that is best at rest", key="now_uv",
        axis="peak now (µV)",
    ),
    Column(
        "left", "left", "Fraction of its peak at rest that remains on that channel at the cursor", "share",
    ),
    Column(
        "best", "best now (µV)", "Its largest peak at the cursor, and the channel", "on", "best_uv",
        "best peak now (µV)",
    ),
    Column("rate", "spikes/s", "Mean firing rate", "rate", "rate_hz", "firing rate (spikes/s)"),
    Column(
        "below", "below 5 ×", "Fraction of time with its peak below 5 × noise", "share", "share_below",
        "time below 5 × noise (%)",
    ),
    Column(
        "curve",
        "peak over time",
        "On the channel that is best at rest; dashed: at rest",
        "curve",
    ),
)  # fmt: skip
"""The columns that the table always has, in order; further ones stand before the curve."""

FURTHER = (
    Column("snr", "SNR", "Its peak at rest over the noise of that channel"),
    Column(
        "alpha", "at the cell (µV)", "Amplitude at the cell, from which its spike is computed", key="alpha_uv",
        axis="amplitude at the cell (µV)",
    ),
    Column("distance", "distance (µm)", "Distance from the plane of the probe", key="distance_um"),
)  # fmt: skip
"""Properties that only the scatter of units shows."""

RESULT = (
    Column("lost", "lost", "Number of missed spikes", "whole"),
    Column("accuracy", "accuracy", "Found spikes divided by found, missed and false ones", "share"),
    Column("recall", "recall", "Fraction of its spikes that were found", "share"),
    Column("precision", "precision", "Fraction of the matched unit's spikes that belong to it", "share"),
    Column("reason", "main reason", "Most frequent likely reason for its misses", "words"),
    Column("tracking", "tracked", "Fraction of time in which at least half of its spikes were found", "share"),
)
"""What is told of every unit when a result is loaded."""


def result_values(comparison: Any) -> list[Sequence[Any]]:
    """Return the values of `RESULT` for every unit, from a `driftscope.results.Comparison`."""
    score = comparison.score
    return [
        score.false_negatives.tolist(),
        *(np.round(share, 4).tolist() for share in (score.accuracy, score.recall, score.precision)),
        list(comparison.main_reasons),
        np.round(comparison.tracking, 4).tolist(),
    ]


def on_axes(columns: Sequence[Column]) -> list[Column]:
    """Return those of some columns that an axis can carry.

    Examples
    --------
    >>> [one.property_name for one in on_axes(OWN)][:3]
    ['depth_um', 'moved_um', 'rest_uv']
    """
    return [one for one in columns if one.has_axis]
