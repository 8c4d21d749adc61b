"""Columns of the table of units: its own, and those that a loaded result adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from .observable import Observable

Kind = Literal["unit", "whole", "signed", "rate", "share", "on", "curve", "words"]


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
    """

    name: str
    label: str
    help: str
    kind: Kind = "whole"

    def described(self) -> dict[str, Any]:
        """Return it as the browser reads it."""
        return asdict(self)


OWN = (
    Column("unit", "unit", "Index of the unit", "unit"),
    Column("depth", "depth (µm)", "Depth at rest, from the tip of the probe"),
    Column("moved", "moved (µm)", "How far it has moved at the cursor; up is positive", "signed"),
    Column("rest", "at rest (µV)", "Its largest peak at rest, and the channel where that is", "on"),
    Column("now", "now (µV)", "Its peak at the cursor on the same channel, the one that is best at rest"),
    Column("left", "left", "The share of its peak at rest that is left on that channel at the cursor", "share"),
    Column("best", "best now (µV)", "Its largest peak at the cursor, and the channel where that is", "on"),
    Column("rate", "spikes/s", "Mean firing rate", "rate"),
    Column("below", "below 5 ×", "The share of the time in which its peak is below 5 × noise", "share"),
    Column(
        "curve",
        "peak over time",
        "On the channel that is best at rest; dashed: at rest",
        "curve",
    ),
)
"""The columns that the table always has, in order; further ones stand before the curve."""


class UnitColumns(Observable):
    """Columns that the table of units has besides its own, as long as there is a result, for example.

    Attributes
    ----------
    added : tuple of (Column, sequence)
        The columns, each with a value for every unit; None where there is none.
    """

    def __init__(self) -> None:
        super().__init__()
        self.added: tuple[tuple[Column, Sequence[Any]], ...] = ()

    def show(self, added: Sequence[tuple[Column, Sequence[Any]]]) -> None:
        """Show these further columns, and no others."""
        self._set(added=tuple(added))
