"""The units that are added: templates by identity, put somewhere, made as large as wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from ..advice import Advice
from ..base import Config, ConfigError, Problem, parameter
from ..cache import once
from ..interpolation import Interpolator, Method
from ..localization import locate_templates
from ..moved_templates import MovedTemplates
from ..template_set import Templates
from ..templates import SparseTemplate

CUT_OFF_SHARE = 0.05
LEFT_SHARE = 0.5
ENDING_SHARE = 0.25
_SAME_ROW_UM = 5.0
_SAME_RATE = 1e-3

Array = NDArray[np.float64]


class HybridUnit(Config):
    """One added unit: a template of the library, and what is done to it."""

    dataset: str = parameter(..., "Name of the dataset in the library.", label="Dataset")
    template_index: int = parameter(
        ..., "Index of the template in the dataset, from 0.", label="Template", ge=0, le=10**7
    )
    move_um: tuple[float, float] = parameter(
        (0.0, 0.0),
        "Shift in x and y; at 0, the lower left corners of the two probes coincide.",
        label="Move",
        unit="µm",
        ge=-20_000,
        le=20_000,
        span=(-500, 500),
    )
    peak_uv: float | None = parameter(
        None,
        "Absolute value of its largest peak; empty to keep that of the library.",
        label="Peak",
        unit="µV",
        gt=0,
        le=1e5,
        span=(20, 500),
    )
    snr: float | None = parameter(
        None,
        "Absolute value of its largest peak over the noise level of that channel, instead of a peak in µV.",
        label="Signal to noise",
        gt=0,
        le=1e4,
        span=(2, 30),
    )

    @model_validator(mode="before")
    @classmethod
    def _read_former_name(cls, data: Any) -> Any:
        """Read the height as ``amplitude_uv``, as files called it before."""
        if isinstance(data, dict) and "amplitude_uv" in data and "peak_uv" not in data:
            return {("peak_uv" if name == "amplitude_uv" else name): value for name, value in data.items()}
        return data


@dataclass(frozen=True, eq=False)
class PlacedTemplates:
    """The templates of all added units, each moved from its own dataset's probe onto the recording's.

    A unit that drifts is interpolated once, from where its template was recorded, however far it was moved.

    Attributes
    ----------
    parts : tuple of MovedTemplates
        One for every dataset, all with the same window.
    part_of, row_of : ndarray of int, shape (units,)
        Where each unit's template is.
    moves_um : ndarray, shape (units, 2)
        How far each is moved.
    sampling_frequency_hz : float
        The recording's rate.
    num_before : int
        Sample of the peak.
    """

    parts: tuple[MovedTemplates, ...]
    part_of: NDArray[np.intp]
    row_of: NDArray[np.intp]
    moves_um: Array
    sampling_frequency_hz: float
    num_before: int

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return sum(part.nbytes for part in self.parts)

    @property
    def num_samples(self) -> int:
        """How many samples a template has."""
        return int(self.parts[0].templates.shape[1])

    def make(self, units: Sequence[int], displacements_um: Array) -> list[SparseTemplate]:
        """Make templates, many at once: of these units, at these displacements, shape (n, 2)."""
        chosen = np.asarray(units, dtype=np.intp)
        where = self.moves_um[chosen] + displacements_um
        made: dict[int, SparseTemplate] = {}
        for number, part in enumerate(self.parts):
            own = np.flatnonzero(self.part_of[chosen] == number)
            templates = part.make(self.row_of[chosen[own]].tolist(), where[own])
            made |= dict(zip(own.tolist(), templates, strict=True))
        return [made[number] for number in range(chosen.size)]

    @once
    def at_rest(self) -> NDArray[np.float32]:
        """The templates without drift on all channels, shape (units, samples, channels), in µV."""
        number, channels = self.part_of.size, len(self.parts[0].contacts_um)
        dense = np.zeros((number, self.num_samples, channels), dtype=np.float32)
        for unit, template in enumerate(self.make(range(number), np.zeros((number, 2)))):
            dense[unit][:, template.channels] = template.waveform
        dense.flags.writeable = False
        return dense

    @once
    def locations_um(self) -> Array:
        """Where the units stand, shape (units, 3), in µm: located where they were recorded, then moved along."""
        located = np.empty((self.part_of.size, 3))
        for number, part in enumerate(self.parts):
            own = np.flatnonzero(self.part_of == number)
            located[own] = locate_templates(part.templates[self.row_of[own]], part.interpolator.positions_um)
        located[:, :2] += self.moves_um
        located.flags.writeable = False
        return located


def place_units(
    units: Sequence[HybridUnit],
    read: Callable[[str, list[int]], Templates],
    contacts_um: Array,
    sampling_frequency_hz: float,
    method: Method,
    taper_ms: float,
    noise_levels_uv: Callable[[], Array],
) -> PlacedTemplates:
    """Read the templates of all units and make them as large as wanted.

    Parameters
    ----------
    units : sequence of HybridUnit
        What is wanted.
    read : callable
        From a dataset's name and template indices to templates.
    contacts_um : ndarray, shape (channels, 2)
        The recording's contacts.
    sampling_frequency_hz : float
        The recording's rate.
    method : str
        How templates follow between contacts.
    taper_ms : float
        How long both ends of the templates fade, in ms.
    noise_levels_uv : callable
        Gives the noise level of every channel; called when a unit has a signal-to-noise ratio.

    Returns
    -------
    PlacedTemplates

    Raises
    ------
    ConfigError
        When templates do not exist, do not fit to the recording, or are zero where they are put.
    """
    names = list(dict.fromkeys(unit.dataset for unit in units))
    members = [[index for index, unit in enumerate(units) if unit.dataset == name] for name in names]
    datasets = [
        read(name, [units[one].template_index for one in own]) for name, own in zip(names, members, strict=True)
    ]
    _refuse_unfit(datasets, members, sampling_frequency_hz)
    before = max(one.nbefore for one in datasets)
    after = max(one.nafter for one in datasets)
    fade = round(taper_ms * sampling_frequency_hz / 1000.0)
    part_of, row_of = np.zeros(len(units), dtype=np.intp), np.zeros(len(units), dtype=np.intp)
    parts = []
    for number, (own, dataset) in enumerate(zip(members, datasets, strict=True)):
        part_of[own], row_of[own] = number, np.arange(len(own))
        positions = dataset.get_channel_locations()[:, :2]
        aligned = positions - positions.min(axis=0) + contacts_um.min(axis=0)
        array = _in_window(_faded(dataset.get_dense_templates(), fade), dataset.nbefore, before, after)
        parts.append(MovedTemplates(array, Interpolator(aligned, method), contacts_um))
    moves = np.array([unit.move_um for unit in units], dtype=np.float64)
    placed = PlacedTemplates(tuple(parts), part_of, row_of, moves, sampling_frequency_hz, before)
    _scale(placed, units, noise_levels_uv)
    return placed


def _refuse_unfit(datasets: list[Templates], members: list[list[int]], fs: float) -> None:
    problems = []
    for own, dataset in zip(members, datasets, strict=True):
        path = f"units.{own[0]}.dataset"
        if abs(dataset.sampling_frequency / fs - 1) > _SAME_RATE:
            message = f"its templates are sampled at {dataset.sampling_frequency:g} Hz, the recording at {fs:g} Hz"
            problems.append(Problem(path, f"{message}: choose a dataset of the recording's rate"))
        if dataset.probe is None:
            problems.append(Problem(path, "its templates have no probe: choose a dataset that has one"))
        if not dataset.is_in_uV:
            problems.append(Problem(path, "its templates are not in µV: choose a dataset that is"))
        if not np.isfinite(dataset.templates_array).all():
            problems.append(Problem(path, "its templates hold values that are no numbers: choose others"))
    if problems:
        raise ConfigError(problems)


def _faded(array: NDArray[Any], samples: int) -> NDArray[np.float32]:
    """Let both ends of templates go to zero with half a cosine."""
    faded = array.astype(np.float32)
    if samples > 0:
        size = min(samples, array.shape[1] // 2)
        rise = (0.5 - 0.5 * np.cos(np.pi * np.arange(size) / size)).astype(np.float32)[:, np.newaxis]
        faded[:, :size] *= rise
        faded[:, -size:] *= rise[::-1]
    return faded


def _in_window(array: NDArray[np.float32], own_before: int, before: int, after: int) -> NDArray[np.float32]:
    """Lay templates into a longer window, zeros around them."""
    window = np.zeros((len(array), before + after, array.shape[2]), dtype=np.float32)
    begin = before - own_before
    window[:, begin : begin + array.shape[1]] = array
    return window


def _scale(placed: PlacedTemplates, units: Sequence[HybridUnit], noise_levels_uv: Callable[[], Array]) -> None:
    """Make the peaks on the recording's contacts as high as wanted, before anyone has seen the templates."""
    number = len(units)
    shown = placed.make(range(number), np.zeros((number, 2)))
    problems: list[Problem] = []
    for index, (unit, template) in enumerate(zip(units, shown, strict=True)):
        heights = np.abs(template.waveform).max(axis=0, initial=0.0)
        if heights.size == 0 or heights.max() == 0:
            message = (
                "takes the template off the recording's probe, nothing of it is left: move it less"
                if any(unit.move_um)
                else "leaves the template beside the recording's probe: move it onto it"
            )
            problems.append(_moving_onto_probe(placed, index, message))
        elif unit.peak_uv is not None or unit.snr is not None:
            main = template.channels[int(heights.argmax())]
            wanted = unit.peak_uv if unit.peak_uv is not None else unit.snr * float(noise_levels_uv()[main])  # type: ignore[operator]
            placed.parts[placed.part_of[index]].templates[placed.row_of[index]] *= wanted / heights.max()
    if problems:
        raise ConfigError(problems)


