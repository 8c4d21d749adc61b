"""Readout of Neuropixels probes: channels, banks and converters.

The channel maps of the 1.0, the single-shank 2.0 and the four-shank 2.0 probes are those of SpikeGLX
(``IMROTbl_T0base``, ``IMROTbl_T21base`` and ``IMROTbl_T24base``, https://billkarsh.github.io/SpikeGLX); the rest stands
in the table of probes that probeinterface bundles.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from probeinterface import Probe

Integers = NDArray[np.int64]

NUM_CHANNELS = 384
CHANGEABLE_AP_GAIN = 500
CHANGEABLE_LF_GAIN = 250
"""Gains of 1.0 probes as SpikeGLX sets them when nothing else is asked for; 2.0 probes have one fixed gain."""

_SIMPLE, _SCRAMBLED, _BLOCKS = "simple bank", "2.0SS scrambled", "2.0MS blocks"
_ROW_FACTORS = np.array([1, 7, 5, 3])
_COLUMN_SHIFTS = np.array([0, 4, 8, 12])
_BLOCK_ORDER = np.array(
    [[0, 2, 4, 6, 5, 7, 1, 3], [1, 3, 5, 7, 4, 6, 0, 2], [4, 6, 0, 2, 1, 3, 5, 7], [5, 7, 1, 3, 0, 2, 4, 6]]
)
_TABLE_TYPES = {"imro_np2000": 21, "imro_np2003": 2003, "imro_np2010": 24, "imro_np2013": 2013}
_TABLE_TYPES_BY_LENGTH = {960: 0, 2496: 1020, 4416: 1030}


class UnreadableProbeError(ValueError):
    """A probe that no Neuropixels system could have recorded from like this, with a message that says what to do."""


@dataclass(frozen=True, eq=False)
class Readout:
    """A Neuropixels probe and what each of its recorded contacts is connected to.

    Attributes
    ----------
    part_number : str
        IMEC's part number.
    features : dict
        The probe's entry in the table of probes.
    channel, shank, bank, electrode : ndarray of int, shape (contacts,)
        Readout channel of each contact, and the switch position that connects it.
    """

    part_number: str
    features: dict[str, str]
    channel: Integers
    shank: Integers
    bank: Integers
    electrode: Integers

    @property
    def is_2_0(self) -> bool:
        """Whether it is of the 2.0 family: full band, one gain."""
        return self.features["channel_mapping_type"] != _SIMPLE

    @property
    def num_shanks(self) -> int:
        """How many shanks the probe has."""
        return int(self.features["num_shanks"])

    @property
    def table_type(self) -> int:
        """The number that SpikeGLX gives to this kind of readout table."""
        kind = self.features["imro_table_format_type"]
        if kind in _TABLE_TYPES:
            return _TABLE_TYPES[kind]
        return _TABLE_TYPES_BY_LENGTH.get(int(self.features["total_electrodes"]), _number(self.part_number))

    @property
    def adc_bits(self) -> int:
        """Bits of the converter."""
        return int(self.features["adc_bit_depth"])

    @property
    def max_int(self) -> int:
        """Largest number that the converter gives, plus one."""
        return 1 << (self.adc_bits - 1)

    @property
    def range_v(self) -> float:
        """Largest voltage at the converter."""
        return float(self.features["adc_range_vpp"]) / 2

    @property
    def ap_gain(self) -> int:
        """Amplification before the converter."""
        return int(self.features["ap_gain_list"]) if self.is_2_0 else CHANGEABLE_AP_GAIN

    @property
    def gain_uv(self) -> float:
        """Potential of one step of the converter, in µV."""
        return self.range_v / self.max_int / self.ap_gain * 1e6

    @property
    def readout_table(self) -> str:
        """The IMRO table: what each of the 384 channels is connected to, recorded or not."""
        shank, bank, electrode = (np.zeros(NUM_CHANNELS, np.int64) for _ in range(3))
        electrode[channels_of(self.features, shank, np.arange(NUM_CHANNELS))] = np.arange(NUM_CHANNELS)
        shank[self.channel], bank[self.channel], electrode[self.channel] = self.shank, self.bank, self.electrode
        entries = zip(range(NUM_CHANNELS), shank.tolist(), bank.tolist(), electrode.tolist(), strict=True)
        return f"({self.table_type},{NUM_CHANNELS})" + "".join(self._entry(*entry) for entry in entries)

    def _entry(self, channel: int, shank: int, bank: int, electrode: int) -> str:
        external_reference, high_pass = 0, 1
        if self.features["channel_mapping_type"] == _SIMPLE:
            return f"({channel} {bank} {external_reference} {self.ap_gain} {CHANGEABLE_LF_GAIN} {high_pass})"
        if self.features["channel_mapping_type"] == _SCRAMBLED:
            return f"({channel} {1 << bank} {external_reference} {electrode})"
        return f"({channel} {shank} {bank} {external_reference} {electrode})"


def readout_of(probe: Probe) -> Readout:
    """Find out how a probe's contacts are read out.

    Parameters
    ----------
    probe : probeinterface.Probe
        The recorded contacts.

    Raises
    ------
    UnreadableProbeError
        When it is not a Neuropixels 1.0 or 2.0 probe, its contacts are not where that has them, or two of them share
        a channel.
    """
    part_number = str(probe.model_name or "")
    features = _supported_features(part_number)
    shank, electrode = _electrodes(probe, part_number)
    channel = channels_of(features, shank, electrode)
    _refuse_shared(probe, part_number, channel)
    return Readout(part_number, features, channel, shank, electrode // NUM_CHANNELS, electrode)


def _supported_features(part_number: str) -> dict[str, str]:
    """Return a probe's entry in the table of probes; an UnreadableProbeError when it is not 1.0 or 2.0."""
    features = _catalogue().get(part_number)
    if features is None:
        raise UnreadableProbeError(
            "it needs a Neuropixels 1.0 or 2.0 probe: choose one by part number, or another format"
        )
    if not _is_supported(features):
        raise UnreadableProbeError(
            f"{part_number} is not a Neuropixels 1.0 or 2.0 probe with {NUM_CHANNELS} channels: choose NP1000 "
            "or NP2013, or another format"
        )
    return features


