"""A lesson on paper: one A4 page with questions and room to answer, and a page of solutions that can be left out."""

from __future__ import annotations

import io
from html import escape

import segno
from driftscope.lessons import Lesson, to_html

from ..theme import colour
from .lesson_scenes import scene_of
from .svg import scene_svg
from .told import Told, told_steps
from .words import words_in

USUAL_ADDRESS = "http://localhost:5006"
_LINES_OF_OPEN = 2
CSS = f"""
@page {{ size: A4; margin: 14mm; }}
* {{ box-sizing: border-box; }}
body {{ font: 10.5pt/1.35 Inter, "Noto Sans", "DejaVu Sans", sans-serif; color: {colour("ink", dark=False)};
  margin: 0 auto; max-width: 182mm; }}
header {{ display: flex; justify-content: space-between; gap: 8mm; }}
h1 {{ font-size: 17pt; margin: 0 0 1mm; }} h2 {{ font-size: 12pt; margin: 3mm 0 1mm; }}
p {{ margin: 0.6mm 0; }}
.code {{ text-align: right; font-size: 8pt; overflow-wrap: anywhere; max-width: 48mm; }}
.code svg {{ width: 24mm; height: 24mm; }}
.name {{ border-bottom: 1px solid; min-width: 60mm; display: inline-block; }}
ol {{ padding-left: 6mm; margin: 1mm 0; }} li {{ break-inside: avoid; margin-bottom: 1.6mm; }}
.options {{ list-style: none; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: 0 6mm; }}
.options li {{ margin: 0; }} .options li::before {{ content: "\\2610\\00a0"; }}
.room {{ border-bottom: 1px dotted {colour("muted", dark=False)}; height: 6mm; }}
.picture svg {{ width: 100%; height: auto; max-height: 62mm; }}
.solutions {{ break-before: page; }}
footer {{ font-size: 8pt; color: {colour("muted", dark=False)}; margin-top: 2mm; }}
"""


def handout_html(lesson: Lesson, *, address: str | None = None, solutions: bool = True) -> str:
    """Return a lesson as a page to print: HTML with its pictures in it.

    Parameters
    ----------
    lesson : Lesson
        In one language. Its numbers are computed, which takes seconds.
    address : str, optional
        Where the page is served, for the link and its QR code; this machine by default.
    solutions : bool
        Whether a second page has the answers and reveals.

    Returns
    -------
    str
        HTML that asks for nothing from outside.
    """
    words, told = words_in(lesson.language), told_steps(lesson)
    parts = [_front(lesson, told, words, address)]
    if solutions:
        parts.append(_solutions(lesson, told, words))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(lesson.language)}">\n<head><meta charset="utf-8">'
        f"<title>{escape(lesson.title)}</title><style>{CSS}</style></head>\n<body>\n{''.join(parts)}\n</body>\n</html>\n"
    )


def link_to(lesson: Lesson, address: str | None) -> str:
    """Return the link that opens a lesson."""
    path = "hybrid" if lesson.page == "hybrid" else ""
    language = "" if lesson.language == "en" else f"&lang={lesson.language}"
    return f"{(address or USUAL_ADDRESS).rstrip('/')}/{path}?lesson={lesson.id}{language}"


def qr_svg(text: str) -> str:
    """Return a text as a QR code, as SVG."""
    drawn = io.BytesIO()
    segno.make(text, micro=False).save(drawn, kind="svg", xmldecl=False, scale=4, border=1)
    return drawn.getvalue().decode()


def _front(lesson: Lesson, told: list[Told], words: dict[str, str], address: str | None) -> str:
    link = link_to(lesson, address)
    steps = "".join(_question(step, words) for step in told)
    return (
        f"<section><header><div><h1>{escape(lesson.title)}</h1>"
        f"<p>{words['name']}: <span class='name'></span> &nbsp; {lesson.minutes} {words['minutes']}</p>"
        f"<p><strong>{words['idea']}:</strong> {to_html(lesson.idea)}</p></div>"
        f"<div class='code'>{qr_svg(link)}<br>{escape(link)}</div></header>"
        f"{_picture(lesson, revealed=False)}<ol>{steps}</ol>"
        f"<p><strong>{words['further']}:</strong> {to_html(lesson.further)}</p></section>"
    )


def _question(told: Told, words: dict[str, str]) -> str:
    options = "".join(f"<li>{escape(option)}</li>" for option in told.options)
    room = f"<ul class='options'>{options}</ul>" if options else f"<div class='room'>{escape(told.unit)}</div>"
    if told.question and not options and not told.answer:
        room = "<div class='room'></div>" * _LINES_OF_OPEN
    question = f"<p><strong>{to_html(told.question)}</strong></p>{room}" if told.question else ""
    doing = f"<p>{words['do']}: {to_html(told.do)}</p>" if told.do else ""
    return f"<li>{to_html(told.say)}{question}{doing}</li>"


def _picture(lesson: Lesson, *, revealed: bool) -> str:
    """Return the picture of the first step that has one."""
    for number in range(len(lesson.steps)):
        if (scene := scene_of(lesson, number)) is not None:
            return f"<div class='picture'>{scene_svg(scene, revealed=revealed)}</div>"
    return ""


def _solutions(lesson: Lesson, told: list[Told], words: dict[str, str]) -> str:
    steps = "".join(f"<li>{_answer(one)}{to_html(one.show)}</li>" for one in told)
    wrong = "".join(
        f"<li>{words['wrong']}: <em>{to_html(one.wrong)}</em> {words['right_is']}: {to_html(one.right)}</li>"
        for one in lesson.misconceptions
    )
    sources = "; ".join(to_html(source) for source in lesson.sources)
    return (
        f"<section class='solutions'><h1>{words['solutions']}: {escape(lesson.title)}</h1>"
        f"{_picture(lesson, revealed=True)}<ol>{steps}</ol><ul>{wrong}</ul>"
        f"<footer>{words['sources']}: {sources}</footer></section>"
    )


def _answer(told: Told) -> str:
    return f"<strong>{to_html(told.answer)}</strong>. " if told.answer else ""
