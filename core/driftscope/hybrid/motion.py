"""How the added units move: not at all, as drawn, as the background was made to move, or as was measured in it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Discriminator

from ..advice import Advice
from ..base import Config, ConfigError, Problem, parameter
from ..checksums import quick_checksum, refuse_changed
from ..followed_motion import LEAST_RATE_HZ, motion_of_units, own_rate_of, rate_of, steps_covering
from ..measured_motion import MeasuredMotion, load_motion
from ..motion import Motion, MotionConfig, RangeMotion, files_state, follow_factors, make_motion, reshared
from ..motion_files import motion_folder, refuse_other_segment
from ..motion_fit import problems_of_fit, remarks_on_fit
from ..paths import LocalPath
from ..recording import Recording
from ..simulation import Simulation
from ..streams import Streams

_SAME_RATE = 1e-6


class _HybridMotion(Config):
    def state(self) -> object:
        """Return what changes when a file is exchanged."""
        return None

    def with_checksum(self) -> _HybridMotion:
        """Return the same motion, sealed: whoever reads it later is told when it has changed."""
        return self


class StillMotion(_HybridMotion):
    """The units stay where they are."""

    kind: Literal["still"] = parameter("still", "The kind of motion.")


class SourceMotion(_HybridMotion):
    """The units move with the tissue of a background that this project generated."""

    kind: Literal["source"] = parameter("source", "The kind of motion.")


class DrawnMotion(_HybridMotion):
    """The units move as a configuration says, whatever the background does."""

    kind: Literal["drawn"] = parameter("drawn", "The kind of motion.")
    motion: MotionConfig = parameter(MotionConfig(), "Motion of the added units.")

    def state(self) -> object:
        """Return times and sizes of the files that it reads."""
        return files_state(self.motion)


class _Measured(_HybridMotion):
    step_um: float = parameter(
        1.0,
        "Distance between the displacements at which templates are computed.",
        label="Step",
        unit="µm",
        gt=0,
        le=1_000,
        span=(0.5, 10),
    )
    sampling_frequency_hz: float | None = parameter(
        None,
        "Sampling rate of the displacement; that of its own bins, at least 5 Hz, when empty.",
        label="Motion rate",
        unit="Hz",
        gt=0,
        le=1_000,
        span=(1, 50),
    )

    def measured(self, segment_index: int) -> list[MeasuredMotion]:
        raise NotImplementedError


class MeasuredMotionConfig(_Measured):
    """The units follow arrays: displacement over time and depth, positive towards larger coordinates."""

    kind: Literal["measured"] = parameter("measured", "The kind of motion.")
    times_s: tuple[float, ...] = parameter(
        ..., "Time of each row, on the recording's clock, increasing or decreasing.", label="Times", unit="s"
    )
    depths_um: tuple[float, ...] = parameter(
        (0.0,),
        "Depth of each column, increasing or decreasing; a single depth gives rigid motion.",
        label="Depths",
        unit="µm",
    )
    displacement_um: tuple[tuple[float, ...], ...] = parameter(
        ..., "Displacement of the tissue, positive up the probe: one row per time, one column per depth.", unit="µm"
    )
    displacement_x_um: tuple[tuple[float, ...], ...] | None = parameter(
        None, "Displacement across the probe, in the same form; empty for none.", unit="µm"
    )

    @classmethod
    def of(cls, times_s: Any, depths_um: Any, displacement_um: Any, **more: Any) -> MeasuredMotionConfig:
        """Take arrays of shapes (times,), (depths,) and (times, depths)."""
        arrays = {"times_s": times_s, "depths_um": depths_um, "displacement_um": displacement_um, **more}
        return cls.from_dict({name: np.asarray(one).tolist() for name, one in arrays.items()})

    def measured(self, segment_index: int) -> list[MeasuredMotion]:
        """Return one motion for every axis."""
        tables = {"displacement_um": ("y", self.displacement_um), "displacement_x_um": ("x", self.displacement_x_um)}
        found = []
        for name, (axis, table) in tables.items():
            try:
                if table is not None:
                    found.append(MeasuredMotion(self.times_s, self.depths_um, table, axis))  # type: ignore[arg-type]
            except ConfigError as error:
                names = {"bins_um": "depths_um", "displacement_um": name}
                problems = [Problem(names.get(one.path, one.path), one.message, one.given) for one in error.problems]
                raise ConfigError(problems) from None
        return found


class MotionFolder(_Measured):
    """The units follow a motion that SpikeInterface's ``Motion.save`` has written: its folder, or the one above it."""

    kind: Literal["folder"] = parameter("folder", "The kind of motion.")
    path: LocalPath = parameter(
        ..., "Path of the folder, of one that holds it as motion, or of its displacement_seg0.npy.", label="Folder"
    )
    checksum: str | None = parameter(
        None, "Checksum of its files, so that a changed motion is noticed; empty to accept any.", label="Checksum"
    )

    def state(self) -> object:
        """Return times and sizes of the files."""
        try:
            files = motion_folder(self.path).iterdir()
            return tuple(sorted((one.name, one.stat().st_mtime_ns, one.stat().st_size) for one in files))
        except (OSError, ConfigError):
            return None

    def with_checksum(self) -> MotionFolder:
        """Return the same motion with the checksum of what is there now."""
        return self.replace(checksum=quick_checksum(motion_folder(self.path)))

    def measured(self, segment_index: int) -> list[MeasuredMotion]:
        """Return the motion of one segment."""
        refuse_changed(motion_folder(self.path), self.checksum, "checksum")
        refuse_other_segment(self.path, segment_index)
        segments = load_motion(self.path)
        if segment_index >= len(segments):
            message = f"has {len(segments)} segments: there is none for segment {segment_index} of the recording"
            raise ConfigError([Problem("path", message, str(self.path))])
        return [segments[segment_index]]