def advice_on(placed: PlacedTemplates) -> Iterator[Advice]:
    """Yield what a user might want to change: templates that are cut off in time or space, or off the probe."""
    for unit, shown in enumerate(placed.at_rest):
        part = placed.parts[placed.part_of[unit]]
        template = part.templates[placed.row_of[unit]]
        yield from _cut_off_in_time(unit, template, shown, placed.sampling_frequency_hz)
        yield from _cut_off_in_space(unit, template, part, placed.moves_um[unit])
        left = float(np.abs(shown).max() / np.abs(template).max())
        if left < LEFT_SHARE:
            message = (
                f"only {left:.0%} of the template's peak are left on the recording's contacts: its centre lies off the "
                "probe or between shanks; move it less, or choose another template"
            )
            yield _moving_onto_probe(placed, unit, message)


def _moving_onto_probe(placed: PlacedTemplates, unit: int, message: str) -> Advice:
    """Return a message with the move that brings a unit to the nearest contact.

    One that is beyond an end of the probe comes in again at the other, so that units that were apart stay apart.
    """
    place, contacts = placed.locations_um[unit, :2], placed.parts[0].contacts_um[:, :2]
    low, high = contacts[:, 1].min(), contacts[:, 1].max()
    inside = low <= place[1] <= high or high == low
    aim = np.array([place[0], place[1] if inside else low + (place[1] - low) % (high - low)])
    nearest = contacts[np.linalg.norm(contacts - aim, axis=1).argmin()]
    move = placed.moves_um[unit]
    onto = (np.round(move + nearest - place, 1) + 0.0).tolist()
    path, remedy = f"units.{unit}.move_um", f"Move it by {onto[0]:g}, {onto[1]:g} µm"
    return Advice(path, message, tuple(move.tolist()), remedy, {path: onto})


