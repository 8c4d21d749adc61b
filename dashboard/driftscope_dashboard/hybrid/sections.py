"""The form of a hybrid recording: which recording, which units, how they move and fire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from driftscope import Problem
from driftscope.advice import Advice
from pydantic_core import PydanticUndefined

from ..form.editor import Editor, FormKind, Section, counsel
from ..session.form_fields import Field
from ..session.form_values import to_control, value_at
from ..session.forms import Group
from ..session.session import Session, origin_of
from ..workbench import Control, Node
from .cards import UnitCards, concerns, name_of
from .form import MOTION_KINDS, OPEN_AT_FIRST, TITLES, form_of, shape_of
from .recording_files import find_motions
from .recording_picker import RecordingPicker

CONTACTS = "source.probe.num_contacts"
_EITHER = {"peak_uv": "snr", "snr": "peak_uv"}


def default_of(config: Any, path: str) -> list[Any]:
    """Return a parameter's default as its control holds it, in a list; an empty list where there is none."""
    parent, _, name = path.rpartition(".")
    declared = type(value_at(config, parent) if parent else config).model_fields[name]
    if name == "kind" or declared.is_required() or declared.default is PydanticUndefined:
        return []
    return [to_control(declared.default)]


def proposal(session: Session, path: str) -> Any:
    """Return the value that a parameter had when the recording could last be made; None when it says nothing new."""
    try:
        before, now = (value_at(config, path) for config in (origin_of(session.simulation), session.config))
    except (AttributeError, IndexError, KeyError, ValueError):
        return None
    return to_control(before) if before != now and before is not None and not is_structure(before) else None


def is_structure(value: Any) -> bool:
    """Return whether a value is a part with parameters of its own."""
    return hasattr(value, "model_fields")


def advice_of(session: Session) -> Sequence[Advice]:
    """Return what might be better in what is seen, as long as the form is about that."""
    scene = session.simulation
    return scene.hybrid.advice if scene.origin == session.config else ()


def offer(session: Session, path: str) -> Any:
    """Return what to offer instead of a value with which no recording could be made."""
    for one in session.problems:
        if path in getattr(one, "changes", {}):
            return one.changes[path]  # type: ignore[attr-defined]
    if path == CONTACTS:
        return getattr(session.config.source, "num_channels", None)
    return proposal(session, path)


def changes_of(field: Field, value: Any) -> dict[str, Any]:
    """Return what changes when a field is set: a unit has a peak or a signal-to-noise ratio, not both."""
    parent, _, name = field.path.rpartition(".")
    other = {f"{parent}.{_EITHER[name]}": None} if name in _EITHER and value is not None else {}
    return {field.path: value, **other}


def unplaced_advice(editor: Editor, part: str) -> list[Advice]:
    """Return the advice on a part of the configuration that no field shows."""
    return [one for one in editor.advice() if one.path.split(".")[0] == part and not editor.shows(one.path)]


