"""The card of a lesson: what it shows is plain data for the browser, and what is pressed there moves the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from driftscope.lessons import Ask, DrawAsk, NumberAsk, PlaceAsk, Step, fill, to_html
from driftscope.lessons.references import MotionErrorReference
from driftscope.motion_estimate import EstimateOptions

from ..session.state import State
from ..workbench import Node
from .answers import in_words, own_and_truth
from .asked import Asked
from .focus import halos
from .live import LiveValues
from .run import LessonRun
from .shelf import Offer
from .words import words_in

ADDRESSES = {"synthetic": "./", "hybrid": "hybrid"}


class LessonServices(Protocol):
    """What the card needs of its page."""

    def latest_only(self, compute: Callable[[Any], Any], deliver: Callable[[Any], None]) -> Any:
        """Return what computes only the newest request, beside the event loop."""
        ...

    def safe(self, function: Callable[..., None]) -> Callable[..., None]:
        """Return a callback that turns errors into words."""
        ...

    def later(self, function: Callable[[], None], milliseconds: int) -> None:
        """Run a function after a while."""
        ...


class LessonNode(Node):
    """The place of the card.

    Attributes
    ----------
    card : dict
        What it shows; empty without a lesson.
    """

    kind: str = "lesson"
    card: dict[str, Any] = {}  # noqa: RUF012 - replaced, never changed in place


class LessonCard:
    """Shows where one is in a lesson, and does what is pressed.

    Parameters
    ----------
    state : State
        The page's.
    services : LessonServices
        Computes beside the event loop, waits, and turns errors into words.
    offer : Offer
        The lessons that can be opened.
    page : str
        The kind of the page.

    Attributes
    ----------
    node : LessonNode
        What the browser draws.
    run : LessonRun
        Where one is.
    """

    def __init__(self, state: State, services: LessonServices, offer: Offer, page: str = "synthetic") -> None:
        self.state, self.offer = state, offer
        self.run = LessonRun(state, services, page)
        self.node = LessonNode(hook="lesson")
        self._live = LiveValues(self.run, state, services)
        fields = {"lesson", "number", "answers", "done", "shown", "rules", "free", "held", "values", "moved_itself"}
        fields |= {"seed_shift"}
        self.run.subscribe(fields, self.follow)
        self.node.on_message(services.safe(self.hear))

    def follow(self) -> None:
        """Show the run as it is, and over the pictures what its step revealed."""
        self.node.card = described(self.run)
        step = self.run.step if self.run.is_shown and not self.run.free else None
        self.state.overlays.reveal(
            () if step is None else step.show.overlay, None if step is None else estimate_of(step)
        )

    def begin(self, asked: Asked, *, as_it_is: bool = False) -> None:
        """Begin what an address asks for."""
        if asked.file is not None:
            self.run.begin(asked.file, self.offer.languages, asked.number, as_it_is=as_it_is)

    def open(self, name: str, number: int = 0, *, as_it_is: bool = False) -> None:
        """Open a lesson by its id."""
        if (file := self.offer.find(name)) is not None:
            self.run.begin(file, self.offer.languages, number, as_it_is=as_it_is)

    def hear(self, message: Mapping[str, Any]) -> None:
        """Do what was pressed in the browser."""
        run = self.run
        simple: dict[str, Callable[[], None]] = {
            "show": run.show, "solve": run.solve, "again": run.step_again, "reset": run.reset, "leave": run.leave,
        }  # fmt: skip
        if (press := simple.get(str(message.get("press")))) is not None:
            press()
        elif "answer" in message:
            run.answer(message["answer"])
        elif "enter" in message:
            run.enter(_whole(message["enter"]))
        elif "free" in message:
            run.play_freely(free=bool(message["free"]))
        elif "open" in message:
            self.open(str(message["open"]), _whole(message.get("step")))
        elif "language" in message:
            run.speak(str(message["language"]))
        elif "hold" in message:
            run.hold(None if message["hold"] is None else _whole(message["hold"]))
        elif "seed" in message:
            run.vary(_whole(message["seed"]))
        elif "restore" in message:
            self._restore(message["restore"])

    def _restore(self, kept: Any) -> None:
        if not isinstance(kept, dict) or self.run.lesson is None or kept.get("id") != self.run.lesson.id:
            return
        answers, shown = kept.get("answers"), kept.get("shown")
        given = {_whole(number): one for number, one in answers.items()} if isinstance(answers, dict) else {}
        self.run.restore(given, [_whole(one) for one in shown] if isinstance(shown, list) else [])


def estimate_of(step: Step) -> EstimateOptions | None:
    """Return how a step's numbers estimate the motion, as its picture then does; None when they do not."""
    asked = [one for one in step.values.values() if isinstance(one, MotionErrorReference)]
    return EstimateOptions(asked[-1].bin_s, asked[-1].windows, asked[-1].amplitude_bins) if asked else None


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return -1