def _cut_off_in_time(unit: int, template: NDArray[Any], shown: NDArray[Any], fs: float) -> Iterator[Advice]:
    used = np.flatnonzero(np.abs(template).max(axis=1))
    ends = float(np.abs(shown[[used[0], used[-1]]]).max() / np.abs(shown).max())
    if ends > CUT_OFF_SHARE:
        taper_ms = round(max(used.size / fs * 100, 0.1), 1)
        message = (
            f"unit {unit} is cut off: {ends:.0%} of its peak are left at an end of its template, and its spikes "
            f"begin or end with a step; fade it with taper_ms, for example {taper_ms:.1f}"
        )
        yield Advice("taper_ms", message, remedy=f"Fade over {taper_ms:g} ms", changes={"taper_ms": taper_ms})


def _cut_off_in_space(unit: int, template: NDArray[Any], part: MovedTemplates, move_um: Array) -> Iterator[Advice]:
    """Look whether the template was still large where its own probe ended, and the recording's goes on there."""
    own, there = part.interpolator.positions_um[:, 1], part.contacts_um[:, 1]
    heights = np.abs(template).max(axis=0)
    for end, goes_on in (
        (own.min(), there.min() < own.min() + move_um[1] - _SAME_ROW_UM),
        (own.max(), there.max() > own.max() + move_um[1] + _SAME_ROW_UM),
    ):
        share = float(heights[np.abs(own - end) < _SAME_ROW_UM].max() / heights.max())
        if goes_on and share > ENDING_SHARE:
            message = (
                f"its template still had {share:.0%} of its peak where the probe of its dataset ended: beyond that it "
                "is silent here; choose a template from the middle of its probe"
            )
            yield Advice(f"units.{unit}.template_index", message)
