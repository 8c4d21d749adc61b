"""The form of a hybrid recording: which recording, which units, how they move and fire."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from driftscope import Problem
from pydantic_core import PydanticUndefined

from ..allowed_paths import AllowedPaths
from ..editor import as_range, complaint, counsel, fallback_of
from ..forms import (
    Field,
    Group,
    from_control,
    in_words,
    is_list,
    is_relevant,
    place_problems,
    to_control,
    value_at,
    with_labels,
)
from ..state import Session, State, origin_of
from ..views.base import Services
from ..workbench import Control, Stack, control_for
from .cards import UnitCards, concerns, name_of
from .form import MOTION_KINDS, OPEN_AT_FIRST, TITLES, form_of, shape_of
from .opening import RecordingChoice
from .places import find_motions

MORE, LESS = "More…", "Less"
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


class HybridEditor:
    """The controls of a hybrid recording, group by group.

    Parameters
    ----------
    state : State
        Whose session is edited.
    services : Services
        Guards the callbacks.
    allowed : AllowedPaths
        What the server lets pages open.

    Attributes
    ----------
    kind : str
        Of which kind of recording.
    titles : dict
        The groups' headings, by name.
    open_at_first : tuple of str
        The groups that are not folded.
    bodies : dict of Stack
        The controls of each group.
    """

    kind = "hybrid"
    titles = TITLES
    open_at_first = OPEN_AT_FIRST

    def __init__(self, state: State, services: Services, allowed: AllowedPaths) -> None:
        self.state, self.session, self._services = state, state.session, services
        self._motions = find_motions(allowed.folders)
        self.recording = RecordingChoice(self.session, services, allowed)
        self.cards = UnitCards(state, services)
        self.bodies = {name: Stack() for name in TITLES}
        self._notes = {name: Control(kind="note") for name in TITLES}
        self._controls: dict[str, Control] = {}
        self._fields: dict[str, Field] = {}
        self._built: dict[str, tuple[str, ...]] = {}
        self._open: set[str] = set()
        self._shape: tuple[str, ...] = ()
        self._motion = self._menu("motion-kind", "How the added units move", self._choose_motion)
        self._motion_advice = Control(
            kind="counsel", hook="motion-advice",
            on_message=services.guarded(partial(self._told, "motion.kind")),
        )  # fmt: skip
        self._strayed = Control(
            kind="counsel", hook="units-strayed",
            on_message=services.guarded(self._bring_strays),
        )  # fmt: skip
        self._follow()
        self.session.subscribe({"config", "drafts", "problems", "simulation"}, self._follow)

    # ---- following the session

    def _follow(self) -> None:
        config = self.session.config
        if self._shape != shape_of(config):
            self._shape, self._groups = shape_of(config), form_of(config)
            there = {field.path for group in self._groups for field in group.all_fields()}
            for path in self._fields.keys() - there:
                del self._controls[path], self._fields[path]
            for group in self._groups:
                self._rebuild(group)
        at_fields, at_groups, at_units, at_source = self._placed_problems()
        self._follow_fields(at_fields)
        self._follow_motion()
        self.recording.follow(at_source, self._unplaced_advice("source"))
        self.cards.follow(at_units, self._advice())
        self._follow_strays()
        for name, note in self._notes.items():
            words = with_labels(at_groups[name].message, self._groups) if name in at_groups else ""
            note.update(problem=words, visible=bool(words))

    def _placed_problems(self) -> tuple[dict[str, Problem], dict[str, Problem], list[Problem], list[Problem]]:
        """Return the problems of fields, of groups, of units as a whole, and of the recording as a whole."""
        problems = self.session.problems
        at_units = [one for one in problems if concerns(one.path) is not None]
        at_fields, _ = place_problems([one for one in problems if one not in at_units], self._groups)
        about_probe = next((one for one in problems if one.path == "source.probe"), None)
        if about_probe and CONTACTS in self._fields:
            at_fields[CONTACTS] = about_probe
        left = [one for one in problems if one not in at_units and one not in at_fields.values()]
        has_path = hasattr(self.session.config.source, "path")
        at_source = [one for one in left if has_path and one.path.startswith("source")]
        _, at_groups = place_problems([one for one in left if one not in at_source], self._groups)
        return at_fields, at_groups, at_units, at_source

    def _advice(self) -> tuple[Any, ...]:
        """Return what might be better in what is seen, as long as the form is about that."""
        scene = self.session.simulation
        return scene.hybrid.advice if scene.origin == self.session.config else ()

    def _unplaced_advice(self, part: str) -> list[Any]:
        """Return the advice on a part of the configuration that no field shows."""
        return [one for one in self._advice() if one.path.split(".")[0] == part and one.path not in self._fields]

    def _follow_fields(self, at_fields: dict[str, Problem]) -> None:
        advice = {one.path: one for one in self._advice()}
        for path, field in self._fields.items():
            value = value_at(self.session.config, path)
            listed = in_words(value) if is_list(field, value) else ""
            problem, offer = complaint(self.session, field, at_fields)
            if problem and offer is None:
                offer = self._offer(path)
            draft = self.session.drafts.get(path, value)
            said = with_labels(problem, self._groups) if problem else ""
            counsels = counsel(None if problem else advice.get(path))
            self._controls[path].update(value=None if listed else as_range(to_control(draft)), listed=listed,
                problem=said, suggestion=offer, **counsels,
                visible=self._is_visible(field, bool(said or counsels["advice"])),
            )  # fmt: skip
        self._follow_heights()

    def _follow_heights(self) -> None:
        """Let a peak that is switched on begin with what is seen."""
        scene = self.session.simulation
        if len(scene.origin.units) == len(self.session.config.units):
            for unit, height in enumerate(scene.peaks_uv.tolist()):
                self._controls[f"units.{unit}.peak_uv"].update(fallback=float(f"{height:.3g}"))

    def _strays(self) -> list[Problem]:
        """Return the problems of units that are off the probe, each with a move onto it."""
        found = (*self.session.problems, *self._advice())
        return [one for one in found if one.path.endswith(".move_um") and getattr(one, "changes", None)]

    def _follow_strays(self) -> None:
        number = len(self._strays())
        words = f"{number} units are off this recording's probe." if number > 1 else ""
        self._strayed.update(advice=words, remedy="Move them onto it", visible=bool(words))

    def _bring_strays(self, message: dict[str, Any]) -> None:
        changes = {path: value for one in self._strays() for path, value in getattr(one, "changes", {}).items()}
        if message.get("remedy") and changes:
            self.session.restructure(changes)

    def _offer(self, path: str) -> Any:
        """Return what to offer instead of a value with which no recording could be made."""
        for one in self.session.problems:
            if path in getattr(one, "changes", {}):
                return one.changes[path]  # type: ignore[attr-defined]
        if path == CONTACTS:
            return getattr(self.session.config.source, "num_channels", None)
        return proposal(self.session, path)

    def _follow_motion(self) -> None:
        config = self.session.config
        generated = config.source.kind in ("sample", "simulation")
        kinds = [
            [kind, words]
            for kind, words in MOTION_KINDS.items()
            if kind == config.motion.kind or kind in ("still", "drawn") or (kind == "source" and generated)
        ]
        folders = [[f"folder {name}", name] for name, _ in self._motions]
        advice = next(iter(self._unplaced_advice("motion")), None)
        told = counsel(advice) if advice is None or advice.path == "motion.kind" else {**counsel(advice), "remedy": ""}
        self._motion.update(options=[*kinds, *folders], value=config.motion.kind)
        self._motion_advice.update(**told, visible=advice is not None)

    def _is_visible(self, field: Field, said: bool) -> bool:
        opened = not field.rare or said or self._group_of(field.path) in self._open
        return opened and is_relevant(field.path, self.session.config)

    # ---- building

    def _rebuild(self, group: Group) -> None:
        """Make the controls of a group anew when it has other fields."""
        names = tuple(field.path for field in group.all_fields())
        if group.name == "units":
            names = (*names, *(name_of(unit) for unit in self.session.config.units))
        if self._built.get(group.name) == names:
            return
        self._built[group.name] = names
        self.bodies[group.name].children = list(self._build(group))

    def _build(self, group: Group) -> Iterator[Any]:
        yield self._notes[group.name]
        if group.name == "recording":
            yield from self.recording.controls()
        if group.name == "motion":
            yield self._motion
            yield self._motion_advice
        if group.name == "units":
            self.cards.forget()
            yield self._strayed
        for index, fields in enumerate(group.cards):
            yield self.cards.card(index, (self._control(field) for field in fields))
        yield from (self._control(field) for field in group.fields)
        if any(field.rare for field in group.fields):
            yield self._fold(group.name)

    def _control(self, field: Field) -> Control:
        value = to_control(value_at(self.session.config, field.path))
        original = default_of(self.session.config, field.path)
        control = control_for(field, value, fallback_of(field, self.session.config), original=original)
        control.on_set(self._services.guarded(partial(self._changed, field)))
        control.on_message(self._services.guarded(partial(self._told, field.path)))
        self._controls[field.path], self._fields[field.path] = control, field
        return control

    def _fold(self, name: str) -> Control:
        button = Control(kind="link", hook=f"more-{name}", label=LESS if name in self._open else MORE)

        def turn() -> None:
            self._open ^= {name}
            button.label = LESS if name in self._open else MORE
            self._follow()

        guarded = self._services.guarded(turn)
        button.on_message(lambda _: guarded())
        return button

    def _menu(self, name: str, label: str, chosen: Any) -> Control:
        menu = Control(
            kind="menu", hook=name, label=label, help=label,
        )  # fmt: skip
        menu.on_set(self._services.guarded(chosen))
        return menu

    def _group_of(self, path: str) -> str:
        for group in self._groups:
            if any(field.path == path for field in group.all_fields()):
                return group.name
        return ""

    # ---- writing the session

    def _changed(self, field: Field, value: Any) -> None:
        value = from_control(field, value)
        changes = {field.path: value}
        parent, _, name = field.path.rpartition(".")
        if name in _EITHER and value is not None:
            changes[f"{parent}.{_EITHER[name]}"] = None
        self.session.change(changes)
        self._follow()

    def _told(self, path: str, message: dict[str, Any]) -> None:
        """Follow the advice beside a field."""
        if message.get("remedy"):
            for advice in self._advice():
                if advice.path == path and advice.changes:
                    self.session.restructure(advice.changes)

    def _choose_motion(self, name: str) -> None:
        kind, _, folder = name.partition(" ")
        if name == self.session.config.motion.kind:
            return
        motion = dict(self._motions)[folder] if kind == "folder" and folder else {"kind": kind}
        try:
            self.session.restructure({"motion": motion})
        finally:
            self._follow()
