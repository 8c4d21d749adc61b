"""What the card itself says, in every language that lessons may have; in English where there is no translation."""

from __future__ import annotations

from collections.abc import Mapping

_ENGLISH = {
    "lesson": "Lesson",
    "step": "Step {step} of {steps}",
    "check": "Check",
    "show": "Show",
    "next": "Next",
    "finish": "Finish",
    "back": "Back",
    "unknown": "I don't know",
    "show me": "Show me",
    "again": "Restart step",
    "reset": "Reset lesson",
    "free": "Free play",
    "return": "Back to the lesson",
    "leave": "Leave",
    "reached": "Done",
    "to do": "Do",
    "your answer": "Your answer: {own}.",
    "own and truth": "You said {own}; it is {truth}.",
    "so it is": "You said {own}: correct.",
    "it is": "It is {truth}.",
    "or": " or ",
    "maximum": "{number} maximum",
    "maxima": "{number} maxima",
    "range": "a range of {number}",
    "plate": "shown after your answer",
    "further": "Try this",
    "often believed": "Common misconceptions",
    "sources": "Sources",
    "place": "Click in the picture, or type a number",
    "draw": "Draw in the picture",
    "draw maxima": "Draw in the picture, or type how many maxima there are",
    "higher": "move up",
    "lower": "move down",
    "open": "Think of an answer, or discuss it; then continue.",
    "idle": "The page did this step for you.",
    "held": "Your teacher will show this to everyone together.",
    "varied": "Your own random numbers: seed + {shift}. Numbers differ slightly between pages.",
    "language": "Language",
    "minutes": "{minutes} min",
}
_GERMAN = {
    "lesson": "Lektion",
    "step": "Schritt {step} von {steps}",
    "check": "Prüfen",
    "show": "Zeigen",
    "next": "Weiter",
    "finish": "Fertig",
    "back": "Zurück",
    "unknown": "Ich weiß es nicht",
    "show me": "Mach es vor",
    "again": "Schritt neu beginnen",
    "reset": "Lektion zurücksetzen",
    "free": "Frei erkunden",
    "return": "Zurück zur Lektion",
    "leave": "Verlassen",
    "reached": "Erledigt",
    "to do": "Aufgabe",
    "your answer": "Deine Antwort: {own}.",
    "own and truth": "Du sagtest {own}, es ist {truth}.",
    "so it is": "Du sagtest {own}: so ist es.",
    "it is": "Es ist {truth}.",
    "or": " oder ",
    "maximum": "{number} Maximum",
    "maxima": "{number} Maxima",
    "range": "ein Bereich von {number}",
    "plate": "nach deiner Antwort zu sehen",
    "further": "Zum Ausprobieren",
    "often believed": "Oft geglaubt",
    "sources": "Quellen",
    "place": "Klicke ins Bild oder gib eine Zahl ein",
    "draw": "Zeichne ins Bild",
    "draw maxima": "Zeichne ins Bild oder gib die Zahl der Maxima ein",
    "higher": "nach oben",
    "lower": "nach unten",
    "open": "Überlege dir eine Antwort oder sprich darüber; dann weiter.",
    "idle": "Die Seite hat es selbst getan.",
    "held": "Das zeigt deine Lehrkraft allen zugleich.",
    "varied": "Eigene Zufallszahlen: Seed + {shift}. Zahlen sind von Seite zu Seite etwas anders.",
    "language": "Sprache",
    "minutes": "{minutes} min",
}
_ALL: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH, "de": _GERMAN}


def words_in(language: str) -> Mapping[str, str]:
    """Return the card's words in a language, in English where it has none.

    Examples
    --------
    >>> words_in("de")["next"], words_in("fr")["next"]
    ('Weiter', 'Next')
    """
    return _ALL.get(language, _ENGLISH)
