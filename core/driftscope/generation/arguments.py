"""What the functions here take from their callers: seeds, keywords, sortings and recordings of any origin."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ..backgrounds import segments_of
from ..base import ConfigError, Range
from ..recording import Segment
from ..sorting import Sorting
from ..spikes import Spikes

if TYPE_CHECKING:
    from probeinterface import Probe

R = TypeVar("R")


def fixed_seed(seed: int | None) -> int:
    """Return the seed, or one drawn in [0, 2**63) when there is none.

    Raises
    ------
    ValueError
        When it is not a whole number of at least zero.
    """
    if seed is None:
        return int(np.random.default_rng().integers(0, 2**63))
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise ValueError(f"seed must be a whole number of at least 0, or None, not {seed!r}")
    return int(seed)


def whole_number(value: Any, name: str, least: int = 1) -> int:
    """Return a whole number that is not below ``least``; else a ValueError names the argument."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} must be a whole number, not {value!r}") from None
    if number != value or number < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, not {value!r}")
    return number


def positive(value: Any, name: str) -> float:
    """Return a finite number above zero; else a ValueError names the argument."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a number, not {value!r}") from None
    if not 0 < number < np.inf:
        raise ValueError(f"{name} must be above 0, not {value!r}")
    return number


def durations_s(durations: Any) -> list[float]:
    """Return the length of every segment in seconds; else a ValueError says what is expected."""
    if isinstance(durations, (str, Mapping)) or not isinstance(durations, (Sequence, np.ndarray)):
        raise ValueError(f"durations must be a list with the duration of every segment in s, not {durations!r}")
    if len(durations) == 0:
        raise ValueError("durations must have at least one value")
    return [positive(duration, "durations") for duration in durations]


def start_times_s(t_starts: Any, number: int) -> list[float]:
    """Return when every segment begins, in seconds: zero when nothing is said."""
    if t_starts is None:
        return [0.0] * number
    if len(t_starts) != number:
        raise ValueError(f"t_starts has {len(t_starts)} values for {number} segments")
    return [float(start) for start in t_starts]


def per_unit(value: Any, number: int, name: str) -> float | Range | tuple[float, ...]:
    """Read a number for all, a tuple ``(low, high)`` to draw from, or a list or array with one value each.

    Raises
    ------
    ValueError
        When it is none of these, or the number of values does not fit.
    """
    if isinstance(value, tuple):
        if len(value) != 2:
            raise ValueError(f"{name}: a tuple is a range (low, high); give {number} values as a list")
        with spoken_of(lambda path: f"{name}.{path}"):
            return Range(low=_number(value[0], name), high=_number(value[1], name))
    if np.ndim(value) == 0:
        return _number(value, name)
    if np.shape(value) != (number,):
        raise ValueError(f"{name} has shape {np.shape(value)}: give one value, a range, or {number} values")
    return tuple(_number(one, name) for one in value)


def _number(value: Any, name: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name}: {value!r} is not a number") from None


@contextmanager
def spoken_of(rename: Callable[[str], str]) -> Iterator[None]:
    """Report a configuration's problems under the names that the caller knows."""
    try:
        yield
    except ConfigError as error:
        raise ConfigError([replace(one, path=rename(one.path)) for one in error.problems]) from None


def renamed(names: Mapping[str, str]) -> Callable[[str], str]:
    """Return a translation of paths by their first part."""

    def rename(path: str) -> str:
        first, dot, rest = path.partition(".")
        return f"{names.get(first, first)}{dot}{rest}"

    return rename


def called_with(function: Callable[..., R], name: str, keywords: Mapping[str, Any], **own: Any) -> R:
    """Call a function with a caller's keywords besides our own.

    Raises
    ------
    ValueError
        When a keyword does not exist, or is not the caller's to give.
    """
    allowed = [key for key in inspect.signature(function).parameters if key not in own]
    for key in keywords:
        if key not in allowed:
            raise ValueError(f"{name}: unknown key {key!r}. Available: {', '.join(allowed)}")
    return function(**own, **keywords)


def read_sorting(sorting: Any) -> Sorting:
    """Return any sorting as one of ours, with its properties; the given one stays as it is.

    Raises
    ------
    ValueError
        When it is no sorting.
    """
    if isinstance(sorting, Sorting):
        segments = [Spikes(part.sample_index, part.unit_index) for part in sorting.segments]
        read = Sorting(segments, sorting.sampling_frequency, sorting.unit_ids, sorting.t_starts)
    elif hasattr(sorting, "to_spike_vector") and hasattr(sorting, "unit_ids"):
        number = sorting.get_num_segments()
        read = Sorting.from_spike_vector(
            sorting.to_spike_vector(), sorting.get_sampling_frequency(), sorting.unit_ids, number
        )
        read.t_starts = tuple(float(sorting.get_start_time(index)) for index in range(number))
    else:
        raise ValueError(f"sorting must have to_spike_vector() and unit_ids, not {sorting!r}")
    for key in sorting.get_property_keys():
        read.set_property(key, np.array(sorting.get_property(key)))
    return read


def read_segments(recording: Any, name: str) -> tuple[Segment, ...]:
    """Return the segments of any recording; else a ValueError names the argument."""
    if not hasattr(recording, "get_traces") or not hasattr(recording, "channel_ids"):
        raise ValueError(f"{name} must have get_traces() and channel_ids, not {recording!r}")
    return segments_of(recording)


def probe_of(recording: Any) -> Probe | None:
    """Return a recording's probe, or None."""
    return recording.get_probe() if recording.has_probe() else None
