"""Advice: settings that are valid and yet implausible, each with a change that mends it where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import exp, hypot, pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .base import ConfigError, Problem, extremes
from .cache import the_cache
from .config import SimulationConfig
from .cost import contact_count
from .coverage import coverage_of
from .motion import (
    BumpMotion,
    ComponentConfig,
    CurveMotion,
    FieldMotion,
    FolderMotion,
    OscillationMotion,
    RandomWalkMotion,
    RangeMotion,
    ZigzagMotion,
)
from .motion_fit import remarks_on_fit
from .probe import FileProbe, InlineProbe, wired_probe
from .spacing import too_close
from .units import place_units

Array = NDArray[Any]

DETECTABLE = 5.0
"""Times the noise that a spike must reach for a threshold detector to find it."""
FARTHEST_UM = 100.0
FASTEST_HZ = 100.0
SLOWEST_HZ = 0.05
SHORTEST_REFRACTORY_MS = 1.0
WIDEST_MOTION_UM = 120.0
FASTEST_MOTION_UM_PER_S = 5.0
LARGEST_JUMP_UM = 80.0
COARSE_STEPS = 4.0
"""Of an oscillation with fewer steps than this between middle and end, its stairs are heard."""
CURVE_S = 10.0
"""Seconds over which the way along a curve is measured, so that a jump in it is no speed."""
COARSEST_HZ = 10_000.0
MOST_OFF_PROBE = 0.25
"""Share of units that may stand farther off than `FARTHEST_UM`."""
MOST_IN_GAPS = 0.1
"""Share of units that may stand between shanks or banks."""
MANY_CONTACTS = 2_000
"""From how many contacts on the factor of the reference's noise is worth a word."""
MOST_TRIED_UNITS = 1_000
ROUNDS_TRIED = 20


@dataclass(frozen=True)
class Advice(Problem):
    """A setting that is valid, but not plausible, or that costs something; nothing is stopped by it.

    Attributes
    ----------
    path : str
        Dotted path of the parameter beside which it is shown.
    message : str
        What is not plausible, with the numbers.
    given : object
        The present value, where it says something.
    remedy : str
        What the changes do, in a few words; empty when there are none to propose.
    changes : mapping
        New values by path that mend it.
    """

    remedy: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict, compare=False)


def advice_on(
    config: SimulationConfig, locations_um: Array | None = None, contact_positions_um: Array | None = None
) -> list[Advice]:
    """Return what is not plausible in a configuration.

    Parameters
    ----------
    config : SimulationConfig
        Any valid one.
    locations_um : ndarray, shape (units, 3), optional
        Where its units were placed, in µm; without it nothing is said about their places.
    contact_positions_um : ndarray, shape (channels, 2), optional
        Positions of the contacts, in µm; needed with ``locations_um``.

    Returns
    -------
    list of Advice
        In the order of the configuration's parts; empty when everything is plausible.

    Examples
    --------
    >>> advice_on(SimulationConfig())
    []
    >>> [one] = advice_on(SimulationConfig().replace({"spikes.refractory_period_ms": 0.2}))
    >>> one.path, one.remedy
    ('spikes.refractory_period_ms', 'Use 4 ms')
    """
    checks = (
        _probe_remarks, _loudness, _places, _ends, _rates, _refractoriness, _synchrony, _reach, _jumps, _speed, _steps,
        _cut_curves, _sampling, _reference_noise,
    )  # fmt: skip
    found = [one for check in checks for one in check(config)]
    if contact_positions_um is not None:
        found += _uncovered(config, contact_positions_um)
    if locations_um is not None and contact_positions_um is not None:
        found += placement_advice(config, locations_um, contact_positions_um)
    return found


def _middle(value: Any) -> float:
    low, high = extremes(value)
    return float(low + high) / 2


def typical_peak_uv(config: SimulationConfig) -> float:
    """Return the height of the negative peak of a middling unit on a contact right in front of it, in µV."""
    templates, units = config.templates, config.units
    distance = (units.minimum_z_um + units.maximum_z_um) / 2
    share = distance / _middle(templates.spatial_decay_um)
    if templates.spatial_profile == "power":
        falloff: float = 1 + share ** _middle(templates.spatial_power)
        return _middle(templates.alpha_uv) / falloff
    return _middle(templates.alpha_uv) * exp(-share)


