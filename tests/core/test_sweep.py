"""A family of configurations: each member once, each in its folder, and an index that says which is which."""

import csv
import json
import math
import shutil
import subprocess
import sys
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.cli import main
from driftscope.cli.sweep import varied
from driftscope.export import ExportError, ExportOptions, InterruptedExportError
from driftscope.export.writer import export
from driftscope.hybrid import HybridConfig
from driftscope.simulation import Simulation
from driftscope.sweep import family, sweep
from hypothesis import given, settings
from hypothesis import strategies as st

BASE = SimulationConfig().replace({
    "duration_s": 1.0,
    "sampling_frequency_hz": 10_000.0,
    "probe": {"kind": "tetrode"},
    "units.num_units": 3,
    "units.minimum_distance_um": None,
    "motion.components": [{"kind": "zigzag", "period_s": 2.0}, {"kind": "zigzag", "amplitude_factor": 0.0}],
})  # fmt: skip
AMPLITUDE = "motion.components.0.amplitude_factor"


def rows(index: Path) -> list[dict[str, str]]:
    with index.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ---- the family


@settings(max_examples=30)
@given(
    levels=st.lists(st.integers(0, 50), min_size=1, max_size=4, unique=True),
    seeds=st.lists(st.integers(0, 99), min_size=1, max_size=4, unique=True),
)
def test_a_grid_has_each_with_each_and_a_pairing_the_first_with_the_first(levels, seeds):
    given_values = {"noise.level_uv": levels, "seed": seeds}
    grid = family(BASE, given_values)
    assert [(one.config.noise.level_uv, one.config.seed) for one in grid] == [(a, b) for a in levels for b in seeds]
    assert len({one.name for one in grid}) == len(grid)
    for one in grid:
        assert one.config == BASE.replace(one.values)
    shortest = min(len(levels), len(seeds))
    pairs = family(BASE, {path: values[:shortest] for path, values in given_values.items()}, paired=True)
    assert [one.config.seed for one in pairs] == seeds[:shortest]
    assert [one.config.noise.level_uv for one in pairs] == levels[:shortest]
    assert {one.name for one in pairs} <= {one.name for one in grid}


def test_names_are_told_apart_by_as_much_of_the_path_as_it_takes():
    second = AMPLITUDE.replace("0", "1")
    [one] = family(BASE, {AMPLITUDE: [0.5], second: [0.25], "noise.level_uv": [(6, 8)]})
    assert one.name == "0.amplitude_factor=0.5,1.amplitude_factor=0.25,level_uv=6..8"
    assert one.values == {AMPLITUDE: 0.5, second: 0.25, "noise.level_uv": {"low": 6.0, "high": 8.0}}


def test_a_member_whose_values_make_no_folder_is_named_after_its_configuration():
    probes = [{"kind": "tetrode"}, {"kind": "linear", "num_contacts": 4}]
    members = family(BASE, {"probe": probes})
    assert [one.name for one in members] == [one.config.digest[:16] for one in members]


@pytest.mark.parametrize(
    ("values", "paired", "said"),
    [
        ({}, False, ["nothing varies"]),
        ({"seed": []}, False, ["seed ([]): has no values"]),
        ({"seed": [1, 2], "noise.level_uv": [1]}, True, ["same number of values: seed has 2, noise.level_uv has 1"]),
        ({"seed": range(101), "noise.level_uv": range(10)}, False, ["a sweep can have at most 1000 recordings"]),
        ({"seed": [1], "nois.level_uv": [1], "x": [2], "noise.level_uv": [-1]}, False,
         ["nois.level_uv: there is no such parameter", "x: there is no such", "level_uv (-1): must be"]),
        ({"noise.level_uv": [5, -1, -2], "seed": [1, 2]}, False, ["level_uv (-1): must be", "level_uv (-2): must be"]),
        ({"noise.level_uv": [5, 5.0]}, False, ["two recordings have the same configuration (noise.level_uv = 5)"]),
    ],
)  # fmt: skip
def test_what_is_no_family_is_refused_with_all_its_problems(values, paired, said):
    with pytest.raises(ConfigError) as refused:
        family(BASE, values, paired=paired)
    assert len(refused.value.problems) == len(said)
    for problem, words in zip(refused.value.problems, said, strict=True):
        assert words in str(problem)


