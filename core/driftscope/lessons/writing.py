"""New lessons: a skeleton with comments, and a file made from what a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import yaml

from ..base import ConfigError, Problem, quoted
from ..config import SimulationConfig
from ..hybrid import HybridConfig
from ..probe import FileProbe
from .format import Lesson
from .looks import LookName

SKELETON = """# A lesson: predict, do, see. Check it with: driftscope lessons check {id}.yaml
lesson: 1
id: {id}
title: A title of a few words
idea: The take-home message, in one sentence.
minutes: 5
needs: []                     # lessons to take first, such as [electrode]
start:                        # the default configuration or a preset, with changes
  preset: null
  set: {{seed: 1, duration_s: 60.0, units.num_units: 20}}
  look: {{units: [3], tab: unit, time_s: 10.0}}
focus: {{controls: [noise], views: [traces]}}  # the rest is dimmed, but still works
steps:                        # at most 60 words each
  - say: "Unit 3 peaks at {{peak:.0f}} µV."
    values:                   # numbers by name; see: driftscope lessons measures
      peak: {{measure: peak_uv, unit: 3, at: rest}}
      noise: {{measure: noise_uv, channel: 0}}
    ask: {{kind: choice, question: More noise makes its spike, options: [smaller, no different], answer: 1}}
    do: Set the noise to 15 µV.
    reached: [{{path: noise.level_uv, between: [14, 16]}}]   # path, look or measure; is, ge, le, between or visited
    solve: {{set: {{noise.level_uv: 15.0}}}}
    show: {{say: "Still {{peak:.0f}} µV; the noise is {{noise:.0f}} µV."}}
misconceptions:
  - {{wrong: Noise makes spikes smaller., right: It hides them., step: 1}}
further: What to try next.
sources: []
translations: {{}}              # such as {{de: {id}.de.yaml}}: the same keys, texts only
"""


def new_lesson(lesson_id: str) -> str:
    """Return the text of a small lesson with comments, to be changed.

    Raises
    ------
    ConfigError
        When the id is not small letters, digits and dashes.
    """
    text = SKELETON.format(id=lesson_id)
    try:
        loaded = yaml.safe_load(text)
    except yaml.YAMLError:
        raise ConfigError([Problem("id", "must be lowercase letters, digits and hyphens", lesson_id)]) from None
    Lesson.from_dict(loaded)
    return text


def lesson_of(
    config: SimulationConfig | HybridConfig, look: Mapping[str, Any], lesson_id: str = "my-lesson", title: str = ""
) -> str:
    """Return a lesson file that starts from a configuration and a look, with one step to be written.

    Parameters
    ----------
    config : SimulationConfig or HybridConfig
        Where it starts; what differs from the default is written.
    look : mapping
        What one looks at, by name; names that lessons do not know are left out.
    lesson_id : str
        Short name: small letters, digits and dashes.
    title : str
        The title.

    Returns
    -------
    str
        YAML.

    Raises
    ------
    ConfigError
        When the configuration needs files, which a lesson cannot bring along.
    """
    data = _data(config, look, lesson_id, title)
    Lesson.from_dict(data)
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, default_flow_style=None, width=110)
    return f"# Check it with: driftscope lessons check {lesson_id}.yaml\n{text}"


def _data(config: Any, look: Mapping[str, Any], lesson_id: str, title: str) -> dict[str, Any]:
    hybrid = isinstance(config, HybridConfig)
    if isinstance(getattr(config, "probe", None), FileProbe):
        raise ConfigError([Problem("probe", "a lesson cannot include a probe file: choose another probe", "file")])
    if hybrid and (config.source.kind != "sample" or config.library != "sample"):
        words = "a lesson on the hybrid page can only use the sample recording and the sample library"
        raise ConfigError([Problem("source", words, quoted(config.source.kind))])
    changes = _differences(type(config)().to_dict(), config.to_dict())
    known = {name: value for name, value in look.items() if name in get_args(LookName)}
    return {
        "lesson": 1,
        "id": lesson_id,
        "title": title or "A title of a few words",
        "idea": "The take-home message, in one sentence.",
        "minutes": 5,
        "page": "hybrid" if hybrid else "synthetic",
        "start": {"set": changes, "look": _plain(known)},
        "steps": [{
            "say": "What one sees here.",
            "ask": {"kind": "open", "question": "What do you expect?"},
            "do": "What to do.",
            "show": {"say": "What it shows."},
        }],
    }  # fmt: skip


def _differences(default: Mapping[str, Any], present: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Return what differs, by dotted path; a part of another kind is given whole."""
    found: dict[str, Any] = {}
    for key, value in present.items():
        before = default.get(key)
        if value == before:
            continue
        nested = isinstance(value, Mapping) and isinstance(before, Mapping) and value.keys() == before.keys()
        if nested and value.get("kind") == dict(before or {}).get("kind") and "low" not in value:
            found |= _differences(dict(before or {}), value, f"{path}{key}.")
        else:
            found[f"{path}{key}"] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value
