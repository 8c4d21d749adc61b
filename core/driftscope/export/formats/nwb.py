"""NWB format: one HDF5 file with traces, electrodes, true units and motion.

Traces lie in one piece in the file, so that any process writes its samples to their place as into a flat file, without
HDF5, which lets only one write at a time.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np
from numpy.typing import NDArray

from ...config import SimulationConfig
from ..job import SESSION_START, Job
from ..properties import shank_of
from .base import Format
from .flat import write_rows

if TYPE_CHECKING:
    from pynwb import NWBFile
    from pynwb.file import Subject

FILE = "recording.nwb"
SERIES = "ElectricalSeries"
_TRACES = f"acquisition/{SERIES}/data"
_SYNTHETIC = "http://purl.obolibrary.org/obo/NCBITaxon_32630"
_UNIDENTIFIED = "http://purl.obolibrary.org/obo/NCBITaxon_32644"
_VOLTS_PER_UV = 1e-6
_METRES_PER_UM = 1e-6


class Nwb(Format):
    """A file of Neurodata Without Borders, ``recording.nwb``.

    Its session begins in the year 2000 and its identifiers follow from the configuration, so that equal configurations
    give equal files.
    """

    name = "nwb"
    title = "NWB"
    extra = "nwb"
    libraries = ("pynwb",)

    def disk_bytes(self, job: Job) -> int:
        """Return the size of the traces, the spikes and the templates."""
        templates = len(job.source.locations_um) * job.source.injection(moving=False).num_samples * job.num_channels * 4
        return job.num_bytes + templates + int(12 * job.source.expected_spikes) + 4 * 2**20

    def begin(self, folder: Path, job: Job) -> None:
        """Write everything but the samples, aside, so that a file that is there is whole."""
        if (folder / FILE).exists():
            return
        beside = folder / f"part.{FILE}"
        _write_file(beside, job)
        _fill_columns(beside, job)
        beside.replace(folder / FILE)

    def write(self, folder: Path, job: Job, start: int, samples: NDArray[Any]) -> None:
        """Write rows in their place, past HDF5."""
        write_rows(folder / FILE, start, samples, offset=_traces_begin(folder / FILE))

    def finish(self, folder: Path, job: Job) -> None:
        """Do nothing: the file is whole when its last sample is there."""

    def read(self, folder: Path, job: Job, start: int, end: int) -> NDArray[Any]:
        """Return rows as HDF5 gives them."""
        import h5py

        with h5py.File(folder / FILE, "r") as file:
            samples: NDArray[Any] = file[_TRACES][start:end]
        return samples


def _traces_begin(path: Path) -> int:
    """Return at which byte of the file the traces begin."""
    import h5py

    with h5py.File(path, "r", locking=False) as file:
        return int(file[_TRACES].id.get_offset())


def _write_file(path: Path, job: Job) -> None:
    from pynwb import NWBHDF5IO

    content = _session(job)
    _add_traces(content, job)
    _add_units(content, job)
    if job.name == "drifting" and job.truth.motion.factors.shape[1]:
        _add_motion(content, job)
    _name_objects(content, job)
    with NWBHDF5IO(path, "w") as io:
        io.write(content)


def _session(job: Job) -> NWBFile:
    from pynwb import NWBFile

    begin = datetime.fromisoformat(SESSION_START)
    return NWBFile(
        session_description=job.description,
        identifier=job.identifier,
        session_start_time=begin,
        file_create_date=begin,
        experiment_description="Generated recording with known spikes, units and motion.",
        keywords=["generated", "ground truth", "drift"],
        subject=_subject(job),
        notes=f"Configuration that generated this file: {job.source.config.model_dump_json()}",
    )


def _subject(job: Job) -> Subject:
    """Return the animal: none for a simulation, an unknown one where units were added to a recording."""
    from pynwb.file import Subject

    if _is_simulated(job):
        said = {"description": "No animal: all data are simulated.", "species": _SYNTHETIC, "age": "P0D"}
    else:
        said = {"description": "Animal of the recording to which units were added.", "species": _UNIDENTIFIED}
        said["age"] = "P0D/"  # at least no days
    return Subject(subject_id=_place(job), sex="U", **said)


def _is_simulated(job: Job) -> bool:
    return isinstance(job.source.config, SimulationConfig)


def _place(job: Job) -> str:
    """Return what stands for a place in the brain."""
    return "simulated" if _is_simulated(job) else "unknown"


def _add_traces(content: NWBFile, job: Job) -> None:
    from pynwb.ecephys import ElectricalSeries

    _add_electrodes(content, job)
    everywhere = content.create_electrode_table_region(list(range(job.num_channels)), "every channel")
    series = ElectricalSeries(
        name=SERIES,
        description=f"The {job.name} recording.",
        data=_to_be_filled((job.num_samples, job.num_channels), job.dtype),
        electrodes=everywhere,
        **_clock(job, job.sampling_frequency_hz, job.num_samples),
        conversion=job.samples.gain_to_uv * _VOLTS_PER_UV,
        offset=job.samples.offset_to_uv * _VOLTS_PER_UV,
    )
    content.add_acquisition(series)


def _add_electrodes(content: NWBFile, job: Job) -> None:
    probe = job.probe
    kind = str(probe.description or probe.model_name or "Contacts at given positions")
    model = content.create_device_model(
        name=str(probe.model_name or "probe_model"),
        manufacturer=str(probe.manufacturer or "none"),
        description=kind,
    )
    device = content.create_device(name="probe", description=f"{kind}.", model=model)
    shanks = shank_of(job)
    groups = [
        content.create_electrode_group(
            name=f"shank{shank}", description=f"Shank {shank} of the probe.", location=_place(job), device=device
        )
        for shank in range(int(shanks.max()) + 1)
    ]
    content.add_electrode_column("channel_name", "Name of the channel.")
    content.add_electrode_column("contact_id", "Name of the contact on the probe.")
    contacts = job.channel_ids if probe.contact_ids is None else [str(name) for name in probe.contact_ids]
    for channel, (x_um, y_um) in enumerate(job.source.contact_positions_um.tolist()):
        content.add_electrode(
            group=groups[shanks[channel]],
            location=_place(job),
            rel_x=x_um,
            rel_y=y_um,
            channel_name=job.channel_ids[channel],
            contact_id=contacts[channel],
        )


def _add_units(content: NWBFile, job: Job) -> None:
    from hdmf.common import ElementIdentifiers, VectorData, VectorIndex
    from pynwb.misc import Units

    truth = job.truth
    num_units, num_samples, num_channels = truth.templates_uv.shape
    times = VectorData(
        name="spike_times", description="Spike times, in s.", data=_to_be_filled((truth.num_spikes,), "<f8")
    )
    ends = np.cumsum(truth.units["num_spikes"]).astype(np.int64)
    means = _to_be_filled((num_units, num_samples, num_channels), "<f4")
    columns = [
        times,
        VectorIndex(name="spike_times_index", data=ends, target=times),
        VectorData(name="waveform_mean", description="The template at rest on every channel, in V.", data=means),
        *(
            VectorData(name=name, description=_COLUMNS.get(name, _DRAWN.format(name)), data=values)
            for name, values in _unit_columns(job).items()
        ),
    ]
    content.units = Units(
        name="units",
        description="The true units: spike times, and positions at rest.",
        id=ElementIdentifiers(name="id", data=np.arange(num_units)),
        columns=columns,
        colnames=[column.name for column in columns if not isinstance(column, VectorIndex)],
        waveform_rate=truth.sampling_frequency_hz,
        waveform_time_before_peak_in_ms=truth.num_before / truth.sampling_frequency_hz * 1e3,
        resolution=1.0 / job.sampling_frequency_hz,
    )


_SHARE = "motion_share"
_DRAWN = "Template parameter: {}."
_COLUMNS = {
    "unit_name": "Name of the unit.",
    "x_um": "Position at rest across the probe, in µm, as rel_x of electrodes.",
    "y_um": "Position at rest along the probe, in µm, as rel_y of electrodes; up is positive.",
    "z_um": "Distance from the probe's plane, in µm.",
    "num_spikes": "Number of spikes.",
    "firing_rate_hz": "Spikes per second.",
    "peak_channel": "Row of the electrode on which the template is largest.",
    "peak_uv": "Height of the template's largest peak there, whatever its sign, in µV.",
    "peak_to_peak_uv": "From the template's lowest to its highest point there, in µV.",
    "noise_uv": "Standard deviation of the background there, in µV.",
    "snr": "Peak over noise.",
    "filtered_peak_channel": "Row of the electrode on which the template is largest between 300 and 6000 Hz.",
    "filtered_peak_uv": "Height of its largest peak there, in that band, in µV.",
    "filtered_peak_to_peak_uv": "From its lowest to its highest point there, in that band, in µV.",
    "filtered_noise_uv": "Standard deviation of the background there, in that band, in µV.",
    "filtered_snr": "Peak over noise, in that band.",
    _SHARE: "Fraction of each motion component that the unit follows.",
}


def _unit_columns(job: Job) -> dict[str, Any]:
    units = job.truth.units
    columns: dict[str, Any] = {"unit_name": job.truth.unit_ids}
    columns |= {name: values for name, values in units.items() if name != "unit_id"}
    for name in ("num_spikes", "peak_channel", "filtered_peak_channel"):
        columns[name] = columns[name].astype(np.int64)
    if job.name == "drifting" and (shares := job.truth.motion.factors).shape[1]:
        columns[_SHARE] = np.asarray(shares, dtype=np.float64)
    return columns


def _add_motion(content: NWBFile, job: Job) -> None:
    from pynwb import TimeSeries

    motion = job.truth.motion
    module = content.create_processing_module(
        name="ecephys",
        description="Motion of the units: the sum of the components, each times the unit's motion_share (units table).",
    )
    for axis, name, where in ((0, "motion_x", "across the probe"), (1, "motion_y", "along the probe; up is positive")):
        series = TimeSeries(
            name=name,
            description=f"Displacement {where}, by component (columns).",
            data=np.ascontiguousarray(motion.vectors_um[:, axis, :], dtype="<f8"),
            unit="meters",
            conversion=_METRES_PER_UM,
            **_clock(job, motion.sampling_frequency_hz, len(motion.vectors_um)),
        )
        module.add(series)


def _clock(job: Job, rate_hz: float, number: int) -> dict[str, Any]:
    """Return what says when the values of a series were taken: start and rate, or all times where there are gaps."""
    if job.time_vector is None:
        return {"starting_time": job.start_s, "rate": rate_hz}
    return {"timestamps": job.time_vector(np.arange(number) / rate_hz)}


def _to_be_filled(shape: tuple[int, ...], dtype: Any) -> Any:
    """Return an array that is made in one piece and filled later, so that it need not fit into memory."""
    from pynwb import H5DataIO

    return H5DataIO(data=None, shape=shape, dtype=np.dtype(dtype))


def _name_objects(content: NWBFile, job: Job) -> None:
    """Give every object an identifier that follows from the job and its place in the file.

    HDMF draws them at random and offers no other way to choose them.
    """
    for container in content.all_children():
        names = []
        above = container
        while above is not None:
            names.append(above.name)
            above = above.parent
        place = "/".join([job.identifier, job.samples.digest, *reversed(names)])
        container._AbstractContainer__object_id = str(uuid5(NAMESPACE_URL, place))


def _fill_columns(path: Path, job: Job) -> None:
    """Write spike times and templates part by part, and have room made for the traces."""
    import h5py

    truth = job.truth
    with h5py.File(path, "r+") as file:
        file[_TRACES][:1] = 0
        for unit, template in enumerate(truth.templates_uv):
            file["units/waveform_mean"][unit] = template * np.float32(_VOLTS_PER_UV)
        times = file["units/spike_times"]
        places = np.concatenate([[0], file["units/spike_times_index"][:-1]]).astype(np.int64)
        for part in truth.parts():
            units = np.asarray(truth.unit_index[part])
            order = np.argsort(units, kind="stable")
            seconds = truth.sample_index[part][order] / job.sampling_frequency_hz
            seconds = job.start_s + seconds if job.time_vector is None else job.time_vector(seconds)
            counts = np.bincount(units, minlength=places.size)
            begins = np.cumsum(counts) - counts
            for unit in np.flatnonzero(counts).tolist():
                times[places[unit] : places[unit] + counts[unit]] = seconds[begins[unit] : begins[unit] + counts[unit]]
            places += counts


FORMAT = Nwb()
