"""What an object is, in a few facts: as a table in a notebook, with a sentence on what one can do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np

LOOK = "To view it: driftscope_dashboard.explore(...), or in a browser: driftscope serve"
CONVERT = "For SpikeInterface: .to_spikeinterface()"
_MOST_NAMES = 8


@dataclass(frozen=True)
class Summary:
    """Facts about an object.

    Attributes
    ----------
    title : str
        What it is.
    facts : mapping of str to str
        What is known of it, by what it is about.
    hints : tuple of str
        What one can do with it.
    """

    title: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    hints: tuple[str, ...] = ()

    def to_html(self) -> str:
        """Return a table; everything in it is text, whatever a name contains."""
        rows = "".join(
            f'<tr><th style="text-align:left">{escape(str(name))}</th>'
            f'<td style="text-align:left">{escape(str(value))}</td></tr>'
            for name, value in self.facts.items()
        )
        hints = "".join(f"<div><small>{escape(hint)}</small></div>" for hint in self.hints)
        return f"<div><strong>{escape(self.title)}</strong><table>{rows}</table>{hints}</div>"


class HasSummary:
    """Base of objects that show their summary in a notebook."""

    def summary(self) -> Summary:
        """Return the facts about this object."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return self.summary().to_html()


def names_of(names: Iterable[Any]) -> str:
    """Return names in one line, the first ones of many."""
    listed = [str(name) for name in names]
    more = f", ... ({len(listed)} in all)" if len(listed) > _MOST_NAMES else ""
    return ", ".join(listed[:_MOST_NAMES]) + more


def range_of(values: Any, unit: str = "") -> str:
    """Return one number, or the least and the greatest of several."""
    numbers = np.asarray(values, dtype=np.float64).ravel()
    if numbers.size == 0:
        return "none"
    low, high = numbers.min(), numbers.max()
    said = f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
    return f"{said} {unit}".rstrip()
