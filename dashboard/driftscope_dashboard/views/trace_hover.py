"""What the hover card tells of the traces: where the page holds the potential of each recording, and its scale."""

from __future__ import annotations

from typing import Any

from ..plots.trace_windows import Picture
from ..workbench import Control

COLOURS = {"static": "static", "drifting": "drifting", "difference": "strong"}


class TraceHover:
    """Says what the hover card reads under the pointer; nothing is asked for when it moves.

    Parameters
    ----------
    names : dict of str
        How ``"static"``, ``"drifting"`` and ``"difference"`` are called where they are not called so.

    Attributes
    ----------
    node : Control
        Its value holds for each recording its name, its colour, the figure, and which of its lines is the whole one;
        its options the µm of a µV, and the potential at the end of a map's colours, 0 without a map.
    """

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self.node = Control(kind="tracehover", value=[], options=[0.0, 0.0])

    def show(self, picture: Picture, kinds: tuple[str, ...]) -> None:
        """Tell of what a picture shows; of spikes that lie above each other, channel and time only.

        Parameters
        ----------
        picture : Picture
            What is shown.
        kinds : tuple of str
            Its panels.
        """
        found = {} if picture.locked else potentials_shown(kinds)
        value: list[Any] = [[self.names.get(kind, kind), COLOURS[kind], *place] for kind, place in found.items()]
        self.node.update(value=value, options=[picture.um_per_uv, picture.limit_uv])


def potentials_shown(kinds: tuple[str, ...]) -> dict[str, tuple[str, int]]:
    """Return of which recordings the page holds potentials: in which figure, and in which of its lines.

    Examples
    --------
    >>> potentials_shown(("static", "drifting"))
    {'static': ('traces-static', 0), 'drifting': ('traces-drifting', 0)}
    >>> potentials_shown(("overlaid",))
    {'static': ('traces-drifting', 0), 'drifting': ('traces-drifting', 1)}
    """
    if kinds == ("overlaid",):
        return {"static": ("traces-drifting", 0), "drifting": ("traces-drifting", 1)}
    return {kind: ("traces-static" if kind == "static" else "traces-drifting", 0) for kind in kinds}
