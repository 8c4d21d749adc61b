from __future__ import annotations

import shutil

import numpy as np
import pytest
from driftscope.export import Truth, export
from driftscope.results import ResultError, truth_of_export


@pytest.fixture(scope="module")
def folder(simulation, tmp_path_factory):
    return export(simulation, tmp_path_factory.mktemp("export") / "drift", jobs=1)


def test_an_export_has_the_truth_of_its_simulation(truth, folder):
    found = truth_of_export(folder)
    np.testing.assert_array_equal(found.train.sample_index, truth.train.sample_index)
    np.testing.assert_array_equal(found.train.unit_index, truth.train.unit_index)
    np.testing.assert_allclose(found.snr, truth.snr)
    assert found.depth_range_um == truth.depth_range_um
    assert found.is_exhaustive and found.notes == ()


def test_the_signal_to_noise_ratio_is_that_of_the_table(truth, folder):
    np.testing.assert_allclose(truth.snr, Truth(folder / "truth").units["snr"], rtol=1e-5)


def test_displacements_are_those_of_the_motion(truth):
    spikes = np.array([0, 500, 1_200])
    bins = (truth.train.sample_index[spikes] / 30_000 * truth.motion.sampling_frequency_hz).astype(int)
    expected = truth.motion.unit_displacements_um()[bins, truth.train.unit_index[spikes]]
    np.testing.assert_allclose(truth.displacements_um(spikes), expected)
    np.testing.assert_allclose(truth.displacements_um()[spikes], expected)


def test_peaks_are_those_of_the_templates_at_a_step(simulation, truth):
    units, steps = np.array([3, 3]), np.array([0, truth.motion.resting_step])
    channels, peaks_uv = truth.peaks_of(units, steps)
    for step, channel, peak_uv in zip(steps, channels, peaks_uv, strict=True):
        [one] = simulation.template_maker.make([3], truth.motion.steps_um[[step]])
        assert np.abs(one.waveform).max() == pytest.approx(peak_uv)
        assert one.channels[np.abs(one.waveform).max(axis=0).argmax()] == channel


def test_a_folder_that_cannot_be_generated_again_gives_what_was_written(folder, tmp_path, truth, monkeypatch):
    def missing(*_):
        raise OSError("the recording is gone")

    monkeypatch.setattr("driftscope.results.ground_truth.source_of", missing)
    found = truth_of_export(folder)
    assert "Templates at rest are used" in found.notes[0] and "the recording is gone" in found.notes[0]
    np.testing.assert_allclose(found.snr, truth.snr, rtol=1e-5)
    assert found.num_samples == truth.num_samples
    assert np.isinf(found.depth_range_um).all()


def test_a_folder_that_is_no_export_is_refused_in_words(folder, tmp_path):
    with pytest.raises(ResultError, match="was not written by driftscope"):
        truth_of_export(tmp_path)
    shutil.copytree(folder, tmp_path / "copy")
    (tmp_path / "copy" / "truth" / "truth.json").unlink()
    with pytest.raises(ResultError, match="is incomplete"):
        truth_of_export(tmp_path / "copy")
