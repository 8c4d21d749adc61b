from pathlib import Path

import pytest
from driftscope.lessons import LessonError, builtin_lessons, lessons_in, load_lesson
from driftscope.lessons.translating import translated

LESSON = """lesson: 1
id: one
title: One
idea: One thing.
minutes: 5
steps:
  - say: Look.
    ask: {kind: choice, question: "Which?", options: [this, that], answer: 0}
"""
GERMAN = """language: de
title: Eins
idea: Eine Sache.
steps:
  - say: Schau.
    ask: {question: "Welches?", options: [dieses, jenes]}
"""


def write(folder: Path, text: str, name: str = "one.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(LessonError) as caught:
        load_lesson(path)
    return [str(problem) for problem in caught.value.problems]


def test_a_lesson_is_read(tmp_path):
    file = load_lesson(write(tmp_path, LESSON))
    assert file.lesson.title == "One"
    assert file.places.lines["steps.0.ask.answer"] == 8


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes: 5", "minutes: soon", "one.yaml, line 5, minutes: must be a whole number"),
        ("answer: 0", "answer: [0, x]", "one.yaml, line 8, steps.0.ask.answer.1: must be a whole number"),
        ("say: Look.", "sya: Look.", "one.yaml, line 7, steps.0.say: is missing"),
        ("say: Look.", "sya: Look.", "one.yaml, line 7, steps.0.sya: there is no such parameter: check the spelling"),
        ("kind: choice", "kind: guess", "one.yaml, line 8, steps.0.ask: Unknown kind 'guess'"),
        ("minutes: 5", "minutes: 5\nminutes: 6", "one.yaml: it is not yaml: duplicate key minutes"),
        ("minutes: 5", "minutes: [5", "one.yaml, line 6: it is not yaml: did not find expected ',' or ']'"),
        ("title: One", "title: &a One\nfurther: *a", "references (&, *) are not allowed"),
        ("title: One", "title: !!python/object/apply:os.getcwd []", "could not determine a constructor"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_key(tmp_path, old, new, said):
    found = problems(write(tmp_path, LESSON.replace(old, new)))
    assert any(said in problem for problem in found), found


def test_a_value_called_like_a_kind_of_value_keeps_its_place(tmp_path):
    text = LESSON + "    values: {range: {measure: peak_uv, unit: -1}}\n"
    assert "line 9, steps.0.values.range.unit" in problems(write(tmp_path, text))[0]


def test_a_file_too_large_is_refused(tmp_path):
    assert "larger than 256 kB" in problems(write(tmp_path, LESSON + "#" * 300_000))[0]


@pytest.mark.parametrize("name", ["one.txt", "one.yaml"])
def test_what_is_not_there_is_said(tmp_path, name):
    assert problems(tmp_path / name)[0].startswith(name)


def test_what_is_no_text_is_said(tmp_path):
    (tmp_path / "one.yaml").write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8 text" in problems(tmp_path / "one.yaml")[0]


def test_a_translation_has_the_same_lesson_in_other_words(tmp_path):
    write(tmp_path, GERMAN, "one.de.yaml")
    file = load_lesson(write(tmp_path, LESSON + "translations: {de: one.de.yaml}\n"))
    german = file.in_language(["fr", "de-CH", "en"])
    assert (german.language, german.title, german.steps[0].ask.options) == ("de", "Eins", ("dieses", "jenes"))
    assert german.steps[0].ask.answer == (0,)
    assert file.in_language("fr") is file.lesson
    assert file.languages == ("en", "de")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Eins", "", "one.de.yaml, title: this text is not translated"),
        ("[dieses, jenes]", "[dieses]", "one.de.yaml, line 6, steps.0.ask.options.1: this text is not translated"),
        ("say: Schau.", "say: Schau.\n    do: Los.", "line 6, steps.0.do: the lesson has no such text: remove it"),
        (
            "- say: Schau.\n    ask: {",
            "- say: Schau.\n    ask: {genau, ",
            "steps.0.ask.genau: the lesson has no such",
        ),
        ("language: de", "language: fr", "line 1, language: must be de, as in the lesson"),
    ],
)
def test_an_incomplete_translation_is_named(tmp_path, old, new, said):
    write(tmp_path, GERMAN.replace(old, new), "one.de.yaml")
    found = problems(write(tmp_path, LESSON + "translations: {de: one.de.yaml}\n"))
    assert any(said in problem for problem in found), found


@pytest.mark.parametrize("name", ["../one.de.yaml", "sub/one.de.yaml", ".hidden.yaml"])
def test_a_translation_stands_beside_its_lesson(tmp_path, name):
    assert "in the lesson's folder" in problems(write(tmp_path, LESSON + f"translations: {{de: {name}}}\n"))[0]


def test_a_folder_is_read_despite_a_broken_file(tmp_path):
    write(tmp_path, LESSON)
    write(tmp_path, "steps: [", "two.yaml")
    write(tmp_path, LESSON, "three.yaml")
    write(tmp_path, "x", "four.de.yaml")
    found = lessons_in(tmp_path)
    assert list(found.files) == ["one"]
    assert [problem.file for problem in found.problems] == ["three.yaml", "two.yaml"]
    assert "the id one is also used in one.yaml" in str(found.problems[0])


def test_a_folder_that_is_not_there_is_a_problem_in_words(tmp_path):
    assert "cannot be read" in str(lessons_in(tmp_path / "none").problems[0])


def test_other_lessons_win_and_stand_behind_those_they_need(tmp_path):
    write(tmp_path, LESSON.replace("id: one", "id: drift"))
    write(tmp_path, LESSON.replace("id: one", "id: after\nneeds: [last]"), "after.yaml")
    write(tmp_path, LESSON.replace("id: one", "id: last\nneeds: [drift]"), "last.yaml")
    files = builtin_lessons().with_more(lessons_in(tmp_path)).files
    assert files["drift"].lesson.title == "One"
    order = list(files)
    assert order.index("drift") < order.index("last") < order.index("after")


def test_the_lessons_of_the_package_are_whole():
    found = builtin_lessons()
    assert found.problems == ()
    assert "drift" in found.files
    assert all(key == file.lesson.id for key, file in found.files.items())


def test_texts_of_another_kind_do_not_replace():
    assert translated({"options": ["a", "b"]}, {"options": "c"}) == {"options": ["a", "b"]}
    assert translated({"steps": [{"say": "a"}]}, {"steps": {"say": "b"}}) == {"steps": [{"say": "a"}]}
