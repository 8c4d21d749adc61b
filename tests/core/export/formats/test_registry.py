"""The formats by name, and what they cost before they are used."""

import subprocess
import sys
from pathlib import Path

import pytest
from driftscope.export import ExportError, formats
from driftscope.export.formats import format_named
from driftscope.export.formats.zarr_store import FORMAT as ZARR


def test_every_format_has_a_name_a_title_and_an_extra_that_exists():
    pyproject = (Path(__file__).parents[4] / "pyproject.toml").read_text()
    assert next(iter(formats())) == "binary"
    for name, form in formats().items():
        assert form.name == name and form.title and form.dtypes
        assert (form.extra is None) == (not form.libraries)
        assert form.extra is None or f"\n{form.extra} = [" in pyproject


def test_listing_the_formats_imports_no_library_and_no_runtime():
    libraries = {library for found in formats().values() for library in found.libraries}
    heavy = libraries | {"zarr", "h5py", "pynwb", "hdmf", "spikeinterface", "neo", "dask", "distributed", "pandas"}
    heavy |= {f"driftscope.export.runtime.{name}" for name in ("pool", "cluster", "tasks", "worker")}
    code = f"import sys; from driftscope.export.formats import formats; formats(); print(*({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


def test_a_missing_library_is_said_with_the_extra_that_brings_it(monkeypatch):
    monkeypatch.setattr(type(ZARR), "libraries", ("a_library_that_is_not_there",))
    with pytest.raises(ExportError, match=r"needs a_library_that_is_not_there: pip install 'driftscope\[zarr\]'"):
        format_named("zarr")
