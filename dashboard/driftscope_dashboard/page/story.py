"""The bar above the pictures: the unit that is followed, what drift does to it now, and the way to the worst one."""

from __future__ import annotations

import numpy as np
from driftscope.source import Source
from driftscope.unit_peaks import UnitPeaks, peaks_of
from driftscope.unit_table import unit_rows, worst_moments

from ..reduce.selection import depths_with, present_units
from ..reduce.shanks import shanks_with, unit_shanks
from ..session.sentence import Part, noise_sentence, unit_sentence, units_sentence
from ..session.state import State
from ..views.base import Services
from ..views.focus import focus_of
from ..workbench import Control

MOST_TOLD_UNITS = 64
"""Of more selected units, these many are told of."""
CHOOSE = "The unit shown in all pictures. Press to type another number, 0 to {}; clear it to select none."
NOTHING_LOUD = "No unit at the visible depths has a peak of 8 × noise or more at rest: show more depths."


class Story:
    """The sentence, the chooser of the unit, and the button to the worst one.

    Parameters
    ----------
    state : State
        Whose selection is told and moved.
    services : Services
        Computes beside the event loop and turns the errors of callbacks into words.
    """

    def __init__(self, state: State, services: Services) -> None:
        self.state, self._shown_worst = state, 0
        self.sentence = Control(kind="sentence", value=[], hook="sentence")
        self.previous = Control(
            kind="button", icon="left", hook="unit-previous", help="Next deeper unit (,)",
            on_message=services.safe(lambda _: self.step(-1)),
        )  # fmt: skip
        self.unit = Control(kind="unitname", optional=True, hook="unit", on_set=services.safe(self.choose))
        self.next = Control(
            kind="button", icon="right", hook="unit-next", help="Next shallower unit (.)",
            on_message=services.safe(lambda _: self.step(1)),
        )  # fmt: skip
        self.worst = Control(
            kind="button", label="Show the worst", hook="worst",
            help="The unit and time most reduced by drift, at the visible depths (w); again: the next.",
            on_message=services.safe(lambda _: self.show_worst()),
        )  # fmt: skip
        self._latest = services.latest_only(tell, self._show)
        self._search = services.latest_only(find_worst, self._go_to)
        state.selection.subscribe({"units", "time_s", "depths_um", "depth_um"}, self.refresh)
        state.selection.subscribe({"depths_um"}, self._begin_again)
        state.session.subscribe({"simulation"}, self.refresh)
        state.session.subscribe({"simulation"}, self._begin_again)

    def controls(self) -> dict[str, Control]:
        """Return the controls by name."""
        return {
            "previous": self.previous, "unit": self.unit, "next": self.next, "sentence": self.sentence,
            "worst": self.worst,
        }  # fmt: skip

    def refresh(self) -> None:
        """Tell of the selected units anew."""
        source, selection = self.state.session.simulation, self.state.selection
        focus = focus_of(source, selection)
        chosen = present_units(selection.units, len(source.locations_um))
        units = chosen or (() if focus.unit is None else (focus.unit,))
        last = len(source.locations_um) - 1
        self.unit.update(label=name_of(units), value=focus.unit, help=CHOOSE.format(last))
        for control in (self.previous, self.unit, self.next, self.worst):
            control.disabled = focus.unit is None
        self._latest.ask((source, units[:MOST_TOLD_UNITS], selection.time_s))

    def _show(self, parts: tuple[Part, ...]) -> None:
        self.sentence.value = [[part.text, part.meaning] for part in parts]

    def choose(self, number: float | None) -> None:
        """Follow the unit of a number that was typed; no number selects none."""
        last = len(self.state.session.simulation.locations_um) - 1
        if number is None:
            self.state.selection.clear()
        elif number == round(number) and 0 <= number <= last:
            self._follow_unit(round(number))
        else:
            self.state.notices.say(f"There is no unit {number:g}: they are numbered from 0 to {last}.", "error")
        self.refresh()

    def step(self, direction: int) -> None:
        """Follow the next unit up or down the probe."""
        source, selection = self.state.session.simulation, self.state.selection
        unit = focus_of(source, selection).unit
        if unit is not None:
            order = np.argsort(source.locations_um[:, 1], kind="stable").tolist()
            self._follow_unit(order[(order.index(unit) + direction) % len(order)])

    def show_worst(self) -> None:
        """Go to the unit and the moment of which least is left; when asked again, to the next."""
        source, selection = self.state.session.simulation, self.state.selection
        self._search.ask((source, selection.depths_um, self._shown_worst))

    def _go_to(self, found: tuple[int, float] | None) -> None:
        if found is None:
            self.state.notices.say(NOTHING_LOUD)
            return
        unit, time_s = found
        if unit >= len(self.state.session.simulation.locations_um):  # found in a recording that has changed since
            return
        self._shown_worst += 1
        self.state.selection.look(time_s=time_s)
        self._follow_unit(unit)

    def _follow_unit(self, unit: int) -> None:
        source, selection = self.state.session.simulation, self.state.selection
        depth_um, shank = float(source.locations_um[unit, 1]), int(unit_shanks(source)[unit])
        depths_um, shanks = depths_with(depth_um, selection.depths_um), shanks_with(shank, selection.shanks)
        selection.look(units=(unit,), depths_um=depths_um, shanks=shanks)

    def _begin_again(self) -> None:
        self._shown_worst = 0


