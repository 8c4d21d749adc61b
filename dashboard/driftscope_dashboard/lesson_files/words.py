"""What pages of lessons say besides the lesson itself, by language."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "step": "Step {number} of {all}",
        "answer": "Check",
        "unknown": "I don't know",
        "next": "Next",
        "back": "Back",
        "again": "Start again",
        "right": "Correct.",
        "other": "You said: {given}. It is: {answer}.",
        "unanswered": "It is: {answer}.",
        "hidden": "The orange picture is shown after your answer.",
        "live": "This file needs no server or network. In the dashboard, you can change every parameter:",
        "do": "In the dashboard",
        "maxima": "maxima",
        "order": "in your order",
        "wrong": "Misconception",
        "right_is": "Correct",
        "further": "Further",
        "idea": "Idea",
        "minutes": "minutes",
        "name": "Name",
        "solutions": "Solutions",
        "sources": "Sources",
        "choose": "Shown",
        "answer_is": "Answer",
        "predict": "Predict",
        "depth": "at µm",
    },
    "de": {
        "step": "Schritt {number} von {all}",
        "answer": "Prüfen",
        "unknown": "Weiß ich nicht",
        "next": "Weiter",
        "back": "Zurück",
        "again": "Von vorn",
        "right": "Wie du gesagt hast.",
        "other": "Du sagtest: {given}. Es ist: {answer}.",
        "unanswered": "Es ist: {answer}.",
        "hidden": "Das orange Bild erscheint nach deiner Antwort.",
        "live": "Diese Datei braucht keinen Server und kein Netz. Auf der Seite selbst lässt sich alles bewegen:",
        "do": "Auf der Seite",
        "maxima": "Maxima",
        "order": "in deiner Reihenfolge",
        "wrong": "Viele glauben",
        "right_is": "Es gilt",
        "further": "Weiter",
        "idea": "Idee",
        "minutes": "Minuten",
        "name": "Name",
        "solutions": "Lösungen",
        "sources": "Quellen",
        "choose": "Gezeigt",
        "answer_is": "Antwort",
        "predict": "Sage voraus",
        "depth": "bei µm",
    },
}


def words_in(language: str) -> dict[str, str]:
    """Return the words of a language; English where there are none."""
    return WORDS.get(language, WORDS["en"])
