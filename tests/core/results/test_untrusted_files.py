"""Files from elsewhere, read without trust."""

import json

import numpy as np
import pytest
from driftscope.results.problems import ResultError
from driftscope.results.untrusted_files import positive_number, read_array, read_json, read_small_text


def test_arrays_are_mapped_and_pickles_refused(tmp_path):
    np.save(tmp_path / "a.npy", np.arange(4))
    assert read_array(tmp_path / "a.npy").tolist() == [0, 1, 2, 3]
    np.save(tmp_path / "b.npy", np.array([{"run": "me"}], dtype=object), allow_pickle=True)
    (tmp_path / "c.npy").write_bytes(b"no array")
    for name in ("b.npy", "c.npy"):
        with pytest.raises(ResultError, match=f"{name} cannot be read as an array without pickles"):
            read_array(tmp_path / name)
    with pytest.raises(ResultError, match="no such file"):
        read_array(tmp_path / "d.npy")


@pytest.mark.parametrize("text", ["{", "[1]", "[" * 100_000])
def test_only_objects_are_read_from_json(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(ResultError, match=r"a\.json"):
        read_json(tmp_path / "a.json")
    (tmp_path / "a.json").write_text(json.dumps({"unit_ids": [1]}))
    assert read_json(tmp_path / "a.json") == {"unit_ids": [1]}


def test_texts_are_small(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    assert read_small_text(tmp_path / "a.txt") == "caf\N{REPLACEMENT CHARACTER}"
    (tmp_path / "a.txt").write_bytes(b"0" * (2**20 + 1))
    with pytest.raises(ResultError, match="larger than 1 MiB"):
        read_small_text(tmp_path / "a.txt")


@pytest.mark.parametrize("value", [0, -1.0, np.nan, np.inf, "30000", None])
def test_rates_are_positive_numbers(tmp_path, value):
    assert positive_number(tmp_path, np.float32(2.5)) == 2.5
    with pytest.raises(ResultError, match="must be a positive number"):
        positive_number(tmp_path, value)