def name_of(units: tuple[int, ...]) -> str:
    """Return how the followed units are called.

    Examples
    --------
    >>> name_of(()), name_of((7,)), name_of((7, 9))
    ('No unit', 'Unit 7', '2 units')
    """
    if len(units) == 1:
        return f"Unit {units[0]}"
    return f"{len(units)} units" if units else "No unit"


def tell(request: tuple[Source, tuple[int, ...], float]) -> tuple[Part, ...]:
    """Return the sentence of some units at one moment."""
    source, units, time_s = request
    if not units:
        contacts, rate_hz = source.contact_positions_um, source.drifting.get_sampling_frequency()
        return noise_sentence(len(contacts), rate_hz)
    noise_uv = source.noise_levels_uv
    depths_um, no_rates = source.locations_um[:, 1], np.zeros(len(source.locations_um))
    now = int(time_s * source.motion.sampling_frequency_hz)
    rows = unit_rows(peaks_of(source, units), depths_um, noise_uv, no_rates, now)
    if len(rows) > 1:
        return units_sentence(rows, time_s)
    return unit_sentence(rows[0], time_s, float(noise_uv[rows[0].best_channel]))


def find_worst(request: tuple[Source, tuple[float, float] | None, int]) -> tuple[int, float] | None:
    """Return a unit between two depths and a moment of which less is left than of most; None without a loud one.

    Parameters
    ----------
    request : tuple
        The recording, the depths (None: all), and how many worse ones were shown already.
    """
    source, depths_um, shown = request
    places = source.locations_um[:, 1]
    low, high = depths_um or (-np.inf, np.inf)
    units = np.flatnonzero((places >= low) & (places <= high)).tolist()
    peaks = {one.unit: one for one in peaks_of(source, units)}
    worst = worst_moments(peaks.values(), source.noise_levels_uv)
    if not worst:
        return None
    unit, _ = worst[shown % len(worst)]
    return unit, moment_of_spike(source, peaks[unit])


def moment_of_spike(source: Source, peaks: UnitPeaks) -> float:
    """Return when a unit fires while little is left of it: its spike nearest to the worst moment, in seconds."""
    rate_hz = source.motion.sampling_frequency_hz
    fs, total = source.drifting.get_sampling_frequency(), source.drifting.get_num_samples()
    worst_s = (peaks.worst_bin() + 0.5) / rate_hz
    reach_s = 1 / rate_hz
    while True:
        start, end = max(round((worst_s - reach_s) * fs), 0), min(round((worst_s + reach_s) * fs), total)
        spikes = source.spikes.between(start, end)
        own = spikes.sample_index[spikes.unit_index == peaks.unit]
        if own.size:
            bins = np.minimum((own / fs * rate_hz).astype(np.int64), peaks.best_uv.size - 1)
            order = np.lexsort((np.abs(own / fs - worst_s), peaks.on_rest_channel_uv[bins]))
            return float(own[order[0]] / fs)
        if start == 0 and end == total:
            return worst_s
        reach_s *= 2
