from string import Formatter

from driftscope_dashboard.lesson_files.words import WORDS, words_in


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_language_has_every_word_with_the_same_numbers_in_it():
    for words in WORDS.values():
        assert words.keys() == WORDS["en"].keys()
        assert all(placeholders(words[key]) == placeholders(WORDS["en"][key]) for key in words)


def test_an_unknown_language_is_told_in_english():
    assert words_in("fr") is WORDS["en"]
