"""Probes that are described by a few parameters: Neuropixels, columns, a line, a tetrode, and well-known names."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from ..base import ConfigError, Problem, parameter
from ..probe_files import MOST_CONTACTS
from .base import ProbeKind

if TYPE_CHECKING:
    from probeinterface import Probe


class NeuropixelsProbe(ProbeKind):
    """Neuropixels probe, by part number."""

    kind: Literal["neuropixels"] = parameter("neuropixels", "The kind of probe.")
    part_number: str = parameter(
        "NP1000",
        "imec part number: NP1000 is Neuropixels 1.0; NP2000 and NP2010 are 2.0 with one and four shanks.",
        label="Part number",
    )
    num_contacts: int = parameter(
        384,
        "Number of recorded contacts on all shanks together, counted from the tip.",
        label="Contacts",
        ge=1,
        le=MOST_CONTACTS,
        span=(32, 384),
    )
    first_contact: int = parameter(
        0,
        "Index of the first recorded contact, counted from the tip.",
        label="First contact",
        ge=0,
        le=MOST_CONTACTS,
        span=(0, 576),
    )

    @field_validator("part_number")
    @classmethod
    def _bundled(cls, part_number: str) -> str:
        if part_number not in neuropixels_part_numbers():
            raise ValueError(f"is not a known part number. Available: {', '.join(neuropixels_part_numbers())}")
        return part_number

    def build(self) -> Probe:
        """Return the recorded part of the probe."""
        probe = _neuropixels(self.part_number)
        from_the_tip = np.argsort(probe.contact_positions[:, 1], kind="stable")
        recorded = from_the_tip[self.first_contact : self.first_contact + self.num_contacts]
        return probe.get_slice(np.sort(recorded))

    @property
    def contacts_on_probe(self) -> int:
        """How many contacts the whole probe has."""
        return int(_neuropixels(self.part_number).get_contact_count())


class MultiColumnProbe(ProbeKind):
    """Columns of regularly spaced contacts."""

    kind: Literal["multi_column"] = parameter("multi_column", "The kind of probe.")
    num_columns: int = parameter(2, "Number of columns.", label="Columns", ge=1, le=64, span=(1, 8))
    num_contacts_per_column: int | tuple[int, ...] = parameter(
        32,
        "Contacts per column: one number for all, or one per column.",
        label="Contacts per column",
        ge=1,
        le=2_000,
        span=(4, 192),
    )
    x_pitch_um: float = parameter(
        20.0,
        "Distance between neighbouring columns.",
        label="Column distance",
        unit="µm",
        gt=0,
        le=1_000,
        span=(5, 100),
    )
    y_pitch_um: float = parameter(
        20.0,
        "Distance between neighbouring contacts of a column.",
        label="Row distance",
        unit="µm",
        gt=0,
        le=1_000,
        span=(5, 100),
    )
    y_shift_per_column_um: tuple[float, ...] | None = parameter(
        None,
        "Shift of each column along the probe, positive up; empty for none.",
        label="Column shifts",
        unit="µm",
        ge=-5_000,
        le=5_000,
    )
    contact_radius_um: float = parameter(
        6.0, "Radius of a contact; only drawn.", label="Contact radius", unit="µm", gt=0, le=100, span=(2, 15)
    )

    def build(self) -> Probe:
        """Return the columns as one probe."""
        import probeinterface

        return probeinterface.generate_multi_columns_probe(
            num_columns=self.num_columns,
            num_contact_per_column=_list_or_int(self.num_contacts_per_column),
            xpitch=self.x_pitch_um,
            ypitch=self.y_pitch_um,
            y_shift_per_column=None if self.y_shift_per_column_um is None else list(self.y_shift_per_column_um),
            contact_shapes="circle",
            contact_shape_params={"radius": self.contact_radius_um},
        )


class LinearProbe(ProbeKind):
    """One column of contacts."""

    kind: Literal["linear"] = parameter("linear", "The kind of probe.")
    num_contacts: int = parameter(32, "Number of contacts.", label="Contacts", ge=1, le=MOST_CONTACTS, span=(4, 384))
    y_pitch_um: float = parameter(
        20.0,
        "Distance between neighbouring contacts.",
        label="Contact distance",
        unit="µm",
        gt=0,
        le=1_000,
        span=(5, 100),
    )

    def build(self) -> Probe:
        """Return the column as a probe."""
        import probeinterface

        return probeinterface.generate_linear_probe(num_elec=self.num_contacts, ypitch=self.y_pitch_um)


class TetrodeProbe(ProbeKind):
    """Four contacts close together."""

    kind: Literal["tetrode"] = parameter("tetrode", "The kind of probe.")
    radius_um: float = parameter(
        10.0, "Distance of the contacts from the centre.", label="Radius", unit="µm", gt=0, le=1_000, span=(5, 50)
    )

    def build(self) -> Probe:
        """Return the tetrode."""
        import probeinterface

        return probeinterface.generate_tetrode(r=self.radius_um)


class NamedProbe(ProbeKind):
    """Probe by its name in ``spikeinterface.generation``."""

    kind: Literal["named"] = parameter("named", "The kind of probe.")
    name: str = parameter(
        "Neuropixels1-384",
        "Neuropixels1-384, Neuropixels1-128, Neuropixels2-384, Neuropixels2-128, Neuronexus-32 or tetrode.",
        label="Name",
    )

    @field_validator("name")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in _NAMED:
            raise ValueError(f"is not a known name. Available: {', '.join(_NAMED)}")
        return name

    @property
    def meaning(self) -> ProbeKind:
        """What the name stands for."""
        meant: ProbeKind = _NAMED[self.name]
        return meant

    def build(self) -> Probe:
        """Return the probe of that name."""
        return self.meaning.build()


class LibraryProbe(ProbeKind):
    """Probe from probeinterface's online library, downloaded once and cached."""

    kind: Literal["library"] = parameter("library", "The kind of probe.")
    manufacturer: str = parameter(
        "cambridgeneurotech", "Manufacturer, as named in the probeinterface library.", label="Manufacturer"
    )
    name: str = parameter("ASSY-37-H7b", "Probe, as named in the probeinterface library.", label="Probe name")
    num_contacts: int | None = parameter(
        None,
        "Number of recorded contacts, in the order of their ids; empty for all.",
        label="Contacts",
        ge=1,
        le=MOST_CONTACTS,
    )

    @field_validator("manufacturer", "name")
    @classmethod
    def _plain_name(cls, name: str) -> str:
        if re.fullmatch(r"\w[\w .+-]*", name, re.ASCII) is None:
            raise ValueError("may contain only letters, digits, spaces and . _ + -")
        return name

    def build(self) -> Probe:
        """Return the probe, from the network or from the cache.

        Raises
        ------
        ConfigError
            When it is neither in the cache nor can be fetched.
        """
        probe = self._fetched()
        if self.num_contacts is None:
            return probe
        if self.num_contacts > probe.get_contact_count():
            message = f"the probe has {probe.get_contact_count()} contacts"
            raise ConfigError([Problem("probe.num_contacts", message, self.num_contacts)])
        return probe.get_slice(_by_id(probe)[: self.num_contacts])

    def _fetched(self) -> Probe:
        import probeinterface

        try:
            return probeinterface.get_probe(self.manufacturer, self.name)
        except Exception as error:
            message = (
                f"{self.manufacturer}/{self.name} is not in the local probe library, and downloading it failed "
                f"({type(error).__name__}): check the name and the network, or use a probe file"
            )
            raise ConfigError([Problem("probe.name", message, self.name)]) from None


