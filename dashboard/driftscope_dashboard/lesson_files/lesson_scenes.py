"""Which scene each step of a lesson has in a file: those of the package's lessons are made for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from driftscope import Simulation
from driftscope.estimated_motion import estimated_motion, rest_peaks_uv, seen_spikes
from driftscope.lessons import Lesson, State, solved_states
from driftscope.lessons.checking import source_of
from driftscope.lessons.detecting import detected
from driftscope.lessons.measures import expected_found, intervals_ms
from driftscope.motion_estimate import EstimateOptions
from numpy.typing import NDArray

from .scenes import Picture, Scene, Slider, Trace, UnitCase, points, unit_scene

_THRESHOLDS = tuple(float(one) for one in np.arange(3.0, 6.01, 0.25))
_TRACE_S = 0.5
_MOST_DOTS = 2_500
_PROBES: tuple[tuple[str, dict[str, Any], list[float]], ...] = (
    ("Neuropixels 1.0", {"kind": "neuropixels", "part_number": "NP1000", "num_contacts": 64}, [32, 300, 15]),
    ("Neuropixels 2.0", {"kind": "neuropixels", "part_number": "NP2000", "num_contacts": 64}, [0, 225, 15]),
    ("one column, 20 µm", {"kind": "linear", "num_contacts": 32, "y_pitch_um": 20.0}, [0, 300, 15]),
    ("one column, 50 µm", {"kind": "linear", "num_contacts": 16, "y_pitch_um": 50.0}, [0, 350, 15]),
    ("one column, 81 µm", {"kind": "linear", "num_contacts": 16, "y_pitch_um": 81.0}, [0, 405, 15]),
    ("tetrode", {"kind": "tetrode", "radius_um": 12.5}, [12.5, 0, 15]),
)


def scene_of(lesson: Lesson, number: int) -> Scene | None:
    """Return what a step shows in a file, steps counted from 0; None when it has no picture of its own."""
    states = solved_states(lesson, number)
    made = _MADE.get(lesson.id, _usual)
    return made(states, number)


def _simulation(state: State) -> Simulation:
    source = source_of(state)
    if not isinstance(source, Simulation):
        raise TypeError("this picture is one of a simulation")
    return source


def _usual(states: list[State], _: int) -> Scene | None:
    source = source_of(states[-1])
    if not isinstance(source, Simulation) or source.config.units.num_units == 0:
        return None
    units = states[-1].look.get("units") or [int(np.argmax(rest_peaks_uv(source)))]
    reach_um = max(abs(source.config.motion.start_um[1]), abs(source.config.motion.stop_um[1]))
    return unit_scene([UnitCase(f"unit {unit}", source, int(unit)) for unit in units], min(reach_um, 100.0))


def _electrode(states: list[State], number: int) -> Scene:
    source = _simulation(states[-1])
    cases = [UnitCase(f"{distance} µm from the probe", source, unit) for unit, distance in enumerate((10, 20, 40, 80))]
    if number == 2:
        cases = [UnitCase(f"{one.label}, decay 50 µm", source, one.unit) for one in cases]
        before = _simulation(states[0])
        cases += [UnitCase(f"{one.label.partition(',')[0]}, decay 25 µm", before, one.unit) for one in cases]
    return unit_scene(cases, 60.0 if number == 3 else 0.0, revealed=number == 3, first_case=1 if number != 2 else 7)


def _drift(states: list[State], number: int) -> Scene:
    source = _simulation(states[-1])
    if number in (0, 4):
        return Scene((_driftmap(source),))
    units = (20, 17) if number == 3 else (17, 20)
    return unit_scene([UnitCase(f"unit {unit}", source, unit) for unit in units], 20.0)


def _driftmap(source: Simulation) -> Picture:
    seen = seen_spikes(source, scatter_um=2.0)
    chosen = np.linspace(0, seen.times_s.size - 1, min(_MOST_DOTS, seen.times_s.size)).astype(int)
    still = seen_spikes(Simulation(source.config.replace({"motion.components": []})), scatter_um=2.0)
    size = np.full(chosen.size, 3.0)
    rest = [[points(still.times_s[chosen], still.depths_um[chosen], size=size)]]
    now = [[points(seen.times_s[chosen], seen.depths_um[chosen], size=size)]]
    return Picture("Driftmap: every dot a spike (s, µm)", (
        Trace("at rest", "static", "dots", rest), Trace("drifting", "drifting", "dots", now, True),
    ))  # fmt: skip


def _probes(states: list[State], number: int) -> Scene:
    cases = []
    for label, probe, place in _PROBES:
        config = _simulation(states[-1]).config.replace({"probe": probe, "units.locations_um": [place]})
        cases.append(UnitCase(label, Simulation(config)))
    return unit_scene(cases, 50.0, revealed=number < 2, first_case={0: 0, 1: 0, 2: 1, 3: 4}.get(number, 3))


def _noise(states: list[State], _: int) -> Scene:
    source, look = _simulation(states[-1]), states[-1].look
    fs = source.config.sampling_frequency_hz
    start = int(look.get("time_s", 10.0) * fs)
    trace = source.drifting.get_traces(start_frame=start, end_frame=start + int(_TRACE_S * fs), channel_ids=["16"])[
        :, 0
    ]
    searched = [detected(source, 0, 16, threshold, to_s=20.0) for threshold in _THRESHOLDS]
    limits = [points([0, _TRACE_S], [-one.threshold_uv] * 2) for one in searched]
    found = [100 * one.share_found for one in searched]
    false = [one.false_per_s for one in searched]
    now = [[points([t, t], [f, min(n, 100)], size=[10, 10]) for t, f, n in zip(_THRESHOLDS, found, false, strict=True)]]
    slider = Slider("threshold (× noise)", _THRESHOLDS, _THRESHOLDS.index(look.get("threshold", 5.0)))
    return Scene((
        Picture("Channel 16 (s, µV)", (
            Trace("", "common", "line", [[_reduced(trace, _TRACE_S)]]),
            Trace("threshold", "drifting", "dashed", [limits]),
        )),
        Picture("Found (%) and false (per s), by threshold", (
            Trace("found, %", "found", "line", [[points(_THRESHOLDS, found)]], True),
            Trace("false alarms a second", "missed", "dashed", [[points(_THRESHOLDS, np.minimum(false, 100))]], True),
            Trace("now", "ink", "dots", now, True),
        )),
    ), slider=slider)  # fmt: skip


def _reduced(trace: NDArray[Any], duration_s: float, pieces: int = 600) -> dict[str, list[float]]:
    """Return a trace by the lowest and highest sample of every piece."""
    whole = trace[: trace.size // pieces * pieces].reshape(pieces, -1)
    both = np.stack([whole.min(axis=1), whole.max(axis=1)], axis=1).ravel()
    return points(np.linspace(0, duration_s, both.size), both)


def _kinds(states: list[State], number: int) -> Scene:
    config = _simulation(states[-1]).config
    slow, windowed = EstimateOptions(2.0), EstimateOptions(2.0, 4)
    cases: list[tuple[str, Any, EstimateOptions]] = [("bins of 2 s", config, slow)]
    if number == 1:
        cases = [("bins of 10 s", config, EstimateOptions(10.0)), *cases]
    elif number == 2:
        periods = (40.0, 20.0, 12.0, 8.0, 4.0)
        cases = [(f"period {one:g} s", config.replace({"motion.components.0.period_s": one}), slow) for one in periods]
    elif number >= 3:
        cases = [("one window", config, slow), ("four windows", config, windowed)]
    return _estimates(cases, first_case=1 if number == 4 else 0, span_s=60.0 if number in (1, 2) else 300.0)


def _estimates(cases: list[tuple[str, Any, EstimateOptions]], first_case: int, span_s: float) -> Scene:
    columns: dict[str, list[list[dict[str, list[float]]]]] = {"true": [], "estimate": []}
    for _, config, options in cases:
        source = Simulation(config)
        estimate = estimated_motion(source, options)
        times = np.arange(0, min(span_s, config.duration_s), span_s / 300)
        tip, top = (int(pick(source.locations_um[:, 1])) for pick in (np.argmin, np.argmax))
        bins = np.minimum((times * source.motion.sampling_frequency_hz).astype(int), len(source.motion.vectors_um) - 1)
        places = np.asarray(source.locations_um)[[tip, top]]
        true = source.motion.unit_displacements_um()[bins][:, [tip, top], 1]
        guess = estimate.at(times, places)
        columns["true"].append([points(times, true[:, index]) for index in (0, 1)])
        columns["estimate"].append([points(times, guess[:, index]) for index in (0, 1)])
    return Scene(
        (Picture("Displacement (s, µm)", (
            Trace("true", "static", "line", columns["true"]),
            Trace("estimate", "drifting", "dashed", columns["estimate"], True),
        )),),
        tuple(label for label, _, _ in cases), Slider("depth (0: tip, 1: top)", (0.0, 1.0), 1), first_case,
    )  # fmt: skip


def _firing(states: list[State], number: int) -> Scene | None:
    config = _simulation(states[-1]).config
    if config.units.num_units > 2:
        cases_of_layers = [
            ("depth only", config, EstimateOptions(2.0, 1, 1)), ("8 bins of amplitude", config, EstimateOptions(2.0)),
        ]  # fmt: skip
        return _estimates(cases_of_layers, first_case=0, span_s=config.duration_s)
    source = _simulation(states[-1])
    cases = (("unit 0", (0,)), ("both, merged", (0, 1)))
    edges = np.arange(0, 50.5, 0.5)
    frames = []
    for _, units in cases:
        counts, _ = np.histogram(intervals_ms(source, units), edges)
        frames.append([points(np.repeat(edges, 2)[1:-1], np.repeat(counts, 2))])
    limit = [[points([2, 2], [0, max(frames[0][0]["y"])])]]
    return Scene(
        (Picture("Intervals between spikes (ms, number)", (
            Trace("2 ms", "common", "dotted", limit), Trace("intervals", "drifting", "line", frames, number == 0),
        )),),
        tuple(label for label, _ in cases), first_case=int(number == 1),
    )  # fmt: skip


def _truth(states: list[State], number: int) -> Scene | None:
    source = source_of(states[-1])
    if not isinstance(source, Simulation):
        return None
    shares = [100 * expected_found(source, "slower"), 100 * expected_found(source, "faster")]
    amplitudes = source.unit_parameters.alpha_uv
    spikes = source.spikes.all()
    rates = np.bincount(spikes.unit_index, minlength=amplitudes.size) / source.config.duration_s
    return Scene((
        Picture("Amplitude (µV) by rate (spikes/s)", (
            Trace("unit", "drifting", "dots", [[points(rates, amplitudes, size=np.full(rates.size, 6.0))]], True),
        )),
        Picture("Found (%): slower (0), faster (1)", (
            Trace("", "common", "line", [[points([0, 1], shares)]], True),
            Trace("found", "found", "dots", [[points([0, 1], shares, size=[14, 14])]], True),
        )),
    ))  # fmt: skip


_MADE: dict[str, Callable[[list[State], int], Scene | None]] = {
    "electrode": _electrode,
    "drift": _drift,
    "probes": _probes,
    "noise": _noise,
    "kinds": _kinds,
    "firing": _firing,
    "truth": _truth,
}