def channels_of(features: dict[str, str], shank: Integers, electrode: Integers) -> Integers:
    """Return the readout channel of electrodes, shape (electrodes,)."""
    bank, place = np.divmod(electrode, NUM_CHANNELS)
    kind = features["channel_mapping_type"]
    if kind == _SCRAMBLED:
        return _scrambled(bank, place)
    if kind == _BLOCKS:
        block, rest = np.divmod(place, 48)
        moved: Integers = 48 * _BLOCK_ORDER[shank, block] + rest
        return moved
    return place


def _scrambled(bank: Integers, place: Integers) -> Integers:
    """Return the channel of electrodes of the single-shank 2.0, by bank and place in it."""
    block, rest = np.divmod(place, 32)
    row, column = np.divmod(rest, 2)
    channel: Integers = 32 * block + 2 * ((row * _ROW_FACTORS[bank] + column * _COLUMN_SHIFTS[bank]) % 16) + column
    return channel


def _refuse_shared(probe: Probe, part_number: str, channel: Integers) -> None:
    order = np.argsort(channel, kind="stable")
    shared = np.flatnonzero(np.diff(channel[order]) == 0)
    if shared.size:
        one, other = probe.contact_ids[order[shared[0] : shared[0] + 2]]
        raise UnreadableProbeError(
            f"{part_number} reads {NUM_CHANNELS} channels, and its contacts {one} and {other} share one: record at "
            f"most {NUM_CHANNELS} contacts, counted from the tip"
        )


def _is_supported(features: dict[str, str]) -> bool:
    kind = features["channel_mapping_type"]
    if kind == _SIMPLE:
        return features["imro_table_format_type"] == "imro_np1000" and "1.0" in features["description"]
    return kind in (_SCRAMBLED, _BLOCKS) and features["imro_table_format_type"] in _TABLE_TYPES


def _electrodes(probe: Probe, part_number: str) -> tuple[Integers, Integers]:
    """Return shank and number of every contact, from its name; it must be where the part number has it."""
    places = _places(part_number)
    names = [] if probe.contact_ids is None else [str(name) for name in probe.contact_ids]
    known = [places[name] for name in names if name in places]
    if len(known) < probe.get_contact_count() or not np.allclose(known, probe.contact_positions):
        raise UnreadableProbeError(f"its contacts are not those of {part_number}: choose the probe by part number")
    found = [re.fullmatch(r"(?:s(\d+))?e(\d+)", name) for name in names]
    pairs = [(int(match[1] or 0), int(match[2])) for match in found if match is not None]
    shank, electrode = np.array(pairs, dtype=np.int64).T
    return shank, electrode


def _number(part_number: str) -> int:
    return int(re.sub(r"\D", "", part_number) or 0)


@cache
def _places(part_number: str) -> dict[str, tuple[float, float]]:
    """Return the position of every contact that the whole probe has, by name."""
    from probeinterface.neuropixels_tools import build_neuropixels_probe

    probe = build_neuropixels_probe(part_number)
    return dict(zip(map(str, probe.contact_ids), map(tuple, probe.contact_positions.tolist()), strict=True))


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    table = files("probeinterface").joinpath("resources", "neuropixels_probe_features.json")
    probes: Any = json.loads(table.read_text(encoding="utf-8"))["neuropixels_probes"]
    return dict(probes)
