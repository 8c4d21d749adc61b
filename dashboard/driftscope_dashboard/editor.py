"""The form of the configuration: controls that write the session and follow it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import panel as pn
from driftscope import Problem, SimulationConfig

from .controls import Control, control_for
from .defaults import default_of
from .forms import (
    GROUPS,
    Field,
    Group,
    from_control,
    groups_of,
    in_words,
    is_list,
    is_relevant,
    kind_change,
    new_component,
    place_problems,
    shape_of,
    suggestion,
    to_control,
    value_at,
    with_labels,
)
from .plausibility import Advice, advice_on
from .state import Session, State, nearest_valid
from .theme import CARD
from .views.base import Services

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
    advice = {one.path: one for one in advice_on(session.config)}
    shown: dict[str, dict[str, Any]] = {}
    for field in (field for group in groups for field in group.all_fields()):
        value = value_at(session.config, field.path)
        listed = in_words(value) if is_list(field, value) else ""
        problem, offer = _complaint(session, field, at_fields)
        draft = session.drafts.get(field.path, value)
        shown[field.path] = {
            "value": None if listed else _as_range(to_control(draft)),
            "listed": listed,
            "problem": with_labels(problem, groups) if problem else "",
            "suggestion": offer,
            **_counsel(None if problem else advice.get(field.path)),
        }
    return shown


def _counsel(advice: Advice | None) -> dict[str, str]:
    """Return the advice beside a field that has no problem."""
    return {"advice": advice.message if advice else "", "remedy": advice.remedy if advice else ""}


def _complaint(session: Session, field: Field, at_fields: dict[str, Problem]) -> tuple[str, Any]:
    """Return the words beside a field and the value that is offered instead."""
    problem = at_fields.get(field.path)
    if field.path not in session.drafts:
        return (problem.message if problem else ""), None
    wish = session.drafts[field.path]
    offer = suggestion(session.config, field, wish)
    if offer is None:
        offer = _as_range(nearest_valid(session.config, field.path, wish))
    words = problem.message if problem else "does not go together with another value, marked in red"
    return words, offer


def _as_range(value: Any) -> Any:
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
    bodies : dict of panel.Column
        The controls of each group, by its name.
    """

    def __init__(self, state: State, services: Services) -> None:
        self.session, self._services = state.session, services
        self.bodies = {name: _column() for name in GROUPS}
        self._notes = {name: Control(kind="note", sizing_mode="stretch_width", margin=0) for name in GROUPS}
        self._controls: dict[str, Control] = {}
        self._fields: dict[str, Field] = {}
        self._open: set[str] = set()
        self._following = False
        self._shape: tuple[str, ...] = ()
        self._follow()
        self.session.subscribe({"config", "drafts", "problems"}, self._follow)

    def _follow(self) -> None:
        """Show the session's configuration; controls are made anew only where other kinds were chosen."""
        config = self.session.config
        if self._shape != shape_of(config):
            changed = GROUPS.keys() if not self._shape else {"probe", "motion"}
            self._shape, self._groups = shape_of(config), groups_of(config)
            for group in self._groups:
                if group.name in changed:
                    self.bodies[group.name].objects = list(self._build(group))
        shown = describe(self.session, self._groups)
        self._following = True
        try:
            for path, properties in shown.items():
                said = properties["problem"] or properties["advice"]
                visible = self._is_visible(self._fields[path], config, said)
                _update(self._controls[path], **properties, visible=visible)
            _, at_groups = place_problems(self.session.problems, self._groups)
            for name, note in self._notes.items():
                problem = at_groups.get(name)
                words = with_labels(problem.message, self._groups) if problem else ""
                _update(note, problem=words, visible=bool(words))
        finally:
            self._following = False

    def _is_visible(self, field: Field, config: SimulationConfig, said: str) -> bool:
        opened = not field.rare or bool(said) or _fold_of(field.path) in self._open
        return opened and is_relevant(field.path, config)

    def _build(self, group: Group) -> Iterator[Any]:
        for path in [path for path in self._controls if _group_of(path) == group.name]:
            del self._controls[path], self._fields[path]
        yield self._notes[group.name]
        yield from (self._control(field) for field in group.fields)
        if any(field.rare for field in group.fields):
            yield self._fold(group.fields[0])
        for index, card in enumerate(group.cards):
            yield self._card(index, card)
        if group.name == "motion":
            add = self._services.guarded(self._add_component)
            yield _small("ds-motion-add", label="Add a motion", icon="plus", on_message=lambda _: add())

    def _card(self, index: int, fields: tuple[Field, ...]) -> pn.Column:
        kind, enabled, *others = fields
        remove = self._services.guarded(partial(self._remove_component, index))
        head = pn.Row(
            self._control(kind, kind="menu", label="Kind of motion", height=30),
            self._control(enabled, label="", sizing_mode="fixed", width=30, height=28),
            _small(
                f"ds-motion-components-{index}-remove",
                icon="remove",
                help="Remove this motion",
                width=28,
                height=28,
                on_message=lambda _: remove(),
            ),
            sizing_mode="stretch_width",
            margin=0,
        )
        body = [self._control(field) for field in others]
        return _column(head, *body, self._fold(others[0]), styles=CARD)

    def _control(self, field: Field, **changes: Any) -> Control:
        value = to_control(value_at(self.session.config, field.path))
        control = control_for(field, value, _fallback(field, self.session.config))
        control.param.update(original=default_of(self.session.config, field.path), **changes)
        control.param.watch(self._services.guarded(partial(self._changed, field)), "value")
        control._on_message = self._services.guarded(partial(self._told, field))
        self._controls[field.path], self._fields[field.path] = control, field
        return control

    def _fold(self, first: Field) -> Control:
        """Return the button that shows and hides the rare fields of a group or card."""
        name = _fold_of(first.path)
        words = LESS if name in self._open else MORE
        button = _small(f"ds-more-{name.replace('.', '-')}", kind="link", label=words)

        def turn() -> None:
            self._open ^= {name}
            button.label = LESS if name in self._open else MORE
            self._follow()

        guarded = self._services.guarded(turn)
        button._on_message = lambda _: guarded()
        return button

    def _changed(self, field: Field, event: Any) -> None:
        if self._following:
            return
        if field.path.endswith(".kind"):
            parent = field.path.removesuffix(".kind")
            try:
                self.session.restructure({parent: kind_change(field.path, event.new, self.session.config)})
            finally:
                self._follow()
        else:
            self.session.change({field.path: from_control(field, event.new)})
            self._follow()

    def _told(self, field: Field, message: dict[str, Any]) -> None:
        """Follow the advice beside a field."""
        if message.get("remedy"):
            for advice in advice_on(self.session.config):
                if advice.path == field.path:
                    self.session.change(advice.changes)

    def _components(self) -> list[dict[str, Any]]:
        return [component.to_dict() for component in self.session.config.motion.components]

    def _add_component(self) -> None:
        added = new_component(self.session.config)
        self.session.restructure({"motion.components": [*self._components(), added]})

    def _remove_component(self, index: int) -> None:
        left = [part for place, part in enumerate(self._components()) if place != index]
        self.session.restructure({"motion.components": left})


def _update(control: Control, **properties: Any) -> None:
    """Set what differs; most of a form stays as it is with every change."""
    changed = {name: value for name, value in properties.items() if getattr(control, name) != value}
    if changed:
        control.param.update(**changed)


def _fallback(field: Field, config: SimulationConfig) -> Any:
    """Return what a field becomes when it is switched on, or when its list is dropped."""
    *parents, name = field.path.split(".")
    part = value_at(config, ".".join(parents)) if parents else config
    default = type(part).model_fields[name].default
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


def _column(*objects: Any, **params: Any) -> pn.Column:
    return pn.Column(*objects, sizing_mode="stretch_width", margin=0, **params)


def _small(css_class: str, **params: Any) -> Control:
    return Control(**{"kind": "button", "css_classes": [css_class], "height": 24, "margin": 0, **params})