# ---- the values on the command line


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("5,10,20", [5, 10, 20]),
        ("6..8, 12..15", [{"low": 6.0, "high": 8.0}, {"low": 12.0, "high": 15.0}]),
        ("0:1:5", [0, 0.25, 0.5, 0.75, 1]),
        ("-1:1:3,7", [-1, 0, 1, 7]),
        ("3:9:1", [3]),
        ("[1, 2],[3,4]", [[1, 2], [3, 4]]),
        ("null,25", [None, 25]),
        ("{kind: tetrode},{kind: linear, n: [1, 4]}", [{"kind": "tetrode"}, {"kind": "linear", "n": [1, 4]}]),
        ("independent,spikeinterface", ["independent", "spikeinterface"]),
    ],
)  # fmt: skip
def test_values_are_read_as_configurations_are(text, values):
    assert varied([f"a.path = {text}"]) == {"a.path": values}


@settings(max_examples=50)
@given(
    start=st.floats(-1e6, 1e6).map(lambda value: round(value, 3)),
    stop=st.floats(-1e6, 1e6).map(lambda value: round(value, 3)),
    number=st.integers(2, 50),
)
def test_evenly_spaced_values_begin_and_end_as_said(start, stop, number):
    [values] = varied([f"x={start!r}:{stop!r}:{number}"]).values()
    assert len(values) == number
    assert (values[0], values[-1]) == (start, stop)
    step = (stop - start) / (number - 1)
    assert all(math.isclose(value, start + step * at, rel_tol=1e-9, abs_tol=1e-6) for at, value in enumerate(values))


@pytest.mark.parametrize("setting", ["noise.level_uv", "=5", "x=", "x=5,,6", "x=1:2", "x=0:1:0", "x=0:1:1001", "x=]"])
def test_what_are_no_values_is_refused_in_words(setting):
    with pytest.raises(ConfigError) as refused:
        varied([setting, "seed=1", "seed=2"])
    assert len(refused.value.problems) == 2
    assert "seed ('2'): is given twice" in str(refused.value)


# ---- its recordings


@pytest.fixture(scope="module")
def swept(tmp_path_factory) -> Path:
    """A family of four, as the command writes it."""
    folder = tmp_path_factory.mktemp("swept")
    BASE.save(folder / "base.yaml")
    words = ["--set", "noise.level_uv=5,10", "--set", f"{AMPLITUDE}=0:1:2", "--jobs", "1", "--progress", "none"]
    assert main(["sweep", str(folder / "base.yaml"), *words, "--output", str(folder / "family")]) == 0
    return folder / "family"


def test_every_member_is_what_generate_writes(swept, tmp_path):
    table = rows(swept / "index.csv")
    assert [(row["noise.level_uv"], row[AMPLITUDE]) for row in table] == [
        ("5", "0"), ("5", "1"), ("10", "0"), ("10", "1")
    ]  # fmt: skip
    assert {row["state"] for row in table} == {"finished"}
    assert {path.name for path in swept.iterdir()} == {"index.csv", *(row["folder"] for row in table)}
    for number, row in enumerate(table):
        changes = {path: float(row[path]) for path in ("noise.level_uv", AMPLITUDE)}
        manifest = json.loads((swept / row["folder"] / "driftscope.json").read_text())
        assert manifest["configuration"] == BASE.replace(changes).to_dict()
        if number == 3:
            alone = export(Simulation(BASE.replace(changes)), tmp_path / "alone", jobs=1)
            assert contents(alone) == contents(swept / row["folder"])