def _probe_remarks(config: SimulationConfig) -> Iterator[Advice]:
    """Yield what was assumed or left out when the probe was read from a description."""
    probe = config.probe
    if isinstance(probe, (FileProbe, InlineProbe)):
        path = "probe.path" if isinstance(probe, FileProbe) else "probe.probeinterface_json"
        with suppress(ConfigError):  # which the configuration's problems say already
            yield from (Advice(path, words) for words in wired_probe(probe).remarks)


def _loudness(config: SimulationConfig) -> Iterator[Advice]:
    if config.units.num_units == 0:
        return
    amplitude, noise = typical_peak_uv(config), _middle(config.noise.level_uv)
    if amplitude >= DETECTABLE * noise:
        return
    words = (
        f"Most units are hard to detect: about {amplitude:.3g} µV on the nearest contact, "
        f"in noise of {noise:.3g} µV. Five times the noise is needed."
    )
    if noise > 15.0 and (level := round(amplitude / 10, 1)) > 0:
        yield Advice("noise.level_uv", words, remedy=f"Use {level:g} µV", changes={"noise.level_uv": level})
        return
    yield from _louder(config, 1.6 * DETECTABLE * noise / amplitude if amplitude > 0 else 0.0, words)


def _louder(config: SimulationConfig, factor: float, words: str) -> Iterator[Advice]:
    low, high = (float(f"{factor * end:.2g}") for end in extremes(config.templates.alpha_uv))
    if 0 < high <= 1e5:
        changes = {"templates.alpha_uv": {"low": low, "high": high}}
        yield Advice("templates.alpha_uv", words, remedy=f"Use {low:g} to {high:g} µV", changes=changes)


def _places(config: SimulationConfig) -> Iterator[Advice]:
    units = config.units
    if units.locations_um is not None or units.num_units == 0:
        return
    if units.margin_um > FARTHEST_UM:
        words = f"Units up to {units.margin_um:g} µm off the probe are seen by no contact."
        yield Advice("units.margin_um", words, remedy="Use 20 µm", changes={"units.margin_um": 20.0})
    if units.maximum_z_um > FARTHEST_UM:
        words = f"Units up to {units.maximum_z_um:g} µm in front of the probe are lost in the noise."
        nearest = min(units.minimum_z_um, 5.0)
        changes = {"units.minimum_z_um": nearest, "units.maximum_z_um": 45.0}
        yield Advice("units.maximum_z_um", words, remedy="Use 45 µm", changes=changes)


def _ends(config: SimulationConfig) -> Iterator[Advice]:
    units = config.units
    if units.locations_um is not None or units.num_units == 0:
        return
    farthest = FARTHEST_UM + abs(config.motion.stop_um[1] - config.motion.start_um[1])
    if units.depth_margin_um is not None and units.depth_margin_um > farthest:
        words = f"Units up to {units.depth_margin_um:g} µm beyond the ends are seen by no contact, even as they move."
        changes = {"units.depth_margin_um": farthest}
        yield Advice("units.depth_margin_um", words, remedy=f"Use {farthest:g} µm", changes=changes)


def _rates(config: SimulationConfig) -> Iterator[Advice]:
    spikes = config.spikes
    if spikes.times_s is not None or config.units.num_units == 0:
        return
    slowest, fastest = extremes(spikes.firing_rate_hz)
    usual = {"spikes.firing_rate_hz": {"low": 2.0, "high": 8.0}}
    if fastest > FASTEST_HZ:
        words = f"Hardly any neuron keeps firing at {fastest:g} Hz."
        yield Advice("spikes.firing_rate_hz", words, remedy="Use 2 to 8 Hz", changes=usual)
    elif slowest < SLOWEST_HZ:
        words = f"At {slowest:g} Hz a unit has a spike every {1 / slowest:.3g} s, too few for a sorter."
        yield Advice("spikes.firing_rate_hz", words, remedy="Use 2 to 8 Hz", changes=usual)


def _refractoriness(config: SimulationConfig) -> Iterator[Advice]:
    spikes = config.spikes
    if spikes.times_s is not None or spikes.refractory_period_ms >= SHORTEST_REFRACTORY_MS:
        return
    rest = 4.0 if extremes(spikes.firing_rate_hz)[1] * 0.004 < 1 else SHORTEST_REFRACTORY_MS
    if extremes(spikes.firing_rate_hz)[1] * rest / 1000 < 1:
        words = "Neurons stay silent for 1 to 5 ms after a spike."
        yield Advice(
            "spikes.refractory_period_ms",
            words,
            remedy=f"Use {rest:g} ms",
            changes={"spikes.refractory_period_ms": rest},
        )


