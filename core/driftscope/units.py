"""The units: where the neurons stand around the probe."""

from __future__ import annotations

import warnings
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from .base import Config, parameter
from .coverage import Coverage, along_intervals, coverage_of
from .deadlines import checkpoint
from .spacing import too_close
from .streams import Streams

MOST_UNITS = 20_000
_DENSITY_POINTS = 10_000
_ROUNDS_TO_CONTACTS = 100

Locations = NDArray[np.float32]


class UnitsConfig(Config):
    """Configuration of the number and positions of units.

    With independent streams units are near contacts: where shanks or banks are more than 80 µm apart, within the
    margin of one of them. The reference's streams place them in the gaps as well.
    """

    num_units: int = parameter(
        250,
        "Number of units; 0 gives noise only.",
        label="Units",
        ge=0,
        le=MOST_UNITS,
        span=(1, 500),
    )
    distribution: Literal["uniform", "multimodal"] = parameter(
        "uniform",
        "Units spread evenly over depth (uniform), or grouped in layers (multimodal).",
        label="Depth distribution",
    )
    num_modes: int = parameter(
        2, "Number of layers when units are grouped in layers.", label="Layers", ge=1, le=100, span=(1, 8)
    )
    margin_um: float = parameter(
        20.0,
        "How far beyond the outermost contacts units can be; negative keeps them inside.",
        label="Margin",
        unit="µm",
        ge=-10_000,
        le=10_000,
        span=(0, 200),
    )
    depth_margin_um: float | None = parameter(
        None,
        "The same along the probe, where units drift in and out at its ends; empty to use the margin.",
        label="Depth margin",
        unit="µm",
        ge=-10_000,
        le=10_000,
        span=(0, 500),
    )
    minimum_z_um: float = parameter(
        5.0,
        "Smallest distance of a unit from the plane of the probe.",
        label="Nearest",
        unit="µm",
        ge=0,
        le=1_000,
        span=(0, 50),
    )
    maximum_z_um: float = parameter(
        45.0,
        "Largest distance of a unit from the plane of the probe.",
        label="Farthest",
        unit="µm",
        ge=0,
        le=1_000,
        span=(5, 150),
    )
    minimum_distance_um: float | None = parameter(
        18.0,
        "Minimum distance between units; empty for none.",
        label="Minimum distance",
        unit="µm",
        ge=0,
        le=1_000,
        span=(0, 50),
    )
    max_iteration: int = parameter(
        100,
        "Maximum number of times that positions are redrawn to keep the minimum distance.",
        label="Rounds",
        ge=1,
        le=10_000,
        span=(10, 500),
    )
    distance_strict: bool = parameter(
        False, "Raise an error instead of a warning if the minimum distance cannot be kept.", label="Strict distance"
    )
    locations_um: tuple[tuple[float, float, float], ...] | None = parameter(
        None,
        "Fixed positions (x, y, z of each unit), instead of random ones.",
        label="Own locations",
        unit="µm",
        ge=-1e6,
        le=1e6,
    )

    @property
    def margins_um(self) -> tuple[float, float]:
        """The margins across and along the probe."""
        return self.margin_um, self.margin_um if self.depth_margin_um is None else self.depth_margin_um


class _Placement(Protocol):
    """Draws the coordinates of some units: ``(x, y, z)``, each an array of that many."""

    def __call__(self, number: int) -> tuple[NDArray[np.float64], ...]: ...


def place_units(config: UnitsConfig, contact_positions_um: NDArray[np.float64], streams: Streams) -> Locations:
    """Place the units around the probe.

    Parameters
    ----------
    config : UnitsConfig
        Number, distribution and limits.
    contact_positions_um : ndarray, shape (contacts, 2)
        Positions of the contacts, in µm.
    streams : Streams
        Random streams.

    Returns
    -------
    ndarray, shape (units, 3), float32
        x, y and z of each unit, in µm; read-only.

    Raises
    ------
    ValueError
        When no placement keeps the minimum distance and ``distance_strict`` is set.

    Examples
    --------
    >>> import numpy as np
    >>> from driftscope.units import UnitsConfig, place_units
    >>> from driftscope.streams import Streams
    >>> place_units(UnitsConfig(num_units=3), np.zeros((1, 2)), Streams(seed=1)).shape
    (3, 3)
    """
    if config.locations_um is not None:
        locations = np.array(config.locations_um, dtype=np.float32)
    else:
        draw = _placement(config, contact_positions_um, streams)
        locations = np.stack(draw(config.num_units), axis=1).astype(np.float32)
        if config.minimum_distance_um is not None:
            _keep_distance(locations, config, draw)
    locations.flags.writeable = False
    return locations


def layer_density(config: UnitsConfig, low_um: float, high_um: float, streams: Streams) -> NDArray[np.float64]:
    """Return the relative density of units on evenly spaced depths from ``low_um`` to ``high_um``.

    Layers are gaussians at equal distances. The reference measures their centres from depth 0 instead of from
    the lower end, which shifts the layers by the margin and the tip's depth; only its own streams keep that.
    """
    depths = np.linspace(low_um, high_um, _DENSITY_POINTS)
    if config.distribution == "uniform":
        return np.full(depths.size, 1 / depths.size)
    step = (high_um - low_um) / (config.num_modes + 1)
    origin = 0.0 if streams.is_reference else low_um
    density = np.zeros(depths.size)
    for layer in range(1, config.num_modes + 1):
        density += np.exp(-((depths - origin - step * layer) ** 2) / (2 * (step / 5) ** 2))
    total = density.sum()
    return density / total if total > 0 else np.full(depths.size, 1 / depths.size)