def test_an_interrupted_family_goes_on_and_leaves_alone_what_is_finished(swept, tmp_path):
    members = family(BASE, {"noise.level_uv": [5], AMPLITUDE: [0, 1]})
    stop = Event()
    told: list[str] = []

    def stop_at_the_second(_, state):
        told.append(state)
        if len(told) == 2:
            stop.set()

    with pytest.raises(InterruptedExportError):
        sweep(members, tmp_path, report=stop_at_the_second, jobs=1, cancel=stop)
    assert [row["state"] for row in rows(tmp_path / "index.csv")] == ["finished", "begun"]
    finished = tmp_path / members[0].name / "driftscope.json"
    before = finished.stat()
    told.clear()
    sweep(members, tmp_path, report=lambda _, state: told.append(state), jobs=1)
    assert told == ["finished", "begun"]
    assert (finished.stat().st_mtime_ns, finished.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    for member in members:
        assert contents(tmp_path / member.name) == contents(swept / member.name)


def test_more_values_join_the_finished_ones(swept, tmp_path):
    grown = shutil.copytree(swept, tmp_path / "grown")
    sweep(family(BASE, {"noise.level_uv": [7], AMPLITUDE: [0]}), grown, jobs=1)
    [new, *old] = rows(grown / "index.csv")
    assert (new["noise.level_uv"], new["state"]) == ("7", "finished")
    assert old == rows(swept / "index.csv")


def test_hybrid_recordings_vary_as_well(tmp_path):
    base = HybridConfig().replace({"source.duration_s": 2.0})
    members = family(base, {"units.0.peak_uv": [120.0]})
    index = sweep(members, tmp_path, jobs=1)
    assert [(row["state"], row["units.0.peak_uv"]) for row in rows(index)] == [("finished", "120")]
    told: list[str] = []
    sweep(members, tmp_path, report=lambda _, state: told.append(state), jobs=1)
    assert told == ["finished"]


def test_a_file_of_a_hybrid_is_read_as_one(tmp_path, capsys):
    HybridConfig().save(tmp_path / "hybrid.yaml")
    words = ["--set", "units.0.peak_uv=100,200", "--output", str(tmp_path / "out"), "--dry-run"]
    assert main(["sweep", str(tmp_path / "hybrid.yaml"), *words]) == 0
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == [
        "peak_uv=100",
        "peak_uv=200",
    ]


def test_a_folder_of_something_else_is_neither_taken_nor_touched(swept, tmp_path):
    members = family(BASE, {"noise.level_uv": [5, 10], AMPLITUDE: [0, 1]})
    with pytest.raises(
        ExportError,
        match=r"already contains level_uv=5,.* and 1 more with other content or options: choose another folder",
    ):
        sweep(members, swept, ExportOptions(recording="static"), jobs=1)
    (tmp_path / members[1].name).mkdir()
    with pytest.raises(ExportError, match=rf"already contains {members[1].name} with other content or options: choose"):
        sweep(members, tmp_path, jobs=1)
    assert [path.name for path in tmp_path.iterdir()] == [members[1].name]


def test_too_little_room_for_all_is_said_before_anything_is_written(monkeypatch, tmp_path):
    free = 100_000_000  # enough for any one of them
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    with pytest.raises(ExportError, match=r"needed in .*, but only 100 MB free: free space"):
        sweep(family(BASE.replace(duration_s=20.0), {"seed": range(60)}), tmp_path / "many")
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_lists_and_writes_nothing(swept, tmp_path, capsys):
    words = ["sweep", str(swept.parent / "base.yaml"), "--set", "noise.level_uv=5,7", "--set", f"{AMPLITUDE}=0"]
    assert main([*words, "--output", str(swept), "--dry-run"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "finished  level_uv=5,amplitude_factor=0",
        "missing   level_uv=7,amplitude_factor=0",
    ]
    assert "2 recordings" in told.err
    assert main([*words, "--output", str(tmp_path / "new"), "--dry-run"]) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_says_what_varies_when_names_cannot(tmp_path, capsys):
    words = ["sweep", "tetrode", "--set", "noise.level_uv=5,7", "--set", "motion.components=[]"]
    assert main([*words, "--output", str(tmp_path), "--dry-run"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ", 1)[1].split()[-2:] for line in lines] == [
        ["noise.level_uv=5", "motion.components=[]"],
        ["noise.level_uv=7", "motion.components=[]"],
    ]


def test_a_file_where_the_folder_goes_is_said_in_words(tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    assert main(["sweep", "tetrode", "--set", "seed=1,2", "--output", str(tmp_path / "file")]) == 2
    assert "Traceback" not in (told := capsys.readouterr().err) and f"{tmp_path / 'file'}: " in told
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere", "--set", "seed=1,2"], "Unknown preset 'nowhere'"),
        (["tetrode", "--set", "sed=1,2"], "sed: there is no such parameter"),
        (["tetrode", "--set", "seed=1,2", "--set", "noise.level_uv=1", "--paired"], "same number of values"),
        (["tetrode", "--set", "seed=0:1:2", "--set", "seed"], "--set ('seed'): must have the form path=values"),
        (["tetrode", "--set", "seed=1", "--dtype", "int7"], "samples.dtype ('int7')"),
        (["tetrode", "--set", "seed=1", "--format", "clay"], "Unknown format 'clay'"),
    ],
)
def test_what_cannot_be_swept_is_said_in_words(words, said, tmp_path, capsys):
    assert main(["sweep", *words, "--output", str(tmp_path / "out")]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_cluster_that_is_not_there_is_said_in_words_by_both_commands(monkeypatch, tmp_path, capsys):
    from driftscope.export.runtime import cluster

    monkeypatch.setattr(cluster, "PATIENCE_S", 0.2)
    there = ["--scheduler", "tcp://127.0.0.1:9", "--output", str(tmp_path / "out")]
    assert main(["generate", "tetrode", *there]) == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert main(["sweep", "tetrode", "--set", "seed=1", *there]) == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err


def test_the_workers_that_dask_starts_write_for_both_commands(swept, tmp_path):
    """As a user would: a scheduler, a worker and the command, each a program of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
         "--dashboard-address", "127.0.0.1:0", "--scheduler-file", str(tmp_path / "scheduler.json")],
        stderr=subprocess.PIPE, text=True,
    ) as scheduler:  # fmt: skip
        try:
            address = next(
                line.split()[-1]
                for line in scheduler.stderr
                if "Scheduler at:" in line  # type: ignore[union-attr]
            )
            with subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nworkers", "1", "--nthreads", "2",
                 "--dashboard-address", "127.0.0.1:0", "--local-directory", str(tmp_path / "spill")],
                stderr=subprocess.DEVNULL,
            ) as worker:  # fmt: skip
                try:
                    words = ["--set", "noise.level_uv=5", "--set", f"{AMPLITUDE}=0,1", "--progress", "none"]
                    there = ["--output", str(tmp_path / "family"), "--scheduler", address]
                    assert main(["sweep", str(swept.parent / "base.yaml"), *words, *there]) == 0
                    words = ["--set", "noise.level_uv=10", "--set", f"{AMPLITUDE}=0", "--progress", "none"]
                    there = ["--output", str(tmp_path / "one"), "--scheduler", address]
                    assert main(["generate", str(swept.parent / "base.yaml"), *words, *there]) == 0
                finally:
                    worker.terminate()
        finally:
            scheduler.terminate()
    for name in ("level_uv=5,amplitude_factor=0", "level_uv=5,amplitude_factor=1"):
        assert contents(tmp_path / "family" / name) == contents(swept / name)
    assert contents(tmp_path / "one") == contents(swept / "level_uv=10,amplitude_factor=0")
