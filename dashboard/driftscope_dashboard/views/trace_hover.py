"""What is told of the trace under the pointer: time, channel, depth, and the potentials, from what the page holds."""

from __future__ import annotations

from typing import Any

from bokeh.models import ColumnDataSource, CustomJSHover, HoverTool

from ..plots.trace_windows import Picture
from ..theme import told_values
from .trace_figures import TraceFigure

KINDS = ("static", "drifting", "difference")
READ_POTENTIAL = """
const at = info.data.figure[info.data.kind.indexOf(format)]
if (at === undefined) return "not shown"
const {x, y} = special_vars
const words = (value) => `${value <= -0.5 ? "\\u2212" : ""}${Math.abs(value).toFixed(0)}\\u00a0µV`
const images = maps[at].data
for (let number = 0; number < images.image.length; number++) {
  const [across, up] = [(x - images.x[number]) / images.dw[number], (y - images.y[number]) / images.dh[number]]
  if (across < 0 || across >= 1 || up < 0 || up >= 1) continue
  const image = images.image[number], [height, width] = image.shape
  const byte = image[Math.floor(up * height) * width + Math.floor(across * width)]
  return words((byte - 128) * info.data.limit_uv[0] / 127)
}
const {low, high} = rows.data, row = low.findIndex((_, number) => y >= low[number] && y <= high[number])
const line = info.data.line[info.data.kind.indexOf(format)], xs = lines[at].data.xs[line], ys = lines[at].data.ys[line]
if (row < 0 || xs === undefined) return "not shown"
const number = xs.length / low.length, first = xs[0], last = xs[number - 2]
const place = Math.round((x - first) / (last - first) * (number - 2))
if (!(place >= 0 && place <= number - 2)) return "not shown"
return words((ys[row * number + place] - (low[row] + high[row]) / 2) / info.data.um_per_uv[0])
"""
"""Reads the potential of a recording, named by the format, at the pointer: out of a map, else out of its whole line."""


class TraceHover:
    """Tells the values under the pointer on both pictures.

    Parameters
    ----------
    figures : list of TraceFigure
        The pictures.
    names : dict of str
        How ``"static"``, ``"drifting"`` and ``"difference"`` are called where they are not called so.
    """

    def __init__(self, figures: list[TraceFigure], names: dict[str, str]) -> None:
        self.names = names
        self.info = ColumnDataSource({"kind": [], "figure": [], "line": [], "um_per_uv": [], "limit_uv": []})
        sources = {name: [one.sources[name] for one in figures] for name in ("lines", "maps")}
        args = {"info": self.info, "rows": figures[0].sources["rows"], **sources}
        read = CustomJSHover(args=args, code=READ_POTENTIAL)
        self.tools = [_tool_of(one, read) for one in figures]

    def show(self, picture: Picture, kinds: tuple[str, ...]) -> None:
        """Tell of what a picture shows.

        Parameters
        ----------
        picture : Picture
            What is shown.
        kinds : tuple of str
            Its panels.
        """
        found = potentials_shown(kinds) if not picture.locked else {}
        scales = {"um_per_uv": [picture.um_per_uv] * len(found), "limit_uv": [picture.limit_uv] * len(found)}
        places = {"figure": [one for one, _ in found.values()], "line": [line for _, line in found.values()]}
        columns: dict[str, Any] = {"kind": list(found), **places, **scales}
        if dict(self.info.data) != columns:
            self.info.data = columns
        told = told_values(rows_told(found, self.names))
        for tool in self.tools:
            if tool.tooltips != told:
                tool.tooltips = told


def rows_told(kinds: Any, names: dict[str, str]) -> dict[str, str]:
    """Return what is told: columns of the rows by their names, as Bokeh's hover tool writes them.

    Examples
    --------
    >>> rows_told(["static"], {"static": "before"})
    {'time': '$x{+0.00} ms', 'channel': '@channel', 'depth': '@depth{0} µm', 'before': '@channel{static}'}
    """
    potentials = {names.get(kind, kind): f"@channel{{{kind}}}" for kind in kinds}
    return {"time": "$x{+0.00} ms", "channel": "@channel", "depth": "@depth{0} µm", **potentials}


def potentials_shown(kinds: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """Return which recordings' potentials the page holds, and where: in which picture, and in which of its lines.

    Examples
    --------
    >>> potentials_shown(("static", "drifting")), potentials_shown(("overlaid",))
    ({'static': (0, 0), 'drifting': (1, 0)}, {'static': (1, 0), 'drifting': (1, 1)})
    """
    if kinds == ("overlaid",):
        return {"static": (1, 0), "drifting": (1, 1)}
    return {kind: (0 if kind == "static" else 1, 0) for kind in kinds}


def _tool_of(figure: TraceFigure, read: CustomJSHover) -> HoverTool:
    renderers = [one for one in figure.made.renderers if one.name == "rows"]
    tool = HoverTool(
        renderers=renderers, tooltips="", formatters={"@channel": read}, visible=False, attachment="horizontal", limit=1
    )  # fmt: skip
    figure.made.add_tools(tool)
    return tool
