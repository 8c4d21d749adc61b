"""Text in three forms: what is written is read again, what is not a configuration is refused in words."""

import pytest
from driftscope import ConfigError
from driftscope.files import form_of, read_file, read_text, write_file, write_text

DATA = {"a": 1, "b": [1.5, 2.0], "c": {"d": None, "e": "µm"}, "f": True, "g": [{"h": None}]}


@pytest.mark.parametrize("form", ["yaml", "yml", "json", "toml"])
def test_what_is_written_is_read_again(form, tmp_path):
    assert read_text(write_text(DATA, form), form) == DATA
    path = tmp_path / f"kept.{form}"
    write_file(path, DATA)
    assert read_file(path) == DATA
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\ufeff", " ", "none", "~", "1e3", "µ", "a\nb", "'"])
def test_odd_words_survive(odd, form):
    assert read_text(write_text({"a": odd}, form), form) == {"a": odd}


@pytest.mark.parametrize(
    ("form", "text", "said"),
    [
        ("yaml", "a: &x [1]\nb: *x", "references"),
        ("yaml", "a: 1\na: 2", "duplicate key a"),
        ("json", '{"a": 1, "a": 2}', "duplicate key a"),
        ("toml", "a = 1\na = 2", "not toml"),
        ("yaml", "a: [1", "line 1"),
        ("yaml", "a: !!python/object/apply:os.getcwd []", "not yaml"),
        ("yaml", "[" * 5_000, "nested too deeply"),
        ("json", "[1, 2]", "not contain a mapping"),
        ("yaml", "", "it is empty"),
        ("docx", "a: 1", "must end in"),
    ],
)
def test_what_is_not_a_configuration_is_refused_in_words(form, text, said):
    with pytest.raises(ConfigError, match=said):
        read_text(text, form)


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    there = tmp_path / "folder.yaml"
    there.mkdir()
    with pytest.raises(ConfigError, match="cannot be written"):
        write_file(there, DATA)
    with pytest.raises(ConfigError, match="must be one of"):
        write_file(tmp_path / "kept.txt", DATA)
    assert [found.name for found in tmp_path.iterdir()] == ["folder.yaml"]


def test_an_old_file_stays_when_the_new_one_cannot_be_said(tmp_path):
    path = tmp_path / "kept.yaml"
    write_file(path, {"a": 1})
    with pytest.raises(Exception, match="represent"):
        write_file(path, {"a": object()})
    assert read_file(path) == {"a": 1}


def test_the_form_is_what_the_name_says(tmp_path):
    assert form_of(tmp_path / "My.Config.YAML") == "yaml"
