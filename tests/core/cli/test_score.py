from __future__ import annotations

import json

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.cli import main
from driftscope.export import export
from driftscope.presets import PRESETS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    config = PRESETS["tetrode"].config.replace(
        {"motion.components": [{"kind": "zigzag", "period_s": 4.0}]}, duration_s=8.0
    )
    return export(Simulation(config), tmp_path_factory.mktemp("score") / "drift", format="phy", jobs=1)


@pytest.fixture
def table(folder, tmp_path):
    samples = np.load(folder / "drifting" / "spike_times.npy").ravel()
    units = np.load(folder / "drifting" / "spike_clusters.npy").ravel()
    path = tmp_path / "found.csv"
    rows = [f"{sample},{unit}" for sample, unit in zip(samples, units, strict=True) if sample % 5]
    path.write_text("sample_index,unit\n" + "\n".join(rows), encoding="utf-8")
    return path


def test_a_perfect_sorting_and_the_true_motion_score_one(folder, tmp_path, capsys):
    results = [folder / "drifting", folder / "truth" / "motion_spikeinterface"]
    assert main(["score", str(folder), *map(str, results), "--output", str(tmp_path / "score")]) == 0
    said = json.loads((tmp_path / "score" / "score.json").read_text(encoding="utf-8"))
    assert said["sorting"]["mean_accuracy"] == 1.0
    assert said["motion"]["rms_error_um"] < 1e-6
    printed = capsys.readouterr().out
    assert "mean accuracy 1.00" in printed and "motion error 0.00 µm" in printed


def test_the_report_stands_beside_the_result(folder, table, capsys):
    assert main(["score", str(folder), str(table)]) == 0
    written = sorted(path.name for path in (table.parent / "score").iterdir())
    assert written == ["score.csv", "score.json"]
    assert "missed:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "TABLE"], "was not written by driftscope"),
        (["FOLDER", "nowhere"], "no such file or folder"),
        (["FOLDER", "TABLE", "TABLE"], "at most one sorting and one motion estimate"),
    ],
)
def test_what_cannot_be_compared_is_said_and_nothing_written(folder, table, arguments, words, capsys):
    names = {"FOLDER": str(folder), "TABLE": str(table)}
    assert main(["score", *(names.get(name, name) for name in arguments)]) == 2
    assert words in capsys.readouterr().err
    assert not (table.parent / "score").exists()


@pytest.mark.parametrize("text", ["-1", "a", "1e9", "nan"])
def test_a_delta_that_is_none_is_refused(folder, table, text, capsys):
    with pytest.raises(SystemExit):
        main(["score", str(folder), str(table), f"--delta-ms={text}"])
    assert "must be a number from 0 to 100" in capsys.readouterr().err
