"""What the page that leads a class says, in every language that lessons may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_ENGLISH = {
    "document": "driftscope: a class",
    "which": "Choose a lesson for your class",
    "open": "Open this link, or read the code:",
    "qr": "QR code of the link",
    "own machine": (
        "This server listens on this machine only: nobody else can open the link. Start it with "
        "driftscope serve --class --host 0.0.0.0"
    ),
    "step": "Step {step} of {steps}",
    "answered": "{answered} of {pages} pages answered",
    "show": "Show answers",
    "hide": "Hide answers",
    "few": "Answers are shown from {least} answers on.",
    "hold": "Hold at step {step}",
    "held": "Held at step {step}: release",
    "everyone": "Everyone to step {step}",
    "seeds": "Different seeds",
    "seeds help": "Every page draws its own random numbers: is the answer the same for everyone?",
    "back": "Previous step",
    "next": "Next step",
    "gone": "This class has ended: reload the page to start a new one.",
    "silent": "The server does not answer.",
    "language": "Language",
}
_GERMAN = {
    "document": "driftscope: eine Klasse",
    "which": "Welche Lektion nimmt deine Klasse?",
    "open": "Öffnet diesen Link oder lest den Code ein:",
    "qr": "QR-Code des Links",
    "own machine": (
        "Dieser Server hört nur auf diesen Rechner: sonst erreicht niemand den Link. Starte ihn mit "
        "driftscope serve --class --host 0.0.0.0"
    ),
    "step": "Schritt {step} von {steps}",
    "answered": "{answered} von {pages} Seiten haben geantwortet",
    "show": "Antworten zeigen",
    "hide": "Antworten verbergen",
    "few": "Unter {least} Antworten wird nichts gezeigt.",
    "hold": "Bei Schritt {step} halten",
    "held": "Gehalten bei Schritt {step}: freigeben",
    "everyone": "Alle zu Schritt {step}",
    "seeds": "Verschiedene Seeds",
    "seeds help": "Jede Seite zieht eigene Zufallszahlen: gilt es für alle?",
    "back": "Ein Schritt zurück",
    "next": "Ein Schritt weiter",
    "gone": "Diese Klasse gibt es nicht mehr: lade die Seite neu, um eine andere zu beginnen.",
    "silent": "Der Server antwortet nicht.",
    "language": "Sprache",
}
_ALL: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH, "de": _GERMAN}


def class_words(languages: Sequence[str]) -> tuple[str, Mapping[str, str]]:
    """Return the first of some languages that the page speaks, and its words; English where it speaks none.

    Examples
    --------
    >>> class_words(["fr", "de-AT", "en"])[0], class_words([])[0]
    ('de', 'en')
    """
    found = next((one[:2].lower() for one in languages if one[:2].lower() in _ALL), "en")
    return found, _ALL[found]
