"""Recordings and the probes that they were made with: which channel of the file is which contact."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .base import ConfigError, Problem
from .probe_geometry import WiredProbe, counted
from .raw_recordings import RawRecording

USUAL_CHANNELS = (384, 385, 128, 129, 256, 64, 65, 32, 33, 16, 17, 8, 4, 2, 1, 96, 192, 512, 768, 1024, 1025, 4096)
"""Numbers of channels that flat files often have, with and without a channel for synchronization."""
_MOST_NAMED = 10


def with_probe(recording: RawRecording, wired: WiredProbe, *, first_channels: bool = False) -> RawRecording:
    """Return the channels of a recording that a probe's contacts are wired to, with the probe.

    Parameters
    ----------
    recording : RawRecording
        All channels, lazy; nothing must have been added to it.
    wired : WiredProbe
        Contacts in the order of their channels.
    first_channels : bool
        Whether a probe without wiring takes the first channels of a recording that has more of them, which is remarked
        on as an assumption: flat files often have a channel for synchronization at the end.

    Raises
    ------
    ConfigError
        When there are more contacts than channels, without wiring also fewer, or a contact is wired to a channel that
        the recording does not have.
    """
    columns = _columns(wired, recording.get_num_channels(), first_channels)
    remarks = [*wired.remarks, *_left_out(recording, wired, columns)]
    for words in remarks:
        recording.remark(Problem("probe", words))
    return recording.with_channels(columns, wired.probe)


def _columns(wired: WiredProbe, number: int, first_channels: bool) -> NDArray[np.intp]:
    contacts = wired.probe.get_contact_count()
    if contacts > number:
        message = (
            f"has {counted(contacts, 'contact')} for {counted(number, 'channel')}: give the probe of these channels"
        )
        raise ConfigError([Problem("probe", message)])
    if wired.columns is None:
        if contacts < number and not first_channels:
            has = f"has {counted(contacts, 'contact')} without wiring for {counted(number, 'channel')}"
            message = f"{has}: set the probe's device_channel_indices to map contacts to channels"
            raise ConfigError([Problem("probe", message)])
        return np.arange(contacts)
    if (beyond := wired.columns[wired.columns >= number]).size:
        message = (
            f"wires {counted(beyond.size, 'contact')} to channels that the recording does not have "
            f"({_named(beyond.tolist())}): it has channels 0 to {number - 1}; correct the wiring "
            "(device_channel_indices) or the number of channels"
        )
        raise ConfigError([Problem("probe", message)])
    return wired.columns


def _left_out(recording: RawRecording, wired: WiredProbe, columns: NDArray[np.intp]) -> list[str]:
    """Return what to say of channels without a contact."""
    left = np.setdiff1d(np.arange(recording.get_num_channels()), columns)
    if not left.size:
        return []
    which = f"{counted(left.size, 'channel')} omitted ({_named(recording.channel_ids[left].tolist())})"
    if wired.columns is not None:
        return [f"{which}: no contact of the probe is wired to {'it' if left.size == 1 else 'them'}"]
    return [
        f"the recording has {recording.get_num_channels()} channels, but the probe has {columns.size} contacts without "
        f"wiring: the first {columns.size} channels are assumed to be the contacts in order; {which}. Otherwise, "
        "set the probe's device_channel_indices"
    ]


def _named(names: list[Any]) -> str:
    return ", ".join(map(str, names[:_MOST_NAMED])) + (", ..." if len(names) > _MOST_NAMED else "")


def fitting_channels(num_bytes: int, sample_bytes: int, num_contacts: int) -> list[int]:
    """Return usual numbers of channels that a flat file's size allows, the likeliest first.

    Parameters
    ----------
    num_bytes : int
        Bytes of all samples.
    sample_bytes : int
        Bytes of one sample of one channel.
    num_contacts : int
        Contacts of the probe: this number, and one more, are the likeliest.

    Examples
    --------
    >>> fitting_channels(385 * 2 * 1000, 2, 384)[:2], fitting_channels(32 * 2 * 1001, 2, 32)[:2]
    ([385, 8], [32, 16])
    """
    likely = dict.fromkeys((num_contacts, num_contacts + 1, *USUAL_CHANNELS))
    return [number for number in likely if num_bytes and num_bytes % (number * sample_bytes) == 0]
