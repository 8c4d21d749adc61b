"""A short lesson, and a page in which it takes place."""

import pytest
from driftscope.lessons import load_lesson
from driftscope_dashboard.lessons import LessonRun

TEXT = """
lesson: 1
id: short
title: Short
idea: One step after the other.
minutes: 2
start:
  set: {duration_s: 10.0, units.num_units: 4, seed: 3}
  look: {units: [1], time_s: 2.0}
focus: {controls: [noise.level_uv], views: [traces]}
quiet: [noise.level_uv]
steps:
  - say: "It peaks at {peak:.0f} µV."
    values: {peak: {measure: peak_uv, unit: 1}}
    hide: [amplitudes]
    ask: {kind: choice, question: And then?, options: [less, more], answer: 1}
    do: Move on.
    reached: [{look: time_s, between: [4, 6]}]
    solve: {look: {time_s: 5.0}}
    show: {say: "It was {peak:.0f} µV.", look: {threshold: 4.0}, overlay: [threshold]}
  - say: Make noise.
    ask: {kind: number, question: How loud?, unit: µV, answer: 20, within: 2}
    do: Set it.
    reached: [{path: noise.level_uv, ge: 20}]
    solve: [{set: {noise.level_uv: 10.0}}, {set: {noise.level_uv: 20.0}}]
    show: {say: Loud.}
  - say: That was it.
    ask: {kind: open, question: What next?}
    show: {say: Nothing.}
misconceptions: [{wrong: It ends., right: It does not.}]
further: Begin again.
sources: [A book]
translations: {de: short.de.yaml}
"""
GERMAN = """
language: de
title: Kurz
idea: Ein Schritt nach dem anderen.
steps:
  - say: "Die Spitze ist {peak:.0f} µV."
    ask: {question: Und dann?, options: [weniger, mehr]}
    do: Weiter.
    show: {say: "Es waren {peak:.0f} µV."}
  - {say: Mach Lärm., ask: {question: Wie laut?}, do: Stell es ein., show: {say: Laut.}}
  - {say: Das war es., ask: {question: Was nun?}, show: {say: Nichts.}}
misconceptions: [{wrong: Es endet., right: Nein.}]
further: Noch einmal.
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "short.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "lessons" / "short.de.yaml").write_text(GERMAN, encoding="utf-8")
    return tmp_path / "lessons"


@pytest.fixture
def short(folder):
    return load_lesson(folder / "short.yaml")


@pytest.fixture
def run(state, services, short):
    made = LessonRun(state, services)
    made.begin(short, ["en"])
    return made
