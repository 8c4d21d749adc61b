"""A lesson in one file: question, gate, pictures with a slider and a choice; no server, no network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from bokeh.document import Document
from bokeh.embed import components
from bokeh.layouts import column, row
from bokeh.models import ColumnDataSource, CustomJS, InlineStyleSheet
from bokeh.models.annotations import Legend, LegendItem
from bokeh.models.widgets import Button, Div, MultiChoice, NumericInput, RadioGroup, Select, TextAreaInput
from bokeh.models.widgets import Slider as BokehSlider
from bokeh.plotting import figure
from bokeh.resources import Resources
from driftscope.lessons import Lesson, Step, to_html

from ..theme import FONT, colour
from .lesson_scenes import scene_of
from .scenes import Picture, Scene, Trace
from .told import Told, told_steps
from .words import words_in

COMPONENTS: Any = ["bokeh", "bokeh-widgets"]
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>{css}</style>
{scripts}</head>
<body>
{drawn}
{begin}
</body>
</html>
"""
SCRIPT = Path(__file__).with_name("static.js")
PAGE_CSS = (
    f"body {{ margin: 0 auto; max-width: 1180px; padding: 16px; background: {colour('page', dark=False)}; "
    f"color: {colour('ink', dark=False)}; font: 18px/1.4 {FONT}; }}"
)
WIDGET_CSS = (
    f":host {{ font: 17px/1.4 {FONT}; color: {colour('ink', dark=False)}; }} h1 {{ font-size: 24px; margin: 0; }} "
    "p { margin: 4px 0; } .bk-btn, .bk-input, label, input, select { font-size: 16px !important; min-height: 32px; } "
    ":focus-visible { outline: 2px solid #1f6fbf; outline-offset: 2px; }"
)
LONG_LABEL = 22
_TEXT_WIDTH = 1120
_PICTURE = (360, 330)


@dataclass(frozen=True)
class _Drawn:
    """A scene's models: its layout, what one moves, and what the script changes for every trace."""

    layout: Any
    select: Any
    slider: Any
    sources: list[Any]
    renderers: list[Any]
    legends: list[Any]


def static_html(lesson: Lesson) -> str:
    """Return a lesson as one HTML file that asks for nothing from outside.

    Parameters
    ----------
    lesson : Lesson
        In one language. Numbers and pictures are computed, which takes up to a minute.

    Returns
    -------
    str
        HTML with all scripts in it.
    """
    words = words_in(lesson.language)
    told = told_steps(lesson)
    scenes = [scene_of(lesson, number) for number in range(len(lesson.steps))]
    drawn = [None if scene is None else _draw(scene, words) for scene in scenes]
    parts = _controls(lesson, told, words)
    data = {
        "words": words,
        "steps": [_step_data(step, one, words) for step, one in zip(lesson.steps, told, strict=True)],
        **_scenes_data(scenes),
    }
    document = Document(title=lesson.title)
    document.add_root(_layout(lesson, parts, drawn, words))
    document.js_on_event("document_ready", CustomJS(code=SCRIPT.read_text(encoding="utf-8"), args=_args(
        data, parts, drawn
    )))  # fmt: skip
    begin, drawn_html = components(document.roots[0])
    scripts = "\n".join(f"<script>{script}</script>" for script in Resources("inline", components=COMPONENTS).js_raw)
    return PAGE.format(
        language=escape(lesson.language), title=escape(lesson.title), css=PAGE_CSS, scripts=scripts, drawn=drawn_html,
        begin=begin,
    )  # fmt: skip


def _args(data: dict[str, Any], parts: dict[str, Any], drawn: list[_Drawn | None]) -> dict[str, Any]:
    def of(name: str, missing: Any = None) -> list[Any]:
        return [missing if one is None else getattr(one, name) for one in drawn]

    return {
        "text": _compact(data),
        **parts,
        "scenes": of("layout"), "selects": of("select"), "sliders": of("slider"),
        "sources": of("sources", []), "renderers": of("renderers", []), "legends": of("legends", []),
    }  # fmt: skip


