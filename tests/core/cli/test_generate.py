"""The command line writes and verifies recordings, and says in words what it does."""

import errno
import json
import os
import signal
import subprocess
import sys

import pytest
from driftscope import SimulationConfig
from driftscope.cli import main
from driftscope.presets import PRESETS

SHORT = ["--set", "duration_s=1.2", "--set", "motion.components=[]", "--set", "units.num_units=3"]


def test_generate_writes_a_preset_with_what_was_set(tmp_path, capsys):
    out = tmp_path / "out"
    words = ["generate", "tetrode", "-o", str(out), *SHORT, "--set", "noise.level_uv=5..9", "--gain-uv", "0.5"]
    assert main([*words, "--recording", "both", "--jobs", "1"]) == 0
    told = capsys.readouterr()
    assert told.out == f"{out}\n"
    assert told.err.startswith("1 s of recording (both), 4 channels: ")
    assert "samples" in told.err and "100 %" in told.err
    config = SimulationConfig.load(out / "configuration.yaml")
    assert config.duration_s == 1.2 and config.noise.level_uv.high == 9.0 and config.motion.components == ()
    manifest = json.loads((out / "driftscope.json").read_text())
    assert manifest["samples"] == {"dtype": "<i2", "gain_to_uv": 0.5, "offset_to_uv": 0.0, "adc_range": [-32768, 32767]}
    for name in ("static", "drifting"):
        assert (out / name / "traces.raw").stat().st_size == 36_000 * 4 * 2
    assert main(["verify", str(out), "--all", "--progress", "none"]) == 0
    assert "no differences" in capsys.readouterr().out
    assert main(words) == 2
    assert "already exists" in capsys.readouterr().err
    (out / "truth" / "units.csv").write_text("")
    assert main(["verify", str(out), "--windows", "1", "--jobs", "1"]) == 1
    assert "truth/units.csv has 0 bytes instead of" in capsys.readouterr().out


def test_generate_reads_a_file_and_only_estimates_when_asked(tmp_path, capsys):
    PRESETS["tetrode"].config.save(tmp_path / "mine.toml")
    words = ["generate", str(tmp_path / "mine.toml"), "-o", str(tmp_path / "out"), "--estimate", "--dtype", "float32"]
    assert main(words) == 0
    assert "MB, about" in capsys.readouterr().err
    assert os.listdir(tmp_path) == ["mine.toml"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "Unknown preset 'nowhere'. Available: published-drift"),
        (["missing.yaml"], "no such file"),
        (["tetrode", "--set", "noise.level_uv"], "must have the form path=value"),
        (["tetrode", "--set", "noise.level=3"], "there is no such parameter: did you mean level_uv?"),
        (["tetrode", "--set", "noise.level_uv=loud"], "noise.level_uv ('loud')"),
        (["tetrode", "--set", "noise.level_uv={"], "is not a value: use a number"),
        (["tetrode", "--dtype", "int8", "--gain-uv", "-3"], "samples.gain_uv ('-3'): must be above 0"),
        (["tetrode", "--recording", "neither"], "recording ('neither')"),
        (["tetrode", "--format", "papyrus"], "Unknown format 'papyrus'. Available: binary"),
        (["tetrode", "--scheduler", "nowhere"], "no Dask scheduler answers at nowhere"),
    ],
)
def test_what_cannot_be_written_is_said_in_words(words, said, tmp_path, capsys):
    assert main(["generate", *words, "-o", str(tmp_path / "out")]) == 2
    told = capsys.readouterr()
    assert said in told.err and "Traceback" not in told.err
    assert not os.listdir(tmp_path)


