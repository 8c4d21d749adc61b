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
        (["FOLDER", "nowhere"], "No such file or folder"),
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


def pickled(place):
    np.save(place / "spike_times.npy", np.array([{}], dtype=object), allow_pickle=True)
    np.save(place / "spike_clusters.npy", np.zeros(1, np.int64))


def phy(samples, units=None, rate=None):
    def write(place):
        np.save(place / "spike_times.npy", np.array(samples))
        np.save(place / "spike_clusters.npy", np.zeros(len(samples), np.int64) if units is None else np.array(units))
        if rate:
            (place / "params.py").write_text(f"sample_rate = {rate}\n")

    return write


def truncated(place):
    phy(np.arange(100))(place)
    path = place / "spike_times.npy"
    path.write_bytes(path.read_bytes()[:-7])


def endless(place):
    phy([1])(place)
    with (place / "spike_times.npy").open("wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "<i8", "fortran_order": False, "shape": (10**9,)})
        file.truncate(file.tell() + 8 * 10**9)


def unreadable_motion(place):
    phy([1])(place)
    (place / "motion").mkdir()
    for name in ("displacement_seg0", "temporal_bins_s_seg0", "spatial_bins_um"):
        (place / "motion" / f"{name}.npy").write_bytes(b"")


HOSTILE = {
    "pickle": (pickled, "without pickles"),
    "indices of 10^9": (phy([10**9, 3]), "lie after the recording's end"),
    "10^9 spikes": (endless, "more than the"),
    "negative": (phy([-5, 3]), "are before the start"),
    "another rate": (phy([5], rate=25_000.0), "rate of 25000 Hz"),
    "a rate that is code": (phy([5], rate="__import__('os').getpid()"), "must be a positive number"),
    "seconds": (phy([0.5, 1.5]), "must be sample indices"),
    "infinite": (phy([np.inf, 1.0]), "must be sample indices"),
    "fewer units than spikes": (phy([1, 2, 3], units=[1]), "3 spike times but 1 unit labels"),
    "truncated": (truncated, "cannot be read as an array"),
    "empty file": (lambda place: (place / "spike_times.npy").write_bytes(b""), "spike_times.npy"),
    "folder for a file": (lambda place: (place / "spike_times.npy").mkdir(), "contains no sorting"),
    "nothing": (lambda place: None, "contains no sorting"),
    "bad motion beside": (unreadable_motion, "cannot be read"),
    "kilosort's pickle alone": (lambda place: (place / "ops.npy").write_bytes(b"x"), "contains no sorting"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_folder_is_refused_in_words_and_nothing_written(folder, tmp_path, name, capsys):
    spoil, words = HOSTILE[name]
    place = tmp_path / "result"
    place.mkdir()
    spoil(place)
    assert main(["score", str(folder), str(place), "--output", str(tmp_path / "score")]) == 2
    said = capsys.readouterr()
    assert words in said.err and "Traceback" not in said.err and not said.out
    assert not (tmp_path / "score").exists()


def test_the_result_of_another_recording_is_refused(folder, tmp_path, capsys):
    config = PRESETS["tetrode"].config.replace(duration_s=8.0, seed=7)
    other = export(Simulation(config), tmp_path / "other", format="phy", jobs=1)
    assert main(["score", str(folder), str(other / "drifting"), "--output", str(tmp_path / "score")]) == 2
    assert "is a result of another recording" in capsys.readouterr().err
    assert not (tmp_path / "score").exists()


def test_chance_is_called_chance(folder, tmp_path, capsys):
    rng = np.random.default_rng(0)
    rows = "\n".join(f"{sample},0" for sample in np.sort(rng.integers(0, 200_000, 60)))
    (tmp_path / "found.csv").write_text(f"sample_index,unit\n{rows}")
    assert main(["score", str(folder), str(tmp_path / "found.csv")]) == 0
    assert "does the sorting belong to this recording" in capsys.readouterr().out


def test_a_table_of_motion_is_compared(folder, tmp_path, capsys):
    (tmp_path / "drift.csv").write_text("time_s,displacement_um\n0,0\n8,0\n")
    assert main(["score", str(folder), str(tmp_path / "drift.csv")]) == 0
    assert "motion error" in capsys.readouterr().out