HybridMotionConfig = Annotated[
    StillMotion | SourceMotion | DrawnMotion | MeasuredMotionConfig | MotionFolder, Discriminator("kind")
]


def move_units(
    config: HybridMotionConfig,
    locations_um: NDArray[np.float64],
    background: Recording,
    segment_index: int,
    simulation: Simulation | None,
    streams: Streams,
) -> Motion:
    """Make the motion of the added units.

    Parameters
    ----------
    config : HybridMotionConfig
        Any of the kinds above.
    locations_um : ndarray, shape (units, 3)
        Positions of the units, on the recording's coordinates.
    background : Recording
        The one segment that units are added to: gives the length and the clock.
    segment_index : int
        Which segment of the motion belongs to it.
    simulation : Simulation or None
        What a generated background follows from.
    streams : Streams
        Where random motion comes from.

    Returns
    -------
    Motion
        At rest, one without any displacement.

    Raises
    ------
    ConfigError
        When the motion cannot be read or does not fit, with paths that begin with ``motion``.
    """
    duration_s = background.get_duration()
    try:
        if isinstance(config, StillMotion):
            seconds = max(int(np.ceil(duration_s)), 1)
            return Motion(np.zeros((seconds, 2, 1)), np.ones((len(locations_um), 1)), np.zeros((1, 2)), 1.0)
        if isinstance(config, SourceMotion):
            return _as_generated(simulation, locations_um)
        if isinstance(config, DrawnMotion):
            return make_motion(config.motion, locations_um, duration_s, streams)
        return _as_measured(config, locations_um, background, segment_index)
    except ConfigError as error:
        raise ConfigError([Problem(f"motion.{one.path}", one.message, one.given) for one in error.problems]) from None
    except ValueError as error:
        raise ConfigError([Problem("motion", str(error))]) from None


def _as_measured(
    config: MeasuredMotionConfig | MotionFolder, locations_um: NDArray[np.float64], background: Recording, segment: int
) -> Motion:
    measured = config.measured(segment)
    if problems := problems_of_fit(measured, _clock_s(background), background.get_channel_locations()):
        raise ConfigError(_at_field(config, problems))
    steps = steps_covering(measured, config.step_um)
    rate = config.sampling_frequency_hz or rate_of(measured)
    start_s, duration_s = background.get_start_time(), background.get_duration()
    return motion_of_units(measured, locations_um, duration_s, rate, steps, start_s, background.get_time_vector())


def remarks_on_motion(config: HybridMotionConfig, background: Recording, segment_index: int) -> list[Advice]:
    """Return what of the recording a measured motion does not cover, and whether it is followed too coarsely."""
    if not isinstance(config, (MeasuredMotionConfig, MotionFolder)):
        return []
    measured = config.measured(segment_index)
    remarks = _at_field(config, remarks_on_fit(measured, _clock_s(background), background.get_channel_locations()))
    found = [Advice(f"motion.{one.path}", one.message, one.given) for one in remarks]
    own, best = own_rate_of(measured) or 0.0, rate_of(measured)
    rate = config.sampling_frequency_hz or best
    if rate < own / (1 + _SAME_RATE) and own > LEAST_RATE_HZ:
        words = f"the motion was measured at {own:g} Hz, but is followed at {rate:g} Hz: what is faster is lost"
        is_slowed = rate < best / (1 + _SAME_RATE)
        remedy = "Follow it at its own rate" if best == own else f"Follow it at {best:g} Hz"
        changes = {"motion.sampling_frequency_hz": None} if is_slowed else {}
        found.append(Advice("motion.sampling_frequency_hz", words, rate, remedy if is_slowed else "", changes))
    return found


def _clock_s(background: Recording) -> tuple[float, float]:
    """Return when a recording begins and ends, on its clock."""
    return background.get_start_time(), background.get_end_time() + 1 / background.sampling_frequency


def _at_field(config: MeasuredMotionConfig | MotionFolder, problems: list[Problem]) -> list[Problem]:
    """Let problems of times and depths stand at the parameter that they come from."""
    if isinstance(config, MeasuredMotionConfig):
        return problems
    return [Problem("path", one.message, str(config.path)) for one in problems]


def _as_generated(simulation: Simulation | None, locations_um: NDArray[np.float64]) -> Motion:
    """Let more units take part in a generated motion, those beyond its outermost units like these."""
    if simulation is None:
        message = "only a background that this project generated knows its motion: estimate it, and give it as folder"
        raise ConfigError([Problem("kind", message, "source")])
    made, config = simulation.motion, simulation.config.motion
    factors = [
        _shares(part.non_rigid_gradient, config, simulation.locations_um, locations_um)
        for part in config.components
        if part.enabled and isinstance(part, RangeMotion)
    ]
    shares = np.stack(factors, axis=1) if factors else np.ones((len(locations_um), 0))
    return reshared(made, shares, locations_um)


def _shares(
    gradient: float | None, config: MotionConfig, known_um: NDArray[Any], wanted_um: NDArray[np.float64]
) -> NDArray[np.float64]:
    span = np.subtract(config.stop_um, config.start_um)
    if gradient is None or not span.any():
        return np.ones(len(wanted_um))
    direction = span / np.linalg.norm(span)
    along, places = known_um[:, :2] @ direction, wanted_um[:, :2] @ direction
    order = np.argsort(along)
    known = follow_factors(gradient, known_um[:, :2], span)
    shares: NDArray[np.float64] = np.interp(places, along[order], known[order])
    return shares
