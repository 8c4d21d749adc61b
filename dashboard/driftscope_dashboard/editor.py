"""The form of the configuration: controls that write the session and follow it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from driftscope import Problem, SimulationConfig
from driftscope.advice import Advice, advice_on
from pydantic_core import PydanticUndefined

from .defaults import default_of
from .forms import (
    GROUPS,
    INLINE,
    Field,
    Group,
    from_control,
    groups_of,
    in_words,
    is_list,
    is_relevant,
    kind_change,
    place_problems,
    shape_of,
    suggestion,
    to_control,
    value_at,
    with_labels,
)
from .motionlist import MotionList
from .probefile import probe_button, probe_in_words
from .state import Session, State, nearest_valid
from .views.base import Services
from .workbench import Control, Stack, control_for

MORE, LESS = "More…", "Less"


def describe(session: Session, groups: tuple[Group, ...]) -> dict[str, dict[str, Any]]:
    """Return what every control has to show.

    Parameters
    ----------
    session : Session
        The configuration, with drafts and problems.
    groups : tuple of Group
        The form.

    Returns
    -------
    dict
        Properties of each field's control, by the field's path: value, listed, problem, suggestion, advice, remedy.
    """
    at_fields, _ = place_problems(session.problems, groups)
    advice = {one.path: one for one in known_advice(session)}
    shown: dict[str, dict[str, Any]] = {}
    for field in (field for group in groups for field in group.all_fields()):
        value = value_at(session.config, field.path)
        listed = _listed(session, field, value)
        problem, offer = complaint(session, field, at_fields)
        draft = session.drafts.get(field.path, value)
        shown[field.path] = {
            "value": None if listed else as_range(to_control(draft)),
            "listed": listed,
            "problem": with_labels(problem, groups) if problem else "",
            "suggestion": offer,
            **counsel(None if problem else advice.get(field.path)),
        }
    return shown


def _listed(session: Session, field: Field, value: Any) -> str:
    """Return the words for a value that its control can only describe; none for the others."""
    if not is_list(field, value):
        return ""
    return probe_in_words(session.config.probe) if field.path == INLINE else in_words(value)


def known_advice(session: Session) -> list[Advice]:
    """Return what is not plausible; about the units' places only once those of this configuration are known."""
    config, simulation = session.config, session.simulation
    placed = simulation.config
    if (placed.units, placed.probe, placed.random) != (config.units, config.probe, config.random):
        return advice_on(config)
    return advice_on(config, simulation.locations_um, simulation.contact_positions_um)


def counsel(advice: Advice | None) -> dict[str, str]:
    """Return the advice beside a field that has no problem."""
    return {"advice": advice.message if advice else "", "remedy": advice.remedy if advice else ""}


