"""Templates of several datasets in one set."""

from pathlib import Path

import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.library import (
    open_library,
    write_library,
)
from driftscope.template_set import Templates
from library_examples import changed


def joined(tmp_path: Path, first: Templates, second: Templates) -> Templates:
    library = open_library(write_library(tmp_path / "two", {"a.zarr": first, "b.zarr": second}))
    return library.read(library.table)


def test_windows_of_different_length_are_cut_to_what_both_have(tmp_path: Path, small_datasets: dict) -> None:
    first, second = small_datasets.values()
    shorter = changed(second, templates_array=second.templates_array[:, 4:25], nbefore=6)
    both = joined(tmp_path, first, shorter)
    assert (both.nbefore, both.num_samples) == (6, 21)
    np.testing.assert_array_equal(both.templates_array[:4], first.templates_array[:, 4:25])
    np.testing.assert_array_equal(both.templates_array[4:], shorter.templates_array)


def test_measured_clocks_count_as_equal(tmp_path: Path, small_datasets: dict) -> None:
    first, second = small_datasets.values()
    assert joined(tmp_path, first, changed(second, sampling_frequency=30_000.4)).sampling_frequency == 30_000.0


def test_datasets_of_other_rates_are_joined_at_a_rate_that_is_given(tmp_path: Path, small_datasets: dict) -> None:
    first, second = small_datasets.values()
    write_library(tmp_path / "library", {"a.zarr": first, "b.zarr": changed(second, sampling_frequency=25_000.0)})
    library = open_library(tmp_path / "library")
    both = library.read(library.table, sampling_frequency=20_000.0)
    assert (both.sampling_frequency, both.num_units) == (20_000.0, first.num_units + second.num_units)
    slower = library.read_dataset("b.zarr").resample(20_000.0)
    window = slice(slower.nbefore - both.nbefore, slower.nbefore - both.nbefore + both.num_samples)
    expected = slower.get_dense_templates()[:, window]
    np.testing.assert_allclose(both.templates_array[first.num_units :], expected, atol=1e-3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sampling_frequency": 25_000.0}, "a.zarr and b.zarr cannot be combined: they are sampled at 30000 and 25000"),
        ({"probe": "wider"}, "their contact positions differ"),
        ({"probe": "fewer"}, "they have 8 and 6 channels"),
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path: Path, small_datasets: dict, change: dict, words: str) -> None:
    first, second = small_datasets.values()
    if change.get("probe") == "wider":
        change = {"probe": second.probe.copy()}
        change["probe"]._contact_positions = second.probe.contact_positions * 1.5
    elif change.get("probe") == "fewer":
        change = {"probe": second.probe.get_slice(np.arange(6)), "templates_array": second.templates_array[:, :, :6]}
    with pytest.raises(ConfigError, match=words):
        joined(tmp_path, first, changed(second, **change))


def test_a_probe_that_is_shifted_as_a_whole_is_the_same_probe(tmp_path: Path, small_datasets: dict) -> None:
    first, second = small_datasets.values()
    deeper = second.probe.copy()
    deeper.move([0.0, 400.0])
    both = joined(tmp_path, first, changed(second, probe=deeper))
    np.testing.assert_array_equal(both.get_channel_locations(), first.get_channel_locations())
    assert both.table["depth_along_probe"][4:].min() >= 400.0