def neuropixels_part_numbers() -> tuple[str, ...]:
    """Return the part numbers that probeinterface bundles."""
    return tuple(neuropixels_descriptions())


def probe_names() -> tuple[str, ...]:
    """Return the names of `NamedProbe`."""
    return tuple(_NAMED)


@cache
def neuropixels_descriptions() -> dict[str, str]:
    """Return what probeinterface says of the part numbers that it bundles, by part number."""
    package = find_spec("probeinterface")  # found, not imported: that takes longer than all the rest
    [folder] = (package and package.submodule_search_locations) or [""]
    features = Path(folder) / "resources" / "neuropixels_probe_features.json"
    bundled = json.loads(features.read_text(encoding="utf-8"))["neuropixels_probes"]
    return {number: " ".join(str(one.get("description", "")).split()) for number, one in bundled.items()}


@cache
def _neuropixels(part_number: str) -> Probe:
    from probeinterface.neuropixels_tools import build_neuropixels_probe

    return build_neuropixels_probe(part_number)


def _neuronexus_32() -> MultiColumnProbe:
    return MultiColumnProbe(
        num_columns=3,
        num_contacts_per_column=(10, 12, 10),
        x_pitch_um=30.0,
        y_pitch_um=30.0,
        y_shift_per_column_um=(0.0, -15.0, 0.0),
        contact_radius_um=8.0,
    )


_NAMED: dict[str, Any] = {
    "Neuropixels1-384": NeuropixelsProbe(part_number="NP1000", num_contacts=384),
    "Neuropixels1-128": NeuropixelsProbe(part_number="NP1000", num_contacts=128),
    "Neuropixels2-384": NeuropixelsProbe(part_number="NP2000", num_contacts=384),
    "Neuropixels2-128": NeuropixelsProbe(part_number="NP2000", num_contacts=128),
    "Neuronexus-32": _neuronexus_32(),
    "tetrode": TetrodeProbe(),
    "sinaps-128": LibraryProbe(manufacturer="sinaps-research-platform", name="p1024s1NHP", num_contacts=128),
}


def _by_id(probe: Probe) -> NDArray[np.intp]:
    """Return the contacts in the order of their ids, those that are numbers; else as they stand."""
    try:
        return np.argsort(np.asarray(probe.contact_ids).astype(np.int64), kind="stable")
    except (TypeError, ValueError):
        return np.arange(probe.get_contact_count())


def _list_or_int(number: int | tuple[int, ...]) -> int | list[int]:
    return list(number) if isinstance(number, tuple) else number
