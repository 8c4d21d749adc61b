from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from driftscope.measured_motion import MeasuredMotion
from driftscope.results import UNIT_COLUMNS, Sorted, compare, summary, unit_table, write_report
from driftscope.results.motion_error import true_displacement_um


@pytest.fixture
def result(truth):
    keep = np.arange(len(truth.train)) % 4 > 0
    names = tuple(f"cluster {unit}" for unit in range(len(truth.unit_ids)))
    sorting = Sorted(truth.train.sample_index[keep], truth.train.unit_index[keep], names)
    times_s, depths_um = np.arange(20) + 0.5, np.array([100.0, 900.0])
    estimate = MeasuredMotion(times_s, depths_um, true_displacement_um(truth, times_s, depths_um) + 1.0)
    return compare(truth, sorting, estimate)


def test_a_row_for_every_unit_with_numbers_that_agree(result, truth):
    rows = unit_table(result.comparison)
    assert len(rows) == len(truth.unit_ids)
    for row in rows:
        assert row["true_positives"] + row["false_negatives"] == truth.train.counts[int(row["unit"])]
        assert row["recall"] == pytest.approx(0.75, abs=0.1)
        assert row["partner"] == f"cluster {row['unit']}"
        assert sum(row[name] for name in UNIT_COLUMNS if name.startswith("missed_")) == row["false_negatives"]


def test_what_is_written_is_what_was_compared(result, tmp_path):
    written = write_report(result, tmp_path / "score", {"export": "here"})
    assert sorted(path.name for path in (tmp_path / "score").iterdir()) == sorted(path.name for path in written)
    with (tmp_path / "score" / "score.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["accuracy"]) for row in rows] == [row["accuracy"] for row in unit_table(result.comparison)]
    said = json.loads((tmp_path / "score" / "score.json").read_text(encoding="utf-8"))
    assert said == json.loads(json.dumps({"export": "here", **summary(result)}))
    error = np.load(tmp_path / "score" / "motion_error.npy")
    assert error.shape == (20, 2) and np.abs(error).max() < 1e-9


def test_a_report_replaces_an_earlier_one_and_leaves_nothing_beside_it(result, tmp_path):
    first, second = write_report(result, tmp_path), write_report(result, tmp_path)
    assert first == second
    assert not list(tmp_path.glob(".*"))


def test_a_file_that_cannot_be_written_leaves_the_old_one(result, tmp_path, monkeypatch):
    write_report(result, tmp_path)
    before = (tmp_path / "score.csv").read_bytes()

    def full(*_args, **_kwargs):
        raise OSError("no space left")

    monkeypatch.setattr("csv.DictWriter.writerows", full)
    with pytest.raises(OSError, match="no space left"):
        write_report(result, tmp_path)
    assert (tmp_path / "score.csv").read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_units_of_which_most_was_lost_come_first_with_reason_and_tracking(result):
    rows = unit_table(result.comparison)
    lost = [row["false_negatives"] for row in rows]
    assert lost == sorted(lost, reverse=True)
    for row in rows:
        reasons = {name.removeprefix("missed_"): row[name] for name in row if name.startswith("missed_")}
        assert reasons[row["main_reason"]] == max(reasons.values())
        assert 0.9 <= row["tracking"] <= 1.0
