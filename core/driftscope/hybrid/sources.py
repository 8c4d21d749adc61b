"""Where the background of a hybrid recording comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Discriminator

from ..backgrounds import (
    ByteOrder,
    RawRecording,
    channels_that_fit,
    open_binary,
    open_spikeglx,
    open_spikeinterface,
    open_with_spikeinterface,
    raw_recording,
)
from ..base import Config, ConfigError, Problem, parameter
from ..checksums import quick_checksum, refuse_changed
from ..config import SimulationConfig
from ..file_version import file_version
from ..motion import MotionConfig, RandomWalkMotion, ZigzagMotion
from ..noise import NoiseConfig
from ..paths import LocalPath, located
from ..probe import FileProbe, NeuropixelsProbe, ProbeConfig, wired_probe
from ..probe_geometry import WiredProbe
from ..simulation import Simulation
from ..units import UnitsConfig
from ..wired_recordings import with_probe


class _Source(Config):
    @property
    def simulation(self) -> Simulation | None:
        """What a generated background follows from; None for a recorded one."""
        return None

    def open(self) -> RawRecording:
        raise NotImplementedError

    def state(self) -> object:
        """Return what changes when a file is exchanged, so that it is opened again."""
        return None

    def with_checksum(self) -> _Source:
        """Return the same source, sealed: whoever opens it later is told when it has changed."""
        return self


class SampleSource(_Source):
    """A recording that this project generates itself: part of a Neuropixels 1.0 probe that drifts, always the same."""

    kind: Literal["sample"] = parameter("sample", "The kind of source.")
    duration_s: float = parameter(
        60.0, "Duration of the recording.", label="Duration", unit="s", gt=0, le=86_400, span=(10, 600)
    )

    @property
    def simulation(self) -> Simulation:
        """What it follows from."""
        return Simulation(
            SimulationConfig(
                duration_s=self.duration_s,
                seed=20_480,
                probe=NeuropixelsProbe(part_number="NP1000", num_contacts=96, first_contact=100),
                units=UnitsConfig(num_units=30, minimum_distance_um=None),
                motion=MotionConfig(
                    start_um=(0.0, 12.0),
                    stop_um=(0.0, -12.0),
                    components=(
                        ZigzagMotion(period_s=min(40.0, self.duration_s), amplitude_factor=0.7, non_rigid_gradient=0.5),
                        RandomWalkMotion(amplitude_factor=0.3),
                    ),
                ),
                noise=NoiseConfig(level_uv=8.0),
            )
        )

    def open(self) -> RawRecording:
        """Return the drifting recording."""
        return raw_recording(self.simulation.drifting)


class SimulationSource(_Source):
    """Another recording of this project."""

    kind: Literal["simulation"] = parameter("simulation", "The kind of source.")
    config: SimulationConfig = parameter(..., "Configuration of the simulation.")

    @property
    def simulation(self) -> Simulation:
        """What it follows from."""
        return Simulation(self.config)

    def open(self) -> RawRecording:
        """Return the drifting recording."""
        return raw_recording(self.simulation.drifting)


class _Recorded(_Source):
    path: LocalPath = parameter(..., "Path of the file or folder.", label="Path")
    checksum: str | None = parameter(
        None,
        "Checksum of parts of it, so that another recording under the same name is noticed; empty to accept any.",
        label="Checksum",
    )

    def state(self) -> object:
        """Return the versions of the file or folder, and of the probe's file."""
        probe = getattr(self, "probe", None)
        probe_file = located(probe.path) if isinstance(probe, FileProbe) else None
        return file_version(located(self.path)), probe_file and file_version(probe_file)

    def with_checksum(self) -> _Recorded:
        """Return the same source with the checksum of what is there now."""
        return self.replace(checksum=quick_checksum(located(self.path)))

    def open(self) -> RawRecording:
        """Return the recording; a ConfigError when it is missing, another one, or cannot be read."""
        refuse_changed(located(self.path), self.checksum, "checksum")
        return self._opened()

    def _opened(self) -> RawRecording:
        raise NotImplementedError


