import pytest
from driftscope.lessons import Placeholder, Step, fill, number_of_words, pieces, to_html
from driftscope.lessons.texts import names_in, stray_braces, texts_of, texts_of_step


def test_numbers_are_written_into_a_text():
    text = "{rest:.0f} µV, then {moved:.1f} µV: {found:.0%} found, {later:.0f} later."
    filled = fill(text, {"rest": 59.7, "moved": -3.96, "found": 0.012})
    assert filled == "60 µV, then −4.0 µV: 1\N{NO-BREAK SPACE}% found, … later."
    assert names_in(text) == {"rest", "moved", "found", "later"}


def test_german_writes_a_comma():
    assert fill("{a:.1f}", {"a": 3.25}, "de") == "3,2"


@pytest.mark.parametrize("text", ["{a.__class__}", "{0}", "{a!r}", "{a:>9}", "{", "a}"])
def test_nothing_else_in_braces_is_followed(text):
    assert fill(text, {"a": 1.0, "0": 2.0}) == text
    assert stray_braces(text)
    assert pieces(text) == [text]


def test_pieces_keep_their_order():
    assert pieces("{a} of {b:.2f}") == [Placeholder("a"), " of ", Placeholder("b", 2)]
    assert not stray_braces("{a} of {b:.2f}")


def test_simple_markup_becomes_html_and_nothing_else():
    text = "**Strong** *soft* [words](https://example.org/a?b&c) [no](javascript:alert(1)) <script>"
    html = to_html(text)
    assert "<strong>Strong</strong> <em>soft</em>" in html
    assert '<a href="https://example.org/a?b&amp;c" rel="noopener noreferrer" target="_blank">words</a>' in html
    assert "[no](javascript:alert(1)) &lt;script&gt;" in html


STEP = Step.from_dict({
    "say": "One two.",
    "ask": {"kind": "choice", "question": "Three?", "options": ["four", "five six"], "answer": 0},
    "show": {"say": "Seven."},
})  # fmt: skip


def test_all_words_of_a_step_are_counted():
    assert number_of_words(STEP) == 7
    assert set(texts_of_step(STEP)) == {"say", "ask.question", "ask.options.0", "ask.options.1", "show.say"}


def test_what_is_set_is_no_text():
    assert dict(texts_of({"set": {"title": "no"}, "steps": [{"say": "yes"}]})) == {"steps.0.say": "yes"}
