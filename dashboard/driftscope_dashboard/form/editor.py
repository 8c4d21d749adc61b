"""The form of a configuration: controls that write the session and follow it, whatever kind of recording it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from driftscope import Problem
from driftscope.advice import Advice
from pydantic_core import PydanticUndefined

from ..session.allowed_paths import AllowedPaths
from ..session.form_fields import Field
from ..session.form_values import from_control, in_words, is_list, suggestion, to_control, value_at
from ..session.forms import Group, is_relevant, kind_change, place_problems, with_labels
from ..session.session import Session
from ..session.settle import nearest_valid
from ..session.state import State
from ..views.base import Services
from ..workbench import Control, Node, Stack, control_for

DEPTH_AND_WIDTH = (500.0, 300.0)
"""What a place along the probe that was empty becomes: some depth, and how wide it is, in µm."""
MORE, LESS = "More…", "Less"


def listed_in_words(session: Session, field: Field, value: Any) -> str:
    """Return the words for a list that its control can only describe."""
    return in_words(value)


def set_only(field: Field, value: Any) -> dict[str, Any]:
    """Return what changes when a field is set: nothing else."""
    return {field.path: value}


def as_it_is(config: Any, field: Field, value: Any) -> Any:
    """Write a value as its control holds it."""
    return to_control(value)


def as_it_was_set(config: Any, field: Field, value: Any) -> Any:
    """Read what a control holds as the value of its parameter."""
    return from_control(field, value)


def no_note(config: Any, field: Field, value: Any) -> str:
    """Say nothing besides the number."""
    return ""


def no_offer(session: Session, path: str) -> Any:
    """Return no value to offer instead of one that is wrong."""
    return None


@dataclass(frozen=True)
class FormKind:
    """What differs between the forms of two kinds of recordings.

    Attributes
    ----------
    name : str
        Of the kind of recordings.
    titles : mapping
        The groups' headings, by name, in the order of the page.
    open_at_first : tuple of str
        The groups that are not folded.
    groups_of, shape_of : callable
        Return the groups of a configuration's form, and what decides which fields there are.
    default_of : callable
        Returns a parameter's default, from a configuration and a path, as a list of one; an empty list without one.
    advice_of : callable
        Returns what is valid in a session but not plausible.
    sections : mapping
        What groups hold besides their fields, by name.
    offer : callable
        Returns what to offer instead of a wrong value, from a session and a path; None for nothing.
    changes_of : callable
        Returns all that changes when a field is set to a value.
    listed : callable
        Returns the words for a value that its control can only describe.
    shown, taken : callable
        Write a value as its control holds it, and read it, from a configuration, a field and the value.
    note : callable
        Returns what a control says of its value besides the number.
    """

    name: str
    titles: Mapping[str, str]
    open_at_first: tuple[str, ...]
    groups_of: Callable[[Any], tuple[Group, ...]]
    shape_of: Callable[[Any], tuple[str, ...]]
    default_of: Callable[[Any, str], list[Any]]
    advice_of: Callable[[Session], Sequence[Advice]]
    sections: Mapping[str, Callable[[Editor], Section]]
    offer: Callable[[Session, str], Any] = no_offer
    changes_of: Callable[[Field, Any], dict[str, Any]] = set_only
    listed: Callable[[Session, Field, Any], str] = listed_in_words
    shown: Callable[[Any, Field, Any], Any] = as_it_is
    taken: Callable[[Any, Field, Any], Any] = as_it_was_set
    note: Callable[[Any, Field, Any], str] = no_note


class Section:
    """What a group of the form holds; most hold nothing but their fields.

    Parameters
    ----------
    editor : Editor
        Whose group it is.
    """

    def __init__(self, editor: Editor) -> None:
        self.editor = editor

    def key(self, group: Group) -> tuple[Any, ...]:
        """Return what decides which controls it has."""
        return tuple(group.all_fields())

    def build(self, group: Group) -> Iterator[Node]:
        """Yield the controls from top to bottom."""
        yield from (self.editor.control(field) for field in group.fields)
        if any(field.rare for field in group.fields):
            yield self.editor.fold(group.name)

    def owns(self, problem: Problem) -> bool:
        """Return whether it shows a problem itself, before any field does."""
        return False

    def takes(self, problem: Problem) -> bool:
        """Return whether it shows a problem that no field shows."""
        return False

    def place(self, at_fields: dict[str, Problem]) -> None:
        """Let fields show problems of what they belong to."""

    def follow(self, problems: Sequence[Problem]) -> None:
        """Show the session, and the problems that it owns or takes."""


def describe(
    session: Session, groups: tuple[Group, ...], kind: FormKind, at_fields: dict[str, Problem] | None = None
) -> dict[str, dict[str, Any]]:
    """Return what every control has to show.

    Parameters
    ----------
    session : Session
        The configuration, with drafts and problems.
    groups : tuple of Group
        The form.
    kind : FormKind
        What differs between kinds of recordings.
    at_fields : dict of Problem, optional
        The problem of each field, by path; those of the session by default.

    Returns
    -------
    dict
        Properties of each field's control, by the field's path: value, listed, problem, suggestion, advice, remedy.
    """
    at_fields = place_problems(session.problems, groups)[0] if at_fields is None else at_fields
    advice = {one.path: one for one in kind.advice_of(session)}
    shown: dict[str, dict[str, Any]] = {}
    for field in (field for group in groups for field in group.all_fields()):
        value = value_at(session.config, field.path)
        listed = kind.listed(session, field, value) if is_list(field, value) else ""
        problem, offer = complaint(session, field, at_fields)
        draft = session.drafts.get(field.path, value)
        shown[field.path] = {
            "value": None if listed else as_range(kind.shown(session.config, field, draft)),
            "note": kind.note(session.config, field, draft),
            "listed": listed,
            "problem": with_labels(problem, groups) if problem else "",
            "suggestion": kind.offer(session, field.path) if problem and offer is None else offer,
            **counsel(None if problem else advice.get(field.path)),
        }
    return shown


def counsel(advice: Advice | None) -> dict[str, str]:
    """Return the advice beside a field that has no problem."""
    return {"advice": advice.message if advice else "", "remedy": advice.remedy if advice else ""}


def complaint(session: Session, field: Field, at_fields: dict[str, Problem]) -> tuple[str, Any]:
    """Return the words beside a field and the value that is offered instead."""
    problem = at_fields.get(field.path)
    if field.path not in session.drafts:
        return (problem.message if problem else ""), None
    draft = session.drafts[field.path]
    offer = suggestion(session.config, field, draft)
    if offer is None:
        offer = as_range(nearest_valid(session.config, field.path, draft))
    words = problem.message if problem else "conflicts with another value, marked in red"
    return words, offer


def as_range(value: Any) -> Any:
    """Write a range that is still a mapping as a control holds it."""
    return [value["low"], value["high"]] if isinstance(value, dict) and "low" in value else value


class Editor:
    """The controls of all parameters, group by group.

    Parameters
    ----------
    state : State
        Whose session is edited.
    services : Services
        Turns the errors of callbacks into words.
    kind : FormKind
        What differs between kinds of recordings.
    allowed : AllowedPaths
        What pages may open.

    Attributes
    ----------
    bodies : dict of Stack
        The controls of each group, by its name.
    sections : dict of Section
        What each group holds.
    controls : dict of Control
        The control of each parameter, by its path.
    """

    def __init__(self, state: State, services: Services, kind: FormKind, allowed: AllowedPaths) -> None:
        self.state, self.session, self.services = state, state.session, services
        self.kind, self.allowed = kind, allowed
        self.bodies = {name: Stack() for name in kind.titles}
        self.controls: dict[str, Control] = {}
        self.groups: tuple[Group, ...] = ()
        self._notes = {name: Control(kind="note") for name in kind.titles}
        self._fields: dict[str, Field] = {}
        self._folds: dict[str, Control] = {}
        self._fold_of: dict[str, str] = {}
        self._open: set[str] = set()
        self._built: dict[str, tuple[Any, ...]] = {}
        self._shape: tuple[str, ...] = ()
        self._hushed: tuple[str, ...] = ()
        self.sections = {name: kind.sections.get(name, Section)(self) for name in kind.titles}
        self.follow()
        self.session.subscribe({"config", "drafts", "problems", "simulation"}, self.follow)

    @property
    def titles(self) -> Mapping[str, str]:
        """The groups' headings, by name."""
        return self.kind.titles

    @property
    def open_at_first(self) -> tuple[str, ...]:
        """The groups that are not folded."""
        return self.kind.open_at_first

    def advice(self) -> Sequence[Advice]:
        """Return what is valid, but not plausible."""
        return self.kind.advice_of(self.session)

    def hush(self, paths: Sequence[str]) -> None:
        """Give no advice on these parameters, and on what is below them: in a lesson it would give answers away."""
        if self._hushed != tuple(paths):
            self._hushed = tuple(paths)
            self.follow()

    def _is_hushed(self, path: str) -> bool:
        return any(path == one or path.startswith(f"{one}.") for one in self._hushed)

    def shows(self, path: str) -> bool:
        """Return whether there is a control for a parameter."""
        return path in self.controls

    def follow(self) -> None:
        """Show the session's configuration; controls are made anew only where other kinds were chosen."""
        config = self.session.config
        if self._shape != (shape := self.kind.shape_of(config)):
            self._shape = shape
            self._reshape(self.kind.groups_of(config))
        at_fields, at_groups, at_sections = self._placed_problems()
        for path, shown in describe(self.session, self.groups, self.kind, at_fields).items():
            if self._is_hushed(path):
                shown |= {"advice": "", "remedy": ""}
            opened = bool(shown["problem"] or shown["advice"]) or self._is_open(self._fields[path])
            self.controls[path].update(**shown, visible=opened and is_relevant(path, config))
        for name, section in self.sections.items():
            section.follow(at_sections[name])
        for name, note in self._notes.items():
            words = with_labels(at_groups[name].message, self.groups) if name in at_groups else ""
            note.update(problem=words, visible=bool(words))

    def _placed_problems(self) -> tuple[dict[str, Problem], dict[str, Problem], dict[str, list[Problem]]]:
        """Return the problems of fields, of groups, and those that sections show, by path and by name."""
        problems = self.session.problems
        owned = {name: [one for one in problems if section.owns(one)] for name, section in self.sections.items()}
        others = [one for one in problems if not any(one in those for those in owned.values())]
        at_fields, _ = place_problems(others, self.groups)
        for section in self.sections.values():
            section.place(at_fields)
        left = [one for one in others if one not in at_fields.values()]
        taken = {name: [one for one in left if section.takes(one)] for name, section in self.sections.items()}
        rest = [one for one in left if not any(one in those for those in taken.values())]
        _, at_groups = place_problems(rest, self.groups)
        return at_fields, at_groups, {name: owned[name] + taken[name] for name in self.sections}

    def _reshape(self, groups: tuple[Group, ...]) -> None:
        """Make the controls that other kinds need; all others stay, with what one has in hand."""
        self.groups = groups
        self._fold_of = {field.path: group.name for group in groups for field in group.fields}
        self._fold_of |= {
            field.path: field.path.rpartition(".")[0] for group in groups for card in group.cards for field in card
        }
        for path in self.controls.keys() - self._fold_of.keys():
            del self.controls[path], self._fields[path]
        for group in groups:
            section = self.sections[group.name]
            if self._built.get(group.name) != (key := section.key(group)):
                self._built[group.name] = key
                self.bodies[group.name].children = [self._notes[group.name], *section.build(group)]

    def _is_open(self, field: Field) -> bool:
        return not field.rare or self._fold_of[field.path] in self._open

    def control(self, field: Field, **changes: Any) -> Control:
        """Return the control of a parameter; one that is there already stays.

        Parameters
        ----------
        field : Field
            The parameter.
        **changes : Any
            What is otherwise than the field says.
        """
        config, path = self.session.config, field.path
        original = [self.kind.shown(config, field, one) for one in self.kind.default_of(config, path)]
        usual = {"original": original, "fallback": fallback_of(field, config)}
        if self._fields.get(path) == field:
            self.controls[path].update(**usual)
            return self.controls[path]
        made = control_for(field, self.kind.shown(config, field, value_at(config, path)), **{**usual, **changes})
        made.on_set(self.services.safe(partial(self._set, field)))
        made.on_message(self.services.safe(partial(self.follow_advice, path)))
        self.controls[path], self._fields[path] = made, field
        return made

    def fold(self, name: str) -> Control:
        """Return the button that shows and hides the rare fields of a group or card."""
        if name not in self._folds:
            button = Control(kind="link", hook=f"more-{name.replace('.', '-')}", label=MORE)
            button.on_message(self.services.safe(lambda _: self._turn(name)))
            self._folds[name] = button
        return self._folds[name]

    def _turn(self, name: str) -> None:
        self._open ^= {name}
        self._folds[name].label = LESS if name in self._open else MORE
        self.follow()

    def _set(self, field: Field, value: Any) -> None:
        """Take the value that somebody chose for a parameter."""
        try:
            if field.path.endswith(".kind"):
                parent = field.path.removesuffix(".kind")
                self.session.restructure({parent: kind_change(field.path, value, self.session.config)})
            else:
                self.session.change(self.kind.changes_of(field, self.kind.taken(self.session.config, field, value)))
        finally:
            self.follow()

    def follow_advice(self, path: str, message: dict[str, Any]) -> None:
        """Follow the advice beside a parameter."""
        for advice in self.advice() if message.get("remedy") else ():
            if advice.path == path and advice.changes:
                self.session.change(advice.changes)


def fallback_of(field: Field, config: Any) -> Any:
    """Return what a field becomes when it is switched on, or when its list is dropped."""
    *parents, name = field.path.split(".")
    part = value_at(config, ".".join(parents)) if parents else config
    default = type(part).model_fields[name].default
    if default is PydanticUndefined:
        return None
    if default is None and field.kind == "pair":
        return list(DEPTH_AND_WIDTH)
    if default is None:
        return round((field.start + field.end) / 2, 6)
    return to_control(default)
