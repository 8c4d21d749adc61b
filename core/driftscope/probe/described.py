"""Probes that are described contact by contact: in a file, or in the configuration itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, Self

from pydantic import model_validator

from ..base import ConfigError, Problem, as_validation_error, parameter
from ..paths import LocalPath, located, looked_at
from ..probe_files import ProbeText, read_probe_text
from ..probe_geometry import joined, planar, refuse_wiring
from .base import ProbeKind, wired_probe

if TYPE_CHECKING:
    from probeinterface import Probe

_MOST_FILE_BYTES = 64 * 2**20


class _DescribedProbe(ProbeKind):
    probe_index: int | None = parameter(
        None,
        "Index of the probe if the file has several, from 0; empty to combine them all.",
        label="Probe",
        ge=0,
        le=1_000,
    )

    def build(self) -> Probe:
        """Return the probe, several joined, in µm and planar, as it is wired.

        Raises
        ------
        ConfigError
            When there is no such probe, or it cannot be recorded with.
        """
        return self.build_with_remarks()[0]

    def _built(self, text: ProbeText, path: str, given: str) -> tuple[Probe, tuple[str, ...]]:
        try:
            probe = joined([planar(one) for one in self._chosen(text.probes)])
            if probe.device_channel_indices is not None:
                refuse_wiring(probe.device_channel_indices)
        except ConfigError as error:
            raise _placed(error, path, given) from None
        remarks = list(text.remarks)
        if len(text.probes) > 1 and self.probe_index is None and not text.are_shanks:
            remarks.append(f"{len(text.probes)} probes are combined: set probe_index to use only one")
        return probe, tuple(remarks)

    def _chosen(self, probes: list[Probe]) -> list[Probe]:
        if self.probe_index is None:
            return probes
        if self.probe_index >= len(probes):
            last = f"0 to {len(probes) - 1}" if len(probes) > 1 else "only probe 0"
            raise ConfigError([Problem("", f"has no probe {self.probe_index}: the file has {last}")])
        return [probes[self.probe_index]]


class FileProbe(_DescribedProbe):
    """Probe file: probeinterface JSON, Kilosort JSON, or PRB (parsed, never executed)."""

    kind: Literal["file"] = parameter("file", "The kind of probe.")
    path: LocalPath = parameter(..., "Path of the file.", label="File")

    def build_with_remarks(self) -> tuple[Probe, tuple[str, ...]]:
        """Return the file's probe, see `build`, with what was assumed or left out.

        Raises
        ------
        ConfigError
            When the file cannot be read as a probe, with what exactly is in the way.
        """
        place = located(self.path)
        try:
            with place.open("rb") as file:
                text = file.read(_MOST_FILE_BYTES).decode("utf-8-sig")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not a text file"
            problem = Problem(
                "probe.path", f"the probe file cannot be read ({reason}): {looked_at(self.path)}", str(self.path)
            )
            raise ConfigError([problem]) from None
        try:
            content = read_probe_text(text, place.name)
        except ConfigError as error:
            raise _placed(error, "probe.path", str(self.path)) from None
        return self._built(content, "probe.path", str(self.path))


class InlineProbe(_DescribedProbe):
    """Probe stored in the configuration itself; no file needed."""

    kind: Literal["inline"] = parameter("inline", "The kind of probe.")
    probeinterface_json: str = parameter(
        ..., "The probe, in the JSON format of probeinterface.", label="probeinterface JSON"
    )

    @model_validator(mode="after")
    def _readable(self) -> Self:
        try:
            wired_probe(self)
        except ConfigError as error:
            problems = [Problem("probeinterface_json", one.message) for one in error.problems]
            raise as_validation_error(type(self).__name__, problems) from None
        return self

    @classmethod
    def of(cls, *probes: Probe) -> Self:
        """Carry an existing probe, or several that are joined, with their wiring.

        Parameters
        ----------
        *probes : probeinterface.Probe
            Planar probes, also in three dimensions, in any unit.
        """
        import probeinterface

        described = [json.loads(json.dumps(probe.to_dict(array_as_list=True))) for probe in probes]
        content = {"specification": "probeinterface", "version": probeinterface.__version__, "probes": described}
        return cls(probeinterface_json=json.dumps(content))

    @classmethod
    def from_text(cls, text: str, name: str = "") -> Self:
        """Carry the probe of a probe file's text; its name says which form the text has, see `FileProbe`.

        Raises
        ------
        ConfigError
            When it holds no probe that can be used.
        """
        content = read_probe_text(text, name)
        probes = [joined(content.probes)] if content.are_shanks else content.probes
        return cls.of(*probes)

    def build_with_remarks(self) -> tuple[Probe, tuple[str, ...]]:
        """Return the probe, see `build`, with what was assumed or left out."""
        path = "probe.probeinterface_json"
        try:
            content = read_probe_text(self.probeinterface_json)
        except ConfigError as error:
            raise _placed(error, path, "") from None
        return self._built(content, path, "")


def _placed(error: ConfigError, path: str, given: str) -> ConfigError:
    """Say of a problem where in the configuration it stands."""
    return ConfigError([Problem(path, one.message, given or one.given) for one in error.problems])
