from string import Formatter

from driftscope_dashboard.lessons.class_words import class_words


def test_every_language_says_the_same_with_the_same_numbers():
    def names(text):
        return {name for _, name, *_ in Formatter().parse(text) if name}

    (english, here), (german, there) = class_words(["en-GB"]), class_words(["de"])
    assert (english, german) == ("en", "de")
    assert here.keys() == there.keys()
    assert all(names(here[key]) == names(there[key]) for key in here)


def test_an_unknown_language_gives_way_to_the_next():
    assert class_words(["xx", "de-CH"])[0] == "de"
    assert class_words(["xx"])[0] == "en"
