"""The sentence above the pictures: what the drift does to the selected units at this moment.

It is also what a screen reader hears of the pictures. Each part says what it means, so that a number at rest and one
now take the colours that they have everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Literal

from driftscope.unit_table import UnitRow

Meaning = Literal["plain", "subject", "strong", "static", "drifting"]

UNMOVED_UM = 1.0
"""A unit nearer to its place than this has not moved."""
DETECTION_NOISE = 5.0
FALSE_EVENT_NOISE = (4.0, 5.0)
NO_BREAK_SPACE = "\u00a0"
_THIN_SPACE, _MINUS = "\u2009", "\u2212"


@dataclass(frozen=True)
class Part:
    """Some words of the sentence.

    Attributes
    ----------
    text : str
        The words.
    meaning : {"plain", "subject", "strong", "static", "drifting"}
        What they are about: the unit, what matters most, a value at rest, one now, or nothing of these.
    """

    text: str
    meaning: Meaning = "plain"


def plain_text(parts: Sequence[Part]) -> str:
    """Return the sentence without its meanings."""
    return "".join(part.text for part in parts)


def unit_sentence(row: UnitRow, time_s: float, best_noise_uv: float) -> tuple[Part, ...]:
    """Return the sentence of one unit.

    Parameters
    ----------
    row : UnitRow
        The unit at this moment.
    time_s : float
        The moment.
    best_noise_uv : float
        Noise of the channel on which it is largest now, in µV.

    Examples
    --------
    >>> row = UnitRow(231, 1911.0, -25.3, 192, 172.0, 56.0, 0.33, 188, 185.0, 4.5, 11.9, 0.1)
    >>> plain_text(unit_sentence(row, 406.627, 14.0)).replace(NO_BREAK_SPACE, " ")
    'Unit 231 moved 25 µm down at 406.6 s: its spike fell from 172 to 56 µV on channel 192 and is 185 µV on 188.'
    """
    if abs(row.moved_um) < UNMOVED_UM:
        return (
            Part(f"Unit {row.unit} ", "subject"),
            Part(f"has not moved at {_seconds(time_s)}: its spike is "),
            Part(_microvolts(row.rest_uv), "static"),
            Part(f" on channel {row.rest_channel}."),
        )
    return (
        Part(f"Unit {row.unit} ", "subject"),
        Part("moved "),
        Part(moved_words(row.moved_um), "strong"),
        Part(f" at {_seconds(time_s)}: its spike {_change(row)} from "),
        Part(_whole(row.rest_uv), "static"),
        Part(" to "),
        Part(_microvolts(row.now_uv), "drifting"),
        Part(f" on channel {row.rest_channel}"),
        *_elsewhere(row, best_noise_uv),
    )


def _change(row: UnitRow) -> str:
    return "grew" if row.now_uv > row.rest_uv else "fell"


def _elsewhere(row: UnitRow, best_noise_uv: float) -> tuple[Part, ...]:
    if row.best_uv < DETECTION_NOISE * best_noise_uv:
        return (Part(f" and is below {DETECTION_NOISE:g}{NO_BREAK_SPACE}×{NO_BREAK_SPACE}noise on every channel."),)
    if row.best_channel == row.rest_channel:
        return (Part(", still its best."),)
    return (Part(" and is "), Part(_microvolts(row.best_uv), "drifting"), Part(f" on {row.best_channel}."))


def units_sentence(rows: Sequence[UnitRow], time_s: float) -> tuple[Part, ...]:
    """Return the sentence of several units.

    Examples
    --------
    >>> row = UnitRow(1, 1911.0, 12.2, 192, 172.0, 56.0, 0.33, 188, 185.0, 4.5, 11.9, 0.1)
    >>> other = UnitRow(2, 1911.0, 24.8, 192, 172.0, 56.0, 0.33, 188, 185.0, 4.5, 11.9, 0.1)
    >>> plain_text(units_sentence([row, other], 9.0)).replace(NO_BREAK_SPACE, " ")
    '2 units moved 12 to 25 µm up at 9.0 s.'
    """
    moved = sorted(row.moved_um for row in rows)
    if max(abs(moved[0]), abs(moved[-1])) < UNMOVED_UM:
        return (Part(f"{len(rows)} units have not moved at {_seconds(time_s)}."),)
    return (Part(f"{len(rows)} units moved "), Part(_range_words(moved), "strong"), Part(f" at {_seconds(time_s)}."))


def _range_words(moved: list[float]) -> str:
    low, high = moved[0], moved[-1]
    if low < 0 < high:
        return f"between {moved_words(low)} and {moved_words(high)}"
    near, far = sorted((abs(low), abs(high)))
    way = "up" if high > 0 else "down"
    if round(near) == round(far):
        return f"{_whole(far)}{NO_BREAK_SPACE}µm {way}"
    return f"{_whole(near)} to {_whole(far)}{NO_BREAK_SPACE}µm {way}"


def noise_sentence(num_channels: int, sampling_frequency_hz: float) -> tuple[Part, ...]:
    """Return the sentence of a recording without units: what a threshold detector finds in noise alone.

    Parameters
    ----------
    num_channels : int
        How many channels there are.
    sampling_frequency_hz : float
        The recording's rate; its noise is white in time.

    Examples
    --------
    >>> plain_text(noise_sentence(128, 30_000.0)).replace(NO_BREAK_SPACE, " ")
    'No units: in this noise a detector at 4 × noise finds 122 false events/s on 128 channels, at 5 × noise 1.1.'
    """
    lower, upper = (false_events_per_s(level, num_channels, sampling_frequency_hz) for level in FALSE_EVENT_NOISE)
    channels = "1 channel" if num_channels == 1 else f"{num_channels} channels"
    return (
        Part(f"No units: in this noise a detector at {_times_noise(FALSE_EVENT_NOISE[0])} finds "),
        Part(f"{_rate(lower)} false events/s", "strong"),
        Part(f" on {channels}, at {_times_noise(FALSE_EVENT_NOISE[1])} {_rate(upper)}."),
    )


def false_events_per_s(threshold_noise: float, num_channels: int, sampling_frequency_hz: float) -> float:
    """Return how often white noise falls below a negative threshold, given as a multiple of its standard deviation."""
    beyond = 0.5 * erfc(threshold_noise / sqrt(2))
    return beyond * sampling_frequency_hz * num_channels


def moved_words(moved_um: float) -> str:
    """Return how far and where to, in words.

    Examples
    --------
    >>> moved_words(-25.3).replace(NO_BREAK_SPACE, " ")
    '25 µm down'
    """
    return f"{_whole(abs(moved_um))}{NO_BREAK_SPACE}µm {'up' if moved_um > 0 else 'down'}"


def _times_noise(level: float) -> str:
    return f"{level:g}{NO_BREAK_SPACE}×{NO_BREAK_SPACE}noise"


def _rate(value: float) -> str:
    return _whole(value) if value >= 10 else f"{value:.1f}"


def _seconds(time_s: float) -> str:
    return f"{time_s:.1f}{NO_BREAK_SPACE}s"


def _microvolts(value_uv: float) -> str:
    return f"{_whole(value_uv)}{NO_BREAK_SPACE}µV"


def _whole(value: float) -> str:
    """Return a whole number with a true minus, and thin spaces from 10 000 on."""
    number = round(value)
    text = f"{abs(number):,}".replace(",", _THIN_SPACE) if abs(number) >= 10_000 else str(abs(number))
    return f"{_MINUS}{text}" if number < 0 else text
