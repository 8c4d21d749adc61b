"""SpikeInterface reads the folder as phy's, and what phy multiplies gives the spikes that were put in."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from driftscope.export import SampleFormat
from spikeinterface.core import BinaryRecordingExtractor
from spikeinterface.core.core_tools import read_python
from spikeinterface.extractors import read_phy

Write = Callable[..., Any]


def _loaded(folder: Path, name: str) -> np.ndarray:
    return np.load(folder / f"{name}.npy")


def test_spikeinterface_reads_the_true_sorting(write: Write, choice: tuple[Any, SampleFormat]) -> None:
    probe, samples = choice
    written = write("phy", probe, samples)
    sorting = read_phy(written.folder)
    np.testing.assert_array_equal(sorting.to_spike_vector(), written.spikes)
    assert sorting.get_sampling_frequency() == written.job.sampling_frequency_hz
    assert set(sorting.get_property("quality")) == {"good"}
    places = np.stack([sorting.get_property(axis) for axis in ("x_um", "y_um", "z_um")], axis=1)
    np.testing.assert_allclose(places, written.job.truth.locations_um)


def test_the_parameters_lead_to_the_traces(write: Write, choice: tuple[Any, SampleFormat]) -> None:
    probe, samples = choice
    written = write("phy", probe, samples)
    said = read_python(str(written.folder / "params.py"))
    traces = BinaryRecordingExtractor(
        written.folder / said["dat_path"], said["sample_rate"], said["dtype"], said["n_channels_dat"]
    ).get_traces()
    found_uv = traces * np.float32(samples.gain_to_uv) + np.float32(samples.offset_to_uv)
    np.testing.assert_allclose(found_uv, written.traces_uv, rtol=0, atol=written.tolerance_uv)


def test_shapes_are_those_that_phy_asserts(write: Write, choice: tuple[Any, SampleFormat]) -> None:
    written = write("phy", *choice)
    job, folder = written.job, written.folder
    num_channels, num_spikes = job.num_channels, job.truth.num_spikes
    templates = _loaded(folder, "templates")
    assert templates.dtype == np.float32
    assert templates.shape == job.truth.templates_uv.shape
    assert _loaded(folder, "similar_templates").shape == (len(templates),) * 2
    assert _loaded(folder, "channel_map").tolist() == list(range(num_channels))
    np.testing.assert_array_equal(_loaded(folder, "channel_positions"), job.source.contact_positions_um)
    for name in ("spike_times", "spike_templates", "spike_clusters", "amplitudes"):
        assert _loaded(folder, name).shape == (num_spikes,)
    for name in ("whitening_mat", "whitening_mat_inv"):
        np.testing.assert_array_equal(_loaded(folder, name), np.eye(num_channels))


@pytest.mark.parametrize("name", ["static", "drifting"])
def test_amplitude_times_template_is_the_spike_at_rest(
    write: Write, choice: tuple[Any, SampleFormat], name: str
) -> None:
    probe, samples = choice
    written = write("phy", probe, samples, name=name)
    truth, folder = written.job.truth, written.folder
    templates, amplitudes = _loaded(folder, "templates"), _loaded(folder, "amplitudes")
    for spike in (0, truth.num_spikes // 2, truth.num_spikes - 1):
        unit = truth.unit_index[spike]
        expected_uv = truth.templates_uv[unit] * truth.amplitude_factor[spike]
        np.testing.assert_allclose(
            amplitudes[spike] * templates[unit] * samples.gain_to_uv, expected_uv, rtol=1e-4, atol=1e-4
        )


def test_spikes_are_where_their_units_were_then(write: Write, linear: dict[str, Any]) -> None:
    drifting = write("phy", linear)
    moved = _loaded(drifting.folder, "spike_positions")
    truth = drifting.job.truth
    resting = truth.locations_um[truth.unit_index, :2]
    bins = (truth.sample_index / 30_000 * truth.motion.sampling_frequency_hz).astype(np.int64)
    displaced = truth.motion.displacement_um(np.minimum(bins, len(truth.motion.vectors_um) - 1), truth.unit_index)
    np.testing.assert_allclose(moved, resting + displaced, atol=0.51)  # templates are made at steps of 1 µm
    assert np.ptp(displaced[:, 1]) > 5
    static = write("phy", linear, name="static")
    np.testing.assert_allclose(_loaded(static.folder, "spike_positions"), resting, rtol=1e-6)


def test_a_single_unit_gets_an_empty_template_beside_it(write: Write, linear: dict[str, Any]) -> None:
    written = write("phy", linear, units={"num_units": 1})
    templates = _loaded(written.folder, "templates")
    assert templates.shape[0] == 2
    assert not templates[1].any()
    assert _loaded(written.folder, "similar_templates").shape == (2, 2)
    assert read_phy(written.folder).get_num_units() == 1


def test_units_without_spikes_are_in_the_tables(write: Write, linear: dict[str, Any]) -> None:
    times = ((0.1, 0.2), (), (0.5,), ())
    written = write("phy", linear, spikes={"times_s": times})
    assert read_phy(written.folder).count_num_spikes_per_unit(outputs="array").tolist() == [2, 0, 1, 0]
    with (written.folder / "cluster_group.tsv").open(newline="") as file:
        assert [row["cluster_id"] for row in csv.DictReader(file, delimiter="\t")] == ["0", "1", "2", "3"]


def test_shanks_are_kept(write: Write, four_shanks: dict[str, Any]) -> None:
    written = write("phy", four_shanks)
    assert _loaded(written.folder, "channel_shanks").tolist() == np.repeat(range(4), 10).tolist()
