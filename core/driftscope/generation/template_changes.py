"""Templates chosen, scaled, relocated and interpolated."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..interpolation import Interpolator, TiledOperator, applied, reached_channels
from ..template_set import Templates
from .arguments import fixed_seed

if TYPE_CHECKING:
    from probeinterface import Probe

_AMPLITUDES = {"ptp": np.ptp, "min": np.min, "max": np.max}
_DIRECTIONS = ("x", "y")


def interpolate_templates(
    templates_array: NDArray[Any],
    source_locations: NDArray[Any],
    dest_locations: NDArray[Any],
    interpolation_method: str = "cubic",
    interpolation_kwargs: Mapping[str, Any] | None = None,
) -> NDArray[Any]:
    """Interpolate templates to other places: to another probe, or to the same one after a displacement.

    One sparse operator per set of places is applied to all samples of all templates; the reference interpolates every
    sample by itself. It also fails on contacts in one line, cuts whole numbers off, and changes the
    ``interpolation_kwargs`` that it is given.

    Parameters
    ----------
    templates_array : ndarray, shape (templates, samples, channels)
        The templates.
    source_locations : ndarray, shape (channels, 2)
        Where their channels are, in µm.
    dest_locations : ndarray, shape (places, 2) or (motions, places, 2)
        Where templates are wanted.
    interpolation_method : {"cubic", "linear", "nearest", "thin_plate"}
        See `driftscope.interpolation.Interpolator`.
    interpolation_kwargs : mapping or None
        Keywords of scipy's interpolator.

    Returns
    -------
    ndarray, shape (templates, samples, places) or (motions, templates, samples, places)
        Zero where ``"cubic"`` and ``"linear"`` leave the contacts' convex hull. Whole numbers become float32.

    Raises
    ------
    ValueError
        When shapes do not fit or there is no such method.

    Examples
    --------
    >>> import numpy as np
    >>> from driftscope.generation import interpolate_templates
    >>> contacts = np.array([[0.0, 0.0], [0.0, 20.0], [20.0, 0.0], [20.0, 20.0]])
    >>> interpolate_templates(np.ones((1, 5, 4)), contacts, np.array([[10.0, 5.0]])).round(6).tolist()
    [[[1.0], [1.0], [1.0], [1.0], [1.0]]]
    """
    array, wanted = np.asarray(templates_array), np.asarray(dest_locations, dtype=np.float64)
    if array.ndim != 3:
        raise ValueError(f"templates_array must have shape (templates, samples, channels), not {array.shape}")
    if len(source_locations) != array.shape[2]:
        raise ValueError(f"source_locations has {len(source_locations)} rows for {array.shape[2]} channels")
    if wanted.ndim not in (2, 3):
        raise ValueError(f"dest_locations must have two or three dimensions, not {wanted.ndim}")
    interpolator = Interpolator(source_locations, interpolation_method, interpolation_kwargs or {})  # type: ignore[arg-type]
    if wanted.ndim == 2:
        return applied(interpolator.operator(wanted), array)
    exact = array if array.dtype.kind == "f" else array.astype(np.float32)
    moved, reached = np.empty((len(wanted), *array.shape[:2], wanted.shape[1]), exact.dtype), reached_channels(exact)
    for into, places in zip(moved, wanted, strict=True):
        TiledOperator.of(interpolator.operator(places), exact.dtype).apply(exact, into, reached)
    return moved


def move_dense_templates(
    templates_array: NDArray[Any],
    displacements: NDArray[Any],
    source_probe: Probe,
    dest_probe: Probe | None = None,
    interpolation_method: str = "cubic",
) -> NDArray[Any]:
    """Move templates by displacements, seen on the same probe or on another one.

    Parameters
    ----------
    templates_array : ndarray, shape (templates, samples, channels)
        The templates.
    displacements : ndarray, shape (displacements, 2)
        How far units move in x and y, in µm.
    source_probe : probeinterface.Probe
        Where the templates' channels are.
    dest_probe : probeinterface.Probe or None
        Where they are wanted; the same probe when None.
    interpolation_method : {"cubic", "linear", "nearest", "thin_plate"}
        How values follow between contacts.

    Returns
    -------
    ndarray, shape (displacements, templates, samples, channels)
        The moved templates.

    Raises
    ------
    ValueError
        When shapes do not fit or there is no such method.
    """
    by = np.asarray(displacements, dtype=np.float64)
    if by.ndim != 2 or by.shape[1] != 2:
        raise ValueError(f"displacements must have shape (displacements, 2), not {by.shape}")
    seen_at = (source_probe if dest_probe is None else dest_probe).contact_positions
    places = seen_at[np.newaxis, :, :2] - by[:, np.newaxis, :]
    return interpolate_templates(templates_array, source_probe.contact_positions, places, interpolation_method)


def select_templates(
    templates: Any,
    min_amplitude: float | None = None,
    max_amplitude: float | None = None,
    min_depth: float | None = None,
    max_depth: float | None = None,
    amplitude_function: str = "ptp",
    depth_direction: str = "y",
) -> Templates | None:
    """Choose templates by amplitude and depth of their main channel.

    Sparse templates are chosen by their true amplitude, which the reference looks up on the wrong channel.

    Parameters
    ----------
    templates : Templates
        Ours or SpikeInterface's.
    min_amplitude, max_amplitude : float or None
        Bounds of the amplitude on the main channel.
    min_depth, max_depth : float or None
        Bounds of the main channel's place, in µm.
    amplitude_function : {"ptp", "min", "max"}
        What is called amplitude: peak to peak, the negative peak (negative), or the positive one.
    depth_direction : {"x", "y"}
        Which coordinate is the depth.

    Returns
    -------
    Templates or None
        None, with a warning that says what there is, when nothing fits.

    Raises
    ------
    ValueError
        When no bound is given, an argument cannot be used, or the templates have no probe.
    """
    bounds = {"amplitude": (min_amplitude, max_amplitude), "depth": (min_depth, max_depth)}
    if all(one is None for pair in bounds.values() for one in pair):
        raise ValueError("give at least one of min_amplitude, max_amplitude, min_depth and max_depth")
    read = Templates.of(templates)
    axis, chosen, there = _axis(depth_direction), np.ones(read.num_units, dtype=bool), []
    for name, (low, high) in bounds.items():
        if low is None and high is None:
            continue
        values = _amplitudes(read, amplitude_function) if name == "amplitude" else _depths(read, axis)
        chosen &= (values >= (-np.inf if low is None else low)) & (values <= (np.inf if high is None else high))
        if values.size:
            there.append(f"{name}s range from {values.min():.4g} to {values.max():.4g}")
    if not chosen.any():
        warnings.warn(f"no templates remain: {' and '.join(there) or 'there are none'}", stacklevel=2)
        return None
    return read.take(np.flatnonzero(chosen))


def scale_template_to_range(
    templates: Any, min_amplitude: float, max_amplitude: float, amplitude_function: str = "ptp"
) -> Templates:
    """Scale templates so that the smallest and the largest amplitude become the two given ones.

    A single template, or several of one amplitude, take the nearest amplitude within the range: the reference divides
    zero by zero. A template without any potential stays as it is. Whether templates are in µV is kept.

    Parameters
    ----------
    templates : Templates
        Ours or SpikeInterface's.
    min_amplitude, max_amplitude : float
        The range.
    amplitude_function : {"ptp", "min", "max"}
        What is called amplitude, see `select_templates`.

    Returns
    -------
    Templates
        The given ones stay as they are.

    Raises
    ------
    ValueError
        When a bound is zero, the range ends before it begins, or would turn templates upside down.
    """
    read = Templates.of(templates)
    if min_amplitude > max_amplitude or 0 in (min_amplitude, max_amplitude):
        raise ValueError(
            f"amplitudes cannot range from {min_amplitude} to {max_amplitude}: the range must not include zero"
        )
    amplitudes = _amplitudes(read, amplitude_function).astype(np.float64)
    if read.num_units == 0:
        return read
    low, high = float(amplitudes.min()), float(amplitudes.max())
    if low == high:
        divisors = np.full(amplitudes.shape, low / np.clip(low, min_amplitude, max_amplitude))
    else:
        ends = low / min_amplitude, high / max_amplitude
        divisors = ends[0] + (ends[1] - ends[0]) * (amplitudes - low) / (high - low)
    if (divisors < 0).any():
        raise ValueError(f"amplitudes range from {low:g} to {high:g}: give a range of the same sign")
    divisors[divisors == 0] = 1.0
    array = read.templates_array
    kind = array.dtype if array.dtype.kind == "f" else np.float32
    return replace(read, templates_array=(array / divisors[:, np.newaxis, np.newaxis]).astype(kind))


def relocate_templates(
    templates: Any,
    min_displacement: float,
    max_displacement: float,
    margin: float = 0.0,
    favor_borders: bool = True,
    depth_direction: str = "y",
    seed: int | None = None,
) -> Templates:
    """Move every template along the probe by a random distance.

    With the same seed the same distances as the reference's. The directions differ where the reference is mistaken:
    without ``favor_borders`` it lets templates leave the probe at the lower end, and turns round some that would not
    have left it; with it, it takes half the probe's length for its middle, which is wrong for a probe that does not
    begin at depth zero.

    Parameters
    ----------
    templates : Templates
        Ours or SpikeInterface's, with a probe.
    min_displacement, max_displacement : float
        Range of the distances, in µm.
    margin : float
        How far beyond the outermost contacts a template's main channel may come, in µm.
    favor_borders : bool
        Move towards the nearer end of the probe where there is room; else in a random direction.
    depth_direction : {"x", "y"}
        Along which coordinate.
    seed : int or None
        Where the draws start.

    Returns
    -------
    Templates
        On all channels; the given ones stay as they are.

    Raises
    ------
    ValueError
        When an argument cannot be used or the templates have no probe.
    """
    read, axis = Templates.of(templates).to_dense(), _axis(depth_direction)
    if margin < 0:
        raise ValueError(f"margin must be at least 0, not {margin!r}")
    if min_displacement > max_displacement:
        raise ValueError(f"min_displacement ({min_displacement:g}) is above max_displacement ({max_displacement:g})")
    positions, depths = read.get_channel_locations(), _depths(read, axis)
    ends = float(positions[:, axis].min()) - margin, float(positions[:, axis].max()) + margin
    rng = np.random.default_rng(fixed_seed(seed))
    distances = rng.uniform(min_displacement, max_displacement, read.num_units)
    interpolator = Interpolator(positions)
    moved = np.empty(read.templates_array.shape, np.result_type(read.templates_array.dtype, np.float32))
    for unit, distance in enumerate(distances):
        favored = _towards_border if favor_borders else _at_random
        displacement = np.zeros(2)
        displacement[axis] = favored(float(depths[unit]), float(distance), ends, rng)
        moved[unit] = applied(interpolator.moving(displacement), read.templates_array[unit])
    return replace(read, templates_array=moved)


def _towards_border(depth: float, distance: float, ends: tuple[float, float], _: np.random.Generator) -> float:
    """Move up in the upper half and down in the lower one, where there is room."""
    low, high = ends
    if depth > (low + high) / 2:
        return distance if depth + distance <= high else -distance
    return -distance if depth - distance >= low else distance


def _at_random(depth: float, distance: float, ends: tuple[float, float], rng: np.random.Generator) -> float:
    moved = distance * float(rng.choice([-1.0, 1.0]))
    return moved if ends[0] <= depth + moved <= ends[1] else -moved


def _amplitudes(templates: Templates, function: str) -> NDArray[Any]:
    if function not in _AMPLITUDES:
        raise ValueError(f"amplitude_function must be one of {', '.join(_AMPLITUDES)}, not {function!r}")
    main, dense = templates.get_main_channels(), templates.get_dense_templates()
    measure: Any = _AMPLITUDES[function]
    return np.array([measure(dense[unit, :, channel]) for unit, channel in enumerate(main)])


def _depths(templates: Templates, axis: int) -> NDArray[np.float64]:
    depths: NDArray[np.float64] = templates.get_channel_locations()[templates.get_main_channels(), axis]
    return depths


def _axis(direction: str) -> int:
    if direction not in _DIRECTIONS:
        raise ValueError(f"depth_direction must be x or y, not {direction!r}")
    return _DIRECTIONS.index(direction)
