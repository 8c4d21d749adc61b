"""What the hover card tells of units; the page holds it, so that moving the pointer asks for nothing."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from driftscope.cache import the_cache
from numpy.typing import NDArray

from ..plots.field import limit_of
from ..reduce.selection import present_units
from ..reduce.shanks import shank_count, shown_shanks, unit_shanks
from ..session.state import State
from ..workbench import Control
from .base import Services

MOST_UNITS = 150
"""Of more units between the depths shown, the ones nearest to their middle are told of."""
COUNTED_S = 600.0
"""Over how much of a recording spikes are counted to tell rates."""
Array = NDArray[Any]


class Request(NamedTuple):
    """The recording, the moment, and which units are told of."""

    source: Any
    time_s: float
    units: tuple[int, ...]


class UnitCard(NamedTuple):
    """What is told of a unit; peaks are those of its template without noise, in µV.

    Attributes
    ----------
    unit : int
        Which one.
    rest_um, moved_um : float
        Its depth at rest, and how far up it is now.
    rest_channel, rest_uv, rest_now_uv
        The channel on which it is largest at rest, its peak there at rest and now.
    best_channel, best_rest_uv, best_uv
        The channel on which it is largest now, its peak there at rest and now.
    rate_hz : float
        Spikes a second.
    snr : float
        Its peak at rest over the noise of that channel.
    """

    unit: int
    rest_um: float
    moved_um: float
    rest_channel: int
    rest_uv: float
    rest_now_uv: float
    best_channel: int
    best_rest_uv: float
    best_uv: float
    rate_hz: float
    snr: float


def rates_hz(source: Any) -> Array:
    """Return how often every unit fires in the first ten minutes, shape (units,), in spikes a second."""
    rate, number = source.config.sampling_frequency_hz, len(source.locations_um)
    end = min(source.config.num_samples, round(COUNTED_S * rate))

    def count() -> Array:
        return np.bincount(source.spikes.between(0, end).unit_index, minlength=number) * (rate / end)

    found: Array = the_cache().get(("rates of units", source.spikes, end, number), count)
    return found


def peaks_uv(source: Any, units: Array, steps: Array) -> Array:
    """Return the peaks of units at displacement steps on all channels, shape (units, channels)."""
    peaks = np.zeros((units.size, len(source.contact_positions_um)))
    templates = source.injection(moving=False).templates(units.tolist(), steps.tolist())
    for row, template in zip(peaks, templates, strict=True):
        row[template.channels] = np.abs(template.waveform).max(axis=0, initial=0.0)
    return peaks


def unit_cards(request: Request) -> list[UnitCard]:
    """Return what is told of some units at a moment."""
    source, units = request.source, np.array(request.units, dtype=np.int64)
    if not units.size:
        return []
    motion, rate = source.motion, source.config.sampling_frequency_hz
    injection = source.injection(moving=False)
    now = min(int(request.time_s * motion.sampling_frequency_hz), len(motion.vectors_um) - 1)
    sample = np.full(units.size, int((now + 0.5) / motion.sampling_frequency_hz * rate))
    steps = motion.step_of(sample, units, rate)
    rest = peaks_uv(source, units, np.full(units.size, injection.resting_step))
    moved = peaks_uv(source, units, steps)
    moved_um = motion.displacement_um(np.full(units.size, now), units)[:, 1]
    depths, rates, noise = source.locations_um[:, 1], rates_hz(source), source.noise_levels_uv
    cards = []
    for row, unit in enumerate(units.tolist()):
        first, best = int(rest[row].argmax()), int(moved[row].argmax())
        snr = float(rest[row, first] / noise[first]) if noise[first] > 0 else 0.0
        peaks = rest[row, first], moved[row, first], best, rest[row, best], moved[row, best]
        cards.append(UnitCard(unit, float(depths[unit]), float(moved_um[row]), first, *peaks, float(rates[unit]), snr))
    return cards


def told_units(source: Any, low_um: float, high_um: float, shanks: tuple[int, ...]) -> tuple[int, ...]:
    """Return the units that can be met between two depths on some shanks, wherever the motion takes them."""
    depths, reach = source.locations_um[:, 1], limit_of(source.motion)
    is_shown = np.isin(unit_shanks(source), shown_shanks(shanks, shank_count(source)))
    found = np.flatnonzero(is_shown & (depths >= low_um - reach) & (depths <= high_um + reach))
    nearest = found[np.argsort(np.abs(depths[found] - (low_um + high_um) / 2), kind="stable")]
    return tuple(np.sort(nearest[:MOST_UNITS]).tolist())


class HoverCards:
    """Keeps what the hover card tells of units; it is asked for when the pointer comes to a picture.

    Parameters
    ----------
    state : State
        Whose units are told of.
    services : Services
        Computes beside the event loop.

    Attributes
    ----------
    node : Control
        What the browser holds; its value is a row for every unit, ``step`` is another number after every change.
    """

    def __init__(self, state: State, services: Services) -> None:
        self.state, self.services = state, services
        self.node = Control(kind="hovercards", value=[], options=[], on_message=services.safe(self._wanted))
        self._latest = services.latest_only(lambda asked: (asked, unit_cards(asked)), self._show)
        state.session.subscribe({"simulation"}, self._changed)
        state.selection.subscribe({"time_s", "depths_um", "shanks"}, self._changed)

    def _changed(self) -> None:
        """Let the browser know that what it holds is no longer so."""
        if not self.node.disabled:
            self.node.disabled = True

    def _wanted(self, message: dict[str, Any]) -> None:
        """Compute what is told of the units that are shown."""
        source, selection = self.state.session.simulation, self.state.selection
        units = told_units(source, *self.services.axes.shown["depth"], selection.shanks)
        selected = present_units(selection.units[:1], len(source.locations_um))
        self._latest.ask(Request(source, selection.time_s, tuple({*units, *selected})))

    def _show(self, made: tuple[Request, list[UnitCard]]) -> None:
        asked, cards = made
        selection = self.state.selection
        is_newest = asked.source is self.state.session.simulation and asked.time_s == selection.time_s
        rows = [[round(value, 2) for value in card] for card in cards]
        self.node.update(value=rows, options=list(selection.units[:1]), disabled=not is_newest)
