"""The form of a synthetic recording: its motions are cards, its probe can come from a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from driftscope import Problem
from driftscope.advice import Advice, advice_on

from ..form.editor import Editor, FormKind, Section
from ..form.motionlist import MotionList
from ..form.non_rigid import groups_in_words, is_along_the_probe, note, shown, taken
from ..form.probefile import probe_button, probe_in_words
from ..session.defaults import default_of
from ..session.form_fields import INLINE, Field
from ..session.form_values import in_words
from ..session.forms import GROUPS, Group, groups_of, shape_of
from ..session.session import Session
from ..workbench import Node


def known_advice(session: Session) -> list[Advice]:
    """Return what is not plausible; about the units' places only once those of this configuration are known."""
    config, simulation = session.config, session.simulation
    placed = simulation.config
    if (placed.units, placed.probe, placed.random) != (config.units, config.probe, config.random):
        return advice_on(config)
    return advice_on(config, simulation.locations_um, simulation.contact_positions_um)


def listed(session: Session, field: Field, value: Any) -> str:
    """Return the words for a value that its control can only describe."""
    return probe_in_words(session.config.probe) if field.path == INLINE else in_words(value)


def form_of(config: Any) -> tuple[Group, ...]:
    """Return the groups of a form; every motion begins with how far the top of the probe moves."""
    return groups_in_words(config, groups_of(config))


def form_shape(config: Any) -> tuple[str, ...]:
    """Return what decides which fields there are: the kinds chosen, and whether units move along the probe."""
    return (*shape_of(config), "along" if is_along_the_probe(config.motion) else "across")


class ProbeSection(Section):
    """The probe, and a button that opens its file."""

    def build(self, group: Group) -> Iterator[Node]:
        """Yield the controls from top to bottom."""
        yield from super().build(group)
        yield probe_button(self.editor.session, self.editor.services)


class MotionSection(Section):
    """The motion as a whole, and a card for each of its components."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self.motions = MotionList(editor.state, editor.services, editor.control, editor.fold, editor.allowed)

    def key(self, group: Group) -> tuple[Any, ...]:
        """Return what decides which controls it has."""
        return (*super().key(group), *(part.kind for part in self.editor.session.config.motion.components))

    def build(self, group: Group) -> Iterator[Node]:
        """Yield the controls from top to bottom."""
        yield from super().build(group)
        yield from self.motions.cards(group.cards)

    def follow(self, problems: Sequence[Problem]) -> None:
        """Draw the motions as they are."""
        self.motions.follow()


FORM = FormKind(
    name="synthetic",
    titles=GROUPS,
    open_at_first=("motion", "noise"),
    groups_of=form_of,
    shape_of=form_shape,
    default_of=default_of,
    advice_of=known_advice,
    sections={"probe": ProbeSection, "motion": MotionSection},
    listed=listed,
    shown=shown,
    taken=taken,
    note=note,
)