def complaint(session: Session, field: Field, at_fields: dict[str, Problem]) -> tuple[str, Any]:
    """Return the words beside a field and the value that is offered instead."""
    problem = at_fields.get(field.path)
    if field.path not in session.drafts:
        return (problem.message if problem else ""), None
    wish = session.drafts[field.path]
    offer = suggestion(session.config, field, wish)
    if offer is None:
        offer = as_range(nearest_valid(session.config, field.path, wish))
    words = problem.message if problem else "does not go together with another value, marked in red"
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
        Guards the callbacks.

    Attributes
    ----------
    kind : str
        Of which kind of recording.
    bodies : dict of Stack
        The controls of each group, by its name.
    titles : dict of str
        The groups' headings.
    open_at_first : tuple of str
        The groups that are not folded.
    """

    kind = "synthetic"
    titles = GROUPS
    open_at_first = ("motion", "noise")

    def __init__(self, state: State, services: Services) -> None:
        self.session, self._services = state.session, services
        self.bodies = {name: Stack() for name in GROUPS}
        self._notes = {name: Control(kind="note") for name in GROUPS}
        self._controls: dict[str, Control] = {}
        self._fields: dict[str, Field] = {}
        self._open: set[str] = set()
        self._shape: tuple[str, ...] = ()
        self._cards: list[Any] = []
        self.motions = MotionList(state, services, self._control, self._fold)
        self._follow()
        self.session.subscribe({"config", "drafts", "problems", "simulation"}, self._follow)

    def _follow(self) -> None:
        """Show the session's configuration; controls are made anew only where other kinds were chosen."""
        config = self.session.config
        if self._shape != shape_of(config):
            self._reshape(shape_of(config))
        shown = describe(self.session, self._groups)
        for path, properties in shown.items():
            said = properties["problem"] or properties["advice"]
            visible = self._is_visible(self._fields[path], config, said)
            self._controls[path].update(**properties, visible=visible)
        self.motions.follow()
        _, at_groups = place_problems(self.session.problems, self._groups)
        for name, note in self._notes.items():
            problem = at_groups.get(name)
            words = with_labels(problem.message, self._groups) if problem else ""
            note.update(problem=words, visible=bool(words))

    def _reshape(self, shape: tuple[str, ...]) -> None:
        """Make the controls that other kinds of probe or motion need; all others stay, with what one has in hand."""
        first, other_probe = not self._shape, self._shape[:1] != shape[:1]
        self._shape, self._groups = shape, groups_of(self.session.config)
        there = {field.path for group in self._groups for field in group.all_fields()}
        for path in self._controls.keys() - there:
            del self._controls[path], self._fields[path]
        for group in self._groups:
            if first or (other_probe and group.name == "probe"):
                self.bodies[group.name].children = list(self._build(group))
        cards = self.motions.cards(next(group.cards for group in self._groups if group.name == "motion"))
        body = self.bodies["motion"]
        fixed = [part for part in body.children if part not in self._cards]
        if first or cards != self._cards:
            self._cards, body.children = cards, [*fixed, *cards]

    def _is_visible(self, field: Field, config: SimulationConfig, said: str) -> bool:
        opened = not field.rare or bool(said) or _fold_of(field.path) in self._open
        return opened and is_relevant(field.path, config)

    def _build(self, group: Group) -> Iterator[Any]:
        yield self._notes[group.name]
        yield from (self._control(field) for field in group.fields)
        if any(field.rare for field in group.fields):
            yield self._fold(group.fields[0])
        if group.name == "probe":
            yield probe_button(self.session, self._services)

    def _control(self, field: Field, **changes: Any) -> Control:
        value = to_control(value_at(self.session.config, field.path))
        original = default_of(self.session.config, field.path)
        control = control_for(field, value, fallback_of(field, self.session.config), original=original, **changes)
        control.on_set(self._services.guarded(partial(self._changed, field)))
        control.on_message(self._services.guarded(partial(self._told, field)))
        self._controls[field.path], self._fields[field.path] = control, field
        return control

    def _fold(self, first: Field) -> Control:
        """Return the button that shows and hides the rare fields of a group or card."""
        name = _fold_of(first.path)
        words = LESS if name in self._open else MORE
        button = Control(kind="link", hook=f"more-{name.replace('.', '-')}", label=words)

        def turn() -> None:
            self._open ^= {name}
            button.label = LESS if name in self._open else MORE
            self._follow()

        guarded = self._services.guarded(turn)
        button.on_message(lambda _: guarded())
        return button

    def _changed(self, field: Field, value: Any) -> None:
        if field.path.endswith(".kind"):
            parent = field.path.removesuffix(".kind")
            try:
                self.session.restructure({parent: kind_change(field.path, value, self.session.config)})
            finally:
                self._follow()
        else:
            self.session.change({field.path: from_control(field, value)})
            self._follow()

    def _told(self, field: Field, message: dict[str, Any]) -> None:
        """Follow the advice beside a field."""
        if message.get("remedy"):
            for advice in known_advice(self.session):
                if advice.path == field.path:
                    self.session.change(advice.changes)


def fallback_of(field: Field, config: SimulationConfig) -> Any:
    """Return what a field becomes when it is switched on, or when its list is dropped."""
    *parents, name = field.path.split(".")
    part = value_at(config, ".".join(parents)) if parents else config
    default = type(part).model_fields[name].default
    if default is PydanticUndefined:
        return None
    if default is None:
        return round((field.start + field.end) / 2, 6)
    return to_control(default)


def _group_of(path: str) -> str:
    name = path.split(".")[0]
    return name if name in GROUPS else "recording"


def _fold_of(path: str) -> str:
    """Return the fold that a rare field belongs to: its group's or its card's."""
    *parents, _ = path.split(".")
    return ".".join(parents) or "recording"