def test_what_the_system_refuses_is_said_in_words(tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    assert main(["generate", "tetrode", "-o", str(tmp_path / "file" / "out"), *SHORT]) == 2
    assert "Not a directory" in (told := capsys.readouterr().err) and "Traceback" not in told
    assert os.listdir(tmp_path) == ["file"]


def test_a_disk_that_gets_full_on_the_way_leaves_what_the_same_command_goes_on_with(tmp_path, capsys, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    words = ["generate", "tetrode", "-o", str(tmp_path / "out"), *SHORT, "--jobs", "1", "--progress", "none"]
    with monkeypatch.context() as small:
        small.setattr("driftscope.export.journal.Journal.add_chunk", full)
        assert main(words) == 2
    told = capsys.readouterr().err
    assert "free some disk space, and run the same command again" in told and "Traceback" not in told
    assert os.listdir(tmp_path) == ["out.part"]
    assert main(words) == 0
    assert os.listdir(tmp_path) == ["out"]


STOPS = """
import signal, sys
from driftscope.cli import generate, main

def stopping(name):
    def show(progress):
        if progress.phase == "samples" and progress.share > 0:
            print("here", flush=True)
            sys.stdin.read()
    return show

signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a shell started in the background
generate.progress_display = stopping
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_with_words_and_the_same_command_goes_on(sign, tmp_path, capsys):
    out = tmp_path / "out"
    words = ["generate", "tetrode", "-o", str(out), *SHORT, "--set", "duration_s=3", "--jobs", "1"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", STOPS, *words], text=True, **pipes) as process:
        assert process.stdout.readline() == "here\n", process.stderr.read()
        process.send_signal(sign)
        told = process.stderr.read()
        assert process.wait(timeout=60) == 130
    assert f"Stopped. Written data is kept in {out}.part; run the same command again to continue" in told
    assert "Traceback" not in told
    assert not out.exists()
    assert main([*words, "--progress", "json"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    assert "truth" not in {one["phase"] for one in said} and said[-1]["phase"] == "done"
    assert min(one["share"] for one in said if one["phase"] == "samples") > 0


def test_advice_is_printed_before_anything_is_written(tmp_path, capsys):
    words = ["generate", "tetrode", "-o", str(tmp_path / "out"), *SHORT, "--set", "noise.level_uv=80", "--estimate"]
    assert main(words) == 0
    assert "Advice: noise.level_uv: Most units are hard to detect" in (told := capsys.readouterr().err)
    assert "--set noise.level_uv=" in told


def test_a_finished_and_identical_folder_is_left_alone_and_said_to_be_there(tmp_path, capsys):
    out = tmp_path / "out"
    words = ["generate", "tetrode", "-o", str(out), *SHORT, "--jobs", "1", "--progress", "none"]
    assert main(words) == 0
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    capsys.readouterr()
    assert main(words) == 0
    told = capsys.readouterr()
    assert told.out == f"{out}\n" and "is already finished" in told.err
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    for other in (["--set", "seed=7"], ["--gain-uv", "0.4"]):
        assert main([*words, *other]) == 2
        assert "already exists" in capsys.readouterr().err


def test_clipped_values_are_warned_of_said_at_the_end_and_by_verify(tmp_path, capsys):
    out = tmp_path / "out"
    narrow = ["--adc-bits", "4", "--gain-uv", "1", "--jobs", "1", "--progress", "none"]
    words = ["generate", "tetrode", "-o", str(out), *SHORT, *narrow]
    assert main([*words, "--estimate"]) == 0
    warned = capsys.readouterr().err
    assert (
        "Warning: in a short sample of the recording, " in warned
        and "-8 to 7 µV, the range of the converter, and would be" in warned
    )
    assert main(words) == 0
    number = json.loads((out / "driftscope.json").read_text())["recordings"]["drifting"]["clipped_values"]
    assert number > 1_000
    said = f"drifting: {number} of {36_000 * 4} values"
    assert f"Clipped: {said}" in capsys.readouterr().err
    assert main(words) == 0
    assert f"Clipped: {said}" in capsys.readouterr().err
    assert main(["verify", str(out), "--windows", "1", "--jobs", "1", "--progress", "none"]) == 0
    assert said in capsys.readouterr().out


def test_what_has_to_be_known_of_the_ground_truth_is_said_at_the_end(tmp_path, capsys):
    synchrony = ["--set", "streams=spikeinterface", "--set", "spikes.synchrony_ratio=0.3"]
    words = ["generate", "tetrode", *SHORT, *synchrony, "--jobs", "1", "--progress", "none"]
    assert main([*words, "-o", str(tmp_path / "out")]) == 0
    assert "Note: synchronous spikes may violate the refractory period" in capsys.readouterr().err
    assert main([*words, "--set", "streams=independent", "-o", str(tmp_path / "other")]) == 0
    assert "Note:" not in capsys.readouterr().err