def described(run: LessonRun) -> dict[str, Any]:
    """Return what the card shows; what an answer reveals is not in it before."""
    lesson, step = run.lesson, run.step
    if lesson is None or step is None:
        return {}
    language, here = lesson.language, run.page_of(run.number) == run.page
    return {
        "id": lesson.id, "title": lesson.title, "idea": lesson.idea, "language": language,
        "languages": list(run.file.languages) if run.file else [language],
        "number": run.number, "steps": len(lesson.steps), "words": dict(words_in(language)), "free": run.free,
        "say": _text(run, step.say), "ask": _question(step.ask, language), "do": _text(run, step.do),
        "answered": run.is_answered, "given": run.answers.get(run.number), "held": run.is_held,
        "varied": words_in(language)["varied"].format(shift=run.seed_shift) if run.seed_shift else "",
        "own": in_words(step.ask, run.answers.get(run.number), language), "rules": list(run.rules),
        "reached": run.is_reached, "shown": run.is_shown, "seen": sorted(run.shown), "moved": run.moved_itself,
        "can_show": run.can_show, "can_solve": bool(step.solve) and run.is_answered and not run.is_reached,
        "answers": {str(number): given for number, given in run.answers.items()},
        "reveal": _reveal(run, step) if run.is_shown else None,
        "overlays": list(step.show.overlay) if run.is_shown and not run.free else [],
        "hidden": [] if run.is_answered or run.free else list(step.hide),
        "views": list(lesson.focus_of(run.number).views),
        "halos": [] if run.free else halos(lesson.focus_of(run.number), step),
        "elsewhere": "" if here else f"{ADDRESSES[run.page_of(run.number)]}?lesson={lesson.id}&step={run.number + 1}",
    }  # fmt: skip


def _text(run: LessonRun, text: str) -> str:
    language = run.lesson.language if run.lesson else "en"
    return to_html(fill(text, run.values, language))


def _question(ask: Ask | None, language: str) -> dict[str, Any] | None:
    if ask is None:
        return None
    words = words_in(language)
    hint = ""
    if isinstance(ask, PlaceAsk):
        hint = words["place"]
    elif isinstance(ask, DrawAsk):
        hint = words["draw maxima" if ask.compare == "maxima" else "draw"]
    elif ask.kind == "open":
        hint = words["open"]
    return {
        "kind": ask.kind, "question": to_html(ask.question), "options": [to_html(one) for one in _options(ask)],
        "unit": ask.unit if isinstance(ask, NumberAsk) else "", "hint": hint,
        "view": getattr(ask, "view", ""), "axis": getattr(ask, "axis", "y"),
    }  # fmt: skip


def _options(ask: Ask) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(ask, "options", ())
    return found


def _reveal(run: LessonRun, step: Step) -> dict[str, Any]:
    """Return what is shown after the answer; after the last step also what often is believed, and what to try."""
    lesson = run.lesson
    assert lesson is not None  # noqa: S101 - there is a step
    beside = own_and_truth(step.ask, run.answers.get(run.number), lesson.language)
    last = run.number == len(lesson.steps) - 1
    return {
        "beside": beside, "say": _text(run, step.show.say), "further": to_html(lesson.further) if last else "",
        "misconceptions": [[to_html(one.wrong), to_html(one.right)] for one in lesson.misconceptions if last],
        "sources": [to_html(one) for one in lesson.sources if last],
    }  # fmt: skip