def _synchrony(config: SimulationConfig) -> Iterator[Advice]:
    spikes = config.spikes
    drawn = spikes.times_s is None and config.units.num_units > 1
    if drawn and config.random.is_reference and spikes.synchrony_ratio > 0 and spikes.refractory_period_ms > 0:
        words = (
            "Spikes that are added for synchrony may follow another one of their unit within the refractory period, "
            "as they do in SpikeInterface. Independent streams keep the period."
        )
        yield Advice(
            "spikes.synchrony_ratio", words, remedy="Use independent streams", changes={"streams": "independent"}
        )


def _reach(config: SimulationConfig) -> Iterator[Advice]:
    way = _way_um(config)
    moving = any(part.enabled for part in config.motion.components if isinstance(part, RangeMotion))
    if moving and way > WIDEST_MOTION_UM:
        words = f"Units move by up to {way:.3g} µm; tissue drifts by some tens of µm."
        yield _shorter(config, "motion.stop_um", words, 60.0)


def _shorter(config: SimulationConfig, path: str, words: str, way_um: float) -> Advice:
    """Return the advice to let start and stop lie closer to each other."""
    share = float(f"{way_um:.2g}") / _way_um(config)
    start, stop = ([round(share * end, 3) for end in ends] for ends in (config.motion.start_um, config.motion.stop_um))
    changes = {"motion.start_um": start, "motion.stop_um": stop}
    return Advice(path, words, remedy=f"Use {way_um:.2g} µm in total", changes=changes)


def _way_um(config: SimulationConfig) -> float:
    start, stop = config.motion.start_um, config.motion.stop_um
    return hypot(stop[0] - start[0], stop[1] - start[1])


def speed_um_per_s(config: SimulationConfig, part: ComponentConfig) -> float:
    """Return how fast a motion moves units at its fastest, in µm/s.

    Sudden jumps count by how many there are: those of a bump on average, those of a curve in ten seconds. The largest
    excursion of a random walk of n steps, to which it is scaled, is about the square root of pi n / 2. What is given in
    µm is meant to be as fast as it is: it counts as 0.
    """
    if not isinstance(part, RangeMotion):
        return 0.0
    span = _way_um(config) * abs(part.amplitude_factor)
    if isinstance(part, ZigzagMotion):
        return 2 * span / part.period_s
    if isinstance(part, BumpMotion):
        return 2 * span / (part.shortest_s + part.longest_s)
    rate = config.motion.sampling_frequency_hz
    if isinstance(part, RandomWalkMotion):
        begin, end = part.start_s or 0.0, config.duration_s if part.end_s is None else part.end_s
        return span * rate / (2 * sqrt(pi / 2 * max((end - begin) * rate, 1.0)))
    if not isinstance(part, CurveMotion):
        return 0.0
    times, travelled = np.asarray(part.times_s), span * np.abs(np.diff(part.positions))
    path = np.concatenate([[0.0], np.cumsum(travelled)])
    return float(np.max(np.interp(times + CURVE_S, times, path) - path, initial=0.0)) / CURVE_S


def _slower(config: SimulationConfig, index: int, speed: float) -> tuple[str, str, dict[str, Any]]:
    """Return where a motion is to be slowed down to four fifths of the limit, in words, and how."""
    part, share = config.motion.components[index], 0.8 * FASTEST_MOTION_UM_PER_S / speed
    path = f"motion.components.{index}"
    if isinstance(part, ZigzagMotion):
        period = float(f"{part.period_s / share:.2g}")
        return f"{path}.period_s", f"Use {period:g} s", {f"{path}.period_s": period}
    if isinstance(part, BumpMotion):
        rests = [float(f"{rest / share:.2g}") for rest in (part.shortest_s, part.longest_s)]
        changes = {f"{path}.shortest_s": rests[0], f"{path}.longest_s": rests[1]}
        return f"{path}.shortest_s", f"Use {rests[0]:g} to {rests[1]:g} s", changes
    amplitude = float(f"{getattr(part, 'amplitude_factor', 1.0) * share:.2g}")
    return f"{path}.amplitude_factor", f"Use {amplitude:g}", {f"{path}.amplitude_factor": amplitude}


