"""A probe from a file that the browser sends: probeinterface's or Kilosort's JSON, or a PRB file."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from driftscope import ConfigError, Problem
from driftscope.probe import InlineProbe, wired_probe

from ..session.session import Session
from ..views.base import Services
from ..workbench import Control

MOST_BYTES = 4 * 2**20
ENDINGS = (".json", ".prb")
_JSON_PROBES = ('"probes"', '"contact_positions"', '"chanMap"')


def is_probe(name: str, text: str) -> bool:
    """Return whether a file is meant as a probe, by its ending or, for JSON, by what it says it is.

    Examples
    --------
    >>> is_probe("mine.PRB", ""), is_probe("mine.json", '{"probes": []}'), is_probe("mine.json", '{"seed": 1}')
    (True, True, False)
    """
    ending = PurePath(name).suffix.lower()
    return ending == ".prb" or (ending == ".json" and any(key in text for key in _JSON_PROBES))


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
        When it holds no probe, or one that cannot be used.
    """
    try:
        return InlineProbe.from_text(text, name)
    except ConfigError as error:
        raise ConfigError([Problem(name, problem.message) for problem in error.problems]) from None


@lru_cache(maxsize=8)
def probe_in_words(probe: InlineProbe) -> str:
    """Return what a probe is, in a few words.

    Examples
    --------
    >>> from driftscope.probe import TetrodeProbe
    >>> probe_in_words(InlineProbe.of(TetrodeProbe().build()))
    '4 contacts'
    """
    wired = wired_probe(probe)
    number, shanks = wired.probe.get_contact_count(), wired.probe.get_shank_count()
    told = f"{number} contact{'s' * (number > 1)}" + (f" on {shanks} shanks" if shanks > 1 else "")
    return "; ".join((told, *wired.remarks))


def probe_button(session: Session, services: Services) -> Control:
    """Return the button, for the form, that opens a probe file."""

    def read(sent: dict[str, Any]) -> InlineProbe:
        name, text = str(sent.get("name", "")), str(sent.get("text", ""))
        if not 0 < len(text) <= MOST_BYTES:
            raise ConfigError([Problem(name, "is empty, or too large to open in the page")])
        return read_probe(name, text)

    reading = services.latest_only(read, lambda probe: session.restructure({"probe": probe.to_dict()}))
    bringing: Callable[[Any], None] = services.safe(reading.ask)
    return Control(
        kind="upload", label="Open a probe file", icon="upload", hook="probe-open",
        options=list(ENDINGS), on_message=bringing,
        help="A probe in probeinterface's or Kilosort's JSON format, or a PRB file",
    )  # fmt: skip
