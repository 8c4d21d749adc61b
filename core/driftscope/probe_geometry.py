"""A described probe becomes the probe of a recording: in µm, in a plane, contacts in the order of their channels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .base import ConfigError, Problem

if TYPE_CHECKING:
    from probeinterface import Probe

UM_PER_UNIT = {"m": 1e6, "cm": 1e4, "mm": 1e3, "um": 1.0, "µm": 1.0, "\u03bcm": 1.0, "nm": 1e-3}
UNWIRED = -1
NUM_CHANNELS = "num_channels"
"""The annotation of a probe whose file says how many channels its recording has."""
FLAT_UM = 1.0
"""How far contacts of one plane may be off it."""
TWO_SIDED = (
    "the probe has contacts on both sides: here all lie in one plane, so contacts back to back record the same spikes"
)
NOTHING_WIRED = (
    "no contact of the probe is wired to a channel (all are -1): channels are assumed to be in contact order"
)


@dataclass(frozen=True, eq=False)
class WiredProbe:
    """The wired contacts of a probe, in the order of the channels that they are wired to.

    Attributes
    ----------
    probe : probeinterface.Probe
        Planar, in µm; contacts that are not wired are left out.
    columns : ndarray of int, shape (contacts,), or None
        The channel of every contact, increasing; None when the probe says nothing about its wiring.
    remarks : tuple of str
        What was assumed or left out.
    num_channels : int or None
        How many channels the recording has, as the probe's file says; None when it says nothing.
    """

    probe: Probe
    columns: NDArray[np.intp] | None
    remarks: tuple[str, ...] = ()
    num_channels: int | None = None

    @property
    def least_channels(self) -> int:
        """The number of channels that a recording with this probe has at least."""
        wired = 0 if self.columns is None else int(self.columns.max(initial=-1)) + 1
        return max(int(self.probe.get_contact_count()), wired)


def wired(probe: Probe, remarks: Sequence[str] = ()) -> WiredProbe:
    """Follow a probe's wiring, ``device_channel_indices``: the channel of every contact, -1 where there is none.

    Raises
    ------
    ConfigError
        When two contacts are wired to the same channel, or an index is negative but not -1.
    """
    said, num_channels = probe.device_channel_indices, probe.annotations.get(NUM_CHANNELS)
    columns, remarks = None, list(remarks)
    if said is not None:
        columns = np.asarray(said, dtype=np.intp)
        refuse_wiring(columns)
        if (columns == UNWIRED).all():
            columns, remarks = None, [*remarks, NOTHING_WIRED]
    if columns is None:
        probe = _wired_in_order(probe)
    else:
        order = np.argsort(columns, kind="stable")
        order = order[columns[order] != UNWIRED]
        if left_out := columns.size - order.size:
            remarks.append(f"{counted(left_out, 'contact')} of {columns.size} omitted: not wired to a channel (-1)")
        columns, probe = columns[order], _wired_in_order(probe.get_slice(order))
    if probe.contact_sides is not None and len(set(probe.contact_sides.tolist())) > 1:
        remarks.append(TWO_SIDED)
    return WiredProbe(probe, columns, tuple(remarks), num_channels if isinstance(num_channels, int) else None)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "contact"), counted(3, "contact")
    ('1 contact', '3 contacts')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _wired_in_order(probe: Probe) -> Probe:
    probe = probe.get_slice(np.arange(probe.get_contact_count()))  # a copy: the probe may be the caller's
    probe.set_device_channel_indices(np.arange(probe.get_contact_count()))
    probe.annotations.pop(NUM_CHANNELS, None)  # of the file that was read, not of what is written with this probe
    return probe


def refuse_wiring(columns: NDArray[np.intp]) -> None:
    """Raise a ConfigError when two contacts are wired to the same channel, or an index is negative but not -1."""
    if (columns < UNWIRED).any():
        message = "device_channel_indices must be channel numbers from 0, or -1 for contacts that are not wired"
        raise ConfigError([Problem("probe", message, int(columns.min()))])
    doubled = [channel for channel, number in Counter(columns.tolist()).items() if number > 1 and channel != UNWIRED]
    if doubled:
        first, second = np.flatnonzero(columns == doubled[0])[:2].tolist()
        message = (
            f"contacts {first} and {second} are both wired to channel {doubled[0]}: wire each contact to its own "
            "channel, or to -1 to omit it"
        )
        raise ConfigError([Problem("probe", message)])


def planar(probe: Probe) -> Probe:
    """Return a probe in µm and in a plane, wiring and names included.

    Of a probe in three dimensions the contacts' plane axes are the new axes; when the contacts do not lie in that plane
    but have one coordinate in common, the other two coordinates.

    Raises
    ------
    ConfigError
        When its units are unknown, a contact has no position, or its contacts do not lie in one plane.
    """
    if not np.isfinite(probe.contact_positions).all():
        raise ConfigError([Problem("probe", "has a contact without a position (NaN or infinite)")])
    scale = UM_PER_UNIT.get(str(probe.si_units))
    if scale is None:
        message = f"unknown unit of length: si_units must be one of {', '.join(list(UM_PER_UNIT)[:4])}"
        raise ConfigError([Problem("probe", message, str(probe.si_units))])
    if scale == 1.0 and probe.ndim == 2:
        return probe
    return _rebuilt(probe, scale, _axes_of(probe, scale) if probe.ndim == 3 else np.eye(2))


def _rebuilt(probe: Probe, scale: float, axes: NDArray[np.float64]) -> Probe:
    """Return the probe with lengths multiplied and coordinates along some axes, shape (2, dimensions)."""
    from probeinterface import Probe

    said = probe.to_dict(array_as_list=False)
    said |= {"ndim": 2, "si_units": "um", "contact_plane_axes": probe.contact_plane_axes @ axes.T}
    said["contact_positions"] = _tidy(probe.contact_positions @ axes.T * scale)
    said["contact_shape_params"] = [
        {name: value * scale for name, value in one.items()} for one in probe.contact_shape_params
    ]
    if (contour := probe.probe_planar_contour) is not None:
        said["probe_planar_contour"] = _tidy(np.asarray(contour) @ axes.T * scale)
    return Probe.from_dict(said)


def _tidy(positions_um: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return positions without the last digits that a change of units leaves: 20.000000000000004."""
    return np.round(positions_um, 6) + 0.0


