"""The table of all templates of a library."""

from pathlib import Path

import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.library import (
    COLUMNS,
    LibraryError,
    TemplateTable,
    filter_templates,
    open_library,
)
from hypothesis import given
from hypothesis import strategies as st


@given(
    st.tuples(st.none() | st.floats(0, 100), st.none() | st.floats(100, 200)),
    st.tuples(st.none() | st.floats(0, 2_000), st.none() | st.floats(2_000, 4_000)),
    st.none() | st.sets(st.sampled_from(["CA1", "LP", "no such area"])),
)
def test_a_filter_keeps_exactly_what_is_within_its_bounds(amplitude: tuple, depth: tuple, areas: set | None) -> None:
    rng = np.random.default_rng(5)
    columns = {
        "dataset": ["d"] * 40,
        "template_index": range(40),
        "peak_to_peak_uv": np.where(np.arange(40) % 7, rng.uniform(0, 200, 40), np.nan),
        "depth_along_probe": rng.uniform(0, 4_000, 40),
        "brain_area": rng.choice(["CA1", "LP", "CP"], 40),
    }
    table = TemplateTable.of(columns)
    kept = filter_templates(table, peak_to_peak_uv=amplitude, depth_um=depth, brain_areas=areas)

    def within(value: float, bounds: tuple) -> bool:
        low, high = bounds
        return (low is None or value >= low) and (high is None or value <= high)

    expected = [
        row
        for row in range(40)
        if within(columns["peak_to_peak_uv"][row], amplitude)
        and within(columns["depth_along_probe"][row], depth)
        and (areas is None or columns["brain_area"][row] in areas)
    ]
    assert kept["template_index"].tolist() == expected


def test_a_filter_by_names_signal_and_spikes(folder: Path) -> None:
    table = open_library(folder).table
    assert set(filter_templates(table, datasets=["flat.zarr"])["dataset"]) == {"flat.zarr"}
    assert len(filter_templates(table, probes=["another"])) == 0
    assert filter_templates(dict(table.columns), brain_areas="LP")["template_index"].tolist() == [2]
    median = float(np.median(table["signal_to_noise_ratio"]))
    assert (filter_templates(table, signal_to_noise=(median, None))["signal_to_noise_ratio"] >= median).all()
    assert (filter_templates(table, spikes=(None, 1_000))["spikes_per_unit"] <= 1_000).all()
    with pytest.raises(ConfigError) as refused:
        filter_templates(table, depth_um=(5, 3), spikes=(2, 1))
    assert [one.path for one in refused.value.problems] == ["depth_um", "spikes"]


def test_a_table_survives_its_file() -> None:
    table = TemplateTable.of(
        {
            "dataset": ['a, "quoted"', "b", "µ"],
            "template_index": [0, 1, 2**40],
            "brain_area": ["CA1", None, ""],
            "depth_along_probe": [-1.0, 0.1 + 0.2, float("nan")],
            "spikes_per_unit": [12, float("nan"), 3],
        }
    )
    again = TemplateTable.from_csv(table.to_csv())
    for name in COLUMNS:
        np.testing.assert_array_equal(again[name], table[name])
    assert table["brain_area"].tolist() == ["CA1", "unknown", "unknown"]
    assert b"spikes_per_unit" in table.to_csv()
    assert len(TemplateTable.from_csv(b"dataset,template_index\n")) == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"dataset,brain_area\na,CA1\n", "template_index.*is missing"),
        (b"<html>not here</html>", "dataset.*is missing"),
        (b"", "is missing"),
        (b"dataset,template_index\na,first\n", "template_index.*'first'.*whole number"),
        (b"dataset,template_index\na,1.5\n", "whole number"),
        (b"dataset,template_index\na,\n", "index of its template within the dataset"),
        (b"dataset,template_index,amplitude_uv\na,1,loud\n", "amplitude_uv.*'loud'.*a number"),
        (b"\xff\xfe\x00", "is not a table"),
        (b'dataset,template_index\n"a,1\n', "is not a table"),
    ],
)
def test_a_broken_index_is_said_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "templates.csv").write_bytes(content)
    with pytest.raises(LibraryError, match=f"(?s){words}"):
        _ = open_library(tmp_path).table


def test_the_height_has_spikeinterface_s_name_in_the_file_only(folder: Path) -> None:
    import pandas

    table, file = open_library(folder).table, folder / "templates.csv"
    header = file.read_text().splitlines()[0].split(",")
    assert "amplitude_uv" in header and "peak_to_peak_uv" not in header
    assert "peak_to_peak_uv" in table.columns and "amplitude_uv" not in table.columns
    assert "peak_to_peak_uv" in table.to_pandas().columns
    theirs = TemplateTable.of(pandas.read_csv(file))
    np.testing.assert_array_equal(theirs["peak_to_peak_uv"], table["peak_to_peak_uv"])
    assert TemplateTable.from_csv(table.to_csv()).to_csv() == file.read_bytes() == table.to_csv()
