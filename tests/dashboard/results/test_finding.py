import os

import numpy as np
import pytest
from driftscope_dashboard.results.finding import find_results


@pytest.fixture
def folder(tmp_path):
    for name in ("a/kilosort4", "a/truth", "b"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("a/kilosort4", "a/truth"):
        np.save(tmp_path / name / "spike_times.npy", np.arange(3))
    (tmp_path / "b" / "found.csv").write_text("sample_index,unit\n1,1\n")
    (tmp_path / "b" / "drift.csv").write_text("time_s,100,200\n1,1,1\n")
    (tmp_path / "b" / "notes.csv").write_text("dear diary\n")
    return tmp_path


def test_sortings_and_estimates_are_found_and_the_truth_is_none(folder):
    found = {name for name, _ in find_results([folder])}
    assert found == {"a/kilosort4", "b/found.csv", "b/drift.csv"}


def test_a_named_pipe_is_never_opened(folder):
    os.mkfifo(folder / "b" / "endless.csv")
    assert "b/endless.csv" not in {name for name, _ in find_results([folder])}