def _sheet() -> InlineStyleSheet:
    return InlineStyleSheet(css=WIDGET_CSS)


def _div(html: str = "", **more: Any) -> Div:
    return Div(text=html, width=_TEXT_WIDTH, sizing_mode="scale_width", stylesheets=[_sheet()], **more)


def _controls(lesson: Lesson, told: list[Told], words: dict[str, str]) -> dict[str, Any]:
    def button(name: str, hook: str) -> Button:
        return Button(label=words[name], stylesheets=[_sheet()], css_classes=[f"ds-lesson-{hook}"], width=160)

    return {
        "progress": _div(), "say": _div(css_classes=["ds-lesson-say"]),
        "reveal": _div(css_classes=["ds-lesson-reveal"]),
        "answers": [_answer(step, one, words) for step, one in zip(lesson.steps, told, strict=True)],
        "check": button("answer", "show"), "unknown": button("unknown", "unknown"),
        "back": button("back", "back"), "next": button("next", "next"),
    }  # fmt: skip


def _answer(step: Step, told: Told, words: dict[str, str]) -> Any:
    """Return the widget that takes an answer; None where nothing is asked."""
    kind = "none" if step.ask is None else step.ask.kind
    usual: dict[str, Any] = {"stylesheets": [_sheet()], "visible": False, "css_classes": ["ds-lesson-question"]}
    if kind == "choice":
        return RadioGroup(labels=list(told.options), active=None, **usual)
    if kind == "order":
        return MultiChoice(options=list(told.options), title=words["order"], width=700, **usual)
    if kind in ("number", "draw", "place"):
        return NumericInput(value=None, mode="float", title=told.unit or " ", width=220, **usual)
    return TextAreaInput(value="", rows=2, width=700, **usual) if kind == "open" else None


def _step_data(step: Step, told: Told, words: dict[str, str]) -> dict[str, Any]:
    ask = step.ask
    right = [] if ask is None else getattr(ask, "answer", [])
    hidden = f"<p><em>{escape(words['hidden'])}</em></p>" if ask is not None and ask.kind != "open" else ""
    doing = f"<p>{escape(words['do'])}: {to_html(told.do)}</p>" if told.do else ""
    return {
        "kind": "none" if ask is None else ask.kind,
        "say": f"<p>{to_html(told.say)}</p><p><strong>{to_html(told.question)}</strong></p>",
        "show": f"<p>{to_html(told.show)}</p>{doing}",
        "hidden": hidden,
        "options": list(told.options),
        "answer": told.answer,
        "unit": told.unit,
        "right": list(right) if isinstance(right, tuple) else right if isinstance(right, list) else [right],
        "within": getattr(ask, "within", 0.0),
        "factor": getattr(ask, "factor", None),
    }


def _scenes_data(scenes: list[Scene | None]) -> dict[str, Any]:
    """Return what the script draws; what several steps show is written once."""
    frames: dict[str, int] = {}
    described: list[dict[str, Any] | None] = []
    for scene in scenes:
        traces = [] if scene is None else [trace for picture in scene.pictures for trace in picture.traces]
        places = [] if scene is None or scene.slider is None else list(scene.slider.values)
        numbers = [frames.setdefault(_compact(trace.frames), len(frames)) for trace in traces]
        told = [{"frames": n, "revealed": trace.revealed} for n, trace in zip(numbers, traces, strict=True)]
        described.append(None if scene is None else {"cases": list(scene.cases), "places": places, "traces": told})
    return {"scenes": described, "frames": [json.loads(text) for text in frames]}


