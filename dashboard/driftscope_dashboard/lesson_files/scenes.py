"""What a step shows without a server: pictures for every case and every place of a slider, as plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from driftscope import Simulation
from driftscope.lessons.measures import best_channel, template_of
from numpy.typing import NDArray

Points = dict[str, list[float]]
COLOURS = Literal["static", "drifting", "common", "found", "missed", "ink"]
THRESHOLD_UV = 35.0
_NEAR_UM = 110.0
_STEP_UM = 2.5
_DOT_PX_PER_UV = 0.2


@dataclass(frozen=True)
class Trace:
    """A line or dots of a picture.

    Attributes
    ----------
    label : str
        What the legend says; empty for none.
    colour : str
        What it is, by the page's name of a colour.
    kind : {"line", "dashed", "dotted", "dots", "rings"}
        How it is drawn.
    frames : list of list of dict
        ``x``, ``y`` and, for dots, ``size``: by case and by place of the slider. A single one is for all.
    revealed : bool
        Whether it is shown only after the answer.
    """

    label: str
    colour: COLOURS
    kind: Literal["line", "dashed", "dotted", "dots", "rings"]
    frames: list[list[Points]]
    revealed: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture.

    Attributes
    ----------
    title : str
        Its title, with the units of its axes.
    traces : tuple of Trace
        What is drawn in it, the last one on top.
    """

    title: str
    traces: tuple[Trace, ...]


@dataclass(frozen=True)
class Slider:
    """What one moves.

    Attributes
    ----------
    label : str
        Its name.
    values : tuple of float
        Its places.
    at_first : int
        The place at which it starts.
    """

    label: str
    values: tuple[float, ...]
    at_first: int = 0


@dataclass(frozen=True)
class Scene:
    """What a step shows.

    Attributes
    ----------
    pictures : tuple of Picture
        From left to right.
    cases : tuple of str
        What one can choose; one is nothing to choose.
    slider : Slider or None
        What one can move.
    first_case : int
        Which case is shown at first.
    """

    pictures: tuple[Picture, ...]
    cases: tuple[str, ...] = ("",)
    slider: Slider | None = None
    first_case: int = 0


@dataclass(frozen=True)
class UnitCase:
    """A unit of a recording, as one case of a scene.

    Attributes
    ----------
    label : str
        What it is called.
    simulation : Simulation
        The recording.
    unit : int
        Index of the unit.
    """

    label: str
    simulation: Simulation
    unit: int = 0


def points(x: Any, y: Any, **more: Any) -> Points:
    """Return a trace's points in four digits: files stay small."""
    columns = {"x": x, "y": y, **more}
    return {name: [float(f"{value:.4g}") for value in np.asarray(values)] for name, values in columns.items()}


@dataclass(frozen=True)
class _Moved:
    """A unit's templates at every place of the slider."""

    case: UnitCase
    displacements_um: NDArray[np.float64]
    waveforms: list[NDArray[Any]] = field(default_factory=list)

    @classmethod
    def of(cls, case: UnitCase, displacements_um: NDArray[np.float64]) -> _Moved:
        made = [case.simulation.template_maker.dense(case.unit, (0.0, float(one))) for one in displacements_um]
        return cls(case, displacements_um, made)

    @property
    def rest_channel(self) -> int:
        return best_channel(template_of(self.case.simulation, self.case.unit))

    @property
    def peaks_uv(self) -> NDArray[Any]:
        """How deep the spike is, shape (displacements, channels)."""
        return np.array([-one.min(axis=0) for one in self.waveforms])


