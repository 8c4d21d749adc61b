"""The sample library."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from driftscope.library import (
    open_library,
)
from driftscope.library.sample import sample_folder, write_sample
from library_examples import content_of


def test_the_sample_is_a_library_like_any(library_cache: Path) -> None:
    library = open_library("sample")
    assert len(library.datasets) == 2
    assert 20 <= len(library.table) <= 40
    assert len(set(library.table["brain_area"])) >= 5
    assert set(library.table["probe"]) == {"NP1000", "NP2000"}
    assert (library.table["peak_to_peak_uv"] > 30).all()
    assert library.table["peak_to_peak_uv"].max() > 4 * library.table["peak_to_peak_uv"].min()
    for name in library.datasets:
        templates = library.read_dataset(name)
        assert templates.sampling_frequency == 30_000.0
        best = templates.templates_array[np.arange(templates.num_units), :, templates.table["best_channel_index"]]
        assert np.abs(best.argmin(axis=1) - templates.nbefore).max() <= 1
        edges = np.abs(templates.templates_array[:, [0, -1]]).max()
        assert edges < 0.02 * np.abs(templates.templates_array).max()
    assert list(library_cache.iterdir()) == [sample_folder()]


def test_the_sample_is_the_same_everywhere_and_is_made_anew_when_damaged(library_cache: Path, tmp_path: Path) -> None:
    folder = sample_folder()
    written = content_of(folder)
    write_sample(tmp_path / "again")
    assert content_of(tmp_path / "again") == written
    (folder / "templates.csv").write_bytes(b"")
    next(folder.rglob("templates_array/0.0.0")).unlink()
    assert content_of(sample_folder()) == written


def test_two_who_make_the_sample_at_once_both_get_it(library_cache: Path) -> None:
    code = "import driftscope.library as library; print(len(library.open_library('sample').table))"
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ}, text=True)
        for _ in range(2)
    ]
    answers = [process.communicate()[0].strip() for process in both]
    assert answers[0] == answers[1] == str(len(open_library("sample").table))
