"""The truth is written in parts that do not show in it."""

import json
from pathlib import Path

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.export import truth_writer
from driftscope.export.truth_writer import CONTENTS, write_truth

from .conftest import PROBES, config_on


def files_in(folder):
    return {path.relative_to(folder): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def simulation():
    return Simulation(config_on(PROBES["linear"], streams="independent"))


def test_all_that_is_written_is_described(simulation, tmp_path):
    list(write_truth(simulation, tmp_path))
    described = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert described["contents"] == CONTENTS
    assert described["num_spikes"] == len(simulation.spikes.all())
    for name in files_in(tmp_path).keys() - {Path("truth.json")}:
        assert any(name.is_relative_to(one) for one in CONTENTS) or name.is_relative_to("motion/fields")


def test_spikes_are_the_same_in_parts_of_any_length(simulation, tmp_path, monkeypatch):
    list(write_truth(simulation, tmp_path / "whole"))
    monkeypatch.setattr(truth_writer, "_SPIKES_WINDOW_S", 0.07)
    shares = list(write_truth(simulation, tmp_path / "parts"))
    assert len(shares) > 10
    assert shares == sorted(shares)
    assert files_in(tmp_path / "parts") == files_in(tmp_path / "whole")


def test_an_interrupted_attempt_leaves_nothing_behind(simulation, tmp_path):
    interrupted = write_truth(simulation, tmp_path / "again")
    next(interrupted)
    interrupted.close()
    list(write_truth(simulation, tmp_path / "again"))
    list(write_truth(simulation, tmp_path / "once"))
    assert files_in(tmp_path / "again") == files_in(tmp_path / "once")


@pytest.mark.parametrize(("streams", "ratio", "is_noted"), [
    ("spikeinterface", 0.2, True), ("spikeinterface", 0.0, False), ("independent", 0.2, False),
])  # fmt: skip
def test_spikes_that_may_break_the_refractory_period_are_noted(streams, ratio, is_noted, tmp_path):
    config = config_on(PROBES["linear"], streams=streams).replace({"spikes.synchrony_ratio": ratio})
    list(write_truth(Simulation(config), tmp_path))
    notes = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))["notes"]
    assert any("refractory period" in note for note in notes) is is_noted


def test_a_channel_without_noise_has_units_of_infinite_ratio():
    peaks = [truth_writer._Peak.of(np.array([[0.0, -3.0], [1.0, 5.0]]), np.array([4, 7]))]
    columns = truth_writer._loudness(peaks, np.zeros(8), "filtered_")
    assert columns["filtered_peak_channel"].tolist() == [7]
    assert columns["filtered_peak_to_peak_uv"].tolist() == [8.0]
    assert columns["filtered_snr"].tolist() == [np.inf]