class BinarySource(_Recorded):
    """A flat file with all channels of one moment, then those of the next; it is mapped into memory read-only."""

    kind: Literal["binary"] = parameter("binary", "The kind of source.")
    sampling_frequency_hz: float = parameter(
        30_000.0, "Sampling rate of the recording.", label="Sampling rate", unit="Hz", ge=1_000, le=200_000
    )
    num_channels: int | None = parameter(
        384,
        "Number of channels in the file; empty to guess it from the probe and the file size.",
        label="Channels",
        ge=1,
        le=10_000,
    )
    probe: ProbeConfig = parameter(
        NeuropixelsProbe(),
        "The probe; its wiring says which channel each contact is, else contacts are in the order of the channels.",
    )
    dtype: str = parameter(
        "int16", "Sample type: int16, uint16, int32, float32, >i2 (big-endian), ...", label="Sample type"
    )
    byte_order: ByteOrder = parameter(
        "little", "Byte order of a sample, unless the sample type says it.", label="Byte order"
    )
    gain_uv: float | tuple[float, ...] = parameter(
        1.0,
        "Voltage of one step: one value for all channels, or one per channel.",
        label="Gain",
        unit="µV",
        gt=0,
        le=1e6,
    )
    offset_uv: float | tuple[float, ...] = parameter(
        0.0,
        "Voltage of a 0: one value for all channels, or one per channel.",
        label="Offset",
        unit="µV",
        ge=-1e7,
        le=1e7,
    )
    skip_bytes: int = parameter(0, "Size of the header before the first sample.", label="Header", unit="bytes", ge=0)
    num_samples: int | None = parameter(None, "Number of samples to read; empty for all.", label="Samples", ge=1)
    start_time_s: float = parameter(
        0.0,
        "Time of the first sample, on the clock of a measured motion.",
        label="Start time",
        unit="s",
        ge=-1e9,
        le=1e9,
    )

    def _opened(self) -> RawRecording:
        wired = wired_probe(self.probe)
        number, guess = self._channels(wired)
        for name in ("gain_uv", "offset_uv"):
            if np.size(getattr(self, name)) not in (1, number):
                message = f"has {np.size(getattr(self, name))} values for {number} channels"
                raise ConfigError([Problem(name, message)])
        opened = open_binary(
            self.path, self.sampling_frequency_hz, number, self.dtype, self.byte_order,
            None, self.gain_uv, self.offset_uv, self.skip_bytes, self.num_samples,
        )  # fmt: skip
        opened = opened.starting_at(self.start_time_s)
        opened.remark(*guess)
        return with_probe(opened, wired, first_channels=True)

    def _channels(self, wired: WiredProbe) -> tuple[int, list[Problem]]:
        """Return the number of channels, with a remark when the probe's file says it or it is a guess."""
        if self.num_channels is not None:
            return self.num_channels, []
        least = wired.least_channels
        fitting = channels_that_fit(self.path, self.dtype, self.skip_bytes, wired.num_channels or least)
        if wired.num_channels is not None and fitting[:1] == [wired.num_channels]:
            words = f"{wired.num_channels} channels, as the probe's file says. Set the number when it is another"
            return wired.num_channels, [Problem("num_channels", words, wired.num_channels)]
        with_room = [number for number in fitting if number >= least]
        if not with_room:
            return wired.num_channels or least, []
        guess = with_room[0]
        said = "" if wired.num_channels is None else f", not the {wired.num_channels} that the probe's file says"
        others = ", ".join(str(number) for number in fitting if number != guess) or "no other usual number"
        words = (
            f"{guess} channels are a guess from the probe ({wired.probe.get_contact_count()} contacts) and the size of "
            f"the file{said}; it would also fit: {others}. Set the number when it is another"
        )
        return guess, [Problem("num_channels", words, guess)]


def fits_usual_probe(path: str | Path) -> bool:
    """Return whether a flat file's size fits to as many channels as the usual probe has contacts, or to one more."""
    usual = BinarySource(path=Path(path))
    contacts = wired_probe(usual.probe).probe.get_contact_count()
    likeliest = channels_that_fit(path, usual.dtype, usual.skip_bytes, contacts)[:1]
    return likeliest in ([contacts], [contacts + 1])


class SpikeGLXSource(_Recorded):
    """A folder of SpikeGLX; read through SpikeInterface."""

    kind: Literal["spikeglx"] = parameter("spikeglx", "The kind of source.")
    stream: str = parameter("imec0.ap", "Probe and band, for example imec0.ap.", label="Stream")

    def _opened(self) -> RawRecording:
        return open_spikeglx(self.path, self.stream)


class _MayLackProbe(_Recorded):
    probe: ProbeConfig | None = parameter(
        None,
        "Probe to use instead of the recording's; its wiring says which channel each contact is, else in order.",
    )
    gain_uv: float | None = parameter(
        None, "Voltage of one step, when the recording does not say it.", label="Gain", unit="µV", gt=0, le=1e6
    )

    def _completed(self, opened: RawRecording) -> RawRecording:
        return opened if self.probe is None else with_probe(opened, wired_probe(self.probe))


class SpikeInterfaceSource(_MayLackProbe):
    """A recording that SpikeInterface has saved: folder, zarr or JSON."""

    kind: Literal["spikeinterface"] = parameter("spikeinterface", "The kind of source.")

    def _opened(self) -> RawRecording:
        return self._completed(open_spikeinterface(self.path, self.gain_uv))


class ReaderSource(_MayLackProbe):
    """A recording in any other format that SpikeInterface reads."""

    kind: Literal["reader"] = parameter("reader", "The kind of source.")
    form: str = parameter(..., "Format, as in spikeinterface.extractors.read_<format>.", label="Format")
    stream: str | None = parameter(None, "Id of the stream, when there are several.", label="Stream")

    def _opened(self) -> RawRecording:
        return self._completed(open_with_spikeinterface(self.form, self.path, self.stream, self.gain_uv))


SourceConfig = Annotated[
    SampleSource | SimulationSource | BinarySource | SpikeGLXSource | SpikeInterfaceSource | ReaderSource,
    Discriminator("kind"),
]


def open_source(source: SourceConfig, given: Any = None) -> RawRecording:
    """Open a background; a recording that is given is taken instead.

    Raises
    ------
    ConfigError
        When it cannot be opened, with paths that begin with ``source``.
    """
    try:
        return source.open() if given is None else raw_recording(given)
    except ConfigError as error:
        raise ConfigError(
            [Problem(f"source.{one.path}".rstrip("."), one.message, one.given) for one in error.problems]
        ) from None
