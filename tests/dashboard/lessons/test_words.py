from string import Formatter

from driftscope_dashboard.lessons.words import words_in


def test_every_language_says_the_same_with_the_same_numbers():
    def names(text):
        return {name for _, name, *_ in Formatter().parse(text) if name}

    english, german = words_in("en"), words_in("de")
    assert english.keys() == german.keys()
    assert all(names(english[key]) == names(german[key]) for key in english)