class RecordingSection(Section):
    """Which recording it is."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self.recording = RecordingPicker(editor.session, editor.services, editor.allowed)

    def build(self, group: Group) -> Iterator[Node]:
        """Yield the controls from top to bottom."""
        yield from self.recording.controls()
        yield from super().build(group)

    def place(self, at_fields: dict[str, Problem]) -> None:
        """Let the number of contacts show what is wrong with the probe."""
        about = next((one for one in self.editor.session.problems if one.path == "source.probe"), None)
        if about and self.editor.shows(CONTACTS):
            at_fields[CONTACTS] = about

    def takes(self, problem: Problem) -> bool:
        """Return whether a problem is one of the recording as a whole."""
        return hasattr(self.editor.session.config.source, "path") and problem.path.startswith("source")

    def follow(self, problems: Sequence[Problem]) -> None:
        """Show which recording it is, and what is wrong with it."""
        self.recording.follow(problems, unplaced_advice(self.editor, "source"))


class UnitsSection(Section):
    """The added units, a card for each."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self.cards = UnitCards(editor.state, editor.services)
        self.strayed = Control(kind="counsel", hook="units-strayed")
        self.strayed.on_message(editor.services.safe(self._bring_strays))

    def key(self, group: Group) -> tuple[Any, ...]:
        """Return what decides which controls it has."""
        return (*super().key(group), *map(name_of, self.editor.session.config.units))

    def build(self, group: Group) -> Iterator[Node]:
        """Yield the controls from top to bottom."""
        yield self.strayed
        self.cards.forget()
        for index, fields in enumerate(group.cards):
            yield self.cards.card(index, map(self.editor.control, fields))
        yield from super().build(group)

    def owns(self, problem: Problem) -> bool:
        """Return whether a problem is one of a unit as a whole."""
        return concerns(problem.path) is not None

    def follow(self, problems: Sequence[Problem]) -> None:
        """Say what is wrong with units as a whole; a peak that is switched on begins with what is seen."""
        session = self.editor.session
        self.cards.follow(problems, self.editor.advice())
        number = len(self._strays())
        words = f"{number} units are off this recording's probe." if number > 1 else ""
        self.strayed.update(advice=words, remedy="Move them onto it", visible=bool(words))
        if len(session.simulation.origin.units) == len(session.config.units):
            for unit, peak_uv in enumerate(session.simulation.peaks_uv.tolist()):
                self.editor.controls[f"units.{unit}.peak_uv"].update(fallback=float(f"{peak_uv:.3g}"))

    def _strays(self) -> list[Problem]:
        """Return the problems of units that are off the probe, each with a move onto it."""
        found = (*self.editor.session.problems, *self.editor.advice())
        return [one for one in found if one.path.endswith(".move_um") and getattr(one, "changes", None)]

    def _bring_strays(self, message: dict[str, Any]) -> None:
        changes = {path: value for one in self._strays() for path, value in getattr(one, "changes", {}).items()}
        if message.get("remedy") and changes:
            self.editor.session.restructure(changes)


class MotionSection(Section):
    """Motion of the added units."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._folders = find_motions(editor.allowed.folders)
        label = "How the added units move"
        self.menu = Control(kind="menu", hook="motion-kind", label=label, help=label)
        self.menu.on_set(editor.services.safe(self._choose))
        self.told = Control(kind="counsel", hook="motion-advice")
        self.told.on_message(editor.services.safe(partial(editor.follow_advice, "motion.kind")))

    def build(self, group: Group) -> Iterator[Node]:
        """Yield the controls from top to bottom."""
        yield self.menu
        yield self.told
        yield from super().build(group)

    def follow(self, problems: Sequence[Problem]) -> None:
        """Show how they move, and what might be better."""
        config = self.editor.session.config
        generated = config.source.kind in ("sample", "simulation")
        kinds = [
            [kind, words]
            for kind, words in MOTION_KINDS.items()
            if kind == config.motion.kind or kind in ("still", "drawn") or (kind == "source" and generated)
        ]
        folders = [[f"folder {name}", name] for name, _ in self._folders]
        advice = next(iter(unplaced_advice(self.editor, "motion")), None)
        told = counsel(advice) if advice is None or advice.path == "motion.kind" else {**counsel(advice), "remedy": ""}
        self.menu.update(options=[*kinds, *folders], value=config.motion.kind)
        self.told.update(**told, visible=advice is not None)

    def _choose(self, name: str) -> None:
        kind, _, folder = name.partition(" ")
        session = self.editor.session
        if name == session.config.motion.kind:
            return
        motion = dict(self._folders)[folder] if kind == "folder" and folder else {"kind": kind}
        try:
            session.restructure({"motion": motion})
        finally:
            self.editor.follow()


FORM = FormKind(
    name="hybrid",
    titles=TITLES,
    open_at_first=OPEN_AT_FIRST,
    groups_of=form_of,
    shape_of=shape_of,
    default_of=default_of,
    advice_of=advice_of,
    sections={"recording": RecordingSection, "units": UnitsSection, "motion": MotionSection},
    offer=offer,
    changes_of=changes_of,
)