def _speed(config: SimulationConfig) -> Iterator[Advice]:
    """Find motions that are too fast, each by itself or, when none is, all together."""
    parts = config.motion.components
    speeds = [speed_um_per_s(config, part) if part.enabled else 0.0 for part in parts]
    limit = FASTEST_MOTION_UM_PER_S
    for index, speed in enumerate(speeds):
        if speed > limit:
            path, remedy, changes = _slower(config, index, speed)
            words = f"This moves {speed:.3g} µm in a second; drift is slower than {limit:g}."
            yield Advice(path, words, remedy=remedy, changes=changes)
    way = _way_um(config)
    if max(speeds, default=0.0) <= limit < sum(speeds) and way <= WIDEST_MOTION_UM:
        words = f"Together the motions move {sum(speeds):.3g} µm in a second; drift is slower than {limit:g}."
        yield _shorter(config, "motion.stop_um", words, 0.8 * limit / sum(speeds) * way)


def _jumps(config: SimulationConfig) -> Iterator[Advice]:
    for index, part in enumerate(config.motion.components):
        if not isinstance(part, BumpMotion) or not part.enabled:
            continue
        jump = _way_um(config) * abs(part.amplitude_factor)
        if jump > LARGEST_JUMP_UM:
            words = f"This jumps by {jump:.3g} µm at once; observed jumps are some tens of µm."
            path, share = f"motion.components.{index}.amplitude_factor", 0.5 * LARGEST_JUMP_UM / jump
            amplitude = float(f"{part.amplitude_factor * share:.2g}")
            yield Advice(path, words, remedy=f"Use {amplitude:g}", changes={path: amplitude})


def _steps(config: SimulationConfig) -> Iterator[Advice]:
    """Find oscillations that the steps between templates would turn into stairs."""
    step = config.motion.step_um
    for part in config.motion.components:
        if isinstance(part, OscillationMotion) and part.enabled and 0 < part.amplitude_um < COARSE_STEPS * step:
            words = f"An oscillation of {part.amplitude_um:g} µm is made of few templates, {step:g} µm apart."
            finer = max(min(0.5, part.amplitude_um / COARSE_STEPS), 0.1)
            if finer < step:
                yield Advice(
                    "motion.step_um", words, step, f"Use {finer:.2g} µm", {"motion.step_um": float(f"{finer:.2g}")}
                )
            return


def _uncovered(config: SimulationConfig, contacts_um: Array) -> Iterator[Advice]:
    """Find measured motion that covers only a part of the recording or the probe."""
    for index, part in enumerate(config.motion.components):
        if isinstance(part, (FieldMotion, FolderMotion)) and part.enabled:
            with suppress(ConfigError):  # which the motion itself says
                for one in remarks_on_fit(part.measured(), (0.0, config.duration_s), contacts_um):
                    name = "path" if isinstance(part, FolderMotion) else one.path
                    yield Advice(f"motion.components.{index}.{name}", one.message, one.given)


def _cut_curves(config: SimulationConfig) -> Iterator[Advice]:
    """Find curves that go on after the recording ends: they are kept as they are, or made to fit."""
    for index, part in enumerate(config.motion.components):
        if not isinstance(part, CurveMotion) or not part.enabled or part.times_s[-1] <= config.duration_s:
            continue
        path = f"motion.components.{index}.times_s"
        last, share = part.times_s[-1], config.duration_s / part.times_s[-1]
        words = (
            f"This curve goes on until {last:g} s, the recording until {config.duration_s:g} s. What is later is kept "
            "for a longer recording and not used in this one."
        )
        fitted = tuple(round(time * share, 6) for time in part.times_s)
        yield Advice(path, words, remedy=f"Rescale it to {config.duration_s:g} s", changes={path: fitted})


def _sampling(config: SimulationConfig) -> Iterator[Advice]:
    if config.sampling_frequency_hz < COARSEST_HZ:
        words = (
            f"At {config.sampling_frequency_hz:g} Hz a spike's peak of a tenth of a millisecond falls between samples."
        )
        yield Advice("sampling_frequency_hz", words, remedy="Use 30000 Hz", changes={"sampling_frequency_hz": 30_000.0})


def _reference_noise(config: SimulationConfig) -> Iterator[Advice]:
    contacts = contact_count(config.probe) or 0
    if not config.random.is_reference or config.noise.spatial_decay_um is None or contacts < MANY_CONTACTS:
        return
    seconds, gigabytes = 20 * (contacts / 3_200) ** 3, 9 * 8 * contacts**2 / 1e9
    words = (
        f"SpikeInterface's noise on {contacts} correlated contacts needs a factor that takes about {seconds:.0f} s and "
        f"{gigabytes:.1f} GB, once for each probe and correlation length; independent streams need a tenth of that."
    )
    yield Advice("streams", words, "spikeinterface", "Use independent streams", {"streams": "independent"})