def unit_scene(cases: Sequence[UnitCase], reach_um: float, *, revealed: bool = True, first_case: int = 0) -> Scene:
    """Return how units' spikes change while they move: on the contacts, as a waveform, and as a curve.

    Parameters
    ----------
    cases : sequence of UnitCase
        What one chooses from.
    reach_um : float
        How far they move to both sides; 0 without a slider.
    revealed : bool
        Whether the curve of the best channel and the waveform now are shown only after the answer.
    first_case : int
        Which case is shown at first.
    """
    number = round(reach_um / _STEP_UM)
    displacements = np.asarray(np.arange(-number, number + 1) * _STEP_UM, dtype=np.float64)
    moved = [_Moved.of(case, displacements) for case in cases]
    slider = Slider("displacement (µm, up is positive)", tuple(displacements.tolist()), number) if number else None
    pictures = [_contacts(moved), _waveforms(moved, revealed)]
    if number:
        pictures.append(_curves(moved, revealed))
    return Scene(tuple(pictures), tuple(case.label for case in cases), slider, first_case)


def _contacts(moved: Sequence[_Moved]) -> Picture:
    contacts, spots, rest, now = [], [], [], []
    for one in moved:
        x, y, _ = one.case.simulation.locations_um[one.case.unit]
        places = one.case.simulation.contact_positions_um
        near = np.abs(places[:, 1] - y) < _NEAR_UM
        contacts.append([points(places[near, 0], places[near, 1], size=np.full(near.sum(), 5.0))])
        spots.append([
            points(places[near, 0], places[near, 1], size=np.clip(peaks[near] * _DOT_PX_PER_UV, 0, 40))
            for peaks in one.peaks_uv
        ])  # fmt: skip
        rest.append([points([x], [y], size=[14])])
        now.append([points([x], [y + shift], size=[14]) for shift in one.displacements_um])
    return Picture("Contacts and spike (µm)", (
        Trace("contact", "common", "dots", contacts), Trace("spike", "drifting", "rings", spots),
        Trace("at rest", "static", "rings", rest), Trace("now", "drifting", "dots", now),
    ))  # fmt: skip


def _waveforms(moved: Sequence[_Moved], revealed: bool) -> Picture:
    rest, fixed, best = [], [], []
    for one in moved:
        maker = one.case.simulation.template_maker
        times = (np.arange(maker.num_samples) - maker.num_before) / one.case.simulation.config.sampling_frequency_hz
        shown = np.flatnonzero((times >= -0.6e-3) & (times <= 1.5e-3))[::2]
        still = one.waveforms[len(one.waveforms) // 2]
        rest.append([points(times[shown] * 1e3, still[shown, one.rest_channel])])
        fixed.append([points(times[shown] * 1e3, wave[shown, one.rest_channel]) for wave in one.waveforms])
        best.append(
            [points(times[shown] * 1e3, wave[shown, int(np.argmin(wave.min(axis=0)))]) for wave in one.waveforms]
        )
    return Picture("Spike (ms, µV)", (
        Trace("at rest", "static", "dashed", rest),
        Trace("now, on the same channel", "ink", "line", fixed, revealed),
        Trace("now, on the best channel", "drifting", "line", best, revealed),
    ))  # fmt: skip


def _curves(moved: Sequence[_Moved], revealed: bool) -> Picture:
    fixed, best, now, limit = [], [], [], []
    for one in moved:
        on_rest, on_best = one.peaks_uv[:, one.rest_channel], one.peaks_uv.max(axis=1)
        fixed.append([points(one.displacements_um, on_rest)])
        best.append([points(one.displacements_um, on_best)])
        now.append([
            points([shift, shift], [a, b], size=[10, 10])
            for shift, a, b in zip(one.displacements_um, on_rest, on_best, strict=True)
        ])  # fmt: skip
        limit.append([points(one.displacements_um[[0, -1]], [THRESHOLD_UV] * 2)])
    return Picture("Peak by displacement (µm, µV)", (
        Trace("5 × noise", "common", "dotted", limit),
        Trace("channel best at rest", "static", "dashed", fixed, revealed),
        Trace("best channel", "drifting", "line", best, revealed), Trace("now", "ink", "dots", now, revealed),
    ))  # fmt: skip
