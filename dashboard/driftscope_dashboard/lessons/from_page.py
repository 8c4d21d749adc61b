"""A lesson file made of a page: it starts with the page's configuration and look, and has one step to be written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from driftscope.files import write_text
from driftscope.hybrid import HybridConfig

from ..session.selection import Selection
from ..session.sharing import Look, portable
from .looking import LOOKED_AT

HEAD = """\
# A lesson for driftscope. Change the texts, add steps, and give the file to:
#   driftscope lessons check FILE
#   driftscope serve --lessons FOLDER
# Its URL contains the id: /?lesson=my-lesson
"""


def lesson_text(config: Any, selection: Selection) -> str:
    """Return a lesson file, as YAML, that starts with what a page shows.

    Parameters
    ----------
    config : SimulationConfig or HybridConfig
        The page's configuration.
    selection : Selection
        What one looks at.

    Raises
    ------
    ConfigError
        When a probe file of the configuration cannot be read any more.
    """
    config = portable(config)
    page = "hybrid" if isinstance(config, HybridConfig) else "synthetic"
    step = {
        "say": "What the page shows first, in one sentence.",
        "ask": {"kind": "open", "question": "What will happen, and why?"},
        "show": {"say": "What the page shows then."},
    }
    lesson = {
        "lesson": 1, "id": "my-lesson", "title": "My lesson", "idea": "The take-home message, in one sentence.",
        "minutes": 5, "page": page, "start": {"set": changes_of(config), "look": look_of(selection)},
        "focus": {"controls": [], "views": ["driftmap", "traces"]}, "steps": [step],
    }  # fmt: skip
    return HEAD + write_text(lesson, "yaml")


def changes_of(config: Any) -> dict[str, Any]:
    """Return what differs from the default configuration, by dotted path."""
    usual = type(config)()
    changes = dict(_differences(usual.to_dict(), config.to_dict()))
    if usual.replace(changes) == config:
        return changes
    here, there = config.to_dict(), usual.to_dict()  # parts of another kind are set as a whole
    return {name: value for name, value in here.items() if there.get(name) != value}


def _differences(usual: dict[str, Any], here: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in here.items():
        other = usual.get(name)
        if value == other:
            continue
        if (
            isinstance(value, dict)
            and isinstance(other, dict)
            and value.keys() == other.keys()
            and not _is_range(value)
        ):
            yield from _differences(other, value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def _is_range(value: dict[str, Any]) -> bool:
    return value.keys() == {"low", "high"}


def look_of(selection: Selection) -> dict[str, Any]:
    """Return what a selection looks at, where that differs from how a page begins."""
    here, usual = Look.of(selection).to_dict(), Look().to_dict()
    return {name: here[name] for name in LOOKED_AT if name in here and here[name] != usual[name]}