def placement_advice(config: SimulationConfig, locations_um: Array, contact_positions_um: Array) -> list[Advice]:
    """Return what is not plausible about where units were placed.

    Parameters
    ----------
    config : SimulationConfig
        What they were placed by.
    locations_um : ndarray, shape (units, 3)
        Where they are, in µm.
    contact_positions_um : ndarray, shape (channels, 2)
        Positions of the contacts, in µm.
    """
    if config.units.locations_um is not None or config.units.num_units == 0:
        return []
    return [
        *_crowded(config, locations_um, contact_positions_um),
        *_in_gaps(config, locations_um, contact_positions_um),
        *_off_the_probe(config, locations_um, contact_positions_um),
    ]


def _crowded(config: SimulationConfig, locations_um: Array, contacts_um: Array) -> Iterator[Advice]:
    units, path = config.units, "units.minimum_distance_um"
    if units.minimum_distance_um is None:
        return
    close = too_close(locations_um, units.minimum_distance_um).size
    if close == 0:
        return
    words = (
        f"There is not enough room: {close} of {units.num_units} units are closer than "
        f"{units.minimum_distance_um:g} µm to another one."
    )
    distance = _feasible_distance_um(config, contacts_um)
    remedy = "Allow any distance" if distance is None else f"Use {distance:g} µm"
    yield Advice(path, words, remedy=remedy, changes={path: distance})


def _feasible_distance_um(config: SimulationConfig, contacts_um: Array) -> float | None:
    """Return a smaller minimum distance that can be kept; None when none was found soon."""
    units = config.units
    if units.num_units > MOST_TRIED_UNITS or units.minimum_distance_um is None:
        return None
    key = ("feasible distance", units, config.random, contacts_um.tobytes())
    return the_cache().get(key, lambda: _try_distances(config, contacts_um, units.minimum_distance_um or 0.0))


def _try_distances(config: SimulationConfig, contacts_um: Array, distance_um: float) -> float | None:
    for share in (0.8, 0.6, 0.4, 0.2):
        smaller = float(f"{share * distance_um:.2g}")
        changes = {
            "minimum_distance_um": smaller,
            "distance_strict": True,
            "max_iteration": min(ROUNDS_TRIED, config.units.max_iteration),
        }
        try:
            place_units(config.units.replace(changes), contacts_um, config.random)
        except ValueError:
            continue
        return smaller
    return None


def _in_gaps(config: SimulationConfig, locations_um: Array, contacts_um: Array) -> Iterator[Advice]:
    """Find units between shanks or banks, where only the streams of the reference place them."""
    lost = int(np.count_nonzero(~_is_covered(config, locations_um, contacts_um)))
    if config.random.is_reference and lost > MOST_IN_GAPS * len(locations_um):
        words = (
            f"{lost} of {len(locations_um)} units stand in the gaps between contacts, where SpikeInterface places them "
            "too. With independent streams units stand near contacts."
        )
        yield Advice("streams", words, remedy="Use independent streams", changes={"streams": "independent"})


def _is_covered(config: SimulationConfig, locations_um: Array, contacts_um: Array) -> NDArray[np.bool_]:
    across, along = config.units.margins_um
    return coverage_of(contacts_um, (max(across, 0.0), max(along, 0.0))).contains(locations_um[:, :2])


def _off_the_probe(config: SimulationConfig, locations_um: Array, contacts_um: Array) -> Iterator[Advice]:
    from scipy.spatial import cKDTree

    beside, _ = cKDTree(contacts_um).query(locations_um[:, :2])
    is_off = np.hypot(beside, locations_um[:, 2]) > FARTHEST_UM
    off = int(np.count_nonzero(is_off & _is_covered(config, locations_um, contacts_um)))
    margin = config.units.margin_um
    if off > MOST_OFF_PROBE * len(locations_um) and margin > 0:
        words = (
            f"{off} of {len(locations_um)} units are farther than {FARTHEST_UM:g} µm from every contact: "
            "none records them."
        )
        closer = 20.0 if margin > 20.0 else 0.0
        yield Advice("units.margin_um", words, remedy=f"Use {closer:g} µm", changes={"units.margin_um": closer})