def _axes_of(probe: Probe, scale: float) -> NDArray[np.float64]:
    """Return the two axes of the plane that all contacts lie in, shape (2, 3)."""
    positions_um = np.asarray(probe.contact_positions, dtype=np.float64) * scale
    sides = np.zeros(len(positions_um)) if probe.contact_sides is None else probe.contact_sides
    said = np.asarray(probe.contact_plane_axes[0], dtype=np.float64)
    common = [axis for axis in range(3) if _spread(positions_um[:, axis], sides) <= FLAT_UM]
    coordinates = [np.delete(np.eye(3), axis, axis=0) for axis in reversed(common)]
    for axes in (said, *coordinates):
        is_orthonormal = np.allclose(axes @ axes.T, np.eye(2), atol=1e-6)
        if is_orthonormal and _spread(positions_um @ np.cross(*axes), sides) <= FLAT_UM:
            return axes
    off = _spread(positions_um @ np.cross(*said), sides)
    message = (
        f"the probe is three-dimensional and its contacts do not lie in one plane: they are up to {off:.3g} µm apart "
        "across the plane of the first contact's axes; give a planar probe, or one plane's contacts"
    )
    raise ConfigError([Problem("probe", message)])


def _spread(heights_um: NDArray[np.float64], sides: NDArray[Any]) -> float:
    """Return how far contacts of one side are from a common height."""
    return max(float(np.ptp(heights_um[sides == side])) for side in set(sides.tolist()))


def joined(probes: Sequence[Probe]) -> Probe:
    """Return several planar probes as one, every probe a shank of its own or several; positions stay as they are.

    Raises
    ------
    ConfigError
        When contacts of two probes are at the same place, or only some of the probes are wired.
    """
    if len(probes) == 1:
        return probes[0]
    from probeinterface import Probe

    _refuse_overlap(probes)
    parts = [probe.to_dict(array_as_list=False) for probe in probes]
    together: dict[str, Any] = {
        name: np.concatenate([np.asarray(part[name]) for part in parts])
        for name in ("contact_positions", "contact_plane_axes", "contact_shapes", "contact_shape_params")
    }
    names = [name for probe in probes for name in probe.contact_ids.tolist()]
    if len(set(names)) < len(names):
        names = [f"{index}:{name}" for index, probe in enumerate(probes) for name in probe.contact_ids.tolist()]
    whole = Probe.from_dict(
        {"ndim": 2, "si_units": "um", **together, "contact_ids": names, **_sides_and_shanks(probes)}
    )
    if (wiring := _joined_wiring(probes)) is not None:
        whole.set_device_channel_indices(wiring)
    whole.create_auto_shape()
    if said := [number for probe in probes if (number := probe.annotations.get(NUM_CHANNELS)) is not None]:
        whole.annotate(**{NUM_CHANNELS: said[0]})
    return whole


def _sides_and_shanks(probes: Sequence[Probe]) -> dict[str, Any]:
    own = [np.full(one.get_contact_count(), "") if one.shank_ids is None else one.shank_ids for one in probes]
    known = [set(shanks.tolist()) for shanks in own]
    is_distinct = sum(map(len, known)) == len(set().union(*known)) and "" not in set().union(*known)
    shanks = [
        name if is_distinct else f"{index}:{name}".rstrip(":")
        for index, names in enumerate(own)
        for name in names.tolist()
    ]
    if all(probe.contact_sides is None for probe in probes):
        return {"shank_ids": shanks}
    sides = [
        np.full(one.get_contact_count(), "front") if one.contact_sides is None else one.contact_sides for one in probes
    ]
    return {"shank_ids": shanks, "contact_sides": np.concatenate(sides)}


def _joined_wiring(probes: Sequence[Probe]) -> NDArray[Any] | None:
    said = [probe.device_channel_indices for probe in probes]
    missing = [index for index, one in enumerate(said) if one is None]
    if len(missing) == len(said):
        return None
    if missing:
        message = (
            f"probe {missing[0]} has no wiring, but others do: set its device_channel_indices, or choose one of the "
            "probes with probe_index"
        )
        raise ConfigError([Problem("probe", message)])
    return np.concatenate(said)


def _refuse_overlap(probes: Sequence[Probe]) -> None:
    places: dict[tuple[float, ...], int] = {}
    for index, probe in enumerate(probes):
        for place in map(tuple, np.asarray(probe.contact_positions).tolist()):
            if places.setdefault(place, index) != index:
                message = (
                    f"probes {places[place]} and {index} of {len(probes)} have contacts at the same position "
                    f"({place[0]:g}, {place[1]:g} µm): move them apart to combine them, or choose one with probe_index"
                )
                raise ConfigError([Problem("probe", message)])
