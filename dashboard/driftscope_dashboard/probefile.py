"""A probe from a file: probeinterface's JSON, or the PRB files of older sorters, read without running them."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import PurePath
from typing import Any

import numpy as np
from driftscope import ConfigError, Problem
from driftscope.probe import MOST_CONTACTS, InlineProbe

from .controls import Control
from .state import Session
from .views.base import Services

ENDINGS = (".json", ".prb")
CONTACT_RADIUS_UM = 5.0
"""Of the contacts of a PRB file, which says nothing about them."""
NO_PRB = "is not a PRB file: give channel_groups with channels and a geometry (x, y in µm) for each"


def is_probe(name: str, text: str) -> bool:
    """Return whether a file is meant as a probe, by its ending or, for JSON, by what it says it is.

    Examples
    --------
    >>> is_probe("mine.PRB", ""), is_probe("mine.json", '{"probes": []}'), is_probe("mine.json", '{"seed": 1}')
    (True, True, False)
    """
    ending = PurePath(name).suffix.lower()
    return ending == ".prb" or (ending == ".json" and '"probes"' in text)


def read_probe(name: str, text: str) -> InlineProbe:
    """Read a probe that was sent by the browser.

    Parameters
    ----------
    name : str
        The file's name; its ending says which form the text has.
    text : str
        What it holds; nothing of it is run.

    Returns
    -------
    InlineProbe
        Carried by the configuration itself, so that it needs no file.

    Raises
    ------
    ConfigError
        When it holds no probe, more than one, or one that cannot be used.
    """
    try:
        if PurePath(name).suffix.lower() == ".prb":
            return _from_prb(text)
        return InlineProbe(probeinterface_json=json.dumps(json.loads(text), separators=(",", ":")))
    except ConfigError as error:
        raise ConfigError([Problem(name, problem.message) for problem in error.problems]) from None
    except (AttributeError, LookupError, MemoryError, RecursionError, SyntaxError, TypeError, ValueError):
        words = NO_PRB if PurePath(name).suffix.lower() == ".prb" else "is not a probe in probeinterface's JSON format"
        raise ConfigError([Problem(name, words)]) from None


def _from_prb(text: str) -> InlineProbe:
    """Return the probe of a PRB file; each of its groups is a shank."""
    import probeinterface

    positions, shanks = [], []
    for shank, group in _assigned(text, "channel_groups").items():
        places = [group["geometry"][channel] for channel in group["channels"]]
        positions += [[float(x), float(y)] for x, y in places]
        shanks += [str(shank)] * len(places)
    if not 0 < len(positions) <= MOST_CONTACTS:
        raise ConfigError([Problem("", f"must have between 1 and {MOST_CONTACTS} contacts", len(positions))])
    if len(np.unique(positions, axis=0)) < len(positions):
        words = "has contacts at the same place: shift the groups in x so that they stand beside each other"
        raise ConfigError([Problem("", words)])
    probe = probeinterface.Probe(ndim=2, si_units="um")
    probe.set_contacts(np.array(positions), shapes="circle", shape_params={"radius": CONTACT_RADIUS_UM})
    probe.set_shank_ids(shanks)
    probe.create_auto_shape()
    return InlineProbe.of(probe)


def _assigned(text: str, name: str) -> Any:
    """Return the plain data that Python text assigns to a name, without running it."""
    for statement in ast.parse(text).body:
        targets = [target.id for target in getattr(statement, "targets", []) if isinstance(target, ast.Name)]
        if isinstance(statement, ast.Assign) and name in targets:
            return ast.literal_eval(_Ranges().visit(statement.value))
    raise KeyError(name)


class _Ranges(ast.NodeTransformer):
    """Writes out ranges, the only calls that PRB files usually have."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        if called == "list" and len(node.args) == 1:
            return self.visit(node.args[0])
        numbers = range(*(ast.literal_eval(argument) for argument in node.args)) if called == "range" else range(0)
        if called != "range" or len(numbers) > MOST_CONTACTS:
            raise ValueError(called)
        return ast.List([ast.Constant(number) for number in numbers], ast.Load())


@lru_cache(maxsize=8)
def probe_in_words(probe: InlineProbe) -> str:
    """Return what a probe is, in a few words.

    Examples
    --------
    >>> from driftscope.probe import TetrodeProbe
    >>> probe_in_words(InlineProbe.of(TetrodeProbe().build()))
    '4 contacts'
    """
    built = probe.build()
    number, shanks = built.get_contact_count(), built.get_shank_count()
    return f"{number} contact{'s' * (number > 1)}" + (f" on {shanks} shanks" if shanks > 1 else "")


def probe_button(session: Session, services: Services) -> Control:
    """Return the button, for the form, that opens a probe file."""

    def bring(sent: dict[str, Any]) -> None:
        name, text = str(sent.get("name", "")), str(sent.get("text", ""))
        if not text:
            raise ConfigError([Problem(name, "is empty, or larger than the page opens")])
        session.restructure({"probe": read_probe(name, text).to_dict()})

    bringing: Callable[[Any], None] = services.guarded(bring)
    return Control(
        kind="upload", label="Open a probe file", icon="upload", css_classes=["ds-probe-open"], height=28, margin=0,
        options=list(ENDINGS), on_message=bringing, help="A probe in probeinterface's JSON format, or a PRB file",
    )  # fmt: skip
