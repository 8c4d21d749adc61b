"""The motions as a list of cards: added, removed, muted, copied and put into another order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

from driftscope import ConfigError, SimulationConfig

from ..reduce.sparkline import component_drawing
from ..session.allowed_paths import AllowedPaths
from ..session.form_fields import Field
from ..session.forms import component_kinds, has_amplitude, new_component
from ..session.motion_folders import find_motion_folders, how_to_bring
from ..session.state import State
from ..views.base import Services
from ..workbench import Control, Row, Stack
from .motion_shares import Components, fitted, room_for_one, scaled

WIDTH, HEIGHT = 132, 26
COPY_SHARES = "The motion and its copy each have half the amplitude, so the total motion is unchanged."


def moved(components: Components, index: int, direction: int) -> Components:
    """Return components of which one has changed places with its neighbour; the same ones at an end of the list.

    Examples
    --------
    >>> moved([{"kind": "bump"}, {"kind": "curve"}], 1, -1)
    [{'kind': 'curve'}, {'kind': 'bump'}]
    """
    there, turned = index + direction, list(components)
    if 0 <= there < len(turned):
        turned[index], turned[there] = turned[there], turned[index]
    return turned


def described(config: SimulationConfig, index: int) -> list[Any]:
    """Return what a card shows of its motion: drawing, words for it, its place among how many, whether it is on."""
    part, number = config.motion.components[index], len(config.motion.components)
    name = part.kind.replace("_", " ")
    words = f"Motion {index + 1} of {number}, {name}{'' if part.enabled else ', muted'}"
    return [component_drawing(config, index, WIDTH, HEIGHT), words, index, number, part.enabled]


class MotionList:
    """The cards of all motions, and the menu from which another one is added.

    Parameters
    ----------
    state : State
        Whose session is edited.
    services : Services
        Turns the errors of callbacks into words.
    control : callable
        Makes the control of a field, with other properties than usual.
    fold : callable
        Makes the button that shows the rare fields of a card, by its path.
    allowed : AllowedPaths
        What pages may open: below its folders is measured motion looked for.
    """

    def __init__(
        self,
        state: State,
        services: Services,
        control: Callable[..., Control],
        fold: Callable[[str], Control],
        allowed: AllowedPaths,
    ) -> None:
        self.state, self._services = state, services
        self._control, self._fold, self._allowed = control, fold, allowed
        self._tools: list[Control] = []
        self._cards: list[tuple[str, Stack]] = []
        self._requests = count(1)
        self._kinds = [[kind, name, sentence, ""] for kind, name, sentence in component_kinds()]
        self._searching = services.latest_only(find_motion_folders, self._offer)
        self._add = Control(
            kind="adder", hook="motion-add", label="Add a motion", icon="plus", options=self._kinds,
            note="" if allowed.folders else how_to_bring((), 0), on_message=services.safe(self._told),
        )  # fmt: skip

    def cards(self, cards: tuple[tuple[Field, ...], ...]) -> list[Any]:
        """Return the cards, of which only those are made anew that are of another kind, and the menu below them."""
        kinds = [part.kind for part in self.state.session.config.motion.components]
        del self._cards[len(kinds) :], self._tools[len(kinds) :]
        for index, (kind, fields) in enumerate(zip(kinds, cards, strict=True)):
            if index == len(self._cards):
                self._tools.append(self._toolbar(index))
                self._cards.append((kind, self._card(index, fields)))
            elif self._cards[index][0] != kind:
                self._cards[index] = kind, self._card(index, fields)
        return [*(card for _, card in self._cards), self._add]

    def follow(self) -> None:
        """Draw the motions as they are now."""
        for index, tools in enumerate(self._tools):
            if (now := described(self.state.session.config, index)) != tools.options:
                tools.options = now

    def _told(self, message: dict[str, Any]) -> None:
        if message.get("open"):
            if self._allowed.folders:
                self._searching.ask(self._allowed.folders)
        elif message.get("path"):
            self.follow_folder(str(message["path"]))
        else:
            self.add(str(message.get("kind")))

    def _offer(self, found: list[tuple[str, str]]) -> None:
        """Show the folders of measured motion below the kinds."""
        folders = [["folder", name, "Measured motion in this folder on the server.", path] for name, path in found]
        self._add.update(options=[*self._kinds, *folders], note=how_to_bring(self._allowed.folders, len(found)))

    def follow_folder(self, path: str) -> None:
        """Add the measured motion of a folder below those of the server."""
        place = self._allowed.typed(path, "folder")
        others = self._components()
        self._restructure([*others, {"kind": "folder", "path": str(place)}], len(others))

    def add(self, kind: str) -> None:
        """Add a motion of some kind."""
        if kind not in {known for known, _, _ in component_kinds()}:
            return
        amplitude, others, words = 1.0, self._components(), ""
        if has_amplitude(kind):
            amplitude, others, words = room_for_one(others)
        added = new_component(self.state.session.config, kind, amplitude)
        self._restructure([*others, added], len(others))
        if words:
            self.state.notices.say(words)

    def remove(self, index: int) -> None:
        """Remove a motion."""
        left = [part for place, part in enumerate(self._components()) if place != index]
        self._restructure(left, min(index, len(left) - 1), "remove")

    def copy(self, index: int) -> None:
        """Add a copy behind a motion; both are halved when there is no room for them."""
        parts = self._components()
        before, after = parts[: index + 1], parts[index + 1 :]
        try:
            self._restructure([*before, parts[index], *after], index + 1, "copy")
        except ConfigError:
            [half] = scaled([parts[index]], 0.5)
            self._restructure([*before[:-1], half, half, *after], index + 1, "copy")
            self.state.notices.say(COPY_SHARES)

    def turn(self, index: int, on: bool) -> None:
        """Mute a motion, or let it move again; all are scaled when there is no room for it."""
        path, session = f"motion.components.{index}.enabled", self.state.session
        parts = self._components()
        with_it = [*parts[:index], {**parts[index], "enabled": True}, *parts[index + 1 :]]
        try:
            session.config.replace({"motion.components": with_it})
        except ConfigError as error:
            if on and [problem.path for problem in error.problems] == ["motion.components"]:
                components, words = fitted(with_it)
                session.restructure({"motion.components": components})
                self.state.notices.say(words)
                return
        session.change({path: on})

    def move(self, index: int, direction: int) -> None:
        """Let a motion change places with its neighbour."""
        parts = self._components()
        if 0 <= index + direction < len(parts):
            self._restructure(moved(parts, index, direction), index + direction, "down" if direction > 0 else "up")

    def _components(self) -> Components:
        return [component.to_dict() for component in self.state.session.config.motion.components]

    def _restructure(self, components: Components, focus: int, on: str = "") -> None:
        """Change the list in one step, and lead keyboard and screen reader to the card that it was about."""
        self.state.session.restructure({"motion.components": components})
        target = self._tools[focus] if 0 <= focus < len(self._tools) else self._add
        target.value = [next(self._requests), on]

    def _toolbar(self, index: int) -> Control:
        commands = {
            "up": partial(self.move, index, -1),
            "down": partial(self.move, index, 1),
            "copy": partial(self.copy, index),
            "remove": partial(self.remove, index),
        }

        def told(message: dict[str, Any]) -> None:
            if (command := commands.get(str(message.get("do")))) is not None:
                self._services.safe(command)()

        return Control(
            kind="motion", hook=f"motion-components-{index}-tools", on_message=told,
            options=described(self.state.session.config, index),
        )  # fmt: skip

    def _card(self, index: int, fields: tuple[Field, ...]) -> Stack:
        kind, enabled, *others = fields
        menu = self._control(kind, kind="menu", label=f"Kind of motion {index + 1}")
        switch = self._control(enabled, label="")
        switch.on_set(self._services.safe(lambda on: self.turn(index, bool(on))))
        head = Row(menu, switch)
        body = [self._control(field) for field in others]
        parts = [head, self._tools[index], *body, self._fold(others[0].path.rpartition(".")[0])]
        return Stack(*parts, kind="card")