def depth_density(
    config: UnitsConfig, contact_positions_um: NDArray[np.float64], streams: Streams
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return depths and the relative density of units there, each of shape (points,).

    Where contacts have a gap in depth independent streams have no units; layers follow one another on both sides of it.
    """
    area = coverage_of(contact_positions_um, config.margins_um)
    low, high = area.limits_um[:, 1]
    covered = area.intervals_um(1)
    if streams.is_reference or len(covered) == 1:
        return np.linspace(low, high, _DENSITY_POINTS), layer_density(config, low, high, streams)
    length = float(np.diff(covered, axis=1).sum())
    offsets = np.linspace(0.0, length, _DENSITY_POINTS)
    return along_intervals(offsets, covered), layer_density(config, 0.0, length, streams)


def _placement(config: UnitsConfig, positions: NDArray[np.float64], streams: Streams) -> _Placement:
    area = coverage_of(positions, config.margins_um)
    if np.any(area.limits_um[0] > area.limits_um[1]):
        across, along = config.margins_um
        margins = f"{across:g} µm" if across == along else f"{across:g} µm across and {along:g} µm along the probe"
        raise ValueError(f"a margin of {margins} leaves no room for units: raise units.margin_um or depth_margin_um")
    return _as_reference(config, area, streams) if streams.is_reference else _near_contacts(config, area, streams)


def _as_reference(config: UnitsConfig, area: Coverage, streams: Streams) -> _Placement:
    """Draw as the reference does: anywhere within the outermost contacts, between shanks as well."""
    rng = streams.generator("units")
    (left, bottom), (right, top) = area.limits_um
    density = layer_density(config, bottom, top, streams) if config.distribution == "multimodal" else None

    def draw(number: int) -> tuple[NDArray[np.float64], ...]:
        x = rng.uniform(left, right, number)
        y = rng.uniform(bottom, top, number) if density is None else _by_layer(density, bottom, top, number, rng)
        return x, y, rng.uniform(config.minimum_z_um, config.maximum_z_um, number)

    return draw


def _near_contacts(config: UnitsConfig, area: Coverage, streams: Streams) -> _Placement:
    """Draw where contacts are near: in gaps between shanks or banks there would be units that none of them sees."""
    across, along, outward = (streams.generator(f"units.{axis}") for axis in "xyz")
    columns, rows, gapless = area.intervals_um(0), area.intervals_um(1), area.is_gapless
    layers = None
    if config.distribution == "multimodal":
        low, high = rows[0] if len(rows) == 1 else (0.0, float(np.diff(rows, axis=1).sum()))
        layers = low, high, layer_density(config, low, high, streams)

    def propose(number: int) -> NDArray[np.float64]:
        if layers is None:
            y = _spread(rows, number, along)
        else:
            low, high, density = layers
            y = _by_layer(density, low, high, number, along)
            y = y if len(rows) == 1 else along_intervals(y, rows)
        return np.stack([_spread(columns, number, across), y], axis=1)

    def at_contacts(number: int) -> NDArray[np.float64]:
        return area.contacts_um[across.integers(0, len(area.contacts_um), number)]

    def draw(number: int) -> tuple[NDArray[np.float64], ...]:
        places = propose(number)
        rounds = 0 if gapless else _ROUNDS_TO_CONTACTS
        while rounds > 0 and (missing := np.flatnonzero(~area.contains(places))).size:
            rounds -= 1
            places[missing] = propose(missing.size) if rounds else at_contacts(missing.size)
        return places[:, 0], places[:, 1], outward.uniform(config.minimum_z_um, config.maximum_z_um, number)

    return draw


def _spread(intervals: NDArray[np.float64], number: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw evenly over intervals."""
    if len(intervals) == 1:
        return rng.uniform(intervals[0, 0], intervals[0, 1], number)
    return along_intervals(rng.uniform(0.0, float(np.diff(intervals, axis=1).sum()), number), intervals)


def _by_layer(
    density: NDArray[np.float64], bottom: float, top: float, number: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    depths = np.linspace(bottom, top, density.size)
    half = (depths[1] - depths[0]) / 2
    chosen: NDArray[np.int64] = rng.choice(np.arange(density.size), number, p=density)
    return depths[chosen] + rng.uniform(-half, half, number)


def _keep_distance(locations: Locations, config: UnitsConfig, draw: _Placement) -> None:
    """Redraw, round by round, the units that stand too close; only those that were so from the start."""
    redrawn: NDArray[np.intp] | None = None
    for _ in range(config.max_iteration):
        checkpoint()
        # Whoever was not redrawn stands apart from all others that were not: only these need another look.
        redrawn = too_close(locations, float(config.minimum_distance_um or 0.0), redrawn)
        if redrawn.size == 0:
            return
        locations[redrawn] = np.stack(draw(redrawn.size), axis=1)
    sentence = (
        f"no placement of {len(locations)} units keeps {config.minimum_distance_um:g} µm after "
        f"{config.max_iteration} iterations: lower the minimum distance or the number of units"
    )
    if config.distance_strict:
        raise ValueError(sentence)
    warnings.warn(sentence, stacklevel=3)
