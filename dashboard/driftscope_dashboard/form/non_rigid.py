"""Non-rigid motion in plain words: how far the top of the probe moves, compared with its tip."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from driftscope import ConfigError, Problem
from driftscope.motion import MotionConfig

from ..session.form_fields import Field
from ..session.form_values import from_control, to_control
from ..session.forms import Group

NAME = "non_rigid_gradient"
LEAST_SHARE = 0.001
"""A smaller share than this is not told from none."""
HELP = (
    "How far the shallowest units move relative to the deepest, nearest the tip. 100 % is rigid motion: all "
    "depths move equally. In between, the fraction changes linearly with depth."
)


def is_along_the_probe(motion: MotionConfig) -> bool:
    """Return whether units move up and down only, so that one end of the probe is the top and the other the tip."""
    return motion.start_um[0] == motion.stop_um[0] and motion.start_um[1] != motion.stop_um[1]


def _is_upwards(motion: MotionConfig) -> bool:
    return motion.stop_um[1] > motion.start_um[1]


def top_share(motion: MotionConfig, gradient: float | None) -> float:
    """Return how far the top moves, as a share of how far the tip does.

    Parameters
    ----------
    motion : MotionConfig
        Its start and stop say at which end a gradient leaves a fraction of the motion.
    gradient : float or None
        The component's ``non_rigid_gradient``.

    Examples
    --------
    >>> downwards = MotionConfig()
    >>> top_share(downwards, None), top_share(downwards, 0.4), top_share(downwards, -0.4)
    (1.0, 0.4, 2.5)
    """
    if gradient is None:
        return 1.0
    left = abs(gradient)
    top_is_left = (gradient < 0) == _is_upwards(motion)
    return left if top_is_left else 1 / max(left, LEAST_SHARE)


def gradient_of(motion: MotionConfig, share: float) -> float | None:
    """Return the gradient by which the top moves so far, as a share of how far the tip does.

    Examples
    --------
    >>> downwards = MotionConfig()
    >>> gradient_of(downwards, 1.0), gradient_of(downwards, 0.4), gradient_of(downwards, 2.5)
    (None, 0.4, -0.4)
    """
    if share == 1:
        return None
    size = min(max(share if share < 1 else 1 / share, LEAST_SHARE if _is_upwards(motion) else 0.0), 1.0)
    return size if (share < 1) != _is_upwards(motion) else -size


def in_words(motion: MotionConfig, gradient: float | None) -> str:
    """Return what a share says that is not read at a glance: the top moves farther than the tip.

    Examples
    --------
    >>> in_words(MotionConfig(), -0.4)
    'The top moves most; the tip moves 40 % as far.'
    """
    if (share := top_share(motion, gradient)) <= 1:
        return ""
    return f"The top moves most; the tip moves {100 / share:.3g} % as far."


def field_of(motion: MotionConfig, field: Field) -> Field:
    """Return a gradient's field as a share in percent, where there are a top and a tip; others as they are."""
    if not is_along_the_probe(motion):
        return field
    return replace(
        field,
        label="Top moves",
        unit="% of the tip",
        help=HELP,
        start=0.0,
        end=200.0,
        step=5.0,
        optional=False,
        rare=False,
    )


def groups_in_words(config: Any, groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """Return a form in which every motion begins with how far the top moves."""
    return tuple(
        replace(group, cards=tuple(_gradient_first(config.motion, card) for card in group.cards)) for group in groups
    )


def _gradient_first(motion: MotionConfig, card: tuple[Field, ...]) -> tuple[Field, ...]:
    head, others = card[:2], card[2:]
    gradients = tuple(field_of(motion, field) for field in others if field.path.endswith(NAME))
    return (*head, *gradients, *(field for field in others if not field.path.endswith(NAME)))


def shown(config: Any, field: Field, value: Any) -> Any:
    """Write a value as a control holds it: a gradient as a share in percent."""
    if field.path.endswith(NAME) and is_along_the_probe(config.motion) and not isinstance(value, str):
        return float(f"{100 * top_share(config.motion, value):.4g}")
    return to_control(value)


def taken(config: Any, field: Field, value: Any) -> Any:
    """Read what a control holds as the value of its parameter: a share in percent as a gradient.

    Raises
    ------
    ConfigError
        When a share is negative.
    """
    if not (field.path.endswith(NAME) and is_along_the_probe(config.motion)):
        return from_control(field, value)
    if value < 0:
        raise ConfigError(
            [Problem(field.path, "the top must move in the same direction as the tip: use 0 % or more", value)]
        )
    return gradient_of(config.motion, value / 100)


def note(config: Any, field: Field, value: Any) -> str:
    """Return what a control says of its value besides the number."""
    if field.path.endswith(NAME) and is_along_the_probe(config.motion) and not isinstance(value, str):
        return in_words(config.motion, value)
    return ""
