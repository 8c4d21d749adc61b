"""Pictures of lessons as SVG, for paper: no browser and no further package is needed."""

from __future__ import annotations

from html import escape
from math import ceil, floor, log10

from ..theme import colour
from .scenes import Picture, Points, Scene, Trace

_WIDTH, _HEIGHT = 300, 210
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 8, 22, 40
_DASHES = {"dashed": "6 4", "dotted": "2 3"}
_LEGEND_PX = 12


def scene_svg(scene: Scene, *, revealed: bool = False) -> str:
    """Return a scene's pictures side by side, as they are at first.

    Parameters
    ----------
    scene : Scene
        What is drawn.
    revealed : bool
        Whether what the answer reveals is drawn, too.
    """
    width = _WIDTH * len(scene.pictures)
    parts = [
        f'<g transform="translate({_WIDTH * index} 0)">{picture_svg(picture, scene, revealed=revealed)}</g>'
        for index, picture in enumerate(scene.pictures)
    ]
    titles = ", ".join(picture.title for picture in scene.pictures)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}" '
        f'role="img" aria-label="{escape(titles)}" font-family="sans-serif" font-size="10">{"".join(parts)}</svg>'
    )


def picture_svg(picture: Picture, scene: Scene, *, revealed: bool) -> str:
    """Return one picture: axes with ticks, its traces, and a legend below."""
    drawn = [(trace, frame_of(trace, scene)) for trace in picture.traces if revealed or not trace.revealed]
    x_range, y_range = (_range([frame[axis] for _, frame in drawn]) for axis in "xy")
    place = _Place(x_range, y_range)
    marks = "".join(_trace(trace, frame, place) for trace, frame in drawn)
    title = f'<text x="{_LEFT}" y="14" font-size="11" font-weight="600">{escape(picture.title)}</text>'
    return f"{title}{place.axes()}{marks}{_legend([trace for trace, _ in drawn])}"


def frame_of(trace: Trace, scene: Scene) -> Points:
    """Return what a trace shows at first."""
    of_case = trace.frames[min(scene.first_case, len(trace.frames) - 1)]
    place = 0 if scene.slider is None else scene.slider.at_first
    return of_case[min(place, len(of_case) - 1)]


class _Place:
    """Where values are drawn."""

    def __init__(self, x_range: tuple[float, float], y_range: tuple[float, float]) -> None:
        self.x_range, self.y_range = x_range, y_range

    def x(self, value: float) -> float:
        low, high = self.x_range
        return _LEFT + (value - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        low, high = self.y_range
        return _HEIGHT - _BOTTOM - (value - low) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)

    def axes(self) -> str:
        ink, grid = colour("muted", dark=False), colour("line", dark=False)
        right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
        parts = [f'<rect x="{_LEFT}" y="{_TOP}" width="{right - _LEFT}" height="{bottom - _TOP}" fill="none" '
                 f'stroke="{grid}"/>']  # fmt: skip
        for tick in ticks_between(*self.x_range, 5):
            parts.append(
                f'<text x="{self.x(tick):.1f}" y="{bottom + 12}" text-anchor="middle" fill="{ink}">{tick:g}</text>'
            )
        for tick in ticks_between(*self.y_range, 4):
            parts.append(
                f'<line x1="{_LEFT}" x2="{right}" y1="{self.y(tick):.1f}" y2="{self.y(tick):.1f}" stroke="{grid}"/>'
                f'<text x="{_LEFT - 4}" y="{self.y(tick) + 3:.1f}" text-anchor="end" fill="{ink}">{tick:g}</text>'
            )
        return "".join(parts)


def ticks_between(low: float, high: float, number: int) -> list[float]:
    """Return about so many round numbers between two others.

    Examples
    --------
    >>> ticks_between(-52.0, 52.0, 5)
    [-40.0, -20.0, 0.0, 20.0, 40.0]
    """
    rough = (high - low) / number
    power = 10.0 ** floor(log10(rough))
    step = min((power * mantissa for mantissa in (1, 2, 5, 10)), key=lambda one: abs(one - rough))
    first = ceil(low / step - 1e-9)
    return [round(step * index, 10) + 0.0 for index in range(first, floor(high / step + 1e-9) + 1)]


def _range(columns: list[list[float]]) -> tuple[float, float]:
    values = [value for column in columns for value in column if value == value]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    margin = 0.05 * (high - low) or 1.0
    return low - margin, high + margin


def _trace(trace: Trace, frame: Points, place: _Place) -> str:
    ink = colour(trace.colour, dark=False)
    spots = [(place.x(x), place.y(y)) for x, y in zip(frame["x"], frame["y"], strict=True)]
    if trace.kind in ("dots", "rings"):
        style = f'fill="{ink}"' if trace.kind == "dots" else f'fill="{ink}" fill-opacity="0.15" stroke="{ink}"'
        sizes = frame["size"]
        return f"<g {style}>" + "".join(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size / 3:.1f}"/>'
            for (x, y), size in zip(spots, sizes, strict=True) if size > 0
        ) + "</g>"  # fmt: skip
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    dash = f' stroke-dasharray="{_DASHES[trace.kind]}"' if trace.kind in _DASHES else ""
    return f'<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="1.3"{dash}/>'


def _legend(traces: list[Trace]) -> str:
    parts, x, y = [], float(_LEFT), _HEIGHT - 14.0
    for trace in (trace for trace in traces if trace.label):
        width = 5.2 * len(trace.label) + 24
        if x + width > _WIDTH and x > _LEFT:
            x, y = float(_LEFT), y + _LEGEND_PX
        ink = colour(trace.colour, dark=False)
        dash = f' stroke-dasharray="{_DASHES[trace.kind]}"' if trace.kind in _DASHES else ""
        mark = (
            f'<circle cx="{x + 6:.1f}" cy="{y - 3:.1f}" r="3" fill="{ink}" '
            f'fill-opacity="{1 if trace.kind == "dots" else 0.2}" stroke="{ink}"/>'
            if trace.kind in ("dots", "rings")
            else f'<line x1="{x:.1f}" x2="{x + 13:.1f}" y1="{y - 3:.1f}" y2="{y - 3:.1f}" stroke="{ink}"{dash}/>'
        )
        parts.append(f'{mark}<text x="{x + 16:.1f}" y="{y:.1f}">{escape(trace.label)}</text>')
        x += width
    return "".join(parts)
