from pathlib import Path

import pytest
from driftscope.lessons import Lessons, builtin_lessons
from driftscope.lessons.checking import check_lesson, problems_in

LESSON = """lesson: 1
id: one
title: One
idea: One thing.
minutes: 5
start:
  set: {seed: 1, duration_s: 20.0, units.num_units: 4}
  look: {units: [1], time_s: 2.0}
steps:
  - say: "It peaks at {peak:.0f} µV."
    values: {peak: {measure: peak_uv, unit: 1}}
    ask: {kind: choice, question: "Which?", options: [this, that], answer: 0}
    do: Set the noise to 15 µV.
    reached: [{path: noise.level_uv, ge: 14}]
    solve: {set: {noise.level_uv: 15.0}}
"""


def check(folder: Path, old: str = "", new: str = "", **how) -> list[str]:
    assert old in LESSON
    path = folder / "one.yaml"
    path.write_text(LESSON.replace(old, new) if old else LESSON, encoding="utf-8")
    return [str(problem) for problem in check_lesson(path, builtin_lessons(), **how)]


def test_a_sound_lesson_has_no_problems(tmp_path):
    assert check(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes: 5", "minutes: 5\nneeds: [ghost]", "line 6, needs.0: there is no such lesson. Available: look"),
        ("minutes: 5", "minutes: 5\nneeds: [one]", "needs.0: one in turn needs this lesson: remove one of the two"),
        ("answer: 0", "answer: 2", "line 12, steps.0.ask.answer: must be one of the 2 options, numbered from 0"),
        ("{peak:.0f}", "{peek:.0f}", "line 10, steps.0.say: there is no value peek: declare it under values"),
        ("{peak:.0f}", "{peak!r}", "line 10, steps.0.say: braces are for"),
        ("It peaks", "word " * 70, "line 10, steps.0: has 8"),
        ("ge: 14", "ge: 1", "line 14, steps.0.reached.0: is already true when the step opens (path noise.level_uv)"),
        ("ge: 14", "ge: 16", "line 14, steps.0.reached.0: the step's solution does not reach it"),
        (
            "level_uv: 15.0",
            "level_uv: -1",
            "line 15, steps.0.solve.set.noise.level_uv: noise.level_uv: must be",
        ),
        ("seed: 1", "sead: 1", "line 7, start.set.sead: sead: there is no such parameter: did you mean seed?"),
        ("units: [1]", "units: [9]", "steps.0.look.units: the recording has 4 units, numbered from 0"),
        ("time_s: 2.0", "time_s: 99", "steps.0.look.time_s: is beyond the end of the recording (20 s)"),
        ("time_s: 2.0", "tab: moon", "steps.0.look.tab: there is no such tab"),
        ("unit: 1}", "unit: 7}", "steps.0.values: unit: the recording has 4 units"),
        ("[{path: noise.level_uv, ge: 14}]", "[{measure: later, ge: 1}]", "there is no value later: declare it"),
        ("seed: 1", "probe: {kind: file, path: x.json}", "cannot"),
        (
            "minutes: 5",
            "minutes: 5\nquiet: [noise.volume]",
            "line 6, quiet.0: there is no such parameter: noise",
        ),
        ("minutes: 5", "minutes: 5\nfocus: {controls: [moon]}", "line 6, focus.controls.0: there is no such parameter"),
        ("minutes: 5", "minutes: 5\nmisconceptions: [{wrong: a, right: b, step: 7}]", "there are 1 steps"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_key(tmp_path, old, new, said):
    text = LESSON + "    expect: {peak: [50, 1000]}\n" if "unit: 7" in new else LESSON
    path = tmp_path / "one.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = [str(problem) for problem in check_lesson(path, builtin_lessons())]
    assert any(said in problem for problem in found), found
    assert all(problem.startswith("one.yaml") for problem in found)


def test_an_expectation_that_is_not_met_says_what_is(tmp_path):
    found = check(tmp_path, "    solve:", "    expect: {peak: [9999, 1]}\n    solve:")
    assert len(found) == 1
    assert "steps.0.expect.peak: it is" in found[0]
    assert check(tmp_path, "    solve:", "    expect: {peak: [9999, 1]}\n    solve:", measured=False) == []
    assert "no such value" in check(tmp_path, "    solve:", "    expect: {moved: [1, 1]}\n    solve:")[0]


def test_a_circle_through_another_lesson_is_found(tmp_path):
    (tmp_path / "drift.yaml").write_text(
        LESSON.replace("id: one", "id: look").replace("minutes: 5", "minutes: 5\nneeds: [drift]"), encoding="utf-8"
    )
    [problem] = check_lesson(tmp_path / "drift.yaml", builtin_lessons())
    assert "drift in turn needs this lesson" in str(problem)


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path):
    assert "cannot be read" in str(check_lesson(tmp_path / "none.yaml")[0])


@pytest.mark.slow
@pytest.mark.parametrize("key", builtin_lessons().files)
def test_the_lessons_of_the_package_can_be_taught(key, library_cache):
    every = builtin_lessons()
    assert [str(problem) for problem in problems_in(every.files[key], every)] == []


def test_every_lesson_is_there_in_german():
    assert {key for key, file in builtin_lessons().files.items() if file.languages != ("en", "de")} == set()


def test_a_needed_lesson_must_be_known(tmp_path):
    path = tmp_path / "one.yaml"
    path.write_text(LESSON.replace("minutes: 5", "minutes: 5\nneeds: [look]"), encoding="utf-8")
    assert "Available: none" in str(check_lesson(path, Lessons(), measured=False)[0])
