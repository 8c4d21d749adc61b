import os

from driftscope.lessons import builtin_lessons
from driftscope_dashboard.lessons import Offer, Shelf


def test_a_folder_adds_its_lessons_to_those_that_are_there(folder):
    shelf = Shelf(folder)
    assert {"short", *builtin_lessons().files} == shelf.lessons.files.keys()
    assert shelf.find("none") is None
    assert Shelf().lessons.files.keys() == builtin_lessons().files.keys()


def test_the_ids_of_a_folder_win_and_that_is_said(folder):
    name = next(iter(builtin_lessons().files))
    text = (folder / "short.yaml").read_text(encoding="utf-8").replace("id: short", f"id: {name}")
    (folder / "other.yaml").write_text(text, encoding="utf-8")
    shelf = Shelf(folder)
    assert shelf.find(name).lesson.title == "Short"
    assert any(words.startswith("Replaced built-in") and name in words for words in shelf.announcement())


def test_a_broken_file_is_named_by_line_and_key_and_the_others_are_there(folder):
    text = (folder / "short.yaml").read_text(encoding="utf-8").replace("minutes: 2", "minutes: long")
    (folder / "broken.yaml").write_text(text, encoding="utf-8")
    words = Shelf(folder).announcement()
    assert any("broken.yaml, line 6, minutes" in line for line in words)
    assert Shelf(folder).find("short")


def test_an_edit_is_seen_the_next_time(folder):
    shelf, file = Shelf(folder), folder / "short.yaml"
    assert shelf.find("short").lesson.title == "Short"
    assert shelf.own is shelf.own
    file.write_text(file.read_text(encoding="utf-8").replace("title: Short", "title: Brief"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert shelf.find("short").lesson.title == "Brief"


def test_an_offer_is_in_the_readers_language(folder):
    assert Offer(Shelf(folder), ["fr", "de-CH"]).titles()["short"].title == "Kurz"
    assert Offer(Shelf(folder), ["fr"]).titles()["short"].title == "Short"


def test_a_folder_that_is_gone_is_said(tmp_path):
    assert any("cannot be read" in words for words in Shelf(tmp_path / "none").announcement())
