"""The shanks of a probe: which contacts and units are on which, and which of them are shown."""

from __future__ import annotations

from typing import Any

import numpy as np
from driftscope.cache import the_cache
from driftscope.spacing import nearest_channel
from numpy.typing import NDArray

Shanks = tuple[int, ...]


def numbered(shank_ids: Any, across_um: NDArray[Any]) -> NDArray[np.intp]:
    """Return the shank of every contact, numbered from left to right.

    Parameters
    ----------
    shank_ids : sequence or None
        What the probe calls the shank of every contact; None is a single one.
    across_um : ndarray, shape (contacts,)
        Where the contacts stand across the probe.

    Examples
    --------
    >>> import numpy as np
    >>> numbered(["b", "b", "a"], np.array([0.0, 8.0, 250.0])).tolist()
    [0, 0, 1]
    """
    if shank_ids is None or len(shank_ids) != len(across_um):
        return np.zeros(len(across_um), dtype=np.intp)
    _, shank = np.unique(np.asarray(shank_ids).astype(str), return_inverse=True)
    middles = np.bincount(shank, weights=across_um) / np.bincount(shank)
    order: NDArray[np.intp] = np.argsort(np.argsort(middles, kind="stable"))
    return order[shank]


def contact_shanks(source: Any) -> NDArray[np.intp]:
    """Return the shank of every contact of a simulation or of a scene, shape (contacts,), from left to right."""
    ids, across = source.probe.shank_ids, source.contact_positions_um[:, 0]
    key = ("shanks", None if ids is None else np.asarray(ids).tobytes(), across.tobytes())
    found: NDArray[np.intp] = the_cache().get(key, lambda: numbered(ids, across))
    return found


def shank_count(source: Any) -> int:
    """Return how many shanks the probe has."""
    return int(contact_shanks(source).max(initial=0)) + 1


def unit_shanks(source: Any) -> NDArray[np.intp]:
    """Return the shank that every unit is nearest to, shape (units,)."""
    shanks, locations = contact_shanks(source), source.locations_um
    if not shanks.any():
        return np.zeros(len(locations), dtype=np.intp)
    contacts = source.contact_positions_um
    key = ("unit shanks", contacts.tobytes(), locations.tobytes(), shanks.tobytes())
    found: NDArray[np.intp] = the_cache().get(key, lambda: shanks[nearest_channel(locations, contacts)])
    return found


def shown_shanks(chosen: Shanks, number: int) -> Shanks:
    """Return the shanks that are shown: the chosen ones that exist, all of them when none is chosen.

    Examples
    --------
    >>> shown_shanks((2, 7), 4), shown_shanks((), 3)
    ((2,), (0, 1, 2))
    """
    return tuple(sorted({shank for shank in chosen if 0 <= shank < number})) or tuple(range(number))


def toggled(chosen: Shanks, shank: int, number: int, *, several: bool) -> Shanks:
    """Return what is chosen after a click on a shank: that one alone; with several, besides the others or no longer.

    Examples
    --------
    >>> toggled((2,), 0, 4, several=False), toggled((2,), 0, 4, several=True), toggled((0, 2), 0, 4, several=True)
    ((0,), (0, 2), (2,))
    >>> toggled((2,), 2, 4, several=True), toggled((0, 1), 2, 3, several=True)
    ((2,), ())
    """
    if not several:
        return (shank,)
    shown = set(shown_shanks(chosen, number))
    after = tuple(sorted(shown ^ {shank})) or (shank,)
    return () if len(after) == number else after


def shanks_with(shank: int, chosen: Shanks) -> Shanks:
    """Return the shanks to show so that one of them is seen: as they are if it is among them, else that one.

    Examples
    --------
    >>> shanks_with(1, ()), shanks_with(1, (1, 2)), shanks_with(1, (2,))
    ((), (1, 2), (1,))
    """
    return chosen if not chosen or shank in chosen else (shank,)
