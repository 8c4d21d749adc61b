"""What a step is about: the controls that get a halo, by the hooks under which the page has them."""

from __future__ import annotations

from collections.abc import Iterator

from driftscope.lessons import Focus, Rule, Step

LOOK_HOOKS = {
    "time_s": ("time",), "window_s": ("window",), "mode": ("traces-mode",), "style": ("traces-style",),
    "gain": ("gain",), "units": ("unit-chooser",), "exaggeration": ("exaggeration",),
    "speed": ("speed",), "moving": ("driftmap-kind",), "threshold": ("amplitudes-threshold",),
    "follow": ("amplitudes-channel",),
}  # fmt: skip
"""The hooks of the controls by which one changes what one looks at."""


def halos(focus: Focus, step: Step) -> list[str]:
    """Return the hooks of the controls that a step is about: those it names, and those that its rules ask for.

    Examples
    --------
    >>> halos(Focus(controls=["motion", "noise.level_uv"]), Step(say="", reached=[{"look": "tab", "is": "noise"}]))
    ['motion', 'noise-level_uv', 'tab-noise']
    """
    named = [path.replace(".", "-") for path in focus.controls]
    asked = [hook for rule in step.reached for hook in _hooks_of(rule)]
    return list(dict.fromkeys([*named, *asked]))


def _hooks_of(rule: Rule) -> Iterator[str]:
    if rule.path is not None:
        yield rule.path.replace(".", "-")
    elif rule.look == "tab":
        yield f"tab-{rule.is_}"
    elif rule.look is not None:
        yield from LOOK_HOOKS.get(rule.look, ())
