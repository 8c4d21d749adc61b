import json

import pytest
from driftscope_dashboard.lessons import LessonCard, Offer, Shelf


@pytest.fixture
def card(state, services, folder):
    made = LessonCard(state, services, Offer(Shelf(folder), ["en"]))
    made.open("short")
    return made


def test_without_a_lesson_there_is_no_card(state, services):
    made = LessonCard(state, services, Offer())
    assert made.node.card == {}
    made.open("none")
    assert made.node.card == {}


def test_what_an_answer_reveals_is_not_told_before(card, state):
    shown = card.node.card
    assert shown["hidden"] == ["amplitudes"]
    assert shown["reveal"] is None
    assert "It was" not in json.dumps(shown)
    assert shown["say"].startswith("It peaks at ")
    assert "…" not in shown["say"]
    card.hear({"answer": 0})
    assert card.node.card["hidden"] == []
    assert card.node.card["can_solve"]
    card.hear({"press": "solve"})
    card.hear({"press": "show"})
    shown = card.node.card
    assert shown["reveal"]["beside"] == "You said “less”; it is “more”."
    assert shown["overlays"] == ["threshold"]


def test_the_last_step_ends_with_what_is_often_believed(card):
    card.hear({"enter": 2})
    card.hear({"answer": None})
    card.hear({"press": "show"})
    reveal = card.node.card["reveal"]
    assert reveal["misconceptions"] == [["It ends.", "It does not."]]
    assert reveal["sources"] == ["A book"]


def test_all_that_is_shown_is_plain_data(card):
    for number in range(3):
        card.hear({"enter": number})
        assert json.loads(json.dumps(card.node.card)) == card.node.card


def test_free_play_dims_and_hides_nothing(card):
    card.hear({"free": True})
    shown = card.node.card
    assert (shown["hidden"], shown["halos"], shown["overlays"]) == ([], [], [])
    card.hear({"free": False})
    assert card.node.card["halos"] == ["noise-level_uv", "time"]


def test_what_the_browser_kept_comes_back_if_it_is_of_this_lesson(card):
    card.hear({"restore": {"id": "other", "answers": {"0": 1}, "shown": [0]}})
    assert card.node.card["answers"] == {}
    card.hear({"restore": {"id": "short", "answers": {"0": 1, "x": None}, "shown": [0, "y"]}})
    assert card.node.card["answers"]["0"] == 1
    assert card.node.card["shown"]


@pytest.mark.parametrize(
    "message",
    [
        {}, {"enter": "x"}, {"enter": -3}, {"enter": 10**30}, {"press": "nothing"}, {"open": "none"}, {"restore": 4},
        {"restore": {"id": "short", "answers": 3, "shown": 4}}, {"hold": "x"}, {"language": "xx"}, {"answer": {"a": 1}},
    ],
)  # fmt: skip
def test_any_message_is_survived(card, message):
    card.hear(message)
    assert card.node.card["id"] == "short"


def test_a_language_is_chosen(card):
    card.hear({"language": "de"})
    assert card.node.card["title"] == "Kurz"
    assert card.node.card["words"]["next"] == "Weiter"


def test_leaving_takes_the_card_away(card):
    card.hear({"press": "leave"})
    assert card.node.card == {}
