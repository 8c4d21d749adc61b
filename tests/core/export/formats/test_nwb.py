"""The file is valid NWB of good practice, SpikeInterface reads it, and units and motion are in it as they are."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pynwb
import pytest
from driftscope.export import Job, SampleFormat, formats
from driftscope.export.truth_writer import write_truth
from driftscope.hybrid import Hybrid, HybridConfig, SampleSource
from nwbinspector import Importance, inspect_nwbfile
from spikeinterface.extractors import read_nwb_recording, read_nwb_sorting

Write = Callable[..., Any]


def _units(path: Path) -> Any:
    with pynwb.NWBHDF5IO(path, "r") as io:
        return io.read().units.to_dataframe()


def test_spikeinterface_reads_what_was_generated(write: Write, choice: tuple[Any, SampleFormat]) -> None:
    probe, samples = choice
    written = write("nwb", probe, samples)
    job, path = written.job, written.folder / "recording.nwb"
    recording = read_nwb_recording(path)
    found_uv = recording.get_traces(return_in_uV=True)
    np.testing.assert_allclose(found_uv, written.traces_uv, rtol=1e-6, atol=written.tolerance_uv)
    assert recording.get_sampling_frequency() == job.sampling_frequency_hz
    assert recording.channel_ids.tolist() == job.channel_ids
    np.testing.assert_array_equal(recording.get_channel_locations(), job.source.contact_positions_um)
    np.testing.assert_allclose(recording.get_channel_gains(), samples.gain_to_uv, rtol=1e-12)
    np.testing.assert_allclose(recording.get_channel_offsets(), samples.offset_to_uv, rtol=1e-12)
    sorting = read_nwb_sorting(path, sampling_frequency=job.sampling_frequency_hz, t_start=0.0)
    for unit in sorting.unit_ids:
        np.testing.assert_array_equal(sorting.get_unit_spike_train(unit), job.truth.train_of(int(unit)))


@pytest.mark.parametrize("name", ["static", "drifting"])
def test_it_is_valid_and_of_good_practice(write: Write, four_shanks: dict[str, Any], name: str) -> None:
    written = write("nwb", four_shanks, name=name)
    path = written.folder / "recording.nwb"
    assert pynwb.validate(path=path) == []
    found = list(inspect_nwbfile(nwbfile_path=path))
    assert [message for message in found if message.importance != Importance.BEST_PRACTICE_SUGGESTION] == []
    # There is neither.
    assert {message.check_function_name for message in found} == {"check_experimenter_exists", "check_institution"}


def test_units_are_where_they_are_with_their_templates(write: Write, linear: dict[str, Any]) -> None:
    written = write("nwb", linear)
    units, truth = _units(written.folder / "recording.nwb"), written.job.truth
    np.testing.assert_array_equal(units[["x_um", "y_um", "z_um"]].to_numpy(), truth.locations_um)
    np.testing.assert_allclose(np.stack(units["waveform_mean"]), truth.templates_uv * 1e-6, rtol=1e-6)
    np.testing.assert_array_equal(units["spike_times"].map(len), truth.units["num_spikes"])


def test_motion_is_a_sum_that_gives_every_displacement(write: Write, linear: dict[str, Any]) -> None:
    written = write(
        "nwb", linear, motion={"components": [{"kind": "zigzag", "period_s": 1.0, "non_rigid_gradient": 0.3}]}
    )
    path, motion = written.folder / "recording.nwb", written.job.source.motion
    shares = np.stack(_units(path)["motion_share"])
    with pynwb.NWBHDF5IO(path, "r") as io:
        series = io.read().processing["ecephys"]
        assert series["motion_y"].rate == motion.sampling_frequency_hz
        moved_um = [series[name].get_data_in_units() * 1e6 @ shares.T for name in ("motion_x", "motion_y")]
    np.testing.assert_allclose(np.stack(moved_um, axis=2), motion.unit_displacements_um(), atol=1e-9)
    assert np.ptp(moved_um[1]) > 5


def test_what_rests_has_no_motion(write: Write, linear: dict[str, Any]) -> None:
    written = write("nwb", linear, name="static")
    with pynwb.NWBHDF5IO(written.folder / "recording.nwb", "r") as io:
        content = io.read()
        assert not content.processing
        assert "motion_share" not in content.units.colnames


def test_electrodes_belong_to_their_shank(write: Write, four_shanks: dict[str, Any]) -> None:
    written = write("nwb", four_shanks)
    with pynwb.NWBHDF5IO(written.folder / "recording.nwb", "r") as io:
        electrodes = io.read().electrodes.to_dataframe()
    assert electrodes["group_name"].tolist() == np.repeat([f"shank{shank}" for shank in range(4)], 10).tolist()
    assert electrodes["contact_id"].tolist() == written.job.probe.contact_ids.tolist()


def test_it_can_be_generated_again_from_its_notes(write: Write, linear: dict[str, Any]) -> None:
    written = write("nwb", linear)
    with pynwb.NWBHDF5IO(written.folder / "recording.nwb", "r") as io:
        text = io.read().notes.partition(": ")[2]
    config = written.job.source.config
    assert type(config).from_text(text, "json") == config


def test_of_a_hybrid_the_animal_is_unknown(tmp_path: Path) -> None:
    hybrid = Hybrid(HybridConfig(source=SampleSource(duration_s=0.5)))
    list(write_truth(hybrid, tmp_path / "truth"))
    formats()["nwb"].begin(tmp_path, Job(hybrid, "drifting", SampleFormat(), tmp_path / "truth"))
    path = tmp_path / "recording.nwb"
    with pynwb.NWBHDF5IO(path, "r") as io:
        content = io.read()
        assert content.subject.subject_id == "unknown"
        assert "simulated" not in content.subject.description
        assert set(content.electrodes["location"][:]) == {"unknown"}
    worst = max(message.importance.value for message in inspect_nwbfile(nwbfile_path=path))
    assert worst == Importance.BEST_PRACTICE_SUGGESTION.value


def test_identifiers_follow_from_the_content(write: Write, linear: dict[str, Any]) -> None:
    def identifiers(samples: SampleFormat) -> dict[str, str]:
        found: dict[str, str] = {}
        with h5py.File(write("nwb", linear, samples).folder / "recording.nwb") as file:
            file.visititems(lambda name, item: found.update({name: item.attrs.get("object_id", "")}))
        return {name: identifier for name, identifier in found.items() if identifier}

    once, again, other = (identifiers(SampleFormat(dtype=kind)) for kind in ("int16", "int16", "float32"))
    assert once == again
    assert len(set(once.values())) == len(once) > 10
    assert not set(once.values()) & set(other.values())


def test_without_pynwb_the_error_names_the_extra() -> None:
    code = (
        "import sys, importlib.util as u; find = u.find_spec\n"
        "from driftscope.export import ExportError\n"
        "from driftscope.export.formats import registry\n"
        "registry.find_spec = lambda name: None if name == 'pynwb' else find(name)\n"
        "try:\n    registry.format_named('nwb')\n"
        "except ExportError as error:\n    print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "pip install 'driftscope[nwb]'" in said