def _compact(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _draw(scene: Scene, words: dict[str, str]) -> _Drawn:
    sources: list[Any] = []
    renderers: list[Any] = []
    legends: list[Any] = []
    figures = [_figure(picture, scene, sources, renderers, legends) for picture in scene.pictures]
    select = slider = None
    if len(scene.cases) > 1:
        options: list[Any] = list(scene.cases)
        select = Select(options=options, value=scene.cases[scene.first_case], title=words["choose"],
                        width=320, stylesheets=[_sheet()], css_classes=["ds-lesson-case"])  # fmt: skip
    if scene.slider is not None:
        values = scene.slider.values
        slider = BokehSlider(start=values[0], end=values[-1], step=values[1] - values[0], width=420,
                             value=values[scene.slider.at_first], title=scene.slider.label,
                             stylesheets=[_sheet()], css_classes=["ds-lesson-slider"])  # fmt: skip
    controls = [one for one in (select, slider) if one is not None]
    parts = [row(controls), row(figures)] if controls else [row(figures)]
    return _Drawn(column(parts, visible=False), select, slider, sources, renderers, legends)


def _figure(picture: Picture, scene: Scene, sources: list[Any], renderers: list[Any], legends: list[Any]) -> Any:
    wide, high = _PICTURE if len(scene.pictures) > 1 else (3 * _PICTURE[0], _PICTURE[1])
    made: Any = figure(title=picture.title, width=wide, height=high, toolbar_location=None, tools="")
    items = []
    for trace in picture.traces:
        source = ColumnDataSource(_first_frame(trace, scene))
        renderer = _glyph(made, trace, source)
        item = LegendItem(label=trace.label, renderers=[renderer]) if trace.label else None
        sources.append(source)
        renderers.append(renderer)
        legends.append(item)
        items += [item] if item is not None else []
    columns = 1 if any(len(trace.label) > LONG_LABEL for trace in picture.traces) else 2
    made.add_layout(Legend(
        items=items, orientation="horizontal", ncols=columns, label_text_font_size="13px", location="bottom_left",
        margin=0, border_line_color=None, spacing=4,
    ), "below")  # fmt: skip
    made.title.text_font_size, made.axis.major_label_text_font_size = "15px", "14px"
    made.xgrid.grid_line_color = made.ygrid.grid_line_color = colour("grid", dark=False)
    made.x_range.range_padding = made.y_range.range_padding = 0.05
    return made


def _first_frame(trace: Trace, scene: Scene) -> dict[str, list[float]]:
    of_case = trace.frames[min(scene.first_case, len(trace.frames) - 1)]
    place = 0 if scene.slider is None else scene.slider.at_first
    return of_case[min(place, len(of_case) - 1)]


def _glyph(made: Any, trace: Trace, source: ColumnDataSource) -> Any:
    ink = colour(trace.colour, dark=False)
    if trace.kind == "dots":
        return made.scatter("x", "y", size="size", color=ink, source=source)
    if trace.kind == "rings":
        return made.scatter("x", "y", size="size", line_color=ink, fill_alpha=0.15, fill_color=ink, line_width=1.5,
                            source=source)  # fmt: skip
    return made.line("x", "y", color=ink, line_width=2, line_dash={"line": "solid"}.get(trace.kind, trace.kind),
                     source=source)  # fmt: skip


def _layout(lesson: Lesson, parts: dict[str, Any], drawn: list[_Drawn | None], words: dict[str, str]) -> Any:
    head = _div(f"<h1>{escape(lesson.title)}</h1><p>{to_html(lesson.idea)}</p>")
    foot = _div(
        f"<p>{escape(words['live'])} <code>driftscope serve</code>, <code>/?lesson={escape(lesson.id)}</code></p>"
    )
    buttons = row(parts["back"], parts["check"], parts["unknown"], parts["next"])
    answers = [one for one in parts["answers"] if one is not None]
    scenes = [one.layout for one in drawn if one is not None]
    return column(head, parts["progress"], parts["say"], *answers, buttons, parts["reveal"], *scenes, foot)
